package forms

// Everybody says whether a question is asked whatever the answers before it are.
func (f *Field) Everybody() bool {
	for g := f; g != nil; g = g.parent {
		if g.maybe || len(g.clauses) > 0 || g.holder != nil && g.holder.maybe {
			return false
		}
	}
	return true
}

// Everybody says whether something on a page is asked whatever the answers before it are.
func (p *Page) Everybody() bool {
	for _, f := range p.Fields {
		if f.drawn() && f.Everybody() {
			return true
		}
	}
	return false
}

// Lone says whether a page asks one question and is called by it: it is no part of the form that has a name.
func (p *Page) Lone() bool {
	var asked []*Field
	for _, f := range p.Fields {
		if f.drawn() {
			asked = append(asked, f)
		}
	}
	return len(asked) == 1 && asked[0].Widget != Group && asked[0].Widget != List && asked[0].Label == p.Title
}
