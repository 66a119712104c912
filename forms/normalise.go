package forms

import (
	"encoding/json"
	"math"
	"strconv"
	"time"

	"github.com/govalues/decimal"

	"github.com/caseloom/caseloom/rules"
)

// Normalise gives the answers in the Go types that rules compute with (see rules.Kind): whole numbers as int, other
// numbers as float64, money as rules.Decimal, dates as time.Time at midnight UTC, and a list that is not there as an
// empty one. Answers to questions that are not asked are left out; so is a value that is not of its type, which
// validation refuses anyway.
func (f *Form) Normalise(data map[string]any) map[string]any {
	if f.choosy {
		data = f.Relevant(data)
	}
	return f.normalise(data)
}

func (f *Form) normalise(data map[string]any) map[string]any { return normaliseObject(f.roots, data) }

func normaliseObject(fields []*Field, data map[string]any) map[string]any {
	out := make(map[string]any, len(data))
	known := 0
	for _, f := range fields {
		v, ok := data[f.Name]
		if ok {
			if known++; isChoice(f.Name) {
				continue
			}
			if n := f.normal(v); n != nil {
				out[f.Name] = n
				continue
			}
		}
		if f.Widget == List || f.Widget == Checkboxes {
			out[f.Name] = []any{}
		}
	}
	if known < len(data) {
		for name, v := range data {
			if fieldNamed(fields, name) == nil {
				out[name] = plain(v)
			}
		}
	}
	return out
}

// normal is one value as rules want it; nil when it is missing or not of its type.
func (f *Field) normal(v any) any {
	switch f.Widget {
	case Group:
		if object, ok := v.(map[string]any); ok {
			return normaliseObject(f.Fields, object)
		}
		return nil
	case List, Checkboxes:
		list, ok := v.([]any)
		if !ok {
			return nil
		}
		out := make([]any, 0, len(list))
		for _, x := range list {
			if n := f.item.normal(x); n != nil {
				out = append(out, n)
			}
		}
		return out
	case File:
		ref, ok := fileRef(v)
		if !ok {
			return nil
		}
		return map[string]any{"name": ref.Name, "hash": ref.Hash, "media": ref.Media, "size": int(ref.Size)}
	case Money:
		return moneyValue(v, f.currency)
	case Date:
		if s, ok := v.(string); ok {
			if t, err := time.Parse(time.DateOnly, s); err == nil {
				return t
			}
		}
		return nil
	}
	switch f.json {
	case "integer":
		if n, ok := number(v); ok && n == math.Trunc(n) && math.Abs(n) < 1<<53 {
			return int(n)
		}
		return nil
	case "number":
		if n, ok := number(v); ok {
			return n
		}
		return nil
	case "boolean":
		if b, ok := v.(bool); ok {
			return b
		}
		return nil
	case "string":
		s, ok := v.(string)
		if !ok {
			return nil
		}
		if f.moment {
			if t, err := time.Parse(time.RFC3339, s); err == nil {
				return t
			}
			return nil
		}
		return s
	}
	return plain(v)
}

func moneyValue(v any, currency rules.Currency) any {
	text, ok := v.(string)
	if n, isNumber := v.(json.Number); isNumber {
		text, ok = string(n), true
	}
	if ok && isMoney(text, currency) {
		if d, err := decimal.Parse(text); err == nil {
			return d
		}
	}
	return nil
}

// number reads any of the forms a number has in data.
func number(v any) (float64, bool) {
	var f float64
	var err error
	switch v := v.(type) {
	case json.Number:
		if !soundNumber(string(v)) {
			return 0, false
		}
		f, err = strconv.ParseFloat(string(v), 64)
	case float64:
		f = v
	case int:
		f = float64(v)
	case int64:
		f = float64(v)
	default:
		return 0, false
	}
	return f, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
}

// plain is a value the schema does not describe: numbers become float64.
func plain(v any) any {
	switch v := v.(type) {
	case json.Number:
		if n, ok := number(v); ok {
			return n
		}
		return nil
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, x := range v {
			out[k] = plain(x)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = plain(x)
		}
		return out
	}
	return v
}
