package forms

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Parse makes data of a post: the answers of one page, or of all (-1), merged into the draft, which is not changed. What
// is read is decided by the form alone: a control that the page does not have is never looked at, a list grows no longer
// than the form allows, and a file comes from files (by control name) or not at all.
//
// What could not be understood ("31 February", "lots") becomes a fault, and the answer is left out of the data: draw the
// page again with the post as raw, and people find their text as they typed it.
func (f *Form) Parse(page int, values url.Values, draft map[string]any, files map[string]FileRef) (map[string]any, []Fault) {
	data, _ := clone(draft).(map[string]any)
	if data == nil {
		data = map[string]any{}
	}
	data = f.chosen(data)
	p := &parser{form: f, page: page, values: values, files: files, add: values.Get("_add"), remove: values.Get("_remove"), none: values.Get("_none"), view: f.view(data)}
	defer p.view.close()
	p.counts = countItems(values, files)
	for i, at := range f.Pages {
		if page >= 0 && i != page {
			continue
		}
		for _, field := range at.Fields {
			p.rooted(field, data)
		}
	}
	p.settleConstants(f.roots, data, page)
	return data, p.faults
}

// Edits says whether a post asks only to add or remove something, or says that there is nothing to add (a button named "_add",
// "_remove" or "_none"). Parse does it:
// keep the data, and draw the same page again with the post as raw; do not validate it and do not go on.
func Edits(values url.Values) bool {
	return values.Get("_add") != "" || values.Get("_remove") != "" || values.Get("_none") != ""
}

// OfFiles are the faults of uploads. They are said even when a post only adds or removes something: the browser will not
// send the file again by itself.
func OfFiles(faults []Fault) []Fault {
	return slices.DeleteFunc(slices.Clone(faults), func(g Fault) bool {
		return !slices.Contains([]string{"empty", "size", "media", "file"}, g.Code)
	})
}

type parser struct {
	form        *Form
	page        int // that was posted; -1: all of them, or none
	values      url.Values
	files       map[string]FileRef
	add, remove string         // pointers of the buttons pressed
	none        string         // pointer of the list to which there is nothing to add
	counts      map[string]int // items posted, by the pointer of the list
	view        *view
	faults      []Fault
}

// countItems finds how many items of each list a post speaks of, in one look at its names.
func countItems(values url.Values, files map[string]FileRef) map[string]int {
	counts := map[string]int{}
	note := func(name string) {
		if len(name) > 2000 || !strings.HasPrefix(name, "/") {
			return
		}
		for at := 1; at < len(name); {
			end := strings.IndexByte(name[at:], '/')
			token := name[at:]
			if end >= 0 {
				token = name[at : at+end]
			} else {
				token, _, _ = strings.Cut(token, "-") // a date's parts: /dates/0-day
			}
			if i, ok := index(token); ok {
				counts[name[:at-1]] = max(counts[name[:at-1]], i+1)
			}
			if end < 0 {
				break
			}
			at += end + 1
		}
	}
	for name := range values {
		note(name)
	}
	for name := range files {
		note(name)
	}
	return counts
}

func (p *parser) fault(f *Field, pointer string, code, message, value string) {
	p.faults = append(p.faults, Fault{Pointer: pointer, Code: code, Message: message, Page: f.page, Value: value})
}

// rooted reads a field of a page, making the groups above it when there is something to put in them.
func (p *parser) rooted(f *Field, data map[string]any) {
	owner := data
	made := []map[string]any{data}
	for _, t := range f.tokens[:len(f.tokens)-1] {
		next, ok := owner[t].(map[string]any)
		if !ok {
			next = map[string]any{}
		}
		owner[t] = next
		owner = next
		made = append(made, next)
	}
	p.field(f, owner, f.Pointer)
	group := f.parent
	for i := len(made) - 1; i > 0; i-- {
		if group.blank(made[i]) && !group.Required {
			delete(made[i-1], f.tokens[i-1])
		}
		group = group.parent
	}
}

// field reads one field into the object that holds it. It reports whether the post spoke of it, blank or not.
func (p *parser) field(f *Field, owner map[string]any, pointer string) (spoken bool) {
	if f.hidden || f.constant != nil {
		return false
	}
	if f.ReadOnly {
		if _, ok := owner[f.Name]; !ok && f.preset != nil {
			owner[f.Name] = f.preset
		}
		return false
	}
	before, had := owner[f.Name]
	var after any
	switch f.Widget {
	case Group:
		object, ok := before.(map[string]any)
		if !ok {
			object = map[string]any{}
		}
		// On its own page a group was asked even when nothing is posted of it: a box that is not ticked sends nothing.
		spoken = p.group(f, object, pointer) || p.page >= 0
		if after = object; f.blank(object) && !(f.Required && spoken) && !p.faulted(pointer) {
			after = nil
		}
	case List:
		after, spoken = p.list(f, before, pointer)
	case Checkboxes:
		after, spoken = p.set(f, before, pointer, owner)
	default:
		after, spoken = p.leaf(f, before, pointer)
	}
	if after == nil {
		delete(owner, f.Name)
	} else {
		owner[f.Name] = after
	}
	if had || after != nil {
		p.view.snapshot = nil
	}
	return spoken
}

func (p *parser) group(f *Field, object map[string]any, pointer string) (spoken bool) {
	for _, c := range f.Fields {
		if p.field(c, object, pointer+"/"+escapeToken(c.Name)) {
			spoken = true
		}
	}
	return spoken
}

