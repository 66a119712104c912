package casetype

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// Value is a value of the case that follows from others: a fact, or a decision that no task makes.
type Value struct {
	Fact     *Fact
	Decision *Decision // nil when it is a fact
}

// declareWorkedOut finds the decisions that no task makes. One with rules and without anybody to confirm it is worked
// out: its outputs follow from what it reads, as a fact does, whenever something asks for them, and it may be an input
// of another. Nobody answers for such a value, so a decision that says who may confirm it, or when it is asked, waits
// for a task and is never taken for one. While casetype.yaml has faults it is not known which tasks there are.
func (l *loader) declareWorkedOut(caseType node) {
	if !caseType.ok() || slices.ContainsFunc(l.found, func(d rules.Diagnostic) bool { return d.Severity == rules.Error && d.File == caseType.file.path }) {
		return
	}
	for _, d := range l.t.Decisions {
		n := l.nodes[d]
		d.WorkedOut = (n.get("rules").ok() || n.get("table").ok()) && !n.get("confirm").ok() && !n.get("needs").ok() && len(l.made(d.ID)) == 0
	}
}

// made lists the tasks that make a decision.
func (l *loader) made(decision string) []*Task {
	return slices.DeleteFunc(l.t.AllTasks(), func(t *Task) bool { return t.Decides != decision })
}

// workedOut finds a decision that no task makes; nil when there is none of that id.
func (l *loader) workedOut(id string) *Decision {
	for _, d := range l.t.Decisions {
		if d.ID == id && d.WorkedOut {
			return d
		}
	}
	return nil
}

// notMade complains of a use that needs somebody to have decided, of a decision that nobody decides.
func (l *loader) notMade(n node, id, what string) bool {
	d := l.workedOut(id)
	if d != nil {
		l.fault(n, "not-made", fmt.Sprintf("No task makes the decision %s, so %s", id, what), fmt.Sprintf("Give a task `decides: %s`: then somebody answers for it.", id))
	}
	return d != nil
}

var momentOfDecision = regexp.MustCompile(`^There is no "(made|told|confirmed_by|decided_by|proposed|all)" in decision\.([a-z0-9_]+)\.$`)

// neverMade gives the way out to whoever asks when a decision was made that no task makes.
func (l *loader) neverMade(d rules.Diagnostic) rules.Diagnostic {
	if at := momentOfDecision.FindStringSubmatch(d.Message); at != nil && d.Code == "unknown-name" && l.workedOut(at[2]) != nil {
		d.Code, d.Message = "not-made", fmt.Sprintf("No task makes the decision %s, so there is no decision.%s.%s", at[2], at[2], at[1])
		d.Fix = fmt.Sprintf("Give a task `decides: %s`, or ask for what it gives, such as decision.%s.result.", at[2], at[2])
	}
	return d
}

// compileValues compiles what follows from other values, each after what it reads, and refuses a circle of them.
func (l *loader) compileValues() {
	w := l.weave()
	for _, key := range w.order {
		switch v := w.values[key].(type) {
		case *Fact:
			l.compileFact(v)
			l.t.Values = append(l.t.Values, Value{Fact: v})
		case *Decision:
			if v.WorkedOut {
				v.Table = l.compileTable(v, l.nodes[v])
				l.given(v)
				l.t.Values = append(l.t.Values, Value{Decision: v})
			}
		}
	}
	l.t.Facts = nil
	for _, v := range l.t.Values {
		if v.Fact != nil {
			l.t.Facts = append(l.t.Facts, v.Fact)
		}
	}
}

// given notes which outputs of a worked-out decision are never missing, so that nothing that reads them need ask.
func (l *loader) given(d *Decision) {
	if d.Table == nil || !d.Table.Total() {
		return
	}
	for _, o := range d.Outputs {
		if d.Table.Gives(o.ID) {
			l.scope.decisions[d.ID].Fields[o.ID] = o.Type
		}
	}
}

// weaving is which facts and decisions read which.
type weaving struct {
	values map[string]any    // "fact cars", "decision permit": a *Fact or *Decision
	reads  map[string][]read // what each reads, in the order of the file
	order  []string          // each after what it reads
}

// read is a value that is read, by what stands at a node.
type read struct {
	key string
	at  node
}

