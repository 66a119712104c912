package casetype

// kind is one kind of task that a machine does: what follows `does`. A new kind is a line here, what it declares in a file
// of its own, and a line in package engine that says what happens when such a task opens (engine/machines.go; a test
// holds the two together).
type kind struct {
	does    string
	first   string                                  // the key that says what it is done with; such a task must have it
	also    string                                  // a key with which that one may stand where nothing is done by a machine
	doc     string                                  //
	declare func(l *loader, t *Task, n node)        // what has a name or a type of its own
	compile func(l *loader, t *Task, n node)        // what is written in expressions
	reads   func(t *Task, use func(paths []string)) // what those read
}

var taskKinds = []kind{
	{does: "call", first: "service", doc: "asks a service of organisation.yaml", declare: declareCall, compile: compileCall, reads: callReads},
	{does: "document", first: "template", also: "by", doc: "writes a letter by a template, to print, and keeps it with the case", declare: declareDocument, compile: compileDocument, reads: documentReads},
	{does: "wait", first: "until", doc: "waits until something happens or a day comes", declare: declareWait, compile: compileWait, reads: waitReads},
	{does: "open", first: "casetype", doc: "opens another case, and each names the other", declare: declareOpen, compile: compileOpen, reads: openReads},
}

// kindWords are the words that may follow `does`, and what they are.
func kindWords() (words []string, doc string) {
	doc = "What a machine does in place of a person."
	for _, k := range taskKinds {
		words = append(words, k.does)
		doc += " " + k.does + " " + k.doc + "."
	}
	return words, doc
}

// kindKeys are the rules by which the keys of machines' tasks stand together: what one is done with needs `does`, and the
// other way round.
func kindKeys() (together [][]string, apart [][2]string, wanted [][3]string) {
	for i, k := range taskKinds {
		with := []string{k.first, "does"}
		if k.also != "" {
			with = append(with, k.also)
		}
		together = append(together, with)
		wanted = append(wanted, [3]string{"does", k.does, k.first})
		for _, other := range taskKinds[:i] {
			apart = append(apart, [2]string{other.first, k.first})
		}
	}
	return together, apart, wanted
}

// KindsOfTask lists what machines can do, as it is written after `does`.
func KindsOfTask() []string {
	words, _ := kindWords()
	return words
}

// kindOfTask is the kind of a task; nil of a person's.
func kindOfTask(t *Task) *kind {
	for i := range taskKinds {
		if taskKinds[i].does == t.Does {
			return &taskKinds[i]
		}
	}
	return nil
}

// declareKind reads what a machine does.
func (l *loader) declareKind(t *Task, n node) {
	t.Does = n.get("does").text()
	k := kindOfTask(t)
	if k == nil {
		return
	}
	if n.get(k.first).ok() { // otherwise its shape has said so
		k.declare(l, t, n)
	}
}

// machineForms adds the forms by which people give what a machine could not: after the forms of files, so that nobody is
// told of them who misspells one.
func (l *loader) machineForms() {
	for _, t := range l.t.AllTasks() {
		if t.Does != "" && t.Form != nil {
			l.t.Forms[t.Form.ID] = t.Form
			l.used["form "+t.Form.ID] = true
		}
	}
}

// compileKinds compiles what machines do. Templates are known by then.
func (l *loader) compileKinds() {
	for _, t := range l.t.AllTasks() {
		if k := kindOfTask(t); k != nil {
			k.compile(l, t, l.nodes[t])
		}
	}
}

func (l *loader) readsOfKind(t *Task, use func(paths []string)) {
	if k := kindOfTask(t); k != nil {
		k.reads(t, use)
	}
}

// fails says whether a task of this id can fail: only a machine's can.
func (l *loader) fails(id string) bool {
	t := l.t.Task(id)
	return t != nil && t.Does != ""
}
