package work_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/store"
	"github.com/caseloom/caseloom/runtime/work"
)

const late = 4 * 24 * time.Hour // the proof is due after two days, and climbs after three

func TestATimerWakesItsCase(t *testing.T) {
	o := open(t)
	c := o.apply("Zoë", "zoe@example.com")
	w := o.work("")
	w.Sweep(o.ctx)
	if n := o.events(c, "timer.fell"); n != 0 {
		t.Fatalf("%d timers fell before their time", n)
	}
	o.wait(late)
	w.Sweep(o.ctx)
	now, err := o.db.Case(o.ctx, c.Reference)
	if err != nil || now.Task("proof").Priority != "high" {
		t.Fatalf("the late check did not climb: %v", err)
	}
	fell := o.events(c, "timer.fell")
	w.Sweep(o.ctx)
	if o.events(c, "timer.fell") != fell || fell == 0 {
		t.Errorf("timers fell %d times, then more", fell)
	}
	o.sound()
}

// brokenDesk fails for one case, as a case does whose rules can no longer be run.
type brokenDesk struct {
	*desk.Desk
	mu     sync.Mutex
	broken string
	panics bool
	tried  int
}

func (d *brokenDesk) Do(ctx context.Context, reference string, actor engine.Actor, expect int, body engine.Body) (*engine.Case, error) {
	d.mu.Lock()
	broken := reference == d.broken
	if broken {
		d.tried++
	}
	d.mu.Unlock()
	if broken && d.panics {
		panic("the rules of " + reference + " are beyond reason")
	}
	if broken {
		return nil, errors.New("its rules cannot be run")
	}
	return d.Desk.Do(ctx, reference, actor, expect, body)
}

func TestABrokenCaseHoldsUpNoOther(t *testing.T) {
	for _, panics := range []bool{false, true} {
		o := open(t)
		o.add("ann@example.org", "manager")
		first, second := o.apply("Ann", "ann@example.com"), o.apply("Ben", "ben@example.com")
		o.work("").Sweep(o.ctx)
		d := &brokenDesk{Desk: o.desk, broken: first.Reference, panics: panics}
		w, err := work.New(o.db, d, o.people, work.Config{}, o.now, o.logger())
		if err != nil {
			t.Fatal(err)
		}
		o.wait(late)
		w.Sweep(o.ctx)
		if o.events(second, "timer.fell") == 0 {
			t.Fatal("the other case was not woken")
		}
		// It is tried a bounded number of times, then an administrator sees it.
		for range 200 {
			o.wait(time.Hour)
			w.Sweep(o.ctx)
		}
		if d.tried < 12 || d.tried > 60 {
			t.Errorf("the broken case was tried %d times in nine days", d.tried)
		}
		list := o.troubles()
		if len(list) == 0 {
			t.Fatal("no administrator sees it")
		}
		for _, f := range list {
			if f.Kind != "timer" || f.Reference != first.Reference || f.RetryAt != nil {
				t.Errorf("in trouble: %+v", f)
			}
		}
		o.sound()
		// Mended, and tried again.
		d.mu.Lock()
		d.broken = ""
		d.mu.Unlock()
		for _, f := range list {
			if err := o.db.RetryEffect(o.ctx, f.ID, o.now()); err != nil {
				t.Fatal(err)
			}
		}
		w.Sweep(o.ctx)
		if o.events(first, "timer.fell") == 0 {
			t.Error("the mended case was not woken")
		}
		if list := o.troubles(); len(list) != 0 {
			t.Errorf("still in trouble: %+v", list)
		}
		o.sound()
	}
}

func TestTwoServersDoEachThingOnce(t *testing.T) {
	o, p := open(t), newPostOffice(t, "plain")
	var cases []*engine.Case
	for range 30 {
		cases = append(cases, o.apply("Zoë", "zoe@example.com"))
	}
	o.wait(late)
	o.add("ann@example.org", "manager")
	var both sync.WaitGroup
	for range 2 {
		w := o.work(p.url)
		both.Go(func() { w.Sweep(o.ctx) })
	}
	both.Wait()
	if n := len(p.letters()); n != 60 {
		t.Errorf("%d letters came, of 60", n)
	}
	for _, c := range cases {
		if n := o.events(c, "timer.fell"); n != 2 { // overdue, and the climb
			t.Errorf("timers of %s fell %d times", c.Reference, n)
		}
	}
	o.sound()
}

