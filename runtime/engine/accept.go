package engine

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// admit refuses a given that the status of the case does not allow. A closed case still takes notes, late post, holds,
// reopening, changed answers (whoever wants no more mail must be heard), and what is learned of messages already sent
// (LANGUAGE.md section 6.8); a held case takes nothing that moves the work on.
func (r *run) admit() error {
	if r.tellsSomebody() {
		return nil
	}
	if e := r.g.Body.Kind(); r.c.Status == Closed && !slices.Contains([]string{
		"data.corrected", "note.added", "document.added", "case.held", "case.resumed", "case.reopened", "decision.told_recorded",
		"action.taken", "message.sent", "message.failed", "message.read", "case.linked", "task.answered", "task.gave_up", "document.made", "opening.done", "timer.fell", "conflict.declared", "conflict.lifted"}, e) {
		return refuse("closed", "This case is closed. You can still add a note or a document, or reopen it.")
	} else if r.c.Status == Held && slices.Contains([]string{
		"task.completed", "task.added", "task.invited_again", "task.retried", "task.skipped", "decision.answered", "decision.confirmed", "decision.returned", "decision.voted", "decision.overridden", "case.ended"}, e) {
		return refuse("held", "This case is on hold. Take it off hold before you go on.")
	}
	return nil
}

// tellsSomebody says whether the given is about a task of telling somebody what a mail could not.
func (r *run) tellsSomebody() bool {
	switch b := r.g.Body.(type) {
	case Claim:
		return r.c.Task(b.Task).Telling()
	case Assign:
		return r.c.Task(b.Task).Telling()
	case Release:
		return r.c.Task(b.Task).Telling()
	case CompleteTask:
		return r.c.Task(b.Task).Telling()
	}
	return false
}

// take accepts the given, or refuses it with a sentence.
func (r *run) take() error {
	switch b := r.g.Body.(type) {
	case Submit:
		return r.submit(b)
	case CorrectData:
		return r.correct(b)
	case Claim:
		return r.claim(b)
	case Assign:
		if b.Owner == "" && b.Team == "" {
			return refuse("invalid", "Choose a person or a team.")
		}
		if b.Team != "" && !slices.ContainsFunc(r.t.Org.Teams, func(t casetype.Team) bool { return t.ID == b.Team }) {
			return refuse("invalid", fmt.Sprintf("There is no team called %q.", b.Team))
		}
		return r.ofTask(b.Task)
	case Release:
		return r.ofTask(b.Task)
	case CompleteTask:
		return r.complete(b)
	case TakeAction:
		return r.act(b)
	case AddTask:
		return r.addTask(b)
	case InviteAgain:
		return r.inviteAgain(b)
	case AnswerTask:
		return r.answered(b)
	case FailTask:
		return r.gaveUp(b)
	case CaseOpened:
		return r.anotherOpened(b)
	case DocumentMade:
		return r.made(b)
	case RetryTask:
		return r.retry(b)
	case SkipTask:
		return r.skip(b)
	case ProposeDecision:
		return r.answer(b.Decision, b.Outputs, b.Comment, "")
	case OverrideDecision:
		if strings.TrimSpace(b.Reason) == "" {
			return refuse("invalid", "Say why you are deciding otherwise.")
		}
		return r.answer(b.Decision, b.Outputs, "", b.Reason)
	case ConfirmDecision:
		return r.confirm(b)
	case VoteDecision:
		return r.vote(b)
	case ReturnDecision:
		return r.giveBack(b)
	case DeclareConflict:
		return r.declare(b)
	case LiftConflict:
		return r.lift(b)
	case AddNote:
		return r.needs(b.Text, "Write the note before you save it.")
	case AddDocument:
		return r.needs(b.File.Hash, "Choose a file.")
	case HoldCase:
		if r.c.Held != nil {
			return refuse("done", "This case is already on hold.")
		}
		if b.Until != nil && !b.Until.After(r.g.At) {
			return refuse("invalid", "The day it goes on must be in the future.")
		}
		return r.needs(b.Reason, "Say why the case is put on hold.")
	case ResumeCase:
		if r.c.Held == nil {
			return refuse("done", "This case is not on hold.")
		}
		r.given()
		return r.err
	case WithdrawCase:
		if err := r.needs(b.Reason, "Say why the application is withdrawn."); err != nil {
			return err
		}
		r.giveUp(Withdrawn)
		return r.err
	case AbandonCase:
		if err := r.needs(b.Reason, "Say why nobody can go on with the case."); err != nil {
			return err
		}
		r.giveUp(Abandoned)
		return r.err
	case TransferCase:
		return r.transfer(b)
	case MergeCase:
		return r.merge(b)
	case LinkCase:
		return r.link(b)
	case MigrateCase:
		return r.migrate(b)
	case UndoMigration:
		return r.undo(b)
	case MeetRules:
		return r.meet(b)
	case CloseCase:
		return r.closeByHand(b)
	case ReopenCase:
		return r.reopen(b)
	case RecordTold:
		d := r.c.Decisions[b.Decision]
		if d == nil || len(d.Made) == 0 {
			return refuse("invalid", "That decision has not been made, so nobody can have been told.")
		}
		if b.At.After(r.g.At) || localDate(b.At, r.t.Org.Zone).Before(localDate(d.Made[len(d.Made)-1].At, r.t.Org.Zone)) {
			return refuse("invalid", "The date they were told must be between the day of the decision and today.")
		}
		r.given()
		r.emit("decision.told", b, nil)
		r.toldOtherwise(b.Decision)
		return r.err
	case TimerFell:
		return r.timer(b)
	case MessageSent:
		return r.messageSent(b)
	case MessageFailed:
		return r.messageFailed(b)
	case MessageRead:
		return r.messageRead(b)
	}
	return refuse("invalid", "That is nothing a case can take.")
}

