package store

import (
	"context"
	"io"
	"os"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// DB is the record.
type DB struct{ blobs *Blobs }

func Open(ctx context.Context, url string) (*DB, error) { return &DB{}, nil }
func (db *DB) Close() error                             { return nil }
func (db *DB) Blobs() *Blobs                            { return db.blobs }
func (db *DB) Ready(ctx context.Context) error          { return nil }

// Unit is one commit.
type Unit struct {
	Case    *engine.Case   // after the events
	Before  int            // the Seq the case was at; 0 for a new case
	Outcome engine.Outcome // what the engine returned
	Key     *Key           // the idempotency key to keep with it, or nil
	Draft   string         // the id of the draft that is spent by it, or ""
}

// Key is an idempotency key and what it was answered. It belongs to a caller and a case type.
type Key struct {
	Caller, CaseType, Key string
	BodyHash              string
	Status                int
	Response              []byte
	Reference             string // of the case it opened; filled when read
}

func (db *DB) Commit(ctx context.Context, u Unit) error                          { return nil }
func (db *DB) Case(ctx context.Context, reference string) (*engine.Case, error)  { return nil, nil }
func (db *DB) CaseByID(ctx context.Context, id string) (*engine.Case, error)     { return nil, nil }
func (db *DB) CaseByTask(ctx context.Context, key string) (*engine.Case, error)  { return nil, nil }
func (db *DB) Events(ctx context.Context, caseID string) ([]engine.Event, error) { return nil, nil }
func (db *DB) KeyResponse(ctx context.Context, caller, casetype, key string) (*Key, error) {
	return nil, nil
}
func (db *DB) NextNumber(ctx context.Context, casetype string) (int, error) { return 0, nil }

// Erase takes the content of one retention class out of a case's events; the chain still verifies.
func (db *DB) Erase(ctx context.Context, caseID, class string, now time.Time) error { return nil }

// TaskQuery chooses tasks. Each field that is set narrows; Teams and Roles together are one choice: tasks of one of
// the teams, or waiting for one of the roles.
type TaskQuery struct {
	Owner     string // a staff id
	Unowned   bool   // only tasks nobody has taken
	Teams     []string
	Roles     []string
	States    []string // engine.Open, … ; empty: open tasks
	CaseTypes []string
	Cursor    string // what the call before returned as next; "" for the start
	Limit     int    // 1 to 200; 0: 50
}

// TaskRow is a task in a list.
type TaskRow struct {
	Key       string // the task's public id: "<case id>-<task id>"
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
}

func (db *DB) Tasks(ctx context.Context, q TaskQuery) ([]TaskRow, string, error) { return nil, "", nil }

// CaseQuery chooses cases, the newest first. Each field that is set narrows.
type CaseQuery struct {
	Owner     string
	Teams     []string
	Statuses  []string
	CaseTypes []string
	Cursor    string
	Limit     int // 1 to 200; 0: 50
}

// CaseRow is a case in a list.
type CaseRow struct {
	ID, Reference, CaseType, Title string
	Status, Outcome                string
	Applicant                      string
	Owner, Team, Priority          string
	Seq                            int
	Due                            *time.Time
	Received, Opened               time.Time
	Closed                         *time.Time
}

func (db *DB) Cases(ctx context.Context, q CaseQuery) ([]CaseRow, string, error)     { return nil, "", nil }
func (db *DB) Search(ctx context.Context, text string, limit int) ([]CaseRow, error) { return nil, nil }
func (db *DB) CountCases(ctx context.Context) (int, error)                           { return 0, nil }

// DueTimer is a timer that has fallen due.
type DueTimer struct {
	CaseID    string
	Reference string
	Key       string
	At        time.Time
}

func (db *DB) DueTimers(ctx context.Context, now time.Time, limit int) ([]DueTimer, error) {
	return nil, nil
}

// PostponeTimer hides a due timer that could not be handled until a later moment, so that it does not keep others waiting.
func (db *DB) PostponeTimer(ctx context.Context, caseID, key string, until time.Time) error {
	return nil
}

// LeasedEffect is an effect that one worker may carry out until its lease ends.
type LeasedEffect struct {
	engine.Effect
	CaseID    string
	Reference string
	Asked     time.Time
	Tries     int // this one included
}

func (db *DB) LeaseEffects(ctx context.Context, worker string, now time.Time, lease time.Duration, limit int) ([]LeasedEffect, error) {
	return nil, nil
}
func (db *DB) EffectDone(ctx context.Context, id string, now time.Time) error { return nil }

// EffectFailed notes a failure. With retryAt the effect is tried again then; without, it waits for a person.
func (db *DB) EffectFailed(ctx context.Context, id string, now time.Time, retryAt *time.Time, reason string) error {
	return nil
}
func (db *DB) RetryEffect(ctx context.Context, id string, now time.Time) error { return nil }

// FailedEffect is an effect that is not done: it waits for a person (RetryAt nil), or for its next try.
type FailedEffect struct {
	engine.Effect
	CaseID, Reference string
	Asked, Failed     time.Time
	RetryAt           *time.Time
	Tries             int
	Reason            string
}

func (db *DB) FailedEffects(ctx context.Context, cursor string, limit int) ([]FailedEffect, string, error) {
	return nil, "", nil
}

// KeptMail is a mail that was not sent because no mail server is set up.
type KeptMail struct {
	ID        string // the effect's id
	Address   string
	Name      string
	Reference string // of the case; filled when read
	CaseID    string
	Subject   string
	Text      string
	At        time.Time
}

func (db *DB) KeepMail(ctx context.Context, m KeptMail) error { return nil }
func (db *DB) Mail(ctx context.Context, cursor string, limit int) ([]KeptMail, string, error) {
	return nil, "", nil
}

// SaveVersion keeps the files that a case type was loaded from, each file once. Saving a version again does nothing.
func (db *DB) SaveVersion(ctx context.Context, name, version string, files map[string][]byte, at time.Time) error {
	return nil
}
func (db *DB) Version(ctx context.Context, version string) (name string, files map[string][]byte, err error) {
	return "", nil, nil
}

// VersionRow is a version that was loaded.
type VersionRow struct {
	Name, Version string
	At            time.Time
}

// Versions lists the versions of a case type, the newest first.
func (db *DB) Versions(ctx context.Context, name string) ([]VersionRow, error) { return nil, nil }

// Draft is a form half filled.
type Draft struct {
	ID        string // the hash of the token the person holds
	CaseType  string
	Form      string
	Data      []byte // JSON
	Page      int
	At        time.Time
	Expires   time.Time
	Reference string // of the case it became, once it was submitted; Data is empty then
}

func (db *DB) SaveDraft(ctx context.Context, d Draft) error { return nil }
func (db *DB) Draft(ctx context.Context, id string, now time.Time) (Draft, error) {
	return Draft{}, nil
}
func (db *DB) DeleteDraft(ctx context.Context, id string) error { return nil }

// Sweep drops what has expired: drafts, sessions, setup links, throttle windows, and upload leftovers.
func (db *DB) Sweep(ctx context.Context, now time.Time) error { return nil }

// Report is what Verify found.
type Report struct {
	Cases, Events, Tasks, Timers, Effects, Files, Versions int
	Faults                                                 []string // sentences; none when the record is sound
}

func (db *DB) Verify(ctx context.Context) (Report, error) { return Report{}, nil }

// VerifyHeads is Verify, held against heads exported earlier: a dropped tail or case is a fault.
func (db *DB) VerifyHeads(ctx context.Context, heads io.Reader) (Report, error) { return Report{}, nil }

// Heads writes the newest hash of every case's chain, a line each.
func (db *DB) Heads(ctx context.Context, w io.Writer) error { return nil }
func (db *DB) Backup(ctx context.Context, dir string) error { return nil }

// Restore makes a data folder from a backup, and proves it with Verify. It refuses to write over a record.
func Restore(ctx context.Context, from, to string) error { return nil }

// Blobs is a folder of files by the SHA-256 of their content.
type Blobs struct{ dir string }

func (b *Blobs) Put(r io.Reader, limit int64) (hash string, size int64, err error) { return "", 0, nil }
func (b *Blobs) Open(hash string) (*os.File, error)                                { return nil, nil }
