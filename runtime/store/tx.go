package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
)

// tx is what a job writes with. It is the writer's, for as long as the job runs.
type tx struct {
	w     *writer
	wrote bool        // whether a statement may have changed something
	found []searchRow // what search shall find, written at the end of the batch
}

func (t *tx) prepare(query string) (*sql.Stmt, error) {
	if err := t.w.ask(query); err != nil {
		return nil, err
	}
	if !strings.HasPrefix(query, "SELECT") {
		t.wrote = true
	}
	return t.w.prepare(query)
}

// exec runs a statement and returns how many rows it touched.
func (t *tx) exec(query string, args ...any) (int, error) {
	s, err := t.prepare(query)
	if err != nil {
		return 0, err
	}
	r, err := s.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, err
	}
	n, err := r.RowsAffected()
	return int(n), err
}

// row reads one row; sql.ErrNoRows when there is none.
func (t *tx) row(query string, into []any, args ...any) error {
	s, err := t.prepare(query)
	if err != nil {
		return err
	}
	return s.QueryRowContext(context.Background(), args...).Scan(into...)
}

// number reads one integer.
func (t *tx) number(query string, args ...any) (int64, error) {
	var n int64
	return n, t.row(query, []any{&n}, args...)
}

func (t *tx) rows(query string, each func(scan func(...any) error) error, args ...any) error {
	s, err := t.prepare(query)
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(context.Background(), args...)
	if err != nil {
		return err
	}
	return eachRow(rows, each)
}

// maxTuples bounds how many rows one statement inserts, and with it how many shapes of a statement are prepared.
const maxTuples = 16

// shape is one form of an insert: what stands before and after the rows, and how many rows there are.
type shape struct {
	head, tail string
	rows       int
}

// insert writes many rows with few statements and returns how many it wrote. head is "INSERT INTO t (a, b)", tail "" or
// an ON CONFLICT clause.
func (t *tx) insert(head string, rows [][]any, tail string) (int, error) {
	wrote := 0
	for len(rows) > 0 {
		n := min(len(rows), maxTuples)
		args := make([]any, 0, n*len(rows[0]))
		for _, r := range rows[:n] {
			args = append(args, r...)
		}
		s := shape{head, tail, n}
		if t.w.texts[s] == "" {
			t.w.texts[s] = tuples(head, n, len(rows[0]), tail)
		}
		k, err := t.exec(t.w.texts[s], args...)
		if err != nil {
			return wrote, err
		}
		wrote += k
		rows = rows[n:]
	}
	return wrote, nil
}

// tuples writes "head VALUES ($1, $2), ($3, $4) tail".
func tuples(head string, rows, columns int, tail string) string {
	var b strings.Builder
	b.WriteString(head)
	b.WriteString(" VALUES ")
	n := 0
	for r := range rows {
		if r > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('(')
		for c := range columns {
			if c > 0 {
				b.WriteString(", ")
			}
			n++
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
		}
		b.WriteByte(')')
	}
	b.WriteByte(' ')
	b.WriteString(tail)
	return b.String()
}
