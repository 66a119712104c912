package identity

import (
	"maps"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// Conceal takes what is hidden from somebody out of what was written about a case: the titles of tasks, the subjects of
// messages and letters, and the sentences that speak of them. What a person wrote by hand it cannot know. The swaps are
// further texts to be taken out, each followed by what stands in its place.
func Conceal(t *casetype.Type, who engine.Actor, c *engine.Case, swaps ...string) *strings.Replacer {
	hidden := Hidden(t, who, c)
	if len(hidden) == 0 {
		return strings.NewReplacer(swaps...)
	}
	return conceal(t, c, viewPeople(t, c, hidden), hidden, swaps...)
}

func conceal(t *casetype.Type, c *engine.Case, people map[string]engine.Person, hidden []string, swaps ...string) *strings.Replacer {
	swap := func(old, plain string) {
		if old != "" {
			swaps = append(swaps, old, plain)
		}
	}
	tells := func(x *rules.Text) bool {
		return x != nil && slices.ContainsFunc(x.Reads(), func(path string) bool { return HidesRead(t, hidden, path) })
	}
	for _, task := range c.Tasks {
		if HidesTitle(t, hidden, task) {
			swap(task.Title, ShownTitle(t, hidden, task))
		}
	}
	for _, m := range c.Messages {
		if x := t.Templates[m.Template]; x != nil && tells(x.Subject) {
			swap(m.Subject, "a message")
		}
	}
	for _, id := range slices.Sorted(maps.Keys(c.People)) {
		p, v := c.People[id], people[id]
		for _, was := range [][2]string{{p.Name, v.Name}, {p.Email, v.Email}, {p.Telephone, v.Telephone}} {
			if was[0] != was[1] {
				swap(was[0], "the "+strings.ReplaceAll(id, "_", " "))
			}
		}
	}
	return strings.NewReplacer(swaps...)
}

// hidesPerson says whether what is read of a person is hidden: it is made from what is, or from where they are reached.
func hidesPerson(t *casetype.Type, all []string, path string) bool {
	steps := split(path)
	if len(steps) < 2 || steps[0] != "person" {
		return false
	}
	for _, p := range t.People {
		if p.ID != steps[1] || p.From == nil {
			continue
		}
		for _, from := range p.From.Reads() {
			if Hides(all, strings.Join(append([]string{from}, steps[2:]...), ".")) {
				return true
			}
		}
		if p.Contact != nil && (len(steps) == 2 || slices.Contains([]string{"email", "telephone", "prefers", "address"}, steps[2])) {
			return slices.ContainsFunc(p.Contact.Reads(), func(path string) bool { return Hides(all, path) })
		}
	}
	return false
}

// MayBeTold says whether somebody who works here may be sent a message of the case, and whether all of what it says. Whom
// an analyst writes to need not see cases of the type; what `everyone` hides is hidden from them all the same.
func MayBeTold(t *casetype.Type, who engine.Actor, c *engine.Case, message string) (may, whole bool) {
	hidden := fromEveryone(t, who, c)
	if slices.Contains(hidden, "case") {
		return false, false
	}
	if May(t, who, c, See) {
		hidden = Hidden(t, who, c)
	}
	if len(hidden) == 0 {
		return true, true
	}
	for _, m := range c.Messages {
		x := t.Templates[m.Template]
		if m.ID == message && x != nil {
			return true, !slices.ContainsFunc(append(x.Subject.Reads(), x.Body.Reads()...), func(path string) bool { return HidesRead(t, hidden, path) })
		}
	}
	return true, false // by which template it was written is not known any more
}

// letters says whether the letters that the case type's tasks write may show what is hidden. A letter does not say which
// task wrote it, so all of them are hidden together.
func letters(t *casetype.Type, hidden []string) bool {
	tells := func(task *casetype.Task) bool {
		x := t.Templates[task.Template]
		return task.Template != "" && x != nil &&
			slices.ContainsFunc(append(x.Subject.Reads(), x.Body.Reads()...), func(path string) bool { return HidesRead(t, hidden, path) })
	}
	return slices.ContainsFunc(t.AllTasks(), tells)
}
