package engine_test

import (
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

// The law of the day of the application decides, however long the decision takes, and the day is recorded with it.
func TestADecisionRecordsTheDayOfTheLaw(t *testing.T) {
	d := driving(t, small(t, `casetype.yaml
title: T
intake: apply
stages:
  - { id: one, title: One, tasks: [ { id: look, title: Look }, { id: decide, title: Decide, decides: d } ] }
`, `rules/decisions.yaml
d:
  question: How much?
  needs: [look]
  inputs: { kind: form.kind, rate: "lookup(tables.rates, \"basic\").rate" }
  outputs: { result: [granted, refused], fee: money }
  table: fees
  confirm: [ { by: system } ]
`, `tables/fees.csv
Kind,Result,Fee,Valid from,Valid to
red,granted,= rate,,2026-03-03
red,granted,= rate * 2,2026-03-04,
`, `tables/rates.csv
name;rate;valid from;valid to
basic;10.00;;2026-03-03
basic;12.00;2026-03-04;
`))
	d.submit(`{"name":"Jo","kind":"red"}`) // on 2 March 2026
	d.wait(5 * 24 * 3600 * 1e9)
	d.do(ann, engine.CompleteTask{Task: "look"})
	made := d.c.Decisions["d"].Made[0]
	if made.Row != "row 2" || !strings.Contains(string(made.Inputs), `"as_of":"2026-03-02T00:00:00Z"`) || string(made.Outputs) != `{"fee":"10.00","result":"granted"}` {
		t.Errorf("made by %s from %s: %s", made.Row, made.Inputs, made.Outputs)
	}
	x, err := engine.Explain(d.typ, d.events, d.event("decision.made", "").Seq)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(x.At, "t/tables/fees.csv:2:1") || x.Row != "row 2" || x.Disagrees != "" || !strings.Contains(mustJSON(x), "3 March 2026 or earlier") {
		t.Errorf("explained as %s", mustJSON(x))
	}
}
