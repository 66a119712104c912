package forms

import (
	"encoding/json"
	"math"
	"math/big"
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"
	"time"

	"github.com/govalues/decimal"
)

// Example makes data that the form accepts, as far as that can be worked out: from the schema's examples and defaults,
// else the plainest answer to each question that must be answered. The same form always gives the same example.
func (f *Form) Example() map[string]any {
	data, _ := clone(f.examples).(map[string]any)
	if data == nil {
		data = map[string]any{}
	}
	fillExample(f.roots, data)
	return f.mended(f.Prune(data), nil)
}

// mended makes the best of an example: what the form does not accept is answered otherwise, but for what was given.
func (f *Form) mended(data, given map[string]any) map[string]any {
	faults := f.Validate(data, time.Time{})
	best, fewest := data, len(faults)
	for try := 0; try < mostTries && len(faults) > 0; try++ {
		next, _ := clone(data).(map[string]any)
		for _, g := range faults {
			tokens, _ := splitPointer(g.Pointer)
			if _, fixed := lookup(given, tokens); !fixed {
				f.mend(next, g, try)
			}
		}
		data = f.Prune(next)
		if faults = f.Validate(data, time.Time{}); len(faults) < fewest {
			best, fewest = data, len(faults)
		}
	}
	return best
}

// mostTries bounds how often an example is tried otherwise.
const mostTries = 12

// mend answers otherwise what a fault is about: what is missing is answered, another choice is made, a group is answered
// whole. What it is good for is for Validate to say.
func (f *Form) mend(data map[string]any, g Fault, try int) {
	tokens, _ := splitPointer(g.Pointer)
	field := f.locate(tokens)
	if field == nil || len(tokens) == 0 {
		return
	}
	parent, ok := lookup(data, tokens[:len(tokens)-1])
	object, isObject := parent.(map[string]any)
	if !ok || !isObject {
		if field.parent != nil && len(tokens) > 1 { // the group that it stands in is missing first
			f.mend(data, Fault{Pointer: field.parent.Pointer}, try)
		}
		return
	}
	name := tokens[len(tokens)-1]
	object[name] = field.otherwise(object[name], try)
}

// otherwise is another answer than the one that stands there.
func (f *Field) otherwise(v any, try int) any {
	switch v := v.(type) {
	case nil:
	case bool:
		return !v
	case map[string]any:
		if f.Widget != Group {
			return v
		}
		for _, c := range f.Fields {
			if _, answered := v[c.Name]; !answered {
				v[c.Name] = c.needed()
			} else if try > 0 && (len(c.Options) > 0 || c.json == "boolean") {
				v[c.Name] = c.otherwise(v[c.Name], try)
			}
		}
		return v
	case []any:
		if f.Widget == List && len(v) < f.MaxItems {
			return append(v, f.item.needed())
		}
		return v
	default:
		if n := len(f.Options); n > 0 {
			return f.Options[try%n].Value
		}
		plain := *f
		plain.example, plain.preset = nil, nil
		return plain.needed()
	}
	return f.needed()
}

var ten = decimal.MustNew(10, 0)

// needed is an answer even to a question that may be left.
func (f *Field) needed() any {
	asked := *f
	asked.Required = true
	return asked.sample()
}

func fillExample(fields []*Field, object map[string]any) {
	for _, f := range fields {
		if existing, ok := object[f.Name]; ok {
			if nested, ok := existing.(map[string]any); ok && f.Widget == Group {
				fillExample(f.Fields, nested)
			}
			continue
		}
		if v := f.sample(); v != nil {
			object[f.Name] = v
		}
	}
}

