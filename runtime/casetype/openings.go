package casetype

// A task that opens another case: `does: open`.

var openKeys = []key{
	{name: "casetype", shape: sName, doc: "The folder of the case type of which a case is opened."},
	{name: "with", shape: &shape{ids: gID, each: named("an answer of the other case", *sExpression)}, doc: "The answers of its form: a name and an expression each."},
}

// Opening is the case that a task opens: of which type, and what its application says.
type Opening struct {
	CaseType string
	With     []Sent
}

func declareOpen(_ *loader, t *Task, n node) { t.Opens = &Opening{CaseType: n.get("casetype").text()} }

func compileOpen(l *loader, t *Task, n node) {
	if t.Opens == nil {
		return
	}
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
	for _, s := range t.Opens.With {
		use(s.Is.Reads())
	}
}
