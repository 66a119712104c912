package citizen

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	page "github.com/caseloom/caseloom/ui/pages/citizen"
)

// Status is what an applicant is shown of their case: where it stands, what comes next, what we wrote to them, and what
// was decided once they have been told. A decision that was made and not told changes nothing here.
func Status(k *engine.Case, t *casetype.Type, lang string) page.Status {
	w := page.Of(lang)
	day := func(at time.Time) string { return language.Day(lang, at.In(t.Org.Zone)) }
	m := page.Status{Title: language.Told(lang, t.Words[lang].Title(k.Title), k.Title), Reference: k.Reference, Received: day(k.Received)}
	unknown, untold := firstUnknown(k, t), len(toTell(k, t)) > 0
	known := toldOf(k)
	for i := range known {
		m.Outcomes = append(m.Outcomes, outcome(k, t, &known[i], lang))
	}
	m.Stages = stages(k, unknown, t, lang)
	m.Next, m.By = whatNext(k, t, lang)
	switch {
	case k.Outcome == engine.Withdrawn && k.Status == engine.Closed:
		m.Now, m.Colour, m.By, m.Stages = w.Withdrawn, "grey", "", nil // no step of it is still going on
	case slices.Contains([]string{engine.Abandoned, engine.Duplicate, engine.HandedOver}, k.Outcome) && k.Status == engine.Closed:
		m.Now, m.Colour, m.By, m.Stages = w.Closed, "grey", "", nil
	case len(known) > 0 && unknown == nil:
		m.Now, m.Colour = w.Decided, "green"
	case k.Status == engine.Held && !untold:
		m.Now, m.Colour = w.Paused, "yellow"
	case k.Waiting && !untold:
		m.Now, m.Colour = w.WaitingForSomeone, "yellow"
	default:
		m.Now, m.Colour = w.InProgress, "blue"
	}
	if a := since(k); a != nil {
		title := doneTitle(t, a.ID, lang)
		m.Since = page.Around(func(title string) string { return w.Acting.Since(day(a.At), title) }, title)
		if m.Now == w.Decided {
			m.Now, m.Colour = w.InProgress, "blue"
		}
	}
	for i := len(k.Messages) - 1; i >= 0; i-- {
		if msg := k.Messages[i]; msg.Sent != nil && msg.To == "person.applicant" {
			m.Messages = append(m.Messages, page.Message{Subject: subject(msg, k, t, lang), Day: day(*msg.Sent)})
		}
	}
	return m
}

// subject is that of a message, which is in the applicant's language where its letter is in that one.
func subject(msg engine.Message, k *engine.Case, t *casetype.Type, lang string) language.Text {
	in := language.English
	if t.Templates[msg.Template] != nil {
		in = cmp.Or(t.Template(msg.Template, k.Language).Lang, language.English)
	}
	if in == lang {
		in = ""
	}
	return language.Text{Text: msg.Subject, Lang: in}
}

// firstUnknown is when the first decision was made that its person does not know of, or nil.
func firstUnknown(k *engine.Case, t *casetype.Type) *time.Time {
	if ids := engine.Unknown(t, k); len(ids) > 0 {
		return &lastMade(k, ids[0]).At
	}
	return nil
}

func lastMade(k *engine.Case, id string) *engine.Made {
	made := k.Decisions[id].Made
	return &made[len(made)-1]
}

// toTell are the decisions that their person has not been told of and will be: a step towards another is told with that one, and
// the page does not promise a letter about it.
func toTell(k *engine.Case, t *casetype.Type) []string {
	return slices.DeleteFunc(engine.Unknown(t, k), func(id string) bool { return !engine.Tells(t, id) })
}

// telling says whether a message is on its way to the applicant that tells each decision they have not been told of: they may
// have read it before they come back to this page.
func telling(k *engine.Case, untold []string) bool {
	for _, id := range untold {
		if !slices.ContainsFunc(k.Messages, func(m engine.Message) bool {
			return m.Tells == id && m.To == "person.applicant" && m.Sent == nil && m.Failed == "" && !m.Asked.Before(lastMade(k, id).At)
		}) {
			return false
		}
	}
	return true
}

// since is what an applicant has done to their case since they were told of a decision, and somebody here still looks at; nil:
// nothing.
func since(k *engine.Case) (last *engine.Action) {
	known := toldOf(k)
	if len(known) == 0 || k.Status == engine.Closed {
		return nil
	}
	for _, a := range k.Actions {
		if a.At.Before(*known[0].made.Told) || a.By != "citizen" && a.For != "applicant" || last != nil && a.At.Before(last.At) {
			continue
		}
		if slices.ContainsFunc(k.Tasks, func(x *engine.Task) bool {
			return x.State == engine.Open && x.Person == "" && x.Opened != nil && !x.Opened.Before(a.At)
		}) {
			last = &a
		}
	}
	return last
}

