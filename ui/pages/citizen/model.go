package citizen

import (
	"strings"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules/language"
	c "github.com/caseloom/caseloom/ui/components"
)

// Catalogue is what people can apply for.
type Catalogue struct {
	Groups []Group
	Find   bool   // there are so many that somebody may look for one
	Sought string // what somebody looks for: the groups hold what was found
}

// Group is some services under a title. Services that are in no group have none.
type Group struct {
	Title, Text language.Text
	Services    []Service
}

// Count is how many services there are.
func (m Catalogue) Count() int {
	n := 0
	for _, g := range m.Groups {
		n += len(g.Services)
	}
	return n
}

// Service is one thing people can apply for.
type Service struct {
	Title, Text language.Text
	Href        string
	Shut        string // why nobody can apply now; "": they can
}

// About is a page about the site: who runs it, and what its administrator has written, as HTML.
type About struct {
	Org     string
	Title   string
	Own     string
	Lang    string   // of Own, where the page is in another; "" otherwise
	Cookies []string // those that are used, by name
}

func (a About) rows(w AboutWords) [][]c.Cell {
	var out [][]c.Cell
	for _, name := range a.Cookies {
		kind, _, _ := strings.Cut(strings.TrimPrefix(name, "__Host-"), "-")
		said := w.Of[kind]
		row := c.Cells("", said[0], said[1])
		row[0].HTML = cookieName(name)
		out = append(out, row)
	}
	return out
}

// Remove asks whether an item of a list is to go.
type Remove struct {
	Action string
	What   string      // "Vehicle 1"
	Rows   []forms.Row // what was said of it
	At     string      // its pointer
	Mark   string      // tells it from another that has come to stand there
	Button string      // "Remove vehicle 1"
}

// Exit is where somebody is led whom the service is not for.
type Exit struct {
	Title  language.Text
	Text   language.Text // paragraphs
	Change string        // where the answer is that led here
}

// Start is the page before a form.
type Start struct {
	Action   string
	Title    language.Text
	Intro    language.Text
	Asks     []language.Text // the titles of what everybody is asked about
	MayAsk   []language.Text // and of what only some are
	Files    bool            // a file may be asked for
	Send     []language.Text // what everybody is asked to send, where Need says nothing
	MaySend  []language.Text // and what only some are
	Takes    language.Text   // how long it takes; "": not said
	Need     []language.Text // what to have at hand
	Shut     string          // why nobody can apply now; "": they can
	Link     string          // where somebody who has lost the link to an unfinished application asks for another
	Until    string          // the day to which an application begun now is kept; "" when that is 24 hours
	Continue string          // where a form already begun goes on; "" when there is none
	Delete   string          // where its answers are deleted
	Helper   bool            // it is somebody else's, whom they help
	For      string          // where staff take it for somebody else; "" for everyone else
}

// Sentence is one of ours, with a text in its midst that may be in another language. One without such a text is all before it.
type Sentence struct {
	Before string
	Title  language.Text
	After  string
}

// Around puts a sentence around a text.
func Around(sentence func(string) string, t language.Text) Sentence {
	if t.Lang == "" {
		return Sentence{Before: sentence(t.Text)}
	}
	const here = "\x00" // in no sentence of ours
	before, after, _ := strings.Cut(sentence(here), here)
	return Sentence{before, t, after}
}

// TaskList is the list of the sections of a long form.
type TaskList struct {
	Title       language.Text
	Sections    []Section
	Done, Total int
	Check, Save string
	Changed     string // what has become of the form; ""
}

func (t TaskList) items(w *Words) []c.TaskItem {
	var out []c.TaskItem
	for _, s := range t.Sections {
		item := c.TaskItem{TitleHTML: said(s.Title), Href: s.Href}
		switch {
		case s.Done:
			item.Status = w.SectionDone
		case s.Begun:
			item.Tag = &c.TagOptions{Text: w.SectionBegun, Classes: "govuk-tag--light-blue"}
		default:
			item.Tag = &c.TagOptions{Text: w.SectionNew, Classes: "govuk-tag--blue"}
		}
		out = append(out, item)
	}
	return out
}

