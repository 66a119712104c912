package casetype

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules"
)

// Action is something that people may do to a case outside its tasks: ask for a review, report a change.
type Action struct {
	ID    string
	Title string
	By    []string       // who may: "person.applicant", "role.caseworker"
	Form  *forms.Form    // nil: it is done without answers
	When  *rules.Program // nil: at any time
	Until *rules.Trigger // a moment; nil: for ever
	Place rules.Source

	Reopens bool // done on a closed case, it opens that again

	Checks     []*Check
	Beforehand string // the template of what they are told before they send it; "": nothing
}

// For is in whose place staff do an action: "" when it is their own to do, by one of their roles. May is false when it is
// neither theirs nor any person's of the case.
func (a *Action) For(roles []string) (person string, may bool) {
	for _, by := range a.By {
		if role, ok := strings.CutPrefix(by, "role."); ok && slices.Contains(roles, role) {
			return "", true
		}
	}
	for _, by := range a.By {
		if person, ok := strings.CutPrefix(by, "person."); ok {
			return person, true
		}
	}
	return "", false
}

// Ended says whether the moment until which an action may be done has passed. One that is not known yet has not.
func (a *Action) Ended(s *rules.Snapshot, c *rules.Calendar, now time.Time) bool {
	if a.Until == nil {
		return false
	}
	at, known := a.Until.Due(s, c)
	return known && now.After(at)
}

// Action finds an action; nil when there is none of that id.
func (t *Type) Action(id string) *Action {
	if i := slices.IndexFunc(t.Actions, func(a *Action) bool { return a.ID == id }); i >= 0 {
		return t.Actions[i]
	}
	return nil
}

var actionShape = &shape{noun: "an action", together: [][]string{{"checks", "form"}}, keys: []key{
	{name: "title", shape: sText, doc: "What people read; without it, its name."},
	{name: "by", need: true, shape: &shape{or: []*shape{scalar(gWho), {list: scalar(gWho), least: 1}}}, doc: "Who may do it: person.applicant, role.x, or a list. Staff may do what a person may, in their place."},
	{name: "form", shape: sName, doc: "The form that is filled in: the name of a file in forms/. Without it, there is nothing to fill in."},
	{name: "when", shape: sExpression, doc: "While this holds it may be done; without it, always."},
	{name: "until", shape: scalar(gMoment), doc: "Until when it may be done: a moment, such as decision.permit.told + 21 days."},
	{name: "reopens", shape: sYes, doc: "true: done on a closed case, it opens that again at that moment, and everything follows as if the case had been open."},
	beforehandKey, checksKey,
	later("does", "Let a rule `on` the action tell somebody, who opens the other case."), later("casetype", ""),
}}

func (l *loader) declareActions(actions node, d definition) {
	for _, e := range actions.entries() {
		a := &Action{ID: e.key.text(), Title: e.value.get("title").text(), Place: e.key.source(), Form: l.form(e.value.get("form"), d), Beforehand: e.value.get("beforehand").text(), Reopens: e.value.get("reopens").text() == "true"}
		if a.Title == "" {
			a.Title = humane(a.ID)
		}
		by := e.value.get("by")
		who := by.items()
		if by.isScalar() {
			who = []node{by}
		}
		for _, n := range who {
			l.checkWho(n)
			a.By = append(a.By, n.text())
		}
		l.t.Actions, l.nodes[a] = append(l.t.Actions, a), e.value
	}
}

func (l *loader) compileActions() {
	for _, a := range l.t.Actions {
		n := l.nodes[a]
		a.When = l.condition(n.get("when"), l.scope.all)
		a.Until = l.momentOf(n.get("until"))
		a.Checks = l.compileChecks(n.get("checks"), a.Form)
	}
}

// momentOf compiles a moment, perhaps with a length of time after it or before.
func (l *loader) momentOf(n node) *rules.Trigger {
	if !n.ok() {
		return nil
	}
	src := n.source()
	t, found := rules.ParseTrigger(src, l.scope.all)
	l.add(n.moved(src, found)...)
	if t == nil {
		return nil
	}
	if t.Event != "" { // the name of an event may be that of its moment, too
		if typ, ok := l.scope.all.TypeOf(t.Event); !ok || typ.Kind != rules.Moment {
			l.fault(n, "wrong-type", fmt.Sprintf("%s is an event, and not a moment to count from", t.Event), "For example: decision.permit.told + 21 days.")
			return nil
		}
		t.Path, t.Event = t.Event, ""
	}
	l.checkHours(n, t.Plus, l.t.Org.Calendar)
	return t
}

// actionTypes are what rules see of actions: when each was done last, how often, and with which answers.
func (l *loader) actionTypes() map[string]*rules.Type {
	out := map[string]*rules.Type{}
	for _, a := range l.t.Actions {
		answers := object(map[string]*rules.Type{})
		if a.Form != nil {
			answers = a.Form.Type()
		} else if l.nodes[a].get("form").ok() {
			answers = object(nil) // its form has faults, which are said
		}
		out[a.ID] = object(map[string]*rules.Type{"taken": maybeMoment, "times": {Kind: rules.Int}, "answers": maybe(answers)})
	}
	return out
}

// checkAction checks the action that something names.
func (l *loader) checkAction(n node, id string) bool {
	var ids []string
	for _, a := range l.t.Actions {
		ids = append(ids, a.ID)
	}
	return l.checkName(n, id, ids, "unknown-action", "action", "actions of this case type are")
}

// proveActions finds actions that nobody may do, and what an action that reopens a case leaves without a sense.
func (l *loader) proveActions() {
	for _, a := range l.t.Actions {
		l.proveReopens(a)
		for _, by := range a.By {
			if role, ok := strings.CutPrefix(by, "role."); ok && l.t.Access[role].Work == "" {
				l.warnAt(a.Place, "nobody-may-act", fmt.Sprintf("Nobody who is %s may work cases of this type, so none of them may do this", role), fmt.Sprintf("Give %s `work` under access in casetype.yaml.", role))
			}
		}
	}
}

// proveReopens finds an action that is said to reopen a closed case and cannot be done on one, and rules that wait for it to be done
// on a closed case: when they hear of it, the case is open.
func (l *loader) proveReopens(a *Action) {
	if !a.Reopens {
		return
	}
	if n := l.nodes[a].get("when"); n.ok() && onlyOpen.MatchString(n.text()) && !strings.Contains(n.text(), " or ") {
		l.warn(n, "never-reopens", fmt.Sprintf("%s can be done only while the case is open, so it never reopens one", a.ID), "Take that out of `when`, or take out `reopens`.")
	}
	for _, r := range l.t.Notify {
		for _, on := range r.On.All() {
			if on.Event == "action."+a.ID && r.When != nil && slices.Contains(r.When.Proves(), "case.closed") {
				l.warnAt(r.Place, "never-reopens", fmt.Sprintf("This rule never does anything: %s reopens a closed case, so the case is open when the rule hears of it", a.ID), "Take the rule out: what follows in an open case follows here too.")
			}
		}
	}
}

// onlyOpen is a condition that a closed case never meets.
var onlyOpen = regexp.MustCompile(`\bnot case\.closed\b|\bcase\.closed == missing\b|\bcase\.status == "(open|held)"`)
