package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/runtime/engine"
)

// Report is what Verify found.
type Report struct {
	Cases, Events, Tasks, Timers, Effects, Files, Versions int
	Faults                                                 []string // sentences; none when the record is sound
	More                                                   int      // faults beyond those listed
}

// Sound says that nothing was found wrong.
func (r *Report) Sound() bool { return len(r.Faults) == 0 }

// maxFaults bounds the report on a record that is badly damaged.
const maxFaults = 1000

func (r *Report) fault(format string, args ...any) {
	if len(r.Faults) == maxFaults {
		r.More++
		return
	}
	r.Faults = append(r.Faults, fmt.Sprintf(format, args...))
}

// verifyPage is how many cases are read in one snapshot.
const verifyPage = 20

// Verify reads the whole record and says what is wrong with it: it folds the events of every case and compares them
// with the tables, follows every chain of hashes, and reads every kept file. The server may go on working meanwhile.
func (db *DB) Verify(ctx context.Context) (Report, error) { return db.VerifyHeads(ctx, nil) }

// VerifyHeads is Verify, held against heads that were exported earlier (see Heads): then a case whose end was cut off,
// or that was taken out altogether, is found too.
func (db *DB) VerifyHeads(ctx context.Context, heads io.Reader) (Report, error) {
	v := &verification{db: db, files: map[string]bool{}, numbers: map[string]int{}}
	if err := v.readable("the record", v.all(ctx, heads)); err != nil {
		return v.Report, fmt.Errorf("the record could not be read to its end: %w", err)
	}
	return v.Report, nil
}

