package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/store"
)

const permit = "/apply/parking-permit"

// begin goes from the list of services to the first page of the form.
func (b *browser) begin() *view {
	b.t.Helper()
	v := b.get("/").is(200).says("Resident parking permit")
	v = b.get(v.link("Resident parking permit")).is(200).says("Start now")
	return b.form(v, "_csrf").send().is(200).at(permit + "/about-you")
}

// aboutYou fills in the first page as Amina does.
func (b *browser) aboutYou(v *view) *view {
	b.t.Helper()
	return b.form(v, "/applicant/name").fill("/applicant/name", "Amina Yusuf", "/applicant/email", "amina.yusuf@example.com",
		"/applicant/date_of_birth-day", "27", "/applicant/date_of_birth-month", "3", "/applicant/date_of_birth-year", "1985",
		"/applicant/blue_badge", "false").send()
}

// apply fills in the whole form, up to the answers to check.
func (b *browser) apply(zone string, matched bool) *view {
	b.t.Helper()
	v := b.aboutYou(b.begin()).at(permit + "/contact")
	v = b.form(v, "/contact/prefers").fill("/contact/prefers", "email").send().at(permit + "/address")
	v = b.form(v, "/address/line1").fill("/address/line1", "12 Mill Lane", "/address/town", "Riverside", "/address/postcode", "RV1 2AB",
		"/address/zone", zone, "/address/years", "4", "/address/matched", fmt.Sprint(matched)).send().at(permit + "/vehicles")
	v = b.vehicle(v, 0, "AB12 CDE").send().at(permit + "/proof")
	v = b.form(v, "/proof_of_address").attach("/proof_of_address", "bill.pdf", "%PDF-1.7\n").send().at(permit + "/declaration")
	return b.form(v, "/declaration").fill("/declaration", "true").send().is(200).at(permit + "/check")
}

func (b *browser) vehicle(v *view, n int, registration string) *sheet {
	b.t.Helper()
	p := fmt.Sprintf("/vehicles/%d/", n)
	return b.form(v, p+"registration").fill(p+"registration", registration, p+"make", "Ford", p+"fuel", "petrol", p+"owned", "true")
}

// sent is a whole application, and its reference.
func (b *browser) sent(zone string, matched bool) string {
	b.t.Helper()
	v := b.form(b.apply(zone, matched), "_csrf").send().is(200).at(permit + "/done")
	return between(b.t, v.text, "Your reference ", " ")
}

func between(t *testing.T, text, after, before string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, after)
	word, _, _ := strings.Cut(strings.TrimSpace(rest), before)
	if !ok || word == "" {
		t.Fatalf("nothing after %q in %s", after, text)
	}
	return word
}

// Somebody who confirms twice, as with the back button, takes one item away, and not the one that has come into its place.
func TestConfirmingTwiceRemovesOneItem(t *testing.T) {
	h := open(t, nil)
	b := h.browser()
	b.begin()
	v := b.get(permit + "/vehicles").is(200)
	v = b.vehicle(v, 0, "AB12 CDE").press("_add", "/vehicles").is(200)
	v = b.vehicle(v, 1, "XY34 ZZZ").press("_add", "/vehicles").is(200)
	asked := b.vehicle(v, 2, "LM56 NOP").press("_remove", "/vehicles/0").is(200).says("Are you sure you want to remove this?")
	for range 2 {
		v = b.form(asked, "_sure").send().is(200).at(permit + "/vehicles")
		for registration, stays := range map[string]bool{"AB12 CDE": false, "XY34 ZZZ": true, "LM56 NOP": true} {
			if strings.Contains(v.html, `value="`+registration+`"`) != stays {
				t.Fatalf("%s: want it there %v: %s", registration, stays, v.text)
			}
		}
	}
}

