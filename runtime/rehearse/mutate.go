package rehearse

import (
	"context"
	"slices"
	"strings"
	"testing/fstest"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// Mutant is one small change of the rules, as a slip of an analyst might make it.
type Mutant struct {
	Place  rules.Source
	Change string // in words: “cars > 2” becomes “cars >= 2”
}

// Mutation is what came of changing the rules one place at a time.
type Mutation struct {
	CaseType  string
	Made      int      // how many changes were thought of
	Tried     int      // of which the loader let so many pass, and time allowed
	Survivors []Mutant // those that no test noticed
	Cut       bool     // time ran out before all were tried
}

// Killed is how many changes some test noticed.
func (m Mutation) Killed() int { return m.Tried - len(m.Survivors) }

// maxMutants bounds what is tried of one case type; beyond it, every so-manieth change is.
const maxMutants = 2_000

// Mutate changes the rules of a case type one place at a time (a comparison, a value, a row or rule left out, a person of
// authority) and plays its tests on each: a change that no test notices is a rule that nothing holds up. What the loader
// refuses is no change that could go live, and a table that gives the same for every value it can tell apart is none
// either. It ends with its context.
func Mutate(ctx context.Context, t *casetype.Type) Mutation {
	m := Mutation{CaseType: t.Name}
	changes := thinned(changesOf(t), maxMutants)
	m.Made = len(changes)
	for _, c := range changes {
		mutant, found := casetype.Load(folder(t.Files, c.file, c.text), t.Name)
		if mutant == nil || found.HasErrors() {
			continue
		}
		if sameTables(t, mutant, c.decision) {
			continue
		}
		if ctx.Err() != nil {
			m.Cut = true
			break
		}
		report := Run(ctx, mutant, Options{First: true})
		if ctx.Err() != nil {
			m.Cut = true
			break
		}
		m.Tried++
		if len(report.Failed()) == 0 {
			m.Survivors = append(m.Survivors, c.Mutant)
		}
	}
	slices.SortStableFunc(m.Survivors, func(a, b Mutant) int {
		if n := strings.Compare(a.Place.File, b.Place.File); n != 0 {
			return n
		}
		return a.Place.Line - b.Place.Line
	})
	return m
}

// thinned keeps at most so many of the changes, evenly.
func thinned(all []change, most int) []change {
	if len(all) <= most {
		return all
	}
	var out []change
	for i := range most {
		out = append(out, all[i*len(all)/most])
	}
	return out
}

// folder makes a case type's files readable as the folder they were, with one of them changed.
func folder(all map[string][]byte, name string, text []byte) fstest.MapFS {
	root := make(fstest.MapFS, len(all))
	for path, data := range all {
		root[path] = &fstest.MapFile{Data: data, Mode: 0o444}
	}
	root[name] = &fstest.MapFile{Data: text, Mode: 0o444}
	return root
}
