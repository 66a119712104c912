package server_test

import (
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/store"
)

// until waits for the catalog to tell of changes until one makes it so.
func (h *house) until(what string, so func() bool) {
	h.t.Helper()
	changed, stop := h.cat.Changes()
	defer stop()
	late := time.After(20 * time.Second)
	for !so() {
		select {
		case <-changed:
		case <-late:
			h.t.Fatalf("waited 20 seconds for: %s", what)
		}
	}
}

// played says whether the tests of the parking permit have been played.
func (h *house) played() bool { return h.cat.All()[0].Tests != nil }

// A version whose tests fail is not swapped in where the case type asks for that: the one before serves, and the analyst
// reads which test, at which line, expects what else, and why it is not so. Mended, it goes live.
func TestTheStudioSaysWhyAVersionDoesNotGoLive(t *testing.T) {
	h := open(t, nil)
	ana := h.colleague("Ana Lyst", []string{"analyst"}, nil)
	h.until("the tests", h.played)
	ana.get("/studio").is(200).says("17 tests pass.", "18 of 18 rules fired in them.").silent("that no test makes fire")

	h.write("parking-permit/casetype.yaml", "publish: tests\n"+readFile(t, h.dir+"/parking-permit/casetype.yaml"))
	h.until("tests to be asked for", func() bool { return h.cat.Get("parking-permit").Publish == "tests" })
	decisions := readFile(t, h.dir+"/parking-permit/rules/decisions.yaml")
	form := readFile(t, h.dir+"/parking-permit/forms/apply.yaml")
	h.write("parking-permit/forms/apply.yaml", strings.Replace(form, "title: ", "title: New and ", 1))
	h.write("parking-permit/rules/decisions.yaml", strings.Replace(decisions, "fee: 45.00", "fee: 60.00", 1))
	h.until("the failures", func() bool { return h.cat.All()[0].Broken })
	ana.get("/studio").is(200).says("Broken", "The last good version keeps serving until they are put right.",
		"The test “One car in zone B is granted at once” fails: decision.permit.fee is 60.00, and the test expects 45.00.", "row 3", "parking-permit/tests/resident.yaml:7:")
	h.browser().get("/apply/parking-permit").is(200).says("Start now").silent("New and")

	h.write("parking-permit/rules/decisions.yaml", decisions)
	h.until("the mended version", func() bool { e := h.cat.All()[0]; return !e.Broken && !e.Testing })
	ana.get("/studio").is(200).says("17 tests pass.").silent("Broken", "fails:")
	h.browser().get("/apply/parking-permit").is(200).says("New and")
}

func TestTheStudioListsRulesThatNoTestMakesFire(t *testing.T) {
	h := open(t, map[string]string{"parking-permit/tests/resident.yaml": "- name: It opens\n  steps: [ submit, expect: { case.status: open, fact.cars: 3 } ]\n"})
	h.until("the tests", h.played)
	h.colleague("Ana Lyst", []string{"analyst"}, nil).get("/studio/parking-permit").is(200).says("1 of 1 test failed.", "6 of 18 rules fired in them.",
		"Rules of Resident parking permit that no test makes fire", "the routing rule “Visits belong to the street team”", "parking-permit/rules/routing.yaml:5", "fact.cars is 1, and the test expects 3.")
}

// What only hints is not counted among the warnings, as `caseloom check` does not.
func TestTheStudioCountsWarningsAsCheckDoes(t *testing.T) {
	h := open(t, map[string]string{"parking-permit/tests/PP-1.json": "{}"})
	h.until("the tests", h.played)
	h.colleague("Ana Lyst", []string{"analyst"}, nil).get("/studio/parking-permit").is(200).says("This file is not read").silent("1 warning")
}

// An analyst reads on which versions running cases stand, and what became of those that were to be moved.
func TestTheStudioSaysWhereRunningCasesStand(t *testing.T) {
	h := open(t, nil)
	ana := h.colleague("Ana Lyst", []string{"analyst"}, nil)
	typ := h.cat.Get("parking-permit")
	data, err := desk.Compact(typ.Intake.Form.Fill(nil))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := h.desk.Submit(t.Context(), "parking-permit", engine.Actor{ID: "citizen", Kind: "citizen"}, engine.Submit{Data: data, Channel: "web"}, nil, ""); err != nil {
			t.Fatal(err)
		}
	}
	ana.get("/studio/parking-permit").is(200).says("2 running cases on it.").silent("caseloom migrate")

	h.write("parking-permit/migrations/2026-03.yaml", "why: All at once\n")
	h.until("the migration", func() bool { return len(h.cat.Get("parking-permit").Migrations) == 1 })
	ana.get("/studio/parking-permit").is(200).says("2 running cases on it.", "What would become of the cases on older versions is listed by", "caseloom migrate parking-permit --dry-run")

	all, _, err := h.db.Cases(t.Context(), store.CaseQuery{Statuses: []string{"open"}})
	if err != nil || len(all) != 2 {
		t.Fatal(len(all), err)
	}
	c, err := h.db.Case(t.Context(), all[0].Reference)
	if err == nil {
		_, err = h.desk.Migrate(t.Context(), c, engine.Actor{ID: "system", Kind: "system", Name: "Ana Lyst"}, "All at once")
	}
	if err != nil {
		t.Fatal(err)
	}
	ana.get("/studio/parking-permit").is(200).says("1 running case on it.", "1 case moved to it by a migration.")
	cath := h.caseworker("Cath Obi")
	cath.get("/cases/"+all[0].Reference).is(200).says("Ana Lyst moved the case to newer rules", "All at once.")
}
