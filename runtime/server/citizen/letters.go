package citizen

import (
	"errors"
	"slices"
	"strconv"

	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/server/web"
	page "github.com/caseloom/caseloom/ui/pages/citizen"
)

// What we wrote to an applicant, each message on a page of its own. Others may know when somebody was born, and their address: it
// is shown to whoever has come by a link that was mailed to them, and to the browser that applied.

// guarded says whether whoever looks is shown no more than that there is such a case, and what may be done.
func (s seen) guarded(t *casetype.Type) bool { return !s.strong && identity.Guarded(t, s.Case) }

// written are the messages to the applicant that can be read, by their places among the case's, the newest first: those that were
// sent, those that wait, and those that a mail could not bring.
func written(k *engine.Case) (places []int) {
	for i, m := range slices.Backward(k.Messages) {
		if m.To == "person.applicant" && !m.Unneeded && !m.Unwritten() {
			places = append(places, i)
		}
	}
	return places
}

// letters puts on the page of a case the ways to what we wrote, or says how they are had.
func (s seen) letters(c *web.Ctx, t *casetype.Type, m *page.Status) {
	all := written(s.Case)
	if !s.strong {
		m.Locked = len(all) > 0
		if writable(s.Case) != "" {
			m.Link = "/track/" + pathEscape(s.Reference) + "/link"
		}
		return
	}
	m.Messages = nil
	for _, i := range all {
		msg := s.Messages[i]
		at := msg.Asked
		if msg.Sent != nil && !msg.Bare {
			at = *msg.Sent
		}
		m.Messages = append(m.Messages, page.Message{
			Subject: subject(msg, s.Case, t, c.Lang()), Day: language.Day(c.Lang(), at.In(t.Org.Zone)), NotMailed: notMailed(msg),
			Href: "/track/" + pathEscape(s.Reference) + "/letters/" + strconv.Itoa(i+1),
		})
	}
}

// notMailed says whether no mail brings a message. One that is about to leave is as good as mailed.
func notMailed(m engine.Message) bool { return m.Bare || m.Failed != "" }

// showLetter is one message as it was written. Whoever reads what no mail has told them is told by it, and the case says so.
func showLetter(c *web.Ctx) error {
	s, err := granted(c)
	if err != nil {
		return err
	}
	track := "/track/" + pathEscape(reference(c))
	n, _ := strconv.Atoi(c.Param("letter"))
	if s.Case == nil || !s.strong {
		return c.To(track)
	}
	if !slices.Contains(written(s.Case), n-1) {
		return web.NotFound()
	}
	t, err := typeOf(c, s.Case)
	if err != nil {
		return err
	}
	c.Speak(t.Languages)
	c.Prefer(s.Language)
	msg := s.Messages[n-1]
	events, err := c.Site.Store.Events(c.Context(), s.ID)
	if err != nil {
		return err
	}
	mail, there := engine.Written(events, msg.ID)
	title := subject(msg, s.Case, t, c.Lang())
	m := page.Letter{Title: title, Reference: s.Reference, Org: t.Org.Title, To: s.People["applicant"].Name, Day: language.Day(c.Lang(), msg.Asked.In(t.Org.Zone))}
	if there {
		if m.Text, err = tell(c, mail.Text, mail.Language, 1); err != nil {
			return err
		}
		if (msg.Sent == nil || msg.Bare) && msg.Read == nil {
			_, err := c.Site.Desk.Do(c.Context(), s.Reference, engine.Outsider("applicant", ""), -1, engine.MessageRead{Message: msg.ID})
			if refused := (*engine.Refusal)(nil); err != nil && !errors.As(err, &refused) {
				return err
			}
		}
	}
	f := c.Page(title.Text)
	f.CSRF, f.Back, f.LeaveQuickly = c.CSRF(), track, t.Intake.LeaveQuickly
	return c.Render(page.LetterPage(f, m))
}
