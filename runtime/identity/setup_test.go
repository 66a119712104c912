package identity_test

import (
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
)

func TestTheFirstAdministratorIsMadeOnce(t *testing.T) {
	o := open(t)
	if needed, err := o.NeedsSetup(o.ctx); err != nil || !needed {
		t.Fatalf("an empty record needs no set-up: %v", err)
	}
	old, err := o.SetupLink(o.ctx)
	if err != nil {
		t.Fatal(err)
	}
	link, err := o.SetupLink(o.ctx)
	if err != nil {
		t.Fatal(err)
	}
	refused(t, o.CheckSetupLink(o.ctx, old), "link") // the newer one ends it
	refused(t, o.CheckSetupLink(o.ctx, "guess"), "link")
	if err := o.CheckSetupLink(o.ctx, link); err != nil {
		t.Fatal(err)
	}
	_, err = o.UseSetupLink(o.ctx, link, "boss", "", "short")
	if r := refused(t, err, "invalid"); len(r.Faults) != 3 {
		t.Errorf("faults: %+v", r.Faults)
	}
	// A mistake leaves the link good. Of many at once, one becomes the administrator.
	made := 0
	for n, err := range atOnce(8, func(n int) error {
		_, err := o.UseSetupLink(o.ctx, link, string(rune('a'+n))+"@example.org", "Boss", password)
		return err
	}) {
		if err == nil {
			made++
			o.signIn(string(rune('a'+n)) + "@example.org")
		} else {
			refused(t, err, "link")
		}
	}
	if made != 1 {
		t.Fatalf("%d administrators were made with one link", made)
	}
	if all, _ := o.AllStaff(o.ctx); len(all) != 1 || !all[0].Has(identity.Administrator) {
		t.Errorf("the people are now %+v", all)
	}
	_, err = o.SetupLink(o.ctx)
	refused(t, err, "set-up")
}

func TestASetupLinkRunsOutAndEndsWithTheFirstAdministrator(t *testing.T) {
	o := open(t)
	link, _ := o.SetupLink(o.ctx)
	o.wait(29 * time.Minute)
	if err := o.CheckSetupLink(o.ctx, link); err != nil {
		t.Fatal(err)
	}
	o.wait(2 * time.Minute)
	_, err := o.UseSetupLink(o.ctx, link, "boss@example.org", "Boss", password)
	refused(t, err, "link")

	link, _ = o.SetupLink(o.ctx)
	o.person("other@example.org", "administrator") // by the command, meanwhile
	_, err = o.UseSetupLink(o.ctx, link, "boss@example.org", "Boss", password)
	refused(t, err, "link")
}

func TestDemonstrationPeopleSignIn(t *testing.T) {
	o := open(t)
	for range 2 { // a second start adds nobody
		if err := o.AddDemoStaff(o.ctx); err != nil {
			t.Fatal(err)
		}
	}
	roles := map[string]int{}
	for _, p := range identity.DemoStaff() {
		token, err := o.SignIn(o.ctx, p.Email, identity.DemoPassword, "127.0.0.1")
		if err != nil {
			t.Fatal(err)
		}
		s, _, err := o.Session(o.ctx, token)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range s.Roles {
			roles[r]++
		}
	}
	for role, want := range map[string]int{"caseworker": 3, "senior_caseworker": 1, "manager": 1, "analyst": 1, "administrator": 1} {
		if roles[role] != want {
			t.Errorf("%d demonstration people are %s, want %d", roles[role], role, want)
		}
	}
	if all, _ := o.AllStaff(o.ctx); len(all) != len(identity.DemoStaff()) {
		t.Errorf("there are %d people", len(all))
	}
}

