package engine

import (
	"fmt"
	"reflect"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
)

// Agrees folds events into a case, and says where the tree that rules read, made anew from event to event, is not the
// one that is made of the case at once.
func Agrees(t *casetype.Type, c *Case, events []Event) error {
	at, who := time.Unix(0, 0), Actor{}
	if c == nil {
		c = &Case{}
	}
	c = c.clone()
	tree := root(t, c, at, who)
	for i := range events {
		if err := Fold(c, &events[i]); err != nil {
			return err
		}
		if next := newer(tree, c.Seq-1, t, c); next != nil {
			tree = next
		}
		for name, want := range root(t, c, at, who) {
			if got := tree[name]; !reflect.DeepEqual(got, want) {
				return fmt.Errorf("after %s rules see %s as %v, and it is %v", events[i].Kind, name, got, want)
			}
		}
	}
	return nil
}
