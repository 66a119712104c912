package replay

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"
)

// Report gathers what would be otherwise over many cases of one type. It holds counts and a few examples, so that it stays
// small however many cases there are; which examples depends on nothing but the cases.
type Report struct {
	CaseType string    `json:"casetype"`
	Until    time.Time `json:"until"`
	Tables   bool      `json:"tables_only,omitempty"` // only the decisions were asked again
	Lived    int       `json:"lived"`                 // cases
	Newest   time.Time `json:"newest,omitzero"`       // when the last of them came in
	Changed  int       `json:"changed"`               // of them
	Kinds    []Kind    `json:"kinds"`                 // what kind of things change, and in how many cases
	Changes  []*Change `json:"changes"`
	Unlisted int       `json:"unlisted_changes,omitempty"` // differences beyond the most that are told apart
	Refused  []*Denied `json:"refused"`
	LeftOut  []*Unread `json:"left_out"`
	Cases    []One     `json:"cases"` // the first of those that change, each with all its differences

	mu      sync.Mutex
	kinds   map[string]int
	changes map[Difference]*Change
	refused map[[2]string]*Denied
	leftOut map[string]*Unread
}

// Kind is a kind of thing that changes: "tasks", "due dates".
type Kind struct {
	Kind  string `json:"kind"`
	Cases int    `json:"cases"`
}

// Change is one difference as several cases have it. Of a date only by how much it moves is the same in all of them.
type Change struct {
	Difference
	Cases    int       `json:"cases"`
	Examples []Example `json:"examples"` // the first few by reference
}

// Example is a case, with its own values where they are its own.
type Example struct {
	Reference string `json:"reference"`
	Was       string `json:"was,omitempty"`
	Is        string `json:"is,omitempty"`
}

// Denied is something that people did to cases and that the rules would not have allowed.
type Denied struct {
	Did      string   `json:"did"` // the kind of the event it made: "task.completed"
	Why      string   `json:"why"`
	Steps    int      `json:"steps"`
	Examples []string `json:"examples"` // references
}

// Unread are cases that could not be lived again.
type Unread struct {
	Why      string   `json:"why"`
	Cases    int      `json:"cases"`
	Examples []string `json:"examples"`
}

// One is one case that would be otherwise.
type One struct {
	Reference   string       `json:"reference"`
	Differences []Difference `json:"differences"`
}

const (
	mostExamples = 3     // of one change
	mostCases    = 100   // that are listed with all their differences
	mostListed   = 2_000 // changes, and reasons for leaving cases out
)

func newReport(w WhatIf) *Report {
	return &Report{CaseType: w.Tried.Name, Until: w.Until, Tables: w.Tables, Kinds: []Kind{}, Changes: []*Change{}, Refused: []*Denied{}, LeftOut: []*Unread{}, Cases: []One{},
		kinds: map[string]int{}, changes: map[Difference]*Change{}, refused: map[[2]string]*Denied{}, leftOut: map[string]*Unread{}}
}

// add notes how some cases would go.
func (r *Report) add(answers []Answer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, a := range answers {
		if a.Err != nil {
			r.leave(a)
			continue
		}
		r.Lived++
		if a.At.After(r.Newest) {
			r.Newest = a.At
		}
		for _, x := range a.Refused {
			r.deny(a.Reference, x)
		}
		if len(a.Differences) > 0 {
			r.Changed++
			r.differ(a)
		}
	}
}

func (r *Report) differ(a Answer) {
	seen := map[string]bool{}
	for _, d := range a.Differences {
		if kind := kindOf(d.What); !seen[kind] {
			seen[kind] = true
			r.kinds[kind]++
		}
		example := Example{Reference: a.Reference}
		if d.By != "" { // the days are the case's own
			example.Was, example.Is = d.Was, d.Is
			d.Was, d.Is = "", ""
		}
		c := r.changes[d]
		if c == nil {
			if len(r.Changes) == mostListed {
				r.Unlisted++
				continue
			}
			c = &Change{Difference: d}
			r.changes[d] = c
			r.Changes = append(r.Changes, c)
		}
		c.Cases++
		c.Examples = first(c.Examples, example, mostExamples, func(a, b Example) int { return byReference(a.Reference, b.Reference) })
	}
	r.Cases = first(r.Cases, One{a.Reference, a.Differences}, mostCases, func(a, b One) int { return byReference(a.Reference, b.Reference) })
}

func (r *Report) deny(reference string, x Refused) {
	key := [2]string{x.Given.Body.Kind(), x.Why}
	d := r.refused[key]
	if d == nil {
		if len(r.Refused) == mostListed {
			return
		}
		d = &Denied{Did: key[0], Why: key[1]}
		r.refused[key] = d
		r.Refused = append(r.Refused, d)
	}
	d.Steps++
	if !slices.Contains(d.Examples, reference) {
		d.Examples = first(d.Examples, reference, mostExamples, byReference)
	}
}

func (r *Report) leave(a Answer) {
	why := a.Err.Error()
	u := r.leftOut[why]
	if u == nil {
		if len(r.LeftOut) == mostListed {
			return
		}
		u = &Unread{Why: why}
		r.leftOut[why] = u
		r.LeftOut = append(r.LeftOut, u)
	}
	u.Cases++
	u.Examples = first(u.Examples, a.Reference, mostExamples, byReference)
}

// first adds to the first few of something, in order.
func first[T any](list []T, one T, most int, order func(a, b T) int) []T {
	if len(list) == most && order(one, list[most-1]) >= 0 {
		return list
	}
	at, _ := slices.BinarySearchFunc(list, one, order)
	list = slices.Insert(list, at, one)
	return list[:min(len(list), most)]
}

// byReference puts references of the same length in order, and shorter ones first: "line 9" before "line 10".
func byReference(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
}

// kindOf is what kind of thing a difference is of.
func kindOf(what string) string {
	ends := func(ending string) bool { return strings.HasSuffix(what, ending) }
	switch {
	case what == "due" || ends("'s due date"):
		return "due dates"
	case ends("'s team") || ends("'s priority") || ends("'s skills") || ends("'s role"):
		return "routes"
	}
	of, _, _ := strings.Cut(what, " ")
	return map[string]string{"case": "whether it opens", "outcome": "outcomes", "status": "statuses", "team": "routes", "priority": "routes", "skills": "routes", "decision": "decisions",
		"task": "tasks", "stage": "stages", "message": "messages", "clock": "clocks", "fact": "facts", "broken": "broken rules"}[of]
}

// sort puts everything in an order that depends on nothing but what is in it: what comes of cases first, and of one thing
// the change that most cases have.
func (r *Report) sort() {
	r.Kinds = r.Kinds[:0]
	for kind, n := range r.kinds {
		r.Kinds = append(r.Kinds, Kind{kind, n})
	}
	slices.SortFunc(r.Kinds, func(a, b Kind) int { return cmp.Or(b.Cases-a.Cases, strings.Compare(a.Kind, b.Kind)) })
	slices.SortFunc(r.Changes, func(a, b *Change) int {
		return cmp.Or(byWeight(a.What, b.What), b.Cases-a.Cases, strings.Compare(a.Was+"→"+a.Is+a.By, b.Was+"→"+b.Is+b.By), strings.Compare(a.Why, b.Why))
	})
	slices.SortFunc(r.Refused, func(a, b *Denied) int {
		return cmp.Or(b.Steps-a.Steps, strings.Compare(a.Did+a.Why, b.Did+b.Why))
	})
	slices.SortFunc(r.LeftOut, func(a, b *Unread) int { return cmp.Or(b.Cases-a.Cases, strings.Compare(a.Why, b.Why)) })
}
