package replay

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Report gathers what would be otherwise over many cases of one type.
type Report struct {
	CaseType string    `json:"casetype"`
	Until    time.Time `json:"until"`
	Lived    int       `json:"lived"`
	Changed  []Changed `json:"changed"`
	Refused  []Step    `json:"refused"`
	LeftOut  []LeftOut `json:"left_out"`
}

// Changed is one case that would be otherwise.
type Changed struct {
	Reference   string       `json:"reference"`
	Differences []Difference `json:"differences"`
}

// Step is something that somebody did to a case and that the rules would not have allowed.
type Step struct {
	Reference string    `json:"reference"`
	At        time.Time `json:"at"`
	By        string    `json:"by"`
	Did       string    `json:"did"` // the kind of the event it made: "task.completed"
	Why       string    `json:"why"`
}

// LeftOut is a case that could not be lived again.
type LeftOut struct {
	Reference string `json:"reference"`
	Why       string `json:"why"`
}

// Add notes one case: how it went, and how it would go.
func (r *Report) Add(reference string, differences []Difference, refused []Refused) {
	r.Lived++
	if len(differences) > 0 {
		r.Changed = append(r.Changed, Changed{reference, differences})
	}
	for _, x := range refused {
		by := cmp.Or(x.Given.Actor.Name, x.Given.Actor.ID)
		r.Refused = append(r.Refused, Step{Reference: reference, At: x.Given.At, By: by, Did: x.Given.Body.Kind(), Why: x.Why})
	}
}

// Leave notes a case that could not be lived again.
func (r *Report) Leave(reference string, why error) {
	r.LeftOut = append(r.LeftOut, LeftOut{reference, why.Error()})
}

// Sort puts everything in the order of the references.
func (r *Report) Sort() {
	slices.SortFunc(r.Changed, func(a, b Changed) int { return strings.Compare(a.Reference, b.Reference) })
	slices.SortStableFunc(r.Refused, func(a, b Step) int { return strings.Compare(a.Reference, b.Reference) })
	slices.SortFunc(r.LeftOut, func(a, b LeftOut) int { return strings.Compare(a.Reference, b.Reference) })
}

// PrintJSON writes for a program.
func (r *Report) PrintJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// change is one difference as several cases have it.
type change struct {
	Difference
	cases []string
}

// changes are the differences there are, each with its cases: the thing that changes in most of them first.
func (r *Report) changes() [][]change {
	at := map[string]int{}
	var all [][]change
	for _, c := range r.Changed {
		for _, d := range c.Differences {
			i, ok := at[d.What]
			if !ok {
				i = len(all)
				at[d.What] = i
				all = append(all, nil)
			}
			j := slices.IndexFunc(all[i], func(x change) bool { return x.Difference == d })
			if j < 0 {
				j = len(all[i])
				all[i] = append(all[i], change{Difference: d})
			}
			all[i][j].cases = append(all[i][j].cases, c.Reference)
		}
	}
	for _, ways := range all {
		slices.SortStableFunc(ways, func(a, b change) int { return len(b.cases) - len(a.cases) })
	}
	slices.SortStableFunc(all, func(a, b [](change)) int {
		if d := byWeight(a[0].What, b[0].What); d != 0 {
			return d
		}
		return 0
	})
	return all
}

const (
	mostWays     = 4 // ways in which one thing changes
	mostExamples = 3 // cases named for each
)

// Print writes for a person: what would change, in how many cases and which, and then what could not be tried.
func (r *Report) Print(w io.Writer, zone *time.Location) {
	fmt.Fprintf(w, "%s: %s lived again, up to %s.\n", r.CaseType, count(r.Lived, "case"), r.Until.In(zone).Format("2 January 2006 15:04"))
	switch len(r.Changed) {
	case 0:
		fmt.Fprintln(w, "Nothing would be otherwise.")
	case 1:
		fmt.Fprintln(w, "1 would be otherwise:")
	default:
		fmt.Fprintf(w, "%d would be otherwise:\n", len(r.Changed))
	}
	for _, ways := range r.changes() {
		for i, x := range ways {
			if i == mostWays {
				fmt.Fprintf(w, "  %s: changed in %s more\n", x.What, count(casesOf(ways[i:]), "case"))
				break
			}
			fmt.Fprintf(w, "  %s: %s in %s (%s)\n", x.What, x.words(), count(len(x.cases), "case"), examples(x.cases))
		}
	}
	if len(r.Refused) > 0 {
		fmt.Fprintf(w, "%s that somebody took would not have been allowed:\n", count(len(r.Refused), "step"))
		for i, s := range r.Refused {
			if i == 10 {
				fmt.Fprintf(w, "  and %d more\n", len(r.Refused)-i)
				break
			}
			fmt.Fprintf(w, "  %s, %s by %s on %s: %s\n", s.Reference, s.Did, s.By, s.At.In(zone).Format("2 January 2006"), s.Why)
		}
	}
	if len(r.LeftOut) > 0 {
		fmt.Fprintf(w, "%s left out:\n", count(len(r.LeftOut), "case"))
		for i, x := range r.LeftOut {
			if i == 10 {
				fmt.Fprintf(w, "  and %d more\n", len(r.LeftOut)-i)
				break
			}
			fmt.Fprintf(w, "  %s: %s\n", x.Reference, x.Why)
		}
	}
}

func (d Difference) words() string {
	switch {
	case d.Was == "":
		return d.Is + ", which was not there,"
	case d.Is == "":
		return d.Was + " before, and not there now,"
	}
	return d.Was + " → " + d.Is
}

func casesOf(ways []change) int {
	n := 0
	for _, x := range ways {
		n += len(x.cases)
	}
	return n
}

func examples(cases []string) string {
	if len(cases) > mostExamples {
		return strings.Join(cases[:mostExamples], ", ") + ", …"
	}
	return strings.Join(cases, ", ")
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
