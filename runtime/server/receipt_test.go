package server_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

// Whoever has applied can keep a copy of what they told us: on a page, and as data; as the form was on that day, and never
// with what is masked. Nobody else can.
func TestAnApplicantKeepsACopyOfTheirAnswers(t *testing.T) {
	form := `title: Apply
type: object
required: [name]
properties:
  name: { title: Full name, type: string }
  colour: { title: Colour, oneOf: [ { const: r, title: Bright red }, { const: b, title: Blue } ] }
  secret: { title: Password, type: string, x-masked: true }
  about: { title: About you, type: object, properties: { pin: { title: PIN, type: string, x-masked: true }, town: { title: Town, type: string } } }
x-pages: [ { title: All, fields: [name, colour, secret, about] } ]
`
	h := open(t, map[string]string{"bikes/casetype.yaml": "title: Bike storage\nintake: apply\npeople: { applicant: { from: form } }\n", "bikes/forms/apply.yaml": form})
	b := h.browser()
	b.get("/apply/bikes/copy").at("/track")
	v := b.form(b.get("/apply/bikes"), "_csrf").send().is(200)
	b.get("/apply/bikes/copy").at("/apply/bikes/all")
	v = b.form(v, "/name").fill("/name", "Amina Yusuf", "/colour", "r", "/secret", "open sesame", "/about/pin", "1357", "/about/town", "Riverside").send().is(200)
	v = b.form(v, "_csrf").send().is(200).says("Your reference")
	version := h.cat.Get("bikes").Version
	h.write("bikes/forms/apply.yaml", strings.Replace(form, "Full name", "Your whole name", 1))
	eventually(t, "the changed form", func() bool { return h.cat.Get("bikes").Version != version })

	v = b.get(v.link("See a copy of your answers, to print or keep")).is(200).at("/apply/bikes/copy")
	v.says("What you told us", "Service Bike storage Sent to Riverside Borough Council Sent 2 March 2026", "Bike storage – Riverside Borough Council", "Full name Amina Yusuf", "Colour Bright red", "Riverside").silent("open sesame", "1357", "Your whole name")
	data := b.get(v.link("Download your answers for a computer program (JSON)")).is(200)
	var got struct {
		Reference, Service, Sent string
		Answers                  []struct {
			Question string
			Answer   []string
		}
		Data map[string]any
	}
	if err := json.Unmarshal([]byte(data.html), &got); err != nil {
		t.Fatal(err, data.html)
	}
	if got.Service != "Bike storage" || got.Sent != "2026-03-02T10:00:00Z" || got.Answers[1].Answer[0] != "Bright red" || got.Data["colour"] != "r" || got.Data["about"].(map[string]any)["town"] != "Riverside" {
		t.Error(data.html)
	}
	if strings.Contains(data.html, "sesame") || strings.Contains(data.html, "1357") {
		t.Error("a masked answer is in the copy:", data.html)
	}
	h.browser().get("/apply/bikes/copy").at("/track")

	k, err := h.db.Case(t.Context(), got.Reference)
	if err != nil {
		t.Fatal(err)
	}
	h.do(got.Reference, engine.Actor{ID: "ann", Kind: "staff", Roles: []string{"manager"}}, engine.WithdrawCase{Reason: "r"})
	if err := h.db.Erase(t.Context(), k.ID, "answers", h.clock()); err != nil {
		t.Fatal(err)
	}
	b.get("/apply/bikes/copy").is(404).silent("Amina")
}
