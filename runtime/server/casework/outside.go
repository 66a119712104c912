package casework

import (
	"slices"
	"strings"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/words"
	page "github.com/caseloom/caseloom/ui/pages/casework"
)

// Tasks of people who do not work here, as staff see them: whom they wait for, and the ways in which they can go on.

// outsideName names whose a task is: "Lou Day (landlord)".
func (f *folder) outsideName(t *engine.Task) string {
	role := lowerFirst(words.Humane(t.Person))
	if name := f.c.People[t.Person].Name; name != "" {
		return name + " (" + role + ")"
	}
	return "the " + role
}

// outside says whom a task waits for, or, of the task of asking them in another way, where it is answered. Nil: it is for
// nobody outside.
func (f *folder) outside(t *engine.Task) *page.Outside {
	if of := f.c.Task(t.Answer); of != nil && t.State == engine.Open {
		return &page.Outside{
			Said: []string{"No link reaches " + f.outsideName(of) + ". " + f.linkSaid(of), "Ask them in another way, and enter what they say. Once it is there, this task goes by itself."},
			Link: page.Link{Text: "Enter their answer", Href: f.taskHref(of)},
		}
	}
	if t.Person == "" || t.State != engine.Open {
		return nil
	}
	o := &page.Outside{Said: []string{"This is for " + f.outsideName(t) + ", who does not work here.", f.linkSaid(t)}}
	if f.canComplete(t) == "" {
		o.Invite = f.taskHref(t) + "/invite"
		o.For = f.outsideName(t)
	}
	return o
}

// linkSaid says what became of the newest link.
func (f *folder) linkSaid(t *engine.Task) string {
	i := slices.IndexFunc(f.c.Messages, func(m engine.Message) bool { return m.ID == "invite|"+t.Key })
	if i < 0 || t.Key == "" {
		return "They have been sent no link yet."
	}
	switch m := f.c.Messages[i]; {
	case m.Sent != nil && t.Until != nil && f.now.After(*t.Until):
		return "They were sent a link on " + words.Day(*m.Sent, f.zone) + ", which has run out."
	case m.Sent != nil:
		said := "They were sent a link on " + words.Moment(*m.Sent, f.zone)
		if t.Until != nil {
			said += ", which opens once, until " + words.Day(*t.Until, f.zone)
		}
		return said + "."
	case m.Failed != "":
		return strings.TrimSuffix("The link was not sent: "+m.Failed, ".") + "."
	}
	return "A link to them is about to be sent."
}