func TestAResidentAppliesWithoutScripts(t *testing.T) {
	h := open(t, nil)
	b := h.browser()

	// What is wrong is said at the top and beside each question, and what was typed is still there.
	v := b.form(b.begin(), "/applicant/name").fill("/applicant/name", "Amina Yusuf", "/applicant/email", "not an address", "/applicant/date_of_birth-day", "31", "/applicant/date_of_birth-month", "2", "/applicant/date_of_birth-year", "1985").send().is(422)
	v.says("There is a problem", "Error: ")
	if !strings.Contains(v.html, "<title>Error: ") || !strings.Contains(v.html, `value="not an address"`) || !strings.Contains(v.html, `value="31"`) {
		t.Fatal(v.html)
	}
	v = b.aboutYou(v).at(permit + "/contact")
	v = b.form(v, "/contact/prefers").fill("/contact/prefers", "email").send()
	v = b.form(v, "/address/line1").fill("/address/line1", "12 Mill Lane", "/address/town", "Riverside", "/address/postcode", "RV1 2AB", "/address/zone", "B", "/address/years", "4", "/address/matched", "true").send().at(permit + "/vehicles")

	// Another vehicle, and one too many taken away again; what was typed survives both.
	v = b.vehicle(v, 0, "AB12 CDE").press("_add", "/vehicles").is(200).silent("There is a problem")
	v = b.vehicle(v, 1, "XY34 ZZZ").press("_remove", "/vehicles/0").is(200).says("Vehicle 1", "Are you sure you want to remove this?")
	kept := b.get(v.link("No, do not remove")).is(200)
	if !strings.Contains(kept.html, `value="AB12 CDE"`) || !strings.Contains(kept.html, `value="XY34 ZZZ"`) {
		t.Fatal("what is kept is lost:", kept.html)
	}
	v = b.form(v, "_sure").send().is(200).at(permit + "/vehicles")
	if strings.Contains(v.html, `value="AB12 CDE"`) || !strings.Contains(v.html, `value="XY34 ZZZ"`) {
		t.Fatal(v.html)
	}
	v = b.vehicle(v, 0, "XY34 ZZZ").send().at(permit + "/proof")

	// A file of the wrong kind is refused whatever its name says; the right one is kept.
	v = b.form(v, "/proof_of_address").attach("/proof_of_address", "bill.pdf", "<html><script>alert(1)</script>").send().is(422).says("The selected file must be a PDF, JPEG or PNG")
	v = b.form(v, "/proof_of_address").attach("/proof_of_address", "bill.pdf", "%PDF-1.7\n").send().at(permit + "/declaration")
	v = b.form(v, "/declaration").fill("/declaration", "true").send().is(200).at(permit + "/check")
	v.says("Check your answers", "Amina Yusuf", "27 March 1985", "XY34 ZZZ", "bill.pdf")

	// A changed answer leads back here.
	v = b.get(v.link("Change full name")).is(200)
	v = b.form(v, "/applicant/name").fill("/applicant/name", "Amina A. Yusuf").send().at(permit + "/check").says("Amina A. Yusuf").silent("Accept and send")
	v = b.get(v.link("Continue")).is(200).at(permit + "/declaration?to=check").says("An answer has changed since this was confirmed")
	v = b.form(v, "/declaration").fill("/declaration", "true").send().at(permit + "/check").says("Amina A. Yusuf").silent("An answer has changed")
	v = b.get(v.link("Change full name")).is(200)
	v = b.form(v, "/applicant/name").send().at(permit + "/check") // nothing was changed

	done := b.form(v, "_csrf").send().is(200).at(permit+"/done").says("Application received", "Your reference PP-2026-000001", "What happens next")
	b.get(permit + "/done").is(200).says("PP-2026-000001")
	// The same post again lands on the same receipt, and so does any page of the form.
	b.form(v, "_csrf").send().is(200).at(permit + "/done").says("PP-2026-000001")
	b.get(permit + "/about-you").at(permit + "/done")
	if n, err := h.db.CountCases(t.Context()); n != 1 || err != nil {
		t.Fatal(n, err)
	}

	k, err := h.db.Case(t.Context(), "PP-2026-000001")
	if err != nil {
		t.Fatal(err)
	}
	if len(k.Documents) != 1 || k.Documents[0].Name != "bill.pdf" || k.Documents[0].Media != "application/pdf" {
		t.Fatalf("%+v", k.Documents)
	}
	// The browser that applied needs no proof; another does.
	b.get(done.link("getting on")).is(200).says("Your application", "PP-2026-000001")
	h.browser().get("/track/PP-2026-000001").is(200).says("Show that this is your application").silent("Amina")
	// The next application is a new one.
	b.begin()
}

