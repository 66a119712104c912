package forms

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules/language"
)

// Answers lists what was answered, page by page, for checking before sending and for showing afterwards. Questions that
// are asked and have no answer are listed without one. Each item of a list, and each group within a page of several
// things, is a section of its own.
func (f *Form) Answers(data map[string]any) []Section {
	pruned := data
	if f.choosy {
		pruned = f.Relevant(data)
	}
	v := f.view(pruned)
	defer v.close()
	var out []Section
	for i, p := range f.Pages {
		if p.When != nil && !v.holds(p.When) {
			continue
		}
		r := &reader{view: v, form: f, page: i}
		r.open(p.part())
		for _, field := range p.Fields {
			if !field.drawn() || !v.asked(field) {
				continue
			}
			parent, _ := lookup(pruned, field.tokens[:len(field.tokens)-1])
			owner, _ := parent.(map[string]any)
			r.field(field, owner[field.Name], field.Pointer, len(p.Fields) == 1)
		}
		for _, s := range r.sections {
			if len(s.Rows) > 0 {
				out = append(out, s)
			}
		}
	}
	out = joinNamesakes(joinSingles(out, f))
	for i := range out {
		s := &out[i]
		for j := range s.Rows {
			s.Rows[j].Lang = f.Said(s.Rows[j].Label).Lang
		}
	}
	return out
}

// joinSingles puts neighbouring pages that ask one thing each, titled like the thing itself, into one section. It repeats no
// question as a heading, and says that what came before it has ended.
func joinSingles(sections []Section, f *Form) []Section {
	var out []Section
	joined := false
	for _, s := range sections {
		single := len(s.Rows) == 1 && s.Title == s.Rows[0].Label
		if single && joined {
			last := &out[len(out)-1]
			last.Rows = append(last.Rows, s.Rows...)
			continue
		}
		if joined = single; single {
			if s.Title, s.Lang = "", ""; len(out) > 0 {
				s.Title = f.words().Others
			}
		}
		out = append(out, s)
	}
	return out
}

// joinNamesakes puts what has the same heading under the first of its name: to somebody who goes from heading to heading, two of
// one name are the same. Items of two lists may be called alike, and stay apart.
func joinNamesakes(sections []Section) []Section {
	var out []Section
	for _, s := range sections {
		i := slices.IndexFunc(out, func(o Section) bool {
			return s.Title != "" && o.Title == s.Title && o.Item == s.Item && (!s.Item || o.Page == s.Page)
		})
		if i < 0 {
			out = append(out, s)
			continue
		}
		out[i].Rows = append(out[i].Rows, s.Rows...)
	}
	return out
}

type reader struct {
	view     *view
	form     *Form
	page     int
	sections []Section
	items    int      // how many lists lie around what is being read
	within   []string // the titles of the groups and items that are being read, from the outermost
}

func (r *reader) open(title string) {
	r.sections = append(r.sections, Section{Title: title, Lang: r.form.Said(title).Lang, Page: r.page})
}

// enter begins a section for a group, named with what it is within: "Vehicle 2: keeper" is not that of vehicle 1.
func (r *reader) enter(title string) {
	r.within = append(r.within, title)
	r.goOn()
}

// leave goes on with what the group is within.
func (r *reader) leave() {
	r.within = r.within[:len(r.within)-1]
	r.goOn()
}

func (r *reader) goOn() {
	if len(r.within) == 0 {
		r.open(r.sections[0].Title)
		return
	}
	r.open(strings.Join(r.within, ": "))
	last := &r.sections[len(r.sections)-1]
	last.Item = r.items > 0
	for _, part := range r.within {
		last.Lang = cmp.Or(last.Lang, r.form.Said(part).Lang)
	}
}

func (r *reader) row(row Row) {
	row.Page = r.page
	if row.Control = elementID(row.Pointer); row.date {
		row.Control += "-day"
	} else if row.chosen > 0 {
		row.Control += "-" + strconv.Itoa(row.chosen+1)
	}
	row.Value = strings.Join(row.Values, ", ")
	last := &r.sections[len(r.sections)-1]
	last.Rows = append(last.Rows, row)
}

func (r *reader) field(f *Field, value any, pointer string, alone bool) {
	switch f.Widget {
	case Group:
		object, _ := value.(map[string]any)
		if !alone {
			r.enter(f.Label)
		}
		for _, c := range f.Fields {
			if c.drawn() && c.holder == nil && r.view.asks(c, object) {
				r.field(c, object[c.Name], pointer+"/"+escapeToken(c.Name), false)
			}
		}
		if !alone {
			r.leave()
		}
	case List:
		r.list(f, value, pointer)
	default:
		r.row(f.answer(value, pointer))
	}
}

