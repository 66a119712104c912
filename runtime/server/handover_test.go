package server_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// handed is a service that a tired person might want help with: a few questions, a list, and an answer that is masked.
var handed = map[string]string{
	"grant/casetype.yaml": "title: Hardship grant\nintake: apply\naccess: { caseworker: { see: all, work: all } }\n",
	"grant/forms/apply.yaml": `title: Apply for a grant
type: object
required: [name, rent]
properties:
  name: { title: Full name, type: string }
  rent: { title: What is your rent, type: string, format: money }
  debts: { title: Debts, type: array, items: { title: Debt, type: object, required: [owed], properties: { owed: { title: Whom do you owe money, type: string } } } }
`,
}

// shown is the link that a page shows for a helper.
func (b *browser) shown(v *view) string {
	b.t.Helper()
	link := regexp.MustCompile(`/apply/grant/help/[A-Za-z0-9_-]+`).FindString(v.html)
	if link == "" {
		b.t.Fatalf("no link is shown: %s", v.text)
	}
	return link
}

// helped begins an application, answers its first question, and makes a link for a helper.
func (b *browser) helped(name string) (link string) {
	b.t.Helper()
	v := b.form(b.get("/apply/grant").is(200), "_csrf").send().is(200).at("/apply/grant/name")
	v = b.form(v, "/name").fill("/name", "Jo Bell").send().is(200).at("/apply/grant/rent")
	v = b.form(v, "/rent").press("_save", "1").is(200).at("/apply/grant/save").says("If you want somebody to help you")
	v = b.get(v.link("hand your application to somebody you trust")).is(200).says("they see all your answers so far", "only you can send it")
	return b.shown(b.form(v, "_name").fill("_name", name).send().is(200).says("This link is for " + name))
}

// Somebody hands their application to a helper, gets it back, and sends it; what the helper answered can be told from what
// they answered themselves, before it is sent and ever after.
func TestAnApplicationIsHandedToAHelperAndBack(t *testing.T) {
	h := open(t, handed)
	b := h.browser()
	link := b.helped("Ada Obi")
	b.get("/apply/grant/help").is(200).says("The link that you made for Ada Obi has not been used yet")
	b.get("/apply/grant/continue").is(200).at("/apply/grant/rent") // until it is used, they go on themselves
	b.get(link).is(200).says("This is your own application")

	ada := h.browser()
	v := ada.get(link).is(200).says("Somebody has asked Ada Obi to help", "Hardship grant", "you cannot send the application").silent("Jo Bell")
	v = ada.form(v, "_csrf").send().is(200).at("/apply/grant/rent").says("You are helping somebody with their application")
	h.browser().get(link).is(http.StatusGone).says("A link to help somebody opens once")

	// While she has it, the applicant reads who has it, and can change nothing.
	for _, at := range []string{"continue", "rent", "check", "save"} {
		b.get("/apply/grant/"+at).is(200).at("/apply/grant/help").says("Ada Obi has your application", "Take it back")
	}
	b.post("/apply/grant/rent", url.Values{"_csrf": {b.form(b.get("/apply/grant/help"), "_csrf").values.Get("_csrf")}, "/rent": {"1"}}).at("/apply/grant/help")

	// She answers, adds to the list, and may not send it, delete it, or have it mailed anywhere.
	v = ada.form(v, "/rent").fill("/rent", "450").send().is(200).at("/apply/grant/debts")
	v = ada.form(v, "_csrf").press("_add", "/debts").is(200)
	v = ada.form(v, "/debts/0/owed").fill("/debts/0/owed", "The bank").send().is(200).at("/apply/grant/check")
	v.says("Full name Jo Bell", "£450.00 Answered by Ada Obi", "The bank Answered by Ada Obi", "Only the person who is applying can send").silent("Accept and send", "Jo Bell Answered")
	csrf := url.Values{"_csrf": {ada.form(ada.get("/apply/grant/help"), "_csrf").values.Get("_csrf")}}
	for _, at := range []string{"check", "delete", "save"} {
		ada.post("/apply/grant/"+at, csrf).is(200).at("/apply/grant/help").says("Give the application back")
	}
	ada.get("/apply/grant").is(200).silent("Delete my answers")
	ada.form(ada.get("/apply/grant/help"), "_back").send().is(200).says("You have given the application back")
	ada.get("/apply/grant/check").is(200).at("/apply/grant")

	// The applicant has it again, changes one of her answers, and sends it.
	v = b.get("/apply/grant/check").is(200).at("/apply/grant/check").says("£450.00 Answered by Ada Obi", "The bank Answered by Ada Obi", "Accept and send")
	v = b.form(b.get("/apply/grant/rent?to=check"), "/rent").fill("/rent", "460").send().at("/apply/grant/check").says("The bank Answered by Ada Obi").silent("£460.00 Answered")
	v = b.form(v, "_csrf").send().is(200).at("/apply/grant/done")
	h.browser().get(link).is(http.StatusGone)

	cases, err := h.db.Case(t.Context(), regexp.MustCompile(`[A-Z]+-\d+-\d+|[A-Z0-9-]{6,}`).FindString(v.text[strings.Index(v.text, "Your reference"):]))
	if err != nil {
		t.Fatal(err)
	}
	if len(cases.Helped) != 1 || cases.Helped[0].Name != "Ada Obi" || len(cases.Helped[0].Fields) != 1 || cases.Helped[0].Fields[0] != "/debts/0/owed" {
		t.Errorf("recorded as helped: %+v", cases.Helped)
	}
	worker := h.caseworker("Ana")
	worker.get("/cases/" + cases.Reference).is(200).says("The bank Answered by Ada Obi, who helped").silent("£460.00 Answered")
	worker.get("/cases/" + cases.Reference).is(200).says("Ada Obi helped the applicant, and gave 1 answer.")
}