func TestTheReceiptIsForgottenWithTheBrowser(t *testing.T) {
	h := open(t, nil)
	b := h.browser()
	v := b.apply("B", true)
	b.c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	sent := b.form(v, "_csrf").send().is(http.StatusSeeOther)
	for _, c := range (&http.Response{Header: sent.header}).Cookies() {
		if c.MaxAge != 0 || !c.Expires.IsZero() || !c.HttpOnly {
			t.Errorf("a cookie that outlives the browser: %+v", c)
		}
	}
}

func TestSendingTwiceAtOnceOpensOneCase(t *testing.T) {
	h := open(t, nil)
	b := h.browser()
	v := b.apply("B", true)
	var wait sync.WaitGroup
	seen := make([]string, 6)
	for i := range seen {
		wait.Go(func() {
			res, err := b.c.PostForm(h.url+permit+"/check", b.form(v, "_csrf").values)
			if err == nil {
				seen[i] = res.Request.URL.Path
				res.Body.Close()
			}
		})
	}
	wait.Wait()
	for _, at := range seen {
		if at != permit+"/done" {
			t.Fatal(seen)
		}
	}
	if n, err := h.db.CountCases(t.Context()); n != 1 || err != nil {
		t.Fatal(n, err)
	}
}

func TestADraftSurvivesAChangedForm(t *testing.T) {
	h := open(t, nil)
	b := h.browser()
	v := b.aboutYou(b.begin()).at(permit + "/contact")
	v = b.form(v, "/contact/prefers").fill("/contact/prefers", "telephone", "/contact/telephone", "01632 960 001").send().at(permit + "/address")

	file := filepath.Join(h.dir, "parking-permit/forms/apply.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), "{ const: telephone, title: Telephone }", "{ const: post, title: By post }", 1)
	changed = strings.Replace(changed, "required: [name, email,", "required: [name, nickname, email,", 1)
	changed = strings.Replace(changed, "      name:\n", "      nickname: { title: \"What do friends call you?\", type: string, minLength: 1, maxLength: 50, examples: [Ami] }\n      name:\n", 1)
	before := h.cat.Get("parking-permit").Version
	welsh, err := os.ReadFile(filepath.Join(h.dir, "parking-permit/forms/apply.cy.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	h.write("parking-permit/forms/apply.cy.yaml", strings.Replace(string(welsh), "telephone: Ffôn", "post: Post", 1))
	h.write("parking-permit/forms/apply.yaml", changed)
	eventually(t, "the changed form", func() bool { return h.cat.Get("parking-permit").Version != before })

	v = b.get(v.path).is(200).says("This form has changed since you began", "The form has 1 new question since you began:")
	b.get(v.path + "?lang=cy").is(200).says("Mae 1 cwestiwn newydd ar y ffurflen")
	b.get(v.path + "?lang=en").is(200)
	// Going on to the end leads back to what is new, with what was answered before still there.
	v = b.get(permit + "/check").is(200).at(permit + "/about-you?to=check&look=1").says("What do friends call you?")
	if !strings.Contains(v.html, `value="Amina Yusuf"`) {
		t.Fatal(v.html)
	}
	v = b.form(v, "/applicant/nickname").fill("/applicant/nickname", "Ami").send()
	v.at(permit + "/contact?to=check&look=1").says("By post")
}

func TestAnUnfinishedApplicationIsDeletedAfterADay(t *testing.T) {
	h := open(t, nil)
	b := h.browser()
	v := b.aboutYou(b.begin())
	b.get(permit).says("You have begun an application", "Continue your application")
	h.later(23 * time.Hour)
	b.get(v.path).is(200).at(permit + "/contact")
	h.later(2 * time.Hour)
	b.get(v.path).is(http.StatusGone).says("Your answers have been deleted", "24 hours")
	b.get(permit).is(200).says("Start now").silent("You have begun")
	b.begin()
}

func TestAnApplicantDeletesTheirAnswers(t *testing.T) {
	h := open(t, nil)
	b := h.browser()
	b.aboutYou(b.begin())
	v := b.get(permit)
	s := b.form(v, "_csrf")
	if s.action != permit+"/delete" {
		t.Fatal(s.action)
	}
	v = s.send().is(200).says("Are you sure you want to delete your answers?")
	b.get(v.link("No, keep my answers")).is(200).at(permit + "/contact")
	again := b.post(permit, url.Values{"_csrf": s.values["_csrf"]}).is(200).at(permit + "/delete?again=1").says("Are you sure you want to delete your answers?") // “Start again”
	if action := b.form(again, "_sure").action; action != permit {
		t.Error("being sure begins again at", action)
	}
	if kept := b.get(permit + "/about-you"); !strings.Contains(kept.html, `value="Amina Yusuf"`) {
		t.Error("the answers were deleted before anybody was sure")
	}
	b.form(v, "_sure").send().is(200).at("/").says("Your answers have been deleted")
	b.get(permit + "/about-you").at(permit)
	b.begin().silent("Amina")
}

func TestADraftIsNobodyElses(t *testing.T) {
	h := open(t, nil)
	amina := h.browser()
	amina.aboutYou(amina.begin())
	h.browser().get(permit + "/about-you").at(permit).silent("Amina")
	u, _ := url.Parse(h.url)
	for _, c := range amina.c.Jar.Cookies(u) {
		if _, err := h.db.Draft(t.Context(), c.Value, h.clock()); err == nil {
			t.Fatal("the store knows a draft by the secret itself")
		}
	}
}

// caseworker is an actor with every authority.
var caseworker = engine.Actor{ID: "sam", Kind: "staff", Name: "Sam Okafor", Roles: []string{"caseworker", "senior_caseworker", "manager"}, Teams: []string{"parking", "accessibility", "street"}}

func TestTheApplicantSeesWhatTheyHaveBeenTold(t *testing.T) {
	h := open(t, nil)
	b := h.browser()
	ref := b.sent("B", false)
	b.get("/track/"+ref).is(200).says("In progress", "Received 2 March 2026", "We are now at the step “Check the application”.", "The next step is “Decide”.", "if we need anything else, and when we have decided", "We aim to decide by 16 March 2026").silent("What we decided")
	eventually(t, "the first letter", func() bool { return strings.Contains(b.get("/track/"+ref).text, "What we have written to you") })

	h.do(ref, caseworker, engine.CompleteTask{Task: "proof", Answers: []byte(`{"document":"other","result":"failed"}`)})
	// Proposed, not made: nothing changes for the applicant.
	b.get("/track/"+ref).says("We are now at the step “Decide”.").silent("What we decided", "Refused", "did not match", "The next step")
	b.get(permit + "/done").says("We are now at the step “Decide”.").silent("The next step") // which comes hangs on the decision
	h.do(ref, caseworker, engine.ConfirmDecision{Decision: "permit"})
	eventually(t, "the decision to be told", func() bool { return strings.Contains(b.get("/track/"+ref).text, "What we decided") })
	b.get("/track/"+ref).says("Decided", "Refused", "The proof of address did not match the application.", "We told you on 2 March 2026", "We have finished. If you do not agree with our decision").silent("do not need to do anything")
}

func TestNobodySeesACaseWithoutKnowingWhatItsApplicantKnows(t *testing.T) {
	h := open(t, nil)
	ref := h.browser().sent("B", true)
	b := h.browser()
	v := b.get("/track?asked=1&reference=" + strings.ToLower(ref)).is(200).at("/track/" + ref)
	// A wrong answer about a case and any answer about none are told apart by nothing.
	wrong := b.form(v, "_born-day").fill("_born-day", "1", "_born-month", "1", "_born-year", "1985").send().is(422).says("These details do not match")
	none := b.form(b.get("/track/PP-2026-999999"), "_born-day").fill("_born-day", "27", "_born-month", "3", "_born-year", "1985").send().is(422)
	if strings.ReplaceAll(wrong.text, ref, "") != strings.ReplaceAll(none.text, "PP-2026-999999", "") {
		t.Fatalf("%s\n%s", wrong.text, none.text)
	}
	b.form(v, "_born-day").fill("_born-day", "31", "_born-month", "2", "_born-year", "1985").send().is(422).says("must be a real date")
	b.form(v, "_born-day").send().is(422).says("Enter your date of birth or your email address")
	b.form(v, "_born-day").fill("_born-day", "27").send().is(422).says("Date of birth must include a month and year").silent("real date")
	b.form(b.get("/track/"+ref+"?lang=cy"), "_born-day").fill("_born-month", "3").send().is(422).says("Rhaid i’ch dyddiad geni gynnwys diwrnod a blwyddyn")
	b.get("/track/" + ref + "?lang=en")
	b.form(v, "_born-day").fill("_born-day", "27", "_born-month", "3", "_born-year", "1985").send().is(200).at("/track/" + ref).says("Your application")
	h.later(2 * time.Hour)
	b.get("/track/" + ref).says("Show that this is your application")

	c := h.browser()
	c.form(c.get("/track/"+ref), "_email").fill("_email", " AMINA.yusuf@example.com ").send().is(200).says("Your application")
	c.get("/track/PP-2026-000002").says("Show that this is your application")
}

func TestGuessingIsSlowedDownInTheRecord(t *testing.T) {
	h := open(t, nil)
	ref := h.browser().sent("B", true)
	guess := func(from string, day int) *view {
		b := h.browser() // each guess from a browser of its own: what is counted is the case and the peer
		b.from = from
		return b.form(b.get("/track/"+ref), "_born-day").fill("_born-day", fmt.Sprint(day), "_born-month", "3", "_born-year", "1985").send()
	}
	for i := range 10 {
		guess("192.0.2.1", i+1).is(422)
	}
	// The stranger has closed the way in for themselves, and not for the applicant, who need not start again either.
	guess("192.0.2.1", 27).is(http.StatusTooManyRequests).says("Too many wrong answers have been given for this reference today", "Email me a link").silent("Continue")
	guess("192.0.2.2", 27).is(200).says("Your application")
	guess("192.0.2.1", 27).is(http.StatusTooManyRequests)
	for i := range 40 { // many strangers close it for everyone, and the mailed link is left
		guess(fmt.Sprintf("192.0.2.%d", 10+i/8), i%20+1).is(422)
	}
	guess("192.0.2.200", 27).is(http.StatusTooManyRequests).says("Get a link by email", "Email me a link")
	h.later(25 * time.Hour)
	guess("192.0.2.1", 27).is(200).says("Your application")
}

func TestALostReferenceIsMailedAndTheAnswerTellsNothing(t *testing.T) {
	h := open(t, nil)
	ref := h.browser().sent("B", true)
	mailed := func() []store.KeptMail {
		all, _, err := h.db.Mail(t.Context(), "", 50)
		if err != nil {
			t.Fatal(err)
		}
		var out []store.KeptMail
		for _, m := range all {
			if strings.Contains(m.Text, "/track/link/") {
				out = append(out, m)
			}
		}
		return out
	}
	ask := func(address string) *view {
		b := h.browser()
		return b.form(b.get("/track/lost"), "_email").fill("_email", address).send()
	}
	ask("nonsense").is(422).says("Enter an email address in the correct format")
	told := func(address string) string { // but for the address itself, which each has typed
		return strings.Replace(ask(address).is(200).says(address).text, address, "", 1)
	}
	if a, b := told("amina.yusuf@example.com"), told("nobody@example.com"); a != b {
		t.Fatalf("%s\n%s", a, b)
	}
	eventually(t, "the mail", func() bool { return len(mailed()) == 1 })
	m := mailed()[0]
	if m.Address != "amina.yusuf@example.com" || !strings.Contains(m.Text, ref) {
		t.Fatalf("%+v", m)
	}
	link := "/track/link/" + strings.Trim(between(t, m.Text, "/track/link/", "\n"), "* .<>")

	// Looking at the link, as a mail program does, leaves it good; pressing the button uses it up.
	h.browser().get(link).is(200).says("works once").silent("Amina", ref)
	b := h.browser()
	b.form(b.get(link), "_csrf").send().is(200).at("/track/" + ref).says("Your application")
	h.browser().get(link).is(http.StatusGone).says("This link cannot be used any more")
	b.post(link, url.Values{"_csrf": b.form(b.get("/track/lost"), "_email").values["_csrf"]}).is(http.StatusGone)

	// The same by the reference.
	c := h.browser()
	s := c.form(c.get("/track/"+ref), "_email")
	c.post(s.action+"/link", url.Values{"_csrf": s.values["_csrf"]}).is(200).says("If there is an application with this reference")
	eventually(t, "the second mail", func() bool { return len(mailed()) == 2 })
}

func TestStaffAreLedToWhereTheyTakeAnApplication(t *testing.T) {
	h := open(t, nil)
	b := h.person("sam@example.org", []string{"caseworker"}, []string{"parking"})
	v := b.get(permit).is(200).says("You are signed in as staff", "If you start here, you apply for yourself")
	b.get(v.link("take it for that person")).is(200).at("/cases/new/parking-permit").says("How did it reach us?")
	h.browser().get(permit).silent("signed in as staff")
}

func TestAServiceForStaffIsNotOfferedToThePublic(t *testing.T) {
	h := open(t, map[string]string{
		"inspection/casetype.yaml":    "title: Site inspection\nintake: { form: apply, by: staff }\nreference: \"SI-{{ number(4) }}\"\nstages:\n  - { id: look, title: Look, tasks: [ { id: look, title: Look } ] }\n",
		"inspection/forms/apply.yaml": "title: Site inspection\ntype: object\nproperties: { place: { title: Where, type: string, examples: [here] } }\n",
	})
	for _, e := range h.cat.All() {
		if e.Broken {
			t.Fatal(e.Name, e.Diagnostics)
		}
	}
	b := h.browser()
	b.get("/").silent("Site inspection")
	for _, path := range []string{"/apply/inspection", "/apply/inspection/page-1", "/apply/inspection/check"} {
		if v := b.get(path); !strings.HasPrefix(v.path, "/sign-in") {
			t.Errorf("%s is shown at %s: %s", path, v.path, v.text)
		}
	}
	sam := h.person("sam@example.org", []string{"caseworker"}, nil)
	sam.get("/").says("Site inspection")
	sam.get("/apply/inspection").is(200).at("/cases/new/inspection")
}

func TestAServiceThatIsBrokenSaysSo(t *testing.T) {
	h := open(t, map[string]string{"broken/casetype.yaml": "title: [\n"})
	h.browser().get("/apply/broken").is(503).says("This service is not available at the moment")
	h.browser().get("/apply/never-was").is(404).says("Page not found")
	h.browser().get("/").is(200).silent("broken")
}
