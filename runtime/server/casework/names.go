package casework

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/words"
)

// How a person, a task, a team, a value and the like are named in a sentence.

// who is the one who acted.
func (s *teller) who(e *engine.Event) string {
	switch e.Actor.Kind {
	case "citizen":
		return "The applicant"
	case "person":
		return s.outsider(e.Actor)
	case "system":
		return "Caseloom"
	case "token":
		return "Another system (" + strings.TrimPrefix(e.Actor.ID, "token:") + ")"
	}
	name := e.Actor.Name
	if name == "" {
		name = s.staff(e.Actor.ID)
	}
	if len(e.Actor.For) > 0 { // they stood in
		away := make([]string, len(e.Actor.For))
		for i, id := range e.Actor.For {
			away[i] = s.staff(id)
		}
		name += " (for " + words.List(away) + ")"
	}
	return name
}

// staff is the name of a member of staff, or what stands in its place in the record.
func (s *teller) staff(id string) string {
	switch id {
	case "":
		return "Nobody"
	case "system", "rules":
		return "The rules"
	case "citizen":
		return "The applicant"
	}
	if role, ok := strings.CutPrefix(id, "person."); ok {
		var name string
		if s.c != nil {
			name = s.c.People[role].Name
		}
		return s.outsider(engine.Actor{ID: id, Name: name})
	}
	if name, ok := strings.CutPrefix(id, "token:"); ok {
		return "Another system (" + name + ")"
	}
	if s.name != nil {
		if n := s.name(id); n != "" {
			return n
		}
	}
	return "Someone who has left"
}

// factTitle is what a fact is called.
func (s *teller) factTitle(id string) string {
	if s.t != nil {
		for _, f := range s.t.Facts {
			if f.ID == id && f.Title != "" {
				return f.Title
			}
		}
	}
	return words.Humane(id)
}

