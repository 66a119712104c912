package engine_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

// keyed lets the items of a list be known by one of their properties.
func keyed(files []string, property string) []string {
	out := slices.Clone(files)
	for i := range out {
		out[i] = strings.ReplaceAll(out[i], "required: [name]", "x-key: "+property+"\n      required: [name]")
	}
	return out
}

func TestAnAnswerThatIsPutRightKeepsItsTaskAndTheTitleFollows(t *testing.T) {
	d := driving(t, small(t, households(identity, "")...))
	d.submit(adaAndBob)
	d.do(ann, engine.Claim{Task: "identity"})
	d.changed(`[{"name":"Ada Lovelace","age":40},{"name":"Bob","age":12}]`)
	want(t, "tasks", d.list("identity"), "Check Ada Lovelace's identity: open; Check Bob's identity: open")
	want(t, "whose it is", d.c.Task("identity").Owner, "ann")
	want(t, "why the title is another", d.event("task.titled", "Lovelace").Why.Text, "fact.household")
	want(t, "in the data there is no id", strings.Contains(string(d.c.Data), "id"), false)
	d.do(ann, going("identity", "yes"))
	want(t, "what is done keeps the title it was done under", d.list("identity"), "Check Ada Lovelace's identity: done; Check Bob's identity: open")
}

// What was found of one person must never count for another.
func TestAnItemThatIsReplacedDoesNotInheritItsCheck(t *testing.T) {
	for _, c := range []struct{ what, then, tasks string }{
		{"replaced in its place", `[{"name":"Zed","age":7},{"name":"Bob","age":12}]`, "Check Ada's identity: done; Check Bob's identity: open; Check Zed's identity: open"},
		{"replaced by somebody of whom one answer is the same", `[{"name":"Zed","age":40},{"name":"Bob","age":12}]`, "Check Ada's identity: done; Check Bob's identity: open; Check Zed's identity: open"},
		{"one begun is replaced", `[{"name":"Ada","age":40},{"name":"Zed","age":7}]`, "Check Ada's identity: done; Check Bob's identity: open; Check Zed's identity: open"},
		{"both", `[{"name":"Yes","age":1},{"name":"Zed","age":7}]`, "Check Ada's identity: done; Check Bob's identity: open; Check Yes's identity: open; Check Zed's identity: open"},
		{"the other way about", `[{"name":"Bob","age":12},{"name":"Ada","age":40}]`, "Check Ada's identity: done; Check Bob's identity: open"},
	} {
		d := driving(t, small(t, households(identity+`
      - { id: all, title: All, after: 'all(task.identity, .answers.go == "yes")' }`, "")...))
		d.submit(adaAndBob)
		d.do(ann, going("identity", "yes"))
		d.do(ann, engine.Claim{Task: "identity.2"})
		d.changed(c.then)
		want(t, c.what, d.list("identity"), c.tasks)
		want(t, c.what+": the flag on what was begun", d.c.Task("identity.2").Flagged != "", !strings.Contains(c.then, "Bob"))
		want(t, c.what+": nobody takes it that all are checked", d.state("all"), engine.Waiting)
		if err := d.replays(); err != nil {
			t.Error(err)
		}
	}
}

func TestItemsAreKnownByTheirKey(t *testing.T) {
	d := driving(t, small(t, keyed(households(identity, ""), "age")...))
	d.submit(adaAndBob)
	d.do(ann, going("identity.2", "yes"))
	d.changed(`[{"name":"Robert","age":12},{"name":"Cy","age":3}]`)
	want(t, "whoever has the same key is the same, and the check stands", d.list("identity"), "Check Ada's identity: cancelled; Check Bob's identity: done; Check Cy's identity: open")
	d.changed(`[{"name":"Robert","age":13},{"name":"Cy","age":3}]`)
	want(t, "with another key it is somebody else", d.list("identity"), "Check Ada's identity: cancelled; Check Bob's identity: done; Check Cy's identity: open; Check Robert's identity: open")
	d.changed(`[{"name":"Robert","age":14},{"name":"Cy","age":3}]`)
	want(t, "though nobody has begun", d.list("identity"), "Check Ada's identity: cancelled; Check Bob's identity: done; Check Cy's identity: open; Check Robert's identity: cancelled; Check Robert's identity: open")
	d.changed(`[{"name":"Eve","age":12},{"name":"Dan","age":12},{"name":"Fay"}]`)
	want(t, "two who share a key are known by what they say", strings.Count(d.list("identity"), "open"), 3)
	if err := d.sound(); err != nil {
		t.Error(err)
	}
}

