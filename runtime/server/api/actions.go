package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/server/web"
)

// actionBody is an action that was done.
type actionBody struct {
	ID      string          `json:"id"`
	Times   int             `json:"times"`
	At      time.Time       `json:"at"`
	For     string          `json:"for,omitempty"`
	Answers json.RawMessage `json:"answers,omitempty"`
}

// actionsOf lists the actions that were done, by their ids.
func actionsOf(k *engine.Case) map[string]actionBody {
	out := map[string]actionBody{}
	for id, a := range k.Actions {
		out[id] = actionBody{ID: id, Times: a.Times, At: a.At, For: a.For, Answers: a.Answers}
	}
	return out
}

// takeAction does an action that the case type declares: the token's own, by its role, or that of the person `for`.
func takeAction(c *web.Ctx) error {
	var body struct {
		Answers json.RawMessage `json:"answers"`
		For     string          `json:"for"`
		Expect  *int            `json:"expect"`
	}
	if err := strict(c, &body); err != nil {
		return err
	}
	s, err := c.See(c.Param("reference"))
	if err != nil {
		return err
	}
	t := s.Type
	if !s.May(identity.Work) {
		return &web.Problem{Status: http.StatusForbidden, Code: "forbidden", Title: "Not allowed", Message: "The token's role may see this case, but not work it."}
	}
	a := t.Action(c.Param("action"))
	if a == nil {
		return web.NotFound()
	}
	if body.For != "" && !slices.Contains(a.By, "person."+body.For) {
		return wrong("/for", "This action is not this person's.")
	}
	do := engine.TakeAction{Action: a.ID, For: body.For}
	if a.Form != nil {
		if len(body.Answers) == 0 {
			body.Answers = json.RawMessage("{}")
		}
		if do.Files, err = judged(c, t, a.Form, body.Answers, "/answers"); err != nil {
			return err
		}
		do.Answers = append(json.RawMessage(nil), body.Answers...)
	} else if len(body.Answers) > 0 && string(body.Answers) != "null" && string(body.Answers) != "{}" {
		return wrong("/answers", "This action has no form, and so takes no answers.")
	}
	expect := -1
	if body.Expect != nil {
		expect = *body.Expect
	}
	return once(c, s.Case, http.StatusOK, expect, do, func(after *engine.Case, _ int) any { return actionsOf(after)[a.ID] })
}
