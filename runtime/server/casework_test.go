package server_test

import (
	"bufio"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/store"
)

// colleague is a member of staff who has signed in by the page.
func (h *house) colleague(name string, roles, teams []string) *browser {
	h.t.Helper()
	email := emailOf(name)
	_, link, err := h.people.AddStaff(h.t.Context(), identity.NewStaff{Email: email, Name: name, Roles: roles, Teams: teams})
	if err != nil {
		h.t.Fatal(err)
	}
	b := h.browser()
	v := b.get("/password/" + link).is(200).says("Choose a new password")
	v = b.form(v, "_password").fill("_password", "correct horse battery staple").send().is(200).at("/sign-in").says("Your password is saved")
	v = b.form(v, "_email").fill("_email", email, "_password", "correct horse battery staple").send().is(200)
	b.get("/password/" + link).is(404).says("This link cannot be used")
	return b
}

func emailOf(name string) string { return strings.ToLower(strings.Fields(name)[0]) + "@example.org" }

func (h *house) caseworker(name string) *browser {
	return h.colleague(name, []string{"caseworker"}, []string{"parking"})
}

// task opens the first task with this title on a list or a case page.
func (b *browser) task(from, title string) *view {
	b.t.Helper()
	return b.get(b.get(from).is(200).link(title)).is(200)
}

// press sends the form of one button that posts to an address with this end.
func (b *browser) press(v *view, end string) *view {
	b.t.Helper()
	var found *sheet
	each(v.doc, func(n *html.Node) {
		if n.Data == "form" && strings.HasSuffix(attr(n, "action"), end) {
			found = b.read(v, n)
		}
	})
	if found == nil {
		b.t.Fatalf("%s has no button that posts to …%s: %s", v.path, end, v.text)
	}
	return found.send()
}

func TestACaseworkerFollowsATaskToADecision(t *testing.T) {
	h := open(t, nil)
	ref := h.browser().sent("B", false)
	ada := h.caseworker("Ada Obi")

	v := ada.get("/tasks").is(200).says("You have no tasks of your own", "Check proof of address", ref, "Amina Yusuf", "4 March, 2 days", "Nobody yet")
	v = ada.get(v.link("Check proof of address")).is(200).says("What the applicant told us", "12 Mill Lane", "Does it match the application?", "Why")
	v = ada.press(v, "/claim").is(200).says("You have taken this task", "Owner You")
	ada.get("/tasks").is(200).says("Check proof of address", "You").silent("team’s pool")

	v = ada.form(v, "/result").fill("/document", "utility").send().is(422).says("There is a problem", "Does it match the application?")
	if !strings.Contains(v.html, `value="utility" checked`) {
		t.Error("the answer that was given is lost when another is missing")
	}
	v = ada.form(v, "/result").fill("/document", "utility", "/result", "passed").send().is(200).at("/cases/" + ref)
	v.says("The task “Check proof of address” is done", "Granted", "£45.00", "Ada Obi completed the task “Check proof of address”", "“Should this household have a permit?” was decided: Granted", "The stage “Issue the permit” began")
	v = ada.get(v.link("Send the permit to Amina Yusuf")).is(200).says("There is nothing to fill in", "5 March, 3 days")
	ada.press(v, "/complete").is(200).at("/cases/"+ref).says("is done", "Closed", "The case was closed").silent("Take this case")
}

