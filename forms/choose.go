package forms

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/caseloom/caseloom/rules/language"
)

// Where the alternatives of a oneOf are different objects and no answer of theirs tells them apart, people are asked which
// of them applies. That question is no property of the schema: its answer stands in a draft, under a name that no property
// has, so that it is remembered and not guessed again; what is sent holds only what the schema knows. Answers that came
// some other way, by the API or from the record, are of the first alternative that they are right for.

const choiceName = "?branch"

func isChoice(name string) bool { return strings.HasPrefix(name, choiceName) }

// choice is one such question.
type choice struct {
	values []string   // what stands in a draft, by alternative
	titles []string   // what people read of each
	tests  []int      // of the checker's conditions: whether answers are right for it
	names  [][]string // the properties that are of each, and not of the whole
}

// chooses makes the question of alternatives; nil where they are told apart, or taken together, some other way.
func (l *loader) chooses(doc *document, n *node, branches []*node) *telling {
	name, known := l.choiceOf[n]
	if !known {
		c := l.choiceOfBranches(doc, n, branches)
		if c == nil {
			return nil
		}
		if name = choiceName; len(l.choiceOf) > 0 {
			name = fmt.Sprintf("%s-%d", choiceName, len(l.choiceOf)+1)
		}
		if l.choiceOf == nil {
			l.choiceOf, l.choices = map[*node]string{}, map[string]*choice{}
		}
		l.choiceOf[n], l.choices[name] = name, c
	}
	c := l.choices[name]
	t := &telling{tests: make([]test, len(branches))}
	var values, titles []*node
	for i, b := range branches {
		t.tests[i] = test{number: -1, reads: []string{name}, simple: &simpleTest{name: name, values: []any{c.values[i]}, strict: true}}
		values, titles = append(values, textNode(c.values[i], b)), append(titles, textNode(c.titles[i], b))
	}
	property := objectNode(n, "title", textNode(cmp.Or(n.str("x-choose"), catalogue.In(l.lang).Choose), n), "type", textNode("string", n),
		"enum", listNode(values, n), "enumNames", listNode(titles, n))
	t.asked = objectNode(n, "properties", objectNode(n, name, property), "required", listNode([]*node{textNode(name, n)}, n))
	return t
}

// choiceOfBranches finds what is of each alternative alone; nil when there is not something of each.
func (l *loader) choiceOfBranches(doc *document, n *node, branches []*node) *choice {
	if len(branches) < 2 {
		return nil
	}
	c := &choice{}
	for _, b := range branches {
		var own []string
		for _, p := range l.flatten(doc, b, nil, false, nil) {
			if props := p.n.get("properties"); len(p.clause) == 0 && props != nil {
				for _, k := range props.keys {
					if !n.get("properties").has(k.name) && !slices.Contains(own, k.name) {
						own = append(own, k.name)
					}
				}
			}
		}
		if len(own) == 0 {
			own = wanted(n, b)
		}
		c.names = append(c.names, own)
	}
	for i, own := range c.names {
		apart := slices.ContainsFunc(own, func(name string) bool {
			return slices.ContainsFunc(c.names, func(other []string) bool { return !slices.Contains(other, name) })
		})
		if !apart || l.where[branches[i]] == nil {
			return nil
		}
	}
	for i, b := range branches {
		c.values = append(c.values, fmt.Sprint(i+1))
		c.titles = append(c.titles, l.branchTitle(doc, n, b, c.names[i], i))
		c.tests = append(c.tests, l.checker.condition(l.where[b].url()))
	}
	return c
}

// wanted are the whole's own properties that an alternative requires, where it says nothing else: this one, or that one.
func wanted(n, b *node) []string {
	for _, k := range b.keys {
		if k.name != "required" && k.name != "type" && k.name != "title" && k.name != "description" {
			return nil
		}
	}
	names := b.get("required").strings()
	for _, name := range names {
		if !n.get("properties").has(name) || slices.Contains(n.get("required").strings(), name) {
			return nil
		}
	}
	return names
}

