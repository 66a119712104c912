package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// Unit is one commit: a given, all that followed from it, and the case they leave.
type Unit struct {
	Case    *engine.Case   // after the events
	Before  int            // the Seq the case was at; 0 for a new case
	Outcome engine.Outcome // what the engine returned
	Key     *Key           // the idempotency key to keep with it, or nil
	Draft   string         // the id of the draft that is spent by it, or ""
	Move    *Move          // what became of the case that was to be moved, or nil; its reference is the case's
}

// Key is an idempotency key and what it was answered. It belongs to a caller and a case type.
type Key struct {
	Caller, CaseType, Key string
	BodyHash              string // of the request, so that the same key with another body is noticed
	Status                int
	Response              []byte
	Reference             string // of the case it was used on; filled when read
}

// spentDraft is how long the id of a draft is remembered that was submitted without ever having been saved, so that a
// form sent twice makes one case.
const spentDraft = 7 * 24 * time.Hour

// Commit writes a unit, all of it or nothing, and returns when it is durable. *Conflict: the case has moved on.
// *Duplicate: the given, the reference, the key, the draft or a guard was there already. *Unknown: the disk failed at
// the moment of the commit. Any other error: nothing was recorded.
func (db *DB) Commit(ctx context.Context, u Unit) error {
	w, err := prepareUnit(u)
	if err != nil {
		return err
	}
	return db.write(ctx, func(t *tx) error { return w.write(t, db.fold) })
}

// unitWrite is a unit with everything worked out that needs no database, so that the writer does little but write.
type unitWrite struct {
	Unit
	given  *engine.Event
	lines  []line
	head   []byte // for a new case: the hash of its newest event
	p      projection
	timers []byte // digest of the wanted set

	// Rows ready to be inserted, but for the case's number, which comes first.
	events, tasks, wake, effects [][]any
}

func prepareUnit(u Unit) (*unitWrite, error) {
	if err := checkUnit(u); err != nil {
		return nil, fmt.Errorf("this cannot be recorded: %w", err)
	}
	w := &unitWrite{Unit: u, given: &u.Outcome.Events[0], timers: timersDigest(u.Case.ID, u.Outcome.Timers)}
	asks := map[int]int{}
	at := micros(w.given.At)
	for _, e := range u.Outcome.Effects {
		asks[e.Seq]++
		w.effects = append(w.effects, []any{nil, e.ID, int64(e.Seq), e.Kind, at, "wanted", at, "", int64(0), at, effectDigest(u.Case.ID, e), []byte(e.Body)})
	}
	for i := range u.Outcome.Events {
		e := &u.Outcome.Events[i]
		l, err := newLine(e, asks[e.Seq])
		if err != nil {
			return nil, err
		}
		w.lines = append(w.lines, l)
	}
	var err error
	if w.p, err = project(u.Case); err != nil {
		return nil, err
	}
	for _, l := range w.lines {
		w.events = append(w.events, l.row())
	}
	for _, t := range u.Outcome.Timers {
		w.wake = append(w.wake, timerRow(t))
	}
	if u.Before == 0 {
		w.head = w.chainOn(genesis(u.Case.ID))
		w.tasks = taskRows(w.p.tasks)
	}
	return w, nil
}

// number puts the case's number in front of each row.
func number(rows [][]any, num int64) [][]any {
	for _, r := range rows {
		r[0] = num
	}
	return rows
}

// checkUnit refuses what no engine should hand over, before it can spoil the record.
func checkUnit(u Unit) error {
	events := u.Outcome.Events
	switch {
	case u.Case == nil || u.Case.ID == "" || u.Case.Reference == "":
		return errors.New("the unit has no case with an id and a reference")
	case len(events) == 0:
		return errors.New("the unit has no events")
	case !events[0].IsGiven() || events[0].ID == "":
		return errors.New("the unit's first event is not a given")
	case u.Case.Seq != events[len(events)-1].Seq:
		return fmt.Errorf("the case stands at event %d and the unit ends at %d", u.Case.Seq, events[len(events)-1].Seq)
	}
	for i, e := range events {
		switch {
		case e.Seq != u.Before+1+i:
			return fmt.Errorf("event %d follows event %d", e.Seq, u.Before+i)
		case e.Case != u.Case.ID:
			return fmt.Errorf("event %d belongs to case %q, not %q", e.Seq, e.Case, u.Case.ID)
		case i > 0 && e.IsGiven():
			return fmt.Errorf("event %d is a second given", e.Seq)
		case !exact(e.At):
			return fmt.Errorf("event %d was recorded at a fraction of a microsecond", e.Seq)
		}
	}
	for _, e := range u.Outcome.Effects {
		if e.Seq <= u.Before || e.Seq > u.Case.Seq {
			return fmt.Errorf("the effect %q was asked for by event %d, which is not in the unit", e.ID, e.Seq)
		}
	}
	return nil
}

