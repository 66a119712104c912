package work_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/store"
	"github.com/caseloom/caseloom/runtime/work"
)

// referees is the case type of the other tests, with somebody outside who is asked something.
func referees(t *testing.T) *office {
	return openWith(t, map[string]string{
		"permit/casetype.yaml": strings.Replace(folder["permit/casetype.yaml"], "people:\n", "people:\n  referee: { from: form.referee, contact: form.referee }\n", 1) +
			"tasks:\n  - { id: refer, title: Say how you know them, by: person.referee, form: refer }\n",
		"permit/forms/refer.yaml": "title: R\ntype: object\nproperties:\n  how: { title: How do you know them, type: string }\n",
		"permit/forms/apply.yaml": folder["permit/forms/apply.yaml"] + "  referee: { type: object, title: Your referee, properties: { name: { type: string, title: Name }, email: { type: string, title: Email }, never: { type: string, title: Never }, shared: { type: boolean, title: Others read my mail } } }\n",
	})
}

func (o *office) refer(referee string) *engine.Case {
	o.t.Helper()
	c, err := o.desk.Submit(o.ctx, "permit", engine.Actor{ID: "citizen", Kind: "citizen"}, engine.Submit{Data: json.RawMessage(`{"applicant":{"name":"Zoë","email":"zoe@example.com"},"referee":` + referee + `}`), Channel: "web"}, nil, "")
	if err != nil {
		o.t.Fatal(err)
	}
	return c
}

var aLink = regexp.MustCompile(`/answer/([A-Za-z0-9_-]{43})`)

// to is the newest letter to an address, "" when there is none.
func to(p *postOffice, address string) (text string) {
	for _, l := range p.letters() {
		if l.to == address {
			text = l.text
		}
	}
	return text
}

func TestALinkIsMadeWhenItsMailLeaves(t *testing.T) {
	o, p := referees(t), newPostOffice(t, "plain")
	c := o.refer(`{"name":"Ben","email":"ben@example.com"}`)
	w := o.work(p.url)
	w.Sweep(o.ctx)
	text := to(p, "ben@example.com")
	m := aLink.FindStringSubmatch(text)
	if m == nil || !strings.Contains(text, "Say how you know them") || !strings.Contains(text, "until 16 March 2026") {
		t.Fatalf("the letter says %s", text)
	}
	if strings.Contains(to(p, "zoe@example.com"), "/answer/") {
		t.Error("the applicant has a link, too")
	}
	d, err := o.db.Draft(o.ctx, work.LinkID(m[1]), o.now())
	if err != nil {
		t.Fatal(err)
	}
	var l work.Link
	if err := json.Unmarshal(d.Data, &l); err != nil || l.Case != c.ID || l.Task != "refer" || l.Key != o.task(c, "refer").Key || !l.Until.Equal(o.now().Add(engine.InviteLasts)) {
		t.Errorf("%v: the link holds %+v", err, l)
	}
	events, err := o.db.Events(o.ctx, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if strings.Contains(string(e.Body), m[1]) {
			t.Errorf("%s knows the secret", e.Kind)
		}
	}
	if strings.Contains(o.log.String(), m[1]) {
		t.Error("the log knows the secret")
	}
	if rows, _, err := o.db.Tasks(o.ctx, store.TaskQuery{}); err != nil || len(rows) != 2 {
		t.Errorf("%v: on the list of what is to be done here: %+v", err, rows)
	}
	o.sound()
}

// A mail that was to leave when its task was done meanwhile, or has a newer link, holds none and stays here.
func TestALinkThatIsNotNeededStaysHere(t *testing.T) {
	o, p := referees(t), newPostOffice(t, "plain")
	c := o.refer(`{"name":"Ben","email":"ben@example.com"}`)
	ada := engine.Actor{ID: "ada", Kind: "staff", Roles: []string{"caseworker"}}
	if _, err := o.desk.Do(o.ctx, c.Reference, ada, -1, engine.InviteAgain{Task: "refer"}); err != nil {
		t.Fatal(err)
	}
	o.work(p.url).Sweep(o.ctx)
	n := 0
	for _, l := range p.letters() {
		if l.to == "ben@example.com" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d letters left", n)
	}
	now, err := o.db.Case(o.ctx, c.Reference)
	if err != nil || now.Task("ask") != nil {
		t.Errorf("%v: somebody is asked to see to it", err)
	}
}

func TestNobodyIsSentALinkWhoMustNotBeEmailed(t *testing.T) {
	for _, said := range []string{`"never":"email"`, `"shared":true`} {
		notSentALink(t, said)
	}
}

func notSentALink(t *testing.T, said string) {
	t.Helper()
	o, p := referees(t), newPostOffice(t, "plain")
	c := o.refer(`{"name":"Ben","email":"ben@example.com"}`)
	if _, err := o.desk.Do(o.ctx, c.Reference, engine.Actor{ID: "s1", Kind: "staff"}, -1, engine.CorrectData{Reason: "He rang.",
		Data: json.RawMessage(`{"applicant":{"name":"Zoë","email":"zoe@example.com"},"referee":{"name":"Ben","email":"ben@example.com",` + said + `}}`)}); err != nil {
		t.Fatal(err)
	}
	o.wait(time.Minute)
	o.work(p.url).Sweep(o.ctx)
	if to(p, "ben@example.com") != "" {
		t.Error("he was emailed")
	}
	if ask := o.task(c, "ask"); ask.State != engine.Open || ask.Title != "Ask Ben another way: Say how you know them" {
		t.Errorf("somebody is asked to %+v", ask)
	}
	o.sound()
}

// Whoever is asked and is not the applicant has the mail in the case type's language and, below it, in the one that was applied in:
// nobody knows which of the two they read. Each part is marked as what it is in, and has the link.
func TestAMailToAnOutsiderIsInBothLanguages(t *testing.T) {
	o, p := referees(t), newPostOffice(t, "plain")
	submit := func() {
		_, err := o.desk.Submit(o.ctx, "permit", engine.Actor{ID: "citizen", Kind: "citizen"}, engine.Submit{
			Data: json.RawMessage(`{"applicant":{"name":"Zoë","email":"zoe@example.com"},"referee":{"name":"Ben","email":"ben@example.com"}}`), Channel: "web", Language: "cy"}, nil, "")
		if err != nil {
			t.Fatal(err)
		}
	}
	submit()
	o.work(p.url).Sweep(o.ctx)
	for _, l := range p.letters() {
		if l.to != "ben@example.com" {
			continue
		}
		for _, want := range []string{"needs an answer from you", "Mae angen ateb gennych", "Do not send it to anyone else", "Peidiwch â’i hanfon at neb arall", "?lang=cy"} {
			if !strings.Contains(l.text, want) {
				t.Errorf("the mail does not say %q:\n%s", want, l.text)
			}
		}
		if links := aLink.FindAllString(l.text, -1); len(links) != 2 || links[0] != links[1] {
			t.Errorf("links: %v", links)
		}
		if !strings.Contains(l.html, `<html lang="en"`) || !strings.Contains(l.html, `<div lang="cy"`) {
			t.Errorf("the languages are not marked:\n%s", l.html)
		}
		if got := l.head.Get("Content-Language"); got != "en, cy" {
			t.Errorf("Content-Language: %s", got)
		}
	}
	if to(p, "ben@example.com") == "" {
		t.Error("nothing was sent")
	}
	submit() // without a mail server it is kept, and the record is whole
	o.work("").Sweep(o.ctx)
	o.sound()
}
