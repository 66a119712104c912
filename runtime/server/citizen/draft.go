package citizen

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/store"
)

// How long a half-filled form is kept after its last page was saved, where the case type does not say: in one browser,
// which others may use, and once its applicant has asked for a link to it.
var (
	draftLife  = rules.Duration{N: 24, Unit: "hour"}
	mailedLife = rules.Duration{N: 14, Unit: "day"}
)

// kept is what a draft holds in the store.
type kept struct {
	Version string            `json:"version"` // of the case type whose form was last filled in
	Data    map[string]any    `json:"data"`
	Email   string            `json:"email,omitempty"`    // where links to it are mailed
	At      string            `json:"at,omitempty"`       // the page where they stopped, as its address has it
	ToCheck bool              `json:"to_check,omitempty"` // they came there from the answers to check, and go back to them
	Left    map[string]*typed `json:"left,omitempty"`     // pages as they were left, by their addresses
	Saved   []string          `json:"saved,omitempty"`    // in a form with sections: the pages that were saved, by their addresses

	Helper   string            `json:"helper,omitempty"`   // whom the applicant last asked for help, by name
	Returned bool              `json:"returned,omitempty"` // the helper has given it back, and nothing was saved since
	Lost     []string          `json:"lost,omitempty"`     // what the form asks again since it has changed: pointers to answers that had to go
	Try      string            `json:"try,omitempty"`      // which drawing of the page for helpers the last link was made by
	Lang     string            `json:"lang,omitempty"`     // that the applicant read when they asked for help
	Again    bool              `json:"again,omitempty"`    // an answer was changed after it was declared to be true
	Answered map[string]string `json:"answered,omitempty"` // who gave which answer, where it was not the applicant
}

// application is one half-filled form, for one request.
type application struct {
	c       *web.Ctx
	t       *casetype.Type
	form    *forms.Form
	id      string // of the draft
	linked  bool   // the cookie holds the secret of a mailed link, and not the draft's own
	helper  bool   // this browser is not the applicant's, but a helper's
	ended   bool   // it was a helper's, and has been taken back, given back or sent
	handed  string // whether it is handed to a helper, as the store has it
	spent   string // the reference of the case it became
	kept    kept
	was     []byte   // what the store held when it was read
	changed bool     // the form has changed since a page was last saved, and answers had to go
	saved   bool     // a page is shown as it was saved, whatever was left on it since
	newly   []string // the questions that the form has and had not when a page was last saved, and that are not answered
}

var (
	errNoDraft = errors.New("there is no draft")
	errExpired = &web.Problem{Status: http.StatusGone, Code: "expired"}
	errEnded   = &web.Problem{Status: http.StatusGone, Code: "help-ended"}
)

// cookieName is the cookie that holds the secret of a draft: one a service, so that two can be filled in side by side.
func cookieName(t *casetype.Type) string { return "draft-" + t.Name }

// draftID is the name of a secret in the store, which never holds the secret itself.
func draftID(kind, secret string) string {
	sum := sha256.Sum256([]byte(kind + ":" + secret))
	return hex.EncodeToString(sum[:])
}

// find reads the draft that the browser holds the secret of. errNoDraft when it holds none, errExpired when it is gone.
func find(c *web.Ctx) (*application, error) {
	t, err := service(c)
	if err != nil {
		return nil, err
	}
	c.Speak(t.Languages)
	return findBy(c, t, c.Cookie(cookieName(t)))
}

// findBy reads the draft that a secret opens for its applicant, or for the helper who has it.
func findBy(c *web.Ctx, t *casetype.Type, secret string) (*application, error) {
	return lookUp(c, t, secret, store.Applicants, store.Helpers)
}

