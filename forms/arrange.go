package forms

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// compileWhens compiles the expressions, now that the types of all answers are known.
func (l *loader) compileWhens() {
	scope := rules.NewScope(&rules.Type{Kind: rules.Object, Fields: map[string]*rules.Type{"form": l.form.kind}})
	for _, w := range l.whens {
		if program := l.compile(w.src, scope, nil); program != nil {
			w.set(program)
		}
	}
	l.compileChecks(scope)
}

// compile compiles one condition; nil when it cannot be. What is said under a code that is passed over is not.
func (l *loader) compile(src rules.Source, scope *rules.Scope, passOver []string) *rules.Program {
	program, faults := rules.Compile(src, scope, &rules.Type{Kind: rules.Bool})
	for _, g := range faults {
		if slices.Contains(passOver, g.Code) {
			continue
		}
		for _, d := range append(slices.Clip(l.docs), l.uiDoc) { // the whole line, not only the expression
			if d != nil && d.file == g.File {
				g.Excerpt = excerpt(d.lines, g.Line, g.Column)
			}
		}
		l.faults.put(g)
	}
	return program
}

// arrange settles where each question is drawn. A question whose condition reads an answer on the same page cannot wait
// for that answer without scripts: it is drawn under the choice that calls for it, or else it begins a page of its own.
func (l *loader) arrange() {
	f := l.form
	var pages []*Page
	for _, p := range f.Pages {
		all := p.Fields
		p.Fields = nil
		page := p
		for _, field := range all {
			if l.needsLater(field, page.Fields) {
				page = &Page{ID: pageID(&Form{Pages: append(slices.Clone(f.Pages), pages...)}, p.ID), Title: p.Title, When: p.When, maybe: p.maybe, foreign: p.foreign, optional: p.optional, around: p.around}
				page.Fields = append(page.Fields, field)
				pages = append(pages, page)
				continue
			}
			if page == p && len(p.Fields) == 0 {
				pages = append(pages, p)
			}
			page.Fields = append(page.Fields, field)
		}
		if len(all) == 0 {
			pages = append(pages, p)
		}
	}
	f.Pages = pages
	for i, p := range f.Pages {
		for _, field := range p.Fields {
			field.holder = p
			mark(field, i)
		}
		p.Title = l.heading(p)
	}
	settled(f.roots)
	l.nest(f.roots)
	f.fields = nil
	for _, p := range f.Pages {
		f.fields = append(f.fields, p.Fields...)
	}
	l.whole(f.roots)
	l.settleChecks()
	for _, w := range l.whens {
		l.readsLater(w)
	}
}

// settled gives each group that is asked on several pages the last of them: what is wrong with the whole is said there.
func settled(fields []*Field) (last int) {
	last = -1
	for _, f := range fields {
		if f.Widget == Group && f.page < 0 {
			f.page = settled(f.Fields)
		}
		last = max(last, f.page)
	}
	return last
}

func mark(f *Field, page int) {
	f.page = page
	for _, c := range f.Fields {
		mark(c, page)
	}
	if f.item != nil {
		f.item.page = page
	}
}

func (l *loader) heading(p *Page) string {
	switch {
	case p.Title != "":
		return p.Title
	case len(p.Fields) == 1:
		return p.Fields[0].Label
	}
	return humane(p.ID)
}

// needsLater says whether a field reads an answer among those before it on the page, and cannot be drawn under it.
func (l *loader) needsLater(f *Field, before []*Field) bool {
	reads := false
	for _, b := range before {
		reads = reads || f.readsField(b)
	}
	return reads && !l.reveal(f, before)
}

// readsField says whether a field's own condition reads another's value, or a value within it.
func (f *Field) readsField(other *Field) bool {
	if f.When != nil {
		for _, r := range f.When.Reads() {
			if p := other.path(); r == p || strings.HasPrefix(r, p+".") || strings.HasPrefix(r, p+"[") || strings.HasPrefix(p, r+".") {
				return true
			}
		}
	}
	if f.parent != other.parent {
		return false
	}
	for _, c := range f.clauses {
		for _, t := range c {
			if slices.Contains(t.reads, other.Name) {
				return true
			}
		}
	}
	return false
}

