package casetype

import (
	"slices"
	"time"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/sheet"
)

// Type is one kind of case: everything its folder says, compiled. It never changes once Load has returned it,
// so any number of goroutines may share it.
type Type struct {
	Name      string // the folder's name
	Title     string
	Version   string // hex SHA-256 over every file that loading read, by path and content
	Reference *rules.Text
	Service   string // the group of the front page that it stands in; "" for none
	Team      string // the team a case starts with; "" when none is named
	Intake    Intake
	Forms     map[string]*forms.Form
	People    []*Person
	Facts     []*Fact  // in dependency order
	Stages    []*Stage // in file order
	Tasks     []*Task  // those outside any stage
	Actions   []*Action
	Decisions []*Decision
	Values    []Value // the facts, and the decisions that no task makes, each after what it reads
	Routing   []*Rule
	Notify    []*Rule
	Outcome   *rules.Program // gives a string or nothing; nil when the file has none
	Outcomes  []Outcome      // in file order
	Close     *rules.Program // nil: an outcome and no open required task
	Clocks    []*Clock
	Access    Access
	Hides     []Hide // `everyone` of access
	Templates map[string]*Template
	Track     string            // the template at the head of the page that shows an applicant their case; "": none
	Tables    map[string]any    // reference data for expressions, under tables.x
	Words     map[string]*Words // what citizens read of a case, by language; nil: what is written here
	Languages []string          // that it is offered in: English, then those of its overlays
	Org       *Organisation
	Scope     *rules.Scope      // what expressions of this type can see (LANGUAGE.md section 5)
	Tests     []*Test           // of tests/*.yaml, in the order of the files; those with faults are left out
	Publish   string            // "tests": a version whose tests fail does not go live
	Pinned    bool              // a running case keeps the rules it has until a migration moves it
	Files     map[string][]byte // every file that loading read, by slash path from the casetypes folder

	Migrations []*Migration // of migrations/*.yaml, in the order of their names

	all []*Task // what AllTasks gives of a type that has been loaded: every given asks for it, many times
}

// Intake says which form opens a case and who may fill it in: "anyone", "signed_in" or "staff".
type Intake struct {
	Form *forms.Form
	By   string
	Keep rules.Duration // how long an unfinished application is kept; zero: not said

	Opens, Closes time.Time // from when, and until when, people may apply; zero: always

	Beforehand string // the template of what applicants are told before they send it; "": nothing

	LeaveQuickly bool // each page that applicants see can be left at once
}

// Shut says whether people may not apply at a moment: not yet, or no longer. Staff may still enter what came in time.
func (i *Intake) Shut(now time.Time) (early, late bool) {
	return now.Before(i.Opens), !i.Closes.IsZero() && !now.Before(i.Closes)
}

// ShutAt says that people may not apply at a moment, and why; "" when they may.
func (t *Type) ShutAt(now time.Time) string {
	switch early, late := t.Intake.Shut(now); {
	case early:
		return "Applications open on " + language.Opening(language.English, t.Intake.Opens.In(t.Org.Zone)) + "."
	case late:
		return "Applications closed on " + language.Closing(language.English, t.Intake.Closes.In(t.Org.Zone)) + "."
	}
	return ""
}

// Person is someone involved in the case, made from its data.
type Person struct {
	ID      string
	From    *rules.Program // an object: name, email, date_of_birth and so on
	Match   []string       // the fields that suggest it is somebody already known
	Contact *rules.Program // an object: email telephone address prefers never quiet
}

// Fact is a named value of the case: computed (Is) or found by staff (Set names the task whose answer of the same name it takes).
type Fact struct {
	ID    string
	Title string // what staff read; "": words made of its name
	Type  *rules.Type
	Is    *rules.Program // nil when staff set it
	Set   string
}

// Stage is a phase of a case.
type Stage struct {
	ID    string
	Title string
	Enter *rules.Program // nil: after the stage before it
	On    *rules.Trigger // what opens it, whatever the other stages do; nil: its turn, or Enter
	Again bool           // it opens each time that On comes and it is not open: its tasks are there anew
	When  *rules.Program // nil: always needed; judged at the stage's turn
	Tasks []*Task
	Place rules.Source
}

// Task is one thing to do. Exactly one of Form, Decides or nothing (a plain "done" task) says what completes it.
type Task struct {
	ID       string
	Stage    string // "" outside any stage
	Title    *rules.Text
	When     *rules.Program   // nil: always needed
	After    *rules.Program   // nil: may start at once
	Form     *forms.Form      // nil: completed without answers
	Decides  string           // the decision it makes; "" for none
	Due      rules.Duration   // zero: none
	Adhoc    bool             // added by a person, any number of times; never required
	Optional bool             // does not hold its stage open
	Each     *Each            // nil: there is one of it
	On       *rules.Trigger   // what opens it; nil: its stage does
	Again    bool             // there is another one each time
	DoneOn   *rules.Trigger   // what finishes it; nil: a person does
	Not      []*rules.Program // who is kept from it, since they took part in something before: each gives people
	Place    rules.Source

	Person string   // of the case, whose task it is: they are sent a link; "" for staff's
	Shows  []string // what they see beside its form: paths of the intake form

	Beforehand string   // the template of what that person is told before they send it; "": nothing
	Checks     []*Check // what its answers must be to the case

	Does     string   // what a machine does in place of a person: "call", "document", "wait", "open"; "" for a person's task
	Template string   // of a task that does document; of a person of the case: the mail with the link, "" for one of our own
	Internal bool     // of a task that does document: it is for the file, and sent to nobody
	Opens    *Opening // of a task that does open
	Call     *Call    // of a task that does call; its Form is then what a person fills in when the service does not answer
}

