package engine

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Fold applies one event to a case. It knows no case type, so the record can be read for ever. An event that does not
// follow the case's newest one, or that cannot be read, is an error and changes nothing that matters: the caller
// throws the case away.
func Fold(c *Case, e *Event) error { return step(c, e, nil) }

// step is Fold, of an event whose body may be at hand as it was before it was written.
func step(c *Case, e *Event, body any) error {
	if e.Seq != c.Seq+1 {
		return fmt.Errorf("event %d of case %s does not follow event %d", e.Seq, e.Case, c.Seq)
	}
	apply, ok := folds[e.Kind]
	if !ok {
		return fmt.Errorf("event %d of case %s is of a kind that is not known: %q", e.Seq, e.Case, e.Kind)
	}
	c.Seq = e.Seq
	c.Version = e.Version
	if e.IsGiven() && e.Kind != (UndoMigration{}).Kind() {
		c.before = nil
	}
	if err := apply(c, e, body); err != nil {
		return fmt.Errorf("event %d (%s) of case %s: %w", e.Seq, e.Kind, e.Case, err)
	}
	return nil
}

// folds has one line for each kind of event: the whole vocabulary of the record.
var folds = map[string]applier{
	// givens
	"case.received":          fold(foldReceived),
	"data.corrected":         fold(foldCorrected),
	"claimed":                fold(foldClaimed),
	"assigned":               fold(foldAssigned),
	"released":               fold(foldReleased),
	"task.completed":         fold(foldCompleted),
	"task.added":             nothing, // the task itself follows as task.opened
	"action.taken":           fold(foldTaken),
	"task.invited_again":     nothing, // task.invited follows
	"task.answered":          nothing, // task.done or task.failed follows
	"task.gave_up":           nothing, // task.failed follows
	"opening.done":           nothing, // case.linked and task.done follow
	"document.made":          nothing, // document.added and task.done follow
	"task.retried":           nothing, // task.opened follows
	"task.skipped":           fold(foldSkipped),
	"decision.answered":      fold(foldAnswered), // decision.proposed or decision.made follows
	"decision.overridden":    nothing,
	"decision.confirmed":     nothing, // decision.made or decision.half_confirmed follows
	"decision.returned":      fold(foldReturned),
	"decision.voted":         fold(foldVoted),
	"conflict.declared":      fold(foldDeclared),
	"conflict.lifted":        fold(foldLifted),
	"note.added":             fold(foldNote),
	"document.added":         fold(foldDocument),
	"case.held":              fold(foldHeld),
	"case.resumed":           fold(foldResumed),
	"case.withdrawn":         nothing, // case.outcome and case.closed follow
	"case.ended":             nothing,
	"case.abandoned":         nothing,
	"case.transferred":       fold(foldTransferred),
	"case.merged":            fold(foldMerged),
	"case.linked":            fold(foldLinked),
	"case.migrated":          fold(foldMigrated),
	"case.migration_undone":  fold(foldUndone),
	"rules.changed":          nothing, // whatever the newer rules make of the case follows
	"case.reopened":          fold(foldReopened),
	"decision.told_recorded": nothing, // decision.told follows
	"timer.fell":             fold(foldTimer),
	"message.sent":           fold(foldSent),
	"message.failed":         fold(foldFailed),
	"message.read":           fold(foldRead),
	// what follows
	"case.opened":             fold(foldOpened),
	"case.followed":           fold(foldFollowed),
	"case.hold_ended":         fold(foldResumed),
	"case.waiting":            fold(foldWaiting(true)),
	"case.waited":             fold(foldWaiting(false)),
	"data.changed":            nothing, // data.corrected has changed it
	"fact.set":                fold(foldFact),
	"person.set":              fold(foldPerson),
	"stage.entered":           fold(foldStage(Open)),
	"stage.done":              fold(foldStage(Done)),
	"stage.skipped":           fold(foldStage(Skipped)),
	"task.created":            fold(foldNewTask),
	"task.opened":             fold(foldTaskOpened),
	"task.items":              fold(foldItems),
	"task.titled":             fold(foldTitled),
	"document.asked":          fold(foldWritten),
	"opening.asked":           fold(foldOpening),
	"task.invited":            fold(foldInvited),
	"task.called":             fold(foldCalled),
	"task.failed":             fold(foldTaskFailed),
	"task.done":               fold(foldTaskState(Done)),
	"task.cancelled":          fold(foldTaskState(Cancelled)),
	"task.unneeded":           fold(foldTaskState(Unneeded)),
	"task.needed":             fold(foldTaskState(Waiting)),
	"task.flagged":            fold(foldFlag),
	"task.unflagged":          fold(foldFlag),
	"task.overdue":            fold(foldOverdue),
	"routed":                  fold(foldRouted),
	"decision.worked_out":     fold(foldWorkedOut),
	"decision.proposed":       fold(foldProposed),
	"decision.retracted":      fold(foldRetracted),
	"decision.half_confirmed": fold(foldHalfConfirmed),
	"decision.differed":       fold(foldDiffered),
	"decision.sent_back":      fold(foldSentBack),
	"decision.made":           fold(foldMade),
	"decision.changed":        fold(foldChanged),
	"decision.told":           fold(foldTold),
	"clock.started":           fold(foldClockStarted),
	"clock.paused":            fold(foldClock),
	"clock.resumed":           fold(foldClock),
	"clock.stopped":           fold(foldClock),
	"clock.restarted":         fold(foldClock),
	"clock.rearmed":           fold(foldClock),
	"clock.extended":          fold(foldClock),
	"clock.warned":            fold(foldClock),
	"clock.breached":          fold(foldClock),
	"moment.awaited":          fold(foldAwaited),
	"message.asked":           fold(foldMessage),
	"case.outcome":            fold(foldOutcome),
	"case.closed":             fold(foldClosed),
	"problem.found":           fold(foldProblem),
	"problem.mended":          fold(foldMended),
}

