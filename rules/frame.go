package rules

import "fmt"

// Limits of a rule. They are counted, not timed, so that a rule that runs today runs in a year and in a replay.
const (
	maxSource = 4_000     // characters of an expression, looked at before parsing
	maxNodes  = 1_000     // parts of an expression
	maxSteps  = 1_000_000 // parts worked out inside loops, in one run: some 20 ms
	maxBytes  = 1 << 20   // of text made in one run
	maxItems  = 100_000   // of lists made in one run

	maxTogether = 5_000_000 // steps of all that one text or one table works out, where no Meter counts them
)

// RunError is what a rule gives in place of a value: Code is "missing" (arithmetic on a missing value), "budget" (a
// limit was exceeded) or "failed" (it cannot be worked out, such as a division by nought). Place is the part at fault.
type RunError struct {
	Code    string
	Message string
	Place   Source
}

func (e *RunError) Error() string {
	if e.Place.File == "" {
		return e.Message
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.Place.File, e.Place.Line, e.Place.Column, e.Message)
}

// frame is one run of a program.
type frame struct {
	s     *Snapshot
	vars  []any // the values of `let`, and the current items of loops
	steps int
	limit int // of steps
	bytes int
	items int
	trace *trace // nil but in Explain
	prog  *Program

	table  *Table // whose inputs are worked out; nil for a program by itself
	values []any  // of a table's inputs, kept for the next table
	sets   []set
}

// stop is a declared failure on its way out of a run. It is the only thing that evaluation panics with on purpose.
type stop struct {
	code, message string
	from, to      int // characters of the expression
}

func (n *node) fail(code, format string, args ...any) {
	panic(&stop{code, fmt.Sprintf(format, args...), n.from, n.to})
}

func (f *frame) spend(n *node, steps int) {
	if f.steps += steps; f.steps > f.limit {
		if f.limit < maxSteps {
			n.fail("budget", "The rules take too many steps together, and were stopped here.")
		}
		n.fail("budget", "This rule takes too many steps, and was stopped.")
	}
}

func (f *frame) grow(n *node, bytes int) {
	if f.bytes += bytes; f.bytes > maxBytes {
		n.fail("budget", "This rule makes too long a text, and was stopped.")
	}
}

func (f *frame) add(n *node, items int) {
	if f.items += items; f.items > maxItems {
		n.fail("budget", "This rule makes too long a list, and was stopped.")
	}
}
