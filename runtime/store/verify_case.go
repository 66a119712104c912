package store

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/runtime/engine"
)

// keptFile is a file that a case says we keep.
type keptFile struct {
	reference string
	engine.Document
}

// caseLine is a row of the cases table.
type caseLine struct {
	num           int64
	row           CaseRow
	version       string
	head, timers  []byte
	email, erased string
	state         []byte
	known         bool // whether its version's files are kept
}

// page verifies the cases after num, and returns the last one's number and whether there may be more.
func (v *verification) page(ctx context.Context, rows querier, after int64) (int64, bool, []keptFile, error) {
	var cases []caseLine
	err := rows(ctx, selectCaseRow+`, c.version, c.head, c.timers, c.email, c.erased, c.state,
		EXISTS (SELECT 1 FROM versions v WHERE v.version = c.version) FROM cases c WHERE c.num > $1 ORDER BY c.num LIMIT $2`,
		func(scan func(...any) error) error {
			var l caseLine
			num, err := scanCaseRow(func(into ...any) error {
				return scan(append(into, &l.version, &l.head, &l.timers, &l.email, &l.erased, &l.state, &l.known)...)
			}, &l.row)
			l.num, l.row.Cursor = num, "" // a place in lists is nothing of the case
			cases = append(cases, l)
			return err
		}, after, verifyPage)
	if err != nil {
		return 0, false, nil, err
	}
	var kept []keptFile
	for i := range cases {
		l := &cases[i]
		if l.num != after+1 && v.db.d.gapless {
			v.fault("Between the cases numbered %d and %d in the order of the record, cases are missing.", after, l.num)
		}
		after = l.num
		files, err := v.one(ctx, rows, l)
		if err != nil {
			return 0, false, nil, err
		}
		kept = append(kept, files...)
	}
	return after, len(cases) == verifyPage, kept, nil
}

// one verifies a case.
func (v *verification) one(ctx context.Context, rows querier, l *caseLine) ([]keptFile, error) {
	v.Cases++
	fault := func(format string, args ...any) {
		v.fault("Case %s: "+format, append([]any{l.row.Reference}, args...)...)
	}
	c := new(engine.Case)
	folds := true
	prev := genesis(l.row.ID)
	asks := map[int]int{}
	last := 0
	err := rows(ctx, selectLines, func(scan func(...any) error) error {
		var e line
		if err := scan(e.into()...); err != nil {
			return err
		}
		v.Events++
		if e.seq != last+1 {
			fault("after event %d comes event %d; what lay between is missing.", last, e.seq)
		}
		if err := e.check(prev, l.row.ID); err != nil {
			fault("event %d (%s): %v.", e.seq, e.kind, err)
		}
		for _, class := range strings.Fields(e.erased) {
			if !slices.Contains(strings.Fields(l.erased), class) {
				fault("event %d (%s) has lost its content (%s), which was never erased from the case.", e.seq, e.kind, class)
			}
		}
		prev, last, asks[e.seq] = e.hash, e.seq, e.asks
		v.number(l.row.CaseType, &e)
		if !folds {
			return nil
		}
		event, err := e.event(l.row.ID)
		if err == nil {
			err = v.db.fold(c, &event)
		}
		if err != nil {
			folds = false
			fault("its events cannot be folded: %v.", err)
		}
		return nil
	}, l.num)
	if err := v.readable("Case "+l.row.Reference+": the list of its events", err); err != nil {
		return nil, err
	}
	if last != l.row.Seq {
		fault("its newest event is %d, and its row says %d.", last, l.row.Seq)
	}
	if !bytes.Equal(prev, l.head) {
		fault("the end of its chain of hashes is not the one in its row.")
	}
	if !l.known {
		fault("the files of its case type's version %q were not kept.", l.version)
	}
	if folds {
		v.compare(l, c, fault)
		if err := v.readable("Case "+l.row.Reference+": the list of its tasks", v.tasks(ctx, rows, l, c, fault)); err != nil {
			return nil, err
		}
	}
	if err := v.readable("Case "+l.row.Reference+": the list of its timers", v.timers(ctx, rows, l, fault)); err != nil {
		return nil, err
	}
	if err := v.readable("Case "+l.row.Reference+": the list of its effects", v.effects(ctx, rows, l, asks, fault)); err != nil {
		return nil, err
	}
	var kept []keptFile
	unnamed := map[string]bool{}
	for _, d := range c.Documents {
		if d.Hash != "" { // "" once it was erased
			kept = append(kept, keptFile{l.row.Reference, d})
			unnamed[d.Hash] = true
		}
	}
	if err := v.named(ctx, rows, l, unnamed, fault); err != nil {
		return nil, err
	}
	return kept, v.search(ctx, rows, l, fault)
}

// number notes the number that a submission was given.
func (v *verification) number(casetype string, e *line) {
	var given struct {
		World engine.World `json:"world"`
	}
	if e.seq == 1 && json.Unmarshal(e.body, &given) == nil {
		v.numbers[casetype] = max(v.numbers[casetype], given.World.Number)
	}
}

