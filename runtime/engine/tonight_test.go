package engine_test

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// Between one task for tonight and the next the case goes nowhere: it goes to the night with the report, and back to the day when a
// place is found; the second time as well.
func TestTonightMovesACaseOnce(t *testing.T) {
	typ, faults := casetype.Load(os.DirFS("../../casetypes"), "homelessness")
	if typ == nil {
		t.Fatal(faults)
	}
	data := typ.Intake.Form.Example()
	data["situation"] = map[string]any{"safe_tonight": false, "why": "family", "afraid": false, "can_ring": true, "ring": "01632 960 003"}
	data["you"].(map[string]any)["health"] = true
	raw, err := json.Marshal(data)
	if err != nil {
		t.Fatal(err)
	}
	d := driving(t, typ)
	officer := engine.Actor{ID: "hester", Kind: "staff", Name: "Hester", Roles: []string{"housing_officer"}, Teams: []string{"housing_night"}}
	d.now = time.Date(2026, 3, 8, 2, 0, 0, 0, time.UTC)
	heard := json.RawMessage(`{"reached":true,"may_be_homeless":true,"may_be_eligible":true,"may_have_need":true}`)
	place := json.RawMessage(`{"kind":"own","where":"40 Weir Road","told":true}`)
	after := func(minutes int, who engine.Actor, body engine.Body) {
		d.now = d.now.Add(time.Duration(minutes) * time.Minute)
		d.do(who, body)
	}
	teams := func() (out []string) {
		for _, e := range d.events {
			var b struct {
				Task, Field string
				Value       json.RawMessage
			}
			if e.Kind == "routed" && json.Unmarshal(e.Body, &b) == nil && b.Task == "" && b.Field == "team" {
				out = append(out, string(b.Value))
			}
		}
		return out
	}
	after(0, citizen, engine.Submit{Data: raw, Channel: "web"})
	after(10, officer, engine.CompleteTask{Task: "call", Answers: heard})
	after(10, officer, engine.ConfirmDecision{Decision: "interim"})
	after(10, officer, engine.CompleteTask{Task: "place", Answers: place})
	want(t, "where the case went", mustJSON(teams()), `["\"housing_night\"","\"housing\""]`)

	after(24*60, citizen, engine.TakeAction{Action: "report_change", Answers: json.RawMessage(`{"what":"nowhere"}`)})
	after(10, officer, engine.CompleteTask{Task: d.c.TaskNamed("ring").ID, Answers: heard})
	after(10, officer, engine.CompleteTask{Task: d.c.TaskNamed("place_again").ID, Answers: place})
	want(t, "and the second time", mustJSON(teams()[2:]), `["\"housing_night\"","\"housing\""]`)
}
