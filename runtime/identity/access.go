package identity

import (
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// Right is one thing a role may be granted over a case.
type Right string

// The rights of `access`.
const (
	See    Right = "see"
	Work   Right = "work"
	Manage Right = "manage"
)

// May says whether who has a right over the case. A nil case asks whether who could have it over any case of the type.
func May(t *casetype.Type, who engine.Actor, c *engine.Case, right Right) bool { return false }

// MayTask says whether who may work one task of the case.
func MayTask(t *casetype.Type, who engine.Actor, c *engine.Case, task *engine.Task) bool {
	return false
}

// Hidden gives the paths of the case ("form.contact.email") that who never sees, sorted.
func Hidden(t *casetype.Type, who engine.Actor, c *engine.Case) []string { return nil }

// Hides says whether a path lies at or under a hidden one, or holds one.
func Hides(hidden []string, path string) bool { return false }

// View gives the case as who may see it, without what is hidden from them, or false when they may not see it at all.
// The case that was given is not changed.
func View(t *casetype.Type, who engine.Actor, c *engine.Case) (*engine.Case, bool) {
	return nil, false
}
