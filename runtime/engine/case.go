package engine

import (
	"encoding/json"
	"time"
)

// Statuses of a case.
const (
	Open   = "open"
	Held   = "held"
	Closed = "closed"
)

// Case is one piece of work as the events so far have left it. It is made only by Fold.
type Case struct {
	ID        string          `json:"id"`
	Reference string          `json:"reference"`
	CaseType  string          `json:"casetype"`
	Version   string          `json:"version"`            // of the newest event
	Title     string          `json:"title"`              // the case type's title when it was opened
	Language  string          `json:"language,omitempty"` // that the applicant reads; "" is English
	Seq       int             `json:"seq"`                // of the newest event; the expected version of the next commit
	Status    string          `json:"status"`
	Outcome   string          `json:"outcome,omitempty"`
	Submitted json.RawMessage `json:"submitted"` // exactly what was accepted
	Data      json.RawMessage `json:"data"`      // what stands now, after corrections
	Helped    []Helped        `json:"helped,omitempty"`

	Received time.Time  `json:"received"` // when the applicant gave it to us
	Opened   time.Time  `json:"opened"`   // when we recorded it
	Closed   *time.Time `json:"closed,omitempty"`
	Decided  *time.Time `json:"decided,omitempty"`

	Owner    string     `json:"owner,omitempty"` // a staff id
	Team     string     `json:"team,omitempty"`
	Priority string     `json:"priority"`
	Skills   []string   `json:"skills,omitempty"`
	Due      *time.Time `json:"due,omitempty"`
	Held     *Hold      `json:"held,omitempty"`
	Waiting  bool       `json:"waiting,omitempty"`

	// Set names what a person, or a rule with `on`, has set by hand, and so routing leaves alone: "team", "priority", …
	Set map[string]string `json:"set,omitempty"`

	Facts     map[string]json.RawMessage `json:"facts,omitempty"`
	People    map[string]Person          `json:"people,omitempty"`
	Stages    []Stage                    `json:"stages"`          // in the order of the files that opened the case
	Tasks     []*Task                    `json:"tasks"`           // in the order they came to be
	Items     map[string][]Item          `json:"items,omitempty"` // of each task that there is once for each item of a list, by its name
	Decisions map[string]*Decision       `json:"decisions,omitempty"`
	Clocks    map[string]*Clock          `json:"clocks,omitempty"`
	Actions   map[string]Action          `json:"actions,omitempty"` // those that were done, by id
	Notes     []Note                     `json:"notes,omitempty"`
	Documents []Document                 `json:"documents,omitempty"`
	Depth     int                        `json:"depth,omitempty"` // how many cases in a row have opened each other, up to this one
	Links     []Link                     `json:"links,omitempty"` // other cases that have to do with it
	Messages  []Message                  `json:"messages,omitempty"`
	Problems  []Problem                  `json:"problems,omitempty"`  // what broke and now needs a person
	Conflicts []Conflict                 `json:"conflicts,omitempty"` // of interest, as declared and not lifted
	Fired     map[string]time.Time       `json:"fired,omitempty"`     // timers that have fired, by key, with the moment they were due; what comes again, with the moment up to which it was heard of
	Last      map[string]int             `json:"last,omitempty"`      // which event last set each thing: "form", "fact.cars", "task.proof", …

	Migrations []string `json:"migrations,omitempty"` // that it has had, or need not have: they were there when it was opened
	Moved      *Moved   `json:"moved,omitempty"`      // how it came to newer files the last time

	before  *Case    // as it was before the newest given, when that was a migration; never written down
	form    seenForm // the answers as rules read them, kept while they are the same
	watched bool     // while a given is handled: note in fresh what events set
	fresh   []string // keys of Last that events have set since the rules last looked
}

// Person is somebody involved in the case.
type Person struct {
	Name      string          `json:"name,omitempty"`
	Email     string          `json:"email,omitempty"`
	Telephone string          `json:"telephone,omitempty"`
	Prefers   string          `json:"prefers,omitempty"`
	Never     []string        `json:"never,omitempty"`  // the ways in which they must not be reached: of Ways
	Quiet     []string        `json:"quiet,omitempty"`  // when nothing is sent to them: "22:00 to 08:00"
	Shared    bool            `json:"shared,omitempty"` // others read their mail
	Values    json.RawMessage `json:"values,omitempty"` // the whole object the case type made
}

// Stage states.
const (
	Waiting = "waiting"
	Done    = "done"
	Skipped = "skipped"
	// Open, above, is the fourth.
)

// Stage is a phase of one case.
type Stage struct {
	ID    string     `json:"id"`
	Title string     `json:"title"`
	State string     `json:"state"`
	At    *time.Time `json:"at,omitempty"`  // when it came into that state
	Row   int        `json:"row,omitempty"` // how many times in a row it opened on what machines said, and nobody else
}

// Task states beyond Waiting (its after does not hold yet), Open and Done.
const (
	Cancelled = "cancelled"
	Unneeded  = "unneeded" // its when is false
	Failed    = "failed"
)

