package casetype

import (
	"fmt"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// What can be seen of rules of which the first that holds counts, and of rules that wait for what never comes.

func (l *loader) warnAt(at rules.Source, code, message, fix string) {
	l.add(at.At(0, 0, code, rules.Warning, message, fix))
}

// proveConfirmed finds authority that nobody can use, and lines that are never come to.
func (l *loader) proveConfirmed() {
	said := map[string]bool{}
	for _, d := range l.t.Decisions {
		for _, c := range d.Confirm {
			for _, who := range []string{c.By, c.Then, c.Differ} {
				role, isRole := strings.CutPrefix(who, "role.")
				if isRole && l.t.Access[role].Work == "" && !said[role] {
					said[role] = true
					l.warnAt(c.Place, "nobody-may-confirm", fmt.Sprintf("Nobody who is %s may work cases of this type, so nobody may confirm this", role), fmt.Sprintf("Give %s `work` under access in casetype.yaml.", role))
				}
			}
		}
		if !l.nodes[d].get("confirm").ok() {
			continue
		}
		var when []*rules.Program
		for _, c := range d.Confirm {
			when = append(when, c.When)
		}
		shadows := rules.Shadows(append(slices.Clip(when), nil), func(path string) bool { return path == "result.result" })
		for i, c := range d.Confirm {
			switch shadow := shadows[i]; {
			case shadow == nil || c.When == nil && len(shadow.By) > 1: // a last line for whatever else there may be does no harm
			case len(shadow.By) == 1 && when[shadow.By[0]] == nil:
				l.warnAt(c.Place, "never-reached", fmt.Sprintf("This line is never reached: line %d always fits", shadow.By[0]+1), "Put the line without `when` last.")
			case c.When != nil:
				l.warnAt(c.Place, "never-reached", fmt.Sprintf("This line is never reached: %s", taken("line", shadow.By)), "Put the narrower line first, or take this one out.")
			}
		}
		if shadows[len(d.Confirm)] == nil {
			last := d.Confirm[len(d.Confirm)-1]
			l.warnAt(last.Place, "no-line-fits", "There may be answers that no line fits, and any caseworker may confirm those", "End with a line without `when`, such as { by: role.caseworker }.")
		}
	}
}

// taken says which of numbered things take all of another.
func taken(what string, by []int) string {
	if len(by) == 1 {
		return fmt.Sprintf("%s %d takes all of it", what, by[0]+1)
	}
	if len(by) > 4 {
		return "the " + what + "s take all of it"
	}
	var names []string
	for _, i := range by {
		names = append(names, fmt.Sprint(i+1))
	}
	return fmt.Sprintf("%ss %s and %s together take all of it", what, strings.Join(names[:len(names)-1], ", "), names[len(names)-1])
}

// sets lists what a rule sets, in words that its file uses.
func (t Then) sets() (fields []string) {
	for _, one := range []struct {
		word string
		set  bool
	}{{"team", t.Team != ""}, {"priority", t.Priority != ""}, {"skills", t.Skills != nil}, {"due", !t.Due.IsZero()}} {
		if one.set {
			fields = append(fields, one.word)
		}
	}
	return fields
}

// same says whether two rules set one thing alike.
func (t Then) same(u Then, field string) bool {
	switch field {
	case "team":
		return t.Team == u.Team
	case "priority":
		return t.Priority == u.Priority
	case "skills":
		return slices.Equal(t.Skills, u.Skills)
	}
	return t.Due == u.Due
}

// proveRouting finds what routing rules say in vain: for each thing that they set, the first rule that sets it counts.
func (l *loader) proveRouting() {
	vain := map[*Rule][]string{} // what a rule sets that an earlier one always sets
	loses := map[*Rule]bool{}    // to another value
	by := map[*Rule][]*Rule{}
	for _, about := range []string{"case", "task"} {
		for _, field := range []string{"team", "priority", "skills", "due"} {
			var list []*Rule
			var when []*rules.Program
			for _, r := range l.t.Routing {
				if r.For == about && slices.Contains(r.Then.sets(), field) {
					list, when = append(list, r), append(when, r.When)
				}
			}
			for i, shadow := range rules.Shadows(when, nil) {
				if shadow == nil {
					continue
				}
				vain[list[i]] = append(vain[list[i]], field)
				for _, k := range shadow.By {
					loses[list[i]] = loses[list[i]] || !list[k].Then.same(list[i].Then, field)
					if !slices.Contains(by[list[i]], list[k]) {
						by[list[i]] = append(by[list[i]], list[k])
					}
				}
			}
		}
	}
	for _, r := range l.t.Routing {
		whole := len(vain[r]) == len(r.Then.sets())
		if len(vain[r]) == 0 || !whole && !loses[r] { // what says the same as the earlier one does no harm beside what counts
			continue
		}
		var names []string
		for _, other := range by[r] {
			names = append(names, "“"+other.Name+"”")
		}
		first := chain(names, ", ") + " comes first"
		if len(names) > 1 {
			first = strings.TrimSuffix(first, "comes first") + "come first"
		}
		if whole {
			l.warnAt(r.Place, "shadowed", fmt.Sprintf("This rule never sets anything: wherever it holds, %s", first), "Put the narrower rule first, or take this one out.")
		} else {
			l.warnAt(r.Place, "shadowed", fmt.Sprintf("What this rule says of the %s never counts: wherever it holds, %s", strings.Join(vain[r], " and the "), first), "Put the narrower rule first, or take that out of this one.")
		}
	}
}

// proveHeard finds rules, stages and tasks that wait for what never comes.
func (l *loader) proveHeard() {
	for _, r := range l.t.Notify {
		if r.On != nil {
			l.proveComes(r.On.All()...)
		}
	}
	for _, s := range l.t.Stages {
		if s.On != nil {
			l.proveComes(s.On.All()...)
		}
	}
	for _, t := range l.t.AllTasks() {
		if t.On != nil && len(t.On.Or) == 0 && t.On.Task() == t.ID {
			l.warnAt(t.On.Src, "never-fires", fmt.Sprintf("This never comes: the task %s is there only after it", t.ID), "Wait for another event or moment.")
		} else if t.On != nil {
			l.proveComes(t.On.All()...)
		}
		if t.DoneOn != nil {
			l.proveComes(t.DoneOn.All()...)
		}
	}
}

func (l *loader) proveComes(all ...*rules.Trigger) {
	for _, on := range all {
		l.proveOneComes(on)
	}
}

func (l *loader) proveOneComes(on *rules.Trigger) {
	limits := slices.ContainsFunc(append(slices.Clip(l.t.Routing), l.t.Notify...), func(r *Rule) bool { return !r.Then.Due.IsZero() })
	event, path := strings.Split(on.Event, "."), strings.Split(on.Path, ".")
	if event[0] == "clock" && event[2] == "warned" {
		for _, c := range l.t.Clocks {
			if c.ID == event[1] && c.Warn.IsZero() {
				l.warnAt(on.Src, "never-fires", fmt.Sprintf("This never happens: the clock %s does not warn", c.ID), "Give the clock a `warn`, such as warn: 2 working days.")
			}
		}
	}
	if of := on.Task(); of != "" && on.Repeats() && path[2] != "due" && path[2] != "opened" {
		l.warnAt(on.Src, "never-fires", fmt.Sprintf("This moment never comes: it is over when the task %s is, and %s is not known before", of, on.Path), fmt.Sprintf("Count from task.%s.due or task.%s.opened, or leave out “then every”.", of, of))
	}
	if len(path) == 3 && path[0] == "task" && path[2] == "due" && !limits {
		for _, t := range l.t.AllTasks() {
			if t.ID == path[1] && t.Due.IsZero() && !t.Adhoc { // an ad hoc task may be given a day by whoever adds it
				l.warnAt(on.Src, "never-fires", fmt.Sprintf("This moment never comes: nothing says when the task %s is due", t.ID), "Give the task a `due`, such as due: 2 working days.")
			}
		}
	}
	if on.Path == "case.due" && !limits {
		l.warnAt(on.Src, "never-fires", "This moment never comes: no rule says when a case is due", "Add a routing rule with then: { due: … }, or wait for a clock.")
	}
}

// proveRest finds values that follow from each other in a circle by way of routing, or of tasks that are needed or not:
// what a rule sets, it or another asks for again; and a task that is needed while another is not open comes and goes.
func (l *loader) proveRest() {
	reads := map[string][]string{} // "team of the case", "fact x": what it follows from
	place := map[string]rules.Source{}
	key := func(path string) string {
		parts := strings.Split(path, ".")
		switch {
		case len(parts) == 2 && parts[0] == "case" && slices.Contains([]string{"team", "priority", "skills", "due"}, parts[1]):
			return "the " + parts[1]
		case len(parts) > 1 && parts[0] == "fact":
			return "the fact " + parts[1]
		case len(parts) > 1 && parts[0] == "decision" && l.workedOut(parts[1]) != nil:
			return "the decision " + parts[1]
		case setsItself(parts):
			return "the clock " + parts[1]
		case len(parts) == 3 && parts[0] == "task" && (parts[2] == "open" || parts[2] == "skipped"):
			return "the task " + parts[1]
		}
		return ""
	}
	follows := func(what string, paths []string) {
		for _, path := range paths {
			if from := key(path); from != "" && !slices.Contains(reads[what], from) {
				reads[what] = append(reads[what], from)
			}
		}
	}
	var starts []string
	for _, r := range l.t.Routing {
		if r.For != "case" || r.When == nil {
			continue
		}
		for _, field := range r.Then.sets() {
			what := "the " + field
			follows(what, r.When.Reads())
			if _, has := place[what]; !has && len(reads[what]) > 0 {
				place[what] = r.Place
				starts = append(starts, what)
			}
		}
	}
	for _, t := range l.t.AllTasks() {
		if what := "the task " + t.ID; t.When != nil && t.On == nil { // one that comes by itself is asked but once
			if follows(what, t.When.Reads()); len(reads[what]) > 0 {
				place[what] = t.Place
				starts = append(starts, what)
			}
		}
	}
	for _, c := range l.t.Clocks {
		for _, p := range []*rules.Program{c.From, c.Pauses, c.Restarts, c.Extend.When, c.Stops} {
			if p != nil {
				follows("the clock "+c.ID, p.Reads())
			}
		}
	}
	for _, v := range l.t.Values {
		if v.Fact != nil && v.Fact.Is != nil {
			follows("the fact "+v.Fact.ID, v.Fact.Is.Reads())
		} else if v.Decision != nil && v.Decision.Table != nil {
			follows("the decision "+v.Decision.ID, v.Decision.Table.Reads())
		}
	}
	said := map[string]bool{}
	for _, start := range starts {
		if circle := circleFrom(start, reads); circle != nil && !slices.ContainsFunc(circle, func(what string) bool { return said[what] }) {
			for _, what := range circle {
				said[what] = true
			}
			fix := "Let the rule ask for what the case says, and not for what routing sets."
			if strings.HasPrefix(start, "the task ") {
				fix = "Let `when` ask for what the case says, and not for whether tasks are open that depend on it."
			}
			l.warnAt(place[start], "never-rests", fmt.Sprintf("These may never come to rest: %s follows from %s", circle[0], chain(append(circle[1:], circle[0]), ", which follows from ")), fix)
		}
	}
}

// circleFrom finds a way from something back to itself, or nil.
func circleFrom(start string, reads map[string][]string) []string {
	seen := map[string]bool{}
	var visit func(at string, way []string) []string
	visit = func(at string, way []string) []string {
		way = append(slices.Clip(way), at)
		for _, next := range reads[at] {
			if next == start {
				return way
			}
			if !seen[next] {
				seen[next] = true
				if found := visit(next, way); found != nil {
					return found
				}
			}
		}
		return nil
	}
	return visit(start, nil)
}

// proveWorked finds work that nobody may do.
func (l *loader) proveWorked() {
	l.proveSeen()
	works := func(role string) bool { return l.t.Access[role].Work != "" }
	anybody := slices.ContainsFunc(sortedKeys(l.t.Access), works)
	if n := l.granted; n.ok() && !anybody && len(l.t.AllTasks()) > 0 {
		l.warn(n, "nobody-may-work", "Nobody may do the tasks of these cases: no role has `work`", "Give a role `work`, such as caseworker: { see: all, work: all }.")
	}
	for _, r := range l.t.Notify {
		if role, isRole := strings.CutPrefix(r.Then.Assign, "role."); isRole && !works(role) && anybody {
			l.warnAt(r.Place, "nobody-may-work", fmt.Sprintf("This gives work to %s, and nobody who is that may work cases of this type", role), fmt.Sprintf("Give %s `work` under access in casetype.yaml.", role))
		}
	}
}