// list reads the items that were posted. Items left wholly blank at the end are not answers, beyond those that are asked.
func (p *parser) list(f *Field, before any, pointer string) (any, bool) {
	items, _ := before.([]any)
	posted := p.counts[pointer]
	adding, removing := p.add == pointer, strings.HasPrefix(p.remove, pointer+"/")
	if p.none == pointer && f.mayBeEmpty() {
		return []any{}, true
	}
	if posted == 0 && !adding && !removing {
		return before, false
	}
	items = slices.Clone(items)
	for len(items) < min(posted, f.MaxItems+1) {
		items = append(items, nil)
	}
	for i := range items {
		at := pointer + "/" + strconv.Itoa(i)
		if f.item.Widget == Group {
			object, ok := items[i].(map[string]any)
			if !ok {
				object = map[string]any{}
			}
			p.group(f.item, object, at)
			items[i] = object
		} else {
			items[i], _ = p.leaf(f.item, items[i], at)
		}
	}
	if removing {
		if i, ok := index(p.remove[len(pointer)+1:]); ok && i < len(items) {
			items = slices.Delete(items, i, i+1)
			p.faults = slices.DeleteFunc(p.faults, func(g Fault) bool { return strings.HasPrefix(g.Pointer, pointer+"/") })
		}
	}
	if !adding && !removing {
		for len(items) > f.leastItems() && f.item.blank(items[len(items)-1]) && !p.faulted(pointer+"/"+strconv.Itoa(len(items)-1)) {
			items = items[:len(items)-1]
		}
	}
	if adding && len(items) < f.MaxItems {
		if before == nil && posted == 0 && f.leastItems() > 0 {
			items = append(items, nil)
		}
		var one any
		if f.item.Widget == Group {
			one = map[string]any{}
		}
		items = append(items, one)
	}
	if len(items) == 0 || !adding && !f.Required && f.blank(items) && !p.faulted(pointer) { // nobody has to begin a list
		return nil, true
	}
	return items, true
}

// leastItems is how many items are asked for before anyone adds one.
func (f *Field) leastItems() int {
	if f.MinItems == 0 && f.Required {
		return 1
	}
	return min(f.MinItems, f.MaxItems)
}

// mayBeEmpty says whether a list must be there and may hold nothing: that there is nothing is an answer then, which somebody must
// give.
func (f *Field) mayBeEmpty() bool { return f.Required && f.MinItems == 0 }

// saidEmpty says whether somebody has said that a list holds nothing.
func saidEmpty(v any) bool {
	list, ok := v.([]any)
	return ok && len(list) == 0
}

func (p *parser) faulted(pointer string) bool {
	for _, g := range p.faults {
		if g.Pointer == pointer || strings.HasPrefix(g.Pointer, pointer+"/") {
			return true
		}
	}
	return false
}

// blank says whether nobody has answered anything in a value. What a form fills in by itself is no answer.
func (f *Field) blank(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case map[string]any:
		if f.Widget != Group {
			return len(v) == 0
		}
		for name, x := range v {
			c := fieldNamed(f.Fields, name)
			if c == nil || c.constant == nil && !c.hidden && !c.blank(x) {
				return false
			}
		}
		return true
	case []any:
		for _, x := range v {
			if f.item == nil || !f.item.blank(x) {
				return false
			}
		}
		return true
	}
	return f.preset != nil && same(v, f.preset)
}

// set reads a set of checkboxes. A browser posts nothing when none is ticked, which clears the answer of a question that
// was on the page, and says nothing about one that was not.
func (p *parser) set(f *Field, before any, pointer string, owner map[string]any) (any, bool) {
	posted, ok := p.values[pointer]
	if !ok && !p.view.asks(f, owner) {
		return before, false
	}
	var out []any
	for i, o := range f.Options {
		if slices.Contains(posted, f.code(i)) {
			out = append(out, o.Value)
		}
	}
	if len(out) == 0 {
		for _, text := range posted {
			if text = clean(text); text != "" {
				p.fault(f, pointer, "choice", f.say("choice", ""), text)
				break
			}
		}
		return nil, ok
	}
	if last := f.Options[len(f.Options)-1]; last.alone && len(out) > 1 && same(out[len(out)-1], last.Value) {
		p.fault(f, pointer, "none", f.say("none", last.Text), last.Text)
		return nil, true
	}
	if list, ok := before.([]any); ok && sameSet(list, out) {
		return before, true // in the order it had
	}
	return out, true
}

func sameSet(a, b []any) bool {
	if len(a) != len(b) {
		return false
	}
	for _, x := range a {
		if !slices.ContainsFunc(b, func(y any) bool { return same(x, y) }) {
			return false
		}
	}
	return true
}

func (p *parser) leaf(f *Field, before any, pointer string) (any, bool) {
	switch f.Widget {
	case Date:
		return p.date(f, before, pointer)
	case File:
		return p.file(f, before, pointer)
	}
	posted, ok := p.values[pointer]
	if !ok || len(posted) == 0 {
		if f.Widget == Checkbox {
			return nil, false
		}
		return before, false
	}
	// A lone checkbox may come with a blank control of the same name; the last that says anything is meant.
	text := posted[0]
	for _, t := range posted {
		if t != "" {
			text = t
		}
	}
	if before != nil && clean(text) == clean(f.shown(before)) && (f.json != "string" || len(f.Options) == 0) {
		return before, true // sent back as it was drawn: it stays as it was
	}
	v, bad := f.read(text)
	if bad != nil {
		p.fault(f, pointer, bad.code, bad.message, text)
		return nil, true
	}
	return v, true
}
