package work_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
)

// Whoever has declared a conflict of interest gets no mail of the case; the others of their role do. Where nobody is left, a task
// says so, and once.
func TestNobodyHearsOfACaseInWhichTheyHaveAConflict(t *testing.T) {
	o, p := openWith(t, nil), newPostOffice(t, "plain")
	meg, max := o.add("meg@example.org", "manager"), o.add("max@example.org", "manager")
	c, both := o.apply("Jo", "jo@example.org"), o.apply("Sam", "sam@example.org")
	for _, x := range []struct {
		c   *engine.Case
		who engine.Actor
	}{{c, meg.Actor()}, {both, meg.Actor()}, {both, max.Actor()}} {
		if _, err := o.desk.Do(o.ctx, x.c.Reference, x.who, -1, engine.DeclareConflict{Reason: "A friend."}); err != nil {
			t.Fatal(err)
		}
	}
	w := o.work(p.url)
	w.Sweep(o.ctx)
	o.wait(4 * 24 * time.Hour)
	w.Sweep(o.ctx)
	w.Sweep(o.ctx)
	var late []string
	for _, l := range p.letters() {
		if strings.Contains(l.subject(), "is late") {
			late = append(late, l.to+" "+l.subject())
		}
	}
	if got := strings.Join(late, ", "); got != "max@example.org "+c.Reference+" is late" {
		t.Errorf("who was written to: %s", got)
	}
	now, err := o.db.Case(o.ctx, both.Reference)
	if err != nil {
		t.Fatal(err)
	}
	var tasks []string
	for _, task := range now.Tasks {
		if task.State == engine.Open {
			tasks = append(tasks, task.Title)
		}
	}
	if got := strings.Join(tasks, ", "); got != "Check the proof, Decide, See to this, of which nobody could be told: "+both.Reference+" is late" {
		t.Errorf("open tasks: %s", got)
	}
	o.sound()
}

// A message to a team goes to whoever is in it, and to nobody of another team.
func TestATeamIsWhoeverIsInIt(t *testing.T) {
	o, p := openWith(t, map[string]string{
		"organisation.yaml":               "title: Testing\nzone: Europe/London\nteams: { day: Day, night: Night }\n",
		"permit/rules/notifications.yaml": "- name: The night hears at once\n  on: case.opened\n  send: { to: team.night, template: late }\n",
	}), newPostOffice(t, "plain")
	for email, team := range map[string]string{"dee@example.org": "day", "nat@example.org": "night", "ned@example.org": "night"} {
		if _, _, err := o.people.AddStaff(o.ctx, identity.NewStaff{Email: email, Name: email, Roles: []string{"caseworker"}, Teams: []string{team}}); err != nil {
			t.Fatal(err)
		}
	}
	o.apply("Jo", "jo@example.org")
	o.work(p.url).Sweep(o.ctx)
	var to []string
	for _, l := range p.letters() {
		to = append(to, l.to)
	}
	slices.Sort(to)
	if got := strings.Join(to, " "); got != "nat@example.org ned@example.org" {
		t.Errorf("who was written to: %s", got)
	}
	o.sound()
}
