package casework

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/server/words"
	page "github.com/caseloom/caseloom/ui/pages/casework"
)

// value says a recorded JSON value as a person writes it: money with its sign, dates in words, yes and no.
func (s *teller) value(raw json.RawMessage, t *rules.Type) string {
	if len(raw) == 0 {
		return ""
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if dec.Decode(&v) != nil {
		return ""
	}
	return s.say(v, t)
}

func (s *teller) say(v any, t *rules.Type) string {
	kind := rules.Unknown
	if t != nil {
		kind = t.Kind
	}
	switch v := v.(type) {
	case nil:
		return ""
	case bool:
		if v {
			return "Yes"
		}
		return "No"
	case json.Number:
		if kind == rules.Money {
			return s.currency().ShowText(v.String())
		}
		return v.String()
	case string:
		switch kind {
		case rules.Money:
			return s.currency().ShowText(v)
		case rules.Date:
			if day, _, _ := strings.Cut(v, "T"); len(day) < len(v) { // an input's day is kept as its midnight
				v = day
			}
			if d, err := time.Parse("2006-01-02", v); err == nil {
				return words.Day(d, time.UTC)
			}
		case rules.Moment:
			if d, err := time.Parse(time.RFC3339Nano, v); err == nil {
				return words.Moment(d, s.zone)
			}
		case rules.String:
			if said := t.Said[v]; said != "" {
				return said
			}
			if len(t.Enum) > 0 {
				return words.Humane(v)
			}
		case rules.Unknown: // an input that the files no longer declare; a day is kept as its midnight
			if d, err := time.Parse("2006-01-02T00:00:00Z", v); err == nil {
				return words.Day(d, time.UTC)
			}
		}
		return v
	case []any:
		parts := make([]string, len(v))
		for i := range v {
			var elem *rules.Type
			if t != nil {
				elem = t.Elem
			}
			parts[i] = s.say(v[i], elem)
		}
		return strings.Join(parts, ", ")
	case map[string]any:
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		parts := make([]string, len(keys))
		for i, k := range keys {
			var field *rules.Type
			if t != nil && t.Fields != nil {
				field = t.Fields[k]
			}
			parts[i] = lowerFirst(words.Humane(k)) + " " + s.say(v[k], field)
		}
		return strings.Join(parts, ", ")
	}
	return ""
}

// currency is that of the version the case stands on.
func (s *teller) currency() rules.Currency {
	if s.t == nil {
		return rules.Pounds
	}
	return s.t.Org.Currency
}

// outputRows names each output of a decision, the result first, in the order of the files. What the files no longer
// declare comes last, by name.
func (s *teller) outputRows(decision string, raw json.RawMessage) []page.Row {
	var outputs map[string]json.RawMessage
	if len(raw) == 0 || json.Unmarshal(raw, &outputs) != nil {
		return nil
	}
	var rows []page.Row
	if d := s.decision(decision); d != nil {
		for _, o := range d.Outputs {
			if v, ok := outputs[o.ID]; ok && string(v) != "null" {
				value := s.value(v, o.Type)
				if of, err := strconv.Unquote(string(v)); err == nil && len(o.Type.Enum) > 0 {
					value = s.answer(d, o.ID, of)
				}
				rows = append(rows, page.Row{Key: words.Humane(o.ID), Value: value})
			}
			delete(outputs, o.ID)
		}
	}
	left := make([]string, 0, len(outputs))
	for id := range outputs {
		left = append(left, id)
	}
	slices.Sort(left)
	for _, id := range left {
		rows = append(rows, page.Row{Key: words.Humane(id), Value: s.value(outputs[id], nil)})
	}
	return rows
}

// answer says one answer of a decision, in the title of the outcome where the outcome of the case rests on it. The same word in
// another decision means something else.
func (s *teller) answer(d *casetype.Decision, output, value string) string {
	if t := d.Types[output]; t != nil && t.Said[value] != "" {
		return t.Said[value]
	}
	if s.t != nil && s.t.Outcome != nil && slices.Contains(s.t.Outcome.Reads(), "decision."+d.ID+"."+output) {
		return s.outcome(value)
	}
	return words.Humane(value)
}

// inputRows names what a decision was worked out from, by name, each as the form it came from says it.
func (s *teller) inputRows(decision string, raw json.RawMessage) []page.Row {
	var inputs map[string]json.RawMessage
	if len(raw) == 0 || json.Unmarshal(raw, &inputs) != nil {
		return nil
	}
	names := make([]string, 0, len(inputs))
	for id := range inputs {
		names = append(names, id)
	}
	slices.Sort(names)
	var table *rules.Table
	if d := s.decision(decision); d != nil {
		table = d.Table
	}
	rows := make([]page.Row, len(names))
	for i, id := range names {
		var t *rules.Type
		if table != nil {
			t = table.Input(id)
		}
		v := s.value(inputs[id], t)
		if v == "" {
			v = "Not known"
		}
		rows[i] = page.Row{Key: words.Humane(id), Value: v}
	}
	return rows
}
