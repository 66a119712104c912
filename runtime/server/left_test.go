package server_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A page that is not as the form asks can be loaded again and gone back to, and takes nothing away that was right before:
// not of the person who sent it, and not of their other window.
func TestAPageThatIsNotTakenChangesNothing(t *testing.T) {
	h := open(t, nil)
	b := h.browser()
	v := b.begin()
	second := b.get(permit + "/about-you").is(200)
	wrong := b.form(v, "/applicant/name").fill("/applicant/name", "Amina Yusuf").send().is(422).says("There is a problem")
	if again := b.get(wrong.path).is(422).says("There is a problem", "Enter your email address"); !strings.Contains(again.html, `value="Amina Yusuf"`) {
		t.Error("a reload loses what was typed")
	}
	v = b.aboutYou(wrong).at(permit + "/contact")
	b.form(v, "/contact/prefers").fill("/contact/prefers", "email").send().is(200).at(permit + "/address")
	if fine := b.get(permit + "/about-you").is(200).silent("There is a problem"); !strings.Contains(fine.html, `value="Amina Yusuf"`) {
		t.Error("going back finds the page as it was before it was put right")
	}

	// The other window has stood open, and is sent with nothing in it.
	b.form(second, "/applicant/name").send().is(422)
	b.get(permit + "/check").is(200).at(permit + "/address?to=check&look=1") // nothing is missing of what was right
	h.browser().get(permit).is(200)
}

// Another vehicle is added once, however often the page is then loaded; and what is typed of the others stays, readable
// or not.
func TestAnItemIsAddedOnce(t *testing.T) {
	h := open(t, map[string]string{
		"grant/casetype.yaml":    "title: Hardship grant\nintake: apply\n",
		"grant/forms/apply.yaml": "title: Apply\ntype: object\nproperties:\n  debts: { title: Debts, type: array, items: { title: Debt, type: object, properties: { since: { title: Since when, type: string, format: date } } } }\n",
	})
	b := h.browser()
	v := b.form(b.get("/apply/grant").is(200), "_csrf").send().is(200).at("/apply/grant/debts")
	v = b.form(v, "").press("_add", "/debts").is(200)
	v = b.form(v, "/debts/0/since-day").fill("/debts/0/since-day", "31", "/debts/0/since-month", "2").press("_add", "/debts").is(200)
	for range 2 {
		v = b.get(v.path).is(200).says("Debt 2").silent("Debt 3", "There is a problem")
		if !strings.Contains(v.html, `value="31"`) {
			t.Error("what was typed of the first is gone", v.path, v.html)
		}
	}
	v = b.form(v, "").press("_remove", "/debts/1").is(200).at("/apply/grant/debts").says("The empty one was removed.").silent("Debt 2")
	if !strings.Contains(v.html, `value="31"`) {
		t.Error("what was typed of the first is gone")
	}
}

// Files that were sent with a page that was not taken need not be sent again.
func TestAFileIsSentOnce(t *testing.T) {
	h := open(t, map[string]string{
		"grant/casetype.yaml":    "title: Hardship grant\nintake: apply\n",
		"grant/forms/apply.yaml": "title: Apply\ntype: object\nrequired: [name]\nx-pages: [ { id: all, title: All, fields: [name, proof] } ]\nproperties:\n  name: { title: Full name, type: string }\n  proof: { title: Proof, type: string, format: file, x-accept: [application/pdf] }\n",
	})
	b := h.browser()
	v := b.form(b.get("/apply/grant").is(200), "_csrf").send().is(200).at("/apply/grant/all")
	v = b.form(v, "/name").attach("/proof", "bill.pdf", "%PDF-1.7\n").send().is(422).says("Enter your full name", "bill.pdf")
	gone := b.form(v, "/name").press("_remove", "/proof").is(200).says("bill.pdf was removed.")
	v = b.form(gone, "/name").attach("/proof", "bill.pdf", "%PDF-1.7\n").send().is(422).says("Enter your full name", "bill.pdf")
	v = b.form(v, "/name").fill("/name", "Jo Bell").send().is(200).at("/apply/grant/check").says("bill.pdf", "Jo Bell")
	b.form(v, "_csrf").send().is(200).at("/apply/grant/done")
}

