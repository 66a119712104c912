package engine

import (
	"slices"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
)

// What rules see of a clock.

// clockView is one clock, as it stood at a moment.
type clockView struct {
	d  *casetype.Clock
	c  Clock // without an id when it has not started
	at time.Time
}

func (v *clockView) renew(c *Case) {
	v.c = Clock{}
	if now := c.Clocks[v.d.ID]; now != nil {
		v.c = *now
	}
}

func (v *clockView) Part(name string) any {
	switch c := &v.c; name {
	case "due":
		return momentOf(c.Ends)
	case "started":
		return moment(c.From)
	case "breached":
		return momentOf(c.Breached)
	case "warned":
		return c.Warned
	case "paused":
		return c.State == Paused
	case "stopped":
		return c.State == Stopped
	case "left":
		if c.State == Running {
			return daysLeft(v.d, v.at, *c.Ends)
		}
	}
	return nil
}

func (v *clockView) Parts() map[string]any {
	return parts(v, []string{"due", "started", "breached", "warned", "paused", "stopped", "left"})
}

// daysLeft counts the days after today, up to and including that on which a clock ends: working days where its limit is counted in
// working time. It is 0 on the last day.
func daysLeft(d *casetype.Clock, now, ends time.Time) any {
	if d.Limit.Working() {
		return max(0, d.Calendar.WorkingDaysBetween(now, ends))
	}
	zone := d.Calendar.Zone()
	return max(0, int(localDate(ends, zone).Sub(localDate(now, zone))/(24*time.Hour)))
}

type clocksView view

func (v *clocksView) Part(name string) any {
	if i := slices.IndexFunc(v.clocks, func(c clockView) bool { return c.d.ID == name }); i >= 0 {
		return &v.clocks[i]
	}
	return nil
}

func (v *clocksView) Parts() map[string]any {
	return parts(v, ids(v.clocks, func(c clockView) string { return c.d.ID }))
}