// What is in the bones of an event must say nothing of a person: it stays when answers are erased.
func TestWhatItemsSayIsOnlyInWhatCanBeErased(t *testing.T) {
	d := driving(t, small(t, keyed(households(`      - { id: identity, each: fact.household as member, when: 'member.name != "x"', after: member.age > 1, title: "Check {{ member.name }}" }`, ""), "name")...))
	d.submit(`{"household":[{"name":"Ada","age":40},{"name":"Bob","age":1}]}`)
	d.changed(`[{"name":"Ada","age":41},{"name":"Bob","age":12}]`)
	for _, e := range d.events {
		if e.Why != nil && strings.Contains(mustJSON(e.Why), "Ada") {
			t.Errorf("the why of %s names her: %s", e.Kind, mustJSON(e.Why))
		}
		var b struct {
			Items json.RawMessage
			Task  json.RawMessage
		}
		_ = json.Unmarshal(e.Body, &b)
		var task struct{ Item, ID json.RawMessage }
		_ = json.Unmarshal(b.Task, &task)
		if bones := string(b.Items) + string(task.Item) + string(task.ID); strings.Contains(bones, "Ada") {
			t.Errorf("the bones of %s name her: %s", e.Kind, bones)
		}
	}
}

// TestPropertyTasksFollowTheirItems lets random lists change in one way after the other, and holds the tasks against a
// model that knows who is who, because it made the change.
func TestPropertyTasksFollowTheirItems(t *testing.T) {
	files := func(key string) []string {
		all := households(identity+"\n      - { id: keep, title: Keep }", "") // the stage stays open
		for i := range all {
			all[i] = strings.ReplaceAll(all[i], "age: { type: integer, title: Age }", "age: { type: integer, title: Age }, ni: { type: string, title: N }")
		}
		if key != "" {
			all = keyed(all, key)
		}
		return all
	}
	for _, key := range []string{"", "ni"} {
		typ := small(t, files(key)...)
		for seed := range uint64(150) {
			m := &household{drive: driving(t, typ), rng: rand.New(rand.NewPCG(seed, 7)), keyed: key != ""}
			if err := m.play(); err != nil {
				t.Fatalf("key %q, seed %d: %v\n%s", key, seed, err, strings.Join(m.log, "\n"))
			}
		}
	}
}

type member struct {
	who       int // never shown to the engine
	name, ni  string
	age       int
	done      bool
	begun     bool
	there     bool
	title     string // of its task
	cancelled bool
}

type household struct {
	*drive
	rng   *rand.Rand
	keyed bool
	named int
	list  []*member
	all   []*member
	log   []string
}

func (h *household) fresh() *member {
	h.named++
	m := &member{who: len(h.all), name: fmt.Sprintf("N%d", h.named), ni: fmt.Sprintf("K%d", h.named), age: h.rng.IntN(3)}
	h.all = append(h.all, m)
	return m
}

func (h *household) play() error {
	h.do(citizen, engine.Submit{Data: json.RawMessage(`{"household":[]}`), Channel: "web"})
	for range 14 {
		h.step()
		if err := h.holds(); err != nil {
			return err
		}
	}
	if err := h.sound(); err != nil {
		return err
	}
	return h.replays()
}