// colleagues names the people who work here where a value is nothing but some of them: who took part in something, each once; ""
// where it is something else.
func (s *teller) colleagues(raw json.RawMessage) string {
	var ids []string
	if s.name == nil || json.Unmarshal(raw, &ids) != nil {
		return ""
	}
	var names []string
	for _, id := range ids {
		n := s.name(id)
		if n == "" {
			return ""
		}
		if !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return strings.Join(names, ", ")
}

// outsider is a person of the case who is nobody here.
func (s *teller) outsider(a engine.Actor) string {
	role := strings.TrimPrefix(a.ID, "person.")
	if a.Name == "" {
		return "The " + lowerFirst(words.Humane(role))
	}
	return a.Name + " (" + lowerFirst(words.Humane(role)) + ")"
}

// action is the title of an action.
func (s *teller) action(id string) string {
	if s.t != nil {
		if a := s.t.Action(id); a != nil {
			return a.Title
		}
	}
	return words.Humane(id)
}

// team is a team's title: "Street".
func (s *teller) team(id string) string { return teamTitle(s.org(), id) }

func (s *teller) org() *casetype.Organisation {
	if s.t == nil {
		return nil
	}
	return s.t.Org
}

func teamTitle(org *casetype.Organisation, id string) string {
	if org != nil {
		for _, t := range org.Teams {
			if t.ID == id && t.Title != "" {
				return t.Title
			}
		}
	}
	return words.Humane(id)
}

func roleTitle(org *casetype.Organisation, id string) string {
	if org != nil {
		for _, r := range org.Roles {
			if r.ID == id && r.Title != "" {
				return lowerFirst(r.Title)
			}
		}
	}
	return lowerFirst(words.Humane(id))
}

// authority says who may do something: "a senior caseworker" for "role.senior_caseworker".
func (s *teller) authority(by string) string {
	kind, id, ok := strings.Cut(by, ".")
	switch {
	case by == "" || by == "system":
		return "nobody"
	case ok && kind == "role":
		return article(roleTitle(s.org(), id))
	case ok && kind == "person":
		return "the " + lowerFirst(words.Humane(id))
	}
	return s.staff(by)
}

// recipient says who a message is for.
func (s *teller) recipient(to string) string {
	kind, id, _ := strings.Cut(to, ".")
	if kind == "role" {
		return "everyone who is " + article(roleTitle(s.org(), id))
	}
	if kind == "team" {
		return "everyone in the " + s.team(id) + " team"
	}
	return "the " + lowerFirst(words.Humane(id))
}

// thing is the task, or the case when there is none.
func (s *teller) thing(task json.RawMessage) string {
	if title := s.task(task); title != "" {
		return "the task " + quote(title)
	}
	return "the case"
}

// Thing begins a sentence.
func (s *teller) Thing(task json.RawMessage) string { return upperFirst(s.thing(task)) }

// task is a task's title; the body of an event names it by id or holds the whole of it.
func (s *teller) task(raw json.RawMessage) string {
	var whole engine.Task
	if len(raw) > 0 && raw[0] == '{' && json.Unmarshal(raw, &whole) == nil {
		return whole.Title
	}
	id := text(raw)
	if id == "" {
		return ""
	}
	return s.titled(id)
}

// titled is the title of a task by its id within the case.
func (s *teller) titled(id string) string {
	if s.c != nil {
		for _, t := range s.c.Tasks {
			if t.ID == id {
				return t.Title
			}
		}
	}
	return words.Humane(id)
}

// declared is the title of a task that the files declare.
func (s *teller) declared(name string) string {
	if s.c != nil {
		for _, t := range s.c.Tasks {
			if t.Name == name {
				return t.Title
			}
		}
	}
	return words.Humane(name)
}

func (s *teller) stage(id string) string {
	if s.c != nil {
		for _, g := range s.c.Stages {
			if g.ID == id && g.Title != "" {
				return quote(g.Title)
			}
		}
	}
	return quote(words.Humane(id))
}

func (s *teller) decision(id string) *casetype.Decision {
	if s.t != nil {
		for _, d := range s.t.Decisions {
			if d.ID == id {
				return d
			}
		}
	}
	return nil
}

// question is what a decision asks.
func (s *teller) question(id string) string {
	if d := s.decision(id); d != nil && d.Question != "" {
		return quote(d.Question)
	}
	return quote(words.Humane(id))
}

// outputs says an answer in one line: "granted, fee £45.00". The result comes first and is not named.
func (s *teller) outputs(decision string, raw json.RawMessage) string {
	var parts []string
	for _, o := range s.outputRows(decision, raw) {
		if o.Key == "Result" {
			parts = append(parts, o.Value)
		} else {
			parts = append(parts, lowerFirst(o.Key)+" "+o.Value)
		}
	}
	return strings.Join(parts, ", ")
}

func (s *teller) outcome(id string) string {
	if s.t != nil {
		for _, o := range s.t.Outcomes {
			if o.ID == id && o.Title != "" {
				return o.Title
			}
		}
	}
	return words.Humane(id)
}

// message is the subject of a message, by its id.
func (s *teller) message(raw json.RawMessage) string {
	if s.c != nil {
		for _, m := range s.c.Messages {
			if m.ID == text(raw) {
				return quote(m.Subject) + " to " + s.recipient(m.To)
			}
		}
	}
	return "that was asked for"
}

// moment says what a timer was for.
func (s *teller) moment(key string) string {
	kind, id, _ := strings.Cut(key, " ")
	switch kind {
	case "hold":
		return "the hold was to end"
	case "overdue":
		return "the task " + quote(s.titled(id)) + " was due"
	case "clock":
		return "the clock " + quote(words.Humane(id)) + " was to end"
	case "warn":
		return "the clock " + quote(words.Humane(id)) + " came near its end"
	case "on":
		return "the rule " + quote(id) + " was waiting for it"
	case "opens":
		return s.opens(id)
	case "every":
		day, rule, _ := strings.Cut(id, ": ")
		return "the rule " + quote(rule) + " waits for every " + day
	case "again", "each":
		task, rule, _ := strings.Cut(id, " ")
		if task == "-" {
			return "the rule " + quote(rule) + " was waiting for it"
		}
		return "the rule " + quote(rule) + " was waiting for it, for the task " + quote(s.titled(task))
	}
	return key
}

// opens names a moment that opens a task, by its key without "opens".
func (s *teller) opens(key string) string {
	kind, rest, _ := strings.Cut(key, " ")
	if kind == "every" {
		day, id, _ := strings.Cut(rest, ": ")
		return "the task " + quote(s.declared(id)) + " is to open every " + day
	}
	return "the task " + quote(s.declared(rest[strings.LastIndexByte(rest, ' ')+1:])) + " was to open"
}

func (s *teller) factType(id string) *rules.Type {
	if s.t != nil {
		for _, f := range s.t.Facts {
			if f.ID == id {
				return f.Type
			}
		}
	}
	return nil
}

// routed says what a rule or a person set on the case or a task.
func (s *teller) routed(b *said) string {
	thing := s.Thing(b.Task)
	if len(b.Value) == 0 || string(b.Value) == "null" || string(b.Value) == `""` || string(b.Value) == "[]" {
		return thing + " no longer has " + map[string]string{"team": "a team", "priority": "a priority", "skills": "skills it asks for", "due": "a due date", "role": "a role it waits for", "owner": "an owner"}[b.Field]
	}
	switch b.Field {
	case "team":
		return thing + " went to the " + s.team(text(b.Value)) + " team"
	case "priority":
		return thing + " was given " + text(b.Value) + " priority"
	case "due":
		var at time.Time
		_ = json.Unmarshal(b.Value, &at)
		return thing + " became due on " + words.Day(at, s.zone)
	case "role":
		return thing + " now waits for " + s.authority("role."+strings.TrimPrefix(text(b.Value), "role."))
	case "owner":
		return thing + " was given to " + s.staff(text(b.Value))
	case "skills":
		var skills []string
		_ = json.Unmarshal(b.Value, &skills)
		for i := range skills {
			skills[i] = lowerFirst(words.Humane(skills[i]))
		}
		return thing + " asks for these skills: " + words.List(skills)
	}
	return thing + " had its " + b.Field + " set"
}

func clock(b *said) string { return "The clock " + quote(words.Humane(b.Clock.ID)) }

func (s *teller) ends(b *said) string {
	if b.Clock.Ends == nil {
		return ""
	}
	return ": it ends on " + words.Day(*b.Clock.Ends, s.zone)
}

// mover is who moved a case: somebody at the server, or by a page.
func (s *teller) mover(e *engine.Event) string {
	if e.Actor.Kind == "system" && e.Actor.Name != "" {
		return e.Actor.Name
	}
	return s.who(e)
}

// moved says why a case was moved, and what stages and tasks are called now.
func (s *teller) moved(b *said) string {
	out := strings.TrimSpace(b.Reason)
	if out != "" && !strings.HasSuffix(out, ".") {
		out += "."
	}
	for _, r := range b.Stages {
		to := words.Humane(r.To)
		if st := s.c.Stage(r.To); st != nil {
			to = st.Title
		}
		out += " The stage " + quote(words.Humane(r.From)) + " is now " + quote(to) + "."
	}
	for _, r := range b.Tasks {
		if t := s.c.TaskNamed(r.To); t != nil {
			out += " The task " + quote(words.Humane(r.From)) + " is now " + quote(t.Title) + "."
		}
	}
	return strings.TrimSpace(out)
}

// linkedAs is what another case is to the one that names it.
func linkedAs(as string) string {
	switch as {
	case engine.AsDuplicate:
		return "the same application, and was closed: its work goes on here"
	case engine.AsOpened:
		return "one that this case opened"
	case engine.AsOpener:
		return "the one that opened this case"
	}
	return "the same application, and the work goes on there"
}

func place(where string) string {
	if where == "" {
		return "."
	}
	return " (" + where + ")."
}

func quote(s string) string { return "“" + s + "”" }

func colon(s string) string {
	if s == "" {
		return ""
	}
	return ": " + s
}

func as(s string) string {
	if s == "" {
		return ""
	}
	return " as " + quote(s)
}

// text is a JSON string's content; "" for anything else.
func text(raw json.RawMessage) string {
	var s string
	_ = json.Unmarshal(raw, &s)
	return s
}

func article(noun string) string {
	if noun != "" && strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

// lowerFirst begins a word in the middle of a sentence; an abbreviation keeps its capitals.
func lowerFirst(s string) string {
	if s == "" {
		return ""
	}
	r, n := utf8.DecodeRuneInString(s)
	if next, _ := utf8.DecodeRuneInString(s[n:]); unicode.IsUpper(next) {
		return s
	}
	return string(unicode.ToLower(r)) + s[n:]
}

func upperFirst(s string) string {
	if s == "" {
		return ""
	}
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// otherwise says that an answer is another one than the table's.
func otherwise(table *engine.Suggested) string {
	if table == nil {
		return ""
	}
	return " otherwise than " + table.Row + " of the table"
}

// citing is a reason with the law that it rests on.
func citing(because, source string) string {
	if source == "" {
		return because
	}
	return strings.TrimSpace(because + " (" + source + ")")
}
