package engine_test

import (
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// undecided has an outcome only when its task is done.
func undecided(t *testing.T) *drive {
	return driving(t, small(t, `casetype.yaml
title: T
intake: apply
tasks: [ { id: a, title: A } ]
outcome: "task.a.done ? 'x' : missing"
outcomes: { x: X }`))
}

const twoTeams = `/organisation.yaml
title: T
teams: { one: One, two: Two, three: Three }`

// What waits in the pool of the old team goes along, and nobody holds on to it; what has a team of its own stays there.
func TestAnotherTeamTakesACaseOver(t *testing.T) {
	d := driving(t, small(t, twoTeams, oneStage("{ id: a, title: A }, { id: b, title: B }", "team: one"), `rules/routing.yaml
- { name: B is for three, for: task, when: task.id == "b", then: { team: three } }`, `rules/notifications.yaml
- { name: Hears, on: case.transferred, then: { priority: high } }`))
	d.submit(`{}`)
	d.do(ann, engine.Claim{})
	d.do(ann, engine.Claim{Task: "a"})
	d.do(ann, engine.Claim{Task: "b"})
	d.refused("invalid", ann, engine.TransferCase{Team: "one", Reason: "x"})
	d.refused("invalid", ann, engine.TransferCase{Team: "four", Reason: "x"})
	d.refused("invalid", ann, engine.TransferCase{Team: "two"})
	d.do(ann, engine.TransferCase{Team: "two", Reason: "It is theirs"})
	want(t, "the case", d.c.Team+" "+d.c.Owner, "two ")
	want(t, "a", d.c.Task("a").Team+" "+d.c.Task("a").Owner, "two ")
	want(t, "b", d.c.Task("b").Team+" "+d.c.Task("b").Owner, "three "+ann.ID)
	want(t, "a rule hears of it", d.c.Priority, "high")
	d.do(ann, engine.AddNote{Text: "x"})
	want(t, "the case stays there", d.c.Team, "two")
}

// A task that a rule gives to a team stays with it, and with whoever has it, also when it is the team that the case leaves.
func TestWhatARuleGaveToATeamStaysThere(t *testing.T) {
	d := driving(t, small(t, twoTeams, oneStage("{ id: a, title: A }, { id: b, title: B }", "team: one"), `rules/routing.yaml
- { name: B is for one, for: task, when: task.id == "b", then: { team: one } }`))
	d.submit(`{}`)
	d.do(ann, engine.Claim{Task: "a"})
	d.do(ann, engine.Claim{Task: "b"})
	want(t, "a is said to go along", engine.Stays(d.typ, d.c, d.c.Task("a"), d.now), false)
	want(t, "b is said to stay", engine.Stays(d.typ, d.c, d.c.Task("b"), d.now), true)
	routed := d.count("routed")
	d.do(ann, engine.TransferCase{Team: "two", Reason: "It is theirs"})
	want(t, "a", d.c.Task("a").Team+" "+d.c.Task("a").Owner, "two ")
	want(t, "b", d.c.Task("b").Team+" "+d.c.Task("b").Owner, "one "+ann.ID)
	want(t, "b went nowhere in between", d.count("routed"), routed)
	t.Cleanup(d.holds)
}

// Nobody can go on: that is an end, and no answer. An answer that was given stays one.
func TestACaseIsAbandoned(t *testing.T) {
	d := undecided(t)
	d.submit(`{}`)
	d.refused("invalid", ann, engine.AbandonCase{Reason: " "})
	d.do(ann, engine.AbandonCase{Reason: "It was opened by mistake"})
	want(t, "status", d.c.Status, engine.Closed)
	want(t, "outcome", d.c.Outcome, engine.Abandoned)
	want(t, "what was to do", d.state("a"), engine.Cancelled)
	d.do(ann, engine.ReopenCase{Reason: "They are found"})
	want(t, "status", d.c.Status, engine.Open)
	want(t, "what was to do", d.state("a"), engine.Open)
}

// Two cases of one application: each names the other, whatever happens between the two steps.
func TestOneApplicationTwice(t *testing.T) {
	d := undecided(t)
	d.submit(`{}`)
	for _, into := range []string{"", " ", d.c.Reference} {
		d.refused("invalid", ann, engine.MergeCase{Into: into, Reason: "x"})
	}
	d.refused("invalid", ann, engine.MergeCase{Into: "OTHER-1"})
	d.do(ann, engine.HoldCase{Reason: "x", Until: ptr(d.now.Add(time.Hour))})
	d.do(ann, engine.MergeCase{Into: "OTHER-1", Reason: "The same car"}) // on hold, too
	want(t, "status", d.c.Status, engine.Closed)
	want(t, "outcome", d.c.Outcome, engine.Duplicate)
	want(t, "its link", d.c.Links[0], engine.Link{Case: "OTHER-1", As: engine.AsOriginal})

	o := undecided(t)
	o.submit(`{}`)
	tell := engine.LinkCase{Link: engine.Link{Case: d.c.Reference, As: engine.AsDuplicate}}
	o.do(ann, engine.AbandonCase{Reason: "x"}) // it takes the news when it is closed, too
	o.do(system, tell)
	o.refused("stale", system, tell)
	want(t, "links", len(o.c.Links), 1)
}

// A case that another takes over ends when that is there, and not before; an answer that was given stays one.
func TestACaseIsHandedOver(t *testing.T) {
	for _, outcome := range []string{`missing`, `"x"`} {
		d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
tasks: [ { id: a, title: A }, { id: over, title: Over, does: open, casetype: other, hands_over: true, received: case.received } ]
outcome: '`+outcome+`'
outcomes: { x: X }`))
		d.submit(`{}`)
		want(t, "while it is opened", d.c.Status, engine.Open)
		d.do(system, engine.CaseOpened{Task: "over", Key: d.c.Task("over").Key, Case: "O-1"})
		want(t, "status", d.c.Status, engine.Closed)
		want(t, "what was to do", d.state("a"), engine.Cancelled)
		want(t, "outcome", d.c.Outcome, map[string]string{`missing`: engine.HandedOver, `"x"`: "x"}[outcome])
	}
}
