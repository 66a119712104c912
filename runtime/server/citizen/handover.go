package citizen

import (
	"cmp"
	"errors"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/store"
	"github.com/caseloom/caseloom/runtime/work"
	page "github.com/caseloom/caseloom/ui/pages/citizen"
)

// An applicant may hand their application to somebody who helps them, by a link that opens once, and take it back when
// they like. While the helper has it the applicant cannot write in it; sending it stays the applicant's alone. Which
// answers a helper gave is kept with them, and goes into the record with the application.

// longestName bounds the name of a helper, in characters.
const longestName = 100

// showHelp asks who is to help, or says who has the application and how it comes back.
func showHelp(c *web.Ctx) error {
	a, err := unsent(c)
	if err != nil || !a.ready() {
		return err
	}
	return a.drawHelp(http.StatusOK, page.Handover{})
}

func (a *application) drawHelp(status int, m page.Handover) error {
	w := say(a.c).Helping
	m.Action, m.Continue, m.Helper = a.at("help"), a.at("continue"), a.kept.Helper
	m.Until = language.Moment(a.c.Lang(), a.expiry().In(a.t.Org.Zone))
	m.Mails = a.c.Site.Work.Sends()
	title := w.Title
	switch {
	case a.helper:
		m.State, title = page.HelpGiveBack, w.GiveBackTitle
	case m.Link != "":
		m.State, title = page.HelpOffered, w.OfferedTitle
	case a.handed == store.Helpers:
		m.State, title = page.HelpAway, w.AwayTitle(a.kept.Helper)
	case a.handed == store.Offered:
		m.Pending = a.kept.Helper
	}
	f := a.frame(title)
	m.Said, m.Try = a.c.Notice(), web.Secret()
	f.Notice = nil // this page says more
	f.Error = m.NameError != "" || m.EmailError != ""
	if m.State != page.HelpAway {
		f.Back = m.Continue
	}
	return a.c.RenderStatus(status, page.HelpPage(f, m))
}

// handOver makes the link for a helper, takes the application back, or gives it back.
func handOver(c *web.Ctx) error {
	a, err := unsent(c)
	if err != nil || !a.ready() {
		return err
	}
	post, err := c.Post()
	if err != nil {
		return err
	}
	switch {
	case a.helper:
		return a.giveBack()
	case post.Get("_back") != "":
		if err := a.end(false); err != nil {
			return err
		}
		c.Notify(say(c).Helping.TakenBack)
		return c.To(a.at("continue"))
	case a.handed == store.Helpers: // the page with the link is loaded again, and the helper has opened it
		return c.To(a.at("help"))
	}
	try := post.Get("_try")
	if try != "" && try == a.kept.Try { // the page with the link is loaded again: it is shown once
		return c.To(a.at("help"))
	}
	return a.offer(try, strings.Join(strings.Fields(post.Get("_name")), " "), strings.TrimSpace(post.Get("_email")))
}

// end takes the application out of the helper's hands. What was declared of answers that they have changed is asked again:
// see change.
func (a *application) end(givenBack bool) error {
	if a.handed == store.Helpers {
		err := a.change(0, func() {
			a.kept.Left = nil // what the helper typed and did not save
			a.kept.Returned = givenBack
		})
		if err != nil {
			return err
		}
	}
	return a.c.Site.Store.EndHandover(a.c.Context(), a.id)
}

// giveBack ends the helper's part, and tells the applicant where an address of theirs is known.
func (a *application) giveBack() error {
	c := a.c
	if err := a.end(true); err != nil {
		return err
	}
	c.SetCookie(cookieName(a.t), "", -1)
	a.linked = false // this browser came by a link that has just ended, and is given no other: the new one is the applicant's
	if a.kept.Email != "" {
		if may, err := mayWrite(c, a.kept.Email); err != nil {
			return err
		} else if may {
			a.helper = false
			lang := cmp.Or(a.kept.Lang, c.Lang()) // the applicant's, and not the helper's
			w, title := page.Of(lang).Helping, a.t.Words[lang].Title(a.t.Title)
			if err := a.mailLink(lang, a.kept.Email, w.BackSubject(title), w.BackText(a.kept.Helper, title)); err != nil {
				return err
			}
		}
	}
	c.Notify(say(c).Helping.GivenBack)
	return c.To("/")
}

// offer makes the link that a helper opens, once for each drawing of the page that asks for it.
func (a *application) offer(try, name, email string) error {
	c, w := a.c, say(a.c).Helping
	m := page.Handover{Name: name, Email: email}
	if name == "" {
		m.NameError = w.NameMissing
	} else if utf8.RuneCountInString(name) > longestName {
		m.NameError = w.NameLong(longestName)
	}
	address, ok := readAddress(email)
	if email != "" && !ok {
		m.EmailError = say(c).LostWrong
	}
	if m.NameError != "" || m.EmailError != "" {
		return a.drawHelp(http.StatusUnprocessableEntity, m)
	}
	if err := throttle(c, "save-peer:"+c.Peer(), 60, time.Hour); err != nil {
		return err
	}
	if err := a.change(0, func() { a.kept.Helper, a.kept.Lang, a.kept.Try = name, c.Lang(), try }); err != nil {
		return a.savedElsewhere(err)
	}
	a.keepCookie()
	secret := web.Secret()
	if err := c.Site.Store.OfferDraft(c.Context(), a.id, a.hash(secret), c.Now()); err != nil {
		return err
	}
	m.Link = c.Site.Link(a.at("help/" + secret + inLanguage(c.Lang())))
	if email != "" {
		may, err := mayWrite(c, address)
		if err != nil {
			return err
		}
		if m.Mailed = may; may {
			err = c.Site.Work.Queue(c.Context(), work.Letter{Address: address, Subject: w.MailSubject(a.title()), Language: language.Built(c.Lang()),
				Text: w.MailText(name, a.title()) + "\n\n" + m.Link + "\n\n" + w.MailOnce})
		}
		if err != nil {
			return err
		}
	}
	a.kept.Helper = name
	return a.drawHelp(http.StatusOK, m)
}

