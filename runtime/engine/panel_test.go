package engine_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// A panel that votes, a chair for when it differs, and people who may not since they decided before.

// panelled is a case whose second decision is a panel's.
func panelled(t *testing.T, confirm string) *casetype.Type {
	return small(t, `casetype.yaml
title: T
intake: apply
stages:
  - { id: one, title: One, tasks: [ { id: d, title: D, decides: d } ] }
  - { id: two, title: Two, tasks: [ { id: e, title: E, decides: e } ] }
outcome: decision.e.result
outcomes: { good: Good, bad: Bad }`, `rules/decisions.yaml
d:
  question: "Good?"
  outputs: { result: [good, bad] }
  confirm: [ { when: 'result.result == "bad"', by: role.caseworker, then: role.manager }, { by: role.caseworker } ]
e:
  question: "Good after all?"
  outputs: { result: [good, bad] }
  rules: [ { result: good } ]
  confirm: [ `+confirm+` ]`)
}

func answer(id, result string) engine.ProposeDecision {
	return engine.ProposeDecision{Decision: id, Outputs: json.RawMessage(`{"result":"` + result + `"}`)}
}

func yes() engine.VoteDecision { return engine.VoteDecision{Decision: "e", For: true} }
func no(why string) engine.VoteDecision {
	return engine.VoteDecision{Decision: "e", Comment: why}
}

func TestAPanelVotes(t *testing.T) {
	typ := panelled(t, `{ panel: 3, by: role.caseworker }`)
	d := driving(t, typ)
	d.submit(`{}`)
	d.do(ann, answer("d", "good"))
	d.refused("invalid", ann, engine.ConfirmDecision{Decision: "e"})
	d.refused("invalid", ann, engine.ReturnDecision{Decision: "e", Comment: "no"})
	d.refused("forbidden", meg, yes())
	d.do(ann, yes())
	d.refused("done", ann, yes())
	d.refused("done", ann, no("I think again"))
	d.refused("invalid", bob, no(" "))
	d.do(bob, no("They have two."))
	want(t, "made before all have voted", len(d.c.Decisions["e"].Made), 0)
	d.do(sue, yes())
	made := d.c.Decisions["e"].Made[0]
	want(t, "confirmed by", mustJSON(made.Confirmed), `["ann","sue"]`)
	want(t, "votes", len(made.Votes), 3)
	want(t, "what was said with a vote", made.Votes[1].Comment, "")
	want(t, "status", d.c.Status, engine.Closed)
	took, _ := engine.Snapshot(typ, d.c, d.now, ann).Get("decision.e.decided_by")
	want(t, "who took part", mustJSON(took), `["ann","bob","sue"]`)

	// Against it: it goes back, with what was said, and the rules do not propose the same once more.
	d = driving(t, typ)
	d.submit(`{}`)
	d.do(ann, answer("d", "good"))
	d.do(ann, no("They have two."))
	d.do(bob, yes())
	d.do(sue, no("Nor is it theirs."))
	now := d.c.Decisions["e"]
	want(t, "proposed", now.Proposed == nil, true)
	want(t, "comment", now.Returned.Comment, "They have two.\nNor is it theirs.")
	// Whoever answers has voted for their answer.
	d.do(bob, answer("e", "bad"))
	d.refused("done", bob, yes())
	d.do(ann, yes())
	d.do(sue, no("Good, I say."))
	want(t, "outcome", d.c.Outcome, "bad")
	want(t, "who answered", d.c.Decisions["e"].Made[0].By, "bob")
	if err := d.replays(); err != nil {
		t.Error(err)
	}
}

