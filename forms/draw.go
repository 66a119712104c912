package forms

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Draw makes the model of one page from the answers so far. After a post, faults are what is wrong with it, and raw is
// the post itself, so that people find what they typed; nil otherwise.
func (f *Form) Draw(page int, data map[string]any, faults []Fault, raw url.Values) PageModel {
	if page < 0 || page >= len(f.Pages) {
		return PageModel{FormID: f.ID, FormTitle: f.Title, Title: f.Title, Page: page}
	}
	p := f.Pages[page]
	m := PageModel{FormID: f.ID, FormTitle: f.Title, ID: p.ID, Title: p.Title, Caption: p.caption(), Optional: p.optional, Intro: p.Intro, Page: page}
	m.Lang, m.CaptionLang = otherLang(p.untold()), otherLang(slices.ContainsFunc(p.around, func(g *Field) bool { return g.foreign }))
	data = f.chosen(data)
	m.MayPass = p.mayPass(data)
	pruned := data
	if f.choosy {
		pruned = f.Relevant(data)
	}
	d := &drawer{form: f, raw: Shifted(raw), added: raw.Get("_add"), faults: map[string]string{}, view: f.view(pruned)}
	defer d.view.close()
	if d.raw != nil {
		d.counts = countItems(d.raw, nil)
	}
	for _, g := range faults {
		if _, ok := d.faults[g.Pointer]; !ok {
			d.faults[g.Pointer] = g.Message
		}
	}
	for i, other := range f.Pages {
		if d.view.reaches(other) {
			if m.Count++; i == page {
				m.Step = m.Count
			}
		}
	}
	m.Items = make([]Item, 0, len(p.Fields))
	for _, field := range p.Fields {
		if field.drawn() && !field.revealed && d.view.asked(field) {
			parent, _ := lookup(data, field.tokens[:len(field.tokens)-1])
			owner, _ := parent.(map[string]any)
			m.Items = append(m.Items, d.item(field, owner[field.Name], owner, field.Pointer))
		}
	}
	if len(m.Items) == 1 && m.Items[0].Label == p.Title && m.Items[0].Widget != Checkbox {
		m.Items[0].Heading = true
	}
	m.Multipart = hasFile(m.Items)
	m.Errors = links(m.Items, faults, page)
	return m
}

func hasFile(items []Item) bool {
	for _, i := range items {
		if i.Widget == File || hasFile(i.Items) {
			return true
		}
		for _, o := range i.Options {
			if hasFile(o.Items) {
				return true
			}
		}
	}
	return false
}

type drawer struct {
	form   *Form
	raw    url.Values
	added  string // the list to which an item has just been added; ""
	counts map[string]int
	faults map[string]string // by pointer
	view   *view
}

// item draws one field with its value, given the object that holds it.
func (d *drawer) item(f *Field, value any, owner map[string]any, pointer string) Item {
	id := elementID(pointer)
	errorLang := ""
	if f.foreign {
		errorLang = f.lang
	}
	it := Item{
		ErrorLang: errorLang,
		Widget:    f.Widget, Pointer: pointer, Name: pointer, ID: id, Label: f.Label, Lang: f.foreignLang(), HintLang: otherLang(f.strangeHint && !f.foreign), Hint: f.Hint, Error: d.faults[pointer],
		Optional: !f.Required && !f.ReadOnly || f.loose, ReadOnly: f.ReadOnly, Masked: f.Masked,
		Autocomplete: f.Autocomplete, InputMode: f.InputMode, Prefix: f.Prefix, Suffix: f.Suffix, Width: f.width,
	}
	if value == nil && d.raw == nil && f.preset != nil {
		value = f.preset
	}
	switch f.Widget {
	case Group:
		object, _ := value.(map[string]any)
		it.Items = d.group(f, object, pointer)
	case List:
		d.list(&it, f, value, pointer)
	case Date:
		d.date(&it, f, value, pointer)
	case Radios, YesNo, Select, Checkbox, Checkboxes:
		d.choices(&it, f, value, owner, pointer)
	case File:
		d.file(&it, f, value, pointer)
	default:
		it.Value = d.typed(f, value, pointer)
		it.Type, it.Spellcheck, it.Rows = "text", f.Widget == Text || f.Widget == Textarea, f.rows
		switch f.Widget {
		case Email, Tel:
			it.Type = f.Widget
			it.InputMode = ""
		case Textarea:
			it.MaxLength = f.MaxLength
		}
		if f.pattern != "" || it.Autocomplete != "" {
			it.Spellcheck = false
		}
		if f.Masked && f.Widget == Text {
			it.Type, it.Spellcheck = "password", false
		}
	}
	return it
}

