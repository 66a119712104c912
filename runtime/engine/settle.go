package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// maxPasses bounds settling: rules that still change the case after so many passes feed each other.
const maxPasses = 64

// closedReason is the reason on the tasks that closing a case cancelled, and reopening opens again.
const closedReason = "closed"

// settle works through the case in passes until nothing follows (LANGUAGE.md section 6.2). Each pass reads the state
// the last one left. Outcome and close are judged only after a pass in which nothing else changed.
func (r *run) settle() {
	r.settling = true
	defer func() { r.settling = false }()
	for range maxPasses {
		before := r.c.Seq
		r.pass()
		if r.c.Seq != before {
			continue
		}
		r.judgeOutcome()
		if r.c.Seq != before {
			continue
		}
		r.judgeClose()
		if r.c.Seq == before {
			return
		}
	}
	r.endless()
}

// endless gives up on rules that feed each other, and tells a person which.
func (r *run) endless() {
	r.problem(rules.Source{File: r.t.Name, Line: 1, Column: 1},
		fmt.Errorf("these rules feed each other without end: %s; the case was left as it stands, and needs a person", r.culprits()))
	r.stuck = true
}

func (r *run) pass() {
	if r.c.Status == Closed {
		r.amend()
		r.clocks()
		return
	}
	r.followVersion()
	r.values()
	if r.c.Status == Open { // held work does not move; its facts, routes and clocks do
		r.stages()
		r.tasks()
		r.unseen()
		if !r.foreseen {
			r.decisions()
		}
		r.handBack()
		r.waits()
	}
	r.route()
	r.clocks()
	r.await()
}

