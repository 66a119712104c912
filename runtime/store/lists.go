package store

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// Lists are read in pages by cursor: where the page before ended, not how many rows it had, so that a list that moves
// while it is read repeats nothing.

// bounded is how many rows a page has.
func bounded(limit int) int {
	if limit <= 0 {
		return 50
	}
	return min(limit, 200)
}

// numCursor is the cursor of a list whose newest row comes first.
func numCursor(cursor string) (below int64, err error) {
	if cursor == "" {
		return math.MaxInt64, nil
	}
	if below, err = strconv.ParseInt(cursor, 10, 64); err != nil {
		return 0, ErrCursor
	}
	return below, nil
}

// conditions collects the text and the arguments of a query.
type conditions struct {
	args []any
}

func (c *conditions) arg(v any) string {
	c.args = append(c.args, v)
	return "$" + strconv.Itoa(len(c.args))
}

// in writes "column IN ($1, $2)".
func (c *conditions) in(column string, values []string) string {
	marks := make([]string, len(values))
	for i, v := range values {
		marks[i] = c.arg(v)
	}
	return column + " IN (" + strings.Join(marks, ", ") + ")"
}

// TaskQuery chooses tasks. Each field that is set narrows the choice. Teams and Roles together are one choice: tasks of
// one of the teams, or waiting for one of the roles.
type TaskQuery struct {
	Owner     string   // a staff id
	Owners    []string // tasks of any of these, whatever team or role they are of
	Unowned   bool     // only tasks nobody has taken
	Teams     []string
	Roles     []string
	Holding   []string // when not nil: only tasks that wait for nobody's authority, or for one of these roles
	States    []string // engine.Open, …; empty: open tasks
	CaseTypes []string
	Cursor    string // what the page before returned as next; "" for the first page
	Limit     int    // 1 to 200; 0: 50
}

// TaskRow is a task in a list.
type TaskRow struct {
	Key       string // the task's public id
	CaseID    string
	Reference string
	CaseType  string
	CaseTitle string // the case type's title
	Status    string // of the case
	Applicant string
	ID        string
	Name      string
	Stage     string
	Title     string
	State     string
	Required  bool
	Flagged   string
	Owner     string
	Team      string
	Role      string
	Priority  string
	Skills    []string
	Due       *time.Time
	Opened    *time.Time
	Cursor    string // with which a list goes on after it
}

// Tasks lists tasks: the highest priority first, then the soonest due (those without a due date last), then the longest
// open. next is the cursor of the page after, "" when there is none.
func (db *DB) Tasks(ctx context.Context, q TaskQuery) (tasks []TaskRow, next string, err error) {
	limit := bounded(q.Limit)
	query, args, err := q.sql(limit + 1)
	if err != nil {
		return nil, "", err
	}
	err = db.rows(ctx, query, func(scan func(...any) error) error {
		var r TaskRow
		var place int
		var due, opened int64
		var skills []byte
		if err := scan(&r.Key, &place, &due, &opened, &r.CaseID, &r.Reference, &r.CaseType, &r.CaseTitle, &r.Status, &r.Applicant,
			&r.ID, &r.Name, &r.Stage, &r.Title, &r.State, &r.Required, &r.Flagged, &r.Owner, &r.Team, &r.Role, &r.Priority, &skills); err != nil {
			return err
		}
		r.Due, r.Opened = fromNever(due), fromNever(opened)
		r.Cursor = fmt.Sprintf("%d~%d~%d~%s", place, due, opened, r.Key)
		tasks = append(tasks, r)
		return json.Unmarshal(skills, &tasks[len(tasks)-1].Skills)
	}, args...)
	if err != nil {
		return nil, "", err
	}
	if len(tasks) > limit {
		tasks, next = tasks[:limit], tasks[limit-1].Cursor
	}
	return tasks, next, nil
}

