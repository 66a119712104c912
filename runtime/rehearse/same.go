package rehearse

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// maxSamples bounds how many combinations of values two tables are compared by.
const maxSamples = 20_000

// compareTables says whether a changed table gives the same as the one it was made from, for every combination of values
// that their cells can tell apart, and otherwise by what test the two can be told apart. Only a table whose inputs are
// plain paths can be asked; of any other it says no, and no more.
func compareTables(t, mutant *casetype.Type, decision string) (same bool, try string) {
	a, b := table(t, decision), table(mutant, decision)
	if a == nil || b == nil {
		return false, ""
	}
	paths := slices.Compact(slices.Sorted(slices.Values(append(a.Reads(), b.Reads()...))))
	values := make([][]any, len(paths))
	total := 1
	for i, path := range paths {
		typ, ok := t.Scope.TypeOf(path)
		if !ok {
			return false, ""
		}
		values[i] = samples(typ, append(texts(t, decision), texts(mutant, decision)...))
		if total *= len(values[i]); total == 0 || total > maxSamples {
			return false, ""
		}
	}
	for n := range total {
		root := map[string]any{"tables": t.Tables}
		at := make([]any, len(paths))
		for i, path := range paths {
			at[i] = values[i][n%len(values[i])]
			put(root, strings.Split(path, "."), at[i])
			n /= len(values[i])
		}
		x, err := a.Decide(rules.NewSnapshot(root))
		if err == nil && len(x.Outputs) == 0 {
			continue // a gap: loading has said so where it can be reached
		}
		y, also := b.Decide(rules.NewSnapshot(root))
		if (err == nil) != (also == nil) || err == nil && (rules.Format(x.Outputs) != rules.Format(y.Outputs) || x.Because != y.Because) {
			return false, told(t, decision, paths, at, x, y, err)
		}
	}
	return true, ""
}

// told says what test tells two answers of a table apart: the facts of its case, and what it expects.
func told(t *casetype.Type, decision string, paths []string, at []any, x, y rules.Ruling, broken error) string {
	var facts []string
	for i, path := range paths {
		facts = append(facts, path+" is "+say(at[i]))
	}
	if broken != nil {
		return ""
	}
	expects := "because: " + x.Because
	for _, id := range slices.Sorted(maps.Keys(x.Outputs)) {
		if rules.Format(x.Outputs[id]) != rules.Format(y.Outputs[id]) {
			expects = id + ": " + say(x.Outputs[id])
		}
	}
	alone := ""
	for _, d := range t.Decisions {
		if d.ID == decision && slices.ContainsFunc(d.Confirm, func(c casetype.Confirm) bool { return c.By == "system" }) {
			alone = " (without `proposed` where the rules decide by themselves)"
		}
	}
	return fmt.Sprintf("Play a case in which %s, and expect `decision.%s.proposed.%s`%s.", strings.Join(facts, ", "), decision, expects, alone)
}

func table(t *casetype.Type, decision string) *rules.Table {
	for _, d := range t.Decisions {
		if d.ID == decision {
			return d.Table
		}
	}
	return nil
}

// samples are values of a type that the cells of some files could tell apart: what is listed, and each number and day in
// the files with its neighbours. None: values of this type cannot be made.
func samples(t *rules.Type, files [][]byte) []any {
	var out []any
	if t.Optional {
		out = append(out, nil)
	}
	switch t.Kind {
	case rules.Bool:
		return append(out, true, false)
	case rules.String:
		if len(t.Enum) == 0 {
			return nil
		}
		for _, word := range t.Enum {
			out = append(out, word)
		}
		return out
	case rules.Date:
		for _, d := range days(files) {
			out = append(out, d)
		}
		return out
	case rules.Moment:
		for _, d := range days(files) {
			out = append(out, d.Add(12*time.Hour))
		}
		return out
	case rules.Int, rules.Number:
		for _, n := range written(files) {
			for _, near := range []float64{n - 1, n, n + 1} {
				if t.Min != nil && near < *t.Min || t.Max != nil && near > *t.Max {
					continue
				}
				v := any(near)
				if t.Kind == rules.Int {
					v = int(near)
				}
				if !slices.Contains(out, v) {
					out = append(out, v)
				}
			}
		}
		return out
	}
	return nil
}

// digits are a number wherever it stands: by itself, in a cell such as "> 2", or in an expression.
var digits = regexp.MustCompile(`[0-9]+(\.[0-9]+)?`)

// written are the numbers that stand in files, few and in order.
func written(files [][]byte) []float64 {
	out := []float64{0}
	for _, file := range files {
		for _, token := range digits.FindAllString(day.ReplaceAllString(string(file), " "), -1) {
			if n, err := strconv.ParseFloat(token, 64); err == nil && n < 1e9 {
				out = append(out, float64(int(n)))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func put(root map[string]any, path []string, v any) {
	for ; len(path) > 1; path = path[1:] {
		next, _ := root[path[0]].(map[string]any)
		if next == nil {
			next = map[string]any{}
			root[path[0]] = next
		}
		root = next
	}
	root[path[0]] = v
}