// Section is one of them, and how far it is.
type Section struct {
	Title       language.Text
	Href        string
	Begun, Done bool
}

// Form is one page of a form.
type Form struct {
	Action  string
	Model   forms.PageModel
	Said    string // what has just happened; "" when nothing
	Changed string // what another form than the one that was begun has done to the answers; "" when nothing
	Hidden  map[string]string

	Elsewhere []forms.Row // what was saved in another window and is not what stands here
	Saved     string      // where the page is shown with that
}

// Delete asks whether the answers are to be deleted. Mailed: a link to them was.
type Delete struct {
	Action, Keep string
	Mailed       bool
}

// Check is the page of answers before they are sent. Change is where an answer is changed.
type Check struct {
	Declare  string // the page where they are declared first; "" when they can be sent
	Action   string
	Sections []forms.Section
	Change   func(forms.Row) string
	Changed  string

	Declaration language.Text // what the form has them declare; "": what every form says
	Declared    bool          // they have declared it on a page of the form: it is not said twice

	Save   string                 // where a link to it is mailed
	By     func(forms.Row) string // the helper who gave an answer; "": the applicant
	Help   string                 // where the application is handed to a helper, and back
	Told   *Told                  // what the case type makes of the answers; nil: nothing
	Helper bool                   // a helper is reading it: they cannot send it
}

// Done is the receipt.
type Done struct {
	Reference string
	Told      *Told // where they stand now, as the case type says it; nil: nothing
	Mailed    bool  // a message to the applicant was asked for
	Again     bool  // the reference can be emailed to them, should they lose it
	Next      []Sentence
	By        string // the day we aim to be done, in words; "" when none is known
	Track     string
	Copy      string // the page with a copy of the answers
}

// Copy is what was sent, to keep or to print.
type Copy struct {
	Reference string
	Service   language.Text
	Org       string // whom it was sent to; "" when it has no name
	Sent      string // the moment, in words
	Sections  []forms.Section
	Data      string // the address of the same as JSON
	PDF       string // where it is kept as PDF; "" where nothing prints
}

// rows say what was sent, to whom and when: on paper nothing else of the page does.
func (m Copy) rows(w *Words) []c.SummaryRow {
	rows := []c.SummaryRow{{Key: w.Reference, Value: m.Reference}, {Key: w.CopyService, ValueHTML: said(m.Service)}}
	if m.Org != "" {
		rows = append(rows, c.SummaryRow{Key: w.CopyTo, Value: m.Org})
	}
	return append(rows, c.SummaryRow{Key: w.CopySent, Value: m.Sent})
}

// Track asks for a reference.
type Track struct {
	Reference, Error string
	Like             string // what a reference looks like
}

// Proof asks for something that only the applicant knows. Field is the control at fault.
type Proof struct {
	Reference, Action, Link string
	Email, Day, Month, Year string
	Error, Field            string
	Born                    bool // the date of birth may have been asked for in the application
	Closed                  bool // too many wrong answers were given: only a link by email is left
}

// Lost asks for an email address, or says that we have written to it if we know it.
type Lost struct {
	Email, Error string
	Reference    string // for which a link was asked for
	Sent         bool
	Link         bool // a link was asked for, rather than references
	Kept         bool // no mail leaves this server: an administrator reads it
}

// Status is how a case is getting on.
type Status struct {
	Title       language.Text
	Reference   string
	Received    string
	Now, Colour string
	Next        []Sentence
	By          string
	Stages      []Stage
	Told        *Told     // what the case type says of it; nil: nothing
	Since       Sentence  // what they have sent since they were told, and that is looked at; "": nothing
	Outcomes    []Outcome // what they have been told, the newest first
	Messages    []Message
	Locked      bool    // there is more to read for whoever shows more of who they are
	Link        string  // where a link to it is asked for; "": nobody is mailed one
	Guarded     bool    // nothing else is shown, to keep somebody safe
	Asked       []Doing // what the applicant is asked
	Actions     []Doing // what they may do now
	Notice      string  // of what they have just done
}

// Doing is something that the applicant may do.
type Doing struct {
	Title language.Text
	Href  string
}