// nest draws the questions of a group under the choices that call for them; those it cannot are left open.
func (l *loader) nest(fields []*Field) {
	for _, f := range fields {
		if f.Widget == Group || f.Widget == List {
			for i, c := range f.Fields {
				if c.holder != nil || c.revealed {
					continue
				}
				for _, b := range f.Fields[:i] {
					if c.readsField(b) {
						c.loose = !l.reveal(c, f.Fields[:i])
						break
					}
				}
			}
			l.nest(f.Fields)
		}
	}
}

var (
	whenIs  = regexp.MustCompile(`^\s*form((?:\.[a-zA-Z_]\w*)+)\s*==\s*(?:"([^"\\]*)"|'([^'\\]*)')\s*$`)
	whenYes = regexp.MustCompile(`^\s*(not\s+|!\s*)?form((?:\.[a-zA-Z_]\w*)+)(?:\s*==\s*(true|false))?\s*$`)
)

// reveal draws a question under one choice of another, when its condition is that choice and nothing else.
func (l *loader) reveal(f *Field, before []*Field) bool {
	if f.Widget == Group || f.Widget == List || f.constant != nil || f.hidden {
		return false
	}
	var by *Field
	var value any
	switch {
	case f.When != nil && len(f.clauses) == 0:
		by, value = revealing(f.When.Source().Text, before)
	case f.When == nil && len(f.clauses) == 1 && len(f.clauses[0]) == 1:
		t := f.clauses[0][0]
		if t.simple == nil || t.simple.within != "" || len(t.simple.values) != 1 {
			return false
		}
		by, value = fieldNamed(before, t.simple.name), t.simple.values[0]
		if t.not {
			if b, ok := value.(bool); ok {
				value = !b
			} else {
				return false
			}
		}
	}
	if by == nil || by.revealed || by.parent != f.parent || by.Widget != Radios && by.Widget != YesNo {
		return false
	}
	for i, o := range by.Options {
		if o.Value == value {
			if by.reveals == nil {
				by.reveals = map[int][]*Field{}
			}
			by.reveals[i] = append(by.reveals[i], f)
			f.revealed = true
			return true
		}
	}
	return false
}

func revealing(text string, before []*Field) (*Field, any) {
	var path string
	var value any
	if m := whenIs.FindStringSubmatch(text); m != nil {
		path, value = m[1], m[2]+m[3]
	} else if m := whenYes.FindStringSubmatch(text); m != nil {
		path, value = m[2], (m[1] == "") == (m[3] != "false")
	}
	for _, b := range before {
		if path != "" && b.path() == "form"+path {
			return b, value
		}
	}
	return nil, nil
}

// whole notes whether anything is conditional at all, which most answers need not be asked about.
func (l *loader) whole(fields []*Field) {
	for _, f := range fields {
		if f.When != nil || len(f.clauses) > 0 || f.holder != nil && f.holder.When != nil {
			l.form.choosy = true
		}
		l.whole(f.Fields)
	}
}

// readsLater warns of a condition that reads what is asked after it: the first time round it is always missing.
func (l *loader) readsLater(w when) {
	page := -1
	var program *rules.Program
	switch {
	case w.field != nil:
		page, program = w.field.page, w.field.When
	case w.page == nil: // an exit waits for the answers it reads
		return
	default:
		page, program = slices.Index(l.form.Pages, w.page), w.page.When
	}
	if program == nil || page < 0 {
		return
	}
	var walk func(fields []*Field)
	walk = func(fields []*Field) {
		for _, f := range fields {
			if f.Widget == Group {
				walk(f.Fields)
			} else if slices.Contains(program.Reads(), f.path()) && f.page > page && !f.hidden && f.constant == nil {
				l.later(w, f)
			}
		}
	}
	walk(l.form.roots)
}

func (l *loader) later(w when, f *Field) {
	for _, d := range l.docs {
		if d.file == w.src.File {
			l.faults.add(d, w.src.Line, w.src.Column, rules.Warning, "asked-later", fmt.Sprintf("This condition reads %s, which is asked on a later page.", f.path()), "Ask for it earlier.")
		}
	}
}
