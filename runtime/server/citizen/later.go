package citizen

import (
	"errors"
	"net/http"
	"net/mail"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/store"
	"github.com/caseloom/caseloom/runtime/work"
	page "github.com/caseloom/caseloom/ui/pages/citizen"
)

// An applicant who cannot finish gives an e-mail address and is mailed a link to the draft. The link is good on any device
// until the draft expires. Whoever asks for one learns nothing of the address: the answer is always the same.

// What one e-mail address takes: mails in an hour and in a day, and unfinished applications that its links open.
const mostLetters, mostLettersADay, mostUnfinished = 3, 10, 20

// keepTyped keeps what stands on a page while it is being typed: none of it is an answer yet.
func (a *application) keepTyped(i int, post *web.Posted) error {
	at, t := slug(a.form, i), asTyped(post.Values)
	if t == nil {
		return a.c.Empty()
	}
	if was := a.kept.Left[at]; was != nil { // files, and what is said of the page
		t.Data, t.Files, t.Stale = was.Data, was.Files, was.Stale
	}
	a.left(at, t)
	a.kept.At, a.kept.ToCheck = at, a.checking()
	err := a.save(i)
	if errors.Is(err, store.ErrDraftChanged) { // a page was sent meanwhile: that counts, and not what stood there before
		return a.c.Empty()
	}
	if err != nil {
		return a.savedElsewhere(err)
	}
	a.keepCookie()
	return a.c.Empty()
}

// savedElsewhere turns the refusal to save a draft that was sent meanwhile, from another window, into the way to its receipt.
func (a *application) savedElsewhere(err error) error {
	if sent := (*store.Duplicate)(nil); errors.As(err, &sent) {
		return a.c.To(a.at("done"))
	}
	return err
}

// showSave asks for the address, or says that a link has been mailed to it.
func showSave(c *web.Ctx) error {
	a, err := open(c)
	if err != nil || !a.ready() {
		return err
	}
	if a.helper { // links are the applicant's
		return c.To(a.at("help"))
	}
	if c.Query("sent") != "" && a.kept.Email != "" {
		return a.drawSave(http.StatusOK, page.Save{Email: a.kept.Email, Sent: true})
	}
	email := a.kept.Email
	if email == "" {
		email = a.ownAddress()
	}
	return a.drawSave(http.StatusOK, page.Save{Email: email})
}

// ownAddress is the e-mail address that the form was given, so that nobody types it twice.
func (a *application) ownAddress() string {
	for _, s := range a.form.Answers(a.kept.Data) {
		for _, r := range s.Rows {
			if address, ok := readAddress(r.Value); ok && !r.Masked {
				return address
			}
		}
	}
	return ""
}

func (a *application) drawSave(status int, m page.Save) error {
	m.Action, m.Continue, m.Help = a.at("save"), a.at("continue"), a.at("help")
	m.Here = language.Moment(a.c.Lang(), a.expiry().In(a.t.Org.Zone))
	mailed := *a
	mailed.kept.Email = m.Email
	if m.Email == "" {
		mailed.kept.Email = "somebody's"
	}
	m.Until = language.Day(a.c.Lang(), mailed.expiry().In(a.t.Org.Zone))
	m.Kept = !a.c.Site.Work.Sends()
	title := say(a.c).Journey.SaveTitle
	if m.Sent {
		title = say(a.c).Journey.SavedTitle
	}
	f := a.frame(title)
	f.Error, f.Back = m.Error != "", a.at("continue")
	return a.c.RenderStatus(status, page.SavePage(f, m))
}

// readAddress says whether a text is an e-mail address and nothing else.
func readAddress(text string) (string, bool) {
	text = strings.TrimSpace(text)
	address, err := mail.ParseAddress(text)
	return text, err == nil && address.Address == text && len(text) <= 254
}

// wrongAddress says what is wrong with an e-mail address that cannot be read.
func wrongAddress(c *web.Ctx, typed string) string {
	if typed == "" {
		return say(c).LostEmpty
	}
	return say(c).LostWrong
}