// culprits names the rules behind the events of the last passes.
func (r *run) culprits() string {
	var names []string
	from := max(0, len(r.out.Events)-24)
	for _, e := range r.out.Events[from:] {
		name := e.Kind
		if e.Why != nil {
			name = e.Why.Rule
			if e.Why.At != "" {
				name += " (" + e.Why.At + ")"
			}
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// followVersion gives a case whose type has gained stages those stages; Fits has said that nothing it stands on is gone.
func (r *run) followVersion() {
	if r.stagesAgree() {
		return
	}
	stages := make([]Stage, len(r.t.Stages))
	for i, st := range r.t.Stages {
		stages[i] = Stage{ID: st.ID, Title: st.Title, State: Waiting}
		if s := r.c.Stage(st.ID); s != nil {
			stages[i].State, stages[i].At, stages[i].Row = s.State, s.At, s.Row
		}
	}
	r.emit("case.followed", followedBody{From: r.c.Version, Stages: stages}, nil)
}

func (r *run) stagesAgree() bool {
	return slices.EqualFunc(r.c.Stages, r.t.Stages, func(a Stage, b *casetype.Stage) bool { return a.ID == b.ID && a.Title == b.Title })
}

// Fits says whether a case can go on under a version of its type: everything it stands on is still there. Otherwise
// the reason is a sentence.
func Fits(t *casetype.Type, c *Case) (bool, string) {
	for _, s := range c.Stages {
		if s.State != Waiting && !slices.ContainsFunc(t.Stages, func(x *casetype.Stage) bool { return x.ID == s.ID }) {
			return false, fmt.Sprintf("the stage %q, which this case has been through, is gone", s.ID)
		}
	}
	all, unfinished := t.AllTasks(), map[string]int{}
	for _, task := range c.Tasks {
		if task.Name == "" || task.Earlier || settled(task.State) {
			continue
		}
		unfinished[task.Name]++
		i := slices.IndexFunc(all, func(x *casetype.Task) bool { return x.ID == task.Name })
		if i < 0 {
			return false, fmt.Sprintf("the task %q, which is open on this case, is gone", task.Name)
		}
		form := ""
		if all[i].Form != nil {
			form = all[i].Form.ID
		}
		if all[i].Decides != task.Decides || all[i].Does != task.Does || all[i].Person != task.Person || form != task.Form || (all[i].Each != nil) != (task.Item != 0) || unfinished[task.Name] > 1 && !several(all[i]) {
			return false, fmt.Sprintf("the task %q, which is open on this case, is now of another kind", task.Name)
		}
	}
	for id, d := range c.Decisions {
		if d.Proposed == nil && len(d.Made) == 0 {
			continue
		}
		if !slices.ContainsFunc(t.Decisions, func(x *casetype.Decision) bool { return x.ID == id }) {
			return false, fmt.Sprintf("the decision %q, which this case has, is gone", id)
		}
	}
	return true, ""
}

// several says whether there may be more than one task of a declaration at once.
func several(d *casetype.Task) bool { return d.Each != nil || d.Adhoc || d.On != nil }

// values works out the facts, and the decisions that no task makes, each from those before it.
func (r *run) values() {
	if r.newer {
		r.forget()
	}
	if r.ran == nil || r.anew {
		r.ran = make([]rules.Ran, len(r.t.Values))
	}
	for i, v := range r.t.Values {
		if v.Decision != nil {
			r.workOut(v.Decision)
		} else {
			r.fact(v.Fact, &r.ran[i])
		}
	}
}

// forget lets go of facts of which newer files know nothing: nobody works them out any more.
func (r *run) forget() {
	for _, id := range slices.Sorted(maps.Keys(r.c.Facts)) {
		if !slices.ContainsFunc(r.t.Facts, func(f *casetype.Fact) bool { return f.ID == id }) {
			r.emit("fact.set", factBody{Fact: id}, nil)
		}
	}
}

func (r *run) fact(f *casetype.Fact, ran *rules.Ran) {
	var value any
	s := r.look()
	if f.Is != nil {
		if f.Is.Again(s, ran) {
			return // the case has it
		}
		began := s.Begins()
		v, err := f.Is.Run(s)
		if broken(err) {
			*ran = rules.Ran{}
			r.problem(f.Is.Source(), err)
			return
		}
		*ran, value = s.Ran(began), v
	} else {
		value, _ = s.Get("task." + f.Set + ".answers." + f.ID)
	}
	var raw json.RawMessage
	if value != nil {
		raw = encode(plain(value, f.Type))
	}
	if !sameJSON(raw, r.c.Facts[f.ID]) {
		why := r.because("Fact "+f.ID, f.Is)
		if f.Is == nil {
			why.Read = r.reads([]string{"task." + f.Set + ".answers"})
		}
		r.emit("fact.set", factBody{Fact: f.ID, Value: raw}, why)
	}
}

// broken says whether a rule could not be evaluated, and for another reason than a missing value, which is ordinary.
func broken(err error) bool {
	e, ok := err.(*rules.RunError)
	return ok && e.Code != "missing"
}

// stages skips, enters and finishes stages, in file order.
func (r *run) stages() {
	s := r.look()
	before := Done // the state of the stage before, as the snapshot knows it
	states := make([]string, len(r.t.Stages))
	for i := range states { // the case has the stages of the type: followVersion has seen to it
		states[i] = r.c.Stages[i].State
	}
	for i, st := range r.t.Stages {
		if st.On != nil && states[i] != Open {
			continue // it has no turn: it comes by itself, and holds nothing up until then
		}
		switch states[i] {
		case Waiting:
			turn := before == Done || before == Skipped
			if st.Enter != nil {
				turn = r.holds(st.Enter, s)
			}
			if !turn {
				break
			}
			needed, sound := r.judge(st.When, s)
			if !sound {
				break // it waits until the rule is mended
			}
			if !needed {
				r.emit("stage.skipped", stageBody{Stage: st.ID}, r.because(fmt.Sprintf("Stage “%s” is needed when", st.Title), st.When))
				break
			}
			p := st.Enter
			if p == nil {
				p = st.When
			}
			r.emit("stage.entered", stageBody{Stage: st.ID}, r.because(fmt.Sprintf("Stage “%s” starts", st.Title), p))
		case Open:
			if r.stageFinished(st, s) {
				r.emit("stage.done", stageBody{Stage: st.ID}, &Why{Rule: fmt.Sprintf("Every required task of “%s” is done or not needed", st.Title), Seen: r.seen})
			}
		}
		if st.On == nil {
			before = states[i]
		}
	}
}

// stageFinished holds when none of the stage's required tasks is unsettled, each planned one has come to be, and none
// that was not needed is needed now: what was just done may be what it waited for.
func (r *run) stageFinished(st *casetype.Stage, s *rules.Snapshot) bool {
	for _, task := range r.c.Tasks {
		if task.Stage == st.ID && task.Required && !settled(task.State) {
			return false
		}
	}
	for _, d := range st.Tasks {
		if d.Adhoc || d.On != nil { // nothing waits for what may never come
			continue
		}
		if d.Each != nil {
			if !r.eachDone(d, s) {
				return false
			}
			continue
		}
		task := r.c.TaskNamed(d.ID)
		if task == nil {
			return false
		}
		if task.State == Unneeded {
			if needed, sound := r.judge(d.When, s); needed || !sound {
				return false
			}
		}
	}
	return true
}

func (r *run) judgeOutcome() {
	if r.t.Outcome == nil || r.c.Status != Open {
		return
	}
	v, err := r.t.Outcome.Run(r.look())
	if broken(err) {
		r.problem(r.t.Outcome.Source(), err)
		return
	}
	if outcome, _ := v.(string); outcome != r.c.Outcome { // what rested on facts that have gone is gone with them
		r.emit("case.outcome", outcomeBody{outcome}, r.because("The outcome of the case", r.t.Outcome))
	}
}

// judgeClose closes the case when it has an outcome, no open required task, and no stage left but one that waits on an
// `enter` that does not hold; or when the case type's own `close` says so. (A stage is still open after its last task
// while nobody knows whether there is another.)
func (r *run) judgeClose() {
	if r.c.Status != Open || len(r.unsettled) > 0 {
		return
	}
	for _, task := range r.c.Tasks {
		if task.Required && !settled(task.State) {
			return
		}
	}
	for i, st := range r.t.Stages { // one whose `enter` holds has been entered
		if s := r.c.Stages[i].State; s == Open || s == Waiting && st.Enter == nil && st.On == nil {
			return
		}
	}
	if r.t.Close != nil {
		if r.holds(r.t.Close, r.look()) {
			r.close(r.because("The case closes when", r.t.Close))
		}
		return
	}
	if r.c.Outcome != "" {
		r.close(&Why{Rule: "The case has an outcome and no required task is open", Read: r.reads([]string{"case.outcome"}), Seen: r.c.Seq})
	}
}

func (r *run) close(why *Why) {
	for _, task := range r.c.Tasks {
		if !settled(task.State) && !task.Telling() {
			r.emit("task.cancelled", taskBody{Task: task.ID, Reason: closedReason}, nil)
		}
	}
	r.emit("case.closed", struct{}{}, why)
}
