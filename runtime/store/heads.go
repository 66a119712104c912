package store

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// A case's head is the hash of its newest event. Whoever holds heads that were exported earlier can notice that a
// record was cut short, or a case taken out, and the rest made to fit: nothing inside the record could tell.

const headsTitle = "caseloom heads 1"

// Heads writes the head of every case, a line each: the hash, the number of the event, the case's id.
func (db *DB) Heads(ctx context.Context, w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, headsTitle)
	for num, more := int64(0), true; more; {
		more = false
		err := db.rows(ctx, `SELECT num, id, seq, head FROM cases WHERE num > $1 ORDER BY num LIMIT 500`, func(scan func(...any) error) error {
			more = true
			var id string
			var seq int
			var head []byte
			if err := scan(&num, &id, &seq, &head); err != nil {
				return err
			}
			_, err := fmt.Fprintf(out, "%x %d %s\n", head, seq, id)
			return err
		}, num)
		if err != nil {
			return err
		}
	}
	return out.Flush()
}

// heads holds the record against exported heads.
func (v *verification) heads(ctx context.Context, r io.Reader) error {
	lines := bufio.NewScanner(r)
	if !lines.Scan() || lines.Text() != headsTitle {
		return errors.Join(lines.Err(), fmt.Errorf("the file of heads does not begin with %q", headsTitle))
	}
	for n := 2; lines.Scan(); n++ {
		fields := strings.SplitN(lines.Text(), " ", 3)
		if len(fields) != 3 {
			return fmt.Errorf("line %d of the file of heads cannot be read", n)
		}
		want, err1 := hex.DecodeString(fields[0])
		seq, err2 := strconv.Atoi(fields[1])
		if err1 != nil || err2 != nil {
			return fmt.Errorf("line %d of the file of heads cannot be read", n)
		}
		if err := v.hasHead(ctx, fields[2], seq, want); err != nil {
			return err
		}
	}
	return lines.Err()
}

func (v *verification) hasHead(ctx context.Context, caseID string, seq int, want []byte) error {
	var reference string
	var hash []byte
	newest := -1
	err := v.db.rows(ctx, `SELECT c.reference, c.seq, coalesce(e.hash, '') FROM cases c
		LEFT JOIN events e ON e.case_num = c.num AND e.seq = $2 WHERE c.id = $1`, func(scan func(...any) error) error {
		return scan(&reference, &newest, &hash)
	}, caseID, seq)
	switch {
	case err != nil:
		return err
	case newest < 0:
		v.fault("Case %s was in the record when the heads were exported, and is gone.", caseID)
	case newest < seq:
		v.fault("Case %s: it had %d events when the heads were exported, and has %d now.", reference, seq, newest)
	case !bytes.Equal(hash, want):
		v.fault("Case %s: its first %d events are not the ones it had when the heads were exported.", reference, seq)
	}
	return nil
}
