package casetype

import "github.com/caseloom/caseloom/rules"

// A task that opens another case: `does: open`.

var openKeys = []key{
	{name: "casetype", shape: sName, doc: "The folder of the case type of which a case is opened."},
	{name: "hands_over", shape: sYes, doc: "true: the work goes on in the other case. Once that is there, this one is closed."},
	{name: "received", shape: sExpression, doc: "When it counts as received, such as case.received when this case is handed over; the day of its opening without it."},
	{name: "with", shape: &shape{ids: gID, each: named("an answer of the other case", *sExpression)}, doc: "The answers of its form: a name and an expression each."},
}

// Opening is the case that a task opens: of which type, and what its application says.
type Opening struct {
	CaseType string
	Over     bool           // this case is closed once the other is there
	Received *rules.Program // when it counts as received; nil, or missing: when it is opened
	With     []Sent
}

func declareOpen(_ *loader, t *Task, n node) {
	t.Opens = &Opening{CaseType: n.get("casetype").text(), Over: n.get("hands_over").text() == "true"}
}

func compileOpen(l *loader, t *Task, n node) {
	if t.Opens == nil {
		return
	}
	t.Opens.Received = l.expression(n.get("received"), l.scope.all, tMoment)
	for _, e := range n.get("with").entries() {
		if p := l.expression(e.value, l.scope.all, nil); p != nil {
			t.Opens.With = append(t.Opens.With, Sent{Name: e.key.text(), Is: p})
		}
	}
}

func openReads(t *Task, use func(paths []string)) {
	if t.Opens == nil {
		return
	}
	if t.Opens.Received != nil {
		use(t.Opens.Received.Reads())
	}
	for _, s := range t.Opens.With {
		use(s.Is.Reads())
	}
}
