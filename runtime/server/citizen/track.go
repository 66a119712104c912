package citizen

import (
	"cmp"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/store"
	page "github.com/caseloom/caseloom/ui/pages/citizen"
)

// Wrong answers that a reference takes in a day: from everyone, of which few are from one network address, so that one
// stranger cannot close it to the applicant. There are some 30,000 dates of birth.
const mostProofs, mostProofsHere = 40, 10

func pathEscape(s string) string { return url.PathEscape(s) }

// reference is the one in the address, as people write it.
func reference(c *web.Ctx) string { return tidy(c.Param("reference")) }

func tidy(s string) string { return strings.ToUpper(strings.Join(strings.Fields(s), "")) }

// showTrack asks for the reference.
func showTrack(c *web.Ctx) error {
	given := strings.TrimSpace(c.Query("reference"))
	asked := c.Query("asked") != ""
	ref := tidy(given)
	if len(given) <= 60 {
		ref = asWritten(c, given)
	}
	if ref != "" && len(ref) <= 60 && mayBeReference(c, ref) {
		return c.To("/track/" + pathEscape(ref))
	}
	m := page.Track{Reference: cmp.Or(given, c.Query("typed")), Like: likeReference(c)}
	switch {
	case len(ref) > 60:
		m.Error = say(c).TrackLong
	case ref != "":
		m.Error = say(c).TrackNone(m.Like)
	case asked:
		m.Error = say(c).TrackEmpty(m.Like)
	}
	f := c.Page(say(c).TrackTitle)
	f.Error, f.Back = m.Error != "", "/"
	return c.Render(page.TrackPage(f, m))
}

// showStatus shows how a case is getting on to whoever has shown that it is theirs, and asks anyone else for something
// that only the applicant knows. Whether there is such a case, the question does not say.
func showStatus(c *web.Ctx) error {
	s, err := granted(c)
	if err != nil {
		return err
	}
	k := s.Case
	if k == nil {
		if ref := reference(c); !mayBeReference(c, ref) {
			return c.To("/track?asked=1&reference=" + url.QueryEscape(ref))
		}
		return askProof(c, http.StatusOK, page.Proof{})
	}
	t, err := typeOf(c, k)
	if err != nil {
		return err
	}
	c.Speak(t.Languages)
	c.Prefer(k.Language)
	f := c.Page(say(c).YourApplication)
	f.CSRF = c.CSRF()
	title := language.Told(c.Lang(), t.Words[c.Lang()].Title(k.Title), k.Title)
	f.Service, f.ServiceLang, f.ServiceURL = title.Text, title.Lang, "/apply/"+k.CaseType
	f.LeaveQuickly = t.Intake.LeaveQuickly
	m := Status(k, t, c.Lang())
	rules, err := c.Site.Desk.TypeOf(c.Context(), k)
	if err == nil { // what may be done is by the rules of today
		m.Actions, m.Told = doings(c, k, rules), standing(c, rules, k)
	} else {
		rules = t
	}
	m.Asked = asked(k, t, c.Lang())
	s.letters(c, t, &m)
	if s.guarded(rules) {
		m = page.Status{Title: m.Title, Reference: m.Reference, Received: m.Received, Actions: m.Actions, Guarded: true, Link: m.Link}
	}
	if m.Told != nil || len(m.Asked) > 0 { // it may ask something of them
		m.Next = slices.DeleteFunc(m.Next, func(s page.Sentence) bool { return s.Before == say(c).NextNothing })
	}
	m.Notice = c.Notice()
	return c.Render(page.StatusPage(f, m))
}

// typeOf is the definition whose words describe a case: the one of its newest event.
func typeOf(c *web.Ctx, k *engine.Case) (*casetype.Type, error) {
	if t := c.Site.Catalog.Get(k.CaseType); t != nil && t.Version == k.Version {
		return t, nil
	}
	return c.Site.Catalog.At(c.Context(), k.Version)
}

func askProof(c *web.Ctx, status int, m page.Proof) error {
	ref := reference(c)
	m.Born = bornAsked(c, ref)
	m.Reference, m.Action, m.Link = ref, "/track/"+pathEscape(ref), "/track/"+pathEscape(ref)+"/link"
	f := c.Page(say(c).ProofTitle)
	f.CSRF, f.Error, f.Back = c.CSRF(), m.Error != "", "/track"
	return c.RenderStatus(status, page.ProofPage(f, m))
}

// bornAsked says whether a service whose references begin like this one may have asked for a date of birth. It looks at
// the services alone, so that it tells nothing about the case.
func bornAsked(c *web.Ctx, ref string) bool {
	known := false
	for _, e := range c.Site.Catalog.All() {
		if e.Type == nil || !strings.HasPrefix(ref, strings.ToUpper(e.Type.Reference.Begins())) {
			continue
		}
		known = true
		told := e.Type.Intake.Form.Type()
		for _, p := range e.Type.People {
			if p.ID == "applicant" && p.From != nil {
				told = p.From.Type()
			}
		}
		if told.Fields["date_of_birth"] != nil {
			return true
		}
	}
	return !known // a service that is no longer offered: nothing is known of it
}

