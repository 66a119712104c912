package replay

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// PrintJSON writes reports for a program.
func PrintJSON(w io.Writer, reports []*Report) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(map[string][]*Report{"casetypes": append([]*Report{}, reports...)})
}

// What a person is shown; a program gets the rest.
const (
	mostWays    = 4 // in which one thing changes
	mostRefused = 10
)

// Print writes for a person: what would change, in how many cases and which, and why, and then what could not be tried.
func (r *Report) Print(w io.Writer, zone *time.Location) {
	how := "lived again, up to"
	if r.Tables {
		how = "decided again as they stand on"
	}
	fmt.Fprintf(w, "%s: %s %s %s.\n", r.CaseType, count(r.Lived, "case"), how, r.Until.In(zone).Format("2 January 2006 15:04"))
	if r.Changed == 0 {
		fmt.Fprint(w, "Nothing would be otherwise.")
		if !r.Newest.IsZero() {
			fmt.Fprintf(w, " The newest of them came in on %s: what is in force only later concerns none of them.", r.Newest.In(zone).Format("2 January 2006"))
		}
		fmt.Fprintln(w)
	} else {
		var kinds []string
		for _, k := range r.Kinds {
			kinds = append(kinds, fmt.Sprintf("%s in %d", k.Kind, k.Cases))
		}
		fmt.Fprintf(w, "%d would be otherwise (%s):\n", r.Changed, strings.Join(kinds, ", "))
	}
	for i := 0; i < len(r.Changes); {
		i += r.ways(w, i)
	}
	r.printRest(w)
}

// ways writes the ways in which one thing changes, from the i-th change on, and says how many there are.
func (r *Report) ways(w io.Writer, i int) int {
	n, rest := 0, 0
	for ; i+n < len(r.Changes) && r.Changes[i+n].What == r.Changes[i].What; n++ {
		c := r.Changes[i+n]
		if n >= mostWays {
			rest += c.Cases
			continue
		}
		fmt.Fprintf(w, "  %s: %s in %s (%s)\n", c.What, c.words(), count(c.Cases, "case"), c.examples())
		if c.Why != "" {
			fmt.Fprintf(w, "      %s\n", c.Why)
		}
	}
	if rest > 0 {
		fmt.Fprintf(w, "  %s: changed otherwise in %s more\n", r.Changes[i].What, count(rest, "case"))
	}
	return n
}

func (r *Report) printRest(w io.Writer) {
	if r.Unlisted > 0 {
		fmt.Fprintf(w, "  and %s of other kinds than the %d above\n", count(r.Unlisted, "difference"), mostListed)
	}
	steps := 0
	for _, d := range r.Refused {
		steps += d.Steps
	}
	if steps > 0 {
		fmt.Fprintf(w, "%s that somebody took would not have been allowed:\n", count(steps, "step"))
	}
	for i, d := range r.Refused {
		if i == mostRefused {
			fmt.Fprintf(w, "  and for %s more\n", count(len(r.Refused)-i, "reason"))
			break
		}
		fmt.Fprintf(w, "  %s in %s (%s): %s\n", d.Did, count(d.Steps, "step"), references(d.Examples, d.Steps), d.Why)
	}
	out := 0
	for _, u := range r.LeftOut {
		out += u.Cases
	}
	if out > 0 {
		fmt.Fprintf(w, "%s left out:\n", count(out, "case"))
	}
	for i, u := range r.LeftOut {
		if i == mostRefused {
			fmt.Fprintf(w, "  and for %s more\n", count(len(r.LeftOut)-i, "reason"))
			break
		}
		fmt.Fprintf(w, "  %s: %s\n", references(u.Examples, u.Cases), u.Why)
	}
}

func (c *Change) words() string {
	switch {
	case c.By != "":
		return c.By
	case c.Was == "":
		return c.Is + ", which was not there,"
	case c.Is == "":
		return c.Was + " before, and not there now,"
	}
	return c.Was + " → " + c.Is
}

func (c *Change) examples() string {
	var all []string
	joint := ", "
	for _, x := range c.Examples {
		one := x.Reference
		if x.Was+x.Is != "" {
			one, joint = one+": "+x.Was+" → "+x.Is, "; "
		}
		all = append(all, one)
	}
	if c.Cases > len(all) {
		all = append(all, "…")
	}
	return strings.Join(all, joint)
}

func references(examples []string, of int) string {
	if of > len(examples) && len(examples) == mostExamples {
		return strings.Join(examples, ", ") + ", …"
	}
	return strings.Join(examples, ", ")
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
