package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

// beginIn goes from the list of services to the first page of the form, in a language.
func (b *browser) beginIn(lang string) *view {
	b.t.Helper()
	b.get("/?lang=" + lang).is(200)
	v := b.get(permit).is(200)
	return b.form(v, "_csrf").send().is(200).at(permit + "/about-you")
}

// applyIn fills in the whole form in a language, and gives every page on the way.
func (b *browser) applyIn(lang string) []*view {
	b.t.Helper()
	v := b.beginIn(lang)
	pages := []*view{v}
	add := func(next *view, at string) {
		v = next.at(permit + at)
		pages = append(pages, v)
	}
	add(b.aboutYou(v), "/contact")
	add(b.form(v, "/contact/prefers").fill("/contact/prefers", "email").send(), "/address")
	add(b.form(v, "/address/line1").fill("/address/line1", "12 Mill Lane", "/address/town", "Riverside", "/address/postcode", "RV1 2AB",
		"/address/zone", "B", "/address/years", "4", "/address/matched", "true").send(), "/vehicles")
	add(b.vehicle(v, 0, "AB12 CDE").send(), "/proof")
	add(b.form(v, "/proof_of_address").attach("/proof_of_address", "bill.pdf", "%PDF-1.7\n").send(), "/declaration")
	add(b.form(v, "/declaration").fill("/declaration", "true").send(), "/check")
	add(b.form(v, "_csrf").send(), "/done")
	return pages
}

func TestAResidentAppliesInWelsh(t *testing.T) {
	h := open(t, nil)
	b := h.browser()
	b.get("/?lang=cy").is(200).says("Gwasanaethau", "Trwydded barcio i breswylwyr", "Gallwch wneud cais os ydych yn byw ym mharth A, B neu C")
	b.get(permit).is(200).says("Dechrau nawr", "Beth y byddwn yn gofyn amdano", "Eich cerbydau")
	v := b.beginIn("cy").says("Amdanoch chi", "Oes gennych chi Fathodyn Glas?", "Nac oes", "Parhau")
	v = b.form(v, "/applicant/name").fill("/applicant/date_of_birth-day", "27").send().is(422)
	v.says("Mae problem wedi codi", "Rhowch eich enw llawn", "Rhaid i’ch ateb i “Dyddiad geni” gynnwys mis a blwyddyn", "Dewiswch “Oes” os oes gennych Fathodyn Glas")
	if !strings.Contains(v.html, `<html lang="cy"`) || !strings.Contains(v.html, "<title>Gwall: ") {
		t.Error(v.html[:300])
	}
	b = h.browser()
	pages := b.applyIn("cy")
	if !slices.ContainsFunc(pages, func(v *view) bool { return strings.Contains(v.html, "(dewisol)") }) {
		t.Error("no page says what need not be answered")
	}
	check, done := pages[len(pages)-2], pages[len(pages)-1]
	check.says("Gwiriwch eich atebion cyn anfon eich cais", "Enw llawn", "27 Mawrth 1985", "Cerbyd 1", "Newid", "Derbyn ac anfon", "Nac oes").silent("Change", "Yes", "March")
	done.says("Cais wedi dod i law", "Eich cyfeirnod PP-2026-000001", "Beth sy’n digwydd nesaf")

	h.told("PP-2026-000001")
	k, err := h.db.Case(t.Context(), "PP-2026-000001")
	if err != nil {
		t.Fatal(err)
	}
	if k.Language != "cy" || len(k.Messages) != 2 || k.Messages[0].Subject != "Mae eich cais am drwydded barcio PP-2026-000001 wedi dod i law" || k.Title != "Resident parking permit" {
		t.Fatalf("in %q they were sent %+v", k.Language, k.Messages)
	}
	status := b.get("/track/PP-2026-000001").is(200)
	status.says("Eich cais", "Trwydded barcio i breswylwyr", "Gwirio’r cais", "Ein penderfyniad", "Caniatawyd", "Ffi", "£45.00", "Ein penderfyniad ar eich cais").silent("Granted", "Fee", "Decided")
	// They come by the mailed link in another browser, and read Welsh there too.
	b.form(b.get("/track/lost"), "_email").fill("_email", "amina.yusuf@example.com").send().is(200).says("Edrychwch ar eich e-bost")
	mailed := h.letter("Eich ceisiadau")
	phone := h.browser()
	v = phone.get("/track/link/" + between(t, mailed, "/track/link/", "\n")).is(200).says("Gweld fy nghais")
	phone.form(v, "_csrf").send().is(200).says("Caniatawyd")
	u, _ := url.Parse(h.url)
	phone.c.Jar.SetCookies(u, []*http.Cookie{{Name: "lang", Path: "/", MaxAge: -1}})
	phone.get("/track/PP-2026-000001").is(200).says("Eich cais")
	phone.get("/track/PP-2026-000001?lang=en").is(200).says("Your application")
	// Someone else, who has chosen nothing, reads English.
	h.browser().get("/track/PP-2026-000001").is(200).says("Show that this is your application")
}

