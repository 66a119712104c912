package server_test

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/caseloom/caseloom/ui/tested"
)

const hardship = `title: Apply for a hardship grant
description: For students who are short of money.
type: object
required: [name, born, rent]
properties:
  name: { title: Full name, type: string }
  born: { title: Date of birth, type: string, format: date }
  works: { title: "Do you work?", type: boolean }
  wage: { title: What do you earn in a month, type: string, format: money, x-when: form.works }
  rent: { title: What is your rent, type: string, format: money }
  notes: { title: Anything else, type: string }
x-start: { takes: 10 minutes, need: [your tenancy agreement, a bank statement] }
x-declaration: What I have told you is true. I know that I must pay back what I get by telling lies.
x-sections:
  - { title: About you, pages: [name, born] }
  - { title: Your money, pages: [works, rent] }
`

// A long form is a list of sections. Each says how far it is; they may be done in any order, and what is sent is checked
// as a whole.
func TestALongFormIsDoneInSections(t *testing.T) {
	h := open(t, map[string]string{
		"grant/casetype.yaml":    "title: Hardship grant\nintake: apply\npeople: { applicant: { from: form } }\naccess: { caseworker: { see: all, work: all } }\n",
		"grant/forms/apply.yaml": hardship,
	})
	b := h.browser()
	v := b.get("/apply/grant").is(200).says("How long it takes", "It takes about 10 minutes.", "What you will need", "your tenancy agreement", "a bank statement")
	v = b.form(v, "_csrf").send().is(200).at("/apply/grant/tasks").says("You have completed 0 of 2 sections.", "About you", "Your money", "Not started").silent("Check and send", "In progress")

	// The second section first, and only a part of it.
	v = b.get(v.link("Your money")).is(200).at("/apply/grant/works")
	v = b.form(v, "/works").fill("/works", "true").send().is(200).at("/apply/grant/wage")
	v = b.get("/apply/grant/tasks").is(200).says("In progress", "Not started").silent("Completed")
	v = b.get(v.link("Your money")).is(200).at("/apply/grant/wage")
	v = b.form(v, "/wage").fill("/wage", "800").send().is(200).at("/apply/grant/rent")
	v = b.form(v, "/rent").fill("/rent", "lots").send().is(422)
	b.get("/apply/grant/tasks").is(200).silent("Completed")
	v = b.form(v, "/rent").fill("/rent", "450").send().is(200).at("/apply/grant/notes") // it belongs to the section before it
	v = b.form(v, "/notes").send().is(200).at("/apply/grant/tasks").says("You have completed 1 of 2 sections.", "Completed", "Not started")

	// Nothing can be sent before all is done.
	b.get("/apply/grant/check").is(200).at("/apply/grant/name?to=check&look=1")
	v = b.get("/apply/grant/continue").is(200).at("/apply/grant/tasks")
	v = b.get(v.link("About you")).is(200).at("/apply/grant/name")
	v = b.form(v, "/name").fill("/name", "Jo Bell").send().is(200).at("/apply/grant/born")
	if back := v.link("Back"); back != "/apply/grant/name" {
		t.Errorf("Back leads to %s", back)
	}
	v = b.form(v, "/born-day").fill("/born-day", "1", "/born-month", "2", "/born-year", "2005").send().is(200).at("/apply/grant/tasks").says("You have completed 2 of 2 sections.")
	v = b.get(v.link("Check and send")).is(200).says("What I have told you is true.").silent("you confirm that")
	v = b.form(v, "_csrf").send().is(200).says("Your reference")
}

// A service opens and closes on a day, by the office's clocks. Whoever comes outside of it is told so; staff may enter what
// came in time.
func TestAServiceOpensAndCloses(t *testing.T) {
	h := open(t, map[string]string{
		"grant/casetype.yaml":    "title: Hardship grant\nintake: { form: apply, opens: 2026-03-10, closes: 2026-03-20 17:00, keep: 30 days }\npeople: { applicant: { from: form } }\naccess: { caseworker: { see: all, work: all } }\n",
		"grant/forms/apply.yaml": "title: Apply\ntype: object\nrequired: [name]\nproperties: { name: { title: Full name, type: string }, more: { title: Anything else, type: string } }\n",
	})
	b, p := h.browser(), h.program("")
	const early, late = "You cannot apply yet. Applications open on 10 March 2026.", "You can no longer apply. Applications closed on 20 March 2026 at 5pm."
	until(h, time.Date(2026, 3, 9, 23, 59, 0, 0, time.UTC))
	b.get("/").is(200).says("Hardship grant", early)
	b.get("/apply/grant").is(200).says(early).silent("Start now", "If you cannot finish")
	if r := p.post("/api/v1/casetypes/grant/cases", `{"name":"Jo"}`).is(409); !strings.Contains(r.body, "Applications open on 10 March 2026.") {
		t.Error(r.body)
	}

	until(h, time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC))
	v := b.get("/apply/grant").is(200).silent("cannot apply")
	v = b.form(v, "_csrf").send().is(200).at("/apply/grant/name")
	v = b.form(v, "/name").fill("/name", "Jo").send().is(200).at("/apply/grant/more")
	check := b.form(v, "/more").send().is(200).at("/apply/grant/check")

	until(h, time.Date(2026, 3, 20, 17, 0, 0, 0, time.UTC))
	b.form(check, "_csrf").send().is(200).at("/apply/grant").says(late).silent("Start now")
	b.get("/apply/grant/name").is(200).at("/apply/grant").says(late)
	p.post("/api/v1/casetypes/grant/cases", `{"name":"Jo"}`).is(409)
	ada := h.caseworker("Ada Obi")
	v = ada.get("/cases/new/grant").is(200)
	ada.form(v, "_channel").fill("_channel", "paper", "_received-day", "20", "_received-month", "3", "_received-year", "2026", "/name", "Jo").send().is(200)
}