// mailDraft mails a link to the draft.
func mailDraft(c *web.Ctx) error {
	a, err := open(c)
	if err != nil || !a.ready() {
		return err
	}
	if a.helper { // links are the applicant's
		return c.To(a.at("help"))
	}
	post, err := c.Post()
	if err != nil {
		return err
	}
	if post.Get("_forget") != "" && a.kept.Email != "" { // others use this browser
		c.SetCookie(cookieName(a.t), "", -1)
		c.Notify(say(c).Journey.Forgotten)
		return c.To("/")
	}
	email, ok := readAddress(post.Get("_email"))
	if !ok {
		return a.drawSave(http.StatusUnprocessableEntity, page.Save{Email: email, Error: wrongAddress(c, email)})
	}
	if err := throttle(c, "save-peer:"+c.Peer(), 60, time.Hour); err != nil {
		return err
	}
	if err := a.change(0, func() { a.kept.Email = email }); err != nil {
		return a.savedElsewhere(err)
	}
	a.keepCookie()
	may, err := mayWrite(c, email)
	if err == nil && may {
		err = a.mailLinkTo(email)
	}
	if err != nil {
		return err
	}
	return c.To(a.at("save") + "?sent=1")
}

// mayWrite says whether an address can be written to once more: more mails than it needs would annoy its owner.
func mayWrite(c *web.Ctx, email string) (bool, error) {
	key := strings.ToLower(email)
	err := throttle(c, "draft-address:"+key, mostLetters, time.Hour)
	if err == nil {
		err = throttle(c, "draft-address-day:"+key, mostLettersADay, 24*time.Hour)
	}
	if spent := (*web.Problem)(nil); errors.As(err, &spent) {
		return false, nil
	}
	return err == nil, err
}

// addressID is the name of an e-mail address in the store.
func addressID(email string) string { return draftID("address", strings.ToLower(email)) }

// mailLinkTo mails a link to this draft, as somebody asked.
func (a *application) mailLinkTo(email string) error {
	w := say(a.c).Journey
	return a.mailLink(a.c.Lang(), email, w.MailSubject(a.title()), w.MailText(a.title()))
}

// mailLink mails a link to this draft, and why, in a language. An address with too many unfinished applications is told so instead, by
// mail: only its owner may know.
func (a *application) mailLink(lang, email, subject, why string) error {
	c, w := a.c, page.Of(lang).Journey
	others, err := c.Site.Store.DraftsOf(c.Context(), addressID(email), mostUnfinished, c.Now())
	if err != nil {
		return err
	}
	mine := false
	for _, d := range others {
		mine = mine || d.ID == a.id
	}
	letter := work.Letter{Address: email, Subject: subject, Language: language.Built(lang)}
	if len(others) >= mostUnfinished && !mine {
		letter.Text = w.MailTooMany
		return c.Site.Work.Queue(c.Context(), letter)
	}
	secret := web.Secret()
	if err := c.Site.Store.LinkDraft(c.Context(), a.id, addressID(email), a.hash(secret), c.Now()); err != nil {
		return err
	}
	if a.linked { // the link this browser came by may just have ended
		a.hold(secret)
	}
	letter.Text = why + "\n\n" + a.returnLink(secret, lang) + "\n\n" + w.MailUntil(language.Moment(lang, a.expiry().In(a.t.Org.Zone))) + "\n\n" + w.MailCare
	return c.Site.Work.Queue(c.Context(), letter)
}

func (a *application) title() string { return a.words().Title(a.t.Title) }

// titled is the same with the language that it is in.
func (a *application) titled() language.Text { return language.Told(a.c.Lang(), a.title(), a.t.Title) }

func (a *application) lastDay(t time.Time) string {
	return language.Moment(a.c.Lang(), t.In(a.t.Org.Zone))
}

func (a *application) returnLink(secret, lang string) string {
	return a.c.Site.Link(a.at("return/" + secret + inLanguage(lang)))
}

// follow finds the draft that a mailed link opens, whatever this browser holds of its own. errExpired when it is gone.
func follow(c *web.Ctx) (own, linked *application, err error) {
	own, err = find(c)
	if err != nil && !errors.Is(err, errNoDraft) && !errors.Is(err, errExpired) {
		return nil, nil, err
	}
	linked, err = lookUp(c, own.t, c.Param("token"), store.Applicants)
	if errors.Is(err, errNoDraft) || errors.Is(err, errExpired) {
		err = &web.Problem{Status: http.StatusGone, Code: "link-expired"}
	}
	return own, linked, err
}