// Whatever skill a task of the demonstration asks for, somebody of each team that may have the task has it.
func TestDemonstrationPeopleKnowHow(t *testing.T) {
	for _, name := range []string{"homelessness", "parking-permit"} {
		kind, faults := casetype.Load(os.DirFS("../../casetypes"), name)
		if kind == nil {
			t.Fatal(faults)
		}
		teams, skills := []string{kind.Team}, map[string]bool{}
		for _, rule := range append(kind.Routing, kind.Notify...) {
			if rule.Then.Team != "" {
				teams = append(teams, rule.Then.Team)
			}
			for _, skill := range rule.Then.Skills {
				skills[skill] = true
			}
		}
		for skill := range skills {
			for _, team := range teams {
				if !slices.ContainsFunc(identity.DemoStaff(), func(s identity.NewStaff) bool {
					return slices.Contains(s.Teams, team) && slices.Contains(s.Skills, skill) && slices.ContainsFunc(s.Roles, func(role string) bool { return kind.Access[role].Work != "" })
				}) {
					t.Errorf("%s: nobody of %s has the skill %s", name, team, skill)
				}
			}
		}
	}
}

// Where somebody stays who is afraid is for those to read who need it, whichever task found the place; of whoever is not afraid
// everybody who works on the case reads it.
func TestWhereSomebodyStaysWhoIsAfraid(t *testing.T) {
	kind, faults := casetype.Load(os.DirFS("../../casetypes"), "homelessness")
	if kind == nil {
		t.Fatal(faults)
	}
	answers := json.RawMessage(`{"kind":"hostel","where":"40 Weir Road","told":true}`)
	c := &engine.Case{Data: json.RawMessage(`{"situation":{"safe_tonight":false,"why":"family","afraid":false}}`), Stages: []engine.Stage{}, Tasks: []*engine.Task{}}
	for _, name := range []string{"place", "place_again", "place_meanwhile", "move"} {
		for _, id := range []string{name, name + ".2"} {
			c.Tasks = append(c.Tasks, &engine.Task{ID: id, Name: name, State: engine.Done, Answers: answers})
		}
	}
	for _, afraid := range []bool{false, true} {
		c.Facts = map[string]json.RawMessage{"afraid": json.RawMessage(strconv.FormatBool(afraid))}
		for role, reads := range map[string]bool{"housing_officer": !afraid, "reviewer": !afraid, "housing_lead": true, "housing_manager": true} {
			view, ok := identity.View(kind, staff("a", []string{role}, nil), c)
			if !ok {
				t.Fatalf("%s does not see the case", role)
			}
			for _, task := range view.Tasks {
				if got := strings.Contains(string(task.Answers), "Weir Road"); got != reads || !strings.Contains(string(task.Answers), "hostel") {
					t.Errorf("afraid %v: a %s reads %s of %s", afraid, role, task.Answers, task.ID)
				}
			}
		}
	}
}

func TestTokens(t *testing.T) {
	o := open(t)
	token, err := o.AddToken(o.ctx, "parking-portal", "caseworker")
	if err != nil {
		t.Fatal(err)
	}
	_, err = o.AddToken(o.ctx, "parking-portal", "manager")
	refused(t, err, "exists")
	_, err = o.AddToken(o.ctx, "a name", "Not A Role")
	if r := refused(t, err, "invalid"); len(r.Faults) != 2 {
		t.Errorf("faults: %+v", r.Faults)
	}
	if all, _ := o.Tokens(o.ctx); len(all) != 1 || all[0].Used != nil {
		t.Errorf("before its first use: %+v", all)
	}
	for range 3 {
		actor, err := o.Token(o.ctx, token)
		if err != nil || actor.ID != "token:parking-portal" || actor.Kind != "token" || len(actor.Roles) != 1 || actor.Roles[0] != "caseworker" {
			t.Fatalf("the actor is %+v: %v", actor, err)
		}
		o.wait(40 * time.Second)
	}
	all, err := o.Tokens(o.ctx)
	if err != nil || all[0].Used == nil || o.now().Sub(*all[0].Used) > 2*time.Minute || all[0].Role != "caseworker" {
		t.Errorf("after its use: %+v: %v", all, err)
	}
	for _, wrong := range []string{"", "caseloom_", token[:len(token)-1], "caseloom_" + token, "x" + token[1:]} {
		_, err := o.Token(o.ctx, wrong)
		refused(t, err, "token")
	}
	if err := o.RevokeToken(o.ctx, "parking-portal"); err != nil {
		t.Fatal(err)
	}
	_, err = o.Token(o.ctx, token)
	refused(t, err, "token")
	refused(t, o.RevokeToken(o.ctx, "parking-portal"), "unknown")
}
