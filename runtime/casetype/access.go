package casetype

import (
	"fmt"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// everyone is the name under `access` of what is hidden whatever somebody's role; it grants nothing.
const everyone = "everyone"

// access reads what each role may do. Without it, caseworkers and managers see and work every case.
func (l *loader) access(n node) {
	if !n.ok() {
		l.t.Access = Access{"caseworker": {See: "all", Work: "all"}, "manager": {See: "all", Work: "all", Manage: true}}
		return
	}
	l.t.Access = Access{}
	for _, e := range n.entries() {
		if e.key.text() == everyone {
			l.hidesFrom(e.value)
			continue
		}
		l.checkRole(e.key, e.key.text())
		g := Grant{See: e.value.get("see").text(), Work: e.value.get("work").text(), Manage: e.value.get("manage").ok()}
		g.Hide = l.hidden(e.value.get("hide"))
		l.t.Access[e.key.text()] = g
	}
}

// hidden reads paths of what is hidden.
func (l *loader) hidden(n node) []string {
	var paths []string
	for _, path := range n.items() {
		if !l.holds(path.text()) {
			l.fault(path, "unknown-path", fmt.Sprintf("There is nothing at %s", path.text()), rules.DidYouMean(last(path.text()), l.beside(path.text()), "questions there are"))
			continue
		}
		paths = append(paths, path.text())
	}
	return paths
}

// holds says whether there is something at a path. What is hidden of a task of which there are several is hidden of each.
func (l *loader) holds(path string) bool {
	if _, found := l.scope.all.TypeOf(path); found {
		return true
	}
	parts := strings.SplitN(path, ".", 3)
	if len(parts) < 3 || parts[0] != "task" {
		return false
	}
	_, found := l.scope.all.TypeOf(parts[0] + "." + parts[1] + ".last." + parts[2])
	return found
}

// hidesFrom reads what is hidden from everyone: one line, or several.
func (l *loader) hidesFrom(n node) {
	lines := []node{n}
	if n.isList() {
		lines = n.items()
	}
	for _, line := range lines {
		h := Hide{Paths: l.hidden(line.get("hide")), When: l.condition(line.get("when"), l.scope.all)}
		who := []node{line.get("unless")}
		if who[0].isList() {
			who = who[0].items()
		}
		for _, role := range who {
			if !role.ok() {
				continue
			}
			id := strings.TrimPrefix(role.text(), "role.")
			l.checkRole(role, id)
			h.Unless = append(h.Unless, id)
		}
		l.lasting(line.get("when"), h)
		l.nodes[len(l.t.Hides)] = line
		l.t.Hides = append(l.t.Hides, h)
	}
}

// lasting refuses to judge who may see a case by what is there only while something happens: it is judged whenever
// somebody looks.
func (l *loader) lasting(n node, h Hide) {
	if h.When == nil {
		return
	}
	for _, path := range h.When.Reads() {
		if top, _, _ := strings.Cut(path, "."); slices.Contains([]string{"today", "actor", "event"}, top) {
			l.fault(n, "only-then", fmt.Sprintf("Who may see a case is judged whenever somebody looks, and %s is there only while something happens", top), "Ask for what stands in the case: a form's answer, a fact or a task.")
			return
		}
	}
}

// proveSeen finds cases that are hidden from everyone.
func (l *loader) proveSeen() {
	for i, h := range l.t.Hides {
		sees := func(role string) bool { return l.t.Access[role].See != "" }
		if !h.Whole() || slices.ContainsFunc(h.Unless, sees) {
			continue
		}
		message, fix := "Nobody may see these cases: they are hidden, and no role is left out", "Name a role that may see them: unless: role.x"
		if len(h.Unless) > 0 {
			message = fmt.Sprintf("Nobody may see these cases: %s may see no case of this type", chain(h.Unless, " or "))
			fix = fmt.Sprintf("Give %s `see` and `work` under access.", h.Unless[0])
		}
		l.warn(l.nodes[i], "nobody-may-see", message, fix)
	}
}