// told is a decision as its person knows it.
type told struct {
	id   string
	made engine.Made
}

// toldOf are the decisions that they were told of, the newest first: what was told stays told, whatever is decided after it.
func toldOf(k *engine.Case) (all []told) {
	for id, d := range k.Decisions {
		for _, made := range d.Made {
			if made.Told != nil {
				all = append(all, told{id, made})
			}
		}
	}
	slices.SortFunc(all, func(a, b told) int {
		return cmp.Or(b.made.Told.Compare(*a.made.Told), cmp.Compare(b.made.Seq, a.made.Seq), cmp.Compare(b.id, a.id))
	})
	return all
}

// lastTold is the decision they were told of last, or nil.
func lastTold(k *engine.Case) *told {
	if all := toldOf(k); len(all) > 0 {
		return &all[0]
	}
	return nil
}

// outcome is a decision in words: its result, why, and what else it says.
func outcome(k *engine.Case, t *casetype.Type, d *told, lang string) page.Outcome {
	said := t.Words[lang]
	o := page.Outcome{About: requestOf(k, t, d.id, lang), Because: language.Told(lang, said.Reason(d.made.Because), d.made.Because), Day: language.Day(lang, d.made.Told.In(t.Org.Zone))}
	var values map[string]any
	if json.Unmarshal(d.made.Outputs, &values) != nil {
		return o
	}
	for _, decision := range t.Decisions {
		if decision.ID != d.id {
			continue
		}
		for _, out := range decision.Outputs {
			value, ok := values[out.ID]
			if !ok || value == nil || out.ID != "result" && out.Type != nil && len(out.Type.Enum) > 0 {
				continue // another word of the rules' own, such as a band, is for them to use: nobody has written it for a reader
			}
			text := language.Text{Text: inWords(value, out.Type, t.Org.Currency, lang)}
			if out.ID == "result" {
				o.Result = text
				if id, ok := value.(string); ok {
					o.Result = language.Told(lang, said.Value(d.id, id, text.Text), text.Text)
				}
				for _, named := range t.Outcomes {
					if named.ID == value {
						o.Result = language.Told(lang, said.Outcome(named.ID, named.Title), named.Title)
					}
				}
				continue
			}
			o.Rows = append(o.Rows, page.Row{Key: language.Told(lang, said.Output(d.id, out.ID, humanise(out.ID)), humanise(out.ID)), Value: text})
		}
	}
	return o
}

func inWords(v any, t *rules.Type, currency rules.Currency, lang string) string {
	switch v := v.(type) {
	case bool:
		if v {
			return page.Of(lang).Yes
		}
		return page.Of(lang).No
	case string:
		if t != nil && t.Kind == rules.Money {
			return currency.ShowText(v)
		}
		if t != nil && t.Kind == rules.Date {
			if day, err := time.Parse(time.DateOnly, v); err == nil {
				return language.Day(lang, day)
			}
		}
		if t != nil && len(t.Enum) > 0 {
			return humanise(v)
		}
		return v
	}
	body, _ := json.Marshal(v)
	if t != nil && t.Kind == rules.Money {
		return currency.ShowText(string(body))
	}
	return strings.Trim(string(body), `"`)
}

