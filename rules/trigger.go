package rules

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"
)

// Trigger is what a rule with `on` waits for: an event, such as "decision.permit.made"; a day that comes again; or a moment,
// such as "task.proof.due", perhaps with a length of time after it (or before it, when Minus is set), and perhaps again and
// again from then ("task.proof.due + 1 day, then every 2 days").
type Trigger struct {
	Event string   // "" when it is a moment
	Path  string   // "" when it is an event or a day that comes again
	Every *Every   // nil when it is an event or one moment
	Then  Duration // after each moment the next one; zero: there is one
	Plus  Duration
	Minus bool
	Text  string
	Src   Source
	Or    []*Trigger // other events, any of which will do as well
}

// All is the trigger and the others that will do as well.
func (t *Trigger) All() []*Trigger { return append([]*Trigger{t}, t.Or...) }

// Task is the id of the task whose event or moment it waits for; "" when that is not a task's.
func (t *Trigger) Task() string {
	kind, name, _ := strings.Cut(t.Event+t.Path, ".")
	if kind != "task" {
		return ""
	}
	name, _, _ = strings.Cut(name, ".")
	return name
}

// events lists what can happen to each kind of thing. Those with true have an id between: task.proof.done.
var events = map[string]struct {
	named bool
	words []string
}{
	"case":     {false, []string{"received", "opened", "held", "resumed", "waiting", "closed", "reopened", "withdrawn", "abandoned", "merged", "transferred"}},
	"stage":    {true, []string{"entered", "done", "skipped"}},
	"task":     {true, []string{"opened", "assigned", "done", "cancelled", "failed"}},
	"decision": {true, []string{"proposed", "returned", "made", "told"}},
	"clock":    {true, []string{"warned", "breached", "stopped"}},
	"message":  {false, []string{"received", "sent", "failed"}},
	"document": {false, []string{"added"}},
	"data":     {false, []string{"changed"}},
	"action":   {false, nil}, // action.<id>
}

// ParseTrigger reads what follows `on:`. It gives a trigger, or else every fault that it can find.
func ParseTrigger(src Source, scope *Scope) (*Trigger, []Diagnostic) {
	if scope == nil {
		scope = NewScope(nil)
	}
	p := &triggerParser{src: src, scope: scope}
	t := p.parse()
	if len(p.faults) > 0 {
		return nil, p.faults
	}
	return t, nil
}

type triggerParser struct {
	src    Source
	scope  *Scope
	faults []Diagnostic
}

func (p *triggerParser) say(offset int, code, fix, format string, args ...any) {
	line, column := p.src.place(offset)
	p.faults = append(p.faults, p.src.At(line, column, code, Error, fmt.Sprintf(format, args...), fix))
}

func (p *triggerParser) parse() *Trigger {
	t := &Trigger{Text: strings.TrimSpace(p.src.Text), Src: p.src}
	if len(p.src.Text) > 300 {
		p.say(0, "too-long", "", "This is too long for an event or a moment.")
		return t
	}
	if days, ok := strings.CutPrefix(t.Text, "every "); ok {
		var err error
		if t.Every, err = parseEvery(days); err != nil {
			p.say(0, "trigger", "", "%s.", capital(err.Error()))
		}
		return t
	}
	const then = ", then every "
	path, rest := p.src.Text, ""
	if at := strings.Index(path, then); at >= 0 {
		again, err := ParseDuration(strings.TrimSpace(path[at+len(then):]))
		if err != nil {
			p.say(len([]rune(path[:at+len(then)])), "duration", "", "%s.", capital(err.Error()))
		}
		if err == nil && (again.N == 0 || again.Unit == "minute" && again.N < 60) {
			p.say(len([]rune(path[:at+len(then)])), "trigger", "Write 1 hour, or longer.", "A moment comes again after an hour at the soonest.")
		}
		path, t.Then = path[:at], again
	}
	sign := strings.IndexAny(path, "+-")
	if sign >= 0 {
		path, rest, t.Minus = path[:sign], path[sign+1:], path[sign] == '-'
	}
	lead := len([]rune(path)) - len([]rune(strings.TrimLeft(path, " \t\r\n")))
	path = strings.TrimSpace(path)
	const help = `Write an event, such as decision.permit.made, or a moment, such as task.proof.due + 1 working day.`
	if path == "" {
		p.say(0, "trigger", help, "There is no event or moment here.")
		return t
	}
	names := strings.Split(path, ".")
	for _, name := range names {
		if !isName(name) {
			p.say(lead, "trigger", help, "%q is not an event or a moment.", shorten(path, 40))
			return t
		}
	}
	if sign >= 0 {
		after := sign + 1
		d, err := ParseDuration(strings.TrimSpace(rest))
		if err != nil {
			offset := len([]rune(p.src.Text[:after])) + len([]rune(rest)) - len([]rune(strings.TrimLeft(rest, " \t")))
			p.say(offset, "duration", "", "%s.", capital(err.Error()))
		}
		t.Plus = d
	}
	kind, known := events[names[0]]
	switch {
	case sign < 0 && t.Then.IsZero() && known && p.isEvent(names):
		t.Event = path
		if kind.named {
			p.checkID(names, lead)
		}
		return t
	default:
		t.Path = path
		p.checkMoment(names, lead, sign < 0)
	}
	return t
}

