package citizen

import (
	"cmp"
	"strings"

	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/web"
	page "github.com/caseloom/caseloom/ui/pages/citizen"
)

// beforehand is what the case type tells somebody before they send; nil where it tells nothing. Where that cannot be worked out
// the page is without it: they can send all the same.
func beforehand(c *web.Ctx, t *casetype.Type, k *engine.Case, who engine.Actor, body engine.Body, template string) *page.Told {
	if template == "" {
		return nil
	}
	text, in, err := c.Site.Desk.Beforehand(t, k, who, body, template, c.Lang())
	if err == nil {
		var told *page.Told
		if told, err = tell(c, text, in, 2); err == nil {
			return told
		}
	}
	c.Site.Log.Error("what is told before sending could not be worked out", "request", c.RequestID(), "casetype", t.Name, "template", template, "error", err)
	return nil
}

// tell draws a text of the case type's that is written in a language, "" for English; nil where it says nothing.
func tell(c *web.Ctx, text, in string, under int) (*page.Told, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	if in = cmp.Or(in, language.English); in == c.Lang() {
		in = ""
	}
	return page.Tell(text, in, under)
}

// foretold is what is told of an application before it is sent.
func (a *application) foretold(data map[string]any) *page.Told {
	raw, err := desk.Compact(data)
	if err != nil {
		return nil
	}
	return beforehand(a.c, a.t, nil, a.sender(), engine.Submit{Data: raw, Channel: "web", Language: a.language()}, a.t.Intake.Beforehand)
}

// standing is what the case type says of a case to its applicant, at the head of the page that shows it; nil: nothing. What they
// have not been told is not in it.
func standing(c *web.Ctx, t *casetype.Type, k *engine.Case) *page.Told {
	if t.Track == "" {
		return nil
	}
	text, in, err := standingText(c, t, k)
	if err == nil {
		var told *page.Told
		if told, err = tell(c, text, in, 1); err == nil {
			return told
		}
	}
	c.Site.Log.Error("what an applicant is told of their case could not be written", "request", c.RequestID(), "casetype", t.Name, "template", t.Track, "error", err)
	return nil
}

func standingText(c *web.Ctx, t *casetype.Type, k *engine.Case) (text, in string, err error) {
	known, err := engine.AsTold(t, k, func() ([]engine.Event, error) { return c.Site.Store.Events(c.Context(), k.ID) })
	if err != nil || known == nil {
		return "", "", err
	}
	return engine.PageText(t, known, t.Track, c.Lang(), engine.Given{At: c.Now(), Actor: engine.Outsider("applicant", "")})
}
