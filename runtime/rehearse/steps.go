package rehearse

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
)

// command carries out a step as the pages would: who may is judged first, and then the engine is given it.
func (p *play) command(s *casetype.Step) error {
	who := p.person(s.By)
	if s.Do == "submit" {
		return p.submit(s, who)
	}
	if s.Do == "answer" {
		return p.answer(s)
	}
	task, err := p.task(s.What, s.Of)
	if err != nil && slices.Contains([]string{"complete", "retry", "skip", "claim", "release", "assign"}, s.Do) {
		return err
	}
	if err := p.may(who, s, task); err != nil {
		return err
	}
	reason := s.Reason
	if reason == "" {
		reason = "Because the test says so."
	}
	what := s.What
	if what == "" { // a step that is a word alone
		what = reason
	}
	switch s.Do {
	case "complete":
		body := p.complete(s, task, who)
		if d := p.t.Task(s.What); d != nil {
			p.beforehand(s, who, body, d.Beforehand)
		}
		return p.give(who, body)
	case "correct":
		return p.correct(s, who)
	case "act":
		body := p.act(s, who)
		if a := p.t.Action(s.What); a != nil {
			p.beforehand(s, who, body, a.Beforehand)
		}
		return p.give(who, body)
	case "confirm":
		return p.give(who, engine.ConfirmDecision{Decision: s.What, Comment: s.Reason})
	case "vote":
		return p.give(who, engine.VoteDecision{Decision: s.What, For: s.Against == "", Comment: s.Against})
	case "return":
		return p.give(who, engine.ReturnDecision{Decision: s.What, Comment: reason})
	case "propose":
		return p.give(who, engine.ProposeDecision{Decision: s.What, Outputs: encode(s.With), Comment: s.Reason})
	case "override":
		return p.give(who, engine.OverrideDecision{Decision: s.What, Outputs: encode(s.With), Reason: reason})
	case "told":
		return p.give(who, engine.RecordTold{Decision: s.What, At: p.now, How: "telephone"})
	case "retry":
		return p.give(who, engine.RetryTask{Task: task})
	case "skip":
		return p.give(who, engine.SkipTask{Task: task, Reason: reason})
	case "claim":
		return p.give(who, engine.Claim{Task: task})
	case "release":
		return p.give(who, engine.Release{Task: task})
	case "assign":
		return p.give(who, engine.Assign{Task: task, Owner: s.To, Team: s.Team})
	case "add":
		return p.give(who, p.add(s))
	case "conflict":
		return p.give(who, engine.DeclareConflict{Reason: what})
	case "lift":
		return p.give(who, engine.LiftConflict{Staff: s.What, Reason: reason})
	case "note":
		return p.give(who, engine.AddNote{Text: what})
	case "hold":
		return p.give(who, engine.HoldCase{Reason: what, Until: s.Day})
	case "resume":
		return p.give(who, engine.ResumeCase{Reason: what})
	case "withdraw":
		return p.give(who, engine.WithdrawCase{Reason: what})
	case "transfer":
		return p.give(who, engine.TransferCase{Team: s.What, Reason: reason})
	case "abandon":
		return p.give(who, engine.AbandonCase{Reason: what})
	case "close":
		return p.give(who, engine.CloseCase{Outcome: s.What, Reason: reason})
	}
	return p.give(who, engine.ReopenCase{Reason: what})
}

// person is who a test means by a role. Each role is a person, and so is each number of it; all are in every team, so
// that a test says what a role may do and not where somebody sits.
func (p *play) person(by string) engine.Actor {
	if by == applicant.ID {
		return applicant
	}
	if person, ok := strings.CutPrefix(by, "person."); ok {
		return engine.Outsider(person, "")
	}
	role, _, _ := strings.Cut(by, " ")
	who := engine.Actor{ID: by, Kind: "staff", Roles: []string{role}, Email: strings.ReplaceAll(by, " ", ".") + "@example.org"}
	for _, r := range p.t.Org.Roles {
		if r.ID == role {
			who.Name = strings.Replace(by, role, r.Title, 1)
		}
	}
	for _, team := range p.t.Org.Teams {
		who.Teams = append(who.Teams, team.ID)
	}
	return who
}

