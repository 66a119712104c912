package engine

import (
	"encoding/json"
	"time"
)

// Actor is who did something, with what they could do at that moment; it is recorded so that a replay judges the same.
type Actor struct {
	ID    string   `json:"id"`   // a staff id, "citizen", "person.landlord", "system", or "token:NAME"
	Kind  string   `json:"kind"` // citizen, person, staff, token, system
	Name  string   `json:"name,omitempty"`
	Roles []string `json:"roles,omitempty"`
	Teams []string `json:"teams,omitempty"`

	For []string `json:"for,omitempty"` // who is away and has what they acted on: they stand in for them

	// Email tells whether a case is their own. It is not recorded: that was judged when they acted, and stays so.
	Email string `json:"-"`
}

// Given is one thing that happened outside the engine: a post, a click, a timer, a machine's answer.
type Given struct {
	ID    string    // unique in the whole record; the same given twice is a duplicate
	Actor Actor     //
	At    time.Time // UTC, when it was recorded, to the microsecond
	Body  Body      // one of the structs in givens.go
	World World
}

// Body is what a given says. Kind is the kind of the event that records it, such as "case.received" or "task.claimed".
type Body interface{ Kind() string }

// World is what the engine must know and cannot work out; it is recorded in the given event.
type World struct {
	CaseID string `json:"case_id,omitempty"` // for a submission: the new case's id
	Number int    `json:"number,omitempty"`  // for a submission: the next number of the case type
}

// Event is one thing that happened to a case, never changed afterwards.
type Event struct {
	Case    string          `json:"case"`
	Seq     int             `json:"seq"` // from 1, without gaps
	ID      string          `json:"id"`  // "<given id>" for a given, "<given id>.<n>" for what followed
	Kind    string          `json:"kind"`
	At      time.Time       `json:"at"`    // recorded, UTC, to the microsecond
	Cause   int             `json:"cause"` // the seq of the given it follows from; its own Seq for a given
	Actor   Actor           `json:"actor"`
	Version string          `json:"version"` // of the case type whose rules were used
	Body    json.RawMessage `json:"body"`
	Why     *Why            `json:"why,omitempty"`
}

// IsGiven says whether the event came from outside; everything else followed from a given.
func (e *Event) IsGiven() bool { return e.Cause == e.Seq }

// Why is the stored provenance of an event. The values that were read are read again from the events up to Seen.
type Why struct {
	Rule string `json:"rule"`           // in the analyst's words
	At   string `json:"at,omitempty"`   // "rules/routing.yaml:3:9", in the version of the event
	Row  string `json:"row,omitempty"`  // of a table: "row 2"
	Text string `json:"text,omitempty"` // the condition as written
	Read []Read `json:"read,omitempty"`
	Seen int    `json:"seen"` // the state that was read: the case as of this event
	Miss *Miss  `json:"miss,omitempty"`

	// Doubt is a sentence when a deadline was counted over a year of which the calendar had no holidays.
	Doubt string `json:"doubt,omitempty"`
}

// Read is a path that a rule read.
type Read struct {
	Path string `json:"path"`
	Seq  int    `json:"seq,omitempty"` // the event that last set it; 0 when it was missing
}

// Miss is the rule with the fewest conditions against it that did not fire, as could be told at once. What would have
// had to be otherwise is not stored: it is worked out when somebody asks (Explain), from the facts of that day.
type Miss struct {
	Rule string `json:"rule"`
	At   string `json:"at,omitempty"`
}

// Outcome is what follows from a given.
type Outcome struct {
	Events  []Event  // the first is the given
	Effects []Effect // what to do after the commit
	Timers  []Timer  // the case's whole wanted set; it replaces the one before
	Guards  []string // must be unique in the whole record at the commit
}

// Effect is something to do after the commit, at least once.
type Effect struct {
	ID   string // stable: the event's id, so a repeat is known by it
	Kind string // "mail"
	Seq  int    // the event that asked for it
	Body json.RawMessage
}

// Timer is a moment at which the case wants to be woken.
type Timer struct {
	Key string // "task.proof.due + 1 working day", unique within the case
	At  time.Time
}

// Mail is the body of an effect of kind "mail", rendered when it was asked for.
type Mail struct {
	Message string `json:"message"` // the message's id in the case
	To      string `json:"to"`      // "person.applicant", "role.manager"
	Name    string `json:"name,omitempty"`
	Address string `json:"address,omitempty"` // empty for a role: work resolves it to the people who hold the role
	Subject string `json:"subject"`
	Text    string `json:"text"` // Markdown, rendered
	Tells   string `json:"tells,omitempty"`

	Language string `json:"language,omitempty"` // that the text is in; "" is English

	Invitation *Invitation `json:"invitation,omitempty"` // the link that it holds; nil: none

	Also *Also `json:"also,omitempty"` // the same in another language, below it; nil: it is in one
}

// Also is what a mail says, in another language: to somebody who is not the applicant, and of whom nobody knows what they read.
type Also struct {
	Text     string `json:"text"`
	Language string `json:"language"`
	After    string `json:"after,omitempty"` // what is said below the link that the mail holds
}

// Between stands between the two languages of a mail: a line across it.
const Between = "\n\n---\n\n"
