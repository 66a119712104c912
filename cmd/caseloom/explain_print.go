package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// print writes an event for a person; whole, with each comparison, each value and what set it, and what would have changed it.
func (x told) print(w io.Writer, whole bool) {
	fmt.Fprintf(w, "\n%d. %s  %s", x.Seq, x.At.Format("2 January 2006 15:04"), x.Kind)
	if x.About != "" {
		fmt.Fprintf(w, " (%s)", x.About)
	}
	fmt.Fprintf(w, "\n   %s\n", x.Why.Said)
	if x.Why.At != "" {
		fmt.Fprintf(w, "   Written at %s", x.Why.At)
		if x.Why.Text != "" {
			fmt.Fprintf(w, ": %s", x.Why.Text)
		}
		fmt.Fprintln(w)
	}
	if x.Why.Gives != "" && !strings.Contains(x.Why.Said, " is "+x.Why.Gives) {
		fmt.Fprintf(w, "   It gives: %s\n", x.Why.Gives)
	}
	if x.Kind == "decision.proposed" {
		fmt.Fprintln(w, "   It is a proposal: it is final when it has been confirmed.")
	}
	if x.Because != "" {
		fmt.Fprintf(w, "   Because: %s\n", x.Because)
	}
	if x.Source != "" {
		fmt.Fprintf(w, "   Source: %s\n", x.Source)
	}
	if whole {
		x.reasons(w)
	}
	if x.Why.Disagrees != "" {
		fmt.Fprintf(w, "   %s\n", x.Why.Disagrees)
	}
}

func (x told) reasons(w io.Writer) {
	for _, said := range x.Why.Worked {
		fmt.Fprintf(w, "   Worked out: %s\n", said)
	}
	if x.Why.Day != "" {
		fmt.Fprintf(w, "   %s\n", x.Why.Day)
	}
	if len(x.Why.Comparisons) > 0 {
		fmt.Fprintln(w, "   What was compared:")
		printComparisons(w, x.Why.Comparisons)
	}
	printRows(w, x.Why.Rows)
	for _, said := range x.Why.Skipped {
		fmt.Fprintf(w, "   %s\n", said)
	}
	if len(x.Why.Values) > 0 {
		fmt.Fprintln(w, "   What was read:")
	}
	for _, v := range x.Why.Values {
		set := v.Set
		switch {
		case v.Path == "today":
			set = "the day of this event"
		case set == "":
			set = "nothing has set it"
		}
		fmt.Fprintf(w, "   - %s (%s) was %s: %s%s\n", v.Label, v.Path, v.Value, set, onTo(v.Path))
	}
	if o := x.Why.Otherwise; o != nil {
		fmt.Fprintf(w, "   %s\n", o.Said)
	}
	if m := x.Why.Miss; m != nil {
		fmt.Fprintf(w, "   Nearest to it: %s, at %s. %s\n", m.Rule, m.At, m.Said)
		printThrough(w, m.Changes)
	}
}

// onTo leads from what a decision read to the decision that gave it.
func onTo(path string) string {
	if names := strings.Split(path, "."); names[0] == "decision" && len(names) > 1 {
		return "; why: --decision " + names[1]
	}
	return ""
}

// printThrough says how facts that are worked out from others would have come to be so.
func printThrough(w io.Writer, changes []rules.Change) {
	for _, c := range changes {
		if len(c.Through) > 0 {
			fmt.Fprintf(w, "   %s is worked out from other answers: it would have been so if %s.\n", c.Label, (&rules.Otherwise{Changes: c.Through}).Words())
		}
	}
}

func printComparisons(w io.Writer, all []rules.Comparison) {
	for _, c := range all {
		fmt.Fprintf(w, "   - %s\n", c.Words())
	}
}

// printRows says of other rows what did not hold, and against which of them only one thing stands.
func printRows(w io.Writer, rows []rules.RowExplained) {
	var near []string
	for _, r := range rows {
		if r.Counts {
			continue
		}
		var against []string
		for _, c := range r.Comparisons {
			if !c.Result {
				against = append(against, c.Words())
			}
		}
		if len(against) == 1 {
			near = append(near, fmt.Sprintf("row %d", r.Row))
		}
		if len(against) == 0 {
			against = []string{"nothing was against it, and another row counts"}
		}
		law := ""
		if r.Source != "" {
			law = " (" + r.Source + ")"
		}
		fmt.Fprintf(w, "   Row %d%s: %s\n", r.Row, law, strings.Join(against, "; "))
	}
	switch len(near) {
	case 0:
	case 1:
		fmt.Fprintf(w, "   One thing alone stands against %s.\n", near[0])
	default:
		fmt.Fprintf(w, "   One thing alone stands against each of these: %s.\n", language.And(language.English, near))
	}
	if len(rows) > 0 && rows[0].At.Line > 0 && (strings.HasSuffix(rows[0].At.File, ".csv") || strings.HasSuffix(rows[0].At.File, ".xlsx")) {
		fmt.Fprintln(w, "   Rows have the numbers that they have in the spreadsheet, where the headings are a row too.")
	}
}

// printTable says what a table gives.
func printTable(w io.Writer, d *casetype.Decision, e rules.TableExplanation) {
	fmt.Fprintf(w, "\n%s Nothing was proposed or decided yet. As the case stands:\n", d.Question)
	if e.Err != "" {
		fmt.Fprintf(w, "   The table cannot be worked out: %s\n", e.Err)
		return
	}
	for _, r := range e.Rows {
		if r.Counts {
			fmt.Fprintf(w, "   Row %d counts: %s\n", r.Row, r.Text)
			printComparisons(w, r.Comparisons)
		}
	}
	if len(e.Counts) == 0 {
		fmt.Fprintln(w, "   No row fits.")
	}
	for _, o := range d.Outputs {
		if v, ok := e.Outputs[o.ID]; ok {
			fmt.Fprintf(w, "   %s: %s\n", strings.ReplaceAll(o.ID, "_", " "), rules.Format(v))
		}
	}
	for _, said := range e.Worked {
		fmt.Fprintf(w, "   Worked out: %s\n", said)
	}
	if e.Day != "" {
		fmt.Fprintf(w, "   %s\n", e.Day)
	}
	printRows(w, e.Rows)
	for _, said := range e.Skipped {
		fmt.Fprintf(w, "   %s\n", said)
	}
	if m := e.Miss; m != nil && m.Otherwise.Words() != "" {
		fmt.Fprintf(w, "   Row %d would have counted if %s.\n", m.Row, m.Otherwise.Words())
	}
}