// chainOn hashes the events on from prev and returns the last hash.
func (w *unitWrite) chainOn(prev []byte) []byte {
	for i := range w.lines {
		prev = w.lines[i].link(prev, w.Case.ID)
		w.events[i][hashColumn] = prev
	}
	return prev
}

// write is the unit's job. It may run more than once, so it changes nothing that a second run would trip over.
func (w *unitWrite) write(t *tx, fold func(*engine.Case, *engine.Event) error) error {
	var num int64
	var err error
	if w.Before == 0 {
		num, err = w.open(t)
	} else {
		num, err = w.move(t, fold)
	}
	if err != nil {
		return err
	}
	if err := w.writeEvents(t, num); err != nil {
		return err
	}
	if _, err := t.insert(`INSERT INTO effects (case_num, id, seq, kind, asked, state, wake, worker, tries, changed, digest, body)`, number(w.effects, num), ""); err != nil {
		return err
	}
	if err := keepFiles(t, num, w.Case.Documents, w.Before+1); err != nil {
		return err
	}
	if err := w.writeGuards(t, num); err != nil {
		return err
	}
	if err := errors.Join(w.writeKey(t, num), w.writeMove(t, num)); err != nil {
		return err
	}
	return w.spendDraft(t, num)
}

// open writes a new case.
func (w *unitWrite) open(t *tx) (int64, error) {
	num, err := w.p.insertCase(t, w.head, w.timers)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, w.taken(t)
	}
	if err != nil {
		return 0, err
	}
	if _, err := t.insert(insertTasks, number(w.tasks, num), ""); err != nil {
		return 0, err
	}
	if err := insertTimers(t, number(w.wake, num)); err != nil {
		return 0, err
	}
	t.found = append(t.found, searchRow{num: num, reference: w.Case.Reference, applicant: w.p.applicant, email: w.p.email})
	return num, nil
}

// move writes a case that exists, if it is still where the unit found it.
func (w *unitWrite) move(t *tx, fold func(*engine.Case, *engine.Event) error) (int64, error) {
	var num int64
	var seq int
	var head, timers []byte
	var applicant, email, erased string
	err := t.row(`SELECT num, seq, head, timers, applicant, email, erased FROM cases WHERE id = $1`,
		[]any{&num, &seq, &head, &timers, &applicant, &email, &erased}, w.Case.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, &NotFound{What: "case", ID: w.Case.ID}
	}
	if err != nil {
		return 0, err
	}
	if seq != w.Before {
		return 0, w.overtaken(t, seq)
	}
	p := w.p
	if erased != "" {
		if p, err = w.onErased(t, num, fold); err != nil {
			return 0, err
		}
	}
	head = w.chainOn(head)
	if err := p.updateCase(t, num, head, w.timers); err != nil {
		return 0, err
	}
	if err := p.updateTasks(t, num); err != nil {
		return 0, err
	}
	if !bytes.Equal(timers, w.timers) {
		if _, err := t.exec(`DELETE FROM timers WHERE case_num = $1`, num); err != nil {
			return 0, err
		}
		if err := insertTimers(t, number(w.wake, num)); err != nil {
			return 0, err
		}
	}
	if p.applicant != applicant || p.email != email {
		t.found = append(t.found, searchRow{num: num, reference: w.Case.Reference, applicant: p.applicant, email: p.email, replaces: true})
	}
	return num, nil
}

// onErased folds the events onto the state in the record. The unit's own case may have been read before content was
// taken out, and must not bring it back.
func (w *unitWrite) onErased(t *tx, num int64, fold func(*engine.Case, *engine.Event) error) (projection, error) {
	var state []byte
	if err := t.row(`SELECT state FROM cases WHERE num = $1`, []any{&state}, num); err != nil {
		return projection{}, err
	}
	c := new(engine.Case)
	if err := json.Unmarshal(state, c); err != nil {
		return projection{}, err
	}
	for i := range w.Outcome.Events {
		if err := fold(c, &w.Outcome.Events[i]); err != nil {
			return projection{}, err
		}
	}
	return project(c)
}

// overtaken tells a repeat of a given that was recorded from a given that came too late.
func (w *unitWrite) overtaken(t *tx, seq int) error {
	n, err := t.number(`SELECT count(*) FROM events WHERE id = $1 AND cause = seq`, w.given.ID)
	if err != nil {
		return err
	}
	if n > 0 {
		return &Duplicate{What: DuplicateGiven, Value: w.given.ID, Reference: w.Case.Reference}
	}
	return &Conflict{Case: w.Case.ID, Seq: seq}
}

