package engine

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/caseloom/caseloom/forms"
)

// The givens. Each is what a person or a machine did; Handle refuses one that the state of the case, the case type's
// authority or section 6 of the language does not allow, with a *Refusal.

// Submit opens a case. Data is the accepted JSON, already validated by the form.
type Submit struct {
	Data     json.RawMessage `json:"data"`
	Received *time.Time      `json:"received,omitempty"` // when it was given to us, if earlier than recorded
	Channel  string          `json:"channel"`            // "web", "api", "counter", "telephone", "paper"; "case": by a task of another
	Files    []File          `json:"files,omitempty"`
	Language string          `json:"language,omitempty"` // that the applicant read, when it is not English
	Depth    int             `json:"depth,omitempty"`    // how many cases in a row have opened each other, up to this one
	Helped   []Helped        `json:"helped,omitempty"`   // who answered questions in the applicant's place
}

// Helped says which answers of an application somebody gave who helped its applicant.
type Helped struct {
	Name   string   `json:"name"`   // as the applicant named them
	Fields []string `json:"fields"` // pointers into the data; those of an item of a list by its place in it
}

// File is an upload already kept in the blob store.
type File struct {
	Field string `json:"field,omitempty"`
	Name  string `json:"name"`
	Hash  string `json:"hash"`
	Media string `json:"media"`
	Size  int64  `json:"size"`
}

// Uploads lists the files that the answers of a form name, as they are recorded.
func Uploads(f *forms.Form, data map[string]any) []File {
	refs := f.Files(data)
	files := make([]File, 0, len(refs))
	for _, pointer := range slices.Sorted(maps.Keys(refs)) {
		r := refs[pointer]
		files = append(files, File{Field: pointer, Name: r.Name, Hash: r.Hash, Media: r.Media, Size: r.Size})
	}
	return files
}

// CorrectData puts the answers of an application right, or takes down what has changed since. What stood there before
// stays in the record.
type CorrectData struct {
	Data   json.RawMessage `json:"data"` // all of them, as they are now
	Reason string          `json:"reason"`
	Files  []File          `json:"files,omitempty"` // that came with it
}

// Claim takes a task, or the case when Task is empty, for the actor.
type Claim struct {
	Task string `json:"task,omitempty"`
}

// Assign gives a task, or the case when Task is empty, to a person or a team.
type Assign struct {
	Task  string `json:"task,omitempty"`
	Owner string `json:"owner,omitempty"`
	Team  string `json:"team,omitempty"`
}

// Release puts a task, or the case when Task is empty, back in the team's pool.
type Release struct {
	Task string `json:"task,omitempty"`
}

// CompleteTask finishes a task. Answers is its form's data, already validated.
type CompleteTask struct {
	Task    string          `json:"task"`
	For     string          `json:"for,omitempty"` // the person of the case in whose place staff do it; "": it is the actor's own
	Answers json.RawMessage `json:"answers,omitempty"`
	Files   []File          `json:"files,omitempty"`
	Told    *Told           `json:"told,omitempty"` // of a task that has somebody tell a message; nil: nobody was told it
}

// Told says when somebody was told what a message says, and how.
type Told struct {
	At  time.Time `json:"at"`
	How string    `json:"how"`
}

// AddTask adds an ad hoc task: one the files declare (Name), or a free one (Title).
type AddTask struct {
	Name  string     `json:"name,omitempty"`
	Title string     `json:"title,omitempty"`
	Due   *time.Time `json:"due,omitempty"`
}

// ProposeDecision is a person's answer to a decision's question.
type ProposeDecision struct {
	Decision string          `json:"decision"`
	Outputs  json.RawMessage `json:"outputs"`
	Comment  string          `json:"comment,omitempty"`
}

// ConfirmDecision confirms the waiting proposal.
type ConfirmDecision struct {
	Decision string `json:"decision"`
	Comment  string `json:"comment,omitempty"`
}