// showReturn asks for one press before this browser goes on with a draft: it may have begun another, and a link may have
// been sent by somebody who wants to read what others type.
func showReturn(c *web.Ctx) error {
	own, linked, err := follow(c)
	if err != nil {
		return err
	}
	if own.id == linked.id {
		return c.To(linked.at("continue"))
	}
	f := linked.frame(say(c).Journey.ReturnTitle)
	return c.Render(page.ReturnPage(f, page.Return{
		Action: linked.at("return/" + pathEscape(c.Param("token"))), Address: masked(linked.kept.Email), Other: own.ready(), Sent: linked.spent != "",
	}))
}

// comeBack lets this browser go on with the draft of a link.
func comeBack(c *web.Ctx) error {
	_, linked, err := follow(c)
	if err != nil {
		return err
	}
	if linked.spent != "" {
		c.SetCookie(cookieName(linked.t), c.Param("token"), 0)
		return c.To(linked.at("done"))
	}
	linked.hold(c.Param("token"))
	return c.To(linked.at("continue"))
}

// masked shows an address to whoever knows it, and hides it from others: "a…@example.com".
func masked(email string) string {
	name, domain, ok := strings.Cut(email, "@")
	if !ok || name == "" {
		return ""
	}
	return string([]rune(name)[:1]) + "…@" + domain
}

// showLostDraft asks for the address that a link was mailed to.
func showLostDraft(c *web.Ctx) error {
	a, err := find(c)
	if err != nil && !errors.Is(err, errNoDraft) && !errors.Is(err, errExpired) {
		return err
	}
	return a.drawLost(http.StatusOK, page.Save{})
}

func (a *application) drawLost(status int, m page.Save) error {
	m.Action = a.at("link")
	m.Kept = !a.c.Site.Work.Sends()
	title := say(a.c).Journey.LostTitle
	if m.Sent {
		title = say(a.c).LostSent
	}
	f := a.frame(title)
	f.Error, f.Back = m.Error != "", a.at("")
	return a.c.RenderStatus(status, page.LostDraftPage(f, m))
}

// mailLostDraft mails new links to the unfinished applications for this service of an address, if there are any.
func mailLostDraft(c *web.Ctx) error {
	began := time.Now()
	a, err := find(c)
	if err != nil && !errors.Is(err, errNoDraft) && !errors.Is(err, errExpired) {
		return err
	}
	post, err := c.Post()
	if err != nil {
		return err
	}
	email, ok := readAddress(post.Get("_email"))
	if !ok {
		return a.drawLost(http.StatusUnprocessableEntity, page.Save{Email: email, Error: wrongAddress(c, email)})
	}
	if err := throttle(c, "lost-peer:"+c.Peer(), 20, time.Hour); err != nil {
		return err
	}
	defer func() { time.Sleep(sameTime - time.Since(began)) }()
	may, err := mayWrite(c, email)
	if err == nil && may {
		err = a.mailDraftsOf(email)
	}
	if err != nil {
		return err
	}
	return a.drawLost(http.StatusOK, page.Save{Sent: true})
}

func (a *application) mailDraftsOf(email string) error {
	c, w := a.c, say(a.c).Journey
	all, err := c.Site.Store.DraftsOf(c.Context(), addressID(email), mostUnfinished, c.Now())
	if err != nil {
		return err
	}
	var lines []string
	for _, d := range all {
		if d.CaseType != a.t.Name {
			continue
		}
		secret := web.Secret()
		err := c.Site.Store.LinkDraft(c.Context(), d.ID, addressID(email), a.hash(secret), c.Now())
		if missing := (*store.NotFound)(nil); errors.As(err, &missing) {
			continue // it was sent or deleted just now
		}
		if err != nil {
			return err
		}
		lines = append(lines, a.returnLink(secret, c.Lang())+"\n\n"+w.MailUntil(a.lastDay(d.Expires)))
	}
	if len(lines) == 0 {
		return nil
	}
	return c.Site.Work.Queue(c.Context(), work.Letter{
		Address: email, Subject: w.MailSubject(a.title()), Language: language.Built(c.Lang()),
		Text: w.MailText(a.title()) + "\n\n" + strings.Join(lines, "\n\n") + "\n\n" + w.MailCare,
	})
}
