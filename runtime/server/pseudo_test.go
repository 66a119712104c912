package server_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"go.yaml.in/yaml/v3"
	"golang.org/x/net/html"

	"github.com/caseloom/caseloom/runtime/engine"
)

// TestNoBuiltInEnglishIsOutsideTheCatalogues draws every page that a citizen meets in the pseudo-language, in which each
// sentence of a catalogue, and each text of the case type, stands between ⟦ and ⟧. What stands outside is in no catalogue.
func TestNoBuiltInEnglishIsOutsideTheCatalogues(t *testing.T) {
	read := func(file string) []byte {
		text, err := os.ReadFile(filepath.Join("../testdata/casetypes/parking-permit", file))
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	words := func(file string) string { return marked(t, read(file)) }
	letter := func(file string) string {
		return regexp.MustCompile(`(?m)^Subject: (.*)$`).ReplaceAllString(string(read(file)), "Subject: ⟦$1⟧")
	}
	p := "parking-permit/"
	h := open(t, map[string]string{
		p + "forms/apply.en-XA.yaml":      words("forms/apply.cy.yaml"),
		p + "words.en-XA.yaml":            words("words.cy.yaml"),
		p + "templates/received.en-XA.md": letter("templates/received.cy.md"),
		p + "templates/decided.en-XA.md":  letter("templates/decided.cy.md"),
		p + "templates/granted.en-XA.md":  letter("templates/granted.cy.md"),
		"grant/casetype.yaml":             "title: Grant\nintake: apply\n",
		"grant/words.en-XA.yaml":          "title: ⟦Grant⟧\n",
		"grant/forms/apply.yaml": "title: Apply\ntype: object\nrequired: [works]\nproperties: { works: { title: Work, type: boolean } }\noneOf: [ { title: One, required: [a], properties: { a: { title: Aa, type: string } } }, { title: Two, required: [b], properties: { b: { title: Bb, type: string } } } ]\n" +
			"x-exit: [ { when: form.works == false, title: Not you, text: Sorry. } ]\nx-start: { takes: ten, need: [paper] }\nx-declaration: I swear.\nx-sections: [ { title: First, pages: [works] }, { title: Second, pages: [\"?branch\"] } ]\n",
		"grant/forms/apply.en-XA.yaml": "title: ⟦Apply⟧\nproperties: { works: { title: ⟦Work⟧ }, a: { title: ⟦Aa⟧ }, b: { title: ⟦Bb⟧ }, \"?branch\": { options: { \"1\": ⟦One⟧, \"2\": ⟦Two⟧ } } }\n" +
			"exits: { \"1\": { title: ⟦Not you⟧, text: ⟦Sorry.⟧ } }\nstart: { takes: ⟦ten⟧, need: [⟦paper⟧] }\ndeclaration: ⟦I swear.⟧\nsections: { \"1\": ⟦First⟧, \"2\": ⟦Second⟧ }\n",
		"organisation.yaml":           organisation(t) + "service_groups: { parking: { title: Travel, description: Permits } }\n",
		"organisation.en-XA.yaml":     "service_groups: { parking: { title: ⟦Travel⟧, description: ⟦Permits⟧ } }\n",
		"shut/casetype.yaml":          "title: Shut\nintake: { form: apply, closes: 2020-01-01 }\n",
		"shut/words.en-XA.yaml":       "title: ⟦Shut⟧\n",
		"shut/forms/apply.yaml":       "title: Apply\ntype: object\nproperties: { name: { title: Name, type: string } }\n",
		"shut/forms/apply.en-XA.yaml": "title: ⟦Apply⟧\nproperties: { name: { title: ⟦Name⟧ } }\n",
	})
	if e := h.cat.Get("parking-permit"); e == nil || len(e.Languages) != 3 {
		t.Fatal("the pseudo-language does not load")
	}
	b := h.browser()
	b.get("/?lang=en-XA")
	var pages []*view
	see := func(v *view) *view { pages = append(pages, v); return v }
	for _, path := range []string{"/", "/?q=t", "/?q=7", permit, "/help", "/help/accessibility", "/help/contact", "/help/privacy", "/help/cookies", "/apply/shut", "/apply/grant", permit + "/link", "/track", "/track?asked=1", "/track?asked=1&reference=" + strings.Repeat("x", 61),
		"/track/lost", "/track/link/abc", "/track/PP-2026-000009", "/nowhere", "/apply/nothing"} {
		see(b.get(path))
	}
	// A form in sections, with a choice and an exit; what can be left and kept.
	g := b.form(b.get("/apply/grant"), "_csrf").send().at("/apply/grant/tasks")
	see(g)
	g = see(b.form(b.get("/apply/grant/works"), "/works").send().is(422))
	see(b.form(g, "/works").fill("/works", "false").send().at("/apply/grant/exit"))
	b.form(b.get("/apply/grant/works"), "/works").fill("/works", "true").send().at("/apply/grant/tasks")
	g = see(b.form(b.get("/apply/grant/branch"), "/?branch").send().is(422))
	g = b.form(g, "/?branch").fill("/?branch", "2").send().at("/apply/grant/b")
	see(b.get("/apply/grant/tasks"))
	see(b.form(g, "/b").send().is(422))
	b.form(g, "/b").fill("/b", "1").send().at("/apply/grant/tasks")
	see(b.get("/apply/grant/tasks"))
	see(b.get("/apply/grant/save"))
	see(b.form(b.get("/apply/grant/save"), "_email").fill("_email", "nobody").send().is(422))
	see(b.form(b.get("/apply/grant/save"), "_email").fill("_email", "nobody@example.com").send().is(200))
	see(b.get("/apply/grant/help"))
	see(b.form(b.get("/apply/grant/help"), "_name").send().is(422))
	g = see(b.form(b.get("/apply/grant/help"), "_name").fill("_name", "9").send().is(200))
	helper := h.browser()
	helper.get("/?lang=en-XA")
	see(b.get(b.shown(g))) // their own
	v := see(helper.get(b.shown(g)))
	helper.form(v, "_csrf").send().is(200)
	see(helper.get("/apply/grant/tasks"))
	see(helper.get("/apply/grant/check"))
	see(helper.get("/apply/grant/help"))
	see(helper.get(b.shown(g)).is(410))
	see(b.get("/apply/grant/help"))
	see(helper.form(helper.get("/apply/grant/help"), "_back").send())
	see(b.form(b.get("/apply/grant/link"), "_email").fill("_email", "nobody@example.com").send().is(200))
	g = see(b.get("/apply/grant/check"))
	b.form(g, "_csrf").send().at("/apply/grant/done")
	see(b.get("/apply/grant/copy"))
	// Every page with mistakes: nothing answered, then what cannot be read.
	v = b.form(b.get(permit), "_csrf").send()
	v = see(b.form(v, "/applicant/name").send().is(422))
	see(b.form(v, "/applicant/name").fill("/applicant/email", "x", "/applicant/date_of_birth-day", "27", "/applicant/date_of_birth-month", "3", "/applicant/date_of_birth-year", "26").send().is(422))
	v = b.aboutYou(v)
	v = see(b.form(v, "/contact/prefers").send().is(422))
	v = b.form(v, "/contact/prefers").fill("/contact/prefers", "email").send()
	v = see(b.form(v, "/address/line1").fill("/address/postcode", "1", "/address/years", "many").send().is(422))
	v = see(b.form(v, "/address/line1").fill("/address/line1", "1", "/address/town", "R", "/address/postcode", "RV1 2AB", "/address/zone", "B", "/address/years", "900", "/address/matched", "true").send().is(422))
	v = b.form(v, "/address/line1").fill("/address/years", "4").send().at(permit + "/vehicles")
	v = see(b.form(v, "/vehicles/0/make").send().is(422))
	v = see(b.form(v, "/vehicles/0/make").press("_add", "/vehicles").is(200))
	v = see(b.form(v, "/vehicles/0/make").fill("/vehicles/0/make", "Ford", "/vehicles/1/make", strings.Repeat("x", 60)).send().is(422))
	v = see(b.form(v, "/vehicles/0/make").press("_remove", "/vehicles/1").is(200))
	v = b.form(v, "_sure").send().is(200)
	v = b.vehicle(v, 0, "AB12 CDE").send().at(permit + "/proof")
	v = see(b.form(v, "/proof_of_address").send().is(422))
	v = see(b.form(v, "/proof_of_address").attach("/proof_of_address", "a.pdf", "").send().is(422))
	v = see(b.form(v, "/proof_of_address").attach("/proof_of_address", "a.exe", "MZ\x00\x01").send().is(422))
	v = see(b.form(v, "/proof_of_address").attach("/proof_of_address", "a.txt", "hello there").send().is(422))
	v = b.form(v, "/proof_of_address").attach("/proof_of_address", "bill.pdf", "%PDF-1.7\n").send().at(permit + "/declaration")
	see(b.get(permit + "/proof"))
	see(b.get(permit)) // an application that was begun
	v = see(b.form(v, "/declaration").send().is(422))
	see(b.form(b.get("/track/PP-2026-000009"), "_email").send().is(422))
	see(b.form(b.get("/track/PP-2026-000009"), "_email").fill("_email", "nobody@example.com").send().is(422))
	see(b.form(b.get("/track/PP-2026-000009"), "_email").fill("_email", "nobody@example.com", "_born-day", "31").send().is(422))
	see(b.form(b.get("/track/lost"), "_email").send().is(422))
	see(b.form(b.get("/track/lost"), "_email").fill("_email", "nobody@example.com").send().is(200))
	see(b.get("/track/lost"))
	see(b.post(permit+"/about-you", nil).is(403)) // a page that was open for too long
	for _, v := range h.browser().applyIn("en-XA") {
		see(v)
	}
	other := h.browser()
	other.applyIn("en-XA")
	see(other.get("/track/PP-2026-000002").is(200)) // decided, and not told yet
	h.told("PP-2026-000002")
	see(other.get("/track/PP-2026-000002").is(200).says("⟦Decision⟧"))
	see(other.form(other.get("/track/lost"), "_email").fill("_email", "amina.yusuf@example.com").send().is(200))
	see(other.get(h.mailedLink("/track/link/")).is(200))
	// A case that is paused, waits, or was withdrawn; too many wrong answers; a link that was used; answers that have expired;
	// a service that is broken.
	sam := engine.Actor{ID: "s1", Kind: "staff", Name: "Sam", Roles: []string{"manager"}}
	third := h.browser()
	third.get("/?lang=en-XA")
	third.beginIn("en-XA")
	h.submitted(third, "false")
	h.do("PP-2026-000003", sam, engine.HoldCase{Reason: "fraud?"})
	see(third.get("/track/PP-2026-000003").is(200).says("⟦Paused⟧"))
	h.do("PP-2026-000003", sam, engine.WithdrawCase{Reason: "moving"})
	see(third.get("/track/PP-2026-000003").is(200).says("⟦Withdrawn⟧"))
	for range 12 {
		v = b.get("/track/PP-2026-000003")
		if strings.Contains(v.html, `name="_email"`) {
			v = b.form(v, "_email").fill("_email", "nobody@example.com").send()
		}
	}
	see(v.is(429))
	h.write("broken/casetype.yaml", "title:\n")
	eventually(t, "the broken service", func() bool { return b.get("/apply/broken").status == 503 })
	see(b.get("/apply/broken"))
	h.later(25 * time.Hour)
	see(b.get(permit + "/contact").is(410))
	for _, v := range pages {
		for _, said := range unmarked(v.doc) {
			t.Errorf("%s says %q, which is in no catalogue", v.path, said)
		}
	}
}

// submitted is a whole application by a browser that has begun one.
func (h *house) submitted(b *browser, matched string) {
	h.t.Helper()
	v := b.aboutYou(b.get(permit + "/about-you"))
	v = b.form(v, "/contact/prefers").fill("/contact/prefers", "email").send()
	v = b.form(v, "/address/line1").fill("/address/line1", "12 Mill Lane", "/address/town", "Riverside", "/address/postcode", "RV1 2AB",
		"/address/zone", "B", "/address/years", "4", "/address/matched", matched).send()
	v = b.vehicle(v, 0, "AB12 CDE").send()
	v = b.form(v, "/proof_of_address").attach("/proof_of_address", "bill.pdf", "%PDF-1.7\n").send()
	v = b.form(v, "/declaration").fill("/declaration", "true").send().at(permit + "/check")
	b.form(v, "_csrf").send().at(permit + "/done")
}

// marked puts every text of a YAML file between ⟦ and ⟧.
func marked(t *testing.T, text []byte) string {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	var walk func(n *yaml.Node)
	walk = func(n *yaml.Node) {
		for i, c := range n.Content {
			if c.Kind == yaml.ScalarNode && (n.Kind != yaml.MappingNode || i%2 == 1) {
				c.Value = "⟦" + c.Value + "⟧"
			}
			walk(c)
		}
	}
	walk(&doc)
	out, err := yaml.Marshal(&doc)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// helpLink is an address that a page shows to be passed on.
var helpLink = regexp.MustCompile(`http://\S+/help/\S+`)

// unmarked is what a page says outside of ⟦ and ⟧, but for what people typed and what is said in every language.
func unmarked(doc *html.Node) []string {
	var out []string
	depth := 0
	note := func(text string) {
		var b strings.Builder
		for _, r := range text {
			switch {
			case r == '⟦':
				depth++
			case r == '⟧':
				depth--
				b.WriteByte(' ')
			case depth == 0:
				b.WriteRune(r)
			}
		}
		left := helpLink.ReplaceAllString(b.String(), "")
		for _, own := range []string{strings.Repeat("x", 60), "Amina Yusuf", "amina.yusuf@example.com", "nobody@example.com", "12 Mill Lane", "Riverside Borough Council", "Riverside", "RV1 2AB", "AB12 CDE", "Ford", "bill.pdf", "g/km",
			"English", "Cymraeg", "العربية", "PP-2026-00000", "PP-2026-000009", "GRANT-2026-000001", "draft-…"} {
			left = strings.ReplaceAll(left, own, "")
		}
		for _, word := range strings.FieldsFunc(left, func(r rune) bool { return !unicode.IsLetter(r) }) {
			if len(word) > 1 {
				out = append(out, strings.TrimSpace(spaces.ReplaceAllString(left, " ")))
				return
			}
		}
	}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if attr(n, "translate") == "no" { // the name of a thing
			return
		}
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style" && n.Parent.Data != "textarea" {
			note(n.Data)
		}
		for _, a := range n.Attr {
			if a.Key == "aria-label" || a.Key == "title" || a.Key == "alt" || a.Key == "placeholder" || a.Key == "data-too-big" || strings.HasPrefix(a.Key, "data-i18n") {
				before := depth
				depth = 0
				note(a.Val)
				depth = before
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(doc)
	return out
}

// everyWidget asks in every way there is.
const everyWidget = `
title: Everything
required: [plain, long, one, many, agree, on, count, ratio, rent, mail, phone, home, upload, group, list, words]
x-pages: [ { id: all, title: Everything, fields: [plain, long, one, many, agree, on, count, ratio, rent, mail, phone, home, upload, group, list, words, seen, secret, sure] } ]
properties:
  plain: { title: Plain, type: string, minLength: 3, maxLength: 5, pattern: "^[a-z]+$" }
  long: { title: Long, type: string, format: textarea, maxLength: 300 }
  one: { title: One, oneOf: [ { const: aa, title: Aa, description: First }, { const: bb, title: Bb } ] }
  many: { title: Many, enum: [aaa, bbb, ccc, ddd, eee, fff, ggg, hhh, iii] }
  agree: { title: Agree, type: boolean }
  on: { title: On, type: string, format: date, x-date: past }
  count: { title: Count, type: integer, minimum: 2, maximum: 9 }
  ratio: { title: Ratio, type: number, exclusiveMinimum: 0, exclusiveMaximum: 5 }
  rent: { title: Rent, type: string, format: money }
  mail: { title: Mail, type: string, format: email }
  phone: { title: Phone, type: string, format: tel }
  home: { title: Home, type: string, format: postcode }
  upload: { title: Upload, type: string, contentMediaType: image/png, x-accept: [image/png, application/msword], x-max-size: 1 kb }
  group: { title: Group, type: object, required: [inner], properties: { inner: { title: Inner, type: string }, other: { title: Other, type: string, description: Say more } } }
  list: { title: List, type: array, minItems: 2, maxItems: 3, items: { title: Thing, type: object, required: [name], properties: { name: { title: Name, type: string } } } }
  words: { title: Words, type: array, minItems: 1, maxItems: 2, uniqueItems: true, items: { enum: [xx, yy, zz] } }
  seen: { title: Seen, type: string, readOnly: true }
  secret: { title: Secret, type: string, writeOnly: true }
  sure: { title: I am sure, type: boolean, const: true }
`

// everyWidgetMarked is the same in the pseudo-language.
const everyWidgetMarked = `
title: "⟦everything⟧"
pages: { all: "⟦everything⟧" }
properties:
  plain: { title: "⟦plain⟧" }
  long: { title: "⟦long⟧" }
  one: { title: "⟦one⟧", options: { aa: { title: "⟦aa⟧", description: "⟦first⟧" }, bb: "⟦bb⟧" } }
  many: { title: "⟦many⟧", options: { aaa: "⟦a⟧", bbb: "⟦b⟧", ccc: "⟦c⟧", ddd: "⟦d⟧", eee: "⟦e⟧", fff: "⟦f⟧", ggg: "⟦g⟧", hhh: "⟦h⟧", iii: "⟦i⟧" } }
  agree: { title: "⟦agree⟧" }
  on: { title: "⟦on⟧" }
  count: { title: "⟦count⟧" }
  ratio: { title: "⟦ratio⟧" }
  rent: { title: "⟦rent⟧" }
  mail: { title: "⟦mail⟧" }
  phone: { title: "⟦phone⟧" }
  home: { title: "⟦home⟧" }
  upload: { title: "⟦upload⟧" }
  group: { title: "⟦group⟧", properties: { inner: { title: "⟦inner⟧" }, other: { title: "⟦other⟧", description: "⟦say more⟧" } } }
  list: { title: "⟦list⟧", items: { title: "⟦thing⟧", properties: { name: { title: "⟦name⟧" } } } }
  words: { title: "⟦words⟧", options: { xx: "⟦x⟧", yy: "⟦y⟧", zz: "⟦z⟧" } }
  seen: { title: "⟦seen⟧" }
  secret: { title: "⟦secret⟧" }
  sure: { title: "⟦sure⟧" }
`

func TestNoWidgetSaysEnglishOutsideTheCatalogues(t *testing.T) {
	h := open(t, map[string]string{
		"every/casetype.yaml":          "title: Everything\nintake: apply\npeople: { applicant: { from: form } }\n",
		"every/forms/apply.yaml":       everyWidget,
		"every/forms/apply.en-XA.yaml": everyWidgetMarked,
		"every/words.en-XA.yaml":       "title: ⟦everything⟧\n",
	})
	if h.cat.Get("every") == nil {
		t.Fatal("the form does not load")
	}
	b := h.browser()
	b.get("/apply/every?lang=en-XA").is(200)
	var pages []*view
	see := func(v *view) *view { pages = append(pages, v); return v }
	v := see(b.form(b.get("/apply/every"), "_csrf").send().is(200).at("/apply/every/all"))
	v = see(b.form(v, "/plain").send().is(422))
	// Each of these is one more thing that can be wrong with an answer.
	for _, bad := range [][]string{
		{"/plain", "1", "/on-day", "1", "/count", "1.5", "/ratio", "x", "/rent", "lots", "/mail", "x", "/phone", "x", "/home", "x", "/long", strings.Repeat("1", 400)},
		{"/plain", "abcdefgh", "/on-day", "1", "/on-month", "1", "/on-year", "26", "/count", "1", "/ratio", "0", "/rent", "1.234", "/many", "nothing"},
		{"/plain", "a1b", "/on-day", "31", "/on-month", "2", "/on-year", "2020", "/count", "10", "/ratio", "5"},
		{"/plain", "abc", "/on-day", "1", "/on-month", "1", "/on-year", "2999", "/list/0/name", "xx"},
	} {
		see(b.form(v, "/plain").fill(bad...).send().is(422))
	}
	s := b.form(v, "/plain")
	s.values["/words"] = []string{"xx", "yy", "zz"}
	see(s.send().is(422))
	see(b.form(v, "/plain").press("_add", "/list").is(200))
	for _, file := range []string{"", strings.Repeat("x", 2000), "\x89PNG\r\n\x1a\n", "plain text", "MZ\x00\x01"} {
		see(b.form(v, "/plain").attach("/upload", "a.png", file).send().is(422))
	}
	last := b.form(b.get("/apply/every/all"), "/plain").fill("/plain", "xxxx", "/long", "xx", "/one", "aa", "/many", "ccc", "/agree", "true", "/on-day", "1", "/on-month", "2", "/on-year", "2020", "/count", "3", "/ratio", "1",
		"/rent", "45", "/mail", "nobody@example.com", "/phone", "01632 960 001", "/home", "RV1 2AB", "/group/inner", "xx", "/list/0/name", "xx", "/list/1/name", "xx", "/secret", "xx", "/sure", "true")
	last.values["/words"] = []string{"xx"}
	see(last.attach("/upload", "a.png", "\x89PNG\r\n\x1a\n").send().is(200).at("/apply/every/check"))
	for _, v := range pages {
		for _, said := range unmarked(v.doc) {
			for _, own := range []string{"xx", "a.png"} {
				said = strings.ReplaceAll(said, own, "")
			}
			if strings.ContainsFunc(said, unicode.IsLetter) {
				t.Errorf("%s says %q, which is in no catalogue", v.path, said)
			}
		}
	}
}