// ReturnDecision sends the waiting proposal back with a comment.
type ReturnDecision struct {
	Decision string `json:"decision"`
	Comment  string `json:"comment"`
}

// OverrideDecision answers a decision otherwise than was proposed or made, with a reason; it passes through the same
// lines of authority.
type OverrideDecision struct {
	Decision string          `json:"decision"`
	Outputs  json.RawMessage `json:"outputs"`
	Reason   string          `json:"reason"`
}

// AddNote writes something down.
type AddNote struct {
	Text string `json:"text"`
}

// AddDocument adds a file.
type AddDocument struct {
	File File `json:"file"`
}

// HoldCase pauses the work.
type HoldCase struct {
	Reason string     `json:"reason"`
	Until  *time.Time `json:"until,omitempty"`
}

// ResumeCase takes it up again.
type ResumeCase struct {
	Reason string `json:"reason,omitempty"`
}

// WithdrawCase ends the case at the applicant's wish. Its outcome is "withdrawn", unless the rules have given it one.
type WithdrawCase struct {
	Reason string `json:"reason"`
}

// CloseCase ends the case by hand, with an outcome of the case type.
type CloseCase struct {
	Outcome string `json:"outcome"`
	Reason  string `json:"reason"`
}

// ReopenCase opens a closed case.
type ReopenCase struct {
	Reason string `json:"reason"`
}

// RecordTold says that staff told the person of a decision, and when.
type RecordTold struct {
	Decision string    `json:"decision"`
	At       time.Time `json:"at"`
	How      string    `json:"how"`
}

// TimerFell is a timer that fell due.
type TimerFell struct {
	Key string    `json:"key"`
	Due time.Time `json:"due"`
}

// MessageSent says that a message was accepted for delivery.
type MessageSent struct {
	Message string `json:"message"`
	Bare    bool   `json:"bare,omitempty"` // without what it says, since others read the person's mail
}

// MessageFailed says that a message could not be sent.
type MessageFailed struct {
	Message  string `json:"message"`
	Reason   string `json:"reason"`
	Barred   bool   `json:"barred,omitempty"`   // it was kept back, since the person must not be reached so
	Unheard  bool   `json:"unheard,omitempty"`  // everybody who works here and whom it is for is kept from the case
	Unneeded bool   `json:"unneeded,omitempty"` // it had waited, and is true no longer: nobody need hear of it
}

// MessageRead says that whoever a message is to has read it on the page of their case.
type MessageRead struct {
	Message string `json:"message"`
}

func (Submit) Kind() string           { return "case.received" }
func (Claim) Kind() string            { return "claimed" }
func (Assign) Kind() string           { return "assigned" }
func (Release) Kind() string          { return "released" }
func (CompleteTask) Kind() string     { return "task.completed" }
func (AddTask) Kind() string          { return "task.added" }
func (ProposeDecision) Kind() string  { return "decision.answered" }
func (ConfirmDecision) Kind() string  { return "decision.confirmed" }
func (ReturnDecision) Kind() string   { return "decision.returned" }
func (OverrideDecision) Kind() string { return "decision.overridden" }
func (CorrectData) Kind() string      { return "data.corrected" }
func (AddNote) Kind() string          { return "note.added" }
func (AddDocument) Kind() string      { return "document.added" }
func (HoldCase) Kind() string         { return "case.held" }
func (ResumeCase) Kind() string       { return "case.resumed" }
func (WithdrawCase) Kind() string     { return "case.withdrawn" }
func (CloseCase) Kind() string        { return "case.ended" }
func (ReopenCase) Kind() string       { return "case.reopened" }
func (RecordTold) Kind() string       { return "decision.told_recorded" }
func (TimerFell) Kind() string        { return "timer.fell" }
func (MessageSent) Kind() string      { return "message.sent" }
func (MessageFailed) Kind() string    { return "message.failed" }
func (MessageRead) Kind() string      { return "message.read" }
