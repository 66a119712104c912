package work

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/store"
)

// mail sends one effect's mail to everyone it is for, and tells the case that it was accepted. Without a mail server it
// is kept, which counts as accepted: whoever runs it so reads it at /admin/mail.
func (w *Work) mail(ctx context.Context, e store.LeasedEffect) error {
	var m engine.Mail
	if err := json.Unmarshal(e.Body, &m); err != nil {
		return &permanent{reason: "the mail cannot be read, or its content has been erased"}
	}
	m, bare, err := w.gate(ctx, e, m)
	if old := (*outdated)(nil); errors.As(err, &old) {
		return w.tell(ctx, e, engine.MessageFailed{Message: m.Message, Reason: old.why, Unneeded: true})
	}
	if err != nil {
		return err
	}
	if m.Invitation != nil {
		waits := false
		if m, waits, err = w.invitation(ctx, e, m); err != nil || !waits {
			return err
		}
	}
	if !bare {
		m = w.following(m, e.Reference)
	}
	to, err := w.recipients(ctx, m)
	if err == nil && m.Address == "" {
		to, err = w.trusted(ctx, e, m, to)
	}
	if err != nil {
		return err
	}
	return w.mailTo(ctx, e, m, bare, to)
}

// outdated is no failure: a mail has waited, and is not to be sent any more.
type outdated struct{ why string }

func (o *outdated) Error() string { return o.why }

// gate is what every message of a case to a person passes at the moment it leaves, whatever asked for it: where they may
// not be emailed now it is kept back, while they are to be left in peace it waits, where others read their mail it leaves
// without what it says, and it goes to the address that stands now. What has waited is not sent untrue, and says when it was written. A case that cannot be read lets nothing out.
func (w *Work) gate(ctx context.Context, e store.LeasedEffect, m engine.Mail) (through engine.Mail, bare bool, err error) {
	id, person := strings.CutPrefix(m.To, "person.")
	if !person || e.Reference == "" {
		return m, false, nil
	}
	c, err := w.db.Case(ctx, e.Reference)
	if err != nil {
		return m, false, fmt.Errorf("whether %s may be emailed cannot be read: %w", m.To, err)
	}
	t, err := w.desk.TypeOf(ctx, c)
	if err != nil {
		return m, false, fmt.Errorf("whether %s may be emailed cannot be read: %w", m.To, err)
	}
	p := c.People[id]
	leave := p.Leaves(w.now(), t.Org.Zone)
	link := m.Message == "" || m.Invitation != nil // which lets in whoever opens it
	switch {
	case leave.Never != "":
		return m, false, &permanent{reason: leave.Never, barred: true}
	case leave.Bare && link:
		return m, false, &permanent{reason: engine.NeverALink, barred: true}
	case p.Email == "" && !link:
		return m, false, &permanent{reason: "there is no email address for this person any more"}
	case !leave.Wait.IsZero():
		return m, false, &waits{until: leave.Wait}
	}
	waited := m.Message != "" && !p.Leaves(e.Asked, t.Org.Zone).Wait.IsZero()
	if waited {
		if why := engine.Outdated(t, c, m.Message, w.now()); why != "" {
			return m, false, &outdated{why}
		}
	}
	if p.Email != "" { // a form that asks for an address, and a case type that names nobody
		m.Name, m.Address = p.Name, p.Email
	}
	if waited {
		if m.Also != nil {
			also := *m.Also
			also.Text = engine.Mail{Language: also.Language}.Waited(language.Moment(also.Language, e.Asked.In(t.Org.Zone))) + also.Text
			m.Also = &also
		}
		m.Text = m.Waited(language.Moment(language.Built(m.Language), e.Asked.In(t.Org.Zone))) + m.Text
	}
	if leave.Bare {
		b := bareMail.In(m.Language)
		m.Subject, m.Text, m.Language, m.Also = b.Subject, b.Text, language.Built(m.Language), nil
	}
	return m, leave.Bare, nil
}

// bareMail is sent in place of a message to somebody whose mail others read. It names nothing and nobody.
var bareMail = language.New(
	struct{ Subject, Text string }{"You have a message", "You have a message. You can read it in the browser that you applied with, on the page that shows how your application is getting on. Or get in touch with us, and we tell you what it says."},
	struct{ Subject, Text string }{"Mae gennych neges", "Mae gennych neges. Gallwch ei darllen yn y porwr y gwnaethoch gais ag ef, ar y dudalen sy’n dangos sut mae eich cais yn dod yn ei flaen. Neu cysylltwch â ni, ac fe ddywedwn wrthych beth mae’n ei ddweud."},
)

func (w *Work) mailTo(ctx context.Context, e store.LeasedEffect, m engine.Mail, bare bool, to []recipient) error {
	accepted, refused, waiting := 0, []string{}, error(nil)
	for _, r := range to {
		if w.isAccepted(e.ID, r.address) {
			accepted++
			continue
		}
		err := w.deliver(ctx, e, m, r, len(to) > 1)
		var final *permanent
		switch {
		case err == nil:
			w.accept(e.ID, r.address)
			accepted++
		case errors.As(err, &final):
			refused = append(refused, r.address+": "+final.reason)
		default:
			waiting = err
		}
	}
	if waiting != nil {
		return waiting // the others are asked again; those who have it are left out
	}
	if accepted == 0 {
		return &permanent{reason: strings.Join(refused, "; ")}
	}
	if err := w.tellSent(ctx, e, m, bare); err != nil {
		return err
	}
	if len(refused) > 0 {
		return &permanent{reason: fmt.Sprintf("it reached %d of %d people, and not %s", accepted, len(to), strings.Join(refused, "; "))}
	}
	return nil
}

