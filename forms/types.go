package forms

import "github.com/caseloom/caseloom/rules"

// Type is what rules may know of the answers before there are any. A value is optional when the schema does not require
// it, or when its question or a group around it may not be asked.
func (f *Form) Type() *rules.Type { return f.kind }

func objectType(fields []*Field, optional bool) *rules.Type {
	t := &rules.Type{Kind: rules.Object, Fields: map[string]*rules.Type{}}
	for _, f := range fields {
		if !isChoice(f.Name) {
			t.Fields[f.Name] = f.typed(optional)
		}
	}
	return t
}

func (f *Field) typed(within bool) *rules.Type {
	optional := within || !f.Required || len(f.clauses) > 0 || f.maybe || f.lacks() || f.holder != nil && f.holder.maybe
	t := &rules.Type{Kind: rules.Unknown, Optional: optional, Title: f.Label}
	switch {
	case f.Widget == Group:
		t.Kind, t.Fields, t.Key = rules.Object, objectType(f.Fields, optional).Fields, f.key
	case f.Widget == List || f.Widget == Checkboxes:
		t.Kind, t.Optional, t.Elem = rules.List, within, f.item.typed(false)
		t.Min, t.Max = new(float64), nil
		if !optional {
			*t.Min = float64(f.MinItems)
		}
		if f.MaxItems > 0 {
			most := float64(f.MaxItems)
			t.Max = &most
		}
	case f.Widget == File:
		text := func() *rules.Type { return &rules.Type{Kind: rules.String} }
		t.Kind = rules.Object
		t.Fields = map[string]*rules.Type{"name": text(), "hash": text(), "media": text(), "size": {Kind: rules.Int}}
	case f.Widget == Money:
		t.Kind, t.Min, t.Max = rules.Money, f.min, f.max
	case f.Widget == Date:
		t.Kind = rules.Date
	case f.moment:
		t.Kind = rules.Moment
	case f.json == "boolean":
		t.Kind = rules.Bool
	case f.json == "integer":
		t.Kind, t.Min, t.Max = rules.Int, f.min, f.max
	case f.json == "number":
		t.Kind, t.Min, t.Max = rules.Number, f.min, f.max
	case f.json == "string":
		if t.Kind, t.Enum = rules.String, f.words(); t.Enum == nil {
			t.Min, t.Max = lengthBound(f.minLen), lengthBound(f.MaxLength)
		}
	default:
		t.Enum = f.words()
		if t.Enum != nil {
			t.Kind = rules.String
		}
	}
	if len(t.Enum) > 0 && len(f.Options) > 0 {
		t.Said = map[string]string{}
		for _, o := range f.Options {
			t.Said[o.Value.(string)] = o.Text
		}
	}
	f.Type = t
	return t
}

// lacks says whether the schema accepts, as an answer, what rules do not see: null, or a value of another kind than is
// asked. A keyword such as `pattern` binds only the kind that it is about.
func (f *Field) lacks() bool {
	return f.mayLack || !f.declared && len(f.Options) == 0 && f.constant == nil
}

// lengthBound is a bound of a length; nil when there is none.
func lengthBound(n int) *float64 {
	if n <= 0 {
		return nil
	}
	f := float64(n)
	return &f
}

// words are the values of a closed list of strings; nil when the list is open or holds anything else.
func (f *Field) words() []string {
	var out []string
	for _, o := range f.Options {
		s, ok := o.Value.(string)
		if !ok {
			return nil
		}
		out = append(out, s)
	}
	if s, ok := f.constant.(string); ok && out == nil {
		return []string{s}
	}
	return out
}
