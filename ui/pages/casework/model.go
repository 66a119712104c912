package casework

import (
	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/ui"
	"github.com/caseloom/caseloom/ui/components"
)

// Tag is a short coloured word: a status, a priority. Colour is one of the design system's tag colours; "" is plain.
type Tag struct{ Text, Colour string }

// Link is words and where they lead.
type Link struct{ Text, Href string }

// Row is a name and its value, as a summary list shows it. A long value may be several lines.
type Row struct {
	Key    string
	Value  string
	Values []string // used instead of Value when there are several
	Href   string   // where the value leads; "" when it is only words
	Note   string   // small print under the value
}

// Section is a titled group of rows.
type Section struct {
	Title string
	Rows  []Row
}

// Due is a limit in words.
type Due struct {
	Text string
	Late bool
	Soon bool
}

// Bar identifies a case at the top of every page about it.
type Bar struct {
	Reference string
	Href      string
	CaseType  string
	Applicant string
	Outcome   string
	Tags      []Tag
	Rows      []Row // received, team, owner, due: what a person looks for first
}

// Changed tells the second of two people what the first one did. Expect is what the case stands at now.
type Changed struct {
	Said   string // "Ada Obi changed this case while you had it open."
	Events []Event
	Over   bool // there is nothing left to send
}

// Event is one line of the timeline.
type Event struct {
	Seq    int
	Title  string // a sentence
	Detail string // what was written: a note, a reason
	By     string
	At     string // "12 March 2026 at 3:04pm"
	ISO    string
	Href   string // its own page, with the why
	Why    *Why   // nil: it was a person's own act and has none
}

// Why is the explanation of an event.
type Why struct {
	Rule      string // in the analyst's words
	At        string // "rules/routing.yaml:3:9"
	Row       string // "row 2"
	Text      string // the condition as written
	Disagrees string // the rule evaluated again gives another answer than was recorded
	Doubt     string // what it gives may be wrong, and why
	Values    []Value
	Compared  []Compared // each comparison that was made, or was not
	Others    []Row      // of a table: the other rows that were looked at, and what did not hold
	Skipped   []string   // what is not told, and why
	Would     string     // what would have made the rule go the other way, in a sentence
	Miss      *Miss
	Plain     string // said when no rule was involved: "Ada Obi did this."
	Cause     *Link  // the event that this followed from
}

// Value is one thing a rule read.
type Value struct {
	Label, Path, Value string
	Set                string // "when the application was received"
	Href               string // the event that set it
}

// Compared is one comparison.
type Compared struct {
	Said   string // "Cars is more than 2"
	Is     string // "3", or why it was not looked at
	Result string // "Holds", "Does not hold", "Not looked at"
}

// Miss is the nearest rule that did not apply.
type Miss struct {
	Rule, At, Text string
	Said           string   // what would have made it apply, in a sentence
	Through        []string // how facts that are worked out would have come to be so, in sentences
}

// SignInPage asks who you are.
type SignInPage struct {
	Page   ui.Page
	Notice string
	Why    string // "Your session has ended."
	Next   string // the local path to go to afterwards
	Form   forms.PageModel
	Demo   []DemoSignIn // only in demonstration mode
}

// DemoSignIn is a demonstration person.
type DemoSignIn struct{ Name, Role, Email, Password string }

// FormPage is a small page with one form: set up, reset a password, hold a case, add a note. Almost everything a person
// may do to a case is one of these.
type FormPage struct {
	Page    ui.Page
	Bar     *Bar // nil when the page is not about a case
	Caption string
	Heading string
	Intro   []string
	Warning string
	Changed *Changed
	Action  string // where it posts
	Upload  bool   // posts a file
	Expect  string // the case as the person saw it; "" when the page is not about a case
	Draft   string // the secret of what is kept of a half-filled form; "" when nothing is
	Form    forms.PageModel
	Button  string
	Danger  bool
	Cancel  Link
}

// MessagePage says one thing: gone, expired, not found.
type MessagePage struct {
	Page    ui.Page
	Heading string
	Lines   []string
	Link    Link
}

// TasksPage is a task list.
type TasksPage struct {
	Page     ui.Page
	Tabs     []Tab
	Heading  string
	Intro    string // why this list is shown: "You have no tasks of your own, so this is your team's pool."
	Notice   string
	Types    []components.SelectItem // the kinds of case to choose from
	Tab      string
	Rows     []TaskRow
	Empty    string
	Previous string // "back to the first page"; "" on it
	Next     string
}

// AwayPage is who stands in for whom.
type AwayPage struct {
	Page   ui.Page
	Notice string
	Rows   []AwayRow
	Form   forms.PageModel
}

// AwayRow is one absence.
type AwayRow struct {
	Said string // "Ada Obi stands in for Ben Cole"
	When string
	End  string // where ending it posts; "" when this person may not
}

// Tab is one of a few views of the same thing.
type Tab struct {
	Text, Href string
	Current    bool
}

// TaskRow is one task in a list.
type TaskRow struct {
	Title     string
	Href      string // "" when it cannot be opened
	Tags      []Tag
	Reference string
	CaseHref  string
	CaseType  string
	Applicant string
	Team      string
	Owner     string
	Due       Due
	State     Tag
	Note      string // completed by whom, or why it was flagged
}

