package forms

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// Validate holds answers against the schema as it was written, whole: prune them first when they came from pages. Each
// fault points at the answer itself, a missing one included, and there is at most one for each. They come in the order of
// the questions. What x-when does not ask for is not missed, even where the schema requires it.
//
// Dates that must be past or to come (x-date) are held against the day of on, in its own zone; without one (the zero
// time) they are not.
func (f *Form) Validate(data map[string]any, on time.Time) []Fault {
	if data == nil {
		data = map[string]any{}
	}
	if pointer, ok := sound(data, 0); !ok {
		return []Fault{f.fault(pointer, "number", f.words().NotStored)}
	}
	full := data
	if len(f.choices) > 0 {
		full, data = f.chosen(data), unchosen(data).(map[string]any)
	}
	check := f.checker.take()
	ve, err := check.validate(data)
	f.checker.give(check)
	if err != nil {
		return []Fault{f.fault("", "schema", f.words().NotJudged)}
	}
	if ve == nil && (!f.dated || on.IsZero()) && len(f.checks) == 0 && len(f.keyed) == 0 {
		return nil
	}
	j := &judge{form: f, data: data, view: f.view(full)}
	defer j.view.close()
	if ve != nil {
		j.collect(ve)
	}
	if f.dated && !on.IsZero() {
		j.dates(f.roots, data, nil, on.Format(time.DateOnly))
	}
	j.twice()
	if len(f.checks) > 0 {
		j.checks(full)
	}
	return j.tidy()
}

// Admit says what keeps answers from being taken as an application: each fault of them, or else the exit to which they lead.
func (f *Form) Admit(data map[string]any, today time.Time) []Fault {
	if faults := f.Validate(data, today); len(faults) > 0 {
		return faults
	}
	if x, page := f.Exit(data); x != nil {
		return []Fault{{Page: page, Code: "not-for-them", Message: strings.TrimRight(x.Title, ".") + "."}}
	}
	return nil
}

// Amend says what keeps the answers of an application from being changed to others. Dates may lie as they had to when it was
// received, or as they must today; and what was wrong before, since the form has changed, may stay as it is.
func (f *Form) Amend(before, after map[string]any, today, received time.Time) []Fault {
	had := f.Validate(before, today)
	then := f.Validate(after, received)
	known := func(faults []Fault, g Fault) bool {
		return slices.ContainsFunc(faults, func(h Fault) bool { return h.Pointer == g.Pointer && h.Code == g.Code })
	}
	return slices.DeleteFunc(f.Validate(after, today), func(g Fault) bool {
		return !known(then, g) || known(had, g) && reflect.DeepEqual(At(before, g.Pointer), At(after, g.Pointer))
	})
}

// dates holds each date that must be past or to come against a day. What is no date is a fault of its own.
func (j *judge) dates(fields []*Field, object map[string]any, at []string, day string) {
	for _, f := range fields {
		place := append(slices.Clip(at), f.Name)
		switch v := object[f.Name].(type) {
		case string:
			if _, err := time.Parse(time.DateOnly, v); err == nil && f.side != "" && !sides[f.side](strings.Compare(v, day)) {
				j.add(place, f, f.side, "")
			} else if err == nil && f.birth && v < "1900" {
				j.add(place, f, "year", "")
			}
		case map[string]any:
			j.dates(f.Fields, v, place, day)
		case []any:
			for i, item := range v {
				if f.item == nil {
					break
				}
				one := *f.item
				one.Name = strconv.Itoa(i)
				j.dates([]*Field{&one}, map[string]any{one.Name: item}, place, day)
			}
		}
	}
}

// sides are the words of x-date: on which side of the day a date must be, by how it compares with that day.
var sides = map[string]func(compared int) bool{
	"past":            func(n int) bool { return n < 0 },
	"today-or-past":   func(n int) bool { return n <= 0 },
	"future":          func(n int) bool { return n > 0 },
	"today-or-future": func(n int) bool { return n >= 0 },
	"any":             func(int) bool { return true },
}

// ValidatePage gives the faults of one page's questions, given all answers so far; what has become unasked is passed over.
func (f *Form) ValidatePage(page int, data map[string]any, on time.Time) []Fault {
	faults := f.Validate(f.Relevant(data), on)
	return slices.DeleteFunc(faults, func(g Fault) bool { return g.Page != page })
}

// Join puts the faults of Parse and of Validate together: what could not be read is not also missing.
func Join(parsed, checked []Fault) []Fault {
	out := slices.Clone(parsed)
	for _, g := range checked {
		if !slices.ContainsFunc(parsed, func(p Fault) bool {
			return p.Pointer == g.Pointer || strings.HasPrefix(p.Pointer, g.Pointer+"/")
		}) {
			out = append(out, g)
		}
	}
	return out
}