// taken says why a case could not be opened.
func (w *unitWrite) taken(t *tx) error {
	var id, reference string
	var seq int
	err := t.row(`SELECT id, reference, seq FROM cases WHERE id = $1`, []any{&id, &reference, &seq}, w.Case.ID)
	if err == nil {
		return w.overtaken(t, seq)
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return &Duplicate{What: DuplicateReference, Value: w.Case.Reference, Reference: w.Case.Reference}
}

func (w *unitWrite) writeEvents(t *tx, num int64) error {
	rows := number(w.events, num)
	wrote, err := t.insert(insertEvents, rows, "ON CONFLICT DO NOTHING")
	if err == nil && wrote < len(rows) {
		reference := ""
		err = t.row(`SELECT c.reference FROM events e JOIN cases c ON c.num = e.case_num WHERE e.id = $1 AND e.cause = e.seq`,
			[]any{&reference}, w.given.ID)
		if err == nil {
			err = &Duplicate{What: DuplicateGiven, Value: w.given.ID, Reference: reference}
		}
	}
	return err
}

func (w *unitWrite) writeGuards(t *tx, num int64) error {
	for _, g := range w.Outcome.Guards {
		n, err := t.exec(`INSERT INTO guards (guard, case_num) VALUES ($1, $2) ON CONFLICT DO NOTHING`, g, num)
		if err != nil {
			return err
		}
		if n == 1 {
			continue
		}
		var reference string
		var holder int64
		if err := t.row(`SELECT c.reference, c.num FROM guards g JOIN cases c ON c.num = g.case_num WHERE g.guard = $1`,
			[]any{&reference, &holder}, g); err != nil {
			return err
		}
		if holder != num {
			return &Duplicate{What: DuplicateGuard, Value: g, Reference: reference}
		}
	}
	return nil
}

func (w *unitWrite) writeKey(t *tx, num int64) error {
	k := w.Key
	if k == nil {
		return nil
	}
	n, err := t.exec(`INSERT INTO keys (caller, casetype, key, body_hash, status, response, case_num)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
		k.Caller, k.CaseType, k.Key, k.BodyHash, k.Status, notNil(k.Response), num)
	if err != nil || n == 1 {
		return err
	}
	first := &Key{Caller: k.Caller, CaseType: k.CaseType, Key: k.Key}
	if err := t.row(selectKey, first.into(), k.Caller, k.CaseType, k.Key); err != nil {
		return err
	}
	return &Duplicate{What: DuplicateKey, Value: k.Key, Reference: first.Reference, Key: first}
}

func (w *unitWrite) spendDraft(t *tx, num int64) error {
	if w.Draft == "" {
		return nil
	}
	n, err := t.exec(`UPDATE drafts SET data = $2, case_num = $3 WHERE id = $1 AND case_num IS NULL`, w.Draft, []byte{}, num)
	if err != nil || n == 1 {
		return err
	}
	n, err = t.exec(`INSERT INTO drafts (id, casetype, form, data, page, at, expires, case_num)
		VALUES ($1, $2, '', $3, 0, $4, $5, $6) ON CONFLICT DO NOTHING`,
		w.Draft, w.Case.CaseType, []byte{}, micros(w.given.At), micros(w.given.At.Add(spentDraft)), num)
	if err != nil || n == 1 {
		return err
	}
	var reference string
	if err := t.row(`SELECT c.reference FROM drafts d JOIN cases c ON c.num = d.case_num WHERE d.id = $1`,
		[]any{&reference}, w.Draft); err != nil {
		return err
	}
	return &Duplicate{What: DuplicateDraft, Value: w.Draft, Reference: reference}
}

const selectKey = `SELECT k.body_hash, k.status, k.response, c.reference FROM keys k JOIN cases c ON c.num = k.case_num
	WHERE k.caller = $1 AND k.casetype = $2 AND k.key = $3`

func (k *Key) into() []any { return []any{&k.BodyHash, &k.Status, &k.Response, &k.Reference} }

// KeyResponse finds what an idempotency key was answered; *NotFound when it was never used.
func (db *DB) KeyResponse(ctx context.Context, caller, casetype, key string) (*Key, error) {
	k := &Key{Caller: caller, CaseType: casetype, Key: key}
	err := db.row(ctx, selectKey, k.into(), caller, casetype, key)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, &NotFound{What: "idempotency key", ID: key}
	}
	if err != nil {
		return nil, err
	}
	return k, nil
}

// notNil keeps an empty value from becoming NULL.
func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