func TestAReasonIsToldInTheApplicantsLanguage(t *testing.T) {
	h := open(t, nil)
	b := h.browser()
	b.get("/?lang=cy")
	v := b.beginIn("cy")
	v = b.aboutYou(v)
	v = b.form(v, "/contact/prefers").fill("/contact/prefers", "email").send()
	v = b.form(v, "/address/line1").fill("/address/line1", "12 Mill Lane", "/address/town", "Riverside", "/address/postcode", "RV1 2AB",
		"/address/zone", "A", "/address/years", "4", "/address/matched", "true").send()
	for i := range 3 {
		s := b.vehicle(v, i, fmt.Sprintf("AB1%d CDE", i))
		if i < 2 {
			v = s.press("_add", "/vehicles").is(200)
		} else {
			v = s.send()
		}
	}
	v = b.form(v, "/proof_of_address").attach("/proof_of_address", "bill.pdf", "%PDF-1.7\n").send()
	v = b.form(v, "/declaration").fill("/declaration", "true").send().at(permit + "/check")
	b.form(v, "_csrf").send().at(permit + "/done")
	h.do("PP-2026-000001", engine.Actor{ID: "s1", Kind: "staff", Name: "Sam", Roles: []string{"senior_caseworker"}}, engine.ConfirmDecision{Decision: "permit"})
	h.told("PP-2026-000001")
	b.get("/track/PP-2026-000001").is(200).says("Gwrthodwyd", "Mae parth A yn caniatáu dwy drwydded i bob cartref.").silent("Zone A")
	k, err := h.db.Case(t.Context(), "PP-2026-000001")
	if err != nil || k.Messages[1].Subject != "Ein penderfyniad ar eich cais am drwydded barcio PP-2026-000001" {
		t.Fatal(err, k.Messages)
	}
	body := h.letter("Ein penderfyniad")
	if !strings.Contains(body, "Mae parth A yn caniatáu dwy drwydded i bob cartref.") || strings.Contains(body, "Zone A") {
		t.Error(body)
	}
	if received := h.letter("Mae eich cais"); !strings.Contains(received, "Daeth eich cais i law ar 2 Mawrth 2026") {
		t.Error(received)
	}
}

// told waits until the applicant has been told the decision.
func (h *house) told(reference string) {
	h.t.Helper()
	eventually(h.t, "the letter", func() bool {
		k, err := h.db.Case(h.t.Context(), reference)
		return err == nil && k.Decisions["permit"] != nil && len(k.Decisions["permit"].Made) > 0 && k.Decisions["permit"].Made[0].Told != nil
	})
}

// letter is the text of a mail that was kept whose subject begins like this, once it is there.
func (h *house) letter(subject string) string {
	h.t.Helper()
	text := ""
	eventually(h.t, "a letter that begins with "+subject, func() bool {
		kept, _, err := h.db.Mail(h.t.Context(), "", 50)
		for _, m := range kept {
			if err == nil && strings.HasPrefix(m.Subject, subject) {
				text = m.Text
			}
		}
		return text != ""
	})
	return text
}