// weave finds what reads what. A circle is said once, with its members in order, where the first of them reads the second. Decisions
// that tasks make count too: when one is made from another and that from the first, each making undoes the other.
func (l *loader) weave() *weaving {
	w := &weaving{values: map[string]any{}, reads: map[string][]read{}}
	var all []string
	add := func(key string, v any, parts []node, scope *rules.Scope) {
		all = append(all, key)
		w.values[key] = v
		for _, n := range parts {
			if !n.ok() {
				continue
			}
			src := cellSource(n)
			src.Text = strings.TrimPrefix(strings.TrimSpace(src.Text), "=")
			// Compiled once only to learn what it reads: the types of those are not known yet.
			if p, _ := rules.Compile(src, scope, nil); p != nil {
				for _, found := range valuesRead(p.Reads()) {
					w.reads[key] = append(w.reads[key], read{found, n})
				}
			}
		}
	}
	for _, f := range l.t.Facts {
		if is := l.nodes[f].get("is"); is.ok() {
			add("fact "+f.ID, f, []node{is}, l.scope.all)
		} else {
			add("fact "+f.ID, f, nil, nil)
		}
	}
	for _, d := range l.t.Decisions {
		scope := l.scope.all
		parts := []node{l.nodes[d].get("as_of")}
		for _, e := range l.nodes[d].get("inputs").entries() {
			parts = append(parts, e.value)
		}
		for _, e := range l.nodes[d].get("inputs").entries() {
			scope = scope.With(e.key.text(), tUnknown)
		}
		add("decision "+d.ID, d, append(parts, l.rowExpressions(d)...), scope)
		if n := l.nodes[d].get("table"); n.ok() { // its rows stand in a file of their own
			said := l.found
			if t := l.compileTable(d, l.nodes[d]); t != nil {
				for _, found := range valuesRead(t.Reads()) {
					w.reads["decision "+d.ID] = append(w.reads["decision "+d.ID], read{found, n})
				}
			}
			l.found = said
		}
	}
	l.weaveClocks(add)
	state := map[string]int{} // 1: being visited, 2: done
	var visit func(key string, way []string)
	visit = func(key string, way []string) {
		switch state[key] {
		case 2:
			return
		case 1:
			circle := append(slices.Clone(way[slices.Index(way, key):]), key)
			first := w.reads[key][slices.IndexFunc(w.reads[key], func(r read) bool { return r.key == circle[1] })]
			l.sayCircle(circle, first.at)
			return
		}
		state[key] = 1
		way = append(slices.Clip(way), key)
		for _, r := range w.reads[key] {
			if w.values[r.key] != nil {
				visit(r.key, way)
			}
		}
		state[key] = 2
		w.order = append(w.order, key)
	}
	for _, key := range all {
		visit(key, nil)
	}
	return w
}

// rowExpressions are the parts of a decision's rows that are worked out when it is asked.
func (l *loader) rowExpressions(d *Decision) (out []node) {
	for _, row := range append(l.nodes[d].get("rules").items(), l.nodes[d].get("default")) {
		for _, e := range row.entries() {
			if name := e.key.text(); name == "when" || d.Types[name] != nil && strings.HasPrefix(strings.TrimSpace(e.value.text()), "=") {
				out = append(out, e.value)
			}
		}
	}
	return out
}

func (l *loader) sayCircle(circle []string, at node) {
	facts := !slices.ContainsFunc(circle, func(key string) bool { return !strings.HasPrefix(key, "fact ") })
	if facts {
		for i, key := range circle {
			circle[i] = strings.TrimPrefix(key, "fact ")
		}
		l.fault(at, "cycle", fmt.Sprintf("This fact needs itself: %s", chain(circle, " reads ")), "One of them must be computed from something else.")
		return
	}
	fix := "One of them must rest on something else."
	if clock := strings.HasPrefix(circle[0], "clock "); clock && len(circle) == 2 {
		fix = "Take this out: what a clock does cannot rest on what it does."
	} else if len(circle) == 2 {
		fix = "Take this out: a decision cannot rest on its own answer."
	}
	l.fault(at, "cycle", fmt.Sprintf("The %s rests on itself: %s", circle[0], circle[0]+" reads "+chain(circle[1:], ", which reads ")), fix)
}

// valuesRead picks the facts, decisions and clocks out of the paths that a program reads, as "fact cars" and "decision permit".
func valuesRead(paths []string) []string {
	var out []string
	for _, p := range paths {
		parts := strings.Split(p, ".")
		if len(parts) > 1 && (parts[0] == "fact" || parts[0] == "decision" || setsItself(parts)) && !slices.Contains(out, parts[0]+" "+parts[1]) {
			out = append(out, parts[0]+" "+parts[1])
		}
	}
	return out
}