// Ask is a form about a case that there is already.
type Ask struct {
	Title  language.Text
	Intro  []string
	Form   forms.PageModel
	Action string // where it is sent
	Button string
	Shown  []forms.Section // what whoever fills it in is told beside it
	Asks   string          // the questions that the page asks, for whoever takes it
	More   string          // the id of the first that it asks because of what was just sent; "": none
	Told   *Told           // where there is nothing to fill in: what they are told before they send
	Once   string          // where there is nothing to fill in: a word by which the same press is known
}

// Send is a form about a case that there is already, filled in and not yet sent.
type Send struct {
	Title    language.Text
	Sections []forms.Section
	Change   func(forms.Row) string
	Told     *Told
	Action   string
	Button   string
}

// Linked is what somebody reads who comes by a link to a task.
type Linked struct {
	Title  language.Text
	Text   []string
	Button string // "": there is none
	Press  string // the name of what the button sends
	Action string
}

// Stage is one part of the work.
type Stage struct {
	Title         language.Text
	State, Colour string
}

// Outcome is a decision that was told.
type Outcome struct {
	About           language.Text // what they asked for, that it answers; "": the application
	Result, Because language.Text
	Day             string
	Rows            []Row
}

// Row is one more thing a decision says.
type Row struct{ Key, Value language.Text }

// Message is something we wrote to the applicant.
type Message struct {
	Subject   language.Text
	Day       string
	NotMailed bool   // no mail has told it
	Href      string // where it is read; "": nowhere
}

// Letter is a message that we wrote, to be read and printed.
type Letter struct {
	Title     language.Text
	Reference string
	Org, To   string
	Day       string
	Text      *Told // nil: it was erased
}

// Link is a way on from a page.
type Link struct{ Href, Text string }

// Save asks where to mail a link to an unfinished application, or says that it was mailed.
type Save struct {
	Action, Continue string
	Help             string // where the application is handed to a helper
	Email, Error     string
	Here             string // until when the answers can be come back to in this browser, in words
	Until            string // the day to which they are kept once a link was mailed
	Sent             bool
	Kept             bool // no mail leaves this server: an administrator reads it
}

// note says under an answer who gave it, where that was a helper.
func (m Check) note(w *Words) func(forms.Row) string {
	return func(r forms.Row) string {
		if m.By == nil || m.By(r) == "" || r.Value == "" && r.File == nil {
			return ""
		}
		return w.Helping.AnsweredBy(m.By(r))
	}
}

// How far the handing over of an application is, for whoever looks at its page.
const (
	HelpAsked    = iota // nobody has it: who is to help?
	HelpOffered         // the link is made, and shown
	HelpAway            // a helper has it, and its applicant is looking
	HelpGiveBack        // a helper has it, and is looking
)

// Handover hands an application to somebody who helps, and back.
type Handover struct {
	Said             string // what has just happened
	Try              string // stands for this drawing of the page: one makes one link
	State            int
	Action, Continue string
	Helper           string // who was asked last, by name
	Pending          string // whose link has not been opened yet; ""
	Mails            bool   // mail leaves this server

	Name, NameError   string
	Email, EmailError string

	Link   string // shown once
	Mailed bool   // and mailed to Email
	Until  string // the moment to which the answers are kept, in words
}

func (m Handover) errors() []c.ErrorItem {
	var out []c.ErrorItem
	if m.NameError != "" {
		out = append(out, c.ErrorItem{Text: m.NameError, Href: "#helper-name"})
	}
	if m.EmailError != "" {
		out = append(out, c.ErrorItem{Text: m.EmailError, Href: "#helper-email"})
	}
	return out
}

// Offer asks a helper whether to take an application.
type Offer struct {
	Action, Title, Helper string
	Own                   bool // this browser is the applicant's own
	Other                 bool // this browser has begun another application for the same service
}

// Return asks whoever followed a mailed link whether to go on with its application in this browser.
type Return struct {
	Action  string
	Address string // that the link was mailed to, shortened
	Other   bool   // another application for the same service was begun in this browser
	Sent    bool   // it has been sent already
}