// readable makes a fault of a value that is not of its column's kind: SQLite keeps whatever it is given. It gives back any
// other error. What stands after the value in the same table goes unread.
func (v *verification) readable(what string, err error) error {
	if err == nil || !strings.Contains(err.Error(), "sql: Scan error") {
		return err
	}
	column := "some"
	if _, after, ok := strings.Cut(err.Error(), `name "`); ok {
		column, _, _ = strings.Cut(after, `"`)
	}
	v.fault("%s cannot be read to its end: the column %q holds what it is not for.", upperFirst(what), column)
	return nil
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

type verification struct {
	Report
	db      *DB
	files   map[string]bool // read already
	numbers map[string]int  // the largest that a case of the type was given
}

func (v *verification) all(ctx context.Context, heads io.Reader) error {
	if err := v.database(ctx); err != nil {
		return err
	}
	for what, read := range map[string]func(context.Context) error{
		"the table of versions": v.versions, "the table of effects": v.strays, "the table of mail": v.mail,
	} {
		if err := v.readable(what, read(ctx)); err != nil {
			return err
		}
	}
	for num, more := int64(0), true; more; {
		var kept []keptFile
		err := v.db.snapshot(ctx, func(rows querier) (err error) {
			num, more, kept, err = v.page(ctx, rows, num)
			return err
		})
		if err != nil {
			return err
		}
		for _, k := range kept {
			v.file(k)
		}
	}
	if err := v.readable("the table of counters", v.counters(ctx)); err != nil || heads == nil {
		return err
	}
	return v.heads(ctx, heads)
}

// database asks the database itself, on a fresh connection: on one that has searched before, the check of SQLite's full
// text search goes by what that connection remembers, and calls another connection's change damage (seen in 3.54.1).
func (v *verification) database(ctx context.Context) error {
	return v.db.alone(func(own *sql.DB) error {
		rows, err := own.QueryContext(ctx, `PRAGMA integrity_check(100)`)
		if err != nil {
			return err
		}
		err = eachRow(rows, func(scan func(...any) error) error {
			var said string
			err := scan(&said)
			if said != "ok" {
				v.fault("The database is damaged: %s.", said)
			}
			return err
		})
		if err != nil {
			return err
		}
		if rows, err = own.QueryContext(ctx, `PRAGMA foreign_key_check`); err != nil {
			return err
		}
		return eachRow(rows, func(scan func(...any) error) error {
			var table, parent string
			var row, key any
			err := scan(&table, &row, &parent, &key)
			v.fault("Table %s has a row (%v) whose row in %s is missing.", table, row, parent)
			return err
		})
	})
}

// versions checks that every kept file of a case type still has its hash, and every version its files.
func (v *verification) versions(ctx context.Context) error {
	err := v.db.rows(ctx, `SELECT hash, content FROM files ORDER BY hash`, func(scan func(...any) error) error {
		var hash string
		var content []byte
		err := scan(&hash, &content)
		if sum := sha256.Sum256(content); err == nil && hex.EncodeToString(sum[:]) != hash {
			v.fault("A kept file of a case type (%s) was changed: its content no longer has its hash.", hash)
		}
		return err
	})
	if err != nil {
		return err
	}
	var name, version string
	var want []byte
	var d digest
	end := func() {
		if want != nil && !bytes.Equal(d.sum(), want) {
			v.fault("Version %s of case type %s no longer has the files it was loaded from.", version, name)
		}
	}
	err = v.db.rows(ctx, `SELECT v.name, v.version, v.digest, coalesce(p.path, ''), coalesce(p.hash, '') FROM versions v
		LEFT JOIN version_files p ON p.version = v.version AND p.name = v.name ORDER BY v.version, v.name, p.path`, func(scan func(...any) error) error {
		var n, ver, path, hash string
		var sum []byte
		if err := scan(&n, &ver, &sum, &path, &hash); err != nil {
			return err
		}
		if n != name || ver != version || want == nil {
			end()
			name, version, want, d = n, ver, sum, newVersionDigest(n, ver)
			v.Versions++
		}
		if path != "" {
			d.text(path)
			d.text(hash)
		}
		return nil
	})
	end()
	return err
}

// strays checks the effects that belong to no case.
func (v *verification) strays(ctx context.Context) error {
	return v.db.rows(ctx, `SELECT id, seq, kind, body, digest FROM effects WHERE case_num IS NULL ORDER BY id`, func(scan func(...any) error) error {
		var e engine.Effect
		var body, sum []byte
		err := scan(&e.ID, &e.Seq, &e.Kind, &body, &sum)
		e.Body = body
		v.Effects++
		if err == nil && !bytes.Equal(sum, effectDigest("", e)) {
			v.fault("The effect %q, which belongs to no case, is not the one that was asked for.", e.ID)
		}
		return err
	})
}

// counters checks that no case will get the number of another.
func (v *verification) counters(ctx context.Context) error {
	return v.db.rows(ctx, `SELECT casetype, next FROM counters ORDER BY casetype`, func(scan func(...any) error) error {
		var name string
		var next int
		err := scan(&name, &next)
		if had := v.numbers[name]; err == nil && next <= had {
			v.fault("The next case of the type %s would get the number %d, and a case has had the number %d already.", name, next, had)
		}
		return err
	})
}

// mail checks that what is kept for reading is what the case asked to be sent, to whom it asked.
func (v *verification) mail(ctx context.Context) error {
	var odd []oddMail
	err := v.db.rows(ctx, `SELECT m.num, m.address, m.subject, m.text, coalesce(m.case_num, 0), coalesce(e.case_num, 0), e.id, e.body FROM mail m
		JOIN effects e ON e.id = m.effect ORDER BY m.num`, func(scan func(...any) error) error {
		var of int64
		var body []byte
		var k oddMail
		if err := scan(&k.num, &k.address, &k.subject, &k.text, &of, &k.of, &k.effect, &body); err != nil {
			return err
		}
		if body != nil && json.Unmarshal(body, &k.asked) != nil {
			return nil // the effect is at fault
		}
		if of != k.of || !k.says() || !k.reaches() {
			k.strange = of != k.of
			odd = append(odd, k)
		}
		return nil
	})
	for _, k := range odd {
		if err != nil {
			return err
		}
		known := false
		if !k.strange {
			known, err = v.accountedFor(ctx, k)
		}
		if err == nil && !known {
			v.fault("The kept mail %d is not the one that the effect %q asked for.", k.num, k.effect)
		}
	}
	return err
}

// oddMail is a kept mail that is not word for word what was asked for.
type oddMail struct {
	num, of                int64 // of: its case
	address, subject, text string
	effect                 string
	asked                  engine.Mail
	strange                bool // it is another case's
}

// says holds what was written against what was asked for, around what was put there as it left. Erased, both are empty.
func (k *oddMail) says() bool {
	if k.subject != k.asked.Subject {
		return false
	}
	after := ""
	if k.asked.Invitation != nil {
		after = k.asked.Invitation.After
	}
	also := k.asked.Also
	if also == nil || k.text == "" {
		return saysAs(k.text, k.asked, after)
	}
	for from := 0; ; {
		i := strings.Index(k.text[from:], engine.Between)
		if i < 0 {
			return false
		}
		from += i
		second := engine.Mail{Text: also.Text, Language: also.Language, Invitation: k.asked.Invitation}
		if saysAs(k.text[:from], k.asked, after) && saysAs(k.text[from+len(engine.Between):], second, also.After) {
			return true
		}
		from++
	}
}

// saysAs is says of one language: after is what stands below the link, where there is one.
func saysAs(text string, asked engine.Mail, after string) bool {
	if i := strings.LastIndex(text, "\n\n"); i >= 0 && strings.Contains(text[i:], "/track/") {
		text = strings.TrimSuffix(text, asked.Following(text[i+2:]))
	}
	begins, ends, _ := strings.Cut(strings.TrimSuffix(asked.Waited("\x00"), "\n\n"), "\x00")
	if first, rest, more := strings.Cut(text, "\n\n"); more && strings.HasPrefix(first, begins) && strings.HasSuffix(first, ends) {
		text = rest
	}
	if asked.Invitation != nil && text != "" {
		before, after := asked.Text+"\n\n", "\n\n"+after
		return len(text) > len(before)+len(after) && strings.HasPrefix(text, before) && strings.HasSuffix(text, after)
	}
	return text == asked.Text
}

// reaches holds the address against the one that was asked for. Of mail to a role they are of those who held it then.
func (k *oddMail) reaches() bool { return k.asked.Address == "" || k.address == k.asked.Address }

// accountedFor says whether the case knows why a mail was another one: it was sent without what it says, or to an address
// that came to be the person's before it left.
func (v *verification) accountedFor(ctx context.Context, k oddMail) (bool, error) {
	bare, known := false, false
	err := v.db.rows(ctx, `SELECT state FROM cases WHERE num = $1`, func(scan func(...any) error) error {
		var state []byte
		var c engine.Case
		if err := scan(&state); err != nil {
			return err
		}
		if json.Unmarshal(state, &c) == nil {
			bare = slices.ContainsFunc(c.Messages, func(m engine.Message) bool { return m.ID == k.asked.Message && m.Bare })
		}
		return nil
	}, k.of)
	if err == nil && !k.reaches() {
		err = v.db.rows(ctx, `SELECT 1 FROM events WHERE case_num = $1 AND instr(CAST(body AS TEXT), $2) > 0 LIMIT 1`, func(scan func(...any) error) error {
			var one int
			known = true
			return scan(&one)
		}, k.of, `"`+k.address+`"`)
	}
	return (bare || k.says()) && (known || k.reaches()), err
}

// difference names the first place at which two JSON texts say different things; "" when they say the same.
func difference(a, b []byte) string {
	var x, y any
	if decode(a, &x) != nil || decode(b, &y) != nil {
		return "its beginning: it cannot be read"
	}
	return differ(x, y, "")
}

func decode(raw []byte, into *any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return d.Decode(into)
}

func differ(x, y any, at string) string {
	switch a := x.(type) {
	case map[string]any:
		b, ok := y.(map[string]any)
		if !ok {
			break
		}
		names := map[string]bool{}
		for k := range a {
			names[k] = true
		}
		for k := range b {
			names[k] = true
		}
		for _, k := range sorted(names) {
			if d := differ(a[k], b[k], strings.TrimPrefix(at+"."+k, ".")); d != "" {
				return d
			}
		}
		return ""
	case []any:
		b, ok := y.([]any)
		if !ok || len(a) != len(b) {
			break
		}
		for i := range a {
			if d := differ(a[i], b[i], fmt.Sprintf("%s[%d]", at, i)); d != "" {
				return d
			}
		}
		return ""
	default:
		if x == y {
			return ""
		}
	}
	return strings.TrimPrefix(at, ".")
}

func sorted(names map[string]bool) []string {
	var all []string
	for n := range names {
		all = append(all, n)
	}
	slices.Sort(all)
	return all
}
