package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

func TestAnEffectIsLeasedToOneWorkerAtATime(t *testing.T) {
	db := openRecord(t)
	for n := range 20 {
		commit(t, db, newCase(n+1).u)
	}
	now := morning.Add(time.Minute)
	var mu sync.Mutex
	var wg sync.WaitGroup
	held := map[string]int{}
	for w := range 8 {
		wg.Go(func() {
			for {
				got, err := db.LeaseEffects(bg, fmt.Sprint("worker ", w), now, time.Minute, 3)
				if err != nil {
					t.Error(err)
				}
				if len(got) == 0 {
					return
				}
				mu.Lock()
				for _, e := range got {
					held[e.ID]++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	for id, n := range held {
		if n != 1 {
			t.Errorf("%s was leased %d times", id, n)
		}
	}
	if len(held) != 20 {
		t.Errorf("%d effects were leased", len(held))
	}
	// a worker that dies loses its leases when they end
	again, err := db.LeaseEffects(bg, "late", now.Add(2*time.Minute), time.Minute, 50)
	if err != nil || len(again) != 20 || again[0].Tries != 2 || again[0].Reference == "" || again[0].Kind != "mail" || len(again[0].Body) == 0 {
		t.Errorf("after the leases: %d, %v", len(again), err)
	}
}

func TestAnEffectIsTriedAgainUntilAPersonMustLook(t *testing.T) {
	db := openRecord(t)
	m := newCase(1)
	commit(t, db, m.u)
	id := m.u.Outcome.Effects[0].ID
	now := morning.Add(time.Minute)
	lease := func(at time.Time) int {
		got, err := db.LeaseEffects(bg, "w", at, time.Minute, 10)
		if err != nil {
			t.Fatal(err)
		}
		return len(got)
	}
	lease(now)
	later := now.Add(time.Hour)
	if err := db.EffectFailed(bg, id, now, &later, "the mail server said no"); err != nil {
		t.Fatal(err)
	}
	failed, _, err := db.FailedEffects(bg, "", 10)
	if err != nil || len(failed) != 1 || failed[0].RetryAt == nil || !failed[0].RetryAt.Equal(later) || failed[0].Reason != "the mail server said no" || failed[0].Reference != "PP-2026-000001" {
		t.Fatalf("in trouble: %+v, %v", failed, err)
	}
	if lease(now.Add(30*time.Minute)) != 0 || lease(later) != 1 {
		t.Error("it was not tried again when it should be")
	}
	if err := db.EffectFailed(bg, id, later, nil, "no such mailbox"); err != nil {
		t.Fatal(err)
	}
	if lease(later.Add(1000*time.Hour)) != 0 {
		t.Error("it did not wait for a person")
	}
	if failed, _, _ := db.FailedEffects(bg, "", 10); len(failed) != 1 || failed[0].RetryAt != nil || failed[0].Tries != 2 {
		t.Errorf("in trouble: %+v", failed)
	}
	if err := db.RetryEffect(bg, id, later); err != nil {
		t.Fatal(err)
	}
	if lease(later) != 1 {
		t.Error("trying again did not make it wanted")
	}
	if err := db.EffectDone(bg, id, later); err != nil {
		t.Fatal(err)
	}
	// a worker whose lease had ended speaks late
	if err := db.EffectFailed(bg, id, later, &later, "too slow"); err != nil {
		t.Fatal(err)
	}
	if failed, _, _ := db.FailedEffects(bg, "", 10); len(failed) != 0 || lease(later.Add(time.Hour)) != 0 {
		t.Errorf("it was done and is wanted again: %+v", failed)
	}
	var gone *NotFound
	if err := db.RetryEffect(bg, id, later); !errors.As(err, &gone) {
		t.Errorf("trying again what is done gave %v", err)
	}
	if err := db.EffectDone(bg, "no such", later); !errors.As(err, &gone) {
		t.Errorf("an effect that is not there gave %v", err)
	}
	sound(t, db)
}

func TestPagesOfTroubleAndMailJoinUp(t *testing.T) {
	db := openRecord(t)
	for n := range 7 {
		m := newCase(n + 1)
		commit(t, db, m.u)
		id := m.u.Outcome.Effects[0].ID
		if err := db.EffectFailed(bg, id, morning, nil, "no"); err != nil {
			t.Fatal(err)
		}
		kept := keptMail(t, m.u.Outcome.Effects[0])
		for range 2 { // the second does nothing
			if err := db.KeepMail(bg, kept); err != nil {
				t.Fatal(err)
			}
		}
	}
	trouble, mail := map[string]bool{}, []string{}
	for cursor, more := "", true; more; more = cursor != "" {
		rows, next, err := db.FailedEffects(bg, cursor, 3)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			trouble[r.ID] = true
		}
		cursor = next
	}
	for cursor, more := "", true; more; more = cursor != "" {
		rows, next, err := db.Mail(bg, cursor, 3)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			mail = append(mail, r.Subject+" "+r.Reference)
		}
		cursor = next
	}
	if len(trouble) != 7 || len(mail) != 7 || mail[0] != "We have it PP-2026-000007" {
		t.Errorf("%d in trouble, mail %v", len(trouble), mail)
	}
	for _, cursor := range []string{"x", "x y"} {
		if _, _, err := db.FailedEffects(bg, cursor, 1); err == nil {
			t.Errorf("the cursor %q was taken", cursor)
		}
	}
	sound(t, db)
}

// keptMail is a mail as it is kept when nothing sends it.
func keptMail(t testing.TB, e engine.Effect) KeptMail {
	t.Helper()
	var m engine.Mail
	if err := json.Unmarshal(e.Body, &m); err != nil {
		t.Fatal(err)
	}
	caseID, _, _ := strings.Cut(strings.TrimPrefix(e.ID, "g-"), ".")
	return KeptMail{ID: e.ID, CaseID: caseID, Address: m.Address, Name: m.Name, Subject: m.Subject, Text: m.Text, At: morning}
}

func TestAPostponedTimerLetsOthersPass(t *testing.T) {
	db := openRecord(t)
	for n := range 3 {
		commit(t, db, newCase(n+1).u)
	}
	now := morning.Add(49 * time.Hour)
	first, err := db.DueTimers(bg, now, 1)
	if err != nil || len(first) != 1 {
		t.Fatalf("%v, %v", first, err)
	}
	if err := db.PostponeTimer(bg, first[0].CaseID, first[0].Key, now.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	rest, err := db.DueTimers(bg, now, 10)
	if err != nil || len(rest) != 2 || rest[0].CaseID == first[0].CaseID {
		t.Errorf("the others: %v, %v", rest, err)
	}
	again, err := db.DueTimers(bg, now.Add(time.Minute), 10)
	if err != nil || len(again) != 3 || !again[2].At.Equal(first[0].At) {
		t.Errorf("a minute later: %v, %v", again, err)
	}
	if due, err := db.DueTimers(bg, morning, 10); err != nil || len(due) != 0 {
		t.Errorf("before they are due: %v, %v", due, err)
	}
	sound(t, db)
}

func TestAnEffectMayBelongToNoCase(t *testing.T) {
	db := openRecord(t)
	commit(t, db, newCase(1).u)
	e := engine.Effect{ID: "letter 1", Kind: "mail", Body: []byte(`{"address":"new@example.org","subject":"Welcome","text":""}`)}
	for range 2 { // the second does nothing
		if err := db.AddEffect(bg, "", e, morning); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.AddEffect(bg, "c000001", engine.Effect{ID: "timer 1", Kind: "timer", Body: []byte("{}")}, morning); err != nil {
		t.Fatal(err)
	}
	var gone *NotFound
	if err := db.AddEffect(bg, "no such", engine.Effect{ID: "x"}, morning); !errors.As(err, &gone) {
		t.Errorf("an effect of a case that is not there gave %v", err)
	}
	got, err := db.LeaseEffects(bg, "w", morning, time.Minute, 10)
	if err != nil || len(got) != 3 {
		t.Fatalf("%d effects, %v", len(got), err)
	}
	for _, l := range got {
		if l.ID == e.ID && (l.CaseID != "" || l.Reference != "" || string(l.Body) != string(e.Body)) {
			t.Errorf("the letter came as %+v", l)
		}
	}
	if err := db.KeepMail(bg, KeptMail{ID: e.ID, Address: "new@example.org", Subject: "Welcome", At: morning}); err != nil {
		t.Fatal(err)
	}
	if mail, _, err := db.Mail(bg, "", 10); err != nil || len(mail) != 1 || mail[0].Reference != "" {
		t.Errorf("kept mail: %+v, %v", mail, err)
	}
	if err := db.EffectFailed(bg, e.ID, morning, nil, "no"); err != nil {
		t.Fatal(err)
	}
	if failed, _, err := db.FailedEffects(bg, "", 10); err != nil || len(failed) != 1 || failed[0].ID != e.ID {
		t.Errorf("in trouble: %+v, %v", failed, err)
	}
	sound(t, db)
	tamper(t, db, `UPDATE effects SET body = '{"address":"eve@example.org"}' WHERE id = 'letter 1'`)
	if got := faults(t, db); !strings.Contains(got, `The effect "letter 1", which belongs to no case, is not the one that was asked for.`) {
		t.Errorf("verify said %s", got)
	}
}