// last remembers which event set a thing, so that a why can name it.
func (c *Case) last(key string) {
	if c.Last == nil {
		c.Last = map[string]int{}
	}
	c.Last[key] = c.Seq
	if c.watched && !slices.Contains(c.fresh, key) {
		c.fresh = append(c.fresh, key)
	}
}

// Task finds a task by its id within the case; nil when there is none.
func (c *Case) Task(id string) *Task {
	for _, t := range c.Tasks {
		if t.ID == id {
			return t
		}
	}
	return nil
}

// TaskNamed finds the newest task made from a declaration; nil when there is none, or none since its stage opened again.
func (c *Case) TaskNamed(name string) *Task {
	for _, t := range slices.Backward(c.Tasks) {
		if t.Name == name && !t.Earlier {
			return t
		}
	}
	return nil
}

// taskOf finds the newest task of a declaration for an item, 0 for none; nil when there is none.
func (c *Case) taskOf(name string, item int) *Task {
	for _, t := range slices.Backward(c.Tasks) {
		if t.Name == name && t.Item == item {
			return t
		}
	}
	return nil
}

// Stage finds a stage; nil when the case has none of that id.
func (c *Case) Stage(id string) *Stage {
	for i := range c.Stages {
		if c.Stages[i].ID == id {
			return &c.Stages[i]
		}
	}
	return nil
}

func foldReceived(c *Case, e *Event, b Submit) error {
	c.Status, c.Priority = Open, "normal"
	c.Submitted, c.Data, c.Helped, c.Depth = b.Data, b.Data, b.Helped, b.Depth
	c.Opened, c.Received = e.At, e.At
	if b.Received != nil {
		c.Received = *b.Received
	}
	for _, f := range b.Files {
		c.addDocument(e, f)
	}
	c.last("form")
	c.last("case")
	return nil
}

func foldCorrected(c *Case, e *Event, b CorrectData) error {
	c.Data = b.Data
	for _, f := range b.Files {
		c.addDocument(e, f)
	}
	c.last("form")
	return nil
}

func (c *Case) addDocument(e *Event, f File) {
	c.Documents = append(c.Documents, Document{Seq: e.Seq, Name: f.Name, Hash: f.Hash, Media: f.Media, Size: f.Size, By: e.Actor.ID, At: e.At, Field: f.Field})
}