// TaskPage is one task beside the case's answers.
type TaskPage struct {
	Page     ui.Page
	Bar      Bar
	Notice   string
	Changed  *Changed
	Title    string
	Tags     []Tag
	Rows     []Row // state, due, team, owner, waits for
	Flagged  string
	Expect   string
	Claim    string // where claiming posts; "" when it cannot be
	Release  string
	Assign   string
	Blocked  string // why this person cannot work it, in a sentence; "" when they can
	Form     *forms.PageModel
	Complete string   // where completing posts; "" when it cannot be
	Broke    []Row    // what broke, for a person to see to: what it said, and where
	Again    bool     // all of it is asked again by the next thing that happens to the case
	Retry    string   // where a note is added, which has the rules asked again; "" when it cannot be
	Outside  *Outside // of a task of somebody who does not work here
	Failed   *Failed  // a machine's task that failed, for a person to see to
	Letter   *Letter  // what it has somebody tell
	Errors   []forms.ErrorLink
	Decision *Ruling
	Answered []Section // what it was completed with
	Typed    []Section // what this person had filled in when somebody else was quicker, and can no longer send
	Found    []Section // what other tasks of the case were completed with
	Answers  []Section // of the case
	Why      *Event    // the event that opened it
}

// Letter is a message that somebody here tells, as it was written.
type Letter struct {
	Subject, To, Org, Day, Reference string

	HTML, Lang string // what it says, in a language that is not ours; "" HTML: it cannot be shown
	Missing    string // why not
	Read       string // that they have read it meanwhile
	Print      string // where it stands on a page of its own
}

// Outside is a task that waits for somebody who does not work here.
type Outside struct {
	Said   []string
	Invite string // where having a new link sent posts; "" when this person may not
	For    string // in whose place this person may answer; "" when they may not
	Link   Link   // to the task that is answered; "" when it is this one
}

// Failed is a machine's task that failed, or for which a service is still asked, and the ways in which it can go on.
// Without Skip this person has none.
type Failed struct {
	Title    string
	By       string // "another system", "Caseloom itself"
	Said     string // what happened, in sentences
	Since    string
	Asked    bool   // it has not failed: an answer may still come
	Waits    bool   // nothing is done: it waits for something to come
	Retry    string // where trying again posts; "": it cannot be
	ByHand   string // where the page's form posts
	Skip     string
	SkipForm *forms.PageModel
}

// Ruling is the decision a task makes: what is proposed and what this person may do about it.
type Ruling struct {
	Question                              string
	Proposed                              []Row // the outputs
	Because                               string
	Source                                string
	Row                                   string // "Row 2 of the table"
	By                                    string // "Proposed by the rules on 3 March 2026"
	Inputs                                []Row
	Against                               *Against // what the table says, where the answer is another
	Needs                                 string   // "A caseworker must confirm it, and then a different manager."
	Returned                              *Decided // the proposal that was sent back last, while there is no other
	Confirm                               string   // where confirming posts, or voting for it; "" when this person may not
	Return                                string
	ConfirmText, ReturnText, ReturnButton string
	Answer                                string // where a person's own answer posts
	Form                                  *forms.PageModel
	ReturnForm                            *forms.PageModel
	Earlier                               []Decided // what was decided before
	WhyNot                                string    // why this person may not confirm it
}

// Decided is one decision as it stands on the case page.
type Decided struct {
	Question string
	Tags     []Tag
	Outputs  []Row
	Because  string
	Source   string
	Rows     []Row // made by whom and when, told or not
	Tell     string
	Why      string // where its why is
	Override string
	Against  *Against // what the table said, where the answer is another
}

// Against is what a table said, of which somebody answered otherwise.
type Against struct {
	Said   string // "The table says otherwise. Row 4: result none"
	Why    string // its reason and its source
	Answer string // who answered otherwise, and why
}

// CasePage is the digital folder of one case.
type CasePage struct {
	Page        ui.Page
	Bar         Bar
	Notice      string
	Held        string
	Links       []Row  // other cases that have to do with it
	Restricted  string // that the case is hidden from others; "" when it is not
	Openings    []Row  // who has opened a restricted case lately
	Problems    []Row
	Actions     []Link
	Expect      string
	ClaimCase   string // where taking the case posts; "" when it cannot be
	ReleaseCase string
	AddNote     string
	Stages      []StageRow
	Tasks       []TaskRow
	Decisions   []Decided
	Answers     []Section
	Hidden      bool // some answers are not shown to this person
	Facts       []Row
	RuleFacts   []Row // those that have no title: only rules read them
	Clocks      []Row
	Ahead       []Row  // what falls due next
	Later       string // that there is more of it
	Documents   []Document
	Notes       []Note
	Messages    []Row
	Timeline    []Event
	Newer       string
	Older       string
}

// StageRow is one stage and where it stands.
type StageRow struct {
	Title string
	Tag   Tag
	At    string
	Now   bool
}

// Document is one file of the case.
type Document struct{ Name, Href, Size, By, At string }

// Note is something a person wrote down.
type Note struct {
	Text   []string // paragraphs
	By, At string
}

// WhyPage is one event and its explanation.
type WhyPage struct {
	Page    ui.Page
	Bar     Bar
	Event   Event
	Said    []Section // what was said with it, when it is an action
	Follows []Event   // what followed from the same given
	Version string    // whose rules were used
}

// SearchPage finds a case.
type SearchPage struct {
	Page           ui.Page
	Notice         string
	Query          string
	Heading        string // "3 cases found", "Newest cases"
	Empty          string
	Rows           []CaseRow
	New            []Link // case types that staff may take an application for
	Previous, Next string
}

// CaseRow is one case in a list.
type CaseRow struct {
	Reference, Href, CaseType, Applicant, Team, Received string
	Tags                                                 []Tag
}