// What is handed over can be taken back at any moment: an offer that nobody has opened, and an application that a helper
// is writing in. What the helper had saved is kept.
func TestAnApplicationIsTakenBackFromAHelper(t *testing.T) {
	h := open(t, handed)
	b := h.browser()
	first := b.helped("Ada Obi")
	second := b.shown(b.form(b.get("/apply/grant/help"), "_name").fill("_name", "Ben Cole").send().is(200))
	h.browser().get(first).is(http.StatusGone)

	ben := h.browser()
	v := ben.form(ben.get(second).is(200), "_csrf").send().at("/apply/grant/rent")
	v = ben.form(v, "/rent").fill("/rent", "450").send().at("/apply/grant/debts")
	b.form(b.get("/apply/grant/help").says("Ben Cole has your application"), "_back").send().is(200).at("/apply/grant/check")
	ben.form(v, "_csrf").send().is(http.StatusGone).says("You no longer have this application")
	ben.get("/apply/grant").is(200) // and may apply for themselves
	b.get("/apply/grant/rent").is(200)
	if !strings.Contains(b.get("/apply/grant/rent").html, `value="450`) {
		t.Error("what the helper had saved is gone")
	}
	b.form(b.get("/apply/grant/help"), "_name").send().is(422).says("There is a problem", "Enter the name of the person who will help you")
	b.form(b.get("/apply/grant/help"), "_name").fill("_name", strings.Repeat("a", 101)).send().is(422).says("100 characters or fewer")
}

