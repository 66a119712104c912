package web

import (
	"strings"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
)

// Seen is one case as the person asking may see it. Pages, lists and the API have no other way to a case: this is where
// access to one is judged, and to somebody who may not see it, it is not there.
type Seen struct {
	Case   *engine.Case // without what is hidden from them
	Type   *casetype.Type
	Hidden []string

	whole   *engine.Case
	who     engine.Actor
	unseen  []string // references of cases that this one is linked to and that the person may not see
	conceal *strings.Replacer
}

// See opens a case by its reference. Whoever opens a restricted one is written down first. To somebody who has a conflict of
// interest in it the case is shut: they read why, and nothing of the case.
func (c *Ctx) See(reference string) (*Seen, error) {
	found, err := c.Site.Store.Case(c.Context(), reference)
	if err != nil {
		return nil, err
	}
	return c.opened(found)
}

// SeeByTask opens the case of a task, by the task's public id.
func (c *Ctx) SeeByTask(key string) (*Seen, error) {
	found, err := c.Site.Store.CaseByTask(c.Context(), key)
	if err != nil {
		return nil, err
	}
	return c.opened(found)
}

func (c *Ctx) opened(found *engine.Case) (*Seen, error) {
	s, err := c.Seen(found)
	if err != nil {
		return nil, err
	}
	if kept := s.KeptFrom(s.who); kept != "" { // neither its pages nor programs tell them anything of it
		return nil, &engine.Refusal{Code: "conflict", Message: kept}
	}
	if s.Restricted() {
		if err := c.Site.Store.NoteOpened(c.Context(), found.ID, s.who.ID, c.Path(), c.Now()); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Listed are the cases of a list by id, read all in one. One is missing that is not theirs to see, that they must
// not act on, or whose files cannot be read: the rest of the list is still good.
func (c *Ctx) Listed(ids []string) (map[string]*Seen, error) {
	found, err := c.Site.Store.CasesByID(c.Context(), ids)
	if err != nil {
		return nil, err
	}
	seen := make(map[string]*Seen, len(found))
	for id, one := range found {
		if s, err := c.Seen(one); err == nil && s.KeptFrom(s.who) == "" {
			seen[id] = s
		}
	}
	return seen, nil
}

// Seen is a case that was read, as the person asking may see it: after something was done to it, or in a list.
func (c *Ctx) Seen(found *engine.Case) (*Seen, error) {
	t, err := c.Site.Desk.TypeOf(c.Context(), found)
	if err != nil {
		return nil, err
	}
	view, ok := identity.View(t, c.Actor(), found)
	if !ok {
		return nil, NotFound()
	}
	s := &Seen{Case: view, Type: t, Hidden: identity.Hidden(t, c.Actor(), found), whole: found, who: c.Actor()}
	return s, c.linked(s)
}

// linked leaves out the links to cases that the person may not see.
func (c *Ctx) linked(s *Seen) error {
	if len(s.whole.Links) == 0 {
		return nil
	}
	view := *s.Case
	view.Links = nil
	for _, link := range s.whole.Links {
		other, err := c.Site.Store.Case(c.Context(), link.Case)
		if err != nil {
			return err
		}
		t, err := c.Site.Desk.TypeOf(c.Context(), other)
		if err != nil {
			return err
		}
		if identity.May(t, s.who, other, identity.See) {
			view.Links = append(view.Links, link)
		} else {
			s.unseen = append(s.unseen, link.Case)
		}
	}
	s.Case = &view
	return nil
}

// May says whether the person has a right over the case.
func (s *Seen) May(right identity.Right) bool { return identity.May(s.Type, s.who, s.whole, right) }

// MayTask says whether the person may work one of its tasks.
func (s *Seen) MayTask(task *engine.Task) bool {
	return identity.MayTask(s.Type, s.who, s.whole, task)
}

// Conceal takes what is hidden from the person out of sentences about the case.
func (s *Seen) Conceal() *strings.Replacer {
	if s.conceal == nil {
		var swaps []string
		for _, reference := range s.unseen {
			swaps = append(swaps, reference, "another case")
		}
		s.conceal = identity.Conceal(s.Type, s.who, s.whole, swaps...)
	}
	return s.conceal
}

// Restricted says whether the case is hidden from others who could see it otherwise.
func (s *Seen) Restricted() bool { return identity.Restricted(s.Type, s.whole) }

// KeptFrom says why somebody must not act on the case, and what they can do; "" when nothing keeps them from it.
func (s *Seen) KeptFrom(who engine.Actor) string { return engine.KeptFrom(s.whole, who) }

// KeptFromTask says why somebody must not have or do a task; "" when nothing keeps them from it.
func (s *Seen) KeptFromTask(task *engine.Task, who engine.Actor, now time.Time) string {
	return engine.KeptFromTask(s.Type, s.whole, task, who, now)
}

// WouldWork says whether somebody could work the case if it were theirs.
func (s *Seen) WouldWork(who engine.Actor) bool {
	theirs := *s.whole
	theirs.Owner = who.ID
	return identity.May(s.Type, who, &theirs, identity.Work)
}

// readOn bounds how many parts of a list are read for one page of it.
const readOn = 20

// Fill makes a page of what somebody may see of a list; read gives what is shown of one part of it. What they may not see
// is read past, so that a page tells by neither its length nor its end that there was something: `next` is given only where
// another line of theirs follows, or where there is so much of others' that the rest has to be asked for.
func Fill[R any](cursor string, limit int, read func(cursor string) (shown []R, next string, err error), at func(R) string) (rows []R, next string, err error) {
	for range readOn {
		part, more, err := read(cursor)
		if err != nil {
			return nil, "", err
		}
		if rows = append(rows, part...); len(rows) > limit {
			return rows[:limit], at(rows[limit-1]), nil
		}
		if more == "" {
			return rows, "", nil
		}
		cursor = more
	}
	return rows, cursor, nil
}

// MayRead says whether they may read a message of the case as it was written: it shows nothing that is hidden from them.
func (s *Seen) MayRead(message string) bool {
	_, whole := identity.MayBeTold(s.Type, s.who, s.whole, message)
	return whole
}