func (r *reader) list(f *Field, value any, pointer string) {
	list, _ := value.([]any)
	if f.item.Widget != Group {
		row := Row{Pointer: pointer, Label: f.Label, Masked: f.item.Masked}
		for i, v := range list {
			row.Values = append(row.Values, f.item.answer(v, pointer+"/"+strconv.Itoa(i)).Values...)
		}
		if saidEmpty(value) {
			row.Values = []string{catalogue.In(f.lang).None}
		}
		r.row(row)
		return
	}
	if len(list) == 0 {
		row := Row{Pointer: pointer, Label: f.Label}
		if saidEmpty(value) {
			row.Values = []string{catalogue.In(f.lang).None}
		}
		r.row(row)
		return
	}
	for i, v := range list {
		object, _ := v.(map[string]any)
		at := pointer + "/" + strconv.Itoa(i)
		r.items++
		r.enter(catalogue.In(f.lang).Numbered(f.noun, i+1))
		for _, c := range f.Fields {
			if c.drawn() && r.view.asks(c, object) {
				r.field(c, object[c.Name], at+"/"+escapeToken(c.Name), false)
			}
		}
		r.items--
		r.leave()
	}
}

// answer says one value in words.
func (f *Field) answer(value any, pointer string) Row {
	row := Row{Pointer: pointer, Label: f.Label, Masked: f.Masked, date: f.Widget == Date}
	if value == nil {
		return row
	}
	if f.Masked {
		row.Values = []string{catalogue.In(f.lang).Hidden}
		return row
	}
	switch f.Widget {
	case File:
		if ref, ok := fileRef(value); ok {
			row.File, row.Values = &ref, []string{ref.Name}
		}
		return row
	case Checkboxes:
		list, _ := value.([]any)
		for _, v := range list {
			row.Values, row.foreign = append(row.Values, f.wording(v)), append(row.foreign, f.untoldChoice(v))
		}
		return row
	case Date:
		if s, ok := value.(string); ok {
			if t, err := time.Parse(time.DateOnly, s); err == nil {
				row.Values = []string{language.Day(f.lang, t)}
				return row
			}
		}
	case Checkbox:
		if value == true {
			row.Values = []string{catalogue.In(f.lang).Yes}
		}
		return row
	}
	if f.Widget == Radios || f.Widget == YesNo { // whoever comes to change it stands on what is chosen, and not on the first
		row.chosen = slices.IndexFunc(f.Options, func(o Option) bool { return same(value, o.Value) })
	}
	if text := f.wording(value); text != "" {
		row.Values, row.foreign = []string{text}, []bool{f.untoldChoice(value)}
	}
	return row
}

// untoldChoice says whether a value is a choice whose words are not in the language of the form.
func (f *Field) untoldChoice(v any) bool {
	return slices.ContainsFunc(f.Options, func(o Option) bool { return o.foreign && same(o.Value, v) })
}

// wording is one plain value in words.
func (f *Field) wording(v any) string {
	for _, o := range f.Options {
		if same(o.Value, v) {
			return o.Text
		}
	}
	text := f.shown(v)
	switch {
	case text == "":
	case f.Widget == Money || f.Prefix != "":
		if strings.HasPrefix(text, "-") {
			return "-" + f.Prefix + text[1:]
		}
		return f.Prefix + text
	case f.Suffix == "%":
		return text + "%"
	case f.Suffix != "":
		return text + " " + f.Suffix
	}
	return text
}

// Files lists the uploaded files that data refers to, by JSON Pointer. Whoever accepts data must see to it that each is
// a file that the sender has uploaded.
func (f *Form) Files(data map[string]any) map[string]FileRef {
	out := map[string]FileRef{}
	var walk func(fields []*Field, object map[string]any, pointer string)
	one := func(f *Field, v any, at string) {
		switch f.Widget {
		case File:
			if ref, ok := fileRef(v); ok {
				out[at] = ref
			}
		case Group:
			if object, ok := v.(map[string]any); ok {
				walk(f.Fields, object, at)
			}
		}
	}
	walk = func(fields []*Field, object map[string]any, pointer string) {
		for _, f := range fields {
			at := pointer + "/" + escapeToken(f.Name)
			if list, ok := object[f.Name].([]any); ok && f.Widget == List {
				for i, v := range list {
					one(f.item, v, at+"/"+strconv.Itoa(i))
				}
				continue
			}
			one(f, object[f.Name], at)
		}
	}
	walk(f.roots, data, "")
	return out
}