func (f *Form) fault(pointer, code, message string) Fault {
	g := Fault{Pointer: pointer, Code: code, Message: message, Page: -1}
	if tokens, ok := splitPointer(pointer); ok {
		if field := f.locate(tokens); field != nil && field.drawn() {
			g.Page = field.page
		}
	}
	return g
}

// locate finds the field that a place in the data belongs to; a place within an upload belongs to the upload.
func (f *Form) locate(tokens []string) *Field {
	fields := f.roots
	var at *Field
	for i := 0; i < len(tokens); i++ {
		if at != nil && at.Widget == List || at != nil && at.Widget == Checkboxes {
			if _, ok := index(tokens[i]); !ok {
				return nil
			}
			at, fields = at.item, at.item.Fields
			continue
		}
		if at != nil && at.Widget == File {
			return at
		}
		if at = fieldNamed(fields, tokens[i]); at == nil {
			return nil
		}
		fields = at.Fields
	}
	return at
}

// judge turns the validator's findings into faults.
type judge struct {
	form   *Form
	data   map[string]any
	view   *view
	faults []Fault
}

func (j *judge) collect(ve *jsonschema.ValidationError) {
	tokens := keywordTokens(ve)
	last := ""
	if len(tokens) > 0 {
		last = tokens[len(tokens)-1]
	}
	if last == "oneOf" && j.choose(ve) {
		return
	}
	if len(ve.Causes) == 0 {
		j.leaf(ve, tokens, last)
		return
	}
	switch last {
	case "anyOf", "oneOf":
		at, _ := splitPointer(unescape(ve.InstanceLocation))
		if field := j.form.locate(at); field != nil && len(field.Options) > 0 {
			j.add(at, field, "enum", "")
			return
		}
		if !j.either(ve.Causes) {
			j.collect(best(ve.Causes, ve.InstanceLocation))
		}
	case "contains", "minContains":
		j.leaf(ve, tokens, "contains")
	default:
		for _, c := range ve.Causes {
			j.collect(c)
		}
	}
}

// best is the alternative that the answers come nearest to: of the right type, then with the fewest faults.
func best(branches []*jsonschema.ValidationError, place string) *jsonschema.ValidationError {
	score := func(b *jsonschema.ValidationError) int {
		s := 0
		var walk func(e *jsonschema.ValidationError)
		walk = func(e *jsonschema.ValidationError) {
			for _, c := range e.Causes {
				walk(c)
			}
			if len(e.Causes) > 0 {
				return
			}
			s++
			tokens := keywordTokens(e)
			switch last := tokens[max(0, len(tokens)-1):]; {
			case len(last) == 1 && last[0] == "type" && e.InstanceLocation == place:
				s += 1000
			case len(last) == 1 && (last[0] == "const" || last[0] == "enum" || last[0] == "not"):
				s += 50
			}
		}
		walk(b)
		return s
	}
	found := branches[0]
	for _, b := range branches[1:] {
		if score(b) < score(found) {
			found = b
		}
	}
	return found
}

func keywordTokens(ve *jsonschema.ValidationError) []string {
	_, fragment, _ := strings.Cut(ve.AbsoluteKeywordLocation, "#")
	tokens, _ := splitPointer(unescape(fragment))
	return tokens
}

// leaf makes the faults of one finding.
func (j *judge) leaf(ve *jsonschema.ValidationError, keyword []string, code string) {
	at, _ := splitPointer(unescape(ve.InstanceLocation))
	said := j.form.schema(ve.AbsoluteKeywordLocation)
	if n := len(keyword); n >= 3 && (keyword[n-3] == "dependentRequired" || keyword[n-3] == "dependencies") && said != nil && said.kind == stringKind {
		j.missing(append(slices.Clone(at), said.text))
		return
	}
	switch code {
	case "required":
		owner, _ := lookup(j.data, at)
		object, _ := owner.(map[string]any)
		if field := j.form.locate(at); field != nil && field.Widget == File {
			j.add(at, field, "file", "")
			return
		}
		for _, name := range said.strings() {
			if _, ok := object[name]; !ok {
				j.missing(append(slices.Clone(at), name))
			}
		}
		return
	case "additionalProperties":
		if j.unknown(at, ve.AbsoluteKeywordLocation) {
			return
		}
	}
	field := j.form.locate(at)
	switch {
	case strings.HasSuffix(ve.Message, "not allowed") && len(at) > 0:
		j.put(at, "additionalProperties", j.form.words().NotHere(at[len(at)-1]))
		return
	case field == nil && len(at) == 0:
		j.put(at, code, j.form.words().Together)
		return
	case field == nil:
		field = &Field{Label: humane(at[len(at)-1]), lang: j.form.Lang, page: -1}
		if _, isIndex := index(at[len(at)-1]); isIndex {
			field.Label = j.form.words().Item
		}
	}
	limit := ""
	if said != nil {
		limit = said.text
		if f := said.float(""); f != nil {
			limit = strconv.FormatFloat(*f, 'f', -1, 64)
		}
	}
	if said == nil && (code == "minimum" || code == "maximum") { // of every whole number
		limit = strconv.Itoa(pick(code == "minimum", -mostWhole, mostWhole))
	} else if code == "minimum" || code == "maximum" { // draft-04 says elsewhere that the limit itself is out
		parent := j.form.schema(strings.TrimSuffix(ve.AbsoluteKeywordLocation, "/"+code))
		if e := parent.get("exclusive" + capital(code)); e.isTrue() {
			code = "exclusive" + capital(code)
		}
	}
	j.add(at, field, code, limit)
}