// What is declared is the applicant's to declare: whatever a helper has ticked, and whatever was ticked before they had it,
// is asked again. And the page with the link, loaded again, takes nothing from the helper who has opened it.
func TestAHelperDeclaresNothing(t *testing.T) {
	h := open(t, map[string]string{
		"grant/casetype.yaml":    "title: Hardship grant\nintake: apply\n",
		"grant/forms/apply.yaml": "title: Apply for a grant\ntype: object\nrequired: [name, rent, declared]\nproperties:\n  name: { title: Full name, type: string }\n  rent: { title: What is your rent, type: string, format: money }\n  declared: { title: All of this is true, const: true }\n",
	})
	b := h.browser()
	link := b.helped("Ada Obi")
	offer := b.form(b.get("/apply/grant/help"), "_name").fill("_name", "Ada Obi")
	h.browser().get(link).is(200)
	ada := h.browser()
	v := ada.form(ada.get(link), "_csrf").send().is(200)
	offer.send().is(200).at("/apply/grant/help").says("Ada Obi has your application")
	v = ada.form(ada.get("/apply/grant/rent").is(200), "/rent").fill("/rent", "450").send().at("/apply/grant/check").silent("All of this is true")
	ada.get("/apply/grant/declared").is(200).at("/apply/grant/check")
	ada.form(ada.get("/apply/grant/help"), "_back").send().is(200)
	v = b.get("/apply/grant/continue").is(200).at("/apply/grant/declared").says("Ada Obi has given your application back.")
	b.get("/apply/grant/check").is(200).at("/apply/grant/check").says("£450.00 Answered by Ada Obi").silent("Accept and send")
	v = b.form(v, "/declared").fill("/declared", "true").send().at("/apply/grant/check").says("£450.00 Answered by Ada Obi").silent("Yes Answered", "has given your application back")
	b.form(v, "_csrf").send().at("/apply/grant/done")
}

// A link that a hundred people press at once is opened by one of them.
func TestALinkForAHelperOpensOnce(t *testing.T) {
	h := open(t, handed)
	link := h.browser().helped("Ada Obi")
	var presses sync.WaitGroup
	var mu sync.Mutex
	opened := 0
	var sheets []*sheet
	for range 20 {
		b := h.browser()
		sheets = append(sheets, b.form(b.get(link).is(200), "_csrf"))
	}
	for _, s := range sheets {
		presses.Go(func() {
			answer, err := s.b.c.PostForm(h.url+link, s.values)
			if err != nil {
				t.Error(err)
				return
			}
			answer.Body.Close()
			mu.Lock()
			defer mu.Unlock()
			if answer.StatusCode == 200 {
				opened++
			} else if answer.StatusCode != http.StatusGone {
				t.Errorf("answered with %d", answer.StatusCode)
			}
		})
	}
	presses.Wait()
	if opened != 1 {
		t.Errorf("opened by %d", opened)
	}
}

// Where mail leaves, the helper is written to, and the applicant hears that it has been given back.
func TestAHelperAndTheirApplicantAreWrittenTo(t *testing.T) {
	h := open(t, handed)
	b := h.browser()
	b.helped("Ada Obi")
	b.get("/apply/grant/help").silent("email address (optional)") // nothing is mailed from here

	h, post := mailing(t, handed)
	post.mended.Store(true)
	b = h.browser()
	b.helped("Ada Obi")
	b.form(b.get("/apply/grant/save"), "_email").fill("_email", "jo@example.org").send().is(200)
	b.form(b.get("/apply/grant/help"), "_name").fill("_name", "Ada Obi", "_email", "nonsense").send().is(422).says("Enter an email address in the correct format")
	v := b.form(b.get("/apply/grant/help"), "_name").fill("_name", "Ada Obi", "_email", "ada@example.org").send().is(200).says("We are also emailing it to ada@example.org.")
	eventually(t, "the mail to the helper", func() bool { return post.said("somebody has asked you to help") && post.said(b.shown(v)) })
	if post.said("Jo Bell") {
		t.Error("the mail says what was answered")
	}
	ada := h.browser()
	v = ada.form(ada.get(b.shown(v)), "_csrf").send().is(200)
	ada.form(ada.get("/apply/grant/help"), "_back").send().is(200)
	eventually(t, "the mail to the applicant", func() bool { return post.said("Ada Obi has given your application back") })
	post.mu.Lock()
	defer post.mu.Unlock()
	before, after, _ := strings.Cut(strings.ReplaceAll(post.taken, "=\r\n", ""), "Ada Obi has given your application back")
	if !strings.Contains(before, "If you did not ask for this, you do not need to do anything") || strings.Contains(after, "you do not need to do anything") {
		t.Errorf("whoever is to send their application is told to do nothing: %s", after)
	}
}
