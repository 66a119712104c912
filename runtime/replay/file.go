package replay

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// kept is a case as it stands in a file: a JSON object, in a file of many one a line.
type kept struct {
	CaseType    string            `json:"casetype"`
	Reference   string            `json:"reference"`
	Given       []keptGiven       `json:"given,omitempty"`
	Undelivered []Undelivered     `json:"undelivered,omitempty"`
	Was         map[string]string `json:"was,omitempty"`
	Until       *time.Time        `json:"until,omitempty"`

	// Of a case that is only thought of: its application and the day on which it arrives.
	Form json.RawMessage `json:"form,omitempty"`
	At   string          `json:"at,omitempty"`
}

// keptGiven is one thing that somebody did.
type keptGiven struct {
	At    time.Time       `json:"at"`
	By    engine.Actor    `json:"by"`
	Did   string          `json:"did"` // the kind of the given: "task.completed"
	With  json.RawMessage `json:"with"`
	World engine.World    `json:"world,omitzero"`
}

// MarshalJSON writes a history as it stands in a file.
func (h History) MarshalJSON() ([]byte, error) {
	k := kept{CaseType: h.CaseType, Reference: h.Reference, Undelivered: h.Undelivered, Was: h.Was.values()}
	if !h.Until.IsZero() {
		k.Until = &h.Until
	}
	for _, g := range h.Given {
		with, err := json.Marshal(g.Body)
		if err != nil {
			return nil, err
		}
		k.Given = append(k.Given, keptGiven{At: g.At, By: g.Actor, Did: g.Body.Kind(), With: with, World: g.World})
	}
	return json.Marshal(k)
}

// maxKept bounds one case in a file, in bytes.
const maxKept = 16 << 20

// File reads cases one after the other, however they are laid out: one a line, or one over many lines.
type File struct {
	name string
	text *counted
	in   *json.Decoder
	zone *time.Location
	n    int // cases read
}

// counted says where in a text a byte stands, and stops a case that has no end.
type counted struct {
	from  io.Reader
	left  int
	lines []int64 // where each line that was read ends, of the newest case alone
	at    int64
	line  int // before the newest case
}

func (c *counted) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, fmt.Errorf("one case is larger than %d megabytes", maxKept>>20)
	}
	n, err := c.from.Read(p[:min(len(p), c.left)])
	c.left -= n
	for i, b := range p[:n] {
		if b == '\n' {
			c.lines = append(c.lines, c.at+int64(i))
		}
	}
	c.at += int64(n)
	return n, err
}

// lineOf is the number of the line that a byte stands in. Lines before the newest case are counted and forgotten.
func (c *counted) lineOf(offset int64, forget bool) int {
	i := 0
	for i < len(c.lines) && c.lines[i] < offset {
		i++
	}
	if forget {
		c.line += i
		c.lines = c.lines[:copy(c.lines, c.lines[i:])]
		return c.line + 1
	}
	return c.line + i + 1
}

// NewFile reads cases from a text. Name is what messages call it; days without a time are those of the zone.
func NewFile(name string, text io.Reader, zone *time.Location) *File {
	c := &counted{from: text}
	return &File{name: name, text: c, in: json.NewDecoder(c), zone: zone}
}

// Next reads the next case; io.EOF when there is none. Any other error says with its line what is wrong, and ends the
// file, for where the next case begins is not known.
func (f *File) Next() (History, error) {
	f.text.left = maxKept
	var raw json.RawMessage
	began := f.in.InputOffset()
	err := f.in.Decode(&raw)
	if errors.Is(err, io.EOF) {
		return History{}, io.EOF
	}
	f.n++
	if err != nil {
		at := began
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			at = syntax.Offset - 1
		}
		said := strings.TrimPrefix(err.Error(), "json: ")
		if errors.Is(err, io.ErrUnexpectedEOF) {
			at, said = f.text.at, "the file ends in the middle of a case"
		}
		return History{}, fmt.Errorf("%s:%d: this is not a case as JSON: %s", f.name, f.text.lineOf(at, false), said)
	}
	line := f.text.lineOf(f.in.InputOffset()-int64(len(raw)), true)
	h, err := f.history(raw, line)
	if err != nil {
		return h, fmt.Errorf("%s:%d: %w", f.name, line, err)
	}
	return h, nil
}

// ReadCase reads the one case of a text, such as the file of a test. The error has no place in it.
func ReadCase(text []byte, zone *time.Location) (History, error) {
	f := NewFile("", bytes.NewReader(text), zone)
	h, err := f.history(text, 1)
	return h, err
}

var unknownField = regexp.MustCompile(`unknown field "([^"]*)"`)

