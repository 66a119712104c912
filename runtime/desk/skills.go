package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/store"
)

// Lacking are the skills that work asks for and somebody does not have.
func Lacking(asked, has []string) []string {
	var out []string
	for _, skill := range asked {
		if !slices.Contains(has, skill) {
			out = append(out, skill)
		}
	}
	return out
}

// Unskilled says which skill keeps somebody from work that asks for it, to them; "" when they have them all.
func Unskilled(asked, has []string) string {
	lacks := Lacking(asked, has)
	if len(lacks) == 0 {
		return ""
	}
	return "This asks for a skill that you do not have: " + named(lacks) + ". If you have it, ask an administrator to say so."
}

func named(skills []string) string {
	return strings.NewReplacer("_", " ", "-", " ").Replace(strings.Join(skills, ", "))
}

// skilled says what keeps work from being taken by, or given to, somebody without a skill that it asks for. The engine
// does not judge it: who has which skill is known of today only, and what was once taken must go on being so when a case
// is played again.
func (d *Desk) skilled(ctx context.Context, c *engine.Case, actor engine.Actor, body engine.Body) error {
	id, who := "", actor.ID
	switch b := body.(type) {
	case engine.Claim:
		id = b.Task
	case engine.Assign:
		id, who = b.Task, b.Owner
	case engine.CompleteTask: // what somebody has already is theirs to finish
		id = b.Task
		if t := c.Task(id); actor.Kind != "staff" || t == nil || t.Person != "" || t.Owner == who {
			return nil
		}
	default:
		return nil
	}
	asked := c.Skills
	if id != "" {
		t := c.Task(id)
		if t == nil {
			return nil // the case itself says so
		}
		asked = t.Skills
	}
	if len(asked) == 0 || who == "" {
		return nil
	}
	s, err := d.db.Staff(ctx, who)
	if missing := (*store.NotFound)(nil); err != nil && !errors.As(err, &missing) {
		return err
	}
	said := Unskilled(asked, s.Skills)
	if said != "" && who != actor.ID {
		said = fmt.Sprintf("This asks for a skill that %s does not have: %s. Give them the skill first.", s.Name, named(Lacking(asked, s.Skills)))
	}
	if said != "" {
		return &engine.Refusal{Code: "forbidden", Message: said}
	}
	return nil
}