// Taking the application back leaves the applicant's answers as they stood, whatever the helper had begun to type; the
// mail that it is given back is in the applicant's language; and what the applicant was typing meanwhile is not lost in
// silence.
func TestWhatAHelperBeganIsNotTheApplicants(t *testing.T) {
	h := open(t, handed)
	b := h.browser()
	link := b.helped("Ada Obi")
	typing := b.get("/apply/grant/rent").is(200)
	ada := h.browser()
	v := ada.form(ada.get(link), "_csrf").send().is(200).at("/apply/grant/rent")
	b.form(typing, "/rent").fill("/rent", "500").send().at("/apply/grant/help").says("What you just sent was not saved, because Ada Obi has your application now")
	b.get("/apply/grant/help").is(200).silent("What you just sent")
	ada.form(v, "/rent").fill("/rent", "lots").send().is(422)
	ada.form(ada.get("/apply/grant/name"), "/name").fill("/name", "").send().is(422)
	b.form(b.get("/apply/grant/help"), "_back").send().is(200).says("Your application is yours again")
	if v := b.get("/apply/grant/name").is(200); !strings.Contains(v.html, `value="Jo Bell"`) {
		t.Error("the applicant's own answer is gone")
	}
	b.get("/apply/grant/rent").is(200).silent("There is a problem")
}

// Who takes something out of a list has not answered the rest of it.
func TestAHelperWhoRemovesAnswersNothing(t *testing.T) {
	h := open(t, handed)
	b := h.browser()
	b.form(b.get("/apply/grant").is(200), "_csrf").send().is(200)
	v := b.form(b.get("/apply/grant/name"), "/name").fill("/name", "Jo Bell").send().at("/apply/grant/rent")
	v = b.form(v, "/rent").fill("/rent", "450").send().at("/apply/grant/debts")
	v = b.form(b.form(v, "").press("_add", "/debts"), "/debts/0/owed").fill("/debts/0/owed", "The bank").press("_add", "/debts")
	b.form(v, "/debts/1/owed").fill("/debts/1/owed", "My sister").send().at("/apply/grant/check")
	link := b.shown(b.form(b.get("/apply/grant/help"), "_name").fill("_name", "Ada Obi").send().is(200))
	ada := h.browser()
	ada.form(ada.get(link), "_csrf").send().is(200)
	v = ada.form(ada.get("/apply/grant/debts").is(200), "/debts/0/owed").press("_remove", "/debts/1").is(200).says("My sister")
	ada.form(v, "_sure").send().is(200).says("Debt 2 (My sister) was removed")
	ada.get("/apply/grant/check").is(200).says("The bank").silent("Answered by Ada Obi", "My sister")

	// What she adds is hers, and stays hers when what stood before it goes.
	v = ada.form(ada.get("/apply/grant/debts"), "").press("_add", "/debts")
	v = ada.form(v, "/debts/1/owed").fill("/debts/1/owed", "The landlord").send().is(200).says("The bank Change", "The landlord Answered by Ada Obi")
	v = ada.form(ada.get("/apply/grant/debts"), "/debts/0/owed").press("_remove", "/debts/0").is(200).says("The bank")
	ada.form(v, "_sure").send().is(200)
	ada.get("/apply/grant/check").is(200).says("The landlord Answered by Ada Obi")
}

// Loading the page with a helper's link again makes no other link.
func TestALinkForAHelperIsMadeOnce(t *testing.T) {
	h := open(t, handed)
	b := h.browser()
	b.helped("Ben Cole")
	ask := b.form(b.get("/apply/grant/help"), "_name").fill("_name", "Ada Obi")
	link := b.shown(ask.send().is(200))
	ask.send().is(200).at("/apply/grant/help").says("The link that you made for Ada Obi has not been used yet")
	h.browser().get(link).is(200).says("Somebody has asked Ada Obi to help")
}