func TestEveryEventHasItsWhy(t *testing.T) {
	h := open(t, nil)
	ref := h.browser().sent("B", false)
	ada := h.caseworker("Ada Obi")
	v := ada.get("/cases/"+ref).is(200).says("Everything that happened", "The fact “Cars” became 1", "len(form.vehicles)", "The clock “Target” started")
	if n := strings.Count(v.html, "<details"); n < 8 {
		t.Errorf("%d events can be opened for their why", n)
	}
	k, err := h.db.Case(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	events, err := h.db.Events(t.Context(), k.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		page := ada.get("/cases/"+ref+"/events/"+strconv.Itoa(e.Seq)).is(200).says("Why", "Version "+e.Version[:8])
		if e.Why != nil {
			page.says(e.Why.At)
		}
		if strings.Contains(page.text, "\uFFFD") {
			t.Errorf("event %d is told with a broken character: %s", e.Seq, page.text)
		}
	}
	for _, e := range events {
		if e.Kind == "clock.started" {
			ada.get("/cases/"+ref+"/events/"+strconv.Itoa(e.Seq)).says("case.received", "2 March 2026", "parking-permit/casetype.yaml:")
		}
	}
	for _, e := range events {
		if e.Kind == "task.created" && strings.Contains(string(e.Body), `"proof"`) {
			ada.get("/cases/"+ref+"/events/"+strconv.Itoa(e.Seq)).says("What was compared", "Do you pay Council Tax at this address? is yes", "Does not hold", "What would have changed it", "It would not have been needed if the answer to “Do you pay Council Tax at this address?” had been yes (it is no).")
		}
	}
	ada.get("/cases/" + ref + "/events/0").is(404)
	ada.get("/cases/" + ref + "/events/999").is(404)
	ada.get("/cases/" + ref + "/events/x").is(404)
}

func TestTheSecondOfTwoPeopleIsToldWhatChanged(t *testing.T) {
	h := open(t, nil)
	ref := h.browser().sent("B", false)
	ada, ben := h.caseworker("Ada Obi"), h.caseworker("Ben Cole")

	hold := ada.get("/cases/" + ref + "/hold").is(200)
	note := ben.get("/cases/" + ref + "/note").is(200)
	ben.form(note, "_text").fill("_text", "She rang: the bill is on its way.").send().is(200).at("/cases/"+ref).says("The note was added", "She rang")

	v := ada.form(hold, "_reason").fill("_reason", "Waiting for the bill.").send().is(409)
	v.says("Ben Cole changed this case while you had it open", "Ben Cole wrote a note", "She rang: the bill is on its way.", "Waiting for the bill.")
	if k, _ := h.db.Case(t.Context(), ref); k.Held != nil {
		t.Fatal("the case is on hold although the person was told that nothing was saved")
	}
	ada.form(v, "_reason").send().is(200).at("/cases/"+ref).says("The case is on hold", "Waiting for the bill.", "On hold")

	// Buttons say it too: two people take one task.
	other := h.browser().sent("B", false)
	a, b := ada.task("/cases/"+other, "Check proof of address"), ben.task("/cases/"+other, "Check proof of address")
	ben.press(b, "/claim").is(200).says("You have taken this task")
	v = ada.press(a, "/claim").is(409).says("Ben Cole took the task “Check proof of address”", "Do it all the same")
	ada.form(v, "_expect").send().is(409).says("Somebody else has already taken this")

	// What was typed into a task's form is kept.
	typed := ben.task("/cases/"+other, "Check proof of address")
	ada.form(ada.get("/cases/"+other+"/note"), "_text").fill("_text", "A note meanwhile.").send().is(200)
	v = ben.form(typed, "/result").fill("/document", "tenancy", "/result", "passed", "/comments", "Signed in 2024.").send().is(409)
	v.says("Ada Obi wrote a note", "Signed in 2024.")
	ben.form(v, "/result").send().is(200).at("/cases/" + other).says("is done")

	// So that nothing is lost, it is shown where it can no longer be sent.
	third := h.browser().sent("B", false)
	late := ben.task("/cases/"+third, "Check proof of address")
	ada.form(ada.task("/cases/"+third, "Check proof of address"), "/result").fill("/document", "other", "/result", "failed", "/comments", "Another name.").send().is(200)
	v = ben.form(late, "/result").fill("/document", "tenancy", "/result", "passed", "/comments", "She has moved since.").send().is(409)
	v.says("Ada Obi completed the task", "What you had filled in", "It can no longer be sent", "She has moved since.").silent("send it again")

	// And so is what was written about a decision.
	sal, kim := h.colleague("Sal Wright", []string{"senior_caseworker"}, []string{"parking"}), h.colleague("Kim Bell", []string{"senior_caseworker"}, []string{"parking"})
	v = kim.task("/cases/"+third, "Decide the application").says("What was found before", "Check proof of address", "Another name.", "No, it does not match").silent("failed")
	sal.press(sal.task("/cases/"+third, "Decide the application"), "/confirm").is(200).says("The answer is confirmed")
	kim.form(v, "_back").fill("_back", "Ask for the lease.").send().is(409).says("Sal Wright confirmed", "What you had filled in", "Ask for the lease.")
}

func TestNobodySeesACaseWithoutTheRight(t *testing.T) {
	h := open(t, nil)
	ref := h.browser().sent("B", false)
	k, err := h.db.Case(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	ana := h.colleague("Ana Lyst", []string{"analyst"}, nil)
	for _, path := range []string{"/cases/" + ref, "/cases/" + ref + "/hold", "/cases/" + ref + "/events/1", "/cases/" + ref + "/documents/1-0", "/tasks/" + k.ID + "-proof", "/cases/new/parking-permit"} {
		there, nowhere := ana.get(path).is(404), ana.get(strings.Replace(strings.Replace(path, ref, "PP-2026-999999", 1), k.ID, "00000000000000000000000000000000", 1)).is(404)
		there.silent("Amina", "12 Mill Lane")
		if there.text != nowhere.text {
			t.Errorf("%s tells that the case is there: %s", path, there.text)
		}
	}
	ana.get("/cases?q=Amina").is(200).silent("Amina Yusuf", ref)
	ana.get("/tasks?tab=team").is(200).silent("Amina", ref)
	token := csrf(ana.get("/studio"))
	for _, path := range []string{"/cases/" + ref + "/note", "/cases/" + ref + "/claim", "/tasks/" + k.ID + "-proof/claim", "/tasks/" + k.ID + "-proof/complete", "/tasks/" + k.ID + "-permit/confirm"} {
		ana.post(path, url.Values{"_csrf": {token}, "_text": {"x"}, "_expect": {strconv.Itoa(k.Seq)}}).is(404)
	}
	if after, _ := h.db.Case(t.Context(), ref); after.Seq > k.Seq+1 { // a message may have gone out
		t.Errorf("the case went from event %d to %d", k.Seq, after.Seq)
	}
}

func TestHiddenAnswersAreNowhereOnTheStaffPages(t *testing.T) {
	h := open(t, nil)
	raw := readFile(t, h.dir+"/parking-permit/casetype.yaml")
	h.write("parking-permit/casetype.yaml", strings.Replace(raw, "caseworker: { see: all, work: all }", "caseworker: { see: all, work: all, hide: [form.address, form.applicant.email] }", 1))
	eventually(t, "the new access", func() bool { return len(h.cat.Get("parking-permit").Access["caseworker"].Hide) == 2 })
	ref := h.browser().sent("B", false)
	ada := h.caseworker("Ada Obi")
	v := ada.get("/cases/"+ref).is(200).says("Some answers are not shown to you", "Amina Yusuf").silent("12 Mill Lane", "amina.yusuf@example.com", "RV1 2AB")
	ada.task("/cases/"+ref, "Check proof of address").silent("12 Mill Lane", "RV1 2AB", "amina.yusuf@example.com")
	for seq := 1; strings.Contains(v.html, "/events/"+strconv.Itoa(seq)+`"`); seq++ {
		ada.get("/cases/"+ref+"/events/"+strconv.Itoa(seq)).is(200).silent("12 Mill Lane", "RV1 2AB", "amina.yusuf@example.com", "it is B", "this address?” had been yes")
	}
}

func TestEachThingThatMayBeDoneToACase(t *testing.T) {
	h := open(t, nil)
	ref := h.browser().sent("B", false)
	mo := h.colleague("Mo Lane", []string{"manager"}, []string{"parking"})
	at := "/cases/" + ref
	do := func(action, want string, fill ...string) *view {
		t.Helper()
		v := mo.get(at + "/" + action).is(200)
		return mo.form(v, "_expect").fill(fill...).send().is(200).at(at).says(want)
	}
	mo.form(mo.get(at+"/note"), "_text").send().is(422).says("Write the note before you save it")
	do("note", "The note was added", "_text", "First line\nSecond <b>line</b>").says("Second <b>line</b>")
	mo.form(mo.get(at+"/task"), "_name").fill("_name", "-").send().is(422).says("Say what is to be done")
	do("task", "Ring the landlord", "_name", "-", "_title", "Ring the landlord", "_due-day", "9", "_due-month", "3", "_due-year", "2026").says("9 March, 7 days")
	do("task", "Visit the property", "_name", "visit")
	mo.form(mo.get(at+"/hold"), "_reason").fill("_reason", "x", "_until-day", "31", "_until-month", "2", "_until-year", "2026").send().is(422).says("The date must be a real date")
	do("hold", "On hold", "_reason", "Waiting for the bill.", "_until-day", "9", "_until-month", "3", "_until-year", "2026").says("until 9 March 2026")
	mo.get(at+"/hold").is(409).says("The case is on hold. Take it off hold before you go on", "Open the case")
	do("resume", "The case is off hold")
	staff, err := h.people.WithRole(t.Context(), "manager")
	if err != nil {
		t.Fatal(err)
	}
	do("assign", "Mo Lane gave the case to Mo Lane", "_about", "case", "_owner", staff[0].ID)
	mo.form(mo.get(at+"/assign"), "_about").fill("_about", "case").send().is(422).says("Choose a person or a team")

	v := mo.get(at + "/document").is(200)
	mo.form(v, "_file").send().is(422).says("Choose a file")
	mo.form(v, "_file").attach("_file", "page.html", "<html><script>alert(1)</script>").send().is(422).says("must be a PDF")
	v = mo.form(v, "_file").attach("_file", "lease.pdf", "%PDF-1.7\nlease").send().is(200).at(at).says("lease.pdf")
	file := mo.get(v.link("lease.pdf")).is(200)
	for header, want := range map[string]string{"Content-Disposition": "attachment; filename=lease.pdf", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"} {
		if got := file.header.Get(header); got != want {
			t.Errorf("a document is sent with %s %q, want %q", header, got, want)
		}
	}

	mo.form(mo.get(at+"/close"), "_outcome").fill("_reason", "By order.").send().is(422).says("Choose how the case ends")
	do("close", "The case was closed", "_outcome", "refused", "_reason", "By order of the court.").says("Closed", "Refused").silent("Withdraw the case", "Close the case by hand", "Add a task")
	mo.get(at + "/withdraw").is(409)
	do("note", "The note was added", "_text", "Late post.")
	do("reopen", "The case is open again", "_reason", "New evidence.")
	do("withdraw", "The case was withdrawn", "_reason", "She moved away.").says("Withdrawn")
	if faults, err := h.db.Verify(t.Context()); err != nil || len(faults.Faults) > 0 {
		t.Error(faults, err)
	}
}

func TestADecisionIsReturnedDecidedOtherwiseAndTold(t *testing.T) {
	h := open(t, nil)
	who := engine.Actor{ID: "s0", Kind: "staff", Roles: []string{"caseworker"}}
	ref := h.browser().sent("B", false)
	k, _ := h.db.Case(t.Context(), ref)
	h.do(ref, who, engine.CompleteTask{Task: "proof", Answers: []byte(`{"document":"other","result":"failed"}`)})

	ada, sal := h.caseworker("Ada Obi"), h.colleague("Sal Wright", []string{"caseworker", "senior_caseworker"}, []string{"parking"})
	path := "/tasks/" + k.ID + "-permit"
	v := ada.get(path).is(200).says("Should this household have a permit?", "Proposed answer", "Refused", "The proof of address did not match the application.", "row 1", "To confirm this you would have to be a senior caseworker").silent("Confirm this answer")
	v = sal.get(path).is(200).says("Confirm this answer", "Send it back with a comment", "Decide otherwise")
	sal.form(v, "_back").send().is(422).says("Say what must change")
	sal.form(v, "_out-result").fill("_out-result", "granted", "_out-fee", "lots").send().is(422).says("must be an amount of money", "Say why you are deciding otherwise")
	v = sal.form(v, "_back").fill("_back", "Look at the second page of the bill.").send().is(200).says("The proposal was sent back", "Look at the second page of the bill.")

	ada.get("/cases/"+ref).is(200).says("Sent back", "Refused", "Look at the second page of the bill.")
	v = ada.get(path).is(200).says("Sent back", "Refused", "The proof of address did not match the application.", "Proposed by The rules, row 1", "Sent back by Sal Wright, 2 March 2026", "What must change Look at the second page of the bill.", "Give this answer")
	v.says("Needed when the result is Granted", "Why is this the answer now?")
	v = ada.form(v, "_out-result").fill("_out-result", "granted", "_out-fee", "45").send().is(422).says("Say why this is the answer now")
	v = ada.form(v, "_out-result").fill("_out-result", "granted", "_out-fee", "", "_comment", "The second page matches.").send().is(422).says("Fee is needed when the result is Granted")
	v = ada.form(v, "_out-result").fill("_out-fee", "£45").send().is(200)
	v.says("A senior caseworker must confirm this before it is decided") // it is not what the rules say
	against := []string{"This is not what the table says.", "Row 1 of the table gives: Refused.", "The proof of address did not match the application.", "Ada Obi answered otherwise: “The second page matches.”"}
	sal.get(path).is(200).says("The second page matches.", "Confirm this answer").says(against...)
	sal.get("/cases/" + ref).is(200).says(against...).says("proposed an answer to “Should this household have a permit?” otherwise than row 1 of the table")
	h.do(ref, engine.Actor{ID: "sal", Kind: "staff", Roles: []string{"senior_caseworker"}}, engine.ConfirmDecision{Decision: "permit"})
	h.work.Wake()
	v = ada.get("/cases/"+ref).is(200).says("The second page matches.", "£45.00", "Ada Obi", "was decided otherwise than row 1 of the table").says(against...)
}

func TestSearchFindsByReferenceAndByName(t *testing.T) {
	h := open(t, nil)
	ref := h.browser().sent("B", false)
	ada := h.caseworker("Ada Obi")
	for _, q := range []string{ref, strings.ToLower(ref), "Amina", "yusuf"} {
		ada.get("/cases?q="+url.QueryEscape(q)).is(200).says("1 case found", ref, "Amina Yusuf")
	}
	ada.get("/cases?q=nobody").is(200).says("0 cases found", "Check the spelling")
	ada.get("/cases?q=" + url.QueryEscape(`"*') OR 1=1 --`)).is(200)
	ada.get("/cases").is(200).says("Newest cases", ref)
}

// More than a page of cases that are not for her to see stand before what is hers: every list reads past them.
func TestWhatOthersMaySeeDoesNotStandInTheWay(t *testing.T) {
	h := open(t, map[string]string{
		"secret/casetype.yaml": `title: Secret
team: parking
intake: { form: apply, by: anyone }
people: { applicant: { from: form } }
stages: [ { id: look, title: Look, tasks: [ { id: look, title: Look into it, due: 1 hour } ] } ]
access: { manager: { see: all, work: all } }
`,
		"secret/forms/apply.json": `{"type":"object","properties":{"name":{"title":"Name","type":"string"}}}`,
	})
	ref := h.browser().sent("B", false)
	for range 60 {
		if _, err := h.desk.Submit(t.Context(), "secret", engine.Actor{ID: "citizen", Kind: "citizen"}, engine.Submit{Data: []byte(`{"name":"Amina Hush"}`)}, nil, ""); err != nil {
			t.Fatal(err)
		}
	}
	ada := h.caseworker("Ada Obi")
	for path, want := range map[string]string{"/tasks": "Check proof of address", "/tasks?tab=team": "Check proof of address", "/cases": ref, "/cases?q=amina": ref} {
		ada.get(path).is(200).says(want, "Amina Yusuf").silent("Hush", "Secret")
	}
	mo := h.colleague("Mo Lane", []string{"manager"}, []string{"parking"})
	mo.get("/tasks?tab=team").is(200).says("Look into it", "Amina Hush")
	mo.get("/cases?q=amina").is(200).says("The first 50 cases found")
}

// What waits for somebody else's authority fills no page of the pool.
func TestThePoolShowsWhatCanBeTaken(t *testing.T) {
	h := open(t, nil)
	for range 55 {
		h.browser().sent("B", false)
	}
	h.later(6 * 24 * time.Hour) // the proof checks climb to a manager
	eventually(t, "the climbing", func() bool {
		rows, _, err := h.db.Tasks(t.Context(), store.TaskQuery{Roles: []string{"manager"}, Limit: 200})
		return err == nil && len(rows) == 55
	})
	ref := h.browser().sent("B", false)
	h.caseworker("Ada Obi").get("/tasks").is(200).says("These wait in your team’s pool", ref).silent("For a manager")
}

func TestStaffTakeAnApplicationOnOnePage(t *testing.T) {
	h := open(t, nil)
	ada := h.caseworker("Ada Obi")
	v := ada.get("/cases/new/parking-permit").is(200).says("Take an application", "How did it reach us?", "Proof of address")
	v = ada.form(v, "_channel").fill("/applicant/name", "Joan Ray", "_received-day", "3").send().is(422).says("Choose how it reached us", "must be today or in the past", "Enter")
	if !strings.Contains(v.html, `value="Joan Ray"`) {
		t.Fatal("the name that was typed is lost")
	}
	v = ada.form(v, "_channel").fill("_channel", "telephone", "_received-day", "27", "_received-month", "2").press("_add", "/vehicles").is(200)
	if kept := ada.form(v, "_channel").values; kept.Get("_channel") != "telephone" || kept.Get("_received-day") != "27" || kept.Get("_received-month") != "2" {
		t.Fatalf("adding a vehicle lost how and when it reached us: %v", kept)
	}
	s := ada.form(v, "_channel").fill("_channel", "paper", "_received-day", "26", "_received-month", "2", "/applicant/name", "Joan Ray", "/applicant/email", "joan@example.org",
		"/applicant/date_of_birth-day", "27", "/applicant/date_of_birth-month", "3", "/applicant/date_of_birth-year", "1985", "/applicant/blue_badge", "false", "/contact/prefers", "email",
		"/address/line1", "1 High Street", "/address/town", "Riverside", "/address/postcode", "RV1 2AB", "/address/zone", "B", "/address/years", "4", "/address/matched", "true",
		"/declaration", "true").attach("/proof_of_address", "bill.pdf", "%PDF-1.7\n")
	for _, n := range []string{"0", "1"} {
		s.fill("/vehicles/"+n+"/registration", "AB1"+n+" CDE", "/vehicles/"+n+"/make", "Ford", "/vehicles/"+n+"/fuel", "petrol", "/vehicles/"+n+"/owned", "true")
	}
	s.values.Del("_add")
	v = s.send().is(200).says("was opened", "Joan Ray", "Ada Obi took the application on paper", "It was given to us on 26 February 2026", "bill.pdf")
	if again := s.send().is(200); again.path != v.path {
		t.Errorf("sending the page twice opened %s beside %s", again.path, v.path)
	}
}

func TestSigningIn(t *testing.T) {
	h := open(t, nil)
	ada := h.caseworker("Ada Obi")
	ada.get("/sign-in").is(200).at("/tasks") // signed in already
	b := h.browser()
	v := b.get("/tasks").is(200).at("/sign-in?to=%2Ftasks").says("Sign in to go on")
	b.form(v, "_email").send().is(422).says("Enter your email address", "Enter your password")
	wrong := b.form(v, "_email").fill("_email", "ada@example.org", "_password", "wrong").send().is(422)
	unknown := b.form(v, "_email").fill("_email", "nobody@example.org", "_password", "wrong").send().is(422)
	if a, b := between(t, wrong.text, "There is a problem", "Sign in"), between(t, unknown.text, "There is a problem", "Sign in"); a != b {
		t.Errorf("a wrong password and an unknown address are told apart: %q and %q", a, b)
	}
	s := b.form(v, "_email").fill("_email", "ada@example.org", "_password", "correct horse battery staple")
	s.values.Set("_next", "//evil.example/")
	s.send().is(200).at("/tasks")
	ada.get("/sign-in?to=https://evil.example/").is(200).at("/tasks")
	b.post("/sign-out", url.Values{"_csrf": {csrf(b.get("/tasks"))}}).is(200).at("/sign-in")
	b.get("/tasks").at("/sign-in?to=%2Ftasks")
}

// csrf is the token that the page's own sign-out form carries.
func csrf(v *view) string {
	token := ""
	each(v.doc, func(n *html.Node) {
		if attr(n, "name") == "_csrf" {
			token = attr(n, "value")
		}
	})
	return token
}

func TestTheStudioShowsFaultsAsTheyAreSaved(t *testing.T) {
	h := open(t, nil)
	ana := h.colleague("Ana Lyst", []string{"analyst"}, nil)
	h.until("the tests", h.played)
	ana.get("/studio").is(200).says("Resident parking permit", "Live").silent("Broken")
	ana.get("/studio/parking-permit").is(200).says("Blue Badge holders go to the accessibility team", "form.applicant.blue_badge", "Zone A allows two permits for each household.", "> 2", "Senior caseworker", "live now", "What the answers rest on", "The application: Which parking zone do you live in?")

	req, err := http.NewRequestWithContext(t.Context(), "GET", h.url+"/studio/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	stream, err := (&http.Client{Jar: ana.c.Jar}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	if got := stream.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Fatalf("the stream is %q", got)
	}
	heard := make(chan bool, 100)
	go func() {
		defer close(heard)
		for lines := bufio.NewScanner(stream.Body); lines.Scan(); {
			if lines.Text() == "event: change" {
				heard <- true
			}
		}
	}()
	raw := readFile(t, h.dir+"/parking-permit/rules/routing.yaml")
	h.write("parking-permit/rules/routing.yaml", strings.Replace(raw, "form.applicant.blue_badge", "form.aplicant.blue_badge", 1))
	late := time.After(10 * time.Second)
	for shown := false; !shown; {
		select {
		case more := <-heard: // it may be of the first reading, which comes soon after the start
			if !more {
				t.Fatal("the stream ended")
			}
			shown = strings.Contains(ana.get("/studio").text, "Broken")
		case <-late:
			t.Fatal("nothing was heard of a saved file within 10 seconds")
		}
	}
	ana.get("/studio").is(200).says("Broken", "The last good version keeps serving", "aplicant", "applicant", "parking-permit/rules/routing.yaml:3:14")
	h.browser().get("/apply/parking-permit").is(200).says("Start now")
}

func TestAnAdministratorLooksAfterPeopleTokensAndWhatFailed(t *testing.T) {
	h := open(t, nil)
	adi := h.colleague("Adi Min", []string{"administrator"}, nil)
	v := adi.get("/admin").is(200).says("Adi Min", "Active", "Administrator")
	v = adi.get(v.link("Add someone")).is(200)
	adi.form(v, "_name").fill("_name", "Ben Cole", "_email", "not an address").send().is(422).says("Choose at least one role")
	v = adi.form(v, "_name").fill("_name", "Ben Cole", "_email", "ben@example.org", "_roles", "caseworker", "_teams", "parking").send().is(200).says("Ben Cole was added", "It is shown here once", "/password/")
	adi.form(adi.get("/admin/staff/new"), "_name").fill("_name", "Ben Two", "_email", "ben@example.org", "_roles", "caseworker").send().is(422)
	v = adi.get(adi.get("/admin").says("Ben Cole", "Has no password yet").link("Ben Cole")).is(200)
	me := adi.get(adi.get("/admin").link("Adi Min")).is(200)
	h.colleague("Bo Min", []string{"administrator"}, nil)
	me.silent("Disable them")
	adi.post(me.path+"/disable", url.Values{"_csrf": {csrf(me)}}).is(422).says("You cannot disable yourself")
	adi.post(v.path+"/disable", url.Values{"_csrf": {csrf(v)}}).is(200).at("/admin").says("Ben Cole can no longer sign in", "Disabled")
	adi.post(v.path+"/enable", url.Values{"_csrf": {csrf(v)}}).is(200).says("Ben Cole can sign in again")
	adi.post(v.path+"/reset", url.Values{"_csrf": {csrf(v)}}).is(200).says("signed out everywhere", "/password/")

	v = adi.form(adi.get("/admin/tokens"), "_role").fill("_name", "payments", "_role", "caseworker").send().is(200).says("This is the token for payments", "never shown again")
	adi.get("/admin/tokens").is(200).says("payments", "Never").silent("never shown again")
	adi.post("/admin/tokens/revoke", url.Values{"_csrf": {csrf(v)}, "_name": {"payments"}}).is(200).says("The token was revoked")

	ref := h.browser().sent("B", true)
	eventually(t, "the kept mail", func() bool { return strings.Contains(adi.get("/admin/mail").text, ref) })
	v = adi.get("/admin/mail").is(200).says("No mail server is set up", "Amina Yusuf <amina.yusuf@example.com>")
	adi.get(v.link(ref)).is(200).says("Amina Yusuf", "Asked for")
	// A letter is read as its reader reads it, but for a link that would let the administrator in as the applicant.
	b := h.browser()
	b.form(b.get("/track/lost"), "_email").fill("_email", "amina.yusuf@example.com").send().is(200)
	eventually(t, "the kept link", func() bool { return strings.Contains(adi.get("/admin/mail").text, "Your applications") })
	v = adi.get("/admin/mail")
	v = adi.get(v.link("Your applications")).is(200).says("reference "+ref, "/track/link/NOT-SHOWN").silent("**")
	if !strings.Contains(v.html, "<strong>"+ref+"</strong>") {
		t.Error("the letter is not drawn")
	}
	adi.get("/admin/mail/none").is(404)
	adi.get("/admin/problems").is(200).says("Nothing has failed")
	adi.get("/admin/about").is(200).says("Version", "1 live, 0 with errors", "mail is kept here")
	if got := adi.get("/admin/heads").is(200); !strings.Contains(got.header.Get("Content-Disposition"), "attachment") {
		t.Error("the heads are not a download")
	}
	adi.get("/cases/" + ref).is(404)
}

func TestTheFirstAdministratorIsMadeOnce(t *testing.T) {
	h := open(t, nil)
	link, err := h.people.SetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b := h.browser()
	v := b.get("/setup/" + link).is(200).says("Make the first administrator")
	b.form(v, "_name").send().is(422).says("Enter your full name", "Enter your email address", "Enter a password")
	b.form(v, "_name").fill("_name", "Adi Min", "_email", "adi@example.org", "_password", "x").send().is(422)
	b.form(v, "_name").fill("_email", "adi", "_password", "x").send().is(422).says("Enter your full name", "in the correct format", "Password must be")
	b.form(v, "_name").fill("_name", "Adi Min", "_email", "adi@example.org", "_password", "correct horse battery staple").send().is(200).at("/sign-in").says("You are the first administrator")
	b.get("/setup/" + link).is(404).says("This link cannot be used")
	b.form(v, "_name").fill("_name", "Eve", "_email", "eve@example.org", "_password", "correct horse battery staple").send().is(404)
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A list in an answer is written a line for each of its values.
func TestAnAnswerMayBeAList(t *testing.T) {
	h := open(t, map[string]string{
		"lists/forms/apply.yaml": "title: Apply\ntype: object\nproperties: { name: { type: string, title: Name } }\nrequired: [name]",
		"lists/casetype.yaml":    "title: Lists\nintake: apply\nteam: parking\nstages: [ { id: one, title: One, tasks: [ { id: d, title: Decide it, decides: d }, { id: keep, title: Keep } ] } ]\noutcome: decision.d.result\noutcomes: { good: Good }",
		"lists/rules/decisions.yaml": `d:
  question: What is owed?
  outputs: { result: [good], fees: { many: money }, days: { many: date }, kinds: { many: [red, blue] }, names: { many: text }, ages: { many: integer } }
  confirm: [ { by: role.caseworker } ]`,
	})
	if _, err := h.desk.Submit(t.Context(), "lists", engine.Actor{ID: "citizen", Kind: "citizen"}, engine.Submit{Data: []byte(`{"name":"Jo"}`)}, nil, ""); err != nil {
		t.Fatal(err)
	}
	ada := h.caseworker("Ada Obi")
	v := ada.task("/tasks?tab=team", "Decide it").says("One on each line")
	v = ada.form(v, "_out-result").fill("_out-result", "good", "_out-fees", "5\nlots", "_out-days", "tomorrow", "_out-ages", "4.5").send().is(422)
	v.says("Fees must be an amount of money", "Days must be a date, such as 2026-03-27", "Ages must be a number, such as 4")
	ada.form(v, "_out-result").fill("_out-fees", "£5\n\n 7.50 ", "_out-days", "2026-03-27", "_out-ages", "4", "_out-names", "Jo\nSam", "_out-kinds", "red").send().is(200).says("£5.00", "£7.50", "27 March 2026", "Jo", "Sam", "Red")
}

// Whoever opens a case reads what falls due next and what comes by itself then, and no longer what has come.
func TestWhatFallsDueNextIsSaid(t *testing.T) {
	h := open(t, nil)
	ref := h.browser().sent("B", false)
	ada := h.caseworker("Ada Obi")
	v := ada.get("/cases/" + ref).is(200)
	v.says("What falls due next 4 March 2026 at 11:59pm The task is due: Check proof of address 5 March 2026 at 11:59pm A late proof check climbs About “Check proof of address”, if it is still so then 16 March 2026 at 11:59pm The clock “Target” runs out")
	ada.get(v.all("The task is due: Check proof of address")[0]).is(200).says("Check proof of address")
	v = ada.task("/cases/"+ref, "Check proof of address")
	ada.form(v, "/result").fill("/document", "tenancy", "/result", "passed").send().is(200)
	if v = ada.get("/cases/" + ref).is(200); strings.Contains(v.text, "The task is due: Check proof of address") {
		t.Error("a task that is done is still said to fall due")
	}
}
