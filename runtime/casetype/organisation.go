package casetype

import (
	"fmt"
	"slices"
	"time"
	_ "time/tzdata" // so that a zone means the same on every machine

	"github.com/caseloom/caseloom/rules"
)

// builtIn are the roles that every server has.
var builtIn = []Role{{"administrator", "Administrator"}, {"analyst", "Analyst"}, {"manager", "Manager"}, {"caseworker", "Caseworker"}}

// weekdays in Go's order.
var weekdays = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// plainCalendar is the name of the calendar of weekdays, without holidays.
const plainCalendar = "weekdays"

func defaultOrganisation() *Organisation {
	plain := rules.NewCalendar(plainCalendar, time.UTC, []time.Weekday{time.Saturday, time.Sunday}, nil)
	return &Organisation{Title: "Caseloom", Teams: []Team{{"staff", "Staff"}}, Roles: slices.Clone(builtIn), Zone: time.UTC,
		Calendars: map[string]*rules.Calendar{plainCalendar: plain}, Calendar: plain}
}

// organisation reads organisation.yaml; nil when it cannot be read.
func (l *loader) organisation() *Organisation {
	org := defaultOrganisation()
	before := len(l.found)
	n := l.parse(organisationFile, organisationShape)
	if l.found[before:].HasErrors() {
		return nil
	}
	if !n.ok() {
		l.noOrg = true
		return org
	}
	if title := n.get("title"); title.ok() {
		org.Title = title.text()
	}
	if zone := n.get("zone"); zone.ok() {
		found, err := time.LoadLocation(zone.text())
		if err != nil || zone.text() == "Local" {
			l.fault(zone, "bad-zone", fmt.Sprintf("There is no time zone called %q", zone.text()), "For example: Europe/London.")
			found = time.UTC
		}
		org.Zone = found
	}
	if teams := n.get("teams").entries(); len(teams) > 0 {
		org.Teams = nil
		for _, e := range teams {
			org.Teams = append(org.Teams, Team{e.key.text(), e.value.text()})
		}
	}
	for _, e := range n.get("roles").entries() {
		role := Role{e.key.text(), e.value.text()}
		if at := slices.IndexFunc(org.Roles, func(r Role) bool { return r.ID == role.ID }); at >= 0 {
			org.Roles[at] = role
		} else {
			org.Roles = append(org.Roles, role)
		}
	}
	org.Calendar = rules.NewCalendar(plainCalendar, org.Zone, []time.Weekday{time.Saturday, time.Sunday}, nil)
	org.Calendars = map[string]*rules.Calendar{plainCalendar: org.Calendar}
	for _, e := range n.get("calendars").entries() {
		org.Calendars[e.key.text()] = l.calendar(e.key.text(), e.value, org.Zone)
	}
	if name := n.get("calendar"); name.ok() {
		if l.checkName(name, name.text(), sortedKeys(org.Calendars), "unknown-calendar", "calendar", "calendars there are") {
			org.Calendar = org.Calendars[name.text()]
		}
	} else if all := n.get("calendars").entries(); len(all) == 1 {
		org.Calendar = org.Calendars[all[0].key.text()]
	}
	return org
}

func (l *loader) calendar(id string, n node, zone *time.Location) *rules.Calendar {
	weekend := []time.Weekday{time.Saturday, time.Sunday}
	if days := n.get("weekend"); days.ok() {
		weekend = nil
		for _, day := range days.items() {
			weekend = append(weekend, time.Weekday(slices.Index(weekdays, day.text())))
		}
		if len(weekend) >= 7 {
			l.fault(days, "no-working-day", "No day of the week is left to work on", "Take at least one day out of the weekend.")
		}
	}
	holidays := map[string]string{}
	for _, e := range n.get("holidays").entries() {
		if _, err := time.Parse(time.DateOnly, e.key.text()); err != nil {
			l.fault(e.key, "bad-date", fmt.Sprintf("There is no day %s", e.key.text()), "")
			continue
		}
		holidays[e.key.text()] = e.value.text()
	}
	return rules.NewCalendar(id, zone, weekend, holidays)
}