// What the administrator has not written is said of the software alone; what they have written stands in its place, with
// no script or style in it.
func TestThePagesAboutTheSiteAreTheAdministrators(t *testing.T) {
	h := open(t, nil)
	b, r := h.browser(), tested.Read()
	b.get("/help/privacy").is(200).says("Riverside Borough Council runs this service", "You can ask for a copy")
	b.get("/help/contact").is(200).says("website or the letters of Riverside Borough Council")
	b.get("/help/cookies").is(200).says("The cookies that we use", "csrf", "draft-…")
	b.get("/help/accessibility").is(200).says("How it was tested", fmt.Sprintf("axe-core %s looks for what a machine can find, by %d rules. It looked at the pages in %d states", r.Axe, r.Rules, len(r.States)),
		"Guidelines 2.0, 2.1 and 2.2, levels A and AA.", "Questions of a form", "320 and 1280 pixels", "On and off", "What these tests do not tell")
	b.get("/help/accessibility?lang=cy").is(200).says("Mae axe-core "+r.Axe, "Cwestiynau ffurflen", "320 a 1280 picsel").spoken("en", "English").spoken("cy", "Cymraeg")
	b.get("/?lang=en")
	for name, text := range map[string]string{
		"privacy.md":       "# Your data\n\nAsk [our data officer](mailto:data@example.org), or [apply](/apply/x).\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1))\n",
		"accessibility.md": "## What does not work yet\n\nThe map of zones has no words.\n",
		"contact.md":       strings.Repeat("x", 300_000),
	} {
		at := filepath.Join(h.dir, "shared", "pages", name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	v := b.get("/help/privacy").is(200).says("Your data", "our data officer").silent("alert(1)", "Riverside Borough Council runs this service")
	if !strings.Contains(v.html, `href="mailto:data@example.org"`) || !strings.Contains(v.html, `href="/apply/x"`) || strings.Contains(v.html, `href="javascript:`) {
		t.Error(v.html)
	}
	if err := os.Remove(filepath.Join(h.dir, "shared", "pages", "privacy.md")); err != nil {
		t.Fatal(err)
	}
	b.get("/help/privacy").is(200).says("Riverside Borough Council runs this service").silent("Your data")
	b.get("/help/accessibility").is(200).says("How it was tested", "The map of zones has no words.")
	b.get("/help/contact").is(200).says("Contact us", "Riverside Borough Council") // one that cannot be read is not shown
}

// What somebody typed and is not asked now is still there when they change their mind, though the form changed meanwhile.
func TestAChangeOfMindOutlastsAChangedForm(t *testing.T) {
	form := "title: Apply\ntype: object\nrequired: [works]\nproperties:\n  works: { title: \"Do you work?\", type: boolean }\n  wage: { title: Your wage, type: string, format: money, x-when: form.works }\n  name: { title: Full name, type: string }\n"
	h := open(t, map[string]string{"grant/casetype.yaml": "title: Grant\nintake: apply\n", "grant/forms/apply.yaml": form})
	b := h.browser()
	v := b.form(b.get("/apply/grant").is(200), "_csrf").send().is(200).at("/apply/grant/works")
	v = b.form(v, "/works").fill("/works", "true").send().is(200).at("/apply/grant/wage")
	b.form(v, "/wage").fill("/wage", "812.50").send().is(200).at("/apply/grant/name")
	v = b.get("/apply/grant/works").is(200)
	b.form(v, "/works").fill("/works", "false").send().is(200).at("/apply/grant/name")

	before := h.cat.Get("grant").Version
	h.write("grant/forms/apply.yaml", form+"  more: { title: Anything else, type: string }\n")
	eventually(t, "the changed form", func() bool { return h.cat.Get("grant").Version != before })
	v = b.get("/apply/grant/works").is(200).silent("This form has changed")
	v = b.form(v, "/works").fill("/works", "true").send().is(200).at("/apply/grant/wage")
	if !strings.Contains(v.html, `value="812.50"`) {
		t.Error("the wage has to be typed again")
	}
}

// Posts that no page of ours would make get a sensible answer, and lose nothing: two tabs, two files for one, a file that is
// not what it says, questions of other pages, and names of things that are no question.
func TestOddPostsLoseNothing(t *testing.T) {
	h := open(t, map[string]string{"grant/casetype.yaml": "title: Grant\nintake: apply\n", "grant/forms/apply.yaml": "title: Apply\ntype: object\nproperties: { name: { title: Full name, type: string }, street: { title: Street, type: string }, proof: { title: Proof, type: string, format: file, x-accept: [application/pdf] } }\n"})
	b := h.browser()
	v := b.form(b.get("/apply/grant").is(200), "_csrf").send().is(200).at("/apply/grant/name")
	second := b.get("/apply/grant/name").is(200) // the same page in another tab
	b.form(v, "/name").fill("/name", "Ada").send().is(200).at("/apply/grant/street")
	v = b.form(second, "/name").fill("/name", "Ada Obi").send().is(200).at("/apply/grant/name").says("This page was answered differently in another window", "This is what was saved there:", "Full name Ada Go on with")
	if !strings.Contains(v.html, `value="Ada Obi"`) {
		t.Error("what was typed in the other tab is gone")
	}
	if again := b.get("/apply/grant/check").text; !strings.Contains(again, "Ada Change") {
		t.Error("what was saved first is gone before anybody said so:", again)
	}
	b.form(v, "/name").send().is(200).at("/apply/grant/street")
	v = b.get("/apply/grant/street").is(200)
	odd := b.form(v, "/street").fill("/street", "High Street")
	for name, value := range map[string]string{"/name": "somebody else", "/constructor": "x", "/__proto__/street": "y", "/nothing": "z", "/street/0/deep": "w", "/proof": "a text for a file"} {
		odd.values.Set(name, value)
	}
	odd.send().is(200).at("/apply/grant/proof")
	check := func() *view { return b.get("/apply/grant/check") }
	v = b.get("/apply/grant/proof").is(200)
	v = b.form(v, "/proof").attach("/proof", "proof.pdf", "MZ this is a program").send().is(422).says("The selected file")
	two := b.form(v, "/proof").attach("/proof", "a.pdf", "%PDF-1.4 one")
	two.twice = true
	if v = two.send(); v.status >= 500 {
		t.Fatalf("two files for one: %d", v.status)
	}
	check().is(200).says("Ada Obi", "High Street").silent("somebody else", "constructor", "a text for a file", "a program")
	sent := b.form(check(), "_csrf").send().is(200).says("Your reference")
	again := b.get("/apply/grant/check").is(200) // Back, after it was sent
	if again.path != "/apply/grant/done" || sent.path != again.path {
		t.Errorf("after it was sent, Back leads to %s", again.path)
	}
}

// Windows and devices that post in the same instant lose nothing of each other.
func TestPagesPostedInTheSameInstantAreAllKept(t *testing.T) {
	var form strings.Builder
	form.WriteString("title: Apply\ntype: object\nproperties:\n")
	for i := range 12 {
		fmt.Fprintf(&form, "  q%d: { title: Question %d, type: string }\n", i, i)
	}
	h := open(t, map[string]string{"grant/casetype.yaml": "title: Grant\nintake: apply\n", "grant/forms/apply.yaml": form.String()})
	b := h.browser()
	v := b.form(b.get("/apply/grant").is(200), "_csrf").send().is(200).at("/apply/grant/q0")
	csrf := b.form(v, "/q0").values.Get("_csrf")
	var posts sync.WaitGroup
	for i := range 12 {
		posts.Go(func() {
			page := fmt.Sprintf("/apply/grant/q%d", i)
			answer, err := b.c.PostForm(h.url+page, url.Values{"_csrf": {csrf}, fmt.Sprintf("/q%d", i): {fmt.Sprintf("answer %d.", i)}})
			if err != nil {
				t.Error(err)
				return
			}
			answer.Body.Close()
			typed, err := b.c.PostForm(h.url+page, url.Values{"_csrf": {csrf}, "_autosave": {"yes"}, fmt.Sprintf("/q%d", i): {"half an ans"}})
			if err != nil || typed.StatusCode != 204 {
				t.Errorf("what is typed: %v %v", typed, err)
				return
			}
			typed.Body.Close()
		})
	}
	posts.Wait()
	check := b.get("/apply/grant/check").is(200).silent("half an ans")
	for i := range 12 {
		check.says(fmt.Sprintf("answer %d.", i))
	}
}

// until moves the clock on to a moment.
func until(h *house, at time.Time) { h.later(at.Sub(h.clock())) }