func (w *Work) deliver(ctx context.Context, e store.LeasedEffect, m engine.Mail, r recipient, oneOfMany bool) error {
	if r.mail != nil {
		m.Subject, m.Text, m.Language, m.Also = r.mail.Subject, r.mail.Text, r.mail.Language, nil
	}
	if w.post == nil {
		if m.Also != nil {
			m.Text += engine.Between + m.Also.Text
		}
		return w.db.KeepMail(ctx, store.KeptMail{
			ID: e.ID, CaseID: e.CaseID, Reference: e.Reference, Address: r.address, Name: r.name,
			Subject: m.Subject, Text: m.Text, At: w.now(),
		})
	}
	id := e.ID
	if oneOfMany {
		id += " " + r.address // each copy is a message of its own
	}
	return w.post.send(ctx, letter{id: id, at: e.Asked, name: r.name, address: r.address, subject: m.Subject, text: m.Text, lang: m.Language, also: m.Also})
}

type recipient struct {
	name, address string
	who           engine.Actor // of staff
	mail          *engine.Mail // what is sent to them in place of the message
}

// recipients gives the people a mail is for. A role or a team is whoever holds it now.
func (w *Work) recipients(ctx context.Context, m engine.Mail) ([]recipient, error) {
	if m.Address != "" {
		return []recipient{{name: m.Name, address: m.Address}}, nil
	}
	kind, id, _ := strings.Cut(m.To, ".")
	var staff []*identity.Staff
	var err error
	switch kind {
	case "role":
		staff, err = w.people.WithRole(ctx, id)
	case "team":
		staff, err = w.people.InTeam(ctx, id)
	default:
		return nil, &permanent{reason: "there is no e-mail address for " + m.To}
	}
	if err != nil {
		return nil, err
	}
	if len(staff) == 0 {
		return nil, &permanent{reason: fmt.Sprintf("nobody has the %s %s, so there is no one to send it to", kind, id)}
	}
	var to []recipient
	for _, s := range staff {
		to = append(to, recipient{name: s.Name, address: s.Email, who: s.Actor()})
	}
	return to, nil
}

// trusted leaves out of those who work here whoever may not see the case, or must not act on it, and gives no more than that
// there is something to whoever may not see what the message says.
func (w *Work) trusted(ctx context.Context, e store.LeasedEffect, m engine.Mail, to []recipient) ([]recipient, error) {
	if e.Reference == "" {
		return to, nil
	}
	c, err := w.db.Case(ctx, e.Reference)
	if err != nil {
		return nil, fmt.Errorf("who may see the case cannot be read: %w", err)
	}
	t, err := w.desk.TypeOf(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("who may see the case cannot be read: %w", err)
	}
	var trusted []recipient
	kept := false
	for _, r := range to {
		if engine.KeptFrom(c, r.who) != "" {
			kept = true
			continue
		}
		switch may, whole := identity.MayBeTold(t, r.who, c, m.Message); {
		case may && !whole:
			r.mail = &engine.Mail{Subject: "Case " + c.Reference, Text: "There is news of the case " + c.Reference + ". Sign in to read it."}
			fallthrough
		case may:
			trusted = append(trusted, r)
		}
	}
	if len(trusted) == 0 && kept {
		return nil, &permanent{reason: "everybody it is for has a conflict of interest in this case", unheard: true}
	}
	if len(trusted) == 0 {
		return nil, &permanent{reason: "nobody it is for may see this case"}
	}
	return trusted, nil
}

// tellSent tells the case that its message was accepted.
func (w *Work) tellSent(ctx context.Context, e store.LeasedEffect, m engine.Mail, bare bool) error {
	if e.Reference == "" || m.Message == "" {
		return nil
	}
	return w.tell(ctx, e, engine.MessageSent{Message: m.Message, Bare: bare})
}

// tellFailed tells the case that its message could not be sent, once for each reason.
func (w *Work) tellFailed(ctx context.Context, e store.LeasedEffect, why *permanent) error {
	var m engine.Mail
	if e.Reference == "" || json.Unmarshal(e.Body, &m) != nil || m.Message == "" {
		return nil
	}
	c, err := w.db.Case(ctx, e.Reference)
	if err != nil {
		return err
	}
	for _, known := range c.Messages {
		if known.ID == m.Message && known.Failed == why.reason {
			return nil
		}
	}
	return w.tell(ctx, e, engine.MessageFailed{Message: m.Message, Reason: why.reason, Barred: why.barred, Unheard: why.unheard})
}

// tell gives the case a command. A case that no longer waits for it says so, and that is well.
func (w *Work) tell(ctx context.Context, e store.LeasedEffect, body engine.Body) error {
	_, err := w.desk.Do(ctx, e.Reference, system, -1, body)
	if refused := (*engine.Refusal)(nil); errors.As(err, &refused) {
		if refused.Code == "stale" {
			return nil
		}
		return fmt.Errorf("the case does not take the news of this message: %w", err)
	}
	return err
}
