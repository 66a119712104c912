package engine

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/caseloom/caseloom/rules"
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
	c.watched = true
	v := newView(t, c, at, who)
	for i := range events {
		if err := Fold(c, &events[i]); err != nil {
			return err
		}
		for _, key := range c.fresh {
			v.renew(c, key, func(string) {})
		}
		c.fresh = nil
		for name, want := range newView(t, c, at, who).Parts() {
			if got := v.Parts()[name]; !reflect.DeepEqual(got, want) {
				return fmt.Errorf("after %s rules see %s as %v, and it is %v", events[i].Kind, name, got, want)
			}
		}
	}
	return nil
}

// HandleAfresh is what Handle is by definition: in every pass all values are worked out again. It lets the rules take so
// many steps together; 0: as many as Handle does.
func HandleAfresh(t *casetype.Type, c *Case, g Given, steps int) (Outcome, *Case, error) {
	return handleBy(t, c, g, cmp.Or(steps, maxSteps), true)
}

// HandleWithin is Handle that lets the rules take so many steps together.
func HandleWithin(t *casetype.Type, c *Case, g Given, steps int) (Outcome, *Case, error) {
	return handleBy(t, c, g, steps, false)
}

func handleBy(t *casetype.Type, c *Case, g Given, steps int, anew bool) (Outcome, *Case, error) {
	r, err := newRun(t, c, g)
	if err != nil {
		return Outcome{}, nil, err
	}
	r.meter, r.anew = rules.NewMeter(steps), anew
	return r.handle()
}

// Machines lists the kinds of task that something happens for when they open.
func Machines() []string { return slices.Sorted(maps.Keys(machines)) }
