package work_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/work"
)

func TestAMessageIsSentAndItsCaseIsTold(t *testing.T) {
	o, p := open(t), newPostOffice(t, "plain")
	c := o.apply("Zoë Ó Briain", "zoe@example.com")
	if o.message(c).Sent != nil {
		t.Fatal("it counts as sent before it was")
	}
	asked := o.now()
	o.wait(time.Minute)
	w := o.work(p.url)
	if n := w.Sweep(o.ctx); n != 1 {
		t.Errorf("the sweep did %d things", n)
	}
	sent := p.letters()
	if len(sent) != 1 {
		t.Fatalf("%d letters came", len(sent))
	}
	l := sent[0]
	if l.to != "zoe@example.com" || l.subject() != "We have your application "+c.Reference || l.head.Get("Auto-Submitted") != "auto-generated" {
		t.Errorf("the letter is to %s: %v", l.to, l.head)
	}
	if from, err := l.head.AddressList("From"); err != nil || from[0].String() != `"Testing" <no-reply@cases.example.org>` {
		t.Errorf("from %v", from)
	}
	if to, err := l.head.AddressList("To"); err != nil || to[0].Name != "Zoë Ó Briain" || to[0].Address != "zoe@example.com" {
		t.Errorf("to %v: %v", to, err)
	}
	if at, err := l.head.Date(); err != nil || !at.Equal(asked) {
		t.Errorf("dated %v, asked for %v", at, asked)
	}
	if !strings.Contains(l.text, "Dear Zoë Ó Briain,") || !strings.Contains(l.text, "have your application.\r\n\r\nWhat happens next\r\n\r\n") {
		t.Errorf("the text is %q", l.text)
	}
	if !strings.Contains(l.html, "<strong>your</strong> application") || !strings.Contains(l.html, `<a href="https://cases.example.org/track">`) {
		t.Errorf("the HTML is %q", l.html)
	}
	if m := o.message(c); m.Sent == nil || !m.Sent.Equal(o.now()) || m.Failed != "" {
		t.Errorf("the case has %+v", m)
	}
	if n := w.Sweep(o.ctx); n != 0 || len(p.letters()) != 1 {
		t.Error("it was sent again")
	}
	if strings.Contains(o.log.String(), "zoe") {
		t.Errorf("personal data is in the log: %s", o.log)
	}
	o.sound()
}

func TestAServerThatCannotNowIsAskedAgain(t *testing.T) {
	o, p := open(t), newPostOffice(t, "plain")
	c := o.apply("Zoë", "zoe@example.com")
	w := o.work(p.url)
	p.answer(nil, func(*smtp.Conn, []byte) error {
		return saying(451, smtp.EnhancedCode{4, 3, 0}, "try again later")
	})
	w.Sweep(o.ctx)
	if m := o.message(c); m.Sent != nil || m.Failed != "" {
		t.Fatalf("the case was told %+v", m)
	}
	list := o.troubles()
	if len(list) != 1 || list[0].RetryAt == nil || !list[0].RetryAt.Equal(o.now().Add(30*time.Second)) || !strings.Contains(list[0].Reason, "try again later") {
		t.Fatalf("what is in trouble: %+v", list)
	}
	p.answer(nil, nil)
	o.wait(29 * time.Second)
	if n := w.Sweep(o.ctx); n != 0 {
		t.Error("it was tried before its time")
	}
	o.wait(time.Second)
	w.Sweep(o.ctx)
	got := p.letters()
	if len(got) != 2 || got[0].id() == "" || string(got[0].raw) != string(got[1].raw) {
		t.Fatalf("%d letters came, and the second is not the first", len(got))
	}
	if m := o.message(c); m.Sent == nil || m.Failed != "" {
		t.Errorf("the case has %+v", m)
	}
	if len(o.troubles()) != 0 || o.events(c, "message.sent") != 1 {
		t.Error("it is not over")
	}
	o.sound()
}

