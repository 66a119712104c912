package identity_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
)

func staff(id string, roles, teams []string) engine.Actor {
	return engine.Actor{ID: id, Kind: "staff", Roles: roles, Teams: teams}
}

func TestWithoutAccessOnlyCaseworkersAndManagersSeeCases(t *testing.T) {
	plain := &casetype.Type{Name: "permit"}
	c := &engine.Case{Team: "parking"}
	for _, x := range []struct {
		role              string
		see, work, manage bool
	}{
		{"caseworker", true, true, false},
		{"manager", true, true, true},
		{"analyst", false, false, false},
		{"administrator", false, false, false},
		{"senior_caseworker", false, false, false}, // a role says nothing by its name
	} {
		who := staff("s1", []string{x.role}, nil)
		for right, want := range map[identity.Right]bool{identity.See: x.see, identity.Work: x.work, identity.Manage: x.manage} {
			if got := identity.May(plain, who, c, right); got != want {
				t.Errorf("May(%s, %s) = %v, want %v", x.role, right, got, want)
			}
		}
	}
}

func TestOnlyStaffAndProgramsHaveRights(t *testing.T) {
	open := &casetype.Type{Access: casetype.Access{"caseworker": {See: "all", Work: "all", Manage: true}}}
	c := &engine.Case{}
	for _, kind := range []string{"", "citizen", "system", "somebody"} {
		if identity.May(open, engine.Actor{ID: "x", Kind: kind, Roles: []string{"caseworker"}}, c, identity.See) {
			t.Errorf("an actor of kind %q sees a case", kind)
		}
	}
	if !identity.May(open, engine.Actor{ID: "token:portal", Kind: "token", Roles: []string{"caseworker"}}, c, identity.Work) {
		t.Error("a program with the role cannot work the case")
	}
	if identity.May(nil, staff("s1", []string{"caseworker"}, nil), c, identity.See) {
		t.Error("a case without a case type was shown")
	}
}

func TestTeamAndOwnReach(t *testing.T) {
	access := &casetype.Type{Access: casetype.Access{
		"team_worker": {See: "team", Work: "team"},
		"own_worker":  {See: "own", Work: "own"},
		"reader":      {See: "all"},
		"blind":       {Work: "all", Manage: true},
	}}
	visit := &engine.Task{ID: "visit", State: engine.Open, Team: "street"}
	past := &engine.Task{ID: "proof", State: engine.Done, Team: "archive", Owner: "did-it"}
	c := &engine.Case{Team: "parking", Owner: "owner", Tasks: []*engine.Task{visit, past}}
	for _, x := range []struct {
		name             string
		who              engine.Actor
		see, work, visit bool
	}{
		{"the case's team", staff("a", []string{"team_worker"}, []string{"parking"}), true, true, false},
		{"the team of an open task", staff("a", []string{"team_worker"}, []string{"street"}), true, true, true},
		{"the team of a task that is done", staff("a", []string{"team_worker"}, []string{"archive"}), false, false, false},
		{"another team", staff("a", []string{"team_worker"}, []string{"housing"}), false, false, false},
		{"no team", staff("a", []string{"team_worker"}, nil), false, false, false},
		{"the owner", staff("owner", []string{"own_worker"}, nil), true, true, true},
		{"who did a task that is done", staff("did-it", []string{"own_worker"}, nil), true, false, false},
		{"a stranger", staff("b", []string{"own_worker"}, []string{"parking"}), false, false, false},
		{"who only reads", staff("b", []string{"reader"}, nil), true, false, false},
		{"who may work what they may not see", staff("b", []string{"blind"}, nil), false, false, false},
	} {
		if got := identity.May(access, x.who, c, identity.See); got != x.see {
			t.Errorf("%s: see = %v", x.name, got)
		}
		if got := identity.May(access, x.who, c, identity.Work); got != x.work {
			t.Errorf("%s: work = %v", x.name, got)
		}
		if got := identity.MayTask(access, x.who, c, visit); got != x.visit {
			t.Errorf("%s: work the visit = %v", x.name, got)
		}
		if identity.May(access, x.who, c, identity.Manage) {
			t.Errorf("%s: manages", x.name)
		}
	}
}