// humanise makes words of an id: "parking_space" is "Parking space".
func humanise(id string) string {
	s := strings.ReplaceAll(id, "_", " ")
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// shownStages are the parts of the work that an applicant is shown, and how each stands. What changed at or after a
// decision that was not told is shown as it was before, so that a stage that begins, or is left out, does not tell what
// was decided.
func shownStages(k *engine.Case, t *casetype.Type, untold *time.Time) []engine.Stage {
	var out []engine.Stage
	current := false
	for _, s := range k.Stages {
		if untold != nil && s.At != nil && !s.At.Before(*untold) {
			s.State = engine.Waiting
			if !current {
				s.State = engine.Open
			}
		}
		current = current || s.State == engine.Open
		if s.State == engine.Waiting && slices.ContainsFunc(t.Stages, func(d *casetype.Stage) bool { return d.ID == s.ID && (d.Enter != nil || d.On != nil || d.When != nil) }) {
			continue // such as an appeal, or what follows from one of several answers: it may never come
		}
		if s.State == engine.Done || s.State == engine.Open || s.State == engine.Waiting && (k.Status != engine.Closed || untold != nil) {
			out = append(out, s)
		}
	}
	return out
}

func stageTitle(s engine.Stage, t *casetype.Type, lang string) language.Text {
	return language.Told(lang, t.Words[lang].Stage(s.ID, s.Title), s.Title)
}

// stages are the same in words.
func stages(k *engine.Case, untold *time.Time, t *casetype.Type, lang string) []page.Stage {
	w := page.Of(lang)
	var out []page.Stage
	for _, s := range shownStages(k, t, untold) {
		shown := page.Stage{Title: stageTitle(s, t, lang), State: w.NotStarted, Colour: "grey"}
		switch s.State {
		case engine.Done:
			shown.State, shown.Colour = w.Completed, ""
		case engine.Open:
			shown.State, shown.Colour = w.InProgress, "blue"
		}
		out = append(out, shown)
	}
	return out
}

// decides says whether something is still to be decided in a stage. Which stage comes after it may hang on what that will
// be: to name it would promise something, or say what was proposed.
func decides(k *engine.Case, s engine.Stage) bool {
	for _, task := range k.Tasks {
		if task.Stage == s.ID && task.Decides != "" && task.State != engine.Unneeded && task.State != engine.Cancelled {
			if d := k.Decisions[task.Decides]; d == nil || len(d.Made) == 0 {
				return true
			}
		}
	}
	return false
}

// whatNext says what happens next, and by when we aim to be done, in sentences for someone who is waiting.
func whatNext(k *engine.Case, t *casetype.Type, lang string) (next []page.Sentence, by string) {
	unknown, untold, w := firstUnknown(k, t), toTell(k, t), page.Of(lang)
	own := func(sentences ...string) (out []page.Sentence) {
		for _, s := range sentences {
			out = append(out, page.Sentence{Before: s})
		}
		return out
	}
	switch {
	case k.Status == engine.Closed && len(untold) == 0:
		switch k.Outcome {
		case engine.Withdrawn:
			return own(w.NextWithdrawn), ""
		case engine.Abandoned:
			return own(w.NextAbandoned), ""
		case engine.Duplicate:
			return own(w.NextDuplicate), ""
		case engine.HandedOver:
			return own(w.NextHandedOver(openedBy(k))), ""
		}
		if lastTold(k) != nil {
			return own(w.NextDecided), ""
		}
		return own(w.NextFinished), ""
	case len(untold) > 0 && telling(k, untold):
		if about := requestOf(k, t, untold[0], lang); about.Text != "" {
			return []page.Sentence{page.Around(w.NextTellingOf, about)}, ""
		}
		return own(w.NextTelling), ""
	case len(untold) > 0:
		return own(w.NextDeciding, w.NextWrite), by
	case k.Status == engine.Held:
		return own(w.NextPaused), ""
	case k.Waiting:
		return own(w.NextWaiting), ""
	}
	shown := shownStages(k, t, unknown)
	at := slices.IndexFunc(shown, func(s engine.Stage) bool { return s.State == engine.Open })
	switch {
	case at < 0 && lastTold(k) != nil && !slices.ContainsFunc(k.Tasks, func(x *engine.Task) bool { return x.Required && x.State == engine.Open }):
		next = own(w.NextNothing) // a permit that runs, say
	case at < 0:
		next = own(w.NextLook)
	default:
		next = append(next, page.Around(w.NextAt, stageTitle(shown[at], t, lang)))
		if at+1 < len(shown) && lastTold(k) == nil && unknown == nil && !decides(k, shown[at]) {
			next = append(next, page.Around(w.NextAfter, stageTitle(shown[at+1], t, lang)))
		}
	}
	if lastTold(k) != nil {
		return append(next, own(w.NextNeeded)...), ""
	}
	return append(next, own(w.NextUntil)...), aim(k, t, lang)
}

// openedBy is the reference of the case that this one was handed over as.
func openedBy(k *engine.Case) string {
	for _, l := range slices.Backward(k.Links) {
		if l.As == engine.AsOpened {
			return l.Case
		}
	}
	return ""
}

// aim is the day by which a limit that is running ends: one that is promised, where there are any.
func aim(k *engine.Case, t *casetype.Type, lang string) string {
	promises := slices.ContainsFunc(t.Clocks, func(c *casetype.Clock) bool { return c.Promised })
	var first *time.Time
	for _, c := range t.Clocks {
		clock := k.Clocks[c.ID]
		if clock == nil || promises && !c.Promised {
			continue
		}
		if clock.State == engine.Running && clock.Ends != nil && (first == nil || clock.Ends.Before(*first)) {
			first = clock.Ends
		}
	}
	if first == nil {
		return ""
	}
	return language.Day(lang, first.In(t.Org.Zone))
}