func TestAServerThatRefusesForGoodIsToldToTheCaseAndTheAdministrator(t *testing.T) {
	o, p := open(t), newPostOffice(t, "plain")
	c := o.apply("Zoë", "zoe@example.com")
	w := o.work(p.url)
	p.answer(func(string) error { return saying(550, smtp.EnhancedCode{5, 1, 1}, "no such person here") }, nil)
	w.Sweep(o.ctx)
	o.wait(24 * time.Hour)
	if w.Sweep(o.ctx); o.events(c, "message.failed") != 1 {
		t.Errorf("the case was told %d times", o.events(c, "message.failed"))
	}
	if m := o.message(c); m.Sent != nil || !strings.Contains(m.Failed, "no such person here") || strings.Contains(m.Failed, "RCPT") {
		t.Errorf("the case has %+v", m)
	}
	list := o.troubles()
	if len(list) != 1 || list[0].RetryAt != nil || list[0].Reference != c.Reference || !strings.Contains(list[0].Reason, "no such person here") {
		t.Fatalf("an administrator sees %+v", list)
	}
	// Mended, the administrator tries again.
	p.answer(nil, nil)
	if err := o.db.RetryEffect(o.ctx, list[0].ID, o.now()); err != nil {
		t.Fatal(err)
	}
	w.Sweep(o.ctx)
	if m := o.message(c); m.Sent == nil || m.Failed != "" {
		t.Errorf("after the retry the case has %+v", m)
	}
	o.sound()
}

func TestAConnectionLostAfterDataIsTriedAgainUnderTheSameID(t *testing.T) {
	o, p := open(t), newPostOffice(t, "plain")
	c := o.apply("Zoë", "zoe@example.com")
	w := o.work(p.url)
	p.answer(nil, func(c *smtp.Conn, _ []byte) error {
		c.Conn().Close() // it has the letter, and we never hear so
		return errors.New("gone")
	})
	w.Sweep(o.ctx)
	if m := o.message(c); m.Sent != nil || m.Failed != "" {
		t.Fatalf("the case was told %+v", m)
	}
	p.answer(nil, nil)
	o.wait(time.Minute)
	o.work(p.url).Sweep(o.ctx) // after a restart, for good measure
	got := p.letters()
	if len(got) != 2 || got[0].id() != got[1].id() {
		t.Fatalf("%d letters came", len(got))
	}
	if o.message(c).Sent == nil {
		t.Error("the case does not know that it was sent")
	}
}

func TestAfterTwelveTriesAPersonIsTold(t *testing.T) {
	o := open(t)
	c := o.apply("Zoë", "zoe@example.com")
	w := o.work("smtp://127.0.0.1:1") // nobody answers there
	began, tries := o.now(), 0
	for len(o.troubles()) == 0 || o.troubles()[0].RetryAt != nil {
		if list := o.troubles(); len(list) > 0 {
			o.wait(list[0].RetryAt.Sub(o.now()))
		}
		w.Sweep(o.ctx)
		if tries++; tries > 20 {
			t.Fatal("it never ends")
		}
	}
	if took := o.now().Sub(began); tries != 12 || took < 8*time.Hour || took > 24*time.Hour {
		t.Errorf("it gave up after %d tries in %v", tries, took)
	}
	if m := o.message(c); !strings.Contains(m.Failed, "mail server cannot be used") {
		t.Errorf("the case has %+v", m)
	}
	o.sound()
}

func TestWithoutAMailServerMailIsKept(t *testing.T) {
	o := open(t)
	c := o.apply("Zoë", "zoe@example.com")
	w := o.work("")
	if w.Sends() {
		t.Error("it says that it sends")
	}
	w.Sweep(o.ctx)
	kept, _, err := o.db.Mail(o.ctx, "", 10)
	if err != nil || len(kept) != 1 || kept[0].Address != "zoe@example.com" || kept[0].Reference != c.Reference || !strings.Contains(kept[0].Text, "Dear Zoë") {
		t.Fatalf("kept is %+v: %v", kept, err)
	}
	if o.message(c).Sent == nil {
		t.Error("kept mail does not count as sent")
	}
	o.sound()

	// A decision is told when the message about it was accepted, and kept counts.
	decider := engine.Actor{ID: "s1", Kind: "staff", Roles: []string{"caseworker"}}
	made, err := o.desk.Do(o.ctx, c.Reference, decider, -1, engine.ProposeDecision{Decision: "permit", Outputs: json.RawMessage(`{"result":"granted"}`)})
	if err == nil && len(made.Decisions["permit"].Made) == 0 {
		made, err = o.desk.Do(o.ctx, c.Reference, decider, -1, engine.ConfirmDecision{Decision: "permit"})
	}
	if err != nil {
		t.Fatal(err)
	}
	if made.Decisions["permit"].Made[0].Told != nil {
		t.Error("the decision was told before its message went out")
	}
	w.Sweep(o.ctx)
	told, err := o.db.Case(o.ctx, c.Reference)
	if err != nil || told.Decisions["permit"].Made[0].Told == nil {
		t.Errorf("the decision was not told: %v", err)
	}
}

