package casetype

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/caseloom/caseloom/rules"
)

// How a file is held against the shape that it must have.

// checkShape says everything in n that is not as s says, and marks it, so that whoever reads n afterwards passes over it.
// What is the name of n in messages: the key it follows, or "".
func checkShape(n node, s *shape, what string) (faults []rules.Diagnostic) {
	bad := func(at node, code, message, fix string) {
		at.bad[at.y] = true
		faults = append(faults, at.fault(code, message, fix))
	}
	if s.any {
		return nil
	}
	if n.isNull() {
		fix := "Write its value, or remove it."
		if comment := n.commented(); comment != "" {
			fix = fmt.Sprintf("What follows # is a comment, and is not read. If it is meant, put it in quotes: %q.", comment)
		}
		bad(n, "empty", fmt.Sprintf("%s has nothing after it", quoted(what, s)), fix)
		return faults
	}
	if len(s.or) > 0 {
		for _, one := range s.or {
			if one.kind() == n.y.Kind {
				return checkShape(n, one, what)
			}
		}
		var kinds []string
		for _, one := range s.or {
			kinds = append(kinds, one.wants())
		}
		bad(n, "wrong-kind", fmt.Sprintf("%s must be %s", quoted(what, s), strings.Join(kinds, " or ")), "")
		return faults
	}
	if s.kind() != n.y.Kind {
		bad(n, "wrong-kind", fmt.Sprintf("%s must be %s", quoted(what, s), s.wants()), s.howTo())
		return faults
	}
	switch {
	case s.text != nil:
		if fault := s.text.check(n, quoted(what, s)); fault != nil {
			n.bad[n.y] = true
			faults = append(faults, *fault)
		}
	case len(s.words) > 0:
		if fix, found := s.coming[n.text()]; found {
			n.bad[n.y] = true
			faults = append(faults, notSupported(n, &key{name: n.text(), fix: fix}))
		} else if !n.isString() || !slices.Contains(s.words, n.text()) {
			bad(n, "unknown-word", fmt.Sprintf("%s cannot be %q", quoted(what, s), n.text()), rules.DidYouMean(n.text(), s.words, "words it can be"))
		}
	case s.yes:
		if n.y.ShortTag() != "!!bool" || (n.text() != "true" && n.text() != "false") {
			bad(n, "wrong-kind", fmt.Sprintf("%s must be true or false", quoted(what, s)), "")
		}
	case s.list != nil:
		for _, item := range n.items() {
			faults = append(faults, checkShape(item, s.list, "")...)
		}
		if len(n.y.Content) < s.least {
			bad(n, "too-few", fmt.Sprintf("%s must have at least %d of them", quoted(what, s), s.least), "")
		}
	case s.one != nil:
		faults = append(faults, checkOne(n, s)...)
	case s.ids != nil:
		faults = append(faults, checkNames(n, s, what)...)
	default:
		faults = append(faults, checkKeys(n, s)...)
	}
	return faults
}

// digits says whether a text is what a decimal comma leaves behind it: 00 of 60,00, or 500.00 of 1,500.00.
func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789.") == "" }

func endsInDigit(s string) bool { return s != "" && digits(s[len(s)-1:]) }

// checkNames checks a mapping whose keys are the author's own names.
func checkNames(n node, s *shape, what string) (faults []rules.Diagnostic) {
	entries := n.entries()
	for i, e := range entries {
		if k := s.find(e.key.y.Value); k != nil {
			if k.later {
				e.key.bad[e.key.y] = true
				faults = append(faults, notSupported(e.key, k))
			} else {
				faults = append(faults, checkShape(e.value, k.shape, k.name)...)
			}
			continue
		}
		if i > 0 && n.y.Style&yaml.FlowStyle != 0 && e.value.isNull() && digits(e.key.y.Value) && endsInDigit(entries[i-1].value.y.Value) {
			e.key.bad[e.key.y] = true
			before := entries[i-1].value.y.Value
			faults = append(faults, e.key.fault(s.ids.code, fmt.Sprintf("In { } a comma ends a value, so %s,%s is read as two", before, e.key.y.Value),
				"Write a point before pence, as in 60.00, and nothing between thousands, as in 1500."))
			continue
		}
		if !s.ids.like.MatchString(e.key.y.Value) {
			e.key.bad[e.key.y] = true
			faults = append(faults, e.key.fault(s.ids.code, fmt.Sprintf("%q cannot be the name of %s: it must be %s", e.key.y.Value, s.each.noun, s.ids.name), s.ids.fix(e.key.y.Value)))
			continue
		}
		faults = append(faults, checkShape(e.value, s.each, e.key.y.Value)...)
	}
	if len(n.y.Content) < 2*s.least {
		n.bad[n.y] = true
		faults = append(faults, n.fault("too-few", fmt.Sprintf("%s must have at least %d of them", quoted(what, s), s.least), ""))
	}
	return append(faults, missingKeys(n, s)...)
}

// checkKeys checks a mapping with keys of ours.
func checkKeys(n node, s *shape) (faults []rules.Diagnostic) {
	entries := n.entries()
	for i, e := range entries {
		name := e.key.y.Value
		k := s.find(name)
		switch {
		case k == nil:
			e.key.bad[e.key.y] = true
			message, fix := fmt.Sprintf("%q is not something %s can say", name, s.noun), rules.DidYouMean(name, s.names(), "keys here are")
			if i > 0 && n.y.Style&yaml.FlowStyle != 0 && e.value.isNull() && unclosed(entries[i-1].value.text()) {
				message = fmt.Sprintf("In { } a comma ends a value, so %q is read as a key", name)
				fix = fmt.Sprintf("Put the whole of %q in quotes.", entries[i-1].key.y.Value)
			} else if said, how := unparted(n, e, entries[:i], s); said != "" {
				message, fix = said, how
			}
			faults = append(faults, e.key.fault("unknown-key", message, fix))
		case k.later:
			e.key.bad[e.key.y] = true
			faults = append(faults, notSupported(e.key, k))
		default:
			faults = append(faults, checkShape(e.value, k.shape, name)...)
		}
	}
	return append(faults, missingKeys(n, s)...)
}