func TestSwitchingTheLanguageKeepsThePlaceAndTheAnswers(t *testing.T) {
	h := open(t, nil)
	b := h.browser()
	v := b.aboutYou(b.begin()).at(permit + "/contact")
	v = b.form(v, "/contact/prefers").fill("/contact/prefers", "telephone", "/contact/telephone", "01632 960 001").send().at(permit + "/address")
	v = b.get(permit + "/contact?to=check").is(200).says("Telephone")
	v = b.form(v, "_seen").press("_lang", "cy").is(200).says("Sut dylem gysylltu â chi", "Ffôn")
	if !strings.HasPrefix(v.path, permit+"/contact?") || !strings.Contains(v.path, "to=check") || !regexp.MustCompile(`value="telephone"[^>]* checked`).MatchString(v.html) {
		t.Errorf("at %s: %s", v.path, v.html)
	}
	// It is kept from then on, and back again.
	b.get(permit + "/about-you").is(200).says("Enw llawn")
	v = b.form(b.get(permit+"/about-you"), "_seen").press("_lang", "en").is(200).says("Full name")
	if !strings.Contains(v.html, `value="Amina Yusuf"`) || !strings.Contains(v.html, `<html lang="en"`) {
		t.Error(v.html)
	}
	b.get(permit + "/about-you").is(200).says("Full name")
	// A language that there is not, or that is none, changes nothing.
	for _, lang := range []string{"xx", "ur", "%3Cscript%3E", "EN"} {
		b.get(permit + "/about-you?lang=" + lang).is(200).says("Full name").silent("script")
	}
	// The pages for staff are in English, whoever looks.
	s := h.person("sam@example.org", []string{"caseworker"}, []string{"parking"})
	s.get("/?lang=cy").is(200).says("Gwasanaethau")
	if v := s.get("/tasks").is(200).says("Tasks"); !strings.Contains(v.html, `<html lang="en"`) || strings.Contains(v.html, "Cymraeg") {
		t.Error(v.html)
	}
	// A problem is said in the reader's language.
	b.get("/?lang=cy")
	b.get("/apply/nothing").is(404).says("Ni ddaethpwyd o hyd i’r dudalen")
	b.get("/nowhere").is(404).says("Ni ddaethpwyd o hyd i’r dudalen")
}

func TestAServiceInOneLanguageOffersNoOther(t *testing.T) {
	h := open(t, map[string]string{"bikes.yaml": "title: Bike storage\ndescription: For students.\nproperties: { name: { title: Full name, type: string } }\n"})
	b := h.browser()
	v := b.get("/?lang=cy").is(200).says("Gwasanaethau", "Bike storage")
	v.spoken("en", "Bike storage", "For students.").spoken("cy", "Gwasanaethau", "Trwydded barcio i breswylwyr")
	if v := b.get("/apply/bikes").is(200).says("Start now"); strings.Contains(v.html, "Cymraeg") || !strings.Contains(v.html, `<html lang="en"`) {
		t.Error(v.html)
	}
}

const urdu = `
title: اجازت نامہ
properties:
  name: { title: پورا نام }
`

func TestAPageIsReadFromRightToLeft(t *testing.T) {
	h := open(t, map[string]string{
		"bikes/casetype.yaml":       "title: Bike storage\nintake: apply\npeople: { applicant: { from: form } }\n",
		"bikes/forms/apply.yaml":    "title: Apply\nproperties: { name: { title: Full name, type: string }, college: { title: College, type: string } }\n",
		"bikes/forms/apply.ur.yaml": urdu,
		"bikes/words.ur.yaml":       "title: سائیکل\n",
	})
	b := h.browser()
	b.get("/apply/bikes?lang=ur").is(200)
	v := b.form(b.get("/apply/bikes"), "_csrf").send().is(200).says("پورا نام")
	if !strings.Contains(v.html, `<html lang="ur" dir="rtl"`) || !strings.Contains(v.html, "app-rtl-") {
		t.Error(v.html[:600])
	}
	v = b.form(v, "/name").fill("/name", "آمنہ").send().is(200).says("College")
	if !strings.Contains(v.html, `dir="ltr" lang="en"`) {
		t.Error("a question in English on an Urdu page does not say so:", v.html)
	}
}

// A program is told what is wrong with answers in the language that its user would like best, of those that the service is in.
func TestAProgramIsToldWhatIsWrongInItsUsersLanguage(t *testing.T) {
	h := open(t, nil)
	p := h.program("")
	for accept, want := range map[string]string{"": "Enter your full name", "cy": "Rhowch eich enw llawn", "fr, cy-GB;q=0.8, en;q=0.5": "Rhowch eich enw llawn",
		"en-GB, cy;q=0.4": "Enter your full name", "fr": "Enter your full name", ";;": "Enter your full name"} {
		if r := p.send("POST", open1, "application/json", `{"applicant": {}}`, "Accept-Language", accept).is(422); !strings.Contains(r.body, want) {
			t.Errorf("whoever wants %q is told %s", accept, r.body)
		}
	}
}