func (r *run) needs(text, otherwise string) error {
	if strings.TrimSpace(text) == "" {
		return refuse("invalid", otherwise)
	}
	r.given()
	return r.err
}

// ofTask records a given about a task that must be there and not finished, or about the case.
func (r *run) ofTask(id string) error {
	if id != "" {
		if _, err := r.unfinished(id); err != nil {
			return err
		}
	}
	r.given()
	return r.err
}

func (r *run) unfinished(id string) (*Task, error) {
	task := r.c.Task(id)
	switch {
	case task == nil:
		return nil, refuse("not-found", "This case has no such task.")
	case task.State == Done:
		return nil, refuse("done", fmt.Sprintf("The task “%s” is already done.", task.Title))
	case settled(task.State):
		return nil, refuse("done", fmt.Sprintf("The task “%s” is no longer needed.", task.Title))
	}
	return task, nil
}

func (r *run) claim(b Claim) error {
	owner := r.c.Owner
	if b.Task != "" {
		task, err := r.unfinished(b.Task)
		if err != nil {
			return err
		}
		if task.Does != "" {
			return refuse("invalid", fmt.Sprintf("The task “%s” is a machine's, and nobody can take it.", task.Title))
		}
		owner = task.Owner
	}
	if owner == r.g.Actor.ID {
		return refuse("done", "You have this already.")
	}
	if owner != "" {
		return refuse("owned", "Somebody else has already taken this.")
	}
	r.given()
	return r.err
}

func (r *run) submit(b Submit) error {
	if b.Received != nil && b.Received.After(r.g.At) {
		return refuse("invalid", "The date it was received must be today or in the past.")
	}
	r.given()
	s := r.look().With("year", r.g.At.In(r.t.Org.Zone).Year())
	ref, err := r.t.Reference.Render(s.With("number", r.g.World.Number))
	if err != nil {
		return fmt.Errorf("the reference could not be made: %w", err)
	}
	stages := make([]Stage, len(r.t.Stages))
	for i, st := range r.t.Stages {
		stages[i] = Stage{ID: st.ID, Title: st.Title, State: Waiting}
	}
	r.emit("case.opened", openedBody{Reference: ref, CaseType: r.t.Name, Title: r.t.Title, Stages: stages, Language: b.Language, Migrations: r.t.MigrationNames()}, nil)
	r.out.Guards = append(r.out.Guards, "reference:"+ref)
	r.people()
	if b.Channel != "web" && KeptFrom(r.c, r.g.Actor) != "" {
		return refuse("conflict", "This is an application of your own: your email address is that of a person in it. Nobody takes their own application, so ask a colleague to take it.")
	}
	return r.err
}

func (r *run) complete(b CompleteTask) error {
	task, err := r.unfinished(b.Task)
	if err != nil {
		return err
	}
	switch {
	case task.State == Failed: // by hand, what a machine could not
		if _, err := r.failed(b.Task); err != nil {
			return err
		}
	case task.State != Open:
		return refuse("invalid", fmt.Sprintf("The task “%s” cannot be done yet.", task.Title))
	case task.Asked() && r.g.Actor.works(): // by hand, rather than wait for a service
	case task.Does != "":
		return refuse("invalid", fmt.Sprintf("The task “%s” is a machine's. A person does it only when it has failed.", task.Title))
	case (r.g.Actor.Kind == "person" || task.Person != "" && r.g.Actor.Kind == "citizen") && !r.g.Actor.is(task.Person):
		return refuse("forbidden", "This is somebody else’s to answer.")
	case b.For != "" && (b.For != task.Person || !r.g.Actor.works()):
		return refuse("invalid", fmt.Sprintf("The task “%s” is not this person’s.", task.Title))
	case task.For != "":
		return refuse("invalid", "Say which way it goes on: have it tried again, do it by hand, or skip it.")
	case task.Decides != "":
		return refuse("invalid", "This task asks for a decision. Answer the question to complete it.")
	case task.Owner != "" && task.Owner != r.g.Actor.ID && !r.g.Actor.is(task.Person) && !slices.Contains(r.g.Actor.For, task.Owner):
		return refuse("owned", fmt.Sprintf("The task “%s” belongs to somebody else. Ask them, or have it assigned to you.", task.Title))
	}
	if d := r.t.Task(task.Name); d != nil {
		if err := r.agree(d.Checks, d.Form, b.Answers); err != nil {
			return err
		}
	}
	if err := r.answersFit(r.t.Forms[task.Form], b.Answers); err != nil {
		return err
	}
	if err := r.mayBeTold(task, b.Told); err != nil {
		return err
	}
	message := task.Message
	r.given()
	r.seenTo(b.Task, "It was done by hand.")
	if b.Told != nil {
		r.tells(message, b.Told.At, b.Told.How)
	}
	return r.err
}

