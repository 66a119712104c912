package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// What people may do to a case outside its tasks. Each time is an event; what follows from it is the rules' to say.

// TakeAction is somebody doing an action. Answers is its form's data, already validated.
type TakeAction struct {
	Action  string          `json:"action"`
	For     string          `json:"for,omitempty"` // the person of the case in whose place staff do it; "": it is the actor's own to do
	Answers json.RawMessage `json:"answers,omitempty"`
	Files   []File          `json:"files,omitempty"`
}

func (TakeAction) Kind() string { return "action.taken" }

// Action is what a case knows of an action that was done.
type Action struct {
	ID      string          `json:"id"`
	Times   int             `json:"times"`
	At      time.Time       `json:"at"` // the last time
	By      string          `json:"by"`
	For     string          `json:"for,omitempty"`
	Answers json.RawMessage `json:"answers,omitempty"` // of the last time
	Seq     int             `json:"seq"`
}

// Outsider is who acts when it is a person of the case, and nobody who works here.
func Outsider(person, name string) Actor {
	if person == "applicant" {
		return Actor{ID: "citizen", Kind: "citizen"}
	}
	return Actor{ID: "person." + person, Kind: "person", Name: name}
}

// is says whether somebody is a person of the case.
func (a Actor) is(person string) bool {
	return a.Kind == "citizen" && person == "applicant" || a.Kind == "person" && a.ID == "person."+person
}

// Actions lists what may be done to a case now, in the order of the files. Who may is asked of each.
func Actions(t *casetype.Type, c *Case, now time.Time) (out []*casetype.Action) {
	if len(t.Actions) == 0 {
		return nil
	}
	s := Snapshot(t, c, now, Actor{ID: "system", Kind: "system"})
	for _, a := range t.Actions {
		if a.Ended(s, t.Org.Calendar, now) {
			continue
		}
		if a.When != nil {
			if ok, err := a.When.Bool(s); err != nil || !ok {
				continue
			}
		}
		out = append(out, a)
	}
	return out
}

func (r *run) act(b TakeAction) error {
	a := r.t.Action(b.Action)
	if a == nil {
		return refuse("not-found", fmt.Sprintf("This kind of case has no action %q.", b.Action))
	}
	if !r.mayAct(a, b.For) {
		return refuse("forbidden", fmt.Sprintf("“%s” is not yours to do in this case.", a.Title))
	}
	s := r.look()
	if a.Ended(s, r.calendar(), r.g.At) {
		return refuse("invalid", fmt.Sprintf("It is too late to do this: “%s” could be done until %s.", a.Title, until(a, s, r.t.Org)))
	}
	if a.When != nil {
		if ok, err := a.When.Bool(s); err != nil || !ok {
			return refuse("invalid", fmt.Sprintf("“%s” cannot be done as the case stands now.", a.Title))
		}
	}
	if err := r.agree(a.Checks, a.Form, b.Answers); err != nil {
		return err
	}
	if err := r.answersFit(a.Form, b.Answers); err != nil {
		return err
	}
	closed := r.c.Status == Closed
	r.given()
	if closed && a.Reopens {
		r.reopenBy(a)
	}
	return r.err
}

// mayAct says whether whoever acts may do this: it is theirs, as a person of the case or by a role, or they work here and
// do it in the place of somebody whose it is.
func (r *run) mayAct(a *casetype.Action, in string) bool {
	who := r.g.Actor
	for _, by := range a.By {
		person, isPerson := strings.CutPrefix(by, "person.")
		role, _ := strings.CutPrefix(by, "role.")
		switch {
		case in == "" && isPerson && who.is(person), in == "" && !isPerson && slices.Contains(who.Roles, role):
			return true
		case in != "" && in == person && (who.Kind == "staff" || who.Kind == "token"):
			return true
		}
	}
	return false
}

func until(a *casetype.Action, s *rules.Snapshot, org *casetype.Organisation) string {
	at, _ := a.Until.Due(s, org.Calendar)
	return at.In(org.Zone).Format("2 January 2006")
}

// answersFit refuses answers that their form does not accept.
func (r *run) answersFit(f *forms.Form, raw json.RawMessage) error {
	if f == nil {
		return nil
	}
	data := map[string]any{}
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	dec.UseNumber()
	if len(raw) > 0 && dec.Decode(&data) != nil {
		return refuse("invalid", "The answers cannot be read.")
	}
	if faults := f.Validate(data, r.g.At.In(r.t.Org.Zone)); len(faults) > 0 {
		return refuse("invalid", faults[0].Message+".")
	}
	return nil
}

func foldTaken(c *Case, e *Event, b TakeAction) error {
	for _, f := range b.Files {
		c.addDocument(e, f)
	}
	actions := maps.Clone(c.Actions) // another copy of the case may share it
	if actions == nil {
		actions = map[string]Action{}
	}
	actions[b.Action] = Action{ID: b.Action, Times: c.Actions[b.Action].Times + 1, At: e.At, By: e.Actor.ID, For: b.For, Answers: b.Answers, Seq: e.Seq}
	c.Actions = actions
	c.last("action." + b.Action)
	return nil
}

// actionView is what rules see of an action.
type actionView struct {
	d       *casetype.Action
	action  Action // without an id when it was never done
	answers map[string]any
}

func (v *actionView) renew(c *Case) { *v = actionView{d: v.d, action: c.Actions[v.d.ID]} }

func (v *actionView) Part(name string) any {
	switch name {
	case "taken":
		return moment(v.action.At)
	case "times":
		return v.action.Times
	case "answers":
		if v.answers == nil {
			v.answers = map[string]any{}
			if v.d.Form != nil {
				v.answers = normalised(v.d.Form, v.action.Answers)
			}
		}
		return v.answers
	}
	return nil
}

func (v *actionView) Parts() map[string]any { return parts(v, []string{"taken", "times", "answers"}) }

type actionsView view

func (v *actionsView) Part(name string) any {
	if i := slices.IndexFunc(v.actions, func(a actionView) bool { return a.d.ID == name }); i >= 0 {
		return &v.actions[i]
	}
	return nil
}

func (v *actionsView) Parts() map[string]any {
	return parts(v, ids(v.actions, func(a actionView) string { return a.d.ID }))
}