func (f *File) history(raw []byte, line int) (History, error) {
	var k kept
	in := json.NewDecoder(bytes.NewReader(raw))
	in.DisallowUnknownFields()
	if err := in.Decode(&k); err != nil {
		return History{}, refused(err)
	}
	if in.More() {
		return History{}, errors.New("more than one case is written here")
	}
	h := History{CaseType: k.CaseType, Reference: k.Reference, Undelivered: k.Undelivered}
	if k.Was != nil {
		h.Was = Traits{}
		for what, value := range k.Was {
			h.Was[what] = Trait{Value: value}
		}
	}
	if k.Until != nil {
		h.Until = *k.Until
	}
	switch {
	case len(k.Form) > 0 && len(k.Given) > 0:
		return h, errors.New(`a case has either "form" or "given", and this one has both`)
	case len(k.Form) > 0:
		return h, h.thought(k, line, f.zone)
	case len(k.Given) == 0:
		return h, errors.New(`nothing was given to this case: it needs "form", its application, or "given", as ` + "`caseloom replay --export`" + ` writes it`)
	}
	for i, kg := range k.Given {
		g, err := kg.given(i + 1)
		if err != nil {
			return h, fmt.Errorf("given %d: %w", i+1, err)
		}
		_, submission := g.Body.(engine.Submit)
		switch {
		case submission != (i == 0):
			return h, fmt.Errorf("given %d: what a case is given first, and only first, is case.received", i+1)
		case i > 0 && g.At.Before(h.Given[i-1].At):
			return h, fmt.Errorf("given %d: it is earlier than the one before it", i+1)
		case submission && g.World.CaseID == "":
			g.World.CaseID = "case"
		}
		h.Given = append(h.Given, g)
	}
	return h, nil
}

// thought makes a case of an application that arrives.
func (h *History) thought(k kept, number int, zone *time.Location) error {
	at := casetype.Start(zone)
	h.Undated, h.Thought = k.At == "", true
	if k.At != "" {
		var err error
		if at, err = time.ParseInLocation("2006-01-02 15:04", k.At, zone); err != nil {
			if at, err = time.ParseInLocation(time.DateOnly, k.At, zone); err != nil {
				return fmt.Errorf(`"at" is a day, or a day and a time, such as 2026-03-02 10:00, and %q is not`, k.At)
			}
		}
	}
	if h.Reference == "" {
		h.Reference = fmt.Sprintf("line %d", number)
	}
	h.Given = []engine.Given{{ID: "g1", Actor: engine.Actor{ID: "citizen", Kind: "citizen"}, At: at.UTC(), Body: engine.Submit{Data: k.Form, Channel: "web"},
		World: engine.World{CaseID: "case", Number: number}}}
	return nil
}

// peopleDo is what a case can be given but for what the system does, which follows from the rules.
var peopleDo = slices.DeleteFunc(engine.GivenKinds(), func(kind string) bool {
	return kind == engine.TimerFell{}.Kind() || kind == engine.MessageSent{}.Kind() || kind == engine.MessageFailed{}.Kind()
})

func (k keptGiven) given(n int) (engine.Given, error) {
	if len(k.With) == 0 {
		k.With = json.RawMessage("{}")
	}
	if !slices.Contains(peopleDo, k.Did) {
		return engine.Given{}, fmt.Errorf("%q is nothing that somebody does to a case. %s", k.Did, rules.DidYouMean(k.Did, peopleDo, "what can be done"))
	}
	if k.At.IsZero() || k.At.Year() < 1 || k.At.Year() > lastYear {
		return engine.Given{}, errors.New(`"at" is not a moment that can be`)
	}
	body, err := json.Marshal(map[string]any{"given": k.With, "world": k.World})
	if err != nil {
		return engine.Given{}, err
	}
	g, err := engine.DecodeGiven(&engine.Event{Seq: 1, Cause: 1, ID: fmt.Sprintf("g%d", n), Kind: k.Did, At: k.At.UTC().Truncate(time.Microsecond), Actor: k.By, Body: body})
	if err != nil {
		return g, refused(err)
	}
	return g, nil
}

// lastYear is the last one that the record can write.
const lastYear = 9998

// refused says in words what the JSON reader said.
func refused(err error) error {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		field := kind.Field
		if field == "" {
			return errors.New("a case is an object: { }")
		}
		return fmt.Errorf("%q cannot be %s", field, kind.Value)
	}
	if m := unknownField.FindStringSubmatch(err.Error()); m != nil {
		return fmt.Errorf("%q is not something a case can say. %s", m[1], rules.DidYouMean(m[1], []string{"casetype", "reference", "given", "undelivered", "was", "until", "form", "at", "by", "did", "with", "world"}, "keys of a case are"))
	}
	return errors.New(strings.TrimPrefix(err.Error(), "json: "))
}
