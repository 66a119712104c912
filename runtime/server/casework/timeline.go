package casework

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/server/words"
	page "github.com/caseloom/caseloom/ui/pages/casework"
)

// perPage is how many events the case page shows at once: each is explained, which reads the events before it.
const perPage = 40

// explain gives the stored why of an event in words, under the version of its day; false when that can no longer be read.
type explain func(seq int) (engine.Explained, bool)

// explainer explains events of one case: whole, or as is quickly told of many. A version is looked up once.
func explainer(c *web.Ctx, events []engine.Event, how func(*casetype.Type, []engine.Event, int) (engine.Explained, error)) explain {
	types := map[string]*casetype.Type{}
	return func(seq int) (engine.Explained, bool) {
		if seq < 1 || seq > len(events) {
			return engine.Explained{}, false
		}
		version := events[seq-1].Version
		t, ok := types[version]
		if !ok {
			t, _ = c.Site.Catalog.At(c.Context(), version)
			types[version] = t
		}
		if t == nil {
			return engine.Explained{}, false
		}
		x, err := how(t, events, seq)
		return x, err == nil
	}
}

// timeline is the newest events before a seq (0: the newest of all), and where the newer and the older ones are.
func (f *folder) timeline(events []engine.Event, before int, why explain) (rows []page.Event, newer, older string) {
	end := len(events)
	if before > 1 && before <= end {
		end = before - 1
		newer = f.href() + "#timeline"
	}
	start := max(0, end-perPage)
	for i := end - 1; i >= start; i-- {
		rows = append(rows, f.event(events, &events[i], why))
	}
	if start > 0 {
		older = f.href() + "?before=" + strconv.Itoa(events[start].Seq) + "#timeline"
	}
	return rows, newer, older
}

// event is one event in words. Without why, its page is linked instead of its explanation being given.
func (f *folder) event(events []engine.Event, e *engine.Event, why explain) page.Event {
	t := f.tell(e)
	row := page.Event{
		Seq: e.Seq, Title: t.Title, Detail: t.Detail, At: words.Moment(e.At, f.zone), ISO: e.At.UTC().Format(time.RFC3339),
		Href: f.eventHref(e.Seq),
	}
	if lines := f.corrected(events, e); len(lines) > 0 {
		row.Detail = strings.TrimSpace(row.Detail + "\n" + strings.Join(lines, "\n"))
	}
	if why != nil {
		row.Why = f.why(events, e, why)
	}
	return row
}

// hiddenEvent is what is told of an event whose sentence would show what is hidden from this person.
var hiddenEvent = told{Title: "Something that you may not see was recorded"}

// tell says an event without what is hidden from this person.
func (f *folder) tell(e *engine.Event) told {
	t := f.shown(e)
	conceal := f.Conceal()
	return told{conceal.Replace(t.Title), conceal.Replace(t.Detail)}
}

// shown leaves out the events that show what is hidden by having happened.
func (f *folder) shown(e *engine.Event) told {
	if len(f.hidden) == 0 {
		return f.teller.tell(e)
	}
	var b said
	unwrap(e, &b)
	switch e.Kind {
	case "fact.set":
		if _, shown := f.c.Facts[b.Fact]; !shown {
			return hiddenEvent
		}
	case "decision.worked_out":
		if d := f.c.Decisions[b.Decision]; len(b.WorkedOut.Outputs) > 0 && (d == nil || d.WorkedOut == nil) {
			return hiddenEvent
		}
	case "person.set":
		if id := text(b.Person); f.c.People[id].Name == "" {
			return told{Title: "The " + lowerFirst(words.Humane(id)) + " was recorded"}
		}
	case "task.created": // told with its title of that day, which may say more
		var whole engine.Task
		_ = json.Unmarshal(b.Task, &whole)
		if identity.HidesTitle(f.t, f.hidden, &whole) {
			return told{Title: "The task " + quote(f.teller.titled(whole.ID)) + " was planned"}
		}
	case "task.titled":
		if slices.ContainsFunc(f.c.Tasks, func(t *engine.Task) bool { return t.ID == text(b.Task) && identity.HidesTitle(f.t, f.hidden, t) }) {
			return hiddenEvent
		}
	case "document.added":
		if identity.HidesField(f.hidden, b.File.Field) {
			return hiddenEvent
		}
	}
	return f.teller.tell(e)
}

func (f *folder) eventHref(seq int) string { return f.href() + "/events/" + strconv.Itoa(seq) }

// why is the explanation of one event. What was done by a person needs none beyond who did it.
func (f *folder) why(events []engine.Event, e *engine.Event, explain explain) *page.Why {
	w := f.explained(events, e, explain)
	conceal := f.Conceal()
	for _, said := range []*string{&w.Rule, &w.Text, &w.Plain, &w.Doubt, &w.Disagrees, &w.Would} {
		*said = conceal.Replace(*said)
	}
	return w
}