// choicesFirst puts each choice before the first of the questions that it is about.
func (l *loader) choicesFirst(names []string) []string {
	for _, name := range slices.Clone(names) {
		c := l.choices[name]
		if c == nil {
			continue
		}
		names = slices.DeleteFunc(names, func(other string) bool { return other == name })
		at := slices.IndexFunc(names, func(other string) bool {
			return slices.ContainsFunc(c.names, func(own []string) bool { return slices.Contains(own, other) })
		})
		if at < 0 {
			at = len(names)
		}
		names = slices.Insert(names, at, name)
	}
	return names
}

// branchTitle is what people read of an alternative: its title, or what it asks for.
func (l *loader) branchTitle(doc *document, n, b *node, names []string, i int) string {
	parts := l.flatten(doc, b, nil, false, nil)
	if l.into != nil {
		if said := told(l.into.about(nil, parts), "title"); said != "" {
			return said
		}
	}
	if title := findText(parts, "title"); title != "" {
		return title
	}
	var asked []string
	for _, name := range names {
		label := humane(name)
		if said := n.get("properties").get(name).str("title"); said != "" {
			label = said
		}
		for _, p := range parts {
			if said := p.n.get("properties").get(name).str("title"); said != "" {
				label = said
			}
		}
		asked = append(asked, label)
	}
	if len(asked) > 3 {
		return catalogue.In(l.lang).Numbered(catalogue.In(l.lang).Alternative, i+1)
	}
	return language.And(l.lang, asked)
}

// chosen gives answers with the choices that they do not say, where they tell which it must have been. The answers
// themselves are not changed.
func (f *Form) chosen(data map[string]any) map[string]any {
	if len(f.choices) == 0 {
		return data
	}
	out, _ := clone(data).(map[string]any)
	if out == nil {
		out = map[string]any{}
	}
	check := f.checker.take()
	defer f.checker.give(check)
	var walk func(fields []*Field, object map[string]any)
	walk = func(fields []*Field, object map[string]any) {
		for _, q := range fields {
			if c := f.choices[q.Name]; c != nil && object[q.Name] == nil {
				if i := c.fits(object, check); i >= 0 {
					object[q.Name] = c.values[i]
				}
			}
			switch v := object[q.Name].(type) {
			case map[string]any:
				walk(q.Fields, v)
			case []any:
				for _, item := range v {
					if one, ok := item.(map[string]any); ok && q.item != nil {
						walk(q.item.Fields, one)
					}
				}
			}
		}
	}
	walk(f.roots, out)
	return out
}

// fits is the alternative that answers are of: the first that they are right for, or else the one with most of them; -1
// when they say nothing of any.
func (c *choice) fits(object map[string]any, check *validator) int {
	best, most := -1, 0
	plain := map[string]any{}
	for name, v := range object {
		if !isChoice(name) {
			plain[name] = v
		}
	}
	for i, names := range c.names {
		n := 0
		for _, name := range names {
			if _, there := object[name]; there {
				n += 2
			}
		}
		if n > 0 && check.holds(c.tests[i], unchosen(plain)) {
			n++
		}
		if n > most {
			best, most = i, n
		}
	}
	return best
}

// unchosen gives a value without choices: as the schema knows it.
func unchosen(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, x := range v {
			if !isChoice(name) {
				out[name] = unchosen(x)
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = unchosen(x)
		}
		return out
	}
	return v
}

// choose says of answers that fit no alternative what is wrong with the one that was chosen, or that one must be; false
// where nobody chooses.
func (j *judge) choose(ve *jsonschema.ValidationError) bool {
	place := strings.TrimSuffix(ve.AbsoluteKeywordLocation, "/oneOf")
	name := j.form.choiceOf[j.form.schema(place)]
	if name == "" {
		return false
	}
	at, _ := splitPointer(unescape(ve.InstanceLocation))
	owner, _ := lookup(j.view.data, at)
	object, _ := owner.(map[string]any)
	value, _ := object[name].(string)
	i := slices.Index(j.form.choices[name].values, value)
	if i < 0 {
		if field := j.form.locate(append(slices.Clone(at), name)); field != nil {
			j.add(append(slices.Clone(at), name), field, "required", "")
			return true
		}
		return false
	}
	for _, c := range ve.Causes {
		if strings.HasPrefix(c.KeywordLocation, fmt.Sprintf("%s/%d", ve.KeywordLocation, i)) {
			before := len(j.faults)
			j.collect(c)
			return len(j.faults) > before
		}
	}
	return false
}
