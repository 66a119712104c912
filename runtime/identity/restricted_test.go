package identity_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
)

// guarded is a case type whose cases are hidden by what stands in the form, from all but the guards.
func guarded(t *testing.T, when string) *casetype.Type {
	t.Helper()
	return loaded(t, `
    - { hide: [case], when: "`+when+`", unless: role.guard }
    - { hide: [form.income], unless: [role.boss, role.guard] }`)
}

func loaded(t *testing.T, everyone string) *casetype.Type {
	t.Helper()
	root := fstest.MapFS{}
	for name, text := range map[string]string{
		"organisation.yaml": "roles: { clerk: Clerk, boss: Boss, guard: Guard, auditor: Auditor }\n",
		"t/casetype.yaml": `title: T
intake: apply
access:
  clerk: { see: all, work: all }
  boss: { see: all, work: all, manage: all }
  guard: { see: own, work: own }
  everyone:` + everyone + "\n",
		"t/forms/apply.yaml": `title: Apply
type: object
properties:
  name: { type: string, title: Name }
  income: { type: string, title: Income }
  risk: { type: boolean, title: Risk }
  day: { type: integer, title: Day }
`,
	} {
		root[name] = &fstest.MapFile{Data: []byte(text)}
	}
	kind, found := casetype.Load(root, "t")
	if kind == nil {
		t.Fatal(found)
	}
	return kind
}

func risky(risk string) *engine.Case {
	if risk != "" {
		risk = `,"risk":` + risk
	}
	return &engine.Case{Data: json.RawMessage(`{"income":"SECRET","name":"Ann"` + risk + `}`), Owner: "g1"}
}

func TestARestrictedCaseIsSeenByThoseLeftOutAlone(t *testing.T) {
	kind := guarded(t, "form.risk")
	for _, x := range []struct {
		name, risk string
		who        engine.Actor
		sees       bool
	}{
		{"a clerk", "true", staff("c1", []string{"clerk"}, nil), false},
		{"who manages every case", "true", staff("b1", []string{"boss", "clerk"}, nil), false},
		{"who owned it before", "true", staff("g1", []string{"clerk"}, nil), false},
		{"a guard whose case it is", "true", staff("g1", []string{"guard"}, nil), true},
		{"a guard whose case it is not: to be left out grants nothing", "true", staff("g2", []string{"guard"}, nil), false},
		{"a guard who sees every case as a clerk", "true", staff("g2", []string{"guard", "clerk"}, nil), true},
		{"a clerk, of any other case", "false", staff("c1", []string{"clerk"}, nil), true},
		{"a clerk, where nothing is said", "", staff("c1", []string{"clerk"}, nil), true},
	} {
		c := risky(x.risk)
		if _, sees := identity.View(kind, x.who, c); sees != x.sees {
			t.Errorf("%s: sees = %v", x.name, sees)
		}
		for _, right := range []identity.Right{identity.See, identity.Work, identity.Manage} {
			if !x.sees && identity.May(kind, x.who, c, right) {
				t.Errorf("%s: may %s", x.name, right)
			}
		}
		if hidden := identity.Hidden(kind, x.who, c); !x.sees && !identity.Hides(hidden, "form.name") {
			t.Errorf("%s: only %q is hidden", x.name, hidden)
		}
	}
	if got := identity.Hidden(kind, staff("c1", []string{"clerk"}, nil), risky("false")); !slices.Equal(got, []string{"form.income"}) {
		t.Errorf("of an ordinary case %q is hidden from a clerk", got)
	}
	if got := identity.Hidden(kind, staff("b1", []string{"boss"}, nil), risky("false")); len(got) != 0 {
		t.Errorf("of an ordinary case %q is hidden from the boss", got)
	}
	if !identity.Restricted(kind, risky("true")) || identity.Restricted(kind, risky("false")) {
		t.Error("it is not told which case is restricted")
	}
}

// A condition that breaks hides: what is shown once cannot be taken back.
func TestARestrictionThatBreaksHides(t *testing.T) {
	kind := guarded(t, "10 % form.day == 0")
	c := risky(`false,"day":0`)
	clerk := staff("c1", []string{"clerk"}, nil)
	if identity.May(kind, clerk, c, identity.See) || !identity.Restricted(kind, c) {
		t.Error("a case is shown of which nobody can tell whether it may be")
	}
	c = risky(`false,"day":3`)
	if !identity.May(kind, clerk, c, identity.See) {
		t.Error("a case is hidden though its condition does not hold")
	}
}

// Whatever a role may do, and whichever lines there are: a case that a line hides is seen by nobody whom it does not leave
// out, and a line never lets anybody see what their roles do not.
func TestLinesOfEveryoneOnlyEverHide(t *testing.T) {
	roles := []string{"clerk", "boss", "guard", "auditor"}
	whens := map[string]bool{"form.risk": true, "form.name == 'Ben'": false, "form.risk and form.name == 'Ann'": true}
	c := risky("true")
	rapid.Check(t, func(r *rapid.T) {
		lines := ""
		hidesFrom := func(engine.Actor) bool { return false }
		for range rapid.IntRange(1, 4).Draw(r, "lines") {
			when := rapid.SampledFrom(slices.Sorted(maps.Keys(whens))).Draw(r, "when")
			path := rapid.SampledFrom([]string{"case", "form.income"}).Draw(r, "path")
			unless := rapid.SliceOfNDistinct(rapid.SampledFrom(roles), 1, 2, rapid.ID).Draw(r, "unless")
			lines += fmt.Sprintf("\n    - { hide: [%s], when: %q, unless: [role.%s] }", path, when, strings.Join(unless, ", role."))
			if before := hidesFrom; whens[when] && path == "case" {
				hidesFrom = func(who engine.Actor) bool {
					return before(who) || !slices.ContainsFunc(who.Roles, func(role string) bool { return slices.Contains(unless, role) })
				}
			}
		}
		kind := loaded(t, lines)
		who := staff(rapid.SampledFrom([]string{"g1", "x"}).Draw(r, "id"), rapid.SliceOfN(rapid.SampledFrom(roles), 0, 3).Draw(r, "roles"), nil)
		plain := *kind
		plain.Hides = nil
		want := identity.May(&plain, who, c, identity.See) && !hidesFrom(who)
		if _, sees := identity.View(kind, who, c); sees != want || identity.May(kind, who, c, identity.See) != want {
			r.Fatalf("%v sees it: %v, want %v, by %s", who.Roles, sees, want, lines)
		}
	})
}