// offered finds the draft that a helper's link opens, whatever this browser holds of its own.
func offered(c *web.Ctx) (own, theirs *application, err error) {
	own, err = find(c)
	if err != nil && !errors.Is(err, errNoDraft) && !errors.Is(err, errExpired) {
		return nil, nil, err
	}
	theirs, err = lookUp(c, own.t, c.Param("token"), store.Offered)
	if errors.Is(err, errNoDraft) || errors.Is(err, errExpired) || err == nil && theirs.spent != "" {
		err = errEnded
	}
	return own, theirs, err
}

// showOffer asks for one press before a helper takes the application: a program that looks into mails follows links, and
// this one opens once.
func showOffer(c *web.Ctx) error {
	own, theirs, err := offered(c)
	if err != nil {
		return err
	}
	f := theirs.frame(say(c).Helping.AskedTitle)
	return c.Render(page.OfferPage(f, page.Offer{
		Action: theirs.at("help/" + pathEscape(c.Param("token"))), Title: theirs.title(), Helper: theirs.kept.Helper,
		Own: own.id == theirs.id, Other: own.ready() && own.id != theirs.id,
	}))
}

// takeOffer puts the application into the helper's hands.
func takeOffer(c *web.Ctx) error {
	_, theirs, err := offered(c)
	if err != nil {
		return err
	}
	secret := web.Secret()
	err = c.Site.Store.TakeOffer(c.Context(), theirs.hash(c.Param("token")), theirs.hash(secret), c.Now())
	if gone := (*store.NotFound)(nil); errors.As(err, &gone) {
		return errEnded
	}
	if err != nil {
		return err
	}
	theirs.hold(secret)
	return c.To(theirs.at("continue"))
}

// credit keeps whose answers those are that differ between what was kept before and what is now: the helper's, while the
// application is in their hands, and otherwise the applicant's own.
func (a *application) credit(before map[string]any) {
	if !a.helper && len(a.kept.Answered) == 0 {
		return
	}
	for _, s := range a.form.Answers(a.kept.Data) {
		for _, r := range s.Rows {
			if at := steps(r.Pointer); !reflect.DeepEqual(within(before, at), within(a.kept.Data, at)) {
				a.answered(r.Pointer)
			}
		}
	}
}

// answered keeps that a question is answered by whoever has the application now.
func (a *application) answered(question string) {
	if !a.helper {
		delete(a.kept.Answered, question)
		return
	}
	if a.kept.Answered == nil {
		a.kept.Answered = map[string]string{}
	}
	a.kept.Answered[question] = a.kept.Helper
}

// removed moves what is known of who answered, as an item of a list is taken out and the others move up.
func (a *application) removed(at string) {
	end := strings.LastIndexByte(at, '/')
	gone, err := strconv.Atoi(at[end+1:])
	if err != nil {
		return
	}
	list := at[:end+1]
	for question, name := range maps.Clone(a.kept.Answered) {
		rest, ok := strings.CutPrefix(question, list)
		if !ok {
			continue
		}
		number, more, _ := strings.Cut(rest, "/")
		n, err := strconv.Atoi(number)
		if err != nil || n < gone {
			continue
		}
		delete(a.kept.Answered, question)
		if n > gone {
			a.kept.Answered[strings.TrimSuffix(list+strconv.Itoa(n-1)+"/"+more, "/")] = name
		}
	}
}

// whole is the pointer to the list that an answer belongs to, whose items move when one is taken out; or to the answer.
func whole(data any, pointer string) string {
	at := steps(pointer)
	for n := range at {
		if _, list := within(data, at[:n]).([]any); list {
			return strings.Join(strings.SplitN(pointer, "/", n+2)[:n+1], "/")
		}
	}
	return pointer
}

// answeredBy names the helper who gave an answer; "" when the applicant did.
func (a *application) answeredBy(r forms.Row) string {
	return a.kept.Answered[r.Pointer]
}

// helped says, for the record, which of the answers that are sent a helper gave.
func (a *application) helped(data map[string]any) []engine.Helped {
	var out []engine.Helped
	for question, name := range a.kept.Answered {
		if within(data, steps(question)) == nil {
			continue
		}
		n := slices.IndexFunc(out, func(h engine.Helped) bool { return h.Name == name })
		if n < 0 {
			out, n = append(out, engine.Helped{Name: name}), len(out)
		}
		out[n].Fields = append(out[n].Fields, question)
	}
	for _, h := range out {
		slices.Sort(h.Fields)
	}
	slices.SortFunc(out, func(a, b engine.Helped) int { return strings.Compare(a.Name, b.Name) })
	return out
}