func (f *folder) explained(events []engine.Event, e *engine.Event, explain explain) *page.Why {
	w := &page.Why{}
	x, ok := explain(e.Seq)
	if !ok {
		w.Plain = "The rules of that day can no longer be read. What was recorded then is shown."
		if e.Why != nil {
			w.Rule, w.At, w.Row, w.Text, w.Doubt = e.Why.Rule, e.Why.At, e.Why.Row, e.Why.Text, e.Why.Doubt
		}
		return w
	}
	if e.Why == nil {
		w.Plain = f.plainly(e)
	}
	w.Rule, w.At, w.Row, w.Text, w.Disagrees, w.Doubt = x.Rule, x.At, upperFirst(x.Row), x.Text, x.Disagrees, x.Doubt
	for i, v := range x.Values {
		row := page.Value{Label: upperFirst(v.Label), Path: v.Path, Value: upperFirst(v.Value), Set: upperFirst(v.Set)}
		if e.Why != nil && i < len(e.Why.Read) {
			if seq := e.Why.Read[i].Seq; seq > 0 && seq <= len(events) {
				row.Href, row.Set = f.eventHref(seq), "Event "+strconv.Itoa(seq)+": "+f.tell(&events[seq-1]).Title
			}
		}
		if f.hidesPath(v.Path) {
			row.Value = "Not shown to you"
		}
		if row.Set == "" {
			row.Set = "Nothing has set it"
		}
		w.Values = append(w.Values, row)
	}
	f.reasons(w, x)
	if !e.IsGiven() && e.Cause >= 1 && e.Cause <= len(events) {
		w.Cause = &page.Link{Text: f.tell(&events[e.Cause-1]).Title, Href: f.eventHref(e.Cause)}
	}
	return w
}

// plainly says why an event happened that no rule was asked about.
func (f *folder) plainly(e *engine.Event) string {
	switch {
	case !e.IsGiven():
		return "No rule decided this: it is part of what was done."
	case e.Actor.Kind == "staff", e.Actor.Kind == "citizen":
		return f.teller.who(e) + " did this. No rule was involved."
	}
	return "This came from outside the case: " + lowerFirst(f.tell(e).Title) + ". No rule was involved."
}

// hidesPath says whether a value that a rule read may not be shown: it is hidden itself, or made from what is.
func (f *folder) hidesPath(path string) bool {
	if len(f.hidden) == 0 {
		return false
	}
	if hides(f.hidden, path) || identity.HidesRead(f.t, f.hidden, path) {
		return true
	}
	if id, ok := strings.CutPrefix(path, "fact."); ok {
		_, shown := f.c.Facts[id]
		return !shown
	}
	if rest, ok := strings.CutPrefix(path, "decision."); ok {
		id, _, _ := strings.Cut(rest, ".")
		d := f.teller.decision(id)
		return d != nil && d.WorkedOut && (f.c.Decisions[id] == nil || f.c.Decisions[id].WorkedOut == nil)
	}
	return false
}

func hides(hidden []string, path string) bool { return len(hidden) > 0 && identity.Hides(hidden, path) }

// showEvent is one event and its why, on a page of its own.
func showEvent(c *web.Ctx) error {
	f, err := open(c, c.Param("reference"))
	if err != nil {
		return err
	}
	events, err := c.Site.Store.Events(c.Context(), f.c.ID)
	if err != nil {
		return err
	}
	seq, err := strconv.Atoi(c.Param("seq"))
	if err != nil || seq < 1 || seq > len(events) {
		return web.NotFound()
	}
	p := f.whyPage(events, seq, explainer(c, events, engine.Explain))
	if said := f.report(c, &events[seq-1]); len(said.Rows) > 0 {
		p.Said = []page.Section{said}
	}
	p.Page = f.page(c, "Why: "+p.Event.Title)
	p.Page.Back = f.href() + "?before=" + url.QueryEscape(strconv.Itoa(min(seq+perPage/2, len(events)+1))) + "#event-" + strconv.Itoa(seq)
	return c.Render(page.EventWhy(p))
}

func (f *folder) whyPage(events []engine.Event, seq int, why explain) page.WhyPage {
	e := &events[seq-1]
	p := page.WhyPage{Bar: f.bar(), Event: f.event(events, e, why)}
	if e.Actor.Kind != "system" {
		p.Event.By = f.teller.who(e)
	}
	if e.IsGiven() {
		for i := seq; i < len(events) && events[i].Cause == seq; i++ {
			p.Follows = append(p.Follows, f.event(events, &events[i], nil))
		}
	}
	p.Version = "Event " + strconv.Itoa(seq) + " of " + strconv.Itoa(len(events)) + ". Version " + short(e.Version) + " of the rules was in force."
	return p
}

// short is enough of a hash to tell two versions apart.
func short(version string) string { return version[:min(8, len(version))] }

// since is what has happened after a seq, in words, the oldest first: what the second of two people is told.
func (f *folder) since(events []engine.Event, seq int) *page.Changed {
	const most = 20
	ch := &page.Changed{Said: "This case changed while you had it open."}
	for i := range events {
		e := &events[i]
		if e.Seq <= seq {
			continue
		}
		if e.IsGiven() && e.Actor.Kind != "system" {
			ch.Said = f.teller.who(e) + " changed this case while you had it open."
			if e.Actor.ID == f.who.ID {
				ch.Said = "You changed this case on another page while you had this one open."
			}
		}
		if len(ch.Events) < most {
			ch.Events = append(ch.Events, f.event(events, e, nil))
		}
	}
	return ch
}