func TestWhatAServerThatDiedHadInHandIsDoneByAnother(t *testing.T) {
	o, p := open(t), newPostOffice(t, "plain")
	c := o.apply("Zoë", "zoe@example.com")
	if leased, err := o.db.LeaseEffects(o.ctx, "a server that dies", o.now(), 10*time.Minute, 10); err != nil || len(leased) != 1 {
		t.Fatalf("leased %d: %v", len(leased), err)
	}
	w := o.work(p.url)
	if w.Sweep(o.ctx); len(p.letters()) != 0 {
		t.Fatal("it was taken from a server that may still be at work")
	}
	o.wait(11 * time.Minute)
	if w.Sweep(o.ctx); len(p.letters()) != 1 || o.message(c).Sent == nil {
		t.Error("it was never done")
	}
}

func TestASlowMailServerHoldsUpNeitherTimersNorTheEnd(t *testing.T) {
	o, p := open(t), newPostOffice(t, "plain")
	busy, free := make(chan struct{}, 10), make(chan struct{})
	p.answer(nil, func(*smtp.Conn, []byte) error {
		busy <- struct{}{}
		<-free
		return nil
	})
	c := o.apply("Zoë", "zoe@example.com")
	woken := make(chan struct{}, 10)
	o.desk.OnCommit(func() { woken <- struct{}{} })
	w := o.work(p.url)
	ctx, stop := context.WithCancel(o.ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.Run(ctx)
	}()
	<-busy // the mail server has the letter and says nothing
	o.wait(late)
	w.Wake()
	<-woken // and yet the timer fell
	if o.events(c, "timer.fell") == 0 {
		t.Error("no timer fell")
	}
	stop()
	select {
	case <-ended:
		t.Error("it ended with a letter in hand")
	default:
	}
	close(free)
	<-ended
	now, err := o.db.Case(o.ctx, c.Reference)
	if err != nil || now.Messages[0].Sent == nil {
		t.Errorf("what was in hand was not finished: %v", err)
	}
}

func TestRunSendsWhatACommitAsksForAtOnce(t *testing.T) {
	o, p := open(t), newPostOffice(t, "plain")
	sent := make(chan string, 10)
	p.answer(nil, func(_ *smtp.Conn, raw []byte) error {
		sent <- string(raw)
		return nil
	})
	w := o.work(p.url)
	o.desk.OnCommit(w.Wake)
	ctx, stop := context.WithCancel(o.ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.Run(ctx)
	}()
	for _, name := range []string{"Ann", "Ben"} {
		o.apply(name, strings.ToLower(name)+"@example.com")
		if raw := <-sent; !strings.Contains(raw, name) {
			t.Errorf("%s was not written to", name)
		}
	}
	stop()
	<-ended
}

func TestWhatHasExpiredIsClearedAway(t *testing.T) {
	o := open(t)
	o.apply("Zoë", "zoe@example.com")
	o.work("").Sweep(o.ctx)
	began := o.now()
	for id, expires := range map[string]time.Time{"old": began.Add(time.Hour), "new": began.Add(30 * 24 * time.Hour)} {
		if err := o.db.SaveDraft(o.ctx, store.Draft{ID: id, CaseType: "permit", Form: "apply", Data: []byte("{}"), At: began, Expires: expires}); err != nil {
			t.Fatal(err)
		}
	}
	o.wait(late)
	woken := make(chan struct{}, 10)
	o.desk.OnCommit(func() { woken <- struct{}{} })
	ctx, stop := context.WithCancel(o.ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		o.work("").Run(ctx)
	}()
	<-woken // a timer has fallen, and clearing away comes before
	stop()
	<-ended
	if _, err := o.db.Draft(o.ctx, "old", began); err == nil {
		t.Error("a draft that has expired is still there")
	}
	if _, err := o.db.Draft(o.ctx, "new", began); err != nil {
		t.Errorf("a draft that has not expired is gone: %v", err)
	}
}