func foldOpened(c *Case, e *Event, b openedBody) error {
	c.Reference, c.CaseType, c.Title, c.Stages, c.Language = b.Reference, b.CaseType, b.Title, b.Stages, b.Language
	c.Migrations = b.Migrations
	c.last("case")
	return nil
}

func foldFollowed(c *Case, _ *Event, b followedBody) error {
	c.Stages = b.Stages
	return nil
}

func foldNote(c *Case, e *Event, b AddNote) error {
	c.Notes = append(c.Notes, Note{Seq: e.Seq, By: e.Actor.ID, At: e.At, Text: b.Text})
	return nil
}

func foldDocument(c *Case, e *Event, b AddDocument) error {
	c.addDocument(e, b.File)
	return nil
}

func foldHeld(c *Case, e *Event, b HoldCase) error {
	c.Held = &Hold{Reason: b.Reason, By: e.Actor.ID, At: e.At, Until: b.Until}
	if c.Status == Open {
		c.Status = Held
	}
	c.last("case")
	return nil
}

func foldResumed(c *Case, _ *Event, _ ResumeCase) error {
	c.Held = nil
	if c.Status == Held {
		c.Status = Open
	}
	c.last("case")
	return nil
}

// foldReopened is of a person's word, and of what an action did: the body of the latter says no more than who and by what.
func foldReopened(c *Case, e *Event, _ ReopenCase) error {
	c.Status, c.Closed, c.Outcome = Open, nil, ""
	if c.Held != nil {
		c.Status = Held
	}
	for _, t := range c.Tasks {
		if t.Reason == closedReason && t.Opened == nil { // it had not started; its `after` still counts
			t.State, t.Reason = Waiting, ""
			c.last("task." + t.Name)
		}
	}
	for key := range c.Fired {
		if comesAgain(key) { // while it was closed it waited for nothing
			c.Fired[key] = e.At
		}
	}
	c.last("case")
	return nil
}

func foldFact(c *Case, _ *Event, b factBody) error {
	if c.Facts == nil {
		c.Facts = map[string]json.RawMessage{}
	}
	if b.Value == nil {
		delete(c.Facts, b.Fact)
	} else {
		c.Facts[b.Fact] = b.Value
	}
	c.last("fact." + b.Fact)
	return nil
}

func foldPerson(c *Case, _ *Event, b personBody) error {
	if c.People == nil {
		c.People = map[string]Person{}
	}
	c.People[b.Person] = b.Value
	c.last("person." + b.Person)
	return nil
}

func foldStage(state string) func(*Case, *Event, stageBody) error {
	return func(c *Case, e *Event, b stageBody) error {
		s := c.Stage(b.Stage)
		if s == nil {
			return fmt.Errorf("the case has no stage %q", b.Stage)
		}
		if state == Open && s.State == Done {
			for _, t := range c.Tasks {
				if t.Stage == s.ID {
					t.Earlier = true
					c.last("task." + t.Name)
				}
			}
		}
		if state == Open {
			s.Row = b.Row
		}
		s.State, s.At = state, ptr(e.At)
		c.last("stage." + b.Stage)
		return nil
	}
}

func foldOutcome(c *Case, _ *Event, b outcomeBody) error {
	c.Outcome = b.Outcome
	c.last("case.outcome")
	return nil
}

func foldClosed(c *Case, e *Event, _ struct{}) error {
	c.Status, c.Closed, c.Waiting = Closed, ptr(e.At), false
	c.last("case")
	return nil
}

func foldProblem(c *Case, e *Event, b problemBody) error {
	for i, p := range c.Problems {
		if p.Where == b.Where { // the same rule broke again: the newest words stand
			c.Problems[i] = b.problem(e)
			return nil
		}
	}
	c.Problems = append(c.Problems, b.problem(e))
	return nil
}

func (b problemBody) problem(e *Event) Problem {
	return Problem{Seq: e.Seq, At: e.At, Where: b.Where, Message: b.Message, Standing: b.Standing, Task: b.Task}
}

func foldMended(c *Case, e *Event, b problemBody) error {
	c.Problems = slices.DeleteFunc(c.Problems, func(p Problem) bool { return p.Where == b.Where })
	return nil
}

func ptr[T any](v T) *T { return &v }