// lookUp reads the draft that a secret opens: its own, or one of a link to it that is for one of some.
func lookUp(c *web.Ctx, t *casetype.Type, secret string, as ...string) (*application, error) {
	a := &application{c: c, t: t, form: t.Intake.Form.In(c.Lang()), kept: kept{Version: t.Version, Data: map[string]any{}}}
	if secret == "" {
		return a, errNoDraft
	}
	id := a.hash(secret)
	d, err := c.Site.Store.Draft(c.Context(), id, c.Now())
	var missing *store.NotFound
	if errors.As(err, &missing) {
		return a, errExpired
	}
	if err != nil {
		return nil, err
	}
	if !slices.Contains(as, d.Role) || d.Role != store.Applicants && d.Reference != "" { // a receipt is the applicant's
		a.ended = d.Role != store.Applicants
		return a, errExpired
	}
	a.id, a.linked, a.helper, a.handed = d.ID, d.ID != id, d.Role == store.Helpers, d.Handed
	if d.Reference != "" {
		a.spent = d.Reference
		return a, nil
	}
	if err := a.read(d); err != nil {
		return nil, err
	}
	if a.kept.Version != t.Version {
		a.changed = a.fit()
		if before, err := c.Site.Catalog.At(c.Context(), a.kept.Version); err == nil && before.Intake.Form != nil {
			a.newly = a.form.Since(before.Intake.Form, a.kept.Data)
		}
	}
	return a, nil
}

// read takes over what the store holds.
func (a *application) read(d store.Draft) error {
	a.kept, a.was = kept{}, d.Data
	if err := decode(d.Data, &a.kept); err != nil {
		return err
	}
	if a.kept.Data == nil {
		a.kept.Data = map[string]any{}
	}
	return nil
}

// quickest bounds how often a change is made again because somebody was quicker. Each time, another post was kept, so that a
// change gives way at most as often as there are posts at once: more than any one person's windows and devices send.
const quickest = 200

// change changes what is kept and saves it. When somebody saved something else meanwhile, the change is made again to what
// there is now: two windows that post in the same instant lose nothing of each other. What was declared further on, of
// answers that are now others, is declared again.
func (a *application) change(page int, do func()) error {
	for try := 1; ; try++ {
		before := a.form.Undeclared(a.kept.Data, -1)
		do()
		bare := a.form.Undeclared(a.kept.Data, -1)
		if a.form.Declares(page) && !reflect.DeepEqual(bare, a.kept.Data) {
			a.kept.Again = false
		}
		if !reflect.DeepEqual(before, bare) {
			after := page
			if a.helper { // who helps declares nothing
				after = -1
			}
			if left := a.form.Undeclared(a.kept.Data, after); !reflect.DeepEqual(left, a.kept.Data) {
				a.kept.Data, a.kept.Again = left, true
			}
		}
		err := a.save(page)
		if !errors.Is(err, store.ErrDraftChanged) || try == quickest {
			return err
		}
		d, err := a.c.Site.Store.Draft(a.c.Context(), a.id, a.c.Now())
		if err != nil {
			return err
		}
		if d.Reference != "" {
			return &store.Duplicate{What: store.DuplicateDraft, Value: a.id, Reference: d.Reference}
		}
		if err := a.read(d); err != nil {
			return err
		}
	}
}

// mostNamed is how many new questions are named.
const mostNamed = 5

// changes says what has become of the form since a page was last saved, and why a declaration is asked again; "" when
// nothing that matters to them.
func (a *application) changes(page int) string {
	var said []string
	if page >= 0 && a.isStale(page) {
		said = append(said, say(a.c).ChangedElsewhere)
	}
	switch {
	case !a.kept.Again:
	case page >= 0 && a.form.Declares(page):
		said = append(said, say(a.c).DeclareAgain)
	case page < 0 && a.declares() != "":
		said = append(said, say(a.c).ToDeclareAgain)
	}
	if a.changed {
		said = append(said, say(a.c).FormChanged)
	}
	if again := a.askedAgain(page); len(again) > 0 {
		said = append(said, say(a.c).AskedAgain+" "+quoted(again))
	}
	if len(a.newly) > 0 {
		said = append(said, say(a.c).NewQuestions(len(a.newly))+" "+quoted(a.newly))
	}
	if a.kept.Returned && !a.helper {
		said = append(said, say(a.c).Helping.Returned(a.kept.Helper))
	}
	return strings.Join(said, " ")
}

