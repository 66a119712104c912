package engine

import (
	"cmp"
	"slices"

	"github.com/caseloom/caseloom/runtime/casetype"
)

// Tells says whether some message of a case type tells a decision. Where no message tells any, people are told in other ways, and
// each counts.
func Tells(t *casetype.Type, decision string) bool {
	any := false
	for _, rule := range t.Notify {
		if rule.Send != nil && rule.Send.Tells != "" {
			if rule.Send.Tells == decision {
				return true
			}
			any = true
		}
	}
	return !any
}

// Unknown names the decisions that the applicant does not know of, the first first. One that no message tells is a step towards
// another, and they know it when they were told of one that was made with it or after it.
func Unknown(t *casetype.Type, c *Case) (ids []string) {
	for id, d := range c.Decisions {
		if n := len(d.Made); n > 0 && d.Made[n-1].Told == nil && (Tells(t, id) || !toldSince(c, d.Made[n-1])) {
			ids = append(ids, id)
		}
	}
	last := func(id string) Made { return c.Decisions[id].Made[len(c.Decisions[id].Made)-1] }
	slices.SortFunc(ids, func(a, b string) int {
		return cmp.Or(cmp.Compare(last(a).Seq, last(b).Seq), last(a).At.Compare(last(b).At), cmp.Compare(a, b))
	})
	return ids
}

// toldSince says whether the applicant was told of a decision that was made no earlier than another.
func toldSince(c *Case, made Made) bool {
	for _, d := range c.Decisions {
		if slices.ContainsFunc(d.Made, func(m Made) bool { return m.Told != nil && m.Seq >= made.Seq }) {
			return true
		}
	}
	return false
}

// AsTold is a case as its applicant knows it: as it stood before the first decision was made that they do not know of. Nil: there
// was no case then. Events are those of the case, which are asked for only where they are needed.
func AsTold(t *casetype.Type, c *Case, events func() ([]Event, error)) (*Case, error) {
	unknown := Unknown(t, c)
	if len(unknown) == 0 {
		return c, nil
	}
	made := c.Decisions[unknown[0]].Made
	first := made[len(made)-1].Seq
	all, err := events()
	if err != nil || first > len(all) {
		return nil, err
	}
	before := all[:all[first-1].Cause-1] // all that followed from one given is told together
	if len(before) == 0 {
		return nil, nil
	}
	known := &Case{}
	for i := range before {
		if err := Fold(known, &before[i]); err != nil {
			return nil, err
		}
	}
	return known, nil
}