func TestAChairDecidesWhereAPanelDiffers(t *testing.T) {
	typ := panelled(t, `{ panel: 2, by: role.caseworker, differ: role.manager }`)
	differing := func() *drive {
		d := driving(t, typ)
		d.submit(`{}`)
		d.do(ann, answer("d", "good"))
		d.do(ann, yes())
		d.refused("forbidden", meg, engine.ConfirmDecision{Decision: "e"})
		d.do(bob, no("They have two."))
		want(t, "who decides", d.c.Decisions["e"].Proposed.Needs, "role.manager")
		want(t, "the task waits for", d.c.Task("e").Role, "manager")
		d.refused("forbidden", sue, yes())
		d.refused("invalid", meg, yes())
		return d
	}
	d := differing()
	d.do(meg, engine.ConfirmDecision{Decision: "e"})
	want(t, "confirmed by", mustJSON(d.c.Decisions["e"].Made[0].Confirmed), `["ann","meg"]`)
	d = differing()
	d.do(meg, engine.ReturnDecision{Decision: "e", Comment: "Bob is right."})
	want(t, "comment", d.c.Decisions["e"].Returned.Comment, "Bob is right.")

	// Where one of them had a conflict of interest after all, somebody else votes in their place.
	d = differing()
	d.do(bob, engine.DeclareConflict{Reason: "My neighbour."})
	want(t, "votes", len(d.c.Decisions["e"].Proposed.Votes), 1)
	d.refused("forbidden", meg, engine.ConfirmDecision{Decision: "e"})
	d.do(sue, yes())
	want(t, "confirmed by", mustJSON(d.c.Decisions["e"].Made[0].Confirmed), `["ann","sue"]`)

	// All alike: nobody asks the chair.
	d = driving(t, typ)
	d.submit(`{}`)
	d.do(ann, answer("d", "good"))
	d.do(ann, no("No."))
	d.do(bob, no("No."))
	want(t, "sent back", d.c.Decisions["e"].Returned != nil, true)
}

func TestWhoDecidedBeforeMayNotConfirm(t *testing.T) {
	for _, c := range []struct {
		not         string
		first       string
		kept, still []engine.Actor
	}{
		{"decision.d.confirmed_by", "good", []engine.Actor{ann}, []engine.Actor{bob, both}},
		{"decision.d.confirmed_by", "bad", []engine.Actor{ann, both}, []engine.Actor{bob}},
		{"decision.d.decided_by", "bad", []engine.Actor{ann, both}, []engine.Actor{bob}},
	} {
		d := driving(t, panelled(t, `{ by: role.caseworker, not: `+c.not+` }`))
		d.submit(`{}`)
		d.do(ann, answer("d", c.first))
		if c.first == "bad" {
			d.do(both, engine.ConfirmDecision{Decision: "d"})
		}
		for _, who := range c.kept {
			d.refused("forbidden", who, engine.ConfirmDecision{Decision: "e"})
			d.refused("forbidden", who, engine.ReturnDecision{Decision: "e", Comment: "no"})
			d.do(who, engine.OverrideDecision{Decision: "e", Outputs: json.RawMessage(`{"result":"bad"}`), Reason: "I know."})
			want(t, "made by "+who.ID, len(d.c.Decisions["e"].Made), 0)
		}
		for i, who := range c.still {
			if i == len(c.still)-1 {
				d.do(who, engine.ConfirmDecision{Decision: "e"})
			}
		}
		want(t, "made", len(d.c.Decisions["e"].Made), 1)
	}
}

// However people vote and in whatever order, a panel comes to what a count of hands comes to, once, and when all have
// voted.
func TestPropertyPanels(t *testing.T) {
	types := map[string]*casetype.Type{}
	for seed := range uint64(600) {
		rng := rand.New(rand.NewPCG(seed, 7))
		size, chair := 2+rng.IntN(6), rng.IntN(2) == 0
		if size%2 == 0 {
			chair = true
		}
		line := fmt.Sprintf("{ panel: %d, by: role.caseworker", size)
		if chair {
			line += ", differ: role.manager"
		}
		if types[line] == nil {
			types[line] = panelled(t, line+" }")
		}
		d := driving(t, types[line])
		d.submit(`{}`)
		d.do(ann, answer("d", "good"))
		ayes, noes := 0, 0
		for ayes+noes < size {
			who := engine.Actor{ID: fmt.Sprintf("p%d", rng.IntN(2*size)), Kind: "staff", Roles: []string{"caseworker"}}
			vote := no("no")
			if rng.IntN(2) == 0 {
				vote = yes()
			}
			had := d.c.Decisions["e"].Proposed.Voted(who.ID)
			if err := d.give(who, vote); (err != nil) != had {
				t.Fatalf("seed %d: %s has voted: %v, and is told: %v", seed, who.ID, had, err)
			}
			if !had && vote.For {
				ayes++
			} else if !had {
				noes++
			}
		}
		now := d.c.Decisions["e"]
		got := "made"
		switch {
		case now.Returned != nil:
			got = "sent back"
		case now.Proposed != nil:
			got = "waits for " + now.Proposed.Needs
		}
		wanted := "sent back"
		switch {
		case chair && ayes > 0 && noes > 0:
			wanted = "waits for role.manager"
		case ayes > noes:
			wanted = "made"
		}
		if got != wanted {
			t.Fatalf("seed %d: %d for and %d against in %s: %s, and should be %s", seed, ayes, noes, line, got, wanted)
		}
		if err := d.replays(); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}
