package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// A task of somebody who does not work here. When it opens they are sent a link by email, which opens once and runs out.
// The link itself is made when the mail leaves, and nothing here knows its secret: the case knows only which invitation is
// the newest, so that a link of an older one opens nothing.

// InviteLasts is how long a link may be opened.
const InviteLasts = 14 * 24 * time.Hour

// InviteAgain sends a new link. When somebody here asks for it, the one before opens nothing any more: it may have gone to
// a wrong address. Whoever holds a link may ask too, and need not be whose task it is: what they ask for ends nothing until
// the new link, which goes to the address on record alone, is used.
type InviteAgain struct {
	Task string `json:"task"`
}

func (InviteAgain) Kind() string { return "task.invited_again" }

type invitedBody struct {
	Task   string    `json:"task"`
	Person string    `json:"person"`
	Until  time.Time `json:"until"`
	Keeps  bool      `json:"keeps,omitempty"` // links that were sent before open until this one is used
}

// Invitation is the part of a mail that holds a link to a task, or to an action.
type Invitation struct {
	Task   string `json:"task,omitempty"`
	Key    string `json:"key,omitempty"`    // of the invitation to a task; when that has a newer one, the link opens nothing
	Action string `json:"action,omitempty"` // that is done by the link, once
	Person string `json:"person,omitempty"` // whose link to an action it is

	Until time.Time `json:"until"` // after that it opens nothing
	After string    `json:"after"` // what is said below the link
}

func foldInvited(c *Case, e *Event, b invitedBody) error {
	return c.changeTask(b.Task, func(t *Task) {
		switch {
		case !b.Keeps:
			t.Links = nil
		case t.Key != "":
			t.Links = append(slices.Clone(t.Links), t.Key)
		}
		t.Person, t.Key, t.Until = b.Person, e.ID, ptr(b.Until)
	})
}

// invite asks the person whose task it is, by email.
func (r *run) invite(d *casetype.Task, id string, s *rules.Snapshot) {
	why := &Why{Rule: fmt.Sprintf("Task “%s” is for the %s", r.c.Task(id).Title, words(d.Person)), At: where(d.Place), Seen: r.seen}
	lang := ""
	if d.Person == "applicant" { // for others see otherLanguage
		lang = r.c.Language
	}
	task := r.c.Task(id)
	w := inviteWords.In(lang)
	subject, text, err := task.Title, w.Text(r.t.Org.Title, task.Title), error(nil)
	if d.Template != "" {
		t := r.t.Template(d.Template, lang)
		lang = t.Lang
		w = inviteWords.In(lang)
		if subject, err = t.Subject.Render(s); err == nil {
			text, err = t.Body.Markdown(s)
		}
	}
	before := r.c.Seq
	until := r.g.At.Add(InviteLasts)
	_, again := r.g.Body.(InviteAgain)
	r.emit("task.invited", invitedBody{Task: id, Person: d.Person, Until: until, Keeps: again && !r.g.Actor.works()}, why)
	if r.err != nil || r.c.Seq == before {
		return
	}
	key := r.c.Task(id).Key
	m := Message{ID: "invite|" + key, Rule: why.Rule, To: "person." + d.Person, Template: d.Template, Subject: subject, Task: id, Asked: r.g.At}
	if err != nil {
		m.Failed = fmt.Sprintf(unwritten+": %s.", err)
	}
	mail := Mail{To: m.To, Subject: subject, Text: text, Language: lang,
		Invitation: &Invitation{Task: id, Key: key, Until: until, After: w.After(language.Day(lang, until.In(r.t.Org.Zone)))}}
	if other := r.otherLanguage(m.To); other != "" && m.Failed == "" {
		r.inviteAlso(&mail, d, other, s)
		m.Subject = mail.Subject
	}
	r.post(m, mail, why)
}

// inviteAlso says the same in another language, where there are words in it.
func (r *run) inviteAlso(mail *Mail, d *casetype.Task, lang string, s *rules.Snapshot) {
	w, in := inviteWords.In(lang), mail.Invitation
	if d.Template != "" {
		other := r.otherTemplate(d.Template, mail.To)
		if other == nil || r.also(mail, other, s) != nil { // it is sent in one
			return
		}
	} else if language.Built(lang) == lang {
		title := r.t.Words[lang].Task(d.ID, mail.Subject)
		mail.sayAlso(title, w.Text(r.t.Org.Title, title), lang)
	} else {
		return
	}
	mail.Also.After = w.After(language.Day(lang, in.Until.In(r.t.Org.Zone)))
}

// post asks for a message to be sent to whoever it is to, or says on the case why it is not.
func (r *run) post(m Message, mail Mail, why *Why) {
	mail.Message = m.ID
	if person, ok := strings.CutPrefix(m.To, "person."); ok {
		p := r.c.People[person]
		mail.Name, mail.Address = p.Name, p.Email
		switch {
		case m.Failed != "":
		case p.Barred("email"):
			m.Failed = NeverByEmail
		case p.Email == "":
			m.Failed = NoAddress
		}
	}
	if !r.asked("message.asked", messageBody{Message: m, Mail: mail}, why) {
		return
	}
	switch {
	case m.Failed == "":
		r.effect("mail", mail)
	case m.Task != "":
		r.unasked(m)
	case m.Failed == NeverByEmail:
		r.otherwise(m, "must not be emailed")
	case m.Failed == NoAddress && m.Tells != "": // nobody else would tell it
		r.otherwise(m, "has no email address")
	}
}

