package casework

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/server/fields"
	"github.com/caseloom/caseloom/runtime/server/words"
)

// outputs draws the answer to a decision's question, one field for each output by its type, and reads it back as the
// JSON the engine takes: money as a string with its decimals, dates as 2006-01-02. The result must be given, and what
// every row of the table gives beside that result; what else the decision has may be left empty.
func outputs(f *fields.Form, s *teller, d *casetype.Decision) json.RawMessage {
	given := map[string]any{}
	for _, o := range d.Outputs {
		label, name, missing := words.Humane(o.ID), "out-"+o.ID, ""
		if o.ID == "result" {
			label, missing = "Result", "Choose the result"
		}
		kind, many := o.Type.Kind, o.Type.Kind == rules.List
		of := o.Type
		if many && of.Elem != nil {
			of = of.Elem
		}
		switch {
		case many && len(of.Enum) > 0:
			if all := f.Many(label, name, s.choices(d, o.ID, of.Enum), missing); len(all) > 0 {
				given[o.ID] = all
			}
		case len(of.Enum) > 0:
			if v := f.One(label, "", name, s.choices(d, o.ID, of.Enum), missing); v != "" {
				given[o.ID] = v
			}
		case kind == rules.Bool:
			if v := f.One(label, "", name, []forms.Choice{{Value: "yes", Text: "Yes"}, {Value: "no", Text: "No"}}, missing); v != "" {
				given[o.ID] = v == "yes"
			}
		case kind == rules.Date || kind == rules.Moment:
			if day := f.Day(label, "For example, 27 3 2026", name, missing, s.zone, nil); day != nil && kind == rules.Date {
				given[o.ID] = day.Format("2006-01-02")
			} else if day != nil {
				given[o.ID] = day.UTC().Format("2006-01-02T15:04:05Z")
			}
		case many:
			var all []any
			for line := range strings.Lines(f.Long(label, "One on each line", name, missing)) {
				if line = strings.TrimSpace(line); line == "" {
					continue
				}
				v, fault := s.written(line, of)
				if fault != "" {
					f.BlameSent(name, label+" "+fault)
					break
				}
				all = append(all, v)
			}
			if len(all) > 0 {
				given[o.ID] = all
			}
		default:
			item := forms.Item{Label: label, Spellcheck: true}
			switch kind {
			case rules.Money:
				item = forms.Item{Widget: forms.Money, Label: label, Prefix: strings.TrimSpace(s.currency().Sign), InputMode: "decimal", Width: 10}
			case rules.Int, rules.Number:
				item = forms.Item{Widget: forms.Number, Label: label, InputMode: "decimal", Width: 10}
			}
			typed := f.Text(item, name, missing)
			if typed == "" {
				break
			}
			if v, fault := s.written(typed, of); fault != "" {
				f.BlameSent(name, label+" "+fault)
			} else {
				given[o.ID] = v
			}
		}
		if results := s.beside(d, o.ID); results != "" {
			drawn := &f.Model.Items[len(f.Model.Items)-1]
			drawn.Optional, drawn.Hint = false, strings.TrimSpace("Needed when the result is "+results+". "+drawn.Hint)
		}
	}
	result, _ := given["result"].(string)
	for _, id := range d.Beside(result) {
		well := slices.ContainsFunc(f.Model.Items, func(i forms.Item) bool { return i.ID == "out-"+id && i.Error == "" })
		if given[id] == nil && well {
			f.BlameSent("out-"+id, words.Humane(id)+" is needed when the result is "+s.answer(d, "result", result))
		}
	}
	raw, err := json.Marshal(given)
	if err != nil { // a number that Go reads and JSON does not write, such as 0x10 or Inf
		f.BlameSent("out-result", "Check the numbers: write them with digits only")
		return json.RawMessage(`{}`)
	}
	return raw
}

// written reads one value as a person writes it, into what the engine takes. The fault, if there is one, follows the name
// of the field.
func (s *teller) written(typed string, t *rules.Type) (value any, fault string) {
	switch t.Kind {
	case rules.Money:
		currency := s.currency()
		d, err := currency.Read(typed)
		if err != nil {
			return nil, err.Error()
		}
		return currency.Plain(d), ""
	case rules.Int, rules.Number:
		if n, err := strconv.ParseFloat(typed, 64); err != nil || t.Kind == rules.Int && n != float64(int64(n)) {
			return nil, "must be a number, such as 4"
		}
		return json.Number(typed), ""
	case rules.Date:
		if _, err := time.Parse(time.DateOnly, typed); err != nil {
			return nil, "must be a date, such as 2026-03-27"
		}
	}
	return typed, ""
}

// choices names the values of an output.
func (s *teller) choices(d *casetype.Decision, output string, values []string) []forms.Choice {
	out := make([]forms.Choice, len(values))
	for i, v := range values {
		out[i] = forms.Choice{Value: v, Text: s.answer(d, output, v)}
	}
	return out
}

// beside names the results that an output is needed with: “Granted”, “Granted or Renewed”; empty when it never is.
func (s *teller) beside(d *casetype.Decision, output string) string {
	var results []string
	for _, v := range d.Types["result"].Enum {
		if slices.Contains(d.Beside(v), output) {
			results = append(results, s.answer(d, "result", v))
		}
	}
	return strings.Join(results, " or ")
}
