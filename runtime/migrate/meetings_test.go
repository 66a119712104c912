package migrate_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/migrate"
	"github.com/caseloom/caseloom/runtime/store"
)

// clocked are the older files with a clock, a day that comes again, and a later reminder.
func clocked() map[string]string {
	out := map[string]string{}
	for name, text := range older {
		out[name] = text
	}
	out["casetype.yaml"] += "clocks: { target: { limit: 10 working days, from: case.received } }\ntasks: [ { id: yearly, title: Yearly, on: every 1 March, optional: true } ]\n"
	return out
}

func (o *office) meetings() migrate.Meetings {
	return migrate.Meetings{Record: o.db, Desk: o.desk, Catalog: o.cat, Log: slog.New(slog.DiscardHandler)}
}

// timers are the moments that the first case waits for.
func (o *office) timers() string {
	o.t.Helper()
	due, err := o.db.DueTimers(bg, o.time().AddDate(5, 0, 0), 1000)
	o.must(err)
	first := o.first()
	var keys []string
	for _, d := range due {
		if d.CaseID == first.ID {
			keys = append(keys, d.Key)
		}
	}
	return strings.Join(keys, ", ")
}

func TestIdleCasesMeetNewerFiles(t *testing.T) {
	o := open(t, t.TempDir())
	o.use(older)
	o.cases(120)
	o.do("PERMIT-2026-000002", engine.WithdrawCase{Reason: "x"})
	o.use(clocked())
	o.meetings().All(bg)
	want(t, "what the first case waits for", o.timers(), "overdue proof, clock target, opens every 1 March: yearly")
	want(t, "times the first met them", o.count(0, "rules.changed"), 1)
	want(t, "times a closed one met them", o.count(1, "rules.changed"), 0)
	want(t, "times the last met them", o.count(119, "rules.changed"), 1)
	seq := o.first().Seq
	o.meetings().All(bg) // as after a restart
	want(t, "events, once all have met them", o.first().Seq, seq)
	o.sound()

	// Files by which nothing is otherwise are no event in anybody's case.
	same := clocked()
	same["casetype.yaml"] = "# A comment\n" + same["casetype.yaml"]
	o.use(same)
	o.meetings().All(bg)
	want(t, "events, where nothing is otherwise", o.first().Seq, seq)

	// A moment that needs no event is waited for all the same.
	later := clocked()
	later["rules/notifications.yaml"] = "- { name: Late, on: task.proof.due + 3 days, then: { priority: high } }\n"
	o.use(later)
	o.meetings().All(bg)
	if !strings.Contains(o.timers(), "on Late") {
		t.Errorf("it waits for %s", o.timers())
	}
	o.sound()
}

// Cases that wait for a migration, or are pinned, meet nothing.
func TestOnlyCasesThatFollowMeetNewerFiles(t *testing.T) {
	for name, files := range map[string]map[string]string{"a migration": clocked(), "pinned": clocked(), "not fitting": newer()} {
		switch name {
		case "a migration":
			files["migrations/a.yaml"] = "why: All at once\n"
		case "pinned":
			files["casetype.yaml"] += "versions: pin\n"
		default:
			delete(files, "migrations/2026-05-look-over.yaml")
		}
		o := open(t, t.TempDir())
		o.use(older)
		o.cases(1)
		seq := o.first().Seq
		o.use(files)
		o.meetings().All(bg)
		want(t, name+": events", o.first().Seq, seq)
	}
}

// While a server runs, a swap of files is enough.
func TestCasesMeetFilesThatChangeWhileTheServerRuns(t *testing.T) {
	o := open(t, t.TempDir())
	o.use(older)
	o.cases(3)
	ctx, stop := context.WithCancel(bg)
	changed, quiet := o.cat.Changes()
	defer quiet()
	ended := make(chan struct{})
	go func() { defer close(ended); o.meetings().Run(ctx) }()
	go func() { _ = o.cat.Watch(ctx) }()
	for deadline := time.Now().Add(time.Minute); o.count(2, "rules.changed") == 0; {
		o.write(clocked()) // again, until whoever watches has begun to
		select {
		case <-changed:
		case <-time.After(200 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			t.Fatal("the cases have not met the newer files in a minute")
		}
	}
	stop()
	<-ended
	o.sound()
}

// A restart goes on with the case after the last that was looked at, and not at all once all were.
func TestMeetingsGoOnWhereTheyWere(t *testing.T) {
	o := open(t, t.TempDir())
	o.use(older)
	o.cases(120)
	o.use(clocked())
	version := o.cat.Get("permit").Version
	met := func() (n int) {
		for i := range 120 {
			n += o.count(i, "rules.changed")
		}
		return n
	}
	o.must(o.db.SaveMeeting(bg, "permit", store.Meeting{Version: version, After: 70, Done: true}))
	o.meetings().All(bg)
	want(t, "cases that met the files, once all have been looked at", met(), 0)
	o.must(o.db.SaveMeeting(bg, "permit", store.Meeting{Version: version, After: 70}))
	o.meetings().All(bg)
	want(t, "cases that met the files, from the 71st on", met(), 50)
	at, err := o.db.Meeting(bg, "permit")
	o.must(err)
	want(t, "how far they have come", at, store.Meeting{Version: version, After: 120, Done: true})
}
