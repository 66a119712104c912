package citizen

import (
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// requestOf is what a decision answers, as whoever asked for it knows it: what they did on this page, or a task that was theirs.
// Empty: the application itself. Its own question is written for whoever decides.
func requestOf(k *engine.Case, t *casetype.Type, decision, lang string) language.Text {
	for _, task := range t.AllTasks() {
		if task.Decides != decision {
			continue
		}
		from := []string{waitsFor(task.On)}
		from = append(from, reads(task.When)...)
		from = append(from, reads(task.After)...)
		for _, s := range t.Stages {
			if s.ID == task.Stage {
				from = append(append(append(from, waitsFor(s.On)), reads(s.Enter)...), reads(s.When)...)
			}
		}
		if title := requested(k, t, from, lang, 0); title.Text != "" {
			return title
		}
	}
	return language.Text{}
}

func waitsFor(on *rules.Trigger) string {
	if on == nil {
		return ""
	}
	return on.Event + on.Path
}

func reads(p *rules.Program) []string {
	if p == nil {
		return nil
	}
	return p.Reads()
}

// mostFacts is how many facts are looked through, one behind another, for what a decision hangs on.
const mostFacts = 4

// requested is the title of the first action or task of the applicant's among some paths; else among what the facts there read.
func requested(k *engine.Case, t *casetype.Type, paths []string, lang string, deep int) language.Text {
	for _, path := range paths {
		kind, rest, _ := strings.Cut(path, ".")
		id, _, _ := strings.Cut(rest, ".")
		switch kind {
		case "action":
			if a := t.Action(id); a != nil && slices.Contains(a.By, "person.applicant") {
				return doneTitle(t, id, lang)
			}
		case "task":
			if task := k.TaskNamed(id); task != nil && task.Person == "applicant" {
				return askedTitle(lang, t, task)
			}
		}
	}
	if deep == mostFacts {
		return language.Text{}
	}
	for _, f := range t.Facts {
		if f.Is != nil && slices.Contains(paths, "fact."+f.ID) {
			if title := requested(k, t, f.Is.Reads(), lang, deep+1); title.Text != "" {
				return title
			}
		}
	}
	return language.Text{}
}

// doneTitle is the title of an action in the reader's language.
func doneTitle(t *casetype.Type, id, lang string) language.Text {
	title := humanise(id)
	if a := t.Action(id); a != nil {
		title = a.Title
	}
	return language.Told(lang, t.Words[lang].Action(id, title), title)
}