// unparted tells of a key without a value in { } that is none: the rest of a text with a comma, or a key whose colon has no
// blank after it.
func unparted(n node, e entry, before []entry, s *shape) (message, fix string) {
	if !e.value.isNull() {
		return "", ""
	}
	name := e.key.y.Value
	if key, value, cut := strings.Cut(name, ":"); cut && s.find(key) != nil {
		return fmt.Sprintf("There is no space after the colon of %q", key), fmt.Sprintf("Write %s: %s.", key, value)
	}
	if n.y.Style&yaml.FlowStyle == 0 || len(before) == 0 || rules.Nearest(name, s.names()) != "" {
		return "", ""
	}
	last := before[len(before)-1]
	if !last.value.isScalar() || last.value.y.Style != 0 {
		return "", ""
	}
	return fmt.Sprintf("In { } a comma ends a value, so %q is read as a key", name), fmt.Sprintf("If it belongs to the text before it, put that in quotes: %s: %q.", last.key.y.Value, last.value.text()+", "+name)
}

// checkOne checks a mapping by the shape whose first key it has.
func checkOne(n node, s *shape) []rules.Diagnostic {
	var firsts []string
	var found []*shape
	for _, one := range s.one {
		first := one.keys[0]
		if !first.later {
			firsts = append(firsts, first.name)
		}
		for i := 0; i+1 < len(n.y.Content); i += 2 {
			if n.y.Content[i].Value == first.name {
				found = append(found, one)
			}
		}
	}
	switch {
	case len(found) == 1 && found[0].keys[0].later: // nothing else is known of it
		n.bad[n.y] = true
		for i := 0; i+1 < len(n.y.Content); i += 2 {
			if key := n.with(n.y.Content[i]); key.y.Value == found[0].keys[0].name {
				return []rules.Diagnostic{notSupported(key, &found[0].keys[0])}
			}
		}
	case len(found) == 1:
		return checkKeys(n, found[0])
	case len(found) > 1:
		n.bad[n.y] = true
		return []rules.Diagnostic{n.fault("not-both", fmt.Sprintf("%s cannot have both %q and %q", sentence(s.noun), found[0].keys[0].name, found[1].keys[0].name), "Make two of it.")}
	}
	for i := 0; i+1 < len(n.y.Content); i += 2 { // a slip of the fingers is most likely the cause
		if key := n.with(n.y.Content[i]); rules.Nearest(key.y.Value, firsts) != "" || len(n.y.Content) == 2 {
			n.bad[n.y] = true
			return []rules.Diagnostic{key.fault("unknown-key", fmt.Sprintf("%q is not something %s can say", key.y.Value, s.noun), rules.DidYouMean(key.y.Value, firsts, "")+listed(firsts, rules.Nearest(key.y.Value, firsts) == ""))}
		}
	}
	n.bad[n.y] = true
	return []rules.Diagnostic{n.fault("missing-key", fmt.Sprintf("%s needs one of %s", sentence(s.noun), orList(firsts)), "")}
}

func listed(names []string, want bool) string {
	if !want {
		return ""
	}
	return "It can say " + orList(names) + "."
}

func missingKeys(n node, s *shape) (faults []rules.Diagnostic) {
	has := func(name string) bool {
		for i := 0; i+1 < len(n.y.Content); i += 2 {
			if n.y.Content[i].Value == name {
				return true
			}
		}
		return false
	}
	slip := func(name string) bool { // it is there, and spelled wrong: that is said
		for i := 0; i+1 < len(n.y.Content); i += 2 {
			if key := n.y.Content[i].Value; s.find(key) == nil && rules.Nearest(key, s.names()) == name {
				return true
			}
		}
		return false
	}
	lacks := func(name string) bool { return !has(name) && !slip(name) }
	none := func(group []string) bool {
		return !slices.ContainsFunc(group, func(name string) bool { return !lacks(name) })
	}
	for _, k := range s.keys {
		if k.need && lacks(k.name) {
			faults = append(faults, n.fault("missing-key", fmt.Sprintf("%s needs %q", sentence(s.noun), k.name), k.doc))
		}
	}
	for _, group := range s.some {
		if none(group) {
			faults = append(faults, n.fault("missing-key", fmt.Sprintf("%s needs %s", sentence(s.noun), orList(group)), ""))
		}
	}
	for _, group := range s.together {
		if has(group[0]) && none(group[1:]) {
			faults = append(faults, n.fault("missing-key", fmt.Sprintf("%s with %q needs %s too", sentence(s.noun), group[0], orList(group[1:])), ""))
		}
	}
	for _, w := range s.wanted {
		if n.get(w[0]).text() == w[1] && lacks(w[2]) {
			faults = append(faults, n.fault("missing-key", fmt.Sprintf("%s with `%s: %s` needs %q too", sentence(s.noun), w[0], w[1], w[2]), ""))
		}
	}
	for _, pair := range s.apart {
		if has(pair[0]) && has(pair[1]) {
			faults = append(faults, n.fault("not-both", fmt.Sprintf("%s cannot have both %q and %q", sentence(s.noun), pair[0], pair[1]), "Remove one of them."))
		}
	}
	return faults
}

func notSupported(at node, k *key) rules.Diagnostic {
	return at.fault("not-supported", fmt.Sprintf("%q is not something this version of Caseloom can run", k.name), k.fix)
}
