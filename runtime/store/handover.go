package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Who a link to a draft is for, and how far the handing over is. A draft is in the hands of one helper at a time.
const (
	Applicants = ""        // it opens the draft for the applicant, as often as they like
	Offered    = "offered" // it was made for a helper, who has not opened it yet: it opens once
	Helpers    = "helper"  // the helper's own, from when the offer was opened until the draft is given back
	Ended      = "ended"   // it was a helper's, or an offer, and opens nothing any more
)

// OfferDraft makes a link, as its hash, by which a helper can take a draft over. An offer that was made before, and a
// helper who had the draft, lose it. *NotFound when there is no such draft, or it was submitted.
func (db *DB) OfferDraft(ctx context.Context, draft, hash string, now time.Time) error {
	return db.write(ctx, func(t *tx) error {
		var id string
		err := t.row(`SELECT id FROM drafts WHERE id = $1 AND case_num IS NULL AND expires > $2`, []any{&id}, draft, micros(now))
		if errors.Is(err, sql.ErrNoRows) {
			return &NotFound{What: "draft", ID: draft}
		}
		if err != nil {
			return err
		}
		if _, err := t.exec(`DELETE FROM draft_links WHERE draft = $1 AND role = 'ended'`, draft); err != nil {
			return err
		}
		if err := endHandover(t, draft); err != nil {
			return err
		}
		_, err = t.exec(`INSERT INTO draft_links (hash, draft, at, role) VALUES ($1, $2, $3, 'offered')`, hash, draft, micros(now))
		return err
	})
}

// TakeOffer opens an offer: its link ends, and the helper's takes its place. *NotFound when it was opened before, was
// taken back, or its draft has been submitted or is gone.
func (db *DB) TakeOffer(ctx context.Context, offer, helper string, now time.Time) error {
	return db.write(ctx, func(t *tx) error {
		n, err := t.exec(`UPDATE draft_links SET hash = $2, role = 'helper', at = $3 WHERE hash = $1 AND role = 'offered'
			AND draft IN (SELECT id FROM drafts WHERE case_num IS NULL AND expires > $3)`, offer, helper, micros(now))
		if err == nil && n == 0 {
			return &NotFound{What: "offer", ID: offer}
		}
		return err
	})
}

// EndHandover gives a draft back to its applicant: an offer and a helper's link end. It does not mind when there is none.
func (db *DB) EndHandover(ctx context.Context, draft string) error {
	return db.write(ctx, func(t *tx) error { return endHandover(t, draft) })
}

// endHandover keeps the link, so that whoever comes by it is told what has become of it.
func endHandover(t *tx, draft string) error {
	_, err := t.exec(`UPDATE draft_links SET role = 'ended' WHERE draft = $1 AND role IN ('offered', 'helper')`, draft)
	return err
}