// may judges who may do a step, as the pages do before they offer it.
func (p *play) may(who engine.Actor, s *casetype.Step, task string) error {
	may := true
	switch s.Do {
	case "close", "abandon", "lift":
		may = identity.May(p.t, who, p.c, identity.Manage)
	case "act": // whose it is, the engine judges
		may = who.Kind != "staff" || identity.May(p.t, who, p.c, identity.Work)
	case "complete", "retry", "skip", "confirm", "vote", "return", "propose", "override":
		may = who.Kind != "staff" || identity.May(p.t, who, p.c, identity.Work) // whose task it is outside, the engine judges
		if i := slices.IndexFunc(p.c.Tasks, func(t *engine.Task) bool { return p.about(t, s, task) }); may && i >= 0 && who.Kind == "staff" {
			may = identity.MayTask(p.t, who, p.c, p.c.Tasks[i])
		}
	default:
		may = who.Kind == "citizen" || identity.May(p.t, who, p.c, identity.Work)
	}
	if !may {
		right := "work"
		if s.Do == "close" || s.Do == "abandon" || s.Do == "lift" {
			right = "manage"
		}
		return &engine.Refusal{Code: "forbidden", Message: sentence(a(s.By)) + " may not " + right + " this case."}
	}
	return nil
}

func sentence(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// about says whether an open task is the one that a step is about.
func (p *play) about(t *engine.Task, s *casetype.Step, task string) bool {
	if s.Do == "complete" || s.Do == "retry" || s.Do == "skip" {
		return t.ID == task
	}
	return t.Decides == s.What && t.State == engine.Open
}

func (p *play) submit(s *casetype.Step, who engine.Actor) error {
	form := p.t.Intake.Form
	if staff := p.t.Intake.By == "staff" || who.Kind == "staff"; staff && !identity.May(p.t, who, nil, identity.Work) {
		return &engine.Refusal{Code: "forbidden", Message: "Only staff who may work cases of this type can enter an application."}
	}
	if shut := p.t.ShutAt(p.now); shut != "" && who.Kind != "staff" {
		return &engine.Refusal{Code: "shut", Message: shut}
	}
	data := form.Fill(p.test.Form)
	if faults := form.Admit(data, p.now.In(p.t.Org.Zone)); len(faults) > 0 {
		return invalid(faults, data)
	}
	body := engine.Submit{Data: encode(data), Received: s.Day, Channel: s.What, Files: files(form, data), Language: p.test.Language}
	p.beforehand(s, who, body, p.t.Intake.Beforehand)
	return p.give(who, body)
}

// correct puts answers of the application right.
func (p *play) correct(s *casetype.Step, who engine.Actor) error {
	form := p.t.Intake.Form
	before, err := form.Decode(p.c.Data)
	if err != nil {
		return err
	}
	with, _ := s.With.(map[string]any)
	data := form.Prune(amended(before, with))
	if faults := form.Amend(before, data, p.now.In(p.t.Org.Zone), p.c.Received.In(p.t.Org.Zone)); len(faults) > 0 {
		return invalid(faults, data)
	}
	return p.give(who, engine.CorrectData{Data: encode(data), Reason: s.What})
}

// amended puts answers beside those that a group has; nothing takes one out.
func amended(before, with map[string]any) map[string]any {
	out := maps.Clone(before)
	if out == nil {
		out = map[string]any{}
	}
	for name, v := range with {
		group, isGroup := v.(map[string]any)
		now, wasGroup := out[name].(map[string]any)
		switch {
		case v == nil:
			delete(out, name)
		case isGroup && wasGroup:
			out[name] = amended(now, group)
		default:
			out[name] = v
		}
	}
	return out
}

func (p *play) complete(s *casetype.Step, id string, who engine.Actor) engine.CompleteTask {
	c := engine.CompleteTask{Task: id}
	task := p.c.Task(id)
	if task != nil && who.Kind == "staff" {
		c.For = task.Person
	}
	if task != nil && task.Message != "" {
		c.Told = &engine.Told{At: p.now, How: "by telephone"}
	}
	if task == nil || p.t.Forms[task.Form] == nil {
		return c
	}
	given, _ := s.With.(map[string]any)
	data := p.t.Forms[task.Form].Fill(given)
	c.Answers, c.Files = encode(data), files(p.t.Forms[task.Form], data)
	return c
}

func (p *play) act(s *casetype.Step, who engine.Actor) engine.TakeAction {
	b := engine.TakeAction{Action: s.What}
	a := p.t.Action(s.What)
	if a == nil {
		return b
	}
	if who.Kind == "staff" {
		b.For, _ = a.For(who.Roles)
	}
	if a.Form != nil {
		given, _ := s.With.(map[string]any)
		data := a.Form.Fill(given)
		b.Answers, b.Files = encode(data), files(a.Form, data)
	}
	return b
}

// answer is what a machine says. Answers are handed over as they stand in the test: those that are not as the task wants
// them are for the engine to find.
func (p *play) answer(s *casetype.Step) error {
	id, err := p.task(s.What, "")
	if err != nil {
		return err
	}
	task := p.c.Task(id)
	if task == nil || task.State != engine.Open {
		return &engine.Refusal{Code: "stale", Message: "No machine has been asked, so none can answer."}
	}
	if s.Failed != "" {
		return p.give(system, engine.FailTask{Task: task.ID, Key: task.Key, Reason: s.Failed})
	}
	return p.give(system, engine.AnswerTask{Task: task.ID, Key: task.Key, Answers: encode(s.With)})
}

// task is the id, in the case, of the task that a test names: the newest that the files declare by that id, or else the
// newest of that title. "case" is the case itself, unless a task is called so.
func (p *play) task(name, of string) (string, error) {
	if t := p.c.TaskNamed(name); t != nil {
		return p.oneOf(name, of, t)
	}
	for _, t := range slices.Backward(p.c.Tasks) {
		if t.Title == name || t.ID == name {
			return t.ID, nil
		}
	}
	if name == "case" {
		return "", nil
	}
	return name, nil
}

func (p *play) add(s *casetype.Step) engine.AddTask {
	for _, t := range p.t.AllTasks() {
		if t.ID == s.What {
			return engine.AddTask{Name: s.What}
		}
	}
	return engine.AddTask{Title: s.What}
}

// invalid refuses answers as the form does, and says which were given.
func invalid(faults []forms.Fault, data map[string]any) error {
	var said []string
	for _, f := range faults {
		what := strings.TrimRight(f.Message, ".")
		if f.Pointer != "" {
			what += " (" + f.Pointer
			if v := forms.At(data, f.Pointer); v != nil {
				what += " is " + shown(v)
			}
			what += ")"
		}
		said = append(said, what)
	}
	return &engine.Refusal{Code: "invalid", Message: strings.Join(said, "; ") + "."}
}

// shown writes an answer as a test file has it.
func shown(v any) string {
	text := string(encode(v))
	if r := []rune(text); len(r) > 60 {
		text = string(r[:60]) + "…"
	}
	return text
}

func files(form *forms.Form, data map[string]any) []engine.File {
	var out []engine.File
	for at, f := range form.Files(data) {
		out = append(out, engine.File{Field: at, Name: f.Name, Hash: f.Hash, Media: f.Media, Size: f.Size})
	}
	slices.SortFunc(out, func(a, b engine.File) int { return strings.Compare(a.Field, b.Field) })
	return out
}

// encode writes what came out of a YAML file, which JSON can always say.
func encode(v any) json.RawMessage {
	raw, _ := json.Marshal(v)
	return raw
}
