package desk

import (
	"errors"
	"fmt"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// Beforehand is what somebody is told before they give something to a case, or open one (c is nil): the text of a template over
// the case as it would be, as Markdown, in a language where the template is in that. Nothing is kept, and nothing is sent.
func (d *Desk) Beforehand(t *casetype.Type, c *engine.Case, actor engine.Actor, body engine.Body, template, lang string) (text, in string, err error) {
	defer func() {
		if r := recover(); r != nil { // who only wanted to look must still be able to send
			err = fmt.Errorf("what is told beforehand could not be written: %v", r)
		}
	}()
	g := d.foreseen(actor, body)
	after, err := engine.Foresee(t, c, g)
	if err != nil {
		return "", "", err
	}
	return engine.PageText(t, after, template, lang, g)
}

// Disagrees says which answers of an action or a task do not agree with the case that they would be given to; nothing when all
// do. Whatever else would be refused is said when they are given.
func (d *Desk) Disagrees(t *casetype.Type, c *engine.Case, actor engine.Actor, body engine.Body, lang string) []forms.Fault {
	return Disagreeing(engine.Would(t, c, d.foreseen(actor, body)), t, lang)
}

// Disagreeing is the fault of a form that a refusal is about, in a language; nothing when it is about none.
func Disagreeing(err error, t *casetype.Type, lang string) []forms.Fault {
	var refused *engine.Refusal
	if !errors.As(err, &refused) || refused.At == "" {
		return nil
	}
	return []forms.Fault{{Pointer: refused.At, Code: "checks", Message: t.Words[lang].Check(refused.Said)}}
}

func (d *Desk) foreseen(actor engine.Actor, body engine.Body) engine.Given {
	return engine.Given{ID: "foreseen", Actor: actor, At: d.moment(), Body: body, World: engine.World{CaseID: "foreseen"}}
}
