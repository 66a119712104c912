package store

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// A projection is what the tables say of a case: everything is drawn from the case, in the transaction of its events.
type projection struct {
	c         *engine.Case
	state     []byte
	applicant string
	email     string
	tasks     []taskLine
}

// taskLine is a row of the tasks table, but for the case's number. Two are compared as they are.
type taskLine struct {
	key, id, name, casetype, stage, title, state, flagged, owner, team, role, priority, skills string
	pos, place                                                                                 int
	required                                                                                   bool
	due, opened                                                                                int64
}

// never sorts after every moment.
const never = math.MaxInt64

// maxFound bounds what search keeps of a name or an address, in characters.
const maxFound = 200

func project(c *engine.Case) (projection, error) {
	p := projection{c: c}
	var err error
	if p.state, err = json.Marshal(c); err != nil {
		return p, fmt.Errorf("case %s cannot be written down: %w", c.Reference, err)
	}
	p.applicant, p.email = applicant(c)
	for i, t := range c.Tasks {
		skills := "[]"
		if len(t.Skills) > 0 {
			b, err := json.Marshal(t.Skills)
			if err != nil {
				return p, err
			}
			skills = string(b)
		}
		p.tasks = append(p.tasks, taskLine{
			key: TaskKey(c.ID, t.ID), id: t.ID, name: t.Name, casetype: c.CaseType, stage: t.Stage, title: t.Title,
			state: listed(t), flagged: t.Flagged, owner: t.Owner, team: t.Team, role: t.Role, priority: t.Priority,
			skills: skills, pos: i, place: place(t.Priority), required: t.Required,
			due: orNever(t.Due), opened: orNever(t.Opened),
		})
	}
	return p, nil
}

// listed is the state under which lists know a task. What a machine is at work on is nobody's to do, and on no list of
// open tasks.
func listed(t *engine.Task) string {
	if t.Person != "" && t.State == engine.Open && t.Owner == "" && t.Role == "" && !t.Overdue {
		return "outside" // until it is late, or somebody here has it
	}
	if t.Does != "" && t.State == engine.Open {
		return "machine"
	}
	return t.State
}

// TaskKey is a task's public id.
func TaskKey(caseID, taskID string) string { return caseID + "-" + taskID }

// applicant is whom search finds the case by: the person called applicant, or else the first by role.
func applicant(c *engine.Case) (name, email string) {
	p, ok := c.People["applicant"]
	if !ok && len(c.People) > 0 {
		p = c.People[slices.Min(slices.Collect(maps.Keys(c.People)))]
	}
	return shorten(p.Name), shorten(p.Email)
}

func shorten(s string) string {
	n := 0
	for i := range s {
		if n == maxFound {
			return s[:i]
		}
		n++
	}
	return s
}

// place is where a priority stands in a list.
func place(priority string) int {
	switch priority {
	case "urgent":
		return 0
	case "high":
		return 1
	case "low":
		return 3
	}
	return 2
}

func orNever(t *time.Time) int64 {
	if t == nil {
		return never
	}
	return micros(*t)
}

func fromNever(us int64) *time.Time {
	if us == never {
		return nil
	}
	t := moment(us)
	return &t
}

// orNull keeps "nobody" out of the indexes.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func timeOrNull(t *time.Time) any {
	if t == nil {
		return nil
	}
	return micros(*t)
}

// columns are the case's own columns, in the order of the two statements below.
func (p *projection) columns(head, timers []byte) []any {
	c := p.c
	return []any{c.Reference, c.CaseType, c.Title, c.Version, int64(c.Seq), head, c.Status, c.Outcome, orNull(c.Owner), c.Team,
		c.Priority, timeOrNull(c.Due), micros(c.Received), micros(c.Opened), timeOrNull(c.Closed), p.applicant, p.email, timers, p.state}
}

// insertCase writes a new case and returns its number; sql.ErrNoRows when its id or its reference is taken.
func (p *projection) insertCase(t *tx, head, timers []byte) (int64, error) {
	return t.number(`INSERT INTO cases (reference, casetype, title, version, seq, head, status, outcome, owner, team,
			priority, due, received, opened, closed, applicant, email, timers, state, id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
		ON CONFLICT DO NOTHING RETURNING num`, append(p.columns(head, timers), p.c.ID)...)
}

func (p *projection) updateCase(t *tx, num int64, head, timers []byte) error {
	n, err := t.exec(`UPDATE cases SET reference = $1, casetype = $2, title = $3, version = $4, seq = $5, head = $6,
			status = $7, outcome = $8, owner = $9, team = $10, priority = $11, due = $12, received = $13, opened = $14,
			closed = $15, applicant = $16, email = $17, timers = $18, state = $19
		WHERE num = $20`, append(p.columns(head, timers), num)...)
	if err == nil && n != 1 {
		err = fmt.Errorf("case %s vanished while it was being written", p.c.Reference)
	}
	return err
}

const insertTasks = `INSERT INTO tasks (case_num, key, pos, id, name, casetype, stage, title, state, required, flagged, owner,
	team, role, priority, skills, place, due, opened)`

const replaceTasks = `ON CONFLICT (key) DO UPDATE SET case_num = excluded.case_num, pos = excluded.pos, id = excluded.id,
	name = excluded.name, casetype = excluded.casetype, stage = excluded.stage, title = excluded.title,
	state = excluded.state, required = excluded.required, flagged = excluded.flagged, owner = excluded.owner,
	team = excluded.team, role = excluded.role, priority = excluded.priority, skills = excluded.skills,
	place = excluded.place, due = excluded.due, opened = excluded.opened`

// taskRows are the lines as they are inserted, but for the case's number.
func taskRows(tasks []taskLine) [][]any {
	rows := make([][]any, len(tasks))
	for i, l := range tasks {
		rows[i] = []any{nil, l.key, int64(l.pos), l.id, l.name, l.casetype, l.stage, l.title, l.state, l.required, l.flagged,
			orNull(l.owner), l.team, orNull(l.role), l.priority, l.skills, int64(l.place), l.due, l.opened}
	}
	return rows
}

const selectTasks = `SELECT key, pos, id, name, casetype, stage, title, state, required, flagged, coalesce(owner, ''), team,
	coalesce(role, ''), priority, skills, place, due, opened FROM tasks WHERE case_num = $1 ORDER BY pos`

func (l *taskLine) into() []any {
	return []any{&l.key, &l.pos, &l.id, &l.name, &l.casetype, &l.stage, &l.title, &l.state, &l.required, &l.flagged,
		&l.owner, &l.team, &l.role, &l.priority, &l.skills, &l.place, &l.due, &l.opened}
}

// updateTasks writes the rows that changed, and only those.
func (p *projection) updateTasks(t *tx, num int64) error {
	has := map[string]taskLine{}
	err := t.rows(selectTasks, func(scan func(...any) error) error {
		var l taskLine
		if err := scan(l.into()...); err != nil {
			return err
		}
		has[l.key] = l
		return nil
	}, num)
	if err != nil {
		return err
	}
	var changed []taskLine
	for _, l := range p.tasks {
		if has[l.key] != l {
			changed = append(changed, l)
		}
		delete(has, l.key)
	}
	for _, key := range slices.Sorted(maps.Keys(has)) {
		if _, err := t.exec(`DELETE FROM tasks WHERE key = $1`, key); err != nil {
			return err
		}
	}
	_, err = t.insert(insertTasks, number(taskRows(changed), num), replaceTasks)
	return err
}
