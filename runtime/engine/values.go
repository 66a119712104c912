package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

const dateLayout = "2006-01-02"

// plain makes a value that rules made into what the record keeps: money as a string with its decimals, dates as
// 2006-01-02, instants as RFC 3339. It can always be written as JSON: the numbers that rules make are finite.
func plain(v any, t *rules.Type) any {
	switch v := v.(type) {
	case rules.Decimal:
		return v.String()
	case time.Time:
		if t != nil && t.Kind == rules.Date {
			return v.Format(dateLayout)
		}
		return v.UTC().Format(time.RFC3339Nano)
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = plain(v[i], elem(t))
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, x := range v {
			out[k] = plain(x, field(t, k))
		}
		return out
	}
	return v
}

func elem(t *rules.Type) *rules.Type {
	if t == nil {
		return nil
	}
	return t.Elem
}

func field(t *rules.Type, name string) *rules.Type {
	if t == nil {
		return nil
	}
	return t.Fields[name]
}

// decodeValue reads a recorded value back as rules want it. What does not fit its type is missing.
func decodeValue(raw json.RawMessage, t *rules.Type) any {
	if len(raw) == 0 {
		return nil
	}
	var v any
	switch raw[0] {
	case '{', '[':
		dec := json.NewDecoder(bytes.NewReader(raw))
		dec.UseNumber()
		_ = dec.Decode(&v) // what cannot be read is missing
	case '"', 't', 'f', 'n':
		_ = json.Unmarshal(raw, &v)
	default:
		v = json.Number(raw)
	}
	return typed(v, t)
}

func typed(v any, t *rules.Type) any {
	kind := rules.Unknown
	if t != nil {
		kind = t.Kind
	}
	switch v := v.(type) {
	case json.Number:
		switch kind {
		case rules.Money:
			if d, err := parseMoney(v.String()); err == nil {
				return d
			}
			return nil
		case rules.Number:
			if f, err := v.Float64(); err == nil {
				return f
			}
			return nil
		}
		if n, err := v.Int64(); err == nil {
			return int(n)
		}
		if f, err := v.Float64(); err == nil && kind != rules.Int {
			return f
		}
		return nil
	case string:
		switch kind {
		case rules.Money:
			if d, err := parseMoney(v); err == nil {
				return d
			}
			return nil
		case rules.Date:
			if d, err := time.Parse(dateLayout, v); err == nil {
				return d
			}
			return nil
		case rules.Moment:
			if d, err := time.Parse(time.RFC3339Nano, v); err == nil {
				return d
			}
			return nil
		}
		return v
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = typed(v[i], elem(t))
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, x := range v {
			out[k] = typed(x, field(t, k))
		}
		return out
	}
	return v
}

// checkOutputs reads what a person answered to a decision's question and says, in words, what does not fit.
func checkOutputs(raw json.RawMessage, d *casetype.Decision, currency rules.Currency) (map[string]any, []string) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var given map[string]any
	if err := dec.Decode(&given); err != nil {
		return nil, []string{"the answer is not an object of outputs"}
	}
	out := map[string]any{}
	var faults []string
	for name, v := range given {
		t, ok := d.Types[name]
		if !ok {
			faults = append(faults, fmt.Sprintf("the decision has no output %q", name))
			continue
		}
		if v == nil || v == "" {
			continue
		}
		x := typed(v, t)
		if !fits(x, t) {
			faults = append(faults, fmt.Sprintf("%s cannot be %v", strings.ReplaceAll(name, "_", " "), v))
			continue
		}
		if unpaid, found := unpayable(x, currency); found {
			faults = append(faults, fmt.Sprintf("%s cannot be %s: %s has %s", strings.ReplaceAll(name, "_", " "), unpaid, currency.Code, currency.Places()))
			continue
		}
		out[name] = x
	}
	if out["result"] == nil && len(faults) == 0 {
		faults = append(faults, "the answer says no result")
	}
	result, _ := out["result"].(string)
	for _, name := range d.Beside(result) {
		if out[name] == nil && len(faults) == 0 {
			faults = append(faults, fmt.Sprintf("%s is missing: every %q of this decision has one", strings.ReplaceAll(name, "_", " "), result))
		}
	}
	slices.Sort(faults)
	return out, faults
}

// unpayable finds an amount with parts of the smallest coin.
func unpayable(v any, currency rules.Currency) (rules.Decimal, bool) {
	switch v := v.(type) {
	case rules.Decimal:
		return v, !currency.Holds(v)
	case []any:
		for _, one := range v {
			if d, found := unpayable(one, currency); found {
				return d, true
			}
		}
	}
	return rules.Decimal{}, false
}

// fits says whether a value is one of an output's kind.
func fits(v any, t *rules.Type) bool {
	switch t.Kind {
	case rules.Bool:
		_, ok := v.(bool)
		return ok
	case rules.Int:
		_, ok := v.(int)
		return ok
	case rules.Number:
		_, ok := v.(float64)
		return ok
	case rules.Money:
		_, ok := v.(rules.Decimal)
		return ok
	case rules.String:
		s, ok := v.(string)
		return ok && (len(t.Enum) == 0 || slices.Contains(t.Enum, s))
	case rules.List:
		list, ok := v.([]any)
		return ok && !slices.ContainsFunc(list, func(one any) bool { return !fits(one, t.Elem) })
	}
	_, ok := v.(time.Time)
	return ok
}

// sameJSON says whether two recorded values are the same; one that is missing is null.
func sameJSON(a, b json.RawMessage) bool {
	if bytes.Equal(a, b) {
		return true
	}
	var x, y any
	if len(a) > 0 {
		_ = json.Unmarshal(a, &x)
	}
	if len(b) > 0 {
		_ = json.Unmarshal(b, &y)
	}
	return reflect.DeepEqual(x, y)
}

func roleOf(who string) string { return strings.TrimPrefix(who, "role.") }
