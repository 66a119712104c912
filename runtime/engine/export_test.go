package engine

import (
	"fmt"
	"reflect"

	"github.com/caseloom/caseloom/runtime/casetype"
)

// Agrees handles a given as Handle does, and says where the tree that its rules read at the end, made anew from event
// to event, is not the one that is made of the case at once.
func Agrees(t *casetype.Type, c *Case, g Given) error {
	r := &run{t: t, g: g, c: &Case{}}
	if c != nil {
		r.c = c.clone()
	}
	if r.take() != nil || r.follow() != nil {
		return nil // refused
	}
	r.look()
	for name, want := range root(t, r.c, g.At, g.Actor) {
		if got := r.tree[name]; !reflect.DeepEqual(got, want) {
			return fmt.Errorf("after %s rules see %s as %v, and it is %v", g.Body.Kind(), name, got, want)
		}
	}
	return nil
}
