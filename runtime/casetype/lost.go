package casetype

import (
	"path"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/caseloom/caseloom/rules"
)

// A part of the files that cannot be read has its own fault. Whatever else asks for what it would have said is not told
// that it is not there: one slip is one fault, and not a hundred.

// mentioned are the keys of casetype.yaml that say what there is, and what each of them says.
var mentioned = map[string][]string{"stages": {"stage", "task"}, "tasks": {"task"}, "facts": {"fact"}, "people": {"person"}, "clocks": {"clock"}, "actions": {"action"}}

// unreadable says whether a file of the case type has a fault that leaves nothing of it.
func (l *loader) unreadable(n node, file string) bool {
	return !n.ok() && slices.ContainsFunc(l.found, func(f rules.Diagnostic) bool { return f.File == path.Join(l.name, file) && f.Severity == rules.Error })
}

// lose notes what nothing is known of.
func (l *loader) lose(d definition) {
	if l.unreadable(d.decisions, "rules/decisions.yaml") {
		l.lost["decision"] = true
	}
	for key, whats := range mentioned {
		if d.caseType.mangled(key) {
			for _, what := range whats {
				l.lost[what] = true
			}
		}
	}
}

// mangled says whether a key of a mapping, or a list or mapping below it, was complained of, or it was misspelt.
func (n node) mangled(key string) bool {
	if !n.isMap() {
		return false
	}
	for i := 0; i+1 < len(n.y.Content); i += 2 {
		name, value := n.y.Content[i], n.y.Content[i+1]
		if name.Value == key && (n.bad[name] || n.with(value).partBad()) || n.bad[name] && rules.Nearest(name.Value, []string{key}) == key {
			return true
		}
	}
	return false
}

// partBad says whether a list or a mapping within a node was complained of as a whole.
func (n node) partBad() bool {
	return n.bad[n.y] && !n.isScalar() || slices.ContainsFunc(n.y.Content, func(y *yaml.Node) bool { return n.with(y).partBad() })
}

// misspelt says whether a heading is most likely meant to be a word that a row may use.
func misspelt(heading, word string) bool {
	return column(heading) != word && rules.Nearest(column(heading), rowWords) == word
}
