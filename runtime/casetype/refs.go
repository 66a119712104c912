package casetype

import (
	"fmt"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// The checks of one name against the things there are: each says what is not there, and what is near.

func (l *loader) checkTeam(n node) { l.checkTeamCalled(n, n.text()) }

func (l *loader) checkTeamCalled(n node, id string) {
	var ids []string
	for _, team := range l.t.Org.Teams {
		ids = append(ids, team.ID)
	}
	l.checkName(n, id, ids, "unknown-team", "team", "teams of organisation.yaml are")
}

func (l *loader) checkDecision(n node) {
	var ids []string
	for _, d := range l.t.Decisions {
		ids = append(ids, d.ID)
	}
	l.used["decision "+n.text()] = true
	l.checkName(n, n.text(), ids, "unknown-decision", "decision", "decisions there are")
}

func (l *loader) checkTask(n node, id string) bool {
	var ids []string
	for _, t := range l.t.AllTasks() {
		ids = append(ids, t.ID)
	}
	return l.checkName(n, id, ids, "unknown-task", "task", "tasks there are")
}

// checkWho checks role.x and person.x.
func (l *loader) checkWho(n node) {
	kind, id, _ := strings.Cut(n.text(), ".")
	switch kind {
	case "role":
		l.checkRole(n, id)
	case "team":
		l.checkTeamCalled(n, id)
	case "person":
		var ids []string
		for _, p := range l.t.People {
			ids = append(ids, p.ID)
		}
		l.checkName(n, id, ids, "unknown-person", "person", "people of this case type are")
	}
}

func (l *loader) checkRole(n node, id string) {
	var ids []string
	for _, role := range l.t.Org.Roles {
		ids = append(ids, role.ID)
	}
	l.checkName(n, id, ids, "unknown-role", "role", "roles of organisation.yaml are")
}

func (l *loader) checkName(n node, id string, ids []string, code, what, plural string) bool {
	if !n.ok() || id == "" || l.orgless && slices.Contains([]string{"team", "role", "calendar", "service"}, what) || l.lost[what] {
		return false
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return id == "" })
	for _, one := range ids {
		if one == id {
			return true
		}
	}
	fix := rules.DidYouMean(id, ids, plural)
	if len(ids) == 0 {
		fix = fmt.Sprintf("There is no %s yet.", what)
	}
	if l.noOrg && strings.Contains(plural, organisationFile) {
		fix = fmt.Sprintf("There is no %s beside the case types, and without it %s: put it there, with this %s in it.", organisationFile, known(what, ids), what)
	}
	l.fault(n, code, fmt.Sprintf("There is no %s called %q", what, id), fix)
	return false
}

// known says which there are: "the only team is staff", "the roles are analyst and manager".
func known(what string, ids []string) string {
	if len(ids) == 0 {
		return "there is no " + what
	}
	if len(ids) == 1 {
		return "the only " + what + " is " + ids[0]
	}
	last := len(ids) - 1
	return "the " + what + "s are " + strings.Join(ids[:last], ", ") + " and " + ids[last]
}

func (l *loader) duration(n node) rules.Duration { return l.durationBy(n, l.t.Org.Calendar) }

// durationBy reads a length of time that is counted by a calendar.
func (l *loader) durationBy(n node, c *rules.Calendar) rules.Duration {
	if !n.ok() {
		return rules.Duration{}
	}
	d, err := rules.ParseDuration(n.text())
	if err != nil {
		l.fault(n, "bad-duration", err.Error(), "")
	}
	l.checkHours(n, d, c)
	return d
}

// checkHours refuses working hours by a calendar that does not say which those are.
func (l *loader) checkHours(n node, d rules.Duration, c *rules.Calendar) {
	if d.Unit == "working hour" && !c.HasHours() && !l.orgless {
		plain := rules.Duration{N: d.N, Unit: "hour"}
		l.fault(n, "no-hours", fmt.Sprintf("The calendar %s has no opening hours, so working hours cannot be counted by it", c.Name()),
			fmt.Sprintf("Give it its hours in organisation.yaml, such as hours: 09:00 to 17:00, or write %s.", plain))
	}
}

// The compilers of expressions and texts. A node that is not there gives nil; so may one that is wrong.

func (l *loader) expression(n node, scope *rules.Scope, want *rules.Type) *rules.Program {
	if !n.ok() {
		return nil
	}
	src := n.source()
	p, found := rules.Compile(src, scope, want)
	l.add(n.moved(src, found)...)
	if p != nil {
		l.timePasses(n, p.Reads())
	}
	return p
}

// condition compiles what must hold; missing is no, and a moment is yes once it has happened.
func (l *loader) condition(n node, scope *rules.Scope) *rules.Program {
	return l.expression(n, scope, maybeBool)
}

func (l *loader) template(n node, scope *rules.Scope) *rules.Text {
	if !n.ok() {
		return nil
	}
	src := n.source()
	t, found := rules.CompileText(src, scope)
	l.add(n.moved(src, found)...)
	if t != nil {
		l.timePasses(n, t.Reads())
	}
	return t
}

// literal compiles a text of our own, such as a default.
func (l *loader) literal(text, file string, scope *rules.Scope) *rules.Text {
	t, found := rules.CompileText(rules.Source{Text: text, File: file, Line: 1, Column: 1}, scope)
	l.add(found...)
	return t
}
