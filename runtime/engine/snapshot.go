package engine

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"

	"github.com/govalues/decimal"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

func parseMoney(s string) (rules.Decimal, error) { return decimal.Parse(s) }

// Snapshot is everything that expressions of the case type can see of a case (LANGUAGE.md section 5), normalised.
// The moment at is that of the event being handled: no expression reads a clock.
func Snapshot(t *casetype.Type, c *Case, at time.Time, actor Actor) *rules.Snapshot {
	return rules.SnapshotOf(newView(t, c, at, actor)).In(t.Org.Zone)
}

// view is what a snapshot is made of: the case as it stood when the view was made, or last renewed. Values are worked
// out when a rule asks for them; most never are. What each part gives is in views.go.
type view struct {
	t         *casetype.Type
	at        time.Time
	actor     Actor
	form      map[string]any
	main      Case // a copy: nothing that its pointers and maps lead to is read here
	facts     []factView
	people    []personView
	stages    []Stage
	tasks     []taskView
	actions   []actionView
	decisions []decisionView
	clocks    []clockView
}

func newView(t *casetype.Type, c *Case, at time.Time, actor Actor) *view {
	v := &view{
		t: t, at: at, actor: actor, form: c.answers(t.Intake.Form), main: *c,
		facts: make([]factView, len(t.Facts)), people: make([]personView, len(t.People)), stages: make([]Stage, len(t.Stages)),
		decisions: make([]decisionView, len(t.Decisions)),
	}
	for i := range t.Facts {
		v.renewFact(c, i)
	}
	for i := range t.People {
		v.renewPerson(c, i)
	}
	for i := range t.Stages {
		v.renewStage(c, i)
	}
	all := t.AllTasks()
	v.tasks = make([]taskView, len(all))
	for i, d := range all {
		v.tasks[i].d = d
		v.tasks[i].renew(c)
	}
	v.actions = make([]actionView, len(t.Actions))
	for i, d := range t.Actions {
		v.actions[i].d = d
		v.actions[i].renew(c)
	}
	for i, d := range t.Decisions {
		v.decisions[i].d = d
		v.decisions[i].renew(c)
	}
	v.clocks = make([]clockView, len(t.Clocks))
	for i, d := range t.Clocks {
		v.clocks[i].d, v.clocks[i].at = d, at
		v.clocks[i].renew(c)
	}
	return v
}

// renew takes in what an event has set: key is one of Case.Last. It tells the paths under which rules see something else
// now.
func (v *view) renew(c *Case, key string, changed func(path string)) {
	top, id, _ := strings.Cut(key, ".")
	switch top {
	case "form":
		v.form = c.answers(v.t.Intake.Form)
	case "case":
		v.main = *c
		changed("case")
		return
	case "fact":
		for i, d := range v.t.Facts {
			if d.ID == id {
				v.renewFact(c, i)
			}
		}
	case "person":
		for i, d := range v.t.People {
			if d.ID == id {
				v.renewPerson(c, i)
			}
		}
	case "stage":
		v.renewStageNamed(c, id, changed)
	case "task":
		for i := range v.tasks {
			if v.tasks[i].d.ID == id {
				v.tasks[i].renew(c)
			}
		}
	case "action":
		for i := range v.actions {
			if v.actions[i].d.ID == id {
				v.actions[i].renew(c)
			}
		}
	case "decision":
		for i := range v.decisions {
			if v.decisions[i].d.ID == id {
				v.decisions[i].renew(c)
			}
		}
	case "clock":
		for i := range v.clocks {
			if v.clocks[i].d.ID == id {
				v.clocks[i].renew(c)
			}
		}
	}
	changed(key)
}

func (v *view) renewFact(c *Case, i int) { v.facts[i] = factView{raw: c.Facts[v.t.Facts[i].ID]} }

func (v *view) renewPerson(c *Case, i int) { v.people[i] = personView{is: c.People[v.t.People[i].ID]} }

func (v *view) renewStage(c *Case, i int) {
	v.stages[i] = Stage{State: Waiting}
	if s := c.Stage(v.t.Stages[i].ID); s != nil {
		v.stages[i] = *s
	}
}

// renewStageNamed takes its tasks in too: one without a task of its own is skipped with its stage.
func (v *view) renewStageNamed(c *Case, id string, changed func(path string)) {
	for i, d := range v.t.Stages {
		if d.ID == id {
			v.renewStage(c, i)
		}
	}
	for i := range v.tasks {
		if d := v.tasks[i].d; d.Stage == id {
			v.tasks[i].renew(c)
			changed("task." + d.ID)
		}
	}
}

// seenForm is what a form makes of some data. Neither is ever changed, so cases may share it.
type seenForm struct {
	of     *forms.Form
	data   json.RawMessage
	values map[string]any
}

// answers is the data of the case as rules read it.
func (c *Case) answers(f *forms.Form) map[string]any {
	if len(c.Data) == 0 {
		return normalised(f, c.Data)
	}
	if k := &c.form; k.of != f || &k.data[0] != &c.Data[0] {
		*k = seenForm{f, c.Data, normalised(f, c.Data)}
	}
	return c.form.values
}

func normalised(f *forms.Form, raw json.RawMessage) map[string]any {
	data := map[string]any{}
	if len(raw) > 0 {
		dec := json.NewDecoder(bytes.NewReader(raw))
		dec.UseNumber()
		_ = dec.Decode(&data) // recorded JSON was valid when it was accepted; what cannot be read is missing
	}
	return f.Normalise(data)
}

// localDate is the date of an instant where the organisation is, as rules hold dates: midnight UTC.
func localDate(at time.Time, zone *time.Location) time.Time {
	y, m, d := at.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func personValues(p Person) map[string]any {
	v, _ := decodeValue(p.Values, nil).(map[string]any)
	if v == nil {
		v = map[string]any{}
	}
	v["name"], v["email"], v["telephone"], v["prefers"] = text(p.Name), text(p.Email), text(p.Telephone), text(p.Prefers)
	return v
}

// settled says whether a task in this state holds nothing up any more.
func settled(state string) bool {
	return state == Done || state == Cancelled || state == Unneeded
}

func outputs(d *casetype.Decision, raw json.RawMessage) map[string]any {
	var parts map[string]json.RawMessage
	v := map[string]any{}
	if json.Unmarshal(raw, &parts) != nil {
		return v
	}
	for _, o := range d.Outputs {
		v[o.ID] = decodeValue(parts[o.ID], o.Type)
	}
	return v
}