func (r *run) addTask(b AddTask) error {
	if b.Name == "" {
		if err := r.needs(b.Title, "Give the task a title."); err != nil {
			return err
		}
		r.emit("task.created", newTaskBody{Task{
			ID: r.c.freshID("task"), Title: strings.TrimSpace(b.Title), State: Open, Adhoc: true, Priority: r.c.Priority, Team: r.c.Team,
			Opened: ptr(r.g.At), Due: b.Due,
		}}, nil)
		return r.err
	}
	for _, d := range r.t.AllTasks() {
		if d.ID == b.Name && d.Adhoc {
			if s := r.c.Stage(d.Stage); s != nil && s.State != Open {
				return refuse("invalid", fmt.Sprintf("“%s” can be added only while the stage “%s” is open.", title(d, r.look()), s.Title))
			}
			r.given()
			id := r.create(d, 0, Open, r.look(), nil)
			if b.Due != nil {
				r.emit("routed", routedBody{Task: id, Field: "due", Value: encode(b.Due), By: "person"}, nil)
			}
			return r.err
		}
	}
	return refuse("not-found", fmt.Sprintf("This kind of case has no task %q that can be added.", b.Name))
}

// end closes the case with an outcome that no rule gave.
func (r *run) end(outcome string) {
	r.emit("case.outcome", outcomeBody{outcome}, nil)
	r.close(nil)
}

func (r *run) closeByHand(b CloseCase) error {
	if !slices.ContainsFunc(r.t.Outcomes, func(o casetype.Outcome) bool { return o.ID == b.Outcome }) {
		return refuse("invalid", fmt.Sprintf("This kind of case cannot end as %q.", b.Outcome))
	}
	if err := r.needs(b.Reason, "Say why you are closing the case."); err != nil {
		return err
	}
	r.end(b.Outcome)
	return r.err
}

// timer takes a timer only while the case still wants it at that moment.
func (r *run) timer(b TimerFell) error {
	if !slices.ContainsFunc(r.timers(), func(t Timer) bool { return t.Key == b.Key && t.At.Equal(b.Due) }) {
		return refuse("stale", "The case no longer waits for this moment.")
	}
	if b.Due.After(r.g.At) {
		return refuse("stale", "That moment has not come.")
	}
	r.given()
	r.fell(b)
	return r.err
}

// freshID gives the first of "visit", "visit.2", "visit.3" that no task of the case has.
func (c *Case) freshID(name string) string {
	id := name
	for n := 2; c.Task(id) != nil; n++ {
		id = fmt.Sprintf("%s.%d", name, n)
	}
	return id
}

func encode(v any) json.RawMessage {
	switch v := v.(type) { // the usual facts
	case bool:
		return strconv.AppendBool(nil, v)
	case int:
		return strconv.AppendInt(nil, int64(v), 10)
	}
	raw, _ := json.Marshal(v) // what the engine itself has made: cannot fail, and Fold refuses nothing at all
	return raw
}

// reads names the paths a rule read, each with the event that last set it.
func (r *run) reads(paths []string) []Read {
	out := make([]Read, len(paths))
	for i, p := range paths {
		out[i] = Read{Path: p, Seq: r.c.setBy(p)}
		if d := itemCalled(r.t, p); d != nil && d.Each.Of != nil {
			for _, from := range d.Each.Of.Reads() {
				out[i].Seq = max(out[i].Seq, r.c.setBy(from))
			}
		}
	}
	return out
}

// setBy is the event that last set what is at a path; 0 when nothing has.
func (c *Case) setBy(path string) int {
	for key := path; ; {
		if seq, ok := c.Last[key]; ok {
			return seq
		}
		dot := strings.LastIndexByte(key, '.')
		if dot < 0 {
			return 0
		}
		key = key[:dot]
	}
}

func (r *run) because(rule string, p *rules.Program) *Why {
	w := &Why{Rule: rule, Seen: r.seen}
	if p != nil {
		w.At, w.Text, w.Read = where(p.Source()), p.Source().Text, r.reads(p.Reads())
	}
	return w
}