// Decision is a question with typed outputs, proposed by a table or a person and confirmed by someone with authority.
// One that no task makes is worked out instead: its outputs follow the data, as facts do, and nobody confirms them.
type Decision struct {
	ID       string
	Question string
	Needs    []string               // task ids
	Outputs  []Output               // in file order; always one named result
	Table    *rules.Table           // nil: a person's judgement
	Sheet    *sheet.Sheet           // the spreadsheet that the table's rows stand in; nil: rules/decisions.yaml
	Heads    []string               // what each heading of the spreadsheet is: an input, an output, or a word such as because
	Confirm  []Confirm              // the first line that fits; empty only of one that is worked out
	Types    map[string]*rules.Type // the outputs' types by id
	Place    rules.Source

	WorkedOut bool // no task makes it
}

// Beside names the outputs that an answer with this result has too: those that every row of the table gives beside it.
// A person's answer must have them as much as the rules'.
func (d *Decision) Beside(result string) []string {
	if d.Table == nil {
		return nil
	}
	return d.Table.Beside("result", result)
}

// Output is one typed result of a decision.
type Output struct {
	ID   string
	Type *rules.Type
}

// Confirm is one line of authority. By and Then name who: "system", "role.x", "person.x". Then, when set, is a second
// person who must differ from the first.
type Confirm struct {
	When  *rules.Program // sees result.<output>, suggested.<output> and the decision's inputs as well as the scope; nil: always
	By    string
	Then  string
	Place rules.Source

	Not    []*rules.Program // those who may not, since they decided before: each gives people
	Panel  int              // how many people of By vote; 0: one person confirms
	Differ string           // who decides when a panel's votes differ; "": the majority
}

// Rule is a name, a when, and what follows. Routing rules have no On; notification rules may.
type Rule struct {
	Name  string
	File  string
	For   string         // "case" or "task"
	On    *rules.Trigger // of routing nil: evaluated on each settling; of a notification: it sees each event once
	When  *rules.Program // nil: always
	Then  Then
	Send  *Send // nil: none
	Place rules.Source
}

// Then is what a rule sets. Empty values are not set.
type Then struct {
	Team     string
	Priority string // low normal high urgent
	Skills   []string
	Due      rules.Duration
	Assign   string // "role.x" or "person.x"
}

// Send is a message a rule asks for.
type Send struct {
	To       []string // each "person.x" or "role.x"
	Template string
	Tells    string // the decision that is told when the message is accepted; "" for none
	Offers   string // the action that its reader may do by the link in it; "" for none
}

// Outcome is one way the case can end.
type Outcome struct {
	ID    string
	Title string
}

// Clock is a limit that runs, pauses, begins anew, is extended and stops as declared.
type Clock struct {
	ID       string
	Limit    rules.Duration
	Calendar *rules.Calendar
	From     *rules.Program // a moment
	Pauses   *rules.Program // nil: never
	Restarts *rules.Program // each time that it comes to hold, the whole limit begins anew; nil: never
	Extend   Extension
	Stops    *rules.Program // nil: when the case closes
	Again    bool           // it runs anew each time that From gives a later moment; Stops is a moment
	Warn     rules.Duration // before the end; zero: no warning
	Promised bool           // applicants are told when it ends; where no clock says so, it is the one that ends first
	Place    rules.Source

	FirstDay bool // the day on which it starts is the first of the limit; which is then in days
}

// After is when the limit ends, if it starts at a moment.
func (c *Clock) After(from time.Time, calendar *rules.Calendar) time.Time {
	limit := c.Limit
	if c.FirstDay {
		limit.N--
	}
	return limit.After(from, calendar)
}

// Says is the limit in words.
func (c *Clock) Says() string {
	if c.FirstDay {
		return c.Limit.String() + ", beginning with the first day"
	}
	return c.Limit.String()
}

// Extension gives a clock more time, once; one without When gives none.
type Extension struct {
	When *rules.Program
	By   rules.Duration // in working days, in working hours or in neither, as the limit is
}

// Access says what each role may do with cases of this type. A role that is not named may do nothing.
type Access map[string]Grant

// Grant is what one role may do. See and Work are "all", "team", "own" or "".
type Grant struct {
	See    string
	Work   string
	Manage bool
	Hide   []string // paths of the form that this role never sees
}

// Hide is what is hidden from everyone but those it names, whatever else they may see.
type Hide struct {
	Paths  []string       // paths of the form, or "case": the whole case
	When   *rules.Program // while this holds of a case; nil: always
	Unless []string       // roles
}

// Whole says whether the case itself is hidden.
func (h *Hide) Whole() bool { return slices.Contains(h.Paths, "case") }

// Template is a message or letter: a subject and a body in Markdown, with {{ }} expressions. One that stands on a page
// needs no subject.
type Template struct {
	ID      string
	Lang    string      // that it is written in; "" is English
	Subject *rules.Text // nil: it only stands on pages
	Body    *rules.Text
	others  map[string]*Template // by language
}

// Organisation is what organisation.yaml says, or the defaults when there is none.
type Organisation struct {
	Title     string
	Teams     []Team
	Roles     []Role
	Services  []Service // the groups of the front page, in its order
	Calendars map[string]*rules.Calendar
	Calendar  *rules.Calendar // the default one
	Zone      *time.Location
	Currency  rules.Currency     // that amounts are in
	Systems   map[string]*System // programs of others that tasks may ask: `services`
}

// Team is a named group of staff.
type Team struct{ ID, Title string }

// Role is a named set of rights. Built-in ids: administrator, analyst, manager, caseworker.
type Role struct{ ID, Title string }