// sql writes the query as arms, one a team or role, each of which an index reads in the list's own order and stops
// after a page. One condition with OR would have to sort everything.
func (q *TaskQuery) sql(limit int) (string, []any, error) {
	var c conditions
	narrow, err := q.narrow(&c)
	if err != nil {
		return "", nil, err
	}
	var choices []string
	if len(q.Owners) > 0 {
		for _, owner := range q.Owners {
			choices = append(choices, "owner = "+c.arg(owner))
		}
	} else if q.Owner != "" { // few enough to look at each
		if either := q.either(&c); either != "" {
			narrow = append(narrow, either)
		}
	} else {
		for _, t := range q.Teams {
			choices = append(choices, "team = "+c.arg(t))
		}
		for _, r := range q.Roles {
			choices = append(choices, "role = "+c.arg(r))
		}
	}
	if len(choices) == 0 {
		choices = []string{""}
	}
	states := q.States
	if len(states) == 0 {
		states = []string{engine.Open}
	}
	page := c.arg(limit)
	var arms []string
	for _, state := range states {
		// A partial index is used only when the query says its condition in the same words.
		one := "state = 'open'"
		if state != engine.Open {
			one = "state = " + c.arg(state)
		}
		for _, choice := range choices {
			all := append([]string{one}, narrow...)
			if choice != "" {
				all = append(all, choice)
			}
			arms = append(arms, fmt.Sprintf(`SELECT * FROM (SELECT key, place, due, opened FROM tasks WHERE %s
				ORDER BY place, due, opened, key LIMIT %s) AS arm%d`, strings.Join(all, " AND "), page, len(arms)))
		}
	}
	query := `SELECT t.key, t.place, t.due, t.opened, c.id, c.reference, c.casetype, c.title, c.status, c.applicant, t.id, t.name,
			t.stage, t.title, t.state, t.required, t.flagged, coalesce(t.owner, ''), t.team, coalesce(t.role, ''), t.priority, t.skills
		FROM (` + strings.Join(arms, " UNION ") + `) AS a JOIN tasks t ON t.key = a.key JOIN cases c ON c.num = t.case_num
		ORDER BY a.place, a.due, a.opened, a.key LIMIT ` + page
	return query, c.args, nil
}

// narrow are the conditions that hold for every arm.
func (q *TaskQuery) narrow(c *conditions) ([]string, error) {
	var all []string
	if q.Owner != "" {
		all = append(all, "owner = "+c.arg(q.Owner))
	}
	if q.Unowned {
		all = append(all, "owner IS NULL")
	}
	switch {
	case q.Holding == nil:
	case len(q.Holding) == 0:
		all = append(all, "role IS NULL")
	default:
		all = append(all, "(role IS NULL OR "+c.in("role", q.Holding)+")")
	}
	if len(q.CaseTypes) > 0 {
		all = append(all, c.in("casetype", q.CaseTypes))
	}
	if q.Cursor == "" {
		return all, nil
	}
	fields := strings.SplitN(q.Cursor, "~", 4) // which stands in an address as it is
	if len(fields) != 4 {
		return nil, ErrCursor
	}
	marks := make([]string, 0, 4)
	for _, f := range fields[:3] {
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return nil, ErrCursor
		}
		marks = append(marks, c.arg(n))
	}
	marks = append(marks, c.arg(fields[3]))
	return append(all, "(place, due, opened, key) > ("+strings.Join(marks, ", ")+")"), nil
}

// either is the choice by team or role as one condition.
func (q *TaskQuery) either(c *conditions) string {
	var any []string
	if len(q.Teams) > 0 {
		any = append(any, c.in("team", q.Teams))
	}
	if len(q.Roles) > 0 {
		any = append(any, c.in("role", q.Roles))
	}
	if len(any) == 0 {
		return ""
	}
	return "(" + strings.Join(any, " OR ") + ")"
}

// CaseQuery chooses cases. Each field that is set narrows the choice.
type CaseQuery struct {
	Owner     string
	Teams     []string
	Statuses  []string
	CaseTypes []string
	Cursor    string // what the page before returned as next; "" for the first page
	Limit     int    // 1 to 200; 0: 50
}