// Task is one thing to do in one case.
type Task struct {
	ID        string            `json:"id"`             // unique within the case: "proof", "visit.2"
	Name      string            `json:"name"`           // the id in the files; "" for a free task
	Item      int               `json:"item,omitempty"` // the id of the item that it is for
	Stage     string            `json:"stage,omitempty"`
	Title     string            `json:"title"`
	State     string            `json:"state"`
	Required  bool              `json:"required"`
	Adhoc     bool              `json:"adhoc,omitempty"`
	Decides   string            `json:"decides,omitempty"`
	Form      string            `json:"form,omitempty"`    // a form's id
	Started   bool              `json:"started,omitempty"` // someone has claimed or saved it
	Overdue   bool              `json:"overdue,omitempty"` // its due moment has passed while it was open
	Reason    string            `json:"reason,omitempty"`  // why it was cancelled: "closed", or a sentence
	Flagged   string            `json:"flagged,omitempty"` // why a begun task may no longer apply
	Owner     string            `json:"owner,omitempty"`
	Team      string            `json:"team,omitempty"`
	Role      string            `json:"role,omitempty"` // the role it waits for: an authority to confirm, an assignment to a role
	Priority  string            `json:"priority"`
	Skills    []string          `json:"skills,omitempty"`
	Due       *time.Time        `json:"due,omitempty"`
	Opened    *time.Time        `json:"opened,omitempty"`
	Completed *time.Time        `json:"completed,omitempty"`
	Earlier   bool              `json:"earlier,omitempty"` // its stage has opened again since: there is another one now
	By        string            `json:"by,omitempty"`      // who completed it
	Answers   json.RawMessage   `json:"answers,omitempty"`
	Set       map[string]string `json:"set,omitempty"` // as Case.Set

	Does    string     `json:"does,omitempty"`    // what a machine does in place of a person: "call"
	Key     string     `json:"key,omitempty"`     // of what the machine was asked last
	Refused bool       `json:"refused,omitempty"` // it failed since the machine refused, and so did nothing
	Person  string     `json:"person,omitempty"`  // of the case, whose task it is; Key is that of the newest invitation
	Until   *time.Time `json:"until,omitempty"`   // how long the link of that invitation may be opened
	Answer  string     `json:"answer,omitempty"`  // the task whose person could not be sent a link, for which somebody has this one
	For     string     `json:"for,omitempty"`     // the task that failed, for which a person has this one
	Message string     `json:"message,omitempty"` // which did not reach its person, for which somebody has this one
	Links   []string   `json:"links,omitempty"`   // invitations before the newest whose links open until that one is used
}

// Decision is one question of one case, with every answer it has had.
type Decision struct {
	ID       string    `json:"id"`
	Proposed *Proposal `json:"proposed,omitempty"` // waiting for someone with authority
	Made     []Made    `json:"made,omitempty"`     // each decision confirmed, the latest last
	Changed  bool      `json:"changed,omitempty"`  // what it was made from has changed since
	Returned *Proposal `json:"returned,omitempty"` // the last proposal sent back; the rules do not make the same one again

	WorkedOut *WorkedOut `json:"worked_out,omitempty"` // of a decision that no task makes
}

// WorkedOut is what the rules say of a question that nobody is asked, as the facts are now.
type WorkedOut struct {
	Outputs json.RawMessage `json:"outputs"`
	Because string          `json:"because,omitempty"`
	Source  string          `json:"source,omitempty"`
	Row     string          `json:"row"` // "row 2", "the default"
}

// Proposal is an answer that has not been confirmed.
type Proposal struct {
	Outputs  json.RawMessage `json:"outputs"`
	Inputs   json.RawMessage `json:"inputs,omitempty"`
	Because  string          `json:"because,omitempty"`
	Source   string          `json:"source,omitempty"`
	Row      string          `json:"row,omitempty"` // "row 2"; "" when a person proposed it
	By       string          `json:"by"`            // "rules" or a staff id
	At       time.Time       `json:"at"`
	Needs    string          `json:"needs"`             // who must confirm next: "role.caseworker"
	Then     string          `json:"then,omitempty"`    // who must confirm after that, and differ
	First    string          `json:"first,omitempty"`   // who gave the first of two confirmations
	As       string          `json:"as,omitempty"`      // what the first was needed as: "role.caseworker"
	Comment  string          `json:"comment,omitempty"` // the proposer's, or on a returned proposal the words it came back with
	Override string          `json:"override,omitempty"`
	BackBy   string          `json:"back_by,omitempty"` // who sent it back; "" when a panel did
	BackAt   *time.Time      `json:"back_at,omitempty"`

	Part   []string `json:"part,omitempty"`   // who answered, voted or confirmed before, in place of whose answer this one is
	Not    []string `json:"not,omitempty"`    // who may not confirm it, since they decided before
	Panel  int      `json:"panel,omitempty"`  // how many must vote; 0: one person confirms
	Votes  []Vote   `json:"votes,omitempty"`  // so far
	Differ string   `json:"differ,omitempty"` // who decides when the votes differ: "role.chair"; "": the majority

	Against *Suggested `json:"against,omitempty"` // what the table said when a person answered otherwise
}

