package store

import (
	"context"
	"strings"
	"time"
	"unicode"
)

// searchRow is what search finds a case by.
type searchRow struct {
	num                         int64
	reference, applicant, email string
	replaces                    bool // an earlier row of the same case
}

func writeSearch(t *tx, found []searchRow) error {
	if len(found) == 0 {
		return nil
	}
	newest := map[int64]int{} // two units of one case may share a batch: the last one counts
	for i, r := range found {
		newest[r.num] = i
	}
	var rows [][]any
	for i, r := range found {
		if r.replaces {
			if _, err := t.exec(`DELETE FROM search WHERE rowid = $1`, r.num); err != nil {
				return err
			}
		}
		if newest[r.num] == i {
			rows = append(rows, []any{r.num, r.reference, r.applicant, r.email})
		}
	}
	_, err := t.insert(`INSERT INTO search (rowid, reference, applicant, email)`, rows, "")
	return err
}

const (
	maxWords   = 8
	searchTime = 2 * time.Second // a very common word in a very large record must not hold a reader for long
)

// Search finds cases by reference, applicant's name or email address. Every word must be found, the last may be a
// beginning. A case with exactly that reference comes first, then the latest recorded.
func (db *DB) Search(ctx context.Context, text string, limit int) ([]CaseRow, error) {
	limit = bounded(limit)
	ctx, cancel := context.WithTimeout(ctx, searchTime)
	defer cancel()
	var cases []CaseRow
	add := func(scan func(...any) error) error {
		var r CaseRow
		_, err := scanCaseRow(scan, &r)
		if err == nil && (len(cases) == 0 || cases[0].ID != r.ID) && len(cases) < limit {
			cases = append(cases, r)
		}
		return err
	}
	text = strings.TrimSpace(text)
	if err := db.rows(ctx, selectCaseRow+` FROM cases c WHERE c.reference IN ($1, $2) LIMIT 1`, add, text, strings.ToUpper(text)); err != nil {
		return nil, err
	}
	match := matchWords(text)
	if match == "" {
		return cases, nil
	}
	err := db.rows(ctx, selectCaseRow+` FROM (SELECT rowid FROM search WHERE search MATCH $1 ORDER BY rowid DESC LIMIT $2) AS s
		JOIN cases c ON c.num = s.rowid ORDER BY c.num DESC`, add, match, limit)
	return cases, err
}

// matchWords turns what a person typed into a search of plain words, in which nothing is an operator.
func matchWords(text string) string {
	var words []string
	for _, w := range strings.Fields(text) {
		w = strings.Map(func(r rune) rune {
			if r == '"' || r == 0 || r == unicode.ReplacementChar {
				return -1
			}
			return r
		}, shorten(w))
		if strings.ContainsFunc(w, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			words = append(words, `"`+w+`"`)
		}
		if len(words) == maxWords {
			break
		}
	}
	if len(words) == 0 {
		return ""
	}
	return strings.Join(words, " ") + "*"
}