// Staff and programs say in which language somebody wrote; without a word it is English.
func TestWhoeverTakesAnApplicationSaysItsLanguage(t *testing.T) {
	h := open(t, nil)
	p := h.program("")
	data := p.application("B", false)
	for tag, want := range map[string]string{"": "", "en-GB": "", "cy": "cy", "cy-GB": "cy"} {
		ref, _ := p.send("POST", open1, "application/json", data, "Content-Language", tag).is(201).json["reference"].(string)
		if k, err := h.db.Case(t.Context(), ref); err != nil || k.Language != want {
			t.Errorf("of Content-Language %q the case has %q: %v", tag, k.Language, err)
		}
	}
	if r := p.send("POST", open1, "application/json", data, "Content-Language", "ur").is(422); !strings.Contains(r.body, "This case type is in en, cy.") {
		t.Error(r.body)
	}
	ada := h.caseworker("Ada Obi")
	v := ada.get("/cases/new/parking-permit").is(200).says("Which language should we write to them in?", "Welsh")
	s := ada.form(v, "_channel").fill("_channel", "paper", "_language", "cy", "_received-day", "26", "_received-month", "2", "_received-year", "2026", "/applicant/name", "Joan Ray", "/applicant/email", "joan@example.org",
		"/applicant/date_of_birth-day", "27", "/applicant/date_of_birth-month", "3", "/applicant/date_of_birth-year", "1985", "/applicant/blue_badge", "false", "/contact/prefers", "email",
		"/address/line1", "1 High Street", "/address/town", "Riverside", "/address/postcode", "RV1 2AB", "/address/zone", "B", "/address/years", "4", "/address/matched", "true",
		"/declaration", "true").attach("/proof_of_address", "bill.pdf", "%PDF-1.7\n")
	s.fill("/vehicles/0/registration", "AB12 CDE", "/vehicles/0/make", "Ford", "/vehicles/0/fuel", "petrol", "/vehicles/0/owned", "true")
	s.send().is(200).says("was opened", "Applicant’s language Welsh")
	h.letter("Mae eich cais")
}

// What was typed on a page, and not sent, is kept when its reader turns to another language: as it was typed, with nothing said of
// what is wrong with it until they go on; what had been said is said in that language.
func TestAnotherLanguageKeepsWhatWasTyped(t *testing.T) {
	h := open(t, map[string]string{
		"grant/casetype.yaml":       "title: Hardship grant\nintake: apply\n",
		"grant/words.cy.yaml":       "title: Grant caledi\n",
		"grant/forms/apply.yaml":    "title: Apply\ntype: object\nrequired: [name, rent]\nproperties: { name: { title: Full name, type: string }, rent: { title: Rent, type: string, format: money } }\nx-pages: [ { title: You, fields: [name, rent] } ]\n",
		"grant/forms/apply.cy.yaml": "title: Cais\nproperties: { name: { title: Enw llawn }, rent: { title: Rhent } }\npages: { you: Chi }\n",
	})
	b := h.browser()
	v := b.form(b.get("/apply/grant"), "_csrf").send().is(200).at("/apply/grant/you")
	v = b.form(v, "/name").fill("/name", "Jo Bell", "/rent", "lots").press("_lang", "cy").is(200).at("/apply/grant/you?lang=cy").says("Enw llawn").silent("Mae problem")
	for _, typed := range []string{`value="Jo Bell"`, `value="lots"`} {
		if !strings.Contains(v.html, typed) {
			t.Errorf("%s was typed, and is lost", typed)
		}
	}
	v = b.form(v, "/name").send().is(422).says("Mae problem", "swm o arian")
	v = b.form(v, "/name").press("_lang", "en").is(422).at("/apply/grant/you?lang=en").says("There is a problem", "Rent must be an amount of money")
	v = b.form(v, "/name").fill("/rent", "450").press("_lang", "nonsense").is(200).says("Full name").silent("There is a problem")
	b.form(v, "/name").send().is(200).at("/apply/grant/check").says("£450.00")
}
