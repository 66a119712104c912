package forms

import (
	"net/url"
	"regexp"
	"slices"
	"time"
)

// What is known already is not asked again: x-prefill says of a question where its answer may come from. Whoever applies
// sees it on its page, and can change it.

// prefillFrom is where an answer may come from: the address that led to the form, or the account of who is signed in.
var prefillFrom = regexp.MustCompile(`^(link\.[a-z][a-z0-9_]*|actor\.(name|email))$`)

const prefillHow = "Write `x-prefill: link.zone` for what stands as ?zone=… in the address, or `x-prefill: actor.name` or `x-prefill: actor.email` for whoever is signed in."

// prefill reads the x-prefill of a question.
func (l *loader) prefill(f *Field, parts []part) {
	v, doc := find(parts, "x-prefill")
	if v == nil {
		return
	}
	switch {
	case v.kind != stringKind || !prefillFrom.MatchString(v.text):
		l.errorf(doc, v, "malformed-prefill", prefillHow, "This does not say where the answer to %q comes from.", f.Name)
	case f.Masked:
		l.errorf(doc, v, "malformed-prefill", "Take x-prefill out.", "An answer that is never shown cannot come from an address or an account: nobody could see what it is.")
	case f.json == "object" || f.json == "array" || f.Widget == File || f.Widget == Checkbox || slices.Contains(f.tokens, "*"):
		l.errorf(doc, v, "malformed-prefill", "Put it on a question with one answer.", "A group, a list, a file and a declaration cannot be filled in beforehand, and neither can what is within a list.")
	default:
		f.prefill = v.text
	}
}

// Prefills names where answers may come from before the first page is shown, such as "link.zone" or "actor.email".
func (f *Form) Prefills() []string {
	var out []string
	f.eachQuestion(func(q *Field) {
		if q.prefill != "" && !slices.Contains(out, q.prefill) {
			out = append(out, q.prefill)
		}
	})
	return out
}

// Prefilled are the answers to begin with, given what is known: from gives the text of one of Prefills, "" when there is
// none. It is read as if somebody had typed it, and what the form would not take is left out.
func (f *Form) Prefilled(from func(source string) string) map[string]any {
	data := map[string]any{}
	f.eachQuestion(func(q *Field) {
		if q.prefill == "" || q.page < 0 {
			return
		}
		text := from(q.prefill)
		if text == "" {
			return
		}
		next, faults := f.Parse(q.page, url.Values{q.Pointer: {text}}, data, nil)
		about := func(g Fault) bool { return g.Pointer == q.Pointer }
		if slices.ContainsFunc(faults, about) || slices.ContainsFunc(f.Validate(next, time.Time{}), about) {
			return
		}
		if v := At(next, q.Pointer); v != nil {
			put(data, q.tokens, v)
		}
	})
	return data
}

// put places a value where tokens lead through groups.
func put(data map[string]any, tokens []string, v any) {
	for _, name := range tokens[:len(tokens)-1] {
		group, ok := data[name].(map[string]any)
		if !ok {
			group = map[string]any{}
			data[name] = group
		}
		data = group
	}
	data[tokens[len(tokens)-1]] = v
}