func TestALetterWithoutACase(t *testing.T) {
	o, p := open(t), newPostOffice(t, "plain")
	queued := o.work(p.url)
	if err := queued.Queue(o.ctx, work.Letter{Name: "Zoë", Address: "zoe@example.com", Subject: "Your reference", Text: "It is **P-0001**."}); err != nil {
		t.Fatal(err)
	}
	if err := queued.Queue(o.ctx, work.Letter{Subject: "To nobody"}); err == nil {
		t.Error("a letter without an address was queued")
	}
	o.work(p.url).Sweep(o.ctx) // the server was restarted meanwhile
	got := p.letters()
	if len(got) != 1 || got[0].to != "zoe@example.com" || got[0].subject() != "Your reference" {
		t.Fatalf("%d letters came", len(got))
	}
	// Without a mail server it is kept like any other; one that fails is listed without a case.
	keeps := o.work("")
	if err := keeps.Queue(o.ctx, work.Letter{Address: "ada@example.com", Subject: "Set your password", Text: "Here."}); err != nil {
		t.Fatal(err)
	}
	keeps.Sweep(o.ctx)
	if kept, _, err := o.db.Mail(o.ctx, "", 10); err != nil || len(kept) != 1 || kept[0].Address != "ada@example.com" || kept[0].CaseID != "" {
		t.Errorf("kept is %+v: %v", kept, err)
	}
	p.answer(func(string) error { return saying(550, smtp.EnhancedCode{5, 1, 1}, "no") }, nil)
	if err := queued.Queue(o.ctx, work.Letter{Address: "eve@example.com", Subject: "Lost", Text: "Here."}); err != nil {
		t.Fatal(err)
	}
	queued.Sweep(o.ctx)
	if list := o.troubles(); len(list) != 1 || list[0].RetryAt != nil || list[0].Reference != "" {
		t.Errorf("in trouble: %+v", list)
	}
	o.sound()
}

func TestMailForARoleGoesToEachWhoHoldsIt(t *testing.T) {
	o, p := open(t), newPostOffice(t, "plain")
	c := o.apply("Zoë", "zoe@example.com")
	w := o.work(p.url)
	w.Sweep(o.ctx)
	for _, email := range []string{"ann@example.org", "ben@example.org", "cy@example.org", "dee@example.org"} {
		o.add(email, "manager")
	}
	gone := o.add("eve@example.org", "manager")
	if err := o.people.DisableStaff(o.ctx, gone.ID); err != nil {
		t.Fatal(err)
	}
	o.add("fay@example.org", "caseworker")
	p.answer(func(to string) error {
		switch to {
		case "ben@example.org":
			return saying(451, smtp.EnhancedCode{4, 2, 1}, "mailbox busy")
		case "cy@example.org":
			return saying(550, smtp.EnhancedCode{5, 1, 1}, "has left")
		}
		return nil
	}, nil)
	o.wait(4 * 24 * time.Hour)
	w.Sweep(o.ctx)
	to := map[string]int{}
	ids := map[string]bool{}
	for _, l := range p.letters()[1:] {
		to[l.to]++
		ids[l.id()] = true
	}
	if fmt.Sprint(to) != "map[ann@example.org:1 dee@example.org:1]" || len(ids) != 2 {
		t.Fatalf("first to %v", to)
	}
	p.answer(func(to string) error {
		if to == "cy@example.org" {
			return saying(550, smtp.EnhancedCode{5, 1, 1}, "has left")
		}
		return nil
	}, nil)
	o.wait(time.Minute)
	w.Sweep(o.ctx)
	to = map[string]int{}
	for _, l := range p.letters()[1:] {
		to[l.to]++
	}
	if fmt.Sprint(to) != "map[ann@example.org:1 ben@example.org:1 dee@example.org:1]" {
		t.Errorf("in the end to %v", to)
	}
	now, err := o.db.Case(o.ctx, c.Reference)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range now.Messages {
		if m.To == "role.manager" && (m.Sent == nil || !strings.Contains(m.Failed, "reached 3 of 4 people") || !strings.Contains(m.Failed, "cy@example.org")) {
			t.Errorf("the case has %+v", m)
		}
	}
	o.sound()
}