func (p *triggerParser) isEvent(names []string) bool {
	kind := events[names[0]]
	if names[0] == "action" {
		return len(names) == 2
	}
	want := 2
	if kind.named {
		want = 3
	}
	return len(names) == want && slices.Contains(kind.words, names[want-1])
}

// checkID looks the id of a stage, task or decision up in the scope, when the scope says which there are.
func (p *triggerParser) checkID(names []string, offset int) bool {
	of, ok := p.scope.Lookup(names[0])
	if !ok || of.Fields == nil {
		return true
	}
	if _, ok := of.Fields[names[1]]; ok {
		return true
	}
	ids := keys(of.Fields)
	p.say(offset+len(names[0])+1, "unknown-name", DidYouMean(names[1], ids, names[0]+"s are"), "There is no %s %q.", names[0], names[1])
	return false
}

func (p *triggerParser) checkMoment(names []string, offset int, bare bool) {
	kind, known := events[names[0]]
	if known && kind.named && len(names) > 1 && !p.checkID(names, offset) {
		return
	}
	path := strings.Join(names, ".")
	t, ok := p.scope.TypeOf(path)
	switch {
	case !ok && known:
		last := names[len(names)-1]
		words := slices.Clone(kind.words)
		if holder, ok := p.scope.TypeOf(strings.Join(names[:len(names)-1], ".")); ok {
			for _, name := range keys(holder.Fields) {
				if f := holder.Fields[name]; f != nil && f.Kind.dated() && !slices.Contains(words, name) {
					words = append(words, name)
				}
			}
		}
		at := offset + len(path) - len(last)
		if !bare {
			p.say(at, "unknown-name", DidYouMean(last, words, ""), "There is no moment %q to count from.", path)
			return
		}
		p.say(at, "unknown-event", DidYouMean(last, words, "events are"), "There is no event %q.", path)
	case !ok:
		fix := newCompiler(p.src, p.scope).suggestName(names[0])
		for _, kind := range keys(events) {
			if of, ok := p.scope.Lookup(kind); ok && of.Fields[names[0]] != nil {
				fix = `Did you mean "` + kind + "." + path + `"?`
			}
		}
		p.say(offset, "unknown-name", fix, "There is no event or moment %q.", path)
	case t.Kind == Bool && names[len(names)-1] == "done":
		p.say(offset, "wrong-type", "Write "+strings.TrimSuffix(path, "done")+"completed.", "%s is yes or no, not a moment to count from.", path)
	case !t.Kind.dated() && t.Kind != Unknown:
		p.say(offset, "wrong-type", "", "%s is %s, not a moment.", path, t.words())
	}
}

// Next is when it next falls after what is past: what it fell on last (zero: it never did), and since when it is waited for.
// A moment that comes once is given whether it is past or not, as Due does.
func (t *Trigger) Next(s *Snapshot, c *Calendar, last, since time.Time) (time.Time, bool) {
	if t.Every != nil {
		if last.After(since) {
			since = last
		}
		return t.Every.Next(since, c), true
	}
	at, ok := t.Due(s, c)
	if ok && !t.Then.IsZero() && !last.IsZero() && !at.After(last) {
		at = t.thenAfter(at, last, c)
		ok = at.After(last) // the calendar ends
	}
	return at, ok
}

// thenAfter is the first moment after last of those that follow a first one. Each is counted from the first: a moment that
// was heard of late, by a second or a week, does not put off those after it.
func (t *Trigger) thenAfter(first, last time.Time, c *Calendar) time.Time {
	nth := func(n int) time.Time { return Duration{N: n * t.Then.N, Unit: t.Then.Unit}.After(first, c) }
	most := maxDuration / t.Then.N
	from, to := 1, 1
	for to < most && !nth(to).After(last) {
		from, to = to, min(2*to, most)
	}
	return nth(from + sort.Search(to-from, func(i int) bool { return nth(from + i).After(last) }))
}

// Repeats says whether it comes again and again.
func (t *Trigger) Repeats() bool { return t.Every != nil || !t.Then.IsZero() }

// Due is when a moment falls, as the snapshot stands, and false when it is an event or the moment is not known yet.
func (t *Trigger) Due(s *Snapshot, c *Calendar) (time.Time, bool) {
	if t.Path == "" {
		return time.Time{}, false
	}
	v, _ := s.Get(t.Path)
	at, ok := v.(time.Time)
	if !ok {
		return time.Time{}, false
	}
	if c == nil {
		c = plainWeek
	}
	if isDate(at) { // a date begins at midnight there, not in Greenwich
		at = c.StartOfDay(at)
	}
	if t.Minus {
		return c.Minus(t.Plus, at), true
	}
	return t.Plus.After(at, c), true
}
