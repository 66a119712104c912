package engine_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// wording is a case type whose every name is a word of its own, so that any of them can be another.
var wording = []string{`casetype.yaml
title: T
intake: apply
people: { applicant: { from: form } }
facts:
  large: { is: form.zamount > 3 }
  found: { is: task.tproof.answers.zwhere }
stages:
  - id: scheck
    title: One
    tasks:
      - { id: tproof, title: A, form: q, due: 1 working day }
      - { id: tvisit, title: B, when: form.zamount > 1, after: task.tproof.done }
  - { id: send, title: Two, when: 'form.zamount > 2', tasks: [ { id: tjudge, title: C, decides: dpermit } ] }
  - { id: slast, title: Three, tasks: [ { id: tcar, each: form.zcars as one, title: "See {{ one.zreg }}" } ] }
  - { id: swait, title: Four, on: every Wednesday, again: true, tasks: [ { id: tring, title: F, optional: true } ] }
tasks:
  - { id: tweekly, title: D, on: every Friday, again: true, optional: true }
  - { id: textra, title: E, adhoc: true }
outcome: 'stage.send.skipped ? "granted" : decision.dpermit.result'
outcomes: { granted: G, refused: R }
clocks: { limit: { limit: 3 working days, from: case.received, pauses: case.held, stops: decision.dpermit.made } }`, `forms/apply.yaml
title: Apply
type: object
properties:
  name: { type: string, title: Name }
  zamount: { type: integer, title: Amount }
  zcars: { type: array, title: Cars, items: { type: object, properties: { zreg: { type: string, title: Registration }, age: { type: integer, title: Age } } } }
`, `forms/q.yaml
title: Q
type: object
properties: { zwhere: { type: string, title: Where } }`, `rules/decisions.yaml
dpermit: { question: "Permit?", needs: [tproof], outputs: { result: [granted, refused] }, confirm: [ { by: role.caseworker, then: role.manager } ] }`, `rules/notifications.yaml
- { name: Late, on: task.tproof.due + 1 working day, when: task.tproof.open, then: { priority: high } }`}

// renaming is a random choice of the words, each with its new one.
type renaming map[string]string

var wordOf = regexp.MustCompile(`\b[stdz](?:check|end|last|wait|ring|proof|visit|judge|car|weekly|extra|permit|amount|cars|reg|where)\b`)

func (n renaming) of(text string) string {
	return wordOf.ReplaceAllStringFunc(text, func(word string) string { return cmp.Or(n[word], word) })
}

func randomly(r *rand.Rand) renaming {
	n := renaming{}
	for _, word := range strings.Fields("scheck send slast swait tring tproof tvisit tjudge tcar tweekly textra dpermit zamount zcars zreg zwhere") {
		if r.IntN(2) == 0 {
			n[word] = word + "x"
		}
	}
	return n
}

// migration is the file that says what the words became.
func (n renaming) migration() string {
	var b strings.Builder
	b.WriteString("migrations/all.yaml\nwhy: Other words\n")
	for _, kind := range []struct{ key, of string }{{"stages", "s"}, {"tasks", "t"}, {"decisions", "d"}} {
		var lines []string
		for _, word := range slices.Sorted(maps.Keys(n)) {
			if strings.HasPrefix(word, kind.of) {
				lines = append(lines, word+": "+n[word])
			}
		}
		if len(lines) > 0 {
			fmt.Fprintf(&b, "%s: { %s }\n", kind.key, strings.Join(lines, ", "))
		}
	}
	var fields []string
	for _, path := range []string{"form.zamount", "form.zcars"} {
		if now := n.of(path); now != path {
			fields = append(fields, path+": "+now)
		}
	}
	if n["zreg"] != "" {
		fields = append(fields, "form."+n.of("zcars")+".zreg: form."+n.of("zcars")+".zregx")
	}
	if n["zwhere"] != "" {
		fields = append(fields, "task."+n.of("tproof")+".answers.zwhere: task."+n.of("tproof")+".answers.zwherex")
	}
	if len(fields) > 0 {
		fmt.Fprintf(&b, "fields: { %s }\n", strings.Join(fields, ", "))
	}
	return b.String()
}

// step does one random thing to both drives: under the names of each. What one refuses, the other must.
func stepBoth(r *rand.Rand, a, b *drive, n renaming) error {
	form := fmt.Sprintf(`{"name":"Jo","zamount":%d,"zcars":[%s]}`, r.IntN(5), []string{``, `{"zreg":"A1"}`, `{"zreg":"A1","age":3},{"zreg":"B2"}`}[r.IntN(3)])
	if a.c == nil {
		a.submit(form)
		b.submit(n.of(form))
		return nil
	}
	who := []engine.Actor{ann, bob, meg, both}[r.IntN(4)]
	task := engine.Task{}
	if len(a.c.Tasks) > 0 {
		task = *a.c.Tasks[r.IntN(len(a.c.Tasks))]
	}
	id := cmp.Or(n[task.Name], task.Name) + strings.TrimPrefix(task.ID, task.Name)
	switch r.IntN(9) {
	case 0, 1, 2:
		answers := ""
		if task.Name == "tproof" {
			answers = `{"zwhere":"door"}`
		}
		return same(a, b, who, engine.CompleteTask{Task: task.ID, Answers: json.RawMessage(answers)}, engine.CompleteTask{Task: id, Answers: json.RawMessage(n.of(answers))})
	case 3:
		return same(a, b, who, engine.Claim{Task: task.ID}, engine.Claim{Task: id})
	case 4:
		outputs := json.RawMessage(`{"result":"` + []string{"granted", "refused"}[r.IntN(2)] + `"}`)
		return same(a, b, who, engine.ProposeDecision{Decision: "dpermit", Outputs: outputs}, engine.ProposeDecision{Decision: n.of("dpermit"), Outputs: outputs})
	case 5:
		return same(a, b, who, engine.ConfirmDecision{Decision: "dpermit"}, engine.ConfirmDecision{Decision: n.of("dpermit")})
	case 6:
		return same(a, b, who, engine.CorrectData{Data: json.RawMessage(form), Reason: "x"}, engine.CorrectData{Data: json.RawMessage(n.of(form)), Reason: "x"})
	case 7:
		return same(a, b, who, engine.AddTask{Name: "textra"}, engine.AddTask{Name: n.of("textra")})
	}
	by := time.Duration(r.IntN(100)) * time.Hour
	a.wait(by)
	b.wait(by)
	return nil
}

