package casetype

// A task that writes a letter: `does: document`.

var documentKeys = []key{
	{name: "internal", shape: sYes, doc: "true: what is written is a record for the file and is sent to nobody, so whoever must not be written to by post is no bar to it."},
	{name: "template", shape: sName, doc: "The name of a file in templates/: what the letter says. Of a task by a person of the case: the mail with the link; without it, one of our own."},
}

func declareDocument(_ *loader, t *Task, n node) {
	t.Template, t.Internal = n.get("template").text(), n.get("internal").text() == "true"
}

func compileDocument(l *loader, t *Task, n node) {
	l.checkMessage(n.get("template"))
}

// documentReads: what a template reads is asked of the template.
func documentReads(*Task, func(paths []string)) {}
