package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Draft is a form half filled.
type Draft struct {
	ID        string // the hash of the token the person holds
	CaseType  string
	Form      string
	Data      []byte // JSON
	Page      int
	At        time.Time // when it was last saved
	Expires   time.Time
	Reference string // of the case it became, once it was submitted; Data is empty then
	Was       []byte // the Data that it takes the place of, as it was read; nil: whatever there is
	Role      string // of the link it was found by: Applicants, Offered, Helpers, Ended
	Handed    string // whether it is handed to a helper: "", Offered, Helpers
}

// ErrDraftChanged says that a draft is another than was read, so that what was made of it cannot take its place.
var ErrDraftChanged = errors.New("the draft has changed since it was read")

// SaveDraft keeps a draft, in place of the one before. *Duplicate when it was submitted already, ErrDraftChanged when it is
// another than what it Was.
func (db *DB) SaveDraft(ctx context.Context, d Draft) error {
	return db.write(ctx, func(t *tx) error {
		n, err := t.exec(`INSERT INTO drafts (id, casetype, form, data, page, at, expires) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (id) DO UPDATE SET casetype = excluded.casetype, form = excluded.form, data = excluded.data,
				page = excluded.page, at = excluded.at, expires = excluded.expires WHERE drafts.case_num IS NULL AND ($8 = 0 OR drafts.data = $9)`,
			d.ID, d.CaseType, d.Form, notNil(d.Data), d.Page, micros(d.At), micros(d.Expires), d.Was != nil, notNil(d.Was))
		if err != nil || n == 1 {
			return err
		}
		var reference string
		err = t.row(`SELECT c.reference FROM drafts d JOIN cases c ON c.num = d.case_num WHERE d.id = $1`, []any{&reference}, d.ID)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrDraftChanged
		}
		if err != nil {
			return err
		}
		return &Duplicate{What: DuplicateDraft, Value: d.ID, Reference: reference}
	})
}

// Draft finds a draft that has not expired, or the reference of the case that it became, by its id or by the hash of a
// link to it; *NotFound.
func (db *DB) Draft(ctx context.Context, id string, now time.Time) (Draft, error) {
	var d Draft
	var at, expires int64
	err := db.row(ctx, `SELECT d.id, d.casetype, d.form, d.data, d.page, d.at, d.expires, coalesce(c.reference, ''),
			coalesce((SELECT role FROM draft_links WHERE hash = $1), ''), coalesce((SELECT role FROM draft_links WHERE draft = d.id AND role IN ('offered', 'helper')), '')
		FROM drafts d LEFT JOIN cases c ON c.num = d.case_num
		WHERE (d.id = $1 OR d.id = (SELECT draft FROM draft_links WHERE hash = $1)) AND d.expires > $2`,
		[]any{&d.ID, &d.CaseType, &d.Form, &d.Data, &d.Page, &at, &expires, &d.Reference, &d.Role, &d.Handed}, id, micros(now))
	if errors.Is(err, sql.ErrNoRows) {
		return Draft{}, &NotFound{What: "draft", ID: id}
	}
	d.At, d.Expires = moment(at), moment(expires)
	return d, err
}

// mostLinks is how many links to one draft are good at a time: the newest.
const mostLinks = 10

// LinkDraft adds a link to a draft that was not submitted, mailed to an address: both are hashes. Links that were mailed
// to another address end, so that one sent to the wrong person can be called back. *NotFound when there is no such draft.
func (db *DB) LinkDraft(ctx context.Context, draft, address, hash string, now time.Time) error {
	return db.write(ctx, func(t *tx) error {
		var before string
		err := t.row(`SELECT address FROM drafts WHERE id = $1 AND case_num IS NULL AND expires > $2`, []any{&before}, draft, micros(now))
		if errors.Is(err, sql.ErrNoRows) {
			return &NotFound{What: "draft", ID: draft}
		}
		if err != nil {
			return err
		}
		if before != address {
			if _, err := t.exec(`DELETE FROM draft_links WHERE draft = $1 AND role = ''`, draft); err != nil {
				return err
			}
			if _, err := t.exec(`UPDATE drafts SET address = $2 WHERE id = $1`, draft, address); err != nil {
				return err
			}
		}
		if _, err := t.exec(`INSERT INTO draft_links (hash, draft, at) VALUES ($1, $2, $3)`, hash, draft, micros(now)); err != nil {
			return err
		}
		_, err = t.exec(`DELETE FROM draft_links WHERE draft = $1 AND role = '' AND hash NOT IN
			(SELECT hash FROM draft_links WHERE draft = $1 AND role = '' ORDER BY at DESC, hash LIMIT $2)`, draft, mostLinks)
		return err
	})
}

// DraftsOf lists the drafts that were not submitted and whose links are mailed to an address, given as its hash: the
// newest first, no more than most.
func (db *DB) DraftsOf(ctx context.Context, address string, most int, now time.Time) ([]Draft, error) {
	var out []Draft
	err := db.rows(ctx, `SELECT id, casetype, form, at, expires FROM drafts
		WHERE address = $1 AND address <> '' AND case_num IS NULL AND expires > $2 ORDER BY at DESC LIMIT $3`,
		func(scan func(...any) error) error {
			var d Draft
			var at, expires int64
			err := scan(&d.ID, &d.CaseType, &d.Form, &at, &expires)
			d.At, d.Expires = moment(at), moment(expires)
			out = append(out, d)
			return err
		}, address, micros(now), most)
	return out, err
}

// DeleteDraft forgets a draft that was not submitted. It does not mind when there is none.
func (db *DB) DeleteDraft(ctx context.Context, id string) error {
	return db.write(ctx, func(t *tx) error {
		_, err := t.exec(`DELETE FROM drafts WHERE id = $1 AND case_num IS NULL`, id)
		return err
	})
}

// Sweep drops what has expired: drafts, sessions, setup links, windows of attempts, what broken uploads left, and kept
// files that belong to no case and no draft.
func (db *DB) Sweep(ctx context.Context, now time.Time) error {
	err := db.write(ctx, func(t *tx) error {
		for _, query := range []string{
			`DELETE FROM drafts WHERE expires <= $1`,
			`DELETE FROM sessions WHERE expires <= $1`,
			`DELETE FROM setup_links WHERE expires <= $1`,
			`DELETE FROM attempts WHERE ends <= $1`,
		} {
			if _, err := t.exec(query, micros(now)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return errors.Join(err, db.blobs.sweep(now))
	}
	return errors.Join(db.blobs.sweep(now), db.sweepLoose(ctx, now))
}
