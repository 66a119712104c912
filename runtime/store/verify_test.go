package store

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

// fill makes a record with something in every table: three cases, the second with a document and a note.
func fill(t testing.TB, db *DB) {
	t.Helper()
	for n := range 3 {
		m := newCase(n + 1)
		m.u.Outcome.Guards = []string{fmt.Sprintf("bay %d", n)}
		commit(t, db, m.u)
	}
	hash, size, err := db.Blobs().Put(strings.NewReader("proof of address"), 1000)
	if err != nil {
		t.Fatal(err)
	}
	file := engine.File{Name: "bill.pdf", Hash: hash, Media: "application/pdf", Size: size}
	commit(t, db, onCase(read(t, db, 2), "doc").given1("document.added", engine.AddDocument{File: file}).u)
	commit(t, db, note(read(t, db, 2), "note", "She telephoned: her sister has number 0123."))
}

func raw(t testing.TB, db *DB, statements ...string) {
	t.Helper()
	err := db.write(bg, func(tx *tx) error {
		for _, s := range statements {
			n, err := tx.exec(s)
			if err != nil {
				return fmt.Errorf("%s: %w", s, err)
			}
			if n == 0 && !strings.HasPrefix(s, "PRAGMA") {
				return fmt.Errorf("%s changed nothing", s)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func faults(t testing.TB, db *DB) string {
	t.Helper()
	r, err := db.Verify(bg)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(r.Faults, "\n")
}

// Whatever is changed behind the record's back, Verify says in which case and what.
func TestVerifyNamesWhatWasTamperedWith(t *testing.T) {
	for _, c := range []struct{ name, sql, want string }{
		{"a body's content", `UPDATE events SET body = replace(CAST(body AS TEXT), 'telephoned', 'wrote') WHERE kind = 'note.added'`, "Case PP-2026-000002: event 8 (note.added): its content (words) is not what was sealed."},
		{"a body's bones", `UPDATE events SET body = replace(CAST(body AS TEXT), '"state":"open"', '"state":"done"') WHERE kind = 'task.created' AND seq = 4 AND case_num = 2`, "Case PP-2026-000002: event 4 (task.created): its hash does not fit"},
		{"who did it", `UPDATE events SET actor = replace(CAST(actor AS TEXT), 'cath', 'rose') WHERE kind = 'note.added'`, "Case PP-2026-000002: event 8 (note.added): its hash does not fit"},
		{"why", `UPDATE events SET why = replace(CAST(why AS TEXT), 'Because', 'Despite') WHERE case_num = 2 AND seq = 3`, "Case PP-2026-000002: event 3 (person.set): its hash does not fit"},
		{"when", `UPDATE events SET at = at + 1 WHERE case_num = 2 AND seq = 1`, "Case PP-2026-000002: event 1 (case.received): its hash does not fit"},
		{"the kind", `UPDATE events SET kind = 'case.held' WHERE kind = 'note.added'`, "event 8 (case.held): its hash does not fit"},
		{"the version", `UPDATE events SET version = 'v0' WHERE case_num = 2 AND seq = 2`, "event 2 (case.opened): its hash does not fit"},
		{"the classes", `UPDATE events SET parts = '' WHERE kind = 'note.added'`, "event 8 (note.added): its hash does not fit"},
		{"the seals", `UPDATE events SET seals = zeroblob(48) WHERE kind = 'note.added'`, "event 8 (note.added): its hash does not fit"},
		{"a salt", `UPDATE events SET seals = zeroblob(16) || substr(seals, 17) WHERE kind = 'note.added'`, "event 8 (note.added)"},
		{"an erasure that was none", `UPDATE events SET erased = 'words' WHERE kind = 'note.added'`, "is marked as erased, yet something stands in its place"},
		{"content dropped quietly", `UPDATE events SET erased = 'words', body = replace(CAST(body AS TEXT), '"She telephoned: her sister has number 0123."', 'null') WHERE kind = 'note.added'`, "event 8 (note.added) has lost its content (words), which was never erased from the case."},
		{"the last event", `DELETE FROM events WHERE kind = 'note.added'`, "Case PP-2026-000002: its newest event is 7, and its row says 8."},
		{"an event between", `DELETE FROM events WHERE case_num = 2 AND seq = 5`, "Case PP-2026-000002: after event 4 comes event 6; what lay between is missing."},
		{"the state", `UPDATE cases SET state = replace(CAST(state AS TEXT), 'telephoned', 'wrote') WHERE num = 2`, "Case PP-2026-000002: its state is not what its events say: they differ at notes[0].text."},
		{"the state's form", `UPDATE cases SET state = '{' WHERE num = 2`, "Case PP-2026-000002: its state is not what its events say"},
		{"the status", `UPDATE cases SET status = 'closed' WHERE num = 2`, "Case PP-2026-000002: its row says another status than its events."},
		{"the owner", `UPDATE cases SET owner = 'eve' WHERE num = 2`, "its row says another owner"},
		{"the due date", `UPDATE cases SET due = 5 WHERE num = 2`, "its row says another due"},
		{"the applicant", `UPDATE cases SET applicant = 'Eve' WHERE num = 2`, "its row says another applicant"},
		{"the head", `UPDATE cases SET head = zeroblob(32) WHERE num = 2`, "the end of its chain of hashes is not the one in its row"},
		{"the reference", `UPDATE cases SET reference = 'PP-2026-000099' WHERE num = 2`, "Case PP-2026-000099: its row says another reference than its events."},
		{"a task's owner", `UPDATE tasks SET owner = 'eve' WHERE key = 'c000002-proof'`, `Case PP-2026-000002: the list of tasks says something else of task "proof" than its events.`},
		{"a task gone", `DELETE FROM tasks WHERE key = 'c000002-proof'`, `Case PP-2026-000002: the list of tasks lacks task "proof".`},
		{"a task too many", `INSERT INTO tasks SELECT 'x', case_num, 9, 'x', name, casetype, stage, title, state, required, flagged, owner, team, role, priority, skills, place, due, opened FROM tasks WHERE key = 'c000002-proof'`, `has a task "x" that its events do not know`},
		{"a timer moved", `UPDATE timers SET at = at + 1 WHERE case_num = 2`, "Case PP-2026-000002: its timers are not the ones its last commit wanted."},
		{"a timer gone", `DELETE FROM timers WHERE case_num = 2`, "Case PP-2026-000002: its timers are not the ones"},
		{"a mail's address", `UPDATE effects SET body = replace(CAST(body AS TEXT), 'ada2@', 'eve@') WHERE case_num = 2`, `the effect "g-c000002.5" is not the one that event 6 asked for`},
		{"a mail gone", `DELETE FROM effects WHERE case_num = 2`, "Case PP-2026-000002: event 6 asked for something to be done that is no longer there."},
		{"a mail emptied", `UPDATE effects SET body = NULL WHERE case_num = 2`, "has lost its content, which was never erased"},
		{"a mail's state", `UPDATE effects SET state = 'sent' WHERE case_num = 2`, "is in a state that does not exist"},
		{"a kept mail's address", `INSERT INTO mail SELECT 1, id, case_num, 'eve@example.org', '', 'We have it', 'Dear Ada Number2', 0 FROM effects WHERE case_num = 2`, `The kept mail 1 is not the one that the effect "g-c000002.5" asked for.`},
		{"a kept mail's text", `INSERT INTO mail SELECT 1, id, case_num, 'ada2@example.org', '', 'We have it', 'Dear Eve', 0 FROM effects WHERE case_num = 2`, `The kept mail 1 is not the one`},
		{"a kept mail that leads on, rewritten", `INSERT INTO mail SELECT 1, id, case_num, 'ada2@example.org', '', 'We have it', 'Dear Ada Number2' || char(10) || char(10) || 'Pay us first, here:' || char(10) || char(10) || 'https://eve.example.org/track/PP-2026-000002', 0 FROM effects WHERE case_num = 2`, `The kept mail 1 is not the one`},
		{"a kept mail of a link, rewritten", `UPDATE effects SET body = json_set(CAST(body AS TEXT), '$.invitation', json('{"task":"proof","key":"k","until":"2026-03-09T00:00:00Z","after":"Do not send it on."}')) WHERE case_num = 2; INSERT INTO mail SELECT 1, id, case_num, 'ada2@example.org', '', 'We have it', 'Dear Eve' || char(10) || char(10) || '/answer/x' || char(10) || char(10) || 'Do not send it on.', 0 FROM effects WHERE case_num = 2`, `The kept mail 1 is not the one`},
		{"the next number", `INSERT INTO counters VALUES ('parking-permit', 3)`, "The next case of the type parking-permit would get the number 3, and a case has had the number 3 already."},
		{"a word for a number", `UPDATE events SET cause = 'x' WHERE case_num = 2 AND seq = 2`, `Case PP-2026-000002: the list of its events cannot be read to its end: the column "cause" holds what it is not for.`},
		{"a task's word for a number", `UPDATE tasks SET due = 'x' WHERE case_num = 2`, `Case PP-2026-000002: the list of its tasks cannot be read to its end: the column "due" holds what it is not for.`},
		{"a case's word for a number", `UPDATE cases SET opened = 'x' WHERE num = 2`, `The record cannot be read to its end: the column "opened" holds what it is not for.`},
		{"search", `UPDATE search SET applicant = 'Eve' WHERE rowid = 2`, "Case PP-2026-000002: search would not find it"},
		{"search gone", `DELETE FROM search WHERE rowid = 2`, "Case PP-2026-000002: search would not find it"},
		{"a file of the case type", `UPDATE files SET content = 'title: Other'`, "was changed: its content no longer has its hash"},
		{"a version's path", `UPDATE version_files SET path = 'other.yaml'`, "Version v1 of case type parking-permit no longer has the files it was loaded from."},
		{"a version gone", `DELETE FROM version_files; DELETE FROM versions`, `Case PP-2026-000002: the files of its case type's version "v1" were not kept.`},
		{"a guard's case", `PRAGMA foreign_keys = off; UPDATE guards SET case_num = 77 WHERE guard = 'bay 1'`, "Table guards has a row"},
	} {
		t.Run(strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			db := openRecord(t)
			fill(t, db)
			if got := faults(t, db); got != "" {
				t.Fatalf("before: %s", got)
			}
			tamper(t, db, c.sql)
			if got := faults(t, db); !strings.Contains(got, c.want) {
				t.Errorf("verify said\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// tamper changes the database as somebody would who has the file and no scruples.
func tamper(t testing.TB, db *DB, sql string) {
	t.Helper()
	for _, s := range strings.Split(sql, "; ") {
		if _, err := db.w.conn.ExecContext(bg, s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

func TestVerifyReadsTheKeptFiles(t *testing.T) {
	db := openRecord(t)
	fill(t, db)
	hash := read(t, db, 2).Documents[0].Hash
	path, err := db.Blobs().path(hash)
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		do   func() error
		want string
	}{
		"changed": {func() error { return os.WriteFile(path, bytes.ToUpper(content), 0o600) }, "was changed on disk"},
		"shorter": {func() error { return os.WriteFile(path, content[:3], 0o600) }, "has 3 bytes on disk and 16 in the record"},
		"gone":    {func() error { return os.Remove(path) }, "is not in the folder of kept files"},
	} {
		if err := c.do(); err != nil {
			t.Fatal(err)
		}
		if got := faults(t, db); !strings.Contains(got, "Case PP-2026-000002: the file "+hash+" "+c.want) {
			t.Errorf("%s: verify said %s", name, got)
		}
	}
}

func TestHeadsShowWhatWasCutOff(t *testing.T) {
	db := openRecord(t)
	fill(t, db)
	var early, heads bytes.Buffer
	if err := db.Heads(bg, &early); err != nil {
		t.Fatal(err)
	}
	commit(t, db, note(read(t, db, 3), "more", "later"))
	if err := db.Heads(bg, &heads); err != nil {
		t.Fatal(err)
	}
	held := func(h []byte) string {
		r, err := db.VerifyHeads(bg, bytes.NewReader(h))
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(r.Faults, "\n")
	}
	if got := held(early.Bytes()) + held(heads.Bytes()); got != "" {
		t.Fatalf("a record that has grown: %s", got)
	}

	// The last event is cut off and the rest made to fit: only the heads can tell.
	c := new(engine.Case)
	events, err := db.Events(bg, "c000003")
	if err != nil {
		t.Fatal(err)
	}
	for i := range events[:len(events)-1] {
		if err := engine.Fold(c, &events[i]); err != nil {
			t.Fatal(err)
		}
	}
	p, err := project(c)
	if err != nil {
		t.Fatal(err)
	}
	err = db.write(bg, func(tx *tx) error {
		var head, timers []byte
		if err := tx.row(`SELECT e.hash, c.timers FROM events e JOIN cases c ON c.num = e.case_num WHERE c.num = 3 AND e.seq = 6`, []any{&head, &timers}); err != nil {
			return err
		}
		if _, err := tx.exec(`DELETE FROM events WHERE case_num = 3 AND seq = 7`); err != nil {
			return err
		}
		return p.updateCase(tx, 3, head, timers)
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := faults(t, db); got != "" {
		t.Fatalf("the forgery is not good enough for this test: %s", got)
	}
	if got := held(heads.Bytes()); got != "Case PP-2026-000003: it had 7 events when the heads were exported, and has 6 now." {
		t.Errorf("a tail cut off: %s", got)
	}
	if got := held(early.Bytes()); got != "" {
		t.Errorf("earlier heads do not know that event: %s", got)
	}

	// another event in its place
	commit(t, db, note(read(t, db, 3), "other", "something else"))
	if got := held(heads.Bytes()); got != "Case PP-2026-000003: its first 7 events are not the ones it had when the heads were exported." {
		t.Errorf("another tail: %s", got)
	}

	// a whole case is taken out, the last, so that no gap shows
	tamper(t, db, `DELETE FROM events WHERE case_num = 3; DELETE FROM tasks WHERE case_num = 3; DELETE FROM timers WHERE case_num = 3; DELETE FROM effects WHERE case_num = 3; DELETE FROM guards WHERE case_num = 3; DELETE FROM search WHERE rowid = 3; DELETE FROM cases WHERE num = 3`)
	if got := faults(t, db); got != "" {
		t.Fatalf("the forgery is not good enough for this test: %s", got)
	}
	if got := held(heads.Bytes()); got != "Case c000003 was in the record when the heads were exported, and is gone." {
		t.Errorf("a case gone: %s", got)
	}
	for _, bad := range []string{"", "something else\n", headsTitle + "\nxyz 1 c1\n", headsTitle + "\nab\n", headsTitle + "\nab x c1\n"} {
		if _, err := db.VerifyHeads(bg, strings.NewReader(bad)); err == nil {
			t.Errorf("the heads %q were taken", bad)
		}
	}
}

func TestACaseTakenOutOfTheMiddleLeavesAGap(t *testing.T) {
	db := openRecord(t)
	fill(t, db)
	tamper(t, db, `DELETE FROM events WHERE case_num = 1; DELETE FROM tasks WHERE case_num = 1; DELETE FROM timers WHERE case_num = 1; DELETE FROM effects WHERE case_num = 1; DELETE FROM guards WHERE case_num = 1; DELETE FROM search WHERE rowid = 1; DELETE FROM cases WHERE num = 1`)
	if got := faults(t, db); !strings.Contains(got, "Between the cases numbered 0 and 2") {
		t.Errorf("verify said %s", got)
	}
}

func TestVerifyReadsMoreThanOnePage(t *testing.T) {
	db := openRecord(t)
	for n := range 2*verifyPage + 3 {
		commit(t, db, newCase(n+1).u)
	}
	if r := sound(t, db); r.Cases != 2*verifyPage+3 {
		t.Errorf("%d cases were verified", r.Cases)
	}
}

// Content goes, class by class; the chain still verifies, and what was read of the case no longer has it.
func TestWhatIsErasedIsGoneAndTheChainStillVerifies(t *testing.T) {
	db := openRecord(t)
	fill(t, db)
	before := read(t, db, 2)
	var heads bytes.Buffer
	if err := db.Heads(bg, &heads); err != nil {
		t.Fatal(err)
	}
	id := before.ID
	effect := "g-c000002.5"
	if err := db.KeepMail(bg, KeptMail{ID: effect, CaseID: id, Address: "ada2@example.org", Subject: "We have it", Text: "Dear Ada Number2", At: morning}); err != nil {
		t.Fatal(err)
	}
	for i, class := range []string{Words, Answers, Messages, Answers} {
		if err := db.Erase(bg, id, class, morning.Add(1)); err != nil {
			t.Fatalf("%s: %v", class, err)
		}
		r, err := db.VerifyHeads(bg, bytes.NewReader(heads.Bytes()))
		if err != nil || !r.Sound() {
			t.Fatalf("after %d, %s: %v %v", i, class, r.Faults, err)
		}
	}
	// nowhere in the tables is any of it left, and nothing of the others' is gone
	for _, word := range []string{"telephoned", "0123", "Number2", "ada2@", "Long Road", "bill.pdf"} {
		for _, query := range []string{
			`SELECT count(*) FROM events WHERE case_num = 2 AND instr(CAST(body AS TEXT), $1) > 0`,
			`SELECT count(*) FROM cases WHERE num = 2 AND instr(CAST(state AS TEXT) || applicant || email, $1) > 0`,
			`SELECT count(*) FROM effects WHERE case_num = 2 AND instr(CAST(body AS TEXT), $1) > 0`,
			`SELECT count(*) FROM mail WHERE case_num = 2 AND instr(text || address, $1) > 0`,
			`SELECT count(*) FROM search WHERE rowid = 2 AND instr(applicant || email, $1) > 0`,
		} {
			n := -1
			if err := db.row(bg, query, []any{&n}, word); err != nil || n != 0 {
				t.Errorf("%q: %s gave %d, %v", word, query, n, err)
			}
		}
	}
	var erased, seals string
	if err := db.row(bg, `SELECT e.erased, hex(substr(e.seals, 1, 16)) FROM events e WHERE case_num = 2 AND kind = 'note.added'`, []any{&erased, &seals}); err != nil || erased != Words || strings.Trim(seals, "0") != "" {
		t.Errorf("the note's row says %q, its salt is %s, %v", erased, seals, err)
	}
	c := read(t, db, 2)
	if string(c.Data) != "null" || c.Notes[0].Text != "" || c.Notes[0].By != "cath" || c.Seq != before.Seq || len(c.Tasks) != 2 || c.Reference != before.Reference {
		t.Errorf("the case reads %s", enc(c))
	}
	if other := read(t, db, 1); !strings.Contains(string(other.Data), "Long Road") {
		t.Error("another case lost its answers")
	}

	// A case that was read before must not bring the content back.
	commit(t, db, note(before, "late", "a new note"))
	c = read(t, db, 2)
	if strings.Contains(string(enc(c)), "Number2") || len(c.Notes) != 2 || c.Notes[1].Text != "a new note" {
		t.Errorf("after a commit from before, the case reads %s", enc(c))
	}
	sound(t, db)

	if err := db.Erase(bg, id, "everything", morning); err == nil || !strings.Contains(err.Error(), Answers) {
		t.Errorf("a class that is none gave %v", err)
	}
	if err := db.Erase(bg, "no such", Words, morning); err == nil {
		t.Error("a case that is not there was erased")
	}
}