// Suggested is what a table said of the facts as they were.
type Suggested struct {
	Outputs json.RawMessage `json:"outputs"`
	Because string          `json:"because,omitempty"`
	Source  string          `json:"source,omitempty"`
	Row     string          `json:"row"`
}

// Made is a decision that was confirmed.
type Made struct {
	Outputs   json.RawMessage `json:"outputs"`
	Inputs    json.RawMessage `json:"inputs,omitempty"`
	Because   string          `json:"because,omitempty"`
	Source    string          `json:"source,omitempty"`
	Row       string          `json:"row,omitempty"`
	Confirmed []string        `json:"confirmed"` // staff ids, or "system"
	At        time.Time       `json:"at"`
	Told      *time.Time      `json:"told,omitempty"`
	Language  string          `json:"language,omitempty"` // that the applicant reads; "" is English
	Seq       int             `json:"seq"`                // the event that made it
	Override  string          `json:"override,omitempty"` // the reason, when it overrode another
	By        string          `json:"by,omitempty"`       // who answered; "" when the rules did
	Votes     []Vote          `json:"votes,omitempty"`    // of the panel, without what they said
	Part      []string        `json:"part,omitempty"`     // as Proposal.Part
	Against   *Suggested      `json:"against,omitempty"`  // as Proposal.Against
}

// Clock is a limit of one case.
type Clock struct {
	ID       string     `json:"id"`
	State    string     `json:"state"` // running paused stopped breached
	From     time.Time  `json:"from"`
	Ends     *time.Time `json:"ends,omitempty"`   // nil while paused
	Paused   *time.Time `json:"paused,omitempty"` // since when
	Left     int        `json:"left,omitempty"`   // what was left when it was paused, in the units of its limit
	Warned   bool       `json:"warned,omitempty"`
	Breached *time.Time `json:"breached,omitempty"`
	Extended bool       `json:"extended,omitempty"` // it has been given more time since it started
	Since    int        `json:"since,omitempty"`    // of one that runs again: the event after which this run began
	Over     *time.Time `json:"over,omitempty"`     // of one that runs again: what stops it, as it was before this run, or as it ended it
	Was      string     `json:"was,omitempty"`      // of one that is stopped: its state until then
	Until    *time.Time `json:"until,omitempty"`    // and when it would have ended; nil when it was paused
	Again    *bool      `json:"again,omitempty"`    // whether what restarts it held when that was last looked at; nil: nothing has been looked at
}

// Hold is paused work.
type Hold struct {
	Reason string     `json:"reason"`
	By     string     `json:"by"`
	At     time.Time  `json:"at"`
	Until  *time.Time `json:"until,omitempty"`
}

// Note is something a person wrote down.
type Note struct {
	Seq  int       `json:"seq"`
	By   string    `json:"by"`
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

// Document is a file of the case. Hash is the hex SHA-256 of its content, by which the blob store keeps it.
type Document struct {
	Seq   int       `json:"seq"`
	Name  string    `json:"name"`
	Hash  string    `json:"hash"`
	Media string    `json:"media"`
	Size  int64     `json:"size"`
	By    string    `json:"by"`
	At    time.Time `json:"at"`
	Field string    `json:"field,omitempty"` // the JSON Pointer of the answer it belongs to
}

// Message is something we asked to be sent.
type Message struct {
	ID       string     `json:"id"`
	Rule     string     `json:"rule"`
	To       string     `json:"to"` // "person.applicant", "role.manager"
	Template string     `json:"template"`
	Subject  string     `json:"subject"`
	Tells    string     `json:"tells,omitempty"`
	Task     string     `json:"task,omitempty"`  // to which it holds a link
	After    string     `json:"after,omitempty"` // the message which was sent, or failed, and so made a rule ask for this one
	Asked    time.Time  `json:"asked"`
	Sent     *time.Time `json:"sent,omitempty"`
	Bare     bool       `json:"bare,omitempty"` // it was sent without what it says
	Failed   string     `json:"failed,omitempty"`
	Unneeded bool       `json:"unneeded,omitempty"` // it waited, and was not sent since it was true no longer
	Read     *time.Time `json:"read,omitempty"`     // when its person read it on the page of their case
}

// Problem is something that broke and now needs a person: a rule that failed or ran out of budget.
type Problem struct {
	Seq     int       `json:"seq"`
	At      time.Time `json:"at"`
	Where   string    `json:"where"` // "rules/routing.yaml:3:9"
	Message string    `json:"message"`

	Standing bool   `json:"standing,omitempty"` // the rule is asked each time the case is settled, so that it can be seen to work again
	Task     string `json:"task,omitempty"`     // the task of the person who sees to it
}