// proveStatus judges what was given as proof. However it is wrong, and whether or not there is such a case, the answer
// is the same.
func proveStatus(c *web.Ctx) error {
	post, err := c.Post()
	if err != nil {
		return err
	}
	m := page.Proof{Email: strings.TrimSpace(post.Get("_email")), Day: strings.TrimSpace(post.Get("_born-day")), Month: strings.TrimSpace(post.Get("_born-month")), Year: strings.TrimSpace(post.Get("_born-year"))}
	born := ""
	if m.Day+m.Month+m.Year != "" {
		d, err := readDate(m.Day, m.Month, m.Year)
		if err != nil {
			m.Error, m.Field = birthWrong(say(c), m)
			return askProof(c, http.StatusUnprocessableEntity, m)
		}
		born = d.Format(time.DateOnly)
	}
	if m.Email == "" && born == "" {
		m.Error, m.Field = say(c).ProofEmpty, "born-day"
		if !bornAsked(c, reference(c)) {
			m.Error, m.Field = say(c).ProofNoEmail, "email"
		}
		return askProof(c, http.StatusUnprocessableEntity, m)
	}
	ref := reference(c)
	if err := throttle(c, "track-peer:"+c.Peer(), 60, time.Hour); err != nil {
		return err
	}
	here, everywhere := "track-try:"+ref+":"+c.Peer(), "track-case:"+ref
	err = throttle(c, here, mostProofsHere, 24*time.Hour)
	if err == nil {
		err = throttle(c, everywhere, mostProofs, 24*time.Hour)
	}
	var spent *web.Problem
	if errors.As(err, &spent) { // this way in is closed; the mailed link is left
		return askProof(c, spent.Status, page.Proof{Closed: true})
	}
	if err != nil {
		return err
	}
	k, err := c.Site.Store.Case(c.Context(), ref)
	var missing *store.NotFound
	if err != nil && !errors.As(err, &missing) {
		return err
	}
	email, birth := known(k)
	if !same(strings.ToLower(m.Email), email) && !same(born, birth) {
		m.Error, m.Field = say(c).ProofMismatch, "born-day"
		if !bornAsked(c, ref) {
			m.Field = "email"
		}
		return askProof(c, http.StatusUnprocessableEntity, m)
	}
	for _, key := range []string{here, everywhere} {
		if err := c.Site.Store.ForgetAttempts(c.Context(), hashed(key)); err != nil {
			return err
		}
	}
	if err := grant(c, k, false); err != nil {
		return err
	}
	return c.To("/track/" + pathEscape(k.Reference))
}

// birthWrong says what is wrong with a date of birth, and which of its controls is to be mended first.
func birthWrong(w *page.Words, m page.Proof) (sentence, field string) {
	var missing []string
	for _, part := range []struct{ value, id string }{{m.Day, "day"}, {m.Month, "month"}, {m.Year, "year"}} {
		if part.value == "" {
			missing = append(missing, part.id)
		}
	}
	if len(missing) == 0 {
		return w.BirthWrong, "born-day"
	}
	return w.BirthLacks(missing), "born-" + missing[0]
}

// same compares without telling by its time how much was right. Nothing is the same as an empty value.
func same(given, held string) bool {
	g, h := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(held))
	return subtle.ConstantTimeCompare(g[:], h[:]) == 1 && given != ""
}

// known is what only the applicant knows: what the case type made of them, or, where it names nobody, what the form
// asked under those names.
func known(k *engine.Case) (email, born string) {
	if k == nil {
		return "", ""
	}
	var values struct {
		Email string `json:"email"`
		Born  any    `json:"date_of_birth"`
	}
	p, ok := k.People["applicant"]
	source := p.Values
	if !ok {
		source = k.Data
	}
	_ = json.Unmarshal(source, &values) // what has another shape is no proof
	if p.Email != "" {
		values.Email = p.Email
	}
	born, _ = values.Born.(string)
	if len(born) > 10 {
		born = born[:10] // a date kept as a moment
	}
	return strings.ToLower(strings.TrimSpace(values.Email)), born
}

// throttle counts a try, in the record, so that every server counts the same ones. The key is hashed: it may name somebody.
func throttle(c *web.Ctx, key string, most int, window time.Duration) error {
	n, err := c.Site.Store.Attempt(c.Context(), hashed(key), c.Now(), window)
	if err != nil {
		return err
	}
	if n > most {
		return &web.Problem{Status: http.StatusTooManyRequests, Code: "tries-spent"}
	}
	return nil
}

func hashed(key string) string { return draftID("try", key) }

// readDate reads the three controls of a date.
func readDate(day, month, year string) (time.Time, error) {
	d, err1 := strconv.Atoi(day)
	m, err2 := strconv.Atoi(month)
	if named, ok := language.Month(month); ok { // as the forms take it
		m, err2 = int(named), nil
	}
	y, err3 := strconv.Atoi(year)
	if err1 != nil || err2 != nil || err3 != nil || y < 1000 || y > 9999 {
		return time.Time{}, fmt.Errorf("not a date: %q %q %q", day, month, year)
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if t.Day() != d || int(t.Month()) != m {
		return time.Time{}, fmt.Errorf("no such day: %d-%d-%d", y, m, d)
	}
	return t, nil
}
