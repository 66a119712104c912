package work_test

import (
	"context"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/work"
)

func TestTheWaysToAMailServer(t *testing.T) {
	for _, how := range []string{"plain", "starttls", "tls", "auth"} {
		t.Run(how, func(t *testing.T) {
			o, p := open(t), newPostOffice(t, how)
			w := o.work(p.url)
			if err := w.Queue(o.ctx, work.Letter{Address: "zoe@example.com", Subject: "Hello", Text: "Hello."}); err != nil {
				t.Fatal(err)
			}
			w.Sweep(o.ctx)
			if len(p.letters()) != 1 {
				t.Fatalf("%d letters came; %+v", len(p.letters()), o.troubles())
			}
			if how == "auth" && (len(p.users) != 1 || p.users[0] != "robot") {
				t.Errorf("signed in as %q", p.users)
			}
		})
	}
}

func TestAPasswordIsNotShownToAWire(t *testing.T) {
	o, p := open(t), newPostOffice(t, "plain")
	w := o.work("smtp://robot:secret@" + p.address + "?tls=required")
	if err := w.Queue(o.ctx, work.Letter{Address: "zoe@example.com", Subject: "Hello", Text: "Hello."}); err != nil {
		t.Fatal(err)
	}
	w.Sweep(o.ctx)
	if len(p.letters()) != 0 || len(p.users) != 0 {
		t.Error("it was sent without encryption")
	}
	if list := o.troubles(); len(list) != 1 || list[0].RetryAt == nil || strings.Contains(list[0].Reason, "secret") {
		t.Errorf("in trouble: %+v", list)
	}
}

func TestAWrongMailServerIsSaidInASentence(t *testing.T) {
	o := open(t)
	for _, wrong := range []string{
		"mail.example.org", "http://mail.example.org", "smtp://", "smtp://mail.example.org:0", "smtp://mail.example.org:99999",
		"smtp://user:geheim@mail.example.org/path", "smtp://mail.example.org?tls=perhaps", "smtps://mail.example.org?tls=none", "smtp://user:geheim@[::1", "::",
	} {
		_, err := work.New(o.db, o.desk, o.people, work.Config{SMTP: wrong, From: "a@example.org"}, o.now, o.logger())
		if err == nil || !strings.Contains(err.Error(), "mail server") || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: %v", wrong, err)
		}
	}
	_, err := work.New(o.db, o.desk, o.people, work.Config{SMTP: "smtp://127.0.0.1:25", From: "nobody"}, o.now, o.logger())
	if err == nil || !strings.Contains(err.Error(), "sender") {
		t.Errorf("a sender who is no address: %v", err)
	}
}

func TestRunStopsAtOnceWhenItHasNothingInHand(t *testing.T) {
	o := open(t)
	ctx, stop := context.WithCancel(o.ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		o.work("").Run(ctx)
	}()
	stop()
	<-ended
}