// NoAddress is why a message was not asked for.
const NoAddress = "We have no email address for this person. Tell them another way."

// unasked has a person see to it that somebody answers who could not be sent a link: there is one task for each of theirs.
// A mail of an invitation that is not the newest matters to nobody.
func (r *run) unasked(m Message) {
	task := r.c.Task(m.Task)
	if r.c.Status == Closed || task == nil || settled(task.State) || m.ID != "invite|"+task.Key {
		return
	}
	for _, t := range r.c.Tasks {
		if t.Answer == m.Task && !settled(t.State) {
			return
		}
	}
	team := task.Team
	if team == "" {
		team = r.c.Team
	}
	r.emit("task.created", newTaskBody{Task{
		ID: r.c.freshID("ask"), Title: fmt.Sprintf("Ask %s another way: %s", r.c.called(task.Person), task.Title), State: Open, Adhoc: true, Priority: r.c.Priority, Team: team,
		Opened: ptr(r.g.At), Answer: m.Task,
	}}, &Why{Rule: "A link that did not reach its person: " + m.Failed, Read: r.reads([]string{"person." + task.Person}), Seen: r.c.Seq})
}

// called names a person of the case.
func (c *Case) called(person string) string {
	if name := c.People[person].Name; name != "" {
		return name
	}
	return "the " + words(person)
}

func words(id string) string { return strings.ReplaceAll(id, "_", " ") }

func (r *run) inviteAgain(b InviteAgain) error {
	task, err := r.unfinished(b.Task)
	switch {
	case err != nil:
		return err
	case task.Person == "" || task.State != Open:
		return refuse("invalid", fmt.Sprintf("The task “%s” waits for nobody who could be sent a link.", task.Title))
	case !r.g.Actor.works() && !r.g.Actor.is(task.Person):
		return refuse("forbidden", "This is somebody else’s to answer.")
	}
	d := r.t.Task(task.Name)
	if d == nil || d.Person != task.Person {
		return refuse("invalid", "The rules no longer say that somebody is sent a link for this.")
	}
	r.given()
	r.invite(d, b.Task, r.look())
	return r.err
}

// works says whether somebody acts as one who works here, or for a program.
func (a Actor) works() bool { return a.Kind == "staff" || a.Kind == "token" }

// offer is a link to an action. Each opens once and is good for one time, however many there are.
func (r *run) offer(action, to, lang string) *Invitation {
	until := r.g.At.Add(InviteLasts)
	return &Invitation{
		Action: action, Person: strings.TrimPrefix(to, "person."), Until: until,
		After: inviteWords.In(lang).Offered(language.Day(lang, until.In(r.t.Org.Zone))),
	}
}

type mailWords struct {
	Text  func(office, title string) string
	After func(day string) string
	// Offered stands below the link to an action.
	Offered func(day string) string
}

var inviteWords = language.New(mailWords{
	Text: func(office, title string) string {
		if office == "" {
			office = "We"
			return office + " need an answer from you: **" + title + "**. Answer it with this link:"
		}
		return office + " needs an answer from you: **" + title + "**. Answer it with this link:"
	},
	After: func(day string) string {
		return "The link opens once, in the browser where you use it, and until " + day + ". If it does not open any more, you can have a new one sent there. Do not send it to anyone else."
	},
	Offered: func(day string) string {
		return "The link opens once, in the browser where you use it, and until " + day + ". You do not have to use it. Do not send it to anyone else."
	},
}, mailWords{
	Text: func(office, title string) string {
		if office == "" {
			return "Mae angen ateb gennych arnom: **" + title + "**. Atebwch gyda’r ddolen hon:"
		}
		return "Mae angen ateb gennych ar " + office + ": **" + title + "**. Atebwch gyda’r ddolen hon:"
	},
	After: func(day string) string {
		return "Mae’r ddolen yn agor unwaith, yn y porwr lle rydych yn ei defnyddio, a hyd at " + day + ". Os nad yw’n agor mwyach, gallwch ofyn yno am un newydd. Peidiwch â’i hanfon at neb arall."
	},
	Offered: func(day string) string {
		return "Mae’r ddolen yn agor unwaith, yn y porwr lle rydych yn ei defnyddio, a hyd at " + day + ". Nid oes rhaid i chi ei defnyddio. Peidiwch â’i hanfon at neb arall."
	},
})

type waitingBody struct{}

func foldWaiting(waiting bool) func(*Case, *Event, waitingBody) error {
	return func(c *Case, _ *Event, _ waitingBody) error {
		c.Waiting = waiting
		c.last("case")
		return nil
	}
}

// waits notes whether the case waits for somebody outside: every open required task is theirs, and nobody here is asked to
// reach them in another way.
func (r *run) waits() {
	theirs, ours := false, false
	for _, t := range r.c.Tasks {
		switch {
		case settled(t.State) || t.State == Waiting:
		case (t.Person != "" || t.Does == "wait") && t.State == Open:
			theirs = theirs || t.Required
		case t.Required || t.Answer != "":
			ours = true
		}
	}
	if waiting := theirs && !ours; waiting != r.c.Waiting {
		kind := "case.waited"
		if waiting {
			kind = "case.waiting"
		}
		r.emit(kind, waitingBody{}, &Why{Rule: "A case waits while every open required task is somebody’s outside, or waits for what is to come", Seen: r.seen})
	}
}