// sample is one answer; nil when none is needed and none is offered.
func (f *Field) sample() any {
	switch {
	case f.constant != nil:
		return f.constant
	case f.example != nil && f.Widget != File:
		return clone(f.example)
	case f.preset != nil:
		return clone(f.preset)
	case !f.Required:
		return nil
	}
	switch f.Widget {
	case Group:
		object := map[string]any{}
		fillExample(f.Fields, object)
		return object
	case List:
		list := []any{}
		for range f.leastItems() {
			list = append(list, f.item.sample())
		}
		return list
	case Checkboxes:
		list := []any{}
		for i := range max(f.MinItems, 1) {
			if i < len(f.Options) {
				list = append(list, f.Options[i].Value)
			}
		}
		return list
	case File:
		media, name := "application/pdf", "example.pdf"
		if len(f.Accept) > 0 && strings.Contains(f.Accept[0], "/") && !strings.Contains(f.Accept[0], "*") {
			media = f.Accept[0]
			_, kind, _ := strings.Cut(media, "/")
			name = "example." + kind
		}
		return FileRef{Name: name, Hash: strings.Repeat("0", 64), Media: media, Size: 1}.data()
	case YesNo:
		return false
	case Checkbox:
		return true
	case Radios, Select:
		return f.Options[0].Value
	case Date:
		if strings.HasSuffix(f.side, "future") {
			return "2099-01-01"
		}
		return "2000-01-01"
	case Email:
		return "name@example.com"
	case Tel:
		return "01632 960001"
	case Postcode:
		return "SW1A 1AA"
	case Money:
		if f.json == "number" {
			return json.Number(f.currency.Plain(ten))
		}
		return f.currency.Plain(ten)
	case Number:
		return f.sampleNumber()
	}
	return f.sampleText()
}

func (f *Field) sampleNumber() any {
	n := 1.0
	if f.min != nil && n < *f.min {
		n = math.Ceil(*f.min)
	}
	if f.max != nil && n > *f.max {
		n = math.Floor(*f.max)
		if f.min != nil && n < *f.min {
			n = *f.min
		}
	}
	text := new(big.Float).SetFloat64(n).Text('f', -1)
	return json.Number(text)
}

var lookAhead = regexp.MustCompile(`\(\?[=!][^()]*\)`)

func (f *Field) sampleText() any {
	if f.moment {
		return "2026-03-02T10:00:00Z"
	}
	if f.pattern != "" {
		re, err := syntax.Parse(f.pattern, syntax.Perl)
		if err != nil { // what it looks ahead for is left to luck
			re, err = syntax.Parse(lookAhead.ReplaceAllString(f.pattern, ""), syntax.Perl)
		}
		if err == nil {
			if text, ok := matching(re.Simplify(), 0); ok && len(text) >= f.minLen {
				return text
			}
		}
	}
	text := "Example"
	for len(text) < f.minLen {
		text += " text"
	}
	if f.MaxLength > 0 && len(text) > f.MaxLength {
		text = strings.TrimSpace(text[:f.MaxLength])
	}
	if f.json == "integer" || f.json == "number" {
		return json.Number(strconv.Itoa(1))
	}
	return text
}

// matching writes the shortest plain text that a regular expression matches.
func matching(re *syntax.Regexp, depth int) (string, bool) {
	if depth > 50 {
		return "", false
	}
	switch re.Op {
	case syntax.OpLiteral:
		return string(re.Rune), true
	case syntax.OpCharClass:
		return readable(re.Rune), len(re.Rune) > 0
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return "a", true
	case syntax.OpCapture, syntax.OpPlus:
		return matching(re.Sub[0], depth+1)
	case syntax.OpRepeat:
		one, ok := matching(re.Sub[0], depth+1)
		if re.Min > 200 {
			return "", false
		}
		return strings.Repeat(one, re.Min), ok
	case syntax.OpConcat:
		var b strings.Builder
		for _, s := range re.Sub {
			text, ok := matching(s, depth+1)
			if !ok {
				return "", false
			}
			b.WriteString(text)
		}
		return b.String(), true
	case syntax.OpAlternate:
		return matching(re.Sub[0], depth+1)
	case syntax.OpNoMatch:
		return "", false
	}
	return "", true
}

// readable picks a letter, else a digit, else whatever a character class begins with.
func readable(ranges []rune) string {
	for _, want := range "AaN1" {
		for i := 0; i+1 < len(ranges); i += 2 {
			if ranges[i] <= want && want <= ranges[i+1] {
				return string(want)
			}
		}
	}
	return string(ranges[0])
}