func same(a, b *drive, who engine.Actor, x, y engine.Body) error {
	ea, eb := a.give(who, x), b.give(who, y)
	if (ea == nil) != (eb == nil) {
		return fmt.Errorf("%s is refused under one set of names only: %v, %v", x.Kind(), ea, eb)
	}
	return nil
}

// standing is what a case comes to, in the words of a renaming, whatever its tasks' ids and the numbers of its events.
func (d *drive) standing(n renaming) string {
	c := *d.c
	c.Version, c.Seq, c.Last, c.Submitted, c.Migrations, c.Moved = "", 0, nil, nil, nil, nil
	var data any
	_ = json.Unmarshal(c.Data, &data)
	c.Data = json.RawMessage(mustJSON(data))
	c.Tasks, c.Decisions, c.People, c.Fired = nil, nil, nil, map[string]time.Time{}
	for key, at := range d.c.Fired {
		if !strings.HasPrefix(key, "opens ") && !strings.HasPrefix(key, "enters ") { // it holds a task's id, and not its name
			key = n.of(key)
		}
		c.Fired[key] = at
	}
	out := mustJSON(c)
	ids := map[string]string{}
	for _, t := range d.c.Tasks {
		u := *t
		if base, rest, _ := strings.Cut(u.ID, "."); n[base] != "" {
			u.ID = n[base] + strings.TrimSuffix("."+rest, ".")
		}
		ids[t.ID] = u.ID
		var answers any
		_ = json.Unmarshal(u.Answers, &answers)
		u.Answers = json.RawMessage(mustJSON(answers))
		if u.Name == "" {
			u.ID = ""
		}
		out += "\n" + mustJSON(u)
	}
	for _, id := range slices.Sorted(maps.Keys(d.c.Decisions)) {
		x := *d.c.Decisions[id]
		x.Made = slices.Clone(x.Made)
		for i := range x.Made {
			x.Made[i].Seq = 0
		}
		out += "\n" + mustJSON(x)
	}
	var keys []string
	for _, t := range d.timers {
		keys = append(keys, n.of(t.Key)+" "+t.At.String())
	}
	slices.Sort(keys)
	return out + "\n" + strings.Join(keys, "\n")
}

// TestPropertyAMigratedCaseIsAsIfItHadAlwaysHadItsNames lives random histories under files with some names and under the
// same files with others, moves the first to the second, and compares; and puts it back. CASELOOM_SEQUENCES and
// CASELOOM_SEED as above.
func TestPropertyAMigratedCaseIsAsIfItHadAlwaysHadItsNames(t *testing.T) {
	n := 600
	if testing.Short() {
		n = 120
	}
	if s := os.Getenv("CASELOOM_SEQUENCES"); s != "" {
		n, _ = strconv.Atoi(s)
	}
	older := small(t, wording...)
	var words renaming
	var newer *casetype.Type
	for seed := range n {
		if s := os.Getenv("CASELOOM_SEED"); s != "" {
			at, _ := strconv.Atoi(s)
			seed, n = at, 1
		}
		r := rand.New(rand.NewPCG(uint64(seed), 5))
		if newer == nil || seed%20 == 0 || n == 1 {
			words = randomly(rand.New(rand.NewPCG(uint64(seed/20), 6)))
			files := []string{words.migration()}
			for _, f := range wording {
				name, text, _ := strings.Cut(f, "\n")
				files = append(files, name+"\n"+words.of(text))
			}
			newer = small(t, files...)
		}
		if err := livedAndMoved(t, r, older, newer, words); err != nil {
			t.Fatalf("CASELOOM_SEED=%d: %v", seed, err)
		}
	}
}

func livedAndMoved(t *testing.T, r *rand.Rand, older, newer *casetype.Type, words renaming) error {
	a, b := driving(t, older), driving(t, newer)
	for range 3 + r.IntN(12) {
		if err := stepBoth(r, a, b, words); err != nil {
			return err
		}
	}
	if a.c.Status == engine.Closed {
		return nil
	}
	before, timers, seq := mustJSON(a.c), mustJSON(a.timers), a.c.Seq
	if err := a.move(newer); err != nil {
		return fmt.Errorf("it cannot be moved: %w", err)
	}
	if err := a.sound(); err != nil {
		return err
	}
	if x, y := a.standing(words), b.standing(words); x != y {
		return fmt.Errorf("it stands as\n%s\nand had it always had its names, as\n%s", x, y)
	}
	c, undo, why := engine.Undoable(a.events, time.UTC)
	if why != "" {
		return fmt.Errorf("it cannot be put back: %s", why)
	}
	a.c, a.typ = c, older
	a.do(bob, undo)
	back := *a.c
	back.Seq = seq
	if mustJSON(back) != before || mustJSON(a.timers) != timers {
		return fmt.Errorf("put back, it is\n%s\nand it was\n%s", mustJSON(back), before)
	}
	return a.sound()
}