func TestMailForARoleThatNobodyHoldsIsSeen(t *testing.T) {
	o := open(t)
	c := o.apply("Zoë", "zoe@example.com")
	o.wait(4 * 24 * time.Hour)
	o.work("").Sweep(o.ctx)
	now, _ := o.db.Case(o.ctx, c.Reference)
	if len(now.Messages) != 2 || !strings.Contains(now.Messages[1].Failed, "nobody has the role manager") {
		t.Errorf("the case has %+v", now.Messages)
	}
}

func TestNoAnswerOfAFormBecomesAHeader(t *testing.T) {
	o, p := open(t), newPostOffice(t, "plain")
	w := o.work(p.url)
	evil := "Zoë\r\nBcc: everyone@example.org\r\n\r\nGo to <script>alert(1)</script> [here](javascript:alert(1))"
	for _, l := range []work.Letter{
		{Name: evil, Address: "zoe@example.com", Subject: evil, Text: evil},
		{Name: "x", Address: "zoe@example.com\r\nBcc: everyone@example.org", Subject: "x", Text: "x"},
		{Name: "x", Address: "Zoë <zoe@example.com>, everyone@example.org", Subject: "x", Text: "x"},
		{Name: "x", Address: "zoe@example.com> RCPT TO:<everyone@example.org", Subject: "x", Text: "x"},
	} {
		if err := w.Queue(o.ctx, l); err != nil {
			t.Fatal(err)
		}
	}
	w.Sweep(o.ctx)
	got := p.letters()
	if len(got) != 1 || got[0].to != "zoe@example.com" {
		t.Fatalf("%d letters came", len(got))
	}
	l := got[0]
	if l.head.Get("Bcc") != "" || strings.ContainsAny(l.subject(), "\r\n") || !strings.Contains(l.subject(), "Zoë Bcc: everyone@example.org") {
		t.Errorf("the head is %v", l.head)
	}
	if strings.Contains(l.html, "<script") || strings.Contains(l.html, `href="javascript:`) {
		t.Errorf("the HTML is %s", l.html)
	}
	if n := len(o.troubles()); n != 3 {
		t.Errorf("%d letters were refused, of 3 with more than one address", n)
	}
}

// What somebody is to press is a link, also where the server has no name but a number, and a sentence's stop is no part of it.
func TestAddressesInMailAreLinks(t *testing.T) {
	for text, want := range map[string]string{
		"http://127.0.0.1:8080/track/link/a_b-c":          `<p><a href="http://127.0.0.1:8080/track/link/a_b-c">http://127.0.0.1:8080/track/link/a_b-c</a></p>`,
		"See http://localhost:8080/track?lang=cy.":        `<p>See <a href="http://localhost:8080/track?lang=cy">http://localhost:8080/track?lang=cy</a>.</p>`,
		"received: https://cases.example.org/apply/x":     `<p>received: <a href="https://cases.example.org/apply/x">https://cases.example.org/apply/x</a></p>`,
		"javascript:alert(1) and ftp://files.example.org": `<p>javascript:alert(1) and ftp://files.example.org</p>`,
		`https://x.example/"onmouseover="alert(1)`:        `<p><a href="https://x.example/">https://x.example/</a>&quot;onmouseover=&quot;alert(1)</p>`,
		"http:///nowhere": "<p>http:///nowhere</p>",
	} {
		if got, err := work.HTML(text); err != nil || strings.TrimSpace(got) != want {
			t.Errorf("%s: %s %v, want %s", text, got, err, want)
		}
	}
}