// quoted names questions, the first of them.
func quoted(questions []string) string {
	var labels []string
	for _, q := range questions[:min(len(questions), mostNamed)] {
		labels = append(labels, "“"+q+"”")
	}
	return strings.Join(labels, ", ")
}

// askedAgain are the questions whose answers had to go since the form has changed, and that are not answered: those of one
// page, and all of them when they have just gone.
func (a *application) askedAgain(page int) []string {
	var out []string
	for _, s := range a.form.Answers(a.kept.Data) {
		for _, r := range s.Rows {
			if r.Value == "" && slices.Contains(a.kept.Lost, r.Pointer) && (a.changed || r.Page == page || page < 0) {
				label := r.Label
				if s.Title != "" && len(whole(a.kept.Data, r.Pointer)) < len(r.Pointer) { // which of a list
					label = s.Title + ": " + label
				}
				out = append(out, label)
			}
		}
	}
	return out
}

// today is the day where the service is.
func (a *application) today() time.Time { return a.c.Now().In(a.t.Org.Zone) }

// decode keeps numbers as they were written, as the forms room wants them.
func decode(body []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	return d.Decode(into)
}

// fit takes out of the answers what the changed form takes no longer, and says whether anything was: what only wants more is asked
// again, and nothing is taken away. What is not asked now
// stays, for a change of mind; what is new in the form is asked when its page comes, or before the answers are checked.
func (a *application) fit() (changed bool) {
	for _, f := range a.form.Validate(a.form.Relevant(a.kept.Data), a.today()) {
		if f.Incomplete() || f.Pointer == "" {
			continue
		}
		if d, ok := without(a.kept.Data, steps(f.Pointer)).(map[string]any); ok {
			a.kept.Data, changed = d, true
			if !slices.Contains(a.kept.Lost, f.Pointer) {
				a.kept.Lost = append(a.kept.Lost, f.Pointer)
			}
		}
	}
	return changed
}

// save keeps the answers so far, in place of what was read.
func (a *application) save(page int) error {
	a.kept.Version = a.t.Version
	body, err := json.Marshal(a.kept)
	if err != nil {
		return err
	}
	err = a.c.Site.Store.SaveDraft(a.c.Context(), store.Draft{
		ID: a.id, CaseType: a.t.Name, Form: a.form.ID, Data: body, Page: page, At: a.c.Now(), Expires: a.expiry(), Was: a.was,
	})
	if err == nil {
		a.was = body
	}
	return err
}

// life is how long the draft is kept after its last page was saved.
func (a *application) life() rules.Duration {
	switch {
	case !a.t.Intake.Keep.IsZero():
		return a.t.Intake.Keep
	case a.kept.Email != "":
		return mailedLife
	}
	return draftLife
}

// expiry is when the draft is deleted if nothing is saved after this moment.
func (a *application) expiry() time.Time { return a.life().After(a.c.Now(), a.t.Org.Calendar) }

// cookieLife is how long the browser keeps the secret: as long as the store keeps the draft.
func (a *application) cookieLife() time.Duration { return a.expiry().Sub(a.c.Now()) }

// fresh gives the application a new secret, and forgets the one before.
func (a *application) fresh() {
	secret := web.Secret()
	a.id, a.spent, a.linked, a.was, a.helper, a.handed = a.hash(secret), "", false, nil, false, ""
	a.kept = kept{Version: a.t.Version, Data: map[string]any{}}
	a.hold(secret)
}

// hash is the name of a secret of this service's drafts and links in the store.
func (a *application) hash(secret string) string { return draftID("apply:"+a.t.Name, secret) }

// hold lets the browser keep a secret.
func (a *application) hold(secret string) { a.c.SetCookie(cookieName(a.t), secret, a.cookieLife()) }

// keepCookie lets the browser keep the secret for as long as the store keeps the draft.
func (a *application) keepCookie() { a.hold(a.c.Cookie(cookieName(a.t))) }

// at is the address of a page of this application.
func (a *application) at(part string) string {
	if part == "" {
		return "/apply/" + a.t.Name
	}
	return "/apply/" + a.t.Name + "/" + part
}