// CaseRow is a case in a list.
type CaseRow struct {
	ID        string
	Reference string
	CaseType  string
	Title     string // the case type's title
	Status    string
	Outcome   string
	Applicant string
	Owner     string
	Team      string
	Priority  string
	Seq       int
	Due       *time.Time
	Received  time.Time
	Opened    time.Time
	Closed    *time.Time
	Cursor    string // with which a list goes on after it
}

const selectCaseRow = `SELECT c.num, c.id, c.reference, c.casetype, c.title, c.status, c.outcome, c.applicant, coalesce(c.owner, ''), c.team,
	c.priority, c.seq, coalesce(c.due, 9223372036854775807), c.received, c.opened, coalesce(c.closed, 9223372036854775807)`

func scanCaseRow(scan func(...any) error, r *CaseRow) (num int64, err error) {
	var due, received, opened, closed int64
	err = scan(&num, &r.ID, &r.Reference, &r.CaseType, &r.Title, &r.Status, &r.Outcome, &r.Applicant, &r.Owner, &r.Team,
		&r.Priority, &r.Seq, &due, &received, &opened, &closed)
	r.Due, r.Received, r.Opened, r.Closed = fromNever(due), moment(received), moment(opened), fromNever(closed)
	r.Cursor = strconv.FormatInt(num, 10)
	return num, err
}

// Cases lists cases, the latest recorded first. next is the cursor of the page after, "" when there is none.
func (db *DB) Cases(ctx context.Context, q CaseQuery) (cases []CaseRow, next string, err error) {
	limit := bounded(q.Limit)
	below, err := numCursor(q.Cursor)
	if err != nil {
		return nil, "", err
	}
	query, args := q.sql(below, limit+1)
	err = db.rows(ctx, query, func(scan func(...any) error) error {
		var r CaseRow
		_, err := scanCaseRow(scan, &r)
		cases = append(cases, r)
		return err
	}, args...)
	if err != nil {
		return nil, "", err
	}
	if len(cases) > limit {
		cases, next = cases[:limit], cases[limit-1].Cursor
	}
	return cases, next, nil
}

// sql writes one arm for each value of the most telling column, as for tasks; the other columns narrow each arm.
func (q *CaseQuery) sql(below int64, limit int) (string, []any) {
	var c conditions
	narrow := []string{"num < " + c.arg(below)}
	arms := []struct {
		column string
		values []string
	}{{"owner", nil}, {"team", q.Teams}, {"casetype", q.CaseTypes}, {"status", q.Statuses}}
	if q.Owner != "" {
		arms[0].values = []string{q.Owner}
	}
	choices := []string{""}
	chosen := false
	for _, a := range arms {
		values := slices.Compact(slices.Sorted(slices.Values(a.values)))
		switch {
		case len(values) == 0:
		case chosen:
			narrow = append(narrow, c.in(a.column, values))
		default:
			chosen = true
			choices = choices[:0]
			for _, v := range values {
				choices = append(choices, " AND "+a.column+" = "+c.arg(v))
			}
		}
	}
	page := c.arg(limit)
	all := strings.Join(narrow, " AND ")
	texts := make([]string, len(choices))
	for i, choice := range choices {
		texts[i] = fmt.Sprintf(`SELECT * FROM (SELECT num FROM cases WHERE %s%s ORDER BY num DESC LIMIT %s) AS arm%d`, all, choice, page, i)
	}
	return selectCaseRow + ` FROM (` + strings.Join(texts, " UNION ALL ") + `) AS a JOIN cases c ON c.num = a.num
		ORDER BY a.num DESC LIMIT ` + page, c.args
}

// CountCases counts every case in the record.
func (db *DB) CountCases(ctx context.Context) (n int, err error) {
	return n, db.row(ctx, `SELECT count(*) FROM cases`, []any{&n})
}
