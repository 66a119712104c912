package work_test

import (
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/work"
)

// sees is how a mail ends for somebody who waits.
const sees = "You can see how your application is getting on here:\r\n\r\nhttps://cases.example.org/track/"

// reached makes a sweep whose links lead to this server.
func (o *office) reached(smtpURL string) *work.Work {
	o.t.Helper()
	w, err := work.New(o.db, o.desk, o.people, work.Config{SMTP: smtpURL, From: "Testing <no-reply@cases.example.org>",
		Link: func(path string) string { return "https://cases.example.org" + path }}, o.now, o.logger())
	if err != nil {
		o.t.Fatal(err)
	}
	return w
}

// Whoever waits is shown the way to where they see how it is getting on, in each mail, and whoever works here is not.
func TestAMailToTheApplicantEndsWithWhereTheySeeHowItIsGettingOn(t *testing.T) {
	o, p := open(t), newPostOffice(t, "plain")
	o.add("m@example.org", "manager")
	c := o.apply("Zoë", "zoe@example.com")
	w := o.reached(p.url)
	w.Sweep(o.ctx)
	if l := p.letters(); len(l) != 1 || strings.Contains(l[0].text, sees) {
		t.Errorf("the template leads there itself, and the mail is %q", l)
	}
	o.wait(4 * 24 * time.Hour)
	ann := engine.Actor{ID: "ann", Kind: "staff", Roles: []string{"caseworker"}}
	w.Sweep(o.ctx)
	if _, err := o.desk.Do(o.ctx, c.Reference, ann, -1, engine.ProposeDecision{Decision: "permit", Outputs: []byte(`{"result":"granted"}`)}); err != nil {
		t.Fatal(err)
	}
	w.Sweep(o.ctx)
	letters := map[string]letter{}
	for _, l := range p.letters() {
		letters[l.subject()] = l
	}
	decided, late := letters["It is granted"], letters[c.Reference+" is late"]
	if !strings.HasSuffix(strings.TrimSpace(decided.text), sees+c.Reference) {
		t.Errorf("the decision ends with %q", decided.text)
	}
	if href := `<a href="https://cases.example.org/track/` + c.Reference + `">`; !strings.Contains(decided.html, href) {
		t.Errorf("nobody can press it in %q", decided.html)
	}
	if late.to != "m@example.org" || strings.Contains(late.text, "/track") {
		t.Errorf("the manager was sent %q", late.text)
	}
}

// The way there is told in the language of the mail, and leads to a page in that language.
func TestTheWayThereIsToldInTheLanguageOfTheMail(t *testing.T) {
	o, p := openWith(t, map[string]string{
		"permit/templates/received.md":    "Subject: We have it\n\nWe have it.\n",
		"permit/templates/received.cy.md": "Subject: Mae gennym\n\nMae gennym.\n",
	}), newPostOffice(t, "plain")
	c, err := o.desk.Submit(o.ctx, "permit", engine.Actor{ID: "citizen", Kind: "citizen"}, engine.Submit{
		Data: []byte(`{"applicant":{"name":"Siân","email":"sian@example.com"}}`), Channel: "web", Language: "cy"}, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	o.reached(p.url).Sweep(o.ctx)
	l := p.letters()
	if want := "Gallwch weld sut mae eich cais yn dod yn ei flaen yma:\r\n\r\nhttps://cases.example.org/track/" + c.Reference + "?lang=cy"; len(l) != 1 || !strings.HasSuffix(strings.TrimSpace(l[0].text), want) {
		t.Errorf("the mail is %+v", l)
	}
}

// Where others read the mail, it says neither the reference nor whose page it leads to.
func TestAMailThatOthersReadLeadsNowhere(t *testing.T) {
	o, p := openWith(t, map[string]string{
		"permit/forms/apply.yaml":      waryForm,
		"permit/templates/received.md": "Subject: We have it\n\nWe have it.\n",
	}), newPostOffice(t, "plain")
	if _, err := o.desk.Submit(o.ctx, "permit", engine.Actor{ID: "citizen", Kind: "citizen"},
		engine.Submit{Data: wary{Name: "Zoë", Email: "zoe@example.com", Shared: true}.data(), Channel: "web"}, nil, ""); err != nil {
		t.Fatal(err)
	}
	o.reached(p.url).Sweep(o.ctx)
	if l := p.letters(); len(l) != 1 || strings.Contains(l[0].text, "http") || !strings.Contains(l[0].text, "You have a message.") {
		t.Errorf("the mail is %+v", l)
	}
}