// compare holds the case's row against what its events fold to.
func (v *verification) compare(l *caseLine, c *engine.Case, fault func(string, ...any)) {
	p, err := project(c)
	if err != nil {
		fault("%v.", err)
		return
	}
	if !bytes.Equal(p.state, l.state) {
		if at := difference(p.state, l.state); at != "" {
			fault("its state is not what its events say: they differ at %s.", at)
		}
	}
	want := CaseRow{ID: c.ID, Reference: c.Reference, CaseType: c.CaseType, Title: c.Title, Status: c.Status, Outcome: c.Outcome,
		Applicant: p.applicant, Owner: c.Owner, Team: c.Team, Priority: c.Priority, Seq: c.Seq, Due: fromNever(orNever(c.Due)),
		Received: moment(micros(c.Received)), Opened: moment(micros(c.Opened)), Closed: fromNever(orNever(c.Closed))}
	a, b := reflect.ValueOf(want), reflect.ValueOf(l.row)
	for i := range a.NumField() {
		if !reflect.DeepEqual(a.Field(i).Interface(), b.Field(i).Interface()) {
			fault("its row says another %s than its events.", strings.ToLower(a.Type().Field(i).Name))
		}
	}
	if p.email != l.email || c.Version != l.version {
		fault("its row says another address or version than its events.")
	}
}

func (v *verification) tasks(ctx context.Context, rows querier, l *caseLine, c *engine.Case, fault func(string, ...any)) error {
	p, err := project(c)
	if err != nil {
		return nil // said already
	}
	want := map[string]taskLine{}
	for _, t := range p.tasks {
		want[t.key] = t
	}
	err = rows(ctx, selectTasks, func(scan func(...any) error) error {
		var t taskLine
		if err := scan(t.into()...); err != nil {
			return err
		}
		v.Tasks++
		w, ok := want[t.key]
		switch {
		case !ok:
			fault("the list of tasks has a task %q that its events do not know.", t.id)
		case w != t:
			fault("the list of tasks says something else of task %q than its events.", t.id)
		}
		delete(want, t.key)
		return nil
	}, l.num)
	for _, t := range p.tasks {
		if _, missing := want[t.key]; missing {
			fault("the list of tasks lacks task %q.", t.id)
		}
	}
	return err
}

func (v *verification) timers(ctx context.Context, rows querier, l *caseLine, fault func(string, ...any)) error {
	var timers []engine.Timer
	err := rows(ctx, `SELECT key, at FROM timers WHERE case_num = $1`, func(scan func(...any) error) error {
		var t engine.Timer
		var at int64
		err := scan(&t.Key, &at)
		t.At = moment(at)
		timers = append(timers, t)
		return err
	}, l.num)
	v.Timers += len(timers)
	if err == nil && !bytes.Equal(timersDigest(l.row.ID, timers), l.timers) {
		fault("its timers are not the ones its last commit wanted.")
	}
	return err
}

func (v *verification) effects(ctx context.Context, rows querier, l *caseLine, asks map[int]int, fault func(string, ...any)) error {
	err := rows(ctx, `SELECT id, seq, kind, body, digest, state FROM effects WHERE case_num = $1 ORDER BY seq, id`, func(scan func(...any) error) error {
		var e engine.Effect
		var body, sum []byte
		var state string
		if err := scan(&e.ID, &e.Seq, &e.Kind, &body, &sum, &state); err != nil {
			return err
		}
		e.Body = body
		v.Effects++
		asks[e.Seq]--
		if body != nil && !bytes.Equal(sum, effectDigest(l.row.ID, e)) {
			fault("the effect %q is not the one that event %d asked for.", e.ID, e.Seq)
		}
		if body == nil && !slices.Contains(strings.Fields(l.erased), Messages) {
			fault("the effect %q has lost its content, which was never erased.", e.ID)
		}
		if state != "wanted" && state != "done" && state != "failed" {
			fault("the effect %q is in a state that does not exist, %q.", e.ID, state)
		}
		return nil
	}, l.num)
	for seq := 1; seq <= l.row.Seq; seq++ {
		if asks[seq] > 0 {
			fault("event %d asked for something to be done that is no longer there.", seq)
		} else if asks[seq] < 0 {
			fault("something is to be done in the name of event %d that it did not ask for.", seq)
		}
	}
	return err
}

func (v *verification) search(ctx context.Context, rows querier, l *caseLine, fault func(string, ...any)) error {
	found := false
	err := rows(ctx, `SELECT reference, applicant, email FROM search WHERE rowid = $1`, func(scan func(...any) error) error {
		var reference, applicant, email string
		err := scan(&reference, &applicant, &email)
		found = reference == l.row.Reference && applicant == l.row.Applicant && email == l.email
		return err
	}, l.num)
	if err == nil && !found {
		fault("search would not find it by its reference, applicant and address.")
	}
	return err
}

// named holds the table of who has which file against the documents of the case.
func (v *verification) named(ctx context.Context, rows querier, l *caseLine, has map[string]bool, fault func(string, ...any)) error {
	err := rows(ctx, `SELECT hash FROM kept WHERE case_num = $1`, func(scan func(...any) error) error {
		var hash string
		if err := scan(&hash); err != nil {
			return err
		}
		if !has[hash] {
			fault("it would keep the file %s, which it does not have.", hash)
		}
		delete(has, hash)
		return nil
	}, l.num)
	for hash := range has {
		fault("its file %s might be cleared away: the table of kept files does not name it.", hash)
	}
	return err
}

// file reads a kept file, once however many cases have it.
func (v *verification) file(k keptFile) {
	if v.files[k.Hash] {
		return
	}
	v.files[k.Hash] = true
	v.Files++
	if err := v.db.blobs.check(k.Hash, k.Size); err != nil {
		v.fault("Case %s: the file %s %v.", k.reference, k.Hash, err)
	}
}
