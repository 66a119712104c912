package casetype

// A task that writes a letter: `does: document`.

var documentKeys = []key{
	{name: "template", shape: sName, doc: "The name of a file in templates/: what the letter says. Of a task by a person of the case: the mail with the link; without it, one of our own."},
}

func declareDocument(_ *loader, t *Task, n node) { t.Template = n.get("template").text() }

func compileDocument(l *loader, t *Task, n node) {
	l.checkMessage(n.get("template"))
}

// documentReads: what a template reads is asked of the template.
func documentReads(*Task, func(paths []string)) {}
