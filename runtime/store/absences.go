package store

import (
	"context"
	"time"
)

// Absence is that somebody is away and somebody else stands in for them, from Starts up to but not including Ends.
type Absence struct {
	ID           string
	Staff        string // a staff id: who is away
	StandIn      string
	Starts, Ends time.Time
	By           string // who said so
	Created      time.Time
}

// AddAbsence adds an absence, unless check refuses it for those of the same person that have not ended; its error is
// returned as it is, and nothing is added.
func (db *DB) AddAbsence(ctx context.Context, a Absence, check func(others []Absence) error) error {
	return db.write(ctx, func(t *tx) error {
		var others []Absence
		err := t.rows(absencesWhere+`staff = $1 AND ends > $2`, scanAbsence(&others), a.Staff, micros(a.Created))
		if err != nil {
			return err
		}
		if err := check(others); err != nil {
			return err
		}
		_, err = t.exec(`INSERT INTO absences (id, staff, stand_in, starts, ends, by, created) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			a.ID, a.Staff, a.StandIn, micros(a.Starts), micros(a.Ends), a.By, micros(a.Created))
		return err
	})
}

// EndAbsence ends an absence now, or takes it out of what is to come; *NotFound when there is none that goes on.
func (db *DB) EndAbsence(ctx context.Context, id string, now time.Time) error {
	return db.write(ctx, func(t *tx) error {
		n, err := t.exec(`UPDATE absences SET ends = $2, starts = CASE WHEN starts > $2 THEN $2 ELSE starts END WHERE id = $1 AND ends > $2`, id, micros(now))
		if err == nil && n == 0 {
			err = &NotFound{What: "absence", ID: id}
		}
		return err
	})
}

// Absences are those that go on or are to come, the soonest first.
func (db *DB) Absences(ctx context.Context, now time.Time) ([]Absence, error) {
	var all []Absence
	err := db.rows(ctx, absencesWhere+`ends > $1 ORDER BY starts, id`, scanAbsence(&all), micros(now))
	return all, err
}

// StandsInFor are the staff ids of those for whom somebody stands in now, sorted.
func (db *DB) StandsInFor(ctx context.Context, standIn string, now time.Time) ([]string, error) {
	var all []string
	err := db.rows(ctx, `SELECT DISTINCT staff FROM absences WHERE stand_in = $1 AND ends > $2 AND starts <= $2 ORDER BY staff`, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		all = append(all, id)
		return err
	}, standIn, micros(now))
	return all, err
}

const absencesWhere = `SELECT id, staff, stand_in, starts, ends, by, created FROM absences WHERE `

func scanAbsence(into *[]Absence) func(scan func(...any) error) error {
	return func(scan func(...any) error) error {
		var a Absence
		var starts, ends, created int64
		err := scan(&a.ID, &a.Staff, &a.StandIn, &starts, &ends, &a.By, &created)
		a.Starts, a.Ends, a.Created = moment(starts), moment(ends), moment(created)
		*into = append(*into, a)
		return err
	}
}
