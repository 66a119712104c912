package casetype

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules"
)

// A task that asks a service: `does: call`.

var (
	gAddress = &grammar{name: "an address that begins with https://", strings: true, code: "bad-address", like: regexp.MustCompile(`^https?://[A-Za-z0-9._:\[\]-]+(/[^\s#]*)?$`), example: "https://maps.example.org/distance"}
	gSeconds = &grammar{name: "a number of seconds, from 1 to 60", strings: true, code: "bad-duration", like: regexp.MustCompile(`^([1-9]|[1-5][0-9]|60) seconds?$`), example: "10 seconds"}
	gWithin  = &grammar{name: "a place in the answer: names and numbers with points between them", strings: true, code: "bad-path", like: regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$`), example: "routes.0.miles"}
)

var serviceShape = &shape{noun: "a service", keys: []key{
	{name: "url", need: true, shape: scalar(gAddress), doc: "Where it is. The administrator must allow its host."},
	{name: "title", shape: sText, doc: "What people call it; without it, its name."},
	{name: "timeout", shape: scalar(gSeconds), doc: "How long to wait for an answer; without it, 10 seconds."},
	{name: "give_up", shape: sDuration, doc: "How long to go on asking a service that does not answer, before a person is asked; without it, 15 minutes."},
}}

var answerShape = &shape{or: []*shape{
	word(typeWords...),
	{list: scalar(gID), least: 1},
	{noun: "an answer", keys: []key{
		{name: "type", need: true, shape: &shape{or: []*shape{word(typeWords...), {list: scalar(gID), least: 1}}}, doc: "What kind of value it is."},
		{name: "from", shape: scalar(gWithin), doc: "Where it stands in what the service answers, such as routes.0.miles; without it, under its own name."},
		{name: "optional", shape: sYes, doc: "true: the service may leave it out."},
	}},
}}

var callKeys = []key{
	{name: "service", shape: sID, doc: "The service of organisation.yaml that is asked."},
	{name: "send", shape: &shape{ids: gID, each: named("a value to send", *sExpression)}, doc: "What it is sent: a name and an expression each."},
	{name: "answers", shape: &shape{ids: gID, each: named("an answer", *answerShape)}, doc: "What it answers, each with its kind; nothing else of its answer is kept."},
}

// System is somebody else's program that may be asked.
type System struct {
	ID      string
	Title   string
	URL     string
	Timeout time.Duration  // for one answer
	GiveUp  rules.Duration // after how long without an answer a person is asked
}

// Call is what a task asks of a service, and what the service answers.
type Call struct {
	Service *System
	Send    []Sent
	Answers []Answer
}

// Sent is one value that a service is sent.
type Sent struct {
	Name string
	Is   *rules.Program
}

// Answer is one value that a service answers.
type Answer struct {
	ID       string
	Type     *rules.Type
	From     []string // the way to it within the answer
	Optional bool
}

// mostAsked is how long a service may be asked again and again.
const mostAsked = 7 * 24 * time.Hour

// systems reads whom tasks may ask.
func (l *loader) systems(n node, org *Organisation) {
	org.Systems = map[string]*System{}
	for _, e := range n.entries() {
		s := &System{ID: e.key.text(), Title: e.value.get("title").text(), URL: e.value.get("url").text(), Timeout: 10 * time.Second, GiveUp: rules.Duration{N: 15, Unit: "minute"}}
		if s.Title == "" {
			s.Title = strings.ToLower(humane(s.ID))
		}
		if t := e.value.get("timeout"); t.ok() {
			n, _ := strconv.Atoi(strings.Fields(t.text())[0])
			s.Timeout = time.Duration(n) * time.Second
		}
		if g := e.value.get("give_up"); g.ok() {
			d, err := rules.ParseDuration(g.text())
			switch {
			case err != nil: // its shape has said so
			case d.Working():
				l.fault(g, "bad-duration", "A service is asked again by the clock, and not by working time", "Write it in minutes, hours or days, such as give_up: 2 hours.")
			case lasts(d) > mostAsked:
				l.fault(g, "bad-duration", fmt.Sprintf("A service can be asked again for up to 7 days, and %s is longer", d), "Write for example give_up: 2 hours.")
			default:
				s.GiveUp = d
			}
		}
		org.Systems[s.ID] = s
	}
}

func declareCall(l *loader, t *Task, n node) {
	service := n.get("service")
	if !l.checkName(service, service.text(), sortedKeys(l.t.Org.Systems), "unknown-service", "service", "services of organisation.yaml are") {
		return
	}
	t.Call = &Call{Service: l.t.Org.Systems[service.text()]}
	for _, e := range n.get("answers").entries() {
		a := Answer{ID: e.key.text(), From: []string{e.key.text()}}
		typ := e.value
		if typ.isMap() {
			a.Optional = typ.get("optional").text() == "true"
			if from := typ.get("from"); from.ok() {
				a.From = strings.Split(from.text(), ".")
			}
			typ = typ.get("type")
		}
		a.Type = l.outputType(typ)
		t.Call.Answers = append(t.Call.Answers, a)
	}
	t.Form = l.answersForm(t)
}

// answersForm is the form by which a person gives what a service did not; nil when it answers nothing.
func (l *loader) answersForm(t *Task) *forms.Form {
	if len(t.Call.Answers) == 0 {
		return nil
	}
	properties, required := map[string]any{}, []string{}
	order := []string{}
	for _, a := range t.Call.Answers {
		one := map[string]any{"title": humane(a.ID), "type": "string"}
		switch a.Type.Kind {
		case rules.Number:
			one["type"] = "number"
		case rules.Int:
			one["type"] = "integer"
		case rules.Money:
			one["format"] = "money"
		case rules.Date:
			one["format"] = "date"
		case rules.Bool:
			one["type"] = "boolean"
		default:
			if len(a.Type.Enum) > 0 {
				one["enum"] = a.Type.Enum
			}
		}
		properties[a.ID] = one
		order = append(order, a.ID)
		if !a.Optional {
			required = append(required, a.ID)
		}
	}
	schema := map[string]any{"title": humane(t.ID), "type": "object", "properties": properties, "x-ui": map[string]any{"ui:order": order}}
	if len(required) > 0 {
		schema["required"] = required
	}
	text, _ := json.Marshal(schema) // made of words alone
	form, found := forms.LoadIn(forms.Beside{Currency: l.t.Org.Currency}, text, t.Place.File, t.ID+".answers", func(string) ([]byte, string, error) { return nil, "", fmt.Errorf("nothing is referred to") })
	if form == nil {
		l.add(found...) // a fault of ours, and better said than passed over
	}
	return form
}

func compileCall(l *loader, t *Task, n node) {
	if t.Call == nil {
		return
	}
	for _, e := range n.get("send").entries() {
		if p := l.expression(e.value, l.scope.all, nil); p != nil {
			t.Call.Send = append(t.Call.Send, Sent{Name: e.key.text(), Is: p})
		}
	}
}

func callReads(t *Task, use func(paths []string)) {
	if t.Call == nil {
		return
	}
	for _, s := range t.Call.Send {
		use(s.Is.Reads())
	}
}
