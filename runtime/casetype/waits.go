package casetype

// A task that waits until something happens, or until a day: `does: wait`. Nobody works on it. What has not come when it is
// due is for somebody to see to.

var waitKeys = []key{
	{name: "until", shape: sOn, doc: "What ends the waiting: an event, an action or a moment, or a list of events."},
}

func declareWait(*loader, *Task, node) {}

func compileWait(l *loader, t *Task, n node) {
	if until := n.get("until"); until.ok() { // otherwise its shape has said so
		t.DoneOn = l.triggers(until)
	}
}

// waitReads: what a trigger reads is asked of the trigger.
func waitReads(*Task, func(paths []string)) {}