// typed is what a control holds: the post when there was one, else the value.
func (d *drawer) typed(f *Field, value any, pointer string) string {
	if posted, ok := d.raw[pointer]; ok && len(posted) > 0 {
		return posted[0]
	}
	return f.shown(value)
}

func (d *drawer) group(f *Field, object map[string]any, pointer string) []Item {
	items := make([]Item, 0, len(f.Fields))
	for _, c := range f.Fields {
		if c.holder != nil || c.revealed || !c.drawn() {
			continue // a page of its own asks it, or the choice that calls for it
		}
		if c.loose || d.view.asks(c, object) {
			items = append(items, d.item(c, object[c.Name], object, pointer+"/"+escapeToken(c.Name)))
		}
	}
	return items
}

func (d *drawer) list(it *Item, f *Field, value any, pointer string) {
	w := catalogue.In(f.lang)
	values, _ := value.([]any)
	least := f.leastItems()
	if f.mayBeEmpty() && saidEmpty(value) {
		least, it.Value = 0, w.None
		delete(d.counts, pointer) // of the blank item that stood there
	} else if f.mayBeEmpty() && f.blank(value) {
		it.None, it.NoneText = pointer, w.NoneToAdd(f.noun)
	}
	n := max(len(values), min(d.counts[pointer], f.MaxItems+1), least)
	for i := range n {
		var v any
		if i < len(values) {
			v = values[i]
		}
		at := pointer + "/" + strconv.Itoa(i)
		one := d.item(f.item, v, nil, at)
		if f.item.Widget != Group { // one plain value is drawn as a group of one, so that all items look alike
			inner := one
			inner.Optional = false
			if inner.Widget == File && n > least { // it goes with its item
				inner.Remove, inner.RemoveText = "", ""
			}
			one = Item{Widget: Group, Pointer: at, ID: elementID(at) + "-item", Items: []Item{inner}}
		}
		one.Index, one.Optional, one.Hint = i+1, false, ""
		one.Label = w.Numbered(f.noun, i+1)
		if n > least || f.mayBeEmpty() && !f.item.blank(v) {
			one.Remove, one.RemoveText = at, w.Remove(lower(one.Label)+d.named(f.item, v, at))
		}
		if f.MaxItems > 1 {
			tellOf(one.Items, one.Label)
		}
		one.Focus = i == n-1 && d.added == pointer
		it.Items = append(it.Items, one)
	}
	if n < f.MaxItems {
		it.Add = pointer
		if it.AddText = w.AddAnother(f.noun); n == 0 {
			it.AddText = w.AddFirst(f.noun)
		}
	}
}

// named is by what an item of a list is known, for the end of a sentence: the first thing that was written of it; "" when nothing
// was.
func (d *drawer) named(item *Field, value any, pointer string) string {
	object, _ := value.(map[string]any)
	for _, f := range item.Fields {
		if f.Widget == Text && !f.Masked && f.drawn() {
			if text := strings.TrimSpace(d.typed(f, object[f.Name], pointer+"/"+escapeToken(f.Name))); text != "" {
				return " (" + brief(text) + ")"
			}
		}
	}
	return ""
}

// tellOf makes each error say which item of a list it is about: beside the question and in the summary alike.
func tellOf(items []Item, who string) {
	for i := range items {
		it := &items[i]
		if it.Error != "" {
			it.Error = who + ": " + lower(it.Error)
		}
		tellOf(it.Items, who)
		for _, o := range it.Options {
			tellOf(o.Items, who)
		}
	}
}

func article(noun string) string {
	if noun != "" && strings.ContainsRune("aeio", rune(strings.ToLower(noun)[0])) {
		return "an"
	}
	return "a"
}

func (d *drawer) date(it *Item, f *Field, value any, pointer string) {
	day, month, year := dateParts(value)
	w := catalogue.In(f.lang)
	it.Parts = []Part{{Name: "-day", Label: w.Day, Value: day, Width: 2}, {Name: "-month", Label: w.Month, Value: month, Width: 2}, {Name: "-year", Label: w.Year, Value: year, Width: 4}}
	wrong := false
	for i := range it.Parts {
		p := &it.Parts[i]
		p.ID, p.Name = it.ID+p.Name, pointer+p.Name
		if posted, ok := d.raw[p.Name]; ok && len(posted) > 0 {
			p.Value = posted[0]
		}
		if f.Autocomplete == "bday" {
			p.Autocomplete = "bday" + [...]string{"-day", "-month", "-year"}[i]
		}
		if p.Error = it.Error != "" && clean(p.Value) == ""; p.Error {
			wrong = true
		}
	}
	if it.Error != "" && !wrong {
		for i := range it.Parts {
			it.Parts[i].Error = true
		}
		if shortYear(clean(it.Parts[2].Value)) {
			it.Parts[0].Error, it.Parts[1].Error = false, false
		}
	}
}