// missing says that an answer is not there. For a whole group it names each question that must be answered.
func (j *judge) missing(at []string) {
	field := j.form.locate(at)
	if field == nil {
		j.put(at, "required", j.form.words().Missing(at[len(at)-1]))
		return
	}
	if field.Widget == Group && !field.hidden {
		before := len(j.faults)
		for _, c := range field.Fields {
			if c.Required && j.view.asks(c, nil) && (c.constant == nil || !c.drawn()) {
				j.missing(append(slices.Clone(at), c.Name))
			}
		}
		if len(j.faults) > before {
			return
		}
	}
	j.add(at, field, "required", "")
}

// unknown faults each property that the schema has no place for.
func (j *judge) unknown(at []string, place string) bool {
	parent := j.form.schema(strings.TrimSuffix(place, "/additionalProperties"))
	owner, _ := lookup(j.data, at)
	object, ok := owner.(map[string]any)
	if parent == nil || !ok {
		return false
	}
	if field := j.form.locate(at); field != nil && field.Widget == File {
		j.add(at, field, "file", "")
		return true
	}
	found := false
	for _, name := range sortedKeys(object) {
		if !parent.get("properties").has(name) {
			j.put(append(slices.Clone(at), name), "additionalProperties", j.form.words().NotAsked(name))
			found = true
		}
	}
	return found
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func (j *judge) add(at []string, field *Field, code, limit string) {
	if field.Widget == File && len(at) > 0 && code != "required" {
		if v, ok := lookup(j.data, at); ok && v != nil {
			code = "file"
		}
		for len(at) > len(field.tokens) {
			at = at[:len(at)-1]
		}
	}
	if v, ok := lookup(j.data, at); ok && v == nil && code == "type" {
		code = "required" // an item that was left blank among others
	}
	j.put(at, code, field.say(code, limit))
}

func (j *judge) put(at []string, code, message string) {
	j.faults = append(j.faults, j.form.fault(joinPointer(at...), code, message))
}

// tidy leaves one fault an answer, none for what is not asked, in the order of the questions.
func (j *judge) tidy() []Fault {
	weight := map[string]int{"required": 0, "type": 1, "enum": 2, "maxLength": 3, "minLength": 4, "format": 5, "pattern": 6}
	rank := func(g Fault) int {
		if w, ok := weight[g.Code]; ok {
			return w
		}
		return 7
	}
	order := map[string]int{}
	place := func(g Fault) int {
		if n, ok := order[g.Pointer]; ok {
			return n
		}
		n := j.form.position(g.Pointer)
		order[g.Pointer] = n
		return n
	}
	slices.SortStableFunc(j.faults, func(a, b Fault) int {
		if d := place(a) - place(b); d != 0 {
			return d
		}
		if d := comparePointers(a.Pointer, b.Pointer); d != 0 {
			return d
		}
		if d := rank(a) - rank(b); d != 0 {
			return d
		}
		return strings.Compare(a.Message, b.Message)
	})
	faulted := map[string]bool{}
	for _, g := range j.faults {
		faulted[g.Pointer] = true
	}
	var out []Fault
	for _, g := range j.faults {
		if len(out) > 0 && out[len(out)-1].Pointer == g.Pointer || g.Code == "required" && j.excused(g.Pointer, faulted) {
			continue
		}
		out = append(out, g)
	}
	return out
}

// excused says whether a missing answer was not asked for: an x-when on it, around it or on its page does not hold, or
// its condition holds only because the question before it is unanswered, which is a fault already.
func (j *judge) excused(pointer string, faulted map[string]bool) bool {
	tokens, _ := splitPointer(pointer)
	for n := len(tokens); n > 0; n-- {
		f := j.form.locate(tokens[:n])
		if f == nil {
			continue
		}
		if f.When != nil && !j.view.holds(f.When) || f.holder != nil && f.holder.When != nil && !j.view.holds(f.holder.When) {
			return true
		}
		owner, _ := lookup(j.data, tokens[:n-1])
		object, _ := owner.(map[string]any)
		for _, c := range f.clauses {
			for _, t := range c {
				if t.simple != nil {
					if _, ok := object[t.simple.name]; !ok && faulted[joinPointer(append(slices.Clone(tokens[:n-1]), t.simple.name)...)] {
						return true
					}
				}
			}
		}
	}
	return false
}
