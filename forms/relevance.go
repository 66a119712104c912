package forms

import (
	"maps"

	"github.com/caseloom/caseloom/rules"
)

// view is the answers while it is being settled which questions are asked.
type view struct {
	form     *Form
	data     map[string]any
	snapshot *rules.Snapshot // of data; nil after data has changed
	check    *validator      // taken when a condition needs it
}

func (f *Form) view(data map[string]any) *view { return &view{form: f, data: data} }

func (v *view) close() {
	if v.check != nil {
		v.form.checker.give(v.check)
		v.check = nil
	}
}

// holds runs an expression over the answers. One that cannot be decided does not hold.
func (v *view) holds(p *rules.Program) bool {
	yes, err := p.Bool(v.shot())
	return err == nil && yes
}

// shot is what expressions see of the answers.
func (v *view) shot() *rules.Snapshot {
	if v.snapshot == nil {
		v.snapshot = rules.NewSnapshot(map[string]any{"form": v.form.normalise(v.data)})
	}
	return v.snapshot
}

// asks says whether a field's own conditions hold, given the object that holds it; not whether those around it do.
func (v *view) asks(f *Field, owner map[string]any) bool {
	if f.holder != nil && f.holder.When != nil && !v.holds(f.holder.When) {
		return false
	}
	if f.When != nil && !v.holds(f.When) {
		return false
	}
	if len(f.clauses) == 0 {
		return true
	}
	for _, c := range f.clauses {
		if v.all(c, owner) {
			return true
		}
	}
	return false
}

func (v *view) all(c clause, owner map[string]any) bool {
	for _, t := range c {
		if v.test(t, owner) == t.not {
			return false
		}
	}
	return true
}

func (v *view) test(t test, owner map[string]any) bool {
	switch {
	case t.has != "":
		_, ok := owner[t.has]
		return ok
	case t.simple != nil:
		return t.simple.holds(owner)
	case t.number < 0:
		return false
	}
	if v.check == nil {
		v.check = v.form.checker.take()
	}
	if owner == nil {
		owner = map[string]any{}
	}
	return v.check.holds(t.number, owner)
}

// asked says whether a field on a page is asked, with every group around it.
func (v *view) asked(f *Field) bool {
	for g := f; g != nil; g = g.parent {
		owner, _ := lookup(v.data, g.tokens[:len(g.tokens)-1])
		object, _ := owner.(map[string]any)
		if !v.asks(g, object) {
			return false
		}
	}
	return true
}

// Prune gives the answers without those to questions that are no longer asked, as the schema knows them. What the form
// never asks is left alone. The data itself is not changed.
func (f *Form) Prune(data map[string]any) map[string]any {
	out := f.Relevant(data)
	if len(f.choices) > 0 {
		out = unchosen(out).(map[string]any)
		emptied(f.roots, out)
	}
	return out
}

// emptied drops the groups that nobody has to answer and that hold nothing.
func emptied(fields []*Field, object map[string]any) {
	for _, f := range fields {
		if group, ok := object[f.Name].(map[string]any); ok && f.Widget == Group {
			if emptied(f.Fields, group); len(group) == 0 && !f.Required {
				delete(object, f.Name)
			}
		}
	}
}

// Relevant is Prune with which alternatives were chosen: what a page is checked against.
func (f *Form) Relevant(data map[string]any) map[string]any {
	out, _ := clone(data).(map[string]any)
	if out == nil {
		return map[string]any{}
	}
	if !f.choosy {
		return out
	}
	v := f.view(f.chosen(out))
	defer v.close()
	v.settle()
	return v.data
}

// settle drops answers until all that are left are asked for. Dropping one may end the asking for another, and only ever
// drops more, so this ends.
func (v *view) settle() {
	for v.drop(v.form.roots, v.data) {
	}
}

func (v *view) drop(fields []*Field, owner map[string]any) (dropped bool) {
	for _, f := range fields {
		value, ok := owner[f.Name]
		if !ok {
			continue
		}
		if (f.When != nil || len(f.clauses) > 0 || f.holder != nil && f.holder.When != nil) && !v.asks(f, owner) {
			delete(owner, f.Name)
			v.snapshot = nil
			dropped = true
			continue
		}
		switch x := value.(type) {
		case map[string]any:
			if f.Widget == Group && len(x) > 0 && v.drop(f.Fields, x) {
				dropped = true
				if len(x) == 0 && !f.Required {
					delete(owner, f.Name)
					v.snapshot = nil
				}
			}
		case []any:
			if f.Widget != List || f.item.Widget != Group {
				continue
			}
			for _, item := range x {
				if object, ok := item.(map[string]any); ok && v.drop(f.Fields, object) {
					dropped = true
				}
			}
		}
	}
	return dropped
}

// Path lists the pages that are asked, in order, given the answers so far.
func (f *Form) Path(data map[string]any) []int {
	v := f.view(data)
	if f.choosy {
		v.data = f.Relevant(data)
	}
	defer v.close()
	var out []int
	for i, p := range f.Pages {
		if v.reaches(p) {
			out = append(out, i)
		}
	}
	return out
}

func (v *view) reaches(p *Page) bool {
	if p.When != nil && !v.holds(p.When) {
		return false
	}
	for _, f := range p.Fields {
		if f.drawn() && v.asked(f) {
			return true
		}
	}
	return false
}

// drawn says whether a field has anything to show.
func (f *Field) drawn() bool {
	if f.hidden || f.constant != nil {
		return false
	}
	if f.Widget == Group {
		for _, c := range f.Fields {
			if c.drawn() {
				return true
			}
		}
		return false
	}
	return true
}

// clone copies data deeply; what is not an object or a list is shared, and never changed.
func clone(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := maps.Clone(v)
		for k, x := range out {
			switch x.(type) {
			case map[string]any, []any:
				out[k] = clone(x)
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = clone(x)
		}
		return out
	}
	return v
}