// What a changed form asks again is named, where it is asked and until it is answered.
func TestWhatAChangedFormAsksAgainIsNamed(t *testing.T) {
	h := open(t, nil)
	b := h.browser()
	v := b.aboutYou(b.begin()).at(permit + "/contact")
	v = b.form(v, "/contact/prefers").fill("/contact/prefers", "email").send()
	b.form(v, "/address/line1").fill("/address/line1", "12 Mill Lane", "/address/town", "Riverside", "/address/postcode", "rv12ab", "/address/zone", "B", "/address/years", "4", "/address/matched", "true").send().at(permit + "/vehicles")

	file := filepath.Join(h.dir, "parking-permit/forms/apply.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before := h.cat.Get("parking-permit").Version
	h.write("parking-permit/forms/apply.yaml", strings.Replace(strings.Replace(string(text), "enum: [A, B, C]", "enum: [A, C, D]", 1), "examples: [B]", "examples: [C]", 1))
	eventually(t, "the changed form", func() bool { return h.cat.Get("parking-permit").Version != before })

	const again = "Your answers to these no longer fit the form, so we ask them again: “Which parking zone do you live in?”"
	v = b.get(permit+"/contact").is(200).says("This form has changed since you began", again)
	b.form(v, "/contact/prefers").send().is(200).at(permit + "/address").says(again).silent("This form has changed")
	b.get(permit + "/vehicles").is(200).silent(again)
	v = b.get(permit + "/address?lang=cy").is(200).says("felly rydym yn eu gofyn eto: “Ym mha barth parcio rydych yn byw?”")
	b.get(permit + "/address?lang=en")
	b.form(v, "/address/zone").fill("/address/zone", "C").send().is(200)
	b.get(permit + "/address").is(200).silent(again)
}

// Who has given an application back has no way to it, also when the applicant is mailed a new link at that moment.
func TestAHelperWhoHasGivenBackHasNoKey(t *testing.T) {
	h := open(t, handed)
	b := h.browser()
	b.form(b.get("/apply/grant").is(200), "_csrf").send().is(200)
	v := b.form(b.get("/apply/grant/name"), "/name").fill("/name", "Jo Bell").press("_save", "1").is(200).at("/apply/grant/save")
	b.form(v, "_email").fill("_email", "jo@example.org").send().is(200).at("/apply/grant/save?sent=1")
	link := b.shown(b.form(b.get("/apply/grant/help"), "_name").fill("_name", "Ada Obi").send().is(200))
	ada := h.browser()
	ada.form(ada.get(link), "_csrf").send().is(200)
	ada.form(ada.get("/apply/grant/help"), "_back").send().is(200).says("You have given the application back")
	for _, at := range []string{"continue", "name", "check", "save"} {
		ada.get("/apply/grant/"+at).is(200).at("/apply/grant").silent("Jo Bell", "You have begun an application")
	}

	// Whoever shares a computer takes the way to it out of the browser, and keeps the link.
	v = b.get("/apply/grant/save?sent=1").is(200).says("closing it is not enough")
	b.form(v, "_forget").send().is(200).at("/").says("Your application can no longer be opened in this browser")
	b.get("/apply/grant/name").at("/apply/grant").silent("Jo Bell")
}

// An item that somebody added to a list and left empty does not go without a word. One that says something is named by it where
// it can be removed, after its questions, and what is wrong with the only one says whose it is.
func TestAnEmptyItemDoesNotGoWithoutAWord(t *testing.T) {
	h := open(t, map[string]string{
		"grant/casetype.yaml":    "title: Hardship grant\nintake: apply\n",
		"grant/forms/apply.yaml": "title: Apply\ntype: object\nproperties:\n  home: { title: Who lives with you, type: array, items: { title: Person, type: object, required: [name], properties: { name: { title: Full name, type: string }, age: { title: \"How old are they?\", type: integer } } } }\n",
	})
	b := h.browser()
	v := b.form(b.get("/apply/grant").is(200), "_csrf").send().is(200).at("/apply/grant/home")
	v = b.form(v, "").press("_add", "/home").is(200).says("Person 1")
	v = b.form(v, "/home/0/name").send().is(200).at("/apply/grant/home").says("Person 1 was empty, and was not kept.").silent("Full name")
	v = b.form(v, "").press("_add", "/home").is(200)
	v = b.form(v, "/home/0/age").fill("/home/0/age", "many").send().is(422).says("Person 1: enter", "Person 1: your answer must be a number, like 1")
	v = b.form(v, "/home/0/name").fill("/home/0/name", "Ann Bell", "/home/0/age", "7").send().is(200).at("/apply/grant/check")
	v = b.get("/apply/grant/home?to=check").says("Remove person 1 (Ann Bell)")
	if strings.Index(v.html, "Remove person 1") < strings.Index(v.html, `name="/home/0/age"`) {
		t.Error("it can be removed before it is read")
	}
	b.form(v, "/home/0/name").press("_remove", "/home/0").says("You will lose the answers that you gave here.").silent("keep it")
}

// Who stopped while they changed an answer goes on with that one, and then checks their answers again.
func TestWhoStopsWhileTheyChangeAnAnswerComesBackToTheCheck(t *testing.T) {
	h := open(t, handed)
	b := h.browser()
	b.form(b.get("/apply/grant").is(200), "_csrf").send().is(200)
	v := b.form(b.get("/apply/grant/name"), "/name").fill("/name", "Jo Bell").send().at("/apply/grant/rent")
	v = b.form(v, "/rent").fill("/rent", "450").send().at("/apply/grant/debts")
	b.form(v, "").send().at("/apply/grant/check")
	b.form(b.get("/apply/grant/name?to=check"), "/name").fill("/name", "Jo Bellamy").press("_save", "1").at("/apply/grant/save")
	v = b.get("/apply/grant/continue").is(200).at("/apply/grant/name?to=check")
	b.form(v, "/name").send().is(200).at("/apply/grant/check").says("Jo Bellamy")
}
