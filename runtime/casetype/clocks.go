package casetype

import (
	"fmt"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// Clocks are values: rules, letters and moments may ask for them.

// clockTypes are what may be asked of each clock.
func (l *loader) clockTypes() map[string]*rules.Type {
	types := map[string]*rules.Type{}
	for _, e := range l.clocks.entries() {
		types[e.key.text()] = ClockType()
	}
	return types
}

// ClockType is what may be asked of a clock.
func ClockType() *rules.Type {
	return object(map[string]*rules.Type{
		"due": maybeMoment, "started": maybeMoment, "breached": maybeMoment, "warned": tBool, "paused": tBool, "stopped": tBool,
		"left": {Kind: rules.Int, Optional: true},
	})
}

// stops compiles what stops a clock. One that runs again and again stops at a moment: a condition that has come to hold would stop
// each later run as it begins.
func (l *loader) stops(n node, c *Clock) *rules.Program {
	if !c.Again {
		return l.condition(n, l.scope.all)
	}
	p := l.expression(n, l.scope.all, nil)
	if p == nil || p.Type().Kind == rules.Moment || p.Type().Kind == rules.Unknown {
		return p
	}
	l.fault(n, "wrong-type", fmt.Sprintf("A clock that runs again stops at a moment, and this is %s", p.Type().Kind), "Name the moment that ends one run, such as decision.change.made.")
	return nil
}

// setsItself says whether a path is of a clock, and of what the clock's own conditions bring about. That it warned and that its
// limit passed are time's doing: what follows from them goes round in no circle.
func setsItself(path []string) bool {
	return len(path) == 3 && path[0] == "clock" && path[2] != "breached" && path[2] != "warned"
}

// weaveClocks adds what each clock rests on.
func (l *loader) weaveClocks(add func(key string, v any, parts []node, scope *rules.Scope)) {
	for _, e := range l.clocks.entries() {
		add("clock "+e.key.text(), e, []node{e.value.get("from"), e.value.get("pauses"), e.value.get("restarts"), e.value.get("extend").get("when"), e.value.get("stops")}, l.scope.all)
	}
}

// timePasses refuses a rule that asks how many days a clock has left: the answer changes although nothing happens, and nobody asks
// the rule then.
func (l *loader) timePasses(n node, reads []string) {
	for _, path := range reads {
		if clock, left := strings.CutSuffix(path, ".left"); left && strings.HasPrefix(path, "clock.") && strings.Count(path, ".") == 2 {
			l.fault(n, "time-passes", fmt.Sprintf("%s is another every day, and no rule is asked because a day goes by", path),
				fmt.Sprintf("Name the moment instead: a rule with on: %s.due - 2 working days, or `warn` of the clock. A message may say how many days are left.", clock))
			return
		}
	}
}
