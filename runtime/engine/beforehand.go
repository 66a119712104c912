package engine

import (
	"fmt"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// What somebody is told before they send what they have filled in: the case is lived in memory as it would be if they had, by
// Handle's own steps, and a text is written of it. Nothing of it is kept or sent.

// Foresee gives the case as a given would leave it, but that nobody decides anything: a decision is made by whoever has the
// authority, rules among them, when something has been given, and what it will be is not to be read before. The error is
// Handle's, or says which rule could not be worked out.
func Foresee(t *casetype.Type, c *Case, g Given) (*Case, error) {
	r, err := newRun(t, c, g)
	if err != nil {
		return nil, err
	}
	r.foreseen = true
	_, after, err := r.handle()
	if err != nil {
		return nil, err
	}
	for _, p := range after.Problems {
		if c == nil || p.Seq > c.Seq {
			return nil, fmt.Errorf("a rule could not be worked out at %s: %s", p.Where, p.Message)
		}
	}
	return after, nil
}

// Would says whether something would be taken: nil, or the error that Handle would give.
func Would(t *casetype.Type, c *Case, g Given) error {
	r, err := newRun(t, c, g)
	if err == nil {
		err = r.accept()
	}
	return err
}

// PageText writes a template of a case, in a language, as a page has it: Markdown, and the language that it is written in, which is
// "" in English.
func PageText(t *casetype.Type, c *Case, template, lang string, g Given) (text, in string, err error) {
	x := t.Template(template, lang)
	text, err = x.Body.Markdown(Snapshot(t, c, g.At, g.Actor).Metered(rules.NewMeter(maxSteps)))
	return text, x.Lang, err
}