func (h *household) step() {
	at := -1
	if len(h.list) > 0 {
		at = h.rng.IntN(len(h.list))
	}
	kind := h.rng.IntN(8)
	if at < 0 {
		kind = 0
	}
	switch kind {
	case 0, 1:
		h.log = append(h.log, "add")
		h.list = slices.Insert(slices.Clone(h.list), h.rng.IntN(len(h.list)+1), h.fresh())
	case 2:
		h.log = append(h.log, "remove "+h.list[at].name)
		h.list = slices.Delete(slices.Clone(h.list), at, at+1)
	case 3:
		h.log = append(h.log, "reorder")
		h.rng.Shuffle(len(h.list), func(i, j int) { h.list[i], h.list[j] = h.list[j], h.list[i] })
	case 4: // one answer put right
		old := h.list[at]
		h.named++
		name := fmt.Sprintf("N%d", h.named)
		h.log = append(h.log, "put right "+old.name+" as "+name)
		if old.done && !h.keyed {
			h.list[at] = h.fresh()
			h.list[at].ni, h.list[at].age = old.ni, old.age
			h.list[at].name = name
		} else {
			old.name = name
		}
	case 5:
		h.log = append(h.log, "replace "+h.list[at].name)
		old := h.list[at]
		h.list[at] = h.fresh()
		h.list[at].age = old.age
	case 6: // one who was there once comes back as they were
		if gone := slices.DeleteFunc(slices.Clone(h.all), func(m *member) bool { return slices.Contains(h.list, m) }); len(gone) > 0 {
			m := gone[h.rng.IntN(len(gone))]
			h.log = append(h.log, m.name+" comes back")
			h.list = append(slices.Clone(h.list), m)
		}
	case 7:
		m := h.list[at]
		task := h.taskTitled("Check " + m.name + "'s identity")
		if m.done || task == nil {
			break
		}
		if h.rng.IntN(2) == 0 {
			h.log = append(h.log, "done "+m.name)
			m.done, m.begun = true, true
			h.do(both, engine.Assign{Task: task.ID, Owner: "ann"})
			h.do(ann, going(task.ID, "yes"))
		} else if task.Owner == "" {
			h.log = append(h.log, "begun "+m.name)
			m.begun = true
			h.do(ann, engine.Claim{Task: task.ID})
		}
	}
	var all []string
	for _, m := range h.list {
		all = append(all, fmt.Sprintf(`{"name":%q,"age":%d,"ni":%q}`, m.name, m.age, m.ni))
	}
	data := `{"household":[` + strings.Join(all, ",") + `]}`
	if len(engine.Differences(h.c.Data, json.RawMessage(data))) > 0 {
		h.do(ann, engine.CorrectData{Data: json.RawMessage(data), Reason: "They rang."})
	}
}

func (h *household) taskTitled(title string) *engine.Task {
	for _, t := range h.c.Tasks {
		if t.Title == title && t.State == engine.Open {
			return t
		}
	}
	return nil
}

// holds says in what the tasks are other than the model wants them: one for each member who was ever there.
func (h *household) holds() error {
	var got, want []string
	for _, t := range h.c.Tasks {
		if t.Name == "identity" {
			got = append(got, fmt.Sprint(t.Title, " ", t.State, " flagged ", t.Flagged != ""))
		}
	}
	for _, m := range h.all {
		there := slices.Contains(h.list, m)
		if there && !m.done || m.title == "" {
			m.title = "Check " + m.name + "'s identity"
		}
		state := engine.Open
		switch {
		case m.done:
			state = engine.Done
		case !there && !m.begun:
			state = engine.Cancelled
		}
		want = append(want, fmt.Sprint(m.title, " ", state, " flagged ", !there && !m.done && m.begun))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		return fmt.Errorf("the tasks are\n%s\nand should be\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	seen, _ := engine.Snapshot(h.typ, h.c, h.now, ann).Get("task.identity")
	var names []string
	for _, m := range h.list {
		names = append(names, m.name)
	}
	var shown []string
	for _, x := range seen.(interface{ Items() []any }).Items() {
		of, _ := x.(interface{ Part(string) any }).Part("member").(map[string]any)
		shown = append(shown, fmt.Sprint(of["name"]))
	}
	if !slices.Equal(names, shown) {
		return fmt.Errorf("rules see tasks of %v, and the list is %v", shown, names)
	}
	return nil
}
