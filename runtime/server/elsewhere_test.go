package server_test

import (
	"strings"
	"testing"
)

// A case goes to another team, is closed as the same as another, or without an answer; whoever applied reads what became
// of it.
func TestACaseGoesOnElsewhereOrNowhere(t *testing.T) {
	h := open(t, nil)
	first, again, lost := h.browser().sent("B", false), h.browser().sent("B", false), h.browser()
	third := lost.sent("B", false)
	mo := h.colleague("Mo Lane", []string{"manager"}, []string{"parking"})
	ada := h.caseworker("Ada Obi")
	do := func(ref, action, want string, fill ...string) *view {
		t.Helper()
		v := mo.get("/cases/" + ref + "/" + action).is(200)
		return mo.form(v, "_expect").fill(fill...).send().is(200).at("/cases/" + ref).says(want)
	}

	v := mo.get("/cases/" + first + "/transfer").is(200)
	mo.form(v, "_team").send().is(422).says("Choose the team that takes it over", "Say why the case goes to another team")
	do(first, "transfer", "The case belongs to another team now", "_team", "street", "_reason", "They know it.").says("handed the case over to the Street team", "They know it.")

	v = ada.get("/cases/" + again + "/merge").is(200)
	ada.form(v, "_into").fill("_into", "PP-2099-1", "_reason", "The same car.").send().is(422).says("There is no case PP-2099-1 that you work on")
	v = do(again, "merge", "The case was closed, and the other one names it", "_into", " "+first+" ", "_reason", "The same car.")
	v.says("Duplicate", "the work goes on there").silent("Close it without an answer")
	if !strings.Contains(v.html, `href="/cases/`+first+`"`) {
		t.Error("the other case is not linked")
	}
	eventually(t, "the other case to be told", func() bool {
		h.work.Sweep(t.Context())
		k, err := h.db.Case(t.Context(), first)
		return err == nil && len(k.Links) > 0
	})
	mo.get("/cases/" + first).is(200).says("The same application is here too, and was closed: " + again)

	ada.get("/cases/" + third).is(200).silent("Close it without an answer")
	ada.get("/cases/" + third + "/abandon").is(409)
	do(third, "abandon", "The case was closed without an answer", "_reason", "Nobody answers.").says("Abandoned")
	lost.get("/track/"+third).is(200).says("Closed", "We have closed this application, and will not decide it").silent("Abandoned", "What we decided")
	if faults, err := h.db.Verify(t.Context()); err != nil || len(faults.Faults) > 0 {
		t.Error(faults, err)
	}
}
