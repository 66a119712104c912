package casetype

import (
	"fmt"
	"slices"
	"time"

	"github.com/caseloom/caseloom/rules"
)

// builtIn are the roles that every server has.
var builtIn = []Role{{"administrator", "Administrator"}, {"analyst", "Analyst"}, {"manager", "Manager"}, {"caseworker", "Caseworker"}}

// plainCalendar is the name of the calendar of weekdays, without holidays.
const plainCalendar = "weekdays"

func defaultOrganisation() *Organisation {
	plain := rules.NewCalendar(plainCalendar, time.UTC, []time.Weekday{time.Saturday, time.Sunday}, nil)
	return &Organisation{Title: "Caseloom", Teams: []Team{{"staff", "Staff"}}, Roles: slices.Clone(builtIn), Zone: time.UTC,
		Calendars: map[string]*rules.Calendar{plainCalendar: plain}, Calendar: plain, Currency: rules.Pounds}
}

// organisation reads organisation.yaml; nil when it cannot be read.
func (l *loader) organisation() *Organisation {
	org := defaultOrganisation()
	before := len(l.found)
	n := l.parse(organisationFile, organisationShape)
	if !n.ok() {
		if l.found[before:].HasErrors() {
			return nil
		}
		l.noOrg = true
		return org
	}
	if title := n.get("title"); title.ok() {
		org.Title = title.text()
	}
	if zone := n.get("zone"); zone.ok() {
		org.Zone = l.zone(zone)
	}
	if code := n.get("currency"); code.ok() {
		found, known := rules.CurrencyOf(code.text())
		if known {
			org.Currency = found
		} else {
			l.fault(code, "bad-currency", fmt.Sprintf("There is no currency with the code %s", code.text()), rules.DidYouMean(code.text(), rules.CurrencyCodes(), ""))
		}
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
	l.services(n.get("service_groups"), org)
	org.Calendar = rules.NewCalendar(plainCalendar, org.Zone, []time.Weekday{time.Saturday, time.Sunday}, nil)
	org.Calendars = map[string]*rules.Calendar{plainCalendar: org.Calendar}
	l.calendars(n.get("calendars"), org)
	if name := n.get("calendar"); name.ok() {
		if l.checkName(name, name.text(), sortedKeys(org.Calendars), "unknown-calendar", "calendar", "calendars there are") {
			org.Calendar = org.Calendars[name.text()]
		}
	} else if all := n.get("calendars").entries(); len(all) == 1 {
		org.Calendar = org.Calendars[all[0].key.text()]
	}
	l.systems(n.get("services"), org)
	if l.found[before:].HasErrors() {
		return nil
	}
	return org
}