func (d *drawer) choices(it *Item, f *Field, value any, owner map[string]any, pointer string) {
	posted, given := d.raw[pointer]
	if d.raw != nil && f.Widget == Checkboxes {
		given = true
	}
	it.Options = make([]Choice, len(f.Options))
	for i, o := range f.Options {
		c := Choice{Value: f.code(i), Text: o.Text, Lang: f.optionLang(o), Hint: o.Hint, ID: it.ID}
		if i > 0 {
			c.ID += "-" + strconv.Itoa(i+1)
		}
		switch list, isList := value.([]any); {
		case given:
			c.Checked = slices.Contains(posted, c.Value)
		case isList:
			c.Checked = slices.ContainsFunc(list, func(v any) bool { return same(v, o.Value) })
		case value != nil:
			c.Checked = same(value, o.Value)
		}
		for _, r := range f.reveals[i] {
			c.Items = append(c.Items, d.item(r, owner[r.Name], owner, strings.TrimSuffix(pointer, escapeToken(f.Name))+escapeToken(r.Name)))
		}
		if c.Checked {
			it.Value = c.Value
		}
		c.Exclusive = f.Widget == Checkboxes && o.alone
		it.Options[i] = c
	}
	if it.Value == "" && f.Widget == Select && len(posted) > 0 {
		it.Value = posted[0] // typed, and none of them
	}
}

func (d *drawer) file(it *Item, f *Field, value any, pointer string) {
	it.Hint = f.fileHint()
	it.Accept, it.MaxSize, it.MaxText = strings.Join(f.Accept, ","), f.MaxSize, f.sizeWords()
	if ref, ok := fileRef(value); ok {
		it.File, it.Value = &ref, ref.Name
		it.Remove, it.RemoveText = pointer, catalogue.In(f.lang).Remove(ref.Name)
	}
}

// links lists the faults in the order in which their questions are drawn, each leading to its first control.
func links(items []Item, faults []Fault, page int) []ErrorLink {
	var out []ErrorLink
	said := map[string]bool{}
	var walk func(items []Item)
	walk = func(items []Item) {
		for _, it := range items {
			if it.Error != "" {
				said[it.Pointer] = true
				out = append(out, ErrorLink{Href: "#" + firstControl(it), Text: it.Error, Label: it.Label, Lang: it.Lang})
			}
			for _, o := range it.Options {
				walk(o.Items)
			}
			walk(it.Items)
		}
	}
	walk(items)
	for _, g := range faults {
		if said[g.Pointer] || g.Page != page && g.Page >= 0 {
			continue
		}
		said[g.Pointer] = true
		href := "#"
		if len(items) > 0 {
			href += firstControl(items[0])
		}
		out = append(out, ErrorLink{Href: href, Text: g.Message})
	}
	return out
}

// firstControl is the id of the control that a fault leads to: of a date the first part at fault, of a group its first control.
func firstControl(it Item) string {
	switch {
	case len(it.Parts) > 0:
		for _, p := range it.Parts {
			if p.Error {
				return p.ID
			}
		}
		return it.Parts[0].ID
	case len(it.Items) > 0:
		return firstControl(it.Items[0])
	}
	return it.ID
}

// Shifted renames the controls of a post after one item of a list was removed, as the items themselves have moved up.
func Shifted(raw url.Values) url.Values {
	removed := raw.Get("_remove")
	at := strings.LastIndexByte(removed, '/')
	if at < 0 {
		return raw
	}
	gone, ok := index(removed[at+1:])
	if !ok {
		return raw
	}
	list := removed[:at+1]
	out := maps.Clone(raw)
	for name := range raw {
		if strings.HasPrefix(name, list) {
			delete(out, name)
		}
	}
	for name, posted := range raw {
		rest, ok := strings.CutPrefix(name, list)
		if !ok {
			continue
		}
		end := strings.IndexAny(rest, "/-")
		if end < 0 {
			end = len(rest)
		}
		switch i, ok := index(rest[:end]); {
		case !ok || i < gone:
			out[name] = posted
		case i > gone:
			out[list+strconv.Itoa(i-1)+rest[end:]] = posted
		}
	}
	return out
}