// What a person may do is no more than what `access` names for one of their roles, judged here a second time and in
// another way; and nothing else gives a right.
func TestNothingIsGrantedThatIsNotNamed(t *testing.T) {
	roles := []string{"administrator", "analyst", "caseworker", "manager", "auditor"}
	reaches := []string{"", "own", "team", "all", "typo"}
	teams := []string{"", "parking", "street"}
	people := []string{"", "s1", "s2"}
	rapid.Check(t, func(r *rapid.T) {
		access := casetype.Access{}
		for _, role := range roles {
			if rapid.Bool().Draw(r, "named "+role) {
				access[role] = casetype.Grant{
					See: rapid.SampledFrom(reaches).Draw(r, "see"), Work: rapid.SampledFrom(reaches).Draw(r, "work"), Manage: rapid.Bool().Draw(r, "manage"),
				}
			}
		}
		kind := &casetype.Type{Access: access}
		who := engine.Actor{
			ID: "s1", Kind: rapid.SampledFrom([]string{"staff", "token", "citizen", "system"}).Draw(r, "kind"),
			Roles: rapid.SliceOfN(rapid.SampledFrom(roles), 0, 3).Draw(r, "roles"), Teams: rapid.SliceOfN(rapid.SampledFrom(teams), 0, 2).Draw(r, "teams"),
		}
		c := &engine.Case{Owner: rapid.SampledFrom(people).Draw(r, "owner"), Team: rapid.SampledFrom(teams).Draw(r, "team")}
		if rapid.Bool().Draw(r, "a task") {
			c.Tasks = []*engine.Task{{
				Owner: rapid.SampledFrom(people).Draw(r, "task owner"), Team: rapid.SampledFrom(teams).Draw(r, "task team"),
				State: rapid.SampledFrom([]string{engine.Open, engine.Waiting, engine.Done, engine.Cancelled}).Draw(r, "state"),
			}}
		}
		// The reaches, widest first, that the facts of the case allow.
		mine := c.Owner == "s1"
		ours := c.Team != "" && slices.Contains(who.Teams, c.Team)
		mineNow, oursNow := mine, ours
		for _, task := range c.Tasks {
			live := task.State == engine.Open || task.State == engine.Waiting
			mine = mine || task.Owner == "s1"
			mineNow = mineNow || live && task.Owner == "s1"
			if live && task.Team != "" && slices.Contains(who.Teams, task.Team) {
				ours, oursNow = true, true
			}
		}
		reach := func(word string, mine, ours bool) bool {
			return word == "all" || word == "team" && (mine || ours) || word == "own" && mine
		}
		see, work, manage := false, false, false
		if who.Kind == "staff" || who.Kind == "token" {
			for _, role := range who.Roles {
				g := access[role]
				see = see || reach(g.See, mine, ours)
				work = work || reach(g.Work, mineNow, oursNow)
				manage = manage || g.Manage && reach(g.See, mine, ours)
			}
		}
		for right, want := range map[identity.Right]bool{identity.See: see, identity.Work: see && work, identity.Manage: manage, "delete": false} {
			if got := identity.May(kind, who, c, right); got != want {
				r.Fatalf("May %s = %v, want %v", right, got, want)
			}
		}
		if _, shown := identity.View(kind, who, c); shown != see {
			r.Fatalf("View shows %v, want %v", shown, see)
		}
		for _, task := range c.Tasks {
			if identity.MayTask(kind, who, c, task) && !see {
				r.Fatal("a task may be worked of a case that may not be seen")
			}
		}
	})
}

func TestAStandInReachesWhatIsTheirsWhoAreAwayAndNoMore(t *testing.T) {
	own := &casetype.Type{Access: casetype.Access{"caseworker": {See: "own", Work: "own"}, "manager": {See: "all", Work: "all", Manage: true}}}
	taken := &engine.Task{ID: "look", State: engine.Open, Owner: "ben"}
	c := &engine.Case{Tasks: []*engine.Task{taken, {ID: "other", State: engine.Open, Owner: "cy"}}}
	ada := staff("ada", []string{"caseworker"}, nil)
	if identity.May(own, ada, c, identity.See) {
		t.Error("a case in which nothing is hers is seen")
	}
	ada.For = []string{"ben"}
	if !identity.May(own, ada, c, identity.See) || !identity.May(own, ada, c, identity.Work) || !identity.MayTask(own, ada, c, taken) {
		t.Error("who stands in does not reach what is theirs who are away")
	}
	if identity.MayTask(own, ada, c, c.Tasks[1]) {
		t.Error("who stands in for one reaches what is another's")
	}
	if identity.May(own, ada, c, identity.Manage) {
		t.Error("who stands in has the rights of a role that is not theirs")
	}
	analyst := staff("ana", []string{"analyst"}, nil)
	analyst.For = []string{"ben"}
	if identity.May(own, analyst, c, identity.See) {
		t.Error("who has no role that sees a case sees it by standing in")
	}
}
