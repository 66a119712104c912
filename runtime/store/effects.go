package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// Effects are rows written with the events that ask for them, and carried out afterwards, at least once. An effect is
// wanted, then done; or it failed and waits for a person. A lease is the moment before which no other worker sees it.

// LeasedEffect is an effect that one worker may carry out until its lease ends.
type LeasedEffect struct {
	engine.Effect
	CaseID    string
	Reference string
	Asked     time.Time
	Tries     int // this one included
}

// FailedEffect is an effect in trouble: it waits for its next try (RetryAt), or for a person (RetryAt nil).
type FailedEffect struct {
	engine.Effect
	CaseID    string
	Reference string
	Asked     time.Time
	Failed    time.Time // the last try
	RetryAt   *time.Time
	Tries     int
	Reason    string
}

func effectDigest(caseID string, e engine.Effect) []byte {
	h := newDigest("caseloom effect 1")
	h.text(caseID)
	h.text(e.ID)
	h.number(int64(e.Seq))
	h.text(e.Kind)
	h.bytes(e.Body)
	return h.sum()
}

// LeaseEffects hands wanted effects to a worker, the longest waiting first. No other worker is given them before the
// lease ends; a worker that dies loses them then. The mails of a case leave in the order in which they were asked for, one
// after another: one that may leave, or is leaving, keeps back those after it.
func (db *DB) LeaseEffects(ctx context.Context, worker string, now time.Time, lease time.Duration, limit int) ([]LeasedEffect, error) {
	// Most sweeps find nothing, and need not wait for the writer.
	waiting := 0
	if err := db.row(ctx, `SELECT count(*) FROM (SELECT 1 FROM effects WHERE state = 'wanted' AND wake <= $1 LIMIT 1) AS one`,
		[]any{&waiting}, micros(now)); err != nil || waiting == 0 {
		return nil, err
	}
	var leased []LeasedEffect
	err := db.write(ctx, func(t *tx) error {
		leased = nil
		var ids []string
		err := t.rows(`SELECT e.id, e.kind, e.seq, e.body, COALESCE(c.id, ''), COALESCE(c.reference, ''), e.asked, e.tries + 1
			FROM effects e LEFT JOIN cases c ON c.num = e.case_num
			WHERE e.state = 'wanted' AND e.wake <= $1 AND NOT (e.kind = 'mail' AND EXISTS (SELECT 1 FROM effects f
				WHERE f.case_num = e.case_num AND f.kind = 'mail' AND f.state = 'wanted' AND (f.asked, f.seq, f.id) < (e.asked, e.seq, e.id) AND (f.wake <= $1 OR f.worker <> '')))
			ORDER BY e.wake, e.asked, e.seq LIMIT $2`, func(scan func(...any) error) error {
			var l LeasedEffect
			var body []byte
			var asked int64
			err := scan(&l.ID, &l.Kind, &l.Seq, &body, &l.CaseID, &l.Reference, &asked, &l.Tries)
			l.Body, l.Asked = body, moment(asked)
			leased, ids = append(leased, l), append(ids, l.ID)
			return err
		}, micros(now), limit)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if _, err := t.exec(`UPDATE effects SET wake = $2, worker = $3, tries = tries + 1 WHERE id = $1`,
				id, micros(now.Add(lease)), worker); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return leased, nil
}

// AddEffect asks for an effect outside a commit: mail that belongs to no case (caseID ""), or work left over from
// another effect. One whose ID is there already is left as it is, and is no error.
func (db *DB) AddEffect(ctx context.Context, caseID string, e engine.Effect, now time.Time) error {
	return db.write(ctx, func(t *tx) error {
		num, err := caseNum(t, caseID)
		if err != nil {
			return err
		}
		e.Seq = 0 // no event asked for it
		at := micros(now)
		_, err = t.exec(`INSERT INTO effects (id, case_num, seq, kind, asked, state, wake, worker, tries, changed, digest, body)
			VALUES ($1, $2, 0, $3, $4, 'wanted', $4, '', 0, $4, $5, $6) ON CONFLICT DO NOTHING`,
			e.ID, num, e.Kind, at, effectDigest(caseID, e), []byte(e.Body))
		return err
	})
}

// caseNum gives the number of a case's row, or nil for no case.
func caseNum(t *tx, caseID string) (any, error) {
	if caseID == "" {
		return nil, nil
	}
	num, err := t.number(`SELECT num FROM cases WHERE id = $1`, caseID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, &NotFound{What: "case", ID: caseID}
	}
	return num, err
}

// EffectDone notes that an effect was carried out. Saying so twice does no harm.
func (db *DB) EffectDone(ctx context.Context, id string, now time.Time) error {
	return db.changeEffect(ctx, id, `UPDATE effects SET state = 'done', reason = NULL, changed = $2 WHERE id = $1`, micros(now))
}

// EffectFailed notes a failure. With retryAt the effect is tried again then; without, it waits for a person. One that
// was done meanwhile (by a worker whose lease had ended) stays done.
func (db *DB) EffectFailed(ctx context.Context, id string, now time.Time, retryAt *time.Time, reason string) error {
	state, wake := "failed", micros(now)
	if retryAt != nil {
		state, wake = "wanted", micros(*retryAt)
	}
	return db.changeEffect(ctx, id, `UPDATE effects SET state = CASE state WHEN 'done' THEN 'done' ELSE $3 END,
		wake = $4, worker = '', reason = CASE state WHEN 'done' THEN NULL ELSE $5 END, changed = $2 WHERE id = $1`, micros(now), state, wake, reason)
}

// EffectWaits puts an effect off: it may not be carried out before then. Nothing failed, so this was no try.
func (db *DB) EffectWaits(ctx context.Context, id string, until time.Time) error {
	return db.changeEffect(ctx, id, `UPDATE effects SET wake = $2, worker = '', tries = tries - 1, reason = NULL WHERE id = $1 AND state = 'wanted'`, micros(until))
}

// RetryEffect makes an effect in trouble wanted again, at once, with all its tries before it. *NotFound when there is
// none, or when it is done already.
func (db *DB) RetryEffect(ctx context.Context, id string, now time.Time) error {
	return db.changeEffect(ctx, id, `UPDATE effects SET state = 'wanted', wake = $2, tries = 0, changed = $2
		WHERE id = $1 AND state <> 'done' AND reason IS NOT NULL AND body IS NOT NULL`, micros(now))
}

func (db *DB) changeEffect(ctx context.Context, id, query string, args ...any) error {
	return db.write(ctx, func(t *tx) error {
		n, err := t.exec(query, append([]any{id}, args...)...)
		if err == nil && n == 0 {
			err = &NotFound{What: "effect", ID: id}
		}
		return err
	})
}

// FailedEffects lists the effects in trouble, the latest failure first.
func (db *DB) FailedEffects(ctx context.Context, cursor string, limit int) ([]FailedEffect, string, error) {
	limit = bounded(limit)
	changed, id := int64(never), ""
	if cursor != "" {
		before, after, ok := strings.Cut(cursor, " ")
		n, err := strconv.ParseInt(before, 10, 64)
		if !ok || err != nil {
			return nil, "", ErrCursor
		}
		changed, id = n, after
	}
	var failed []FailedEffect
	err := db.rows(ctx, `SELECT e.id, e.kind, e.seq, e.body, COALESCE(c.id, ''), COALESCE(c.reference, ''), e.asked, e.changed, e.state, e.wake, e.tries, e.reason
		FROM effects e LEFT JOIN cases c ON c.num = e.case_num
		WHERE e.state <> 'done' AND e.reason IS NOT NULL AND (e.changed, e.id) < ($1, $2)
		ORDER BY e.changed DESC, e.id DESC LIMIT $3`, func(scan func(...any) error) error {
		var f FailedEffect
		var body []byte
		var asked, at, wake int64
		var state string
		err := scan(&f.ID, &f.Kind, &f.Seq, &body, &f.CaseID, &f.Reference, &asked, &at, &state, &wake, &f.Tries, &f.Reason)
		f.Body, f.Asked, f.Failed = body, moment(asked), moment(at)
		if state == "wanted" {
			f.RetryAt = fromNever(wake)
		}
		failed = append(failed, f)
		return err
	}, changed, id, limit+1)
	if err != nil || len(failed) <= limit {
		return failed, "", err
	}
	last := failed[limit-1]
	return failed[:limit], fmt.Sprintf("%d %s", micros(last.Failed), last.ID), nil
}

// KeptMail is a mail that was not sent, because no mail server is set up.
type KeptMail struct {
	ID        string // the effect's id
	CaseID    string
	Reference string // of the case; filled when read
	Address   string
	Name      string
	Subject   string
	Text      string // as rendered: Markdown
	At        time.Time
}

// KeepMail keeps a mail instead of sending it; the same effect and address again does nothing.
func (db *DB) KeepMail(ctx context.Context, m KeptMail) error {
	return db.write(ctx, func(t *tx) error {
		num, err := caseNum(t, m.CaseID)
		if err != nil {
			return err
		}
		_, err = t.exec(`INSERT INTO mail (effect, case_num, address, name, subject, text, at)
			VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`, m.ID, num, m.Address, m.Name, m.Subject, m.Text, micros(m.At))
		return err
	})
}

// Mail lists the kept mail, the newest first.
func (db *DB) Mail(ctx context.Context, cursor string, limit int) ([]KeptMail, string, error) {
	limit = bounded(limit)
	below, err := numCursor(cursor)
	if err != nil {
		return nil, "", err
	}
	var mail []KeptMail
	var nums []int64
	err = db.rows(ctx, `SELECT m.num, m.effect, COALESCE(c.id, ''), COALESCE(c.reference, ''), m.address, m.name, m.subject, m.text, m.at
		FROM mail m LEFT JOIN cases c ON c.num = m.case_num WHERE m.num < $1 ORDER BY m.num DESC LIMIT $2`, func(scan func(...any) error) error {
		var m KeptMail
		var num, at int64
		err := scan(&num, &m.ID, &m.CaseID, &m.Reference, &m.Address, &m.Name, &m.Subject, &m.Text, &at)
		m.At = moment(at)
		mail, nums = append(mail, m), append(nums, num)
		return err
	}, below, limit+1)
	if err != nil || len(mail) <= limit {
		return mail, "", err
	}
	return mail[:limit], strconv.FormatInt(nums[limit-1], 10), nil
}
