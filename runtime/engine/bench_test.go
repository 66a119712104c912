package engine_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// BenchmarkSubmission is one application to each service that we ship, and to the small permit, settled: routed, decided where
// the rules decide, its mails written.
func BenchmarkSubmission(b *testing.B) {
	for _, service := range []struct{ name, dir, casetype string }{
		{"small", "../testdata/casetypes", "parking-permit"}, {"parking-permit", "../../casetypes", "parking-permit"}, {"homelessness", "../../casetypes", "homelessness"},
	} {
		b.Run(service.name, func(b *testing.B) {
			typ, faults := casetype.Load(os.DirFS(service.dir), service.casetype)
			if typ == nil {
				b.Fatal(faults)
			}
			raw, err := json.Marshal(typ.Intake.Form.Example())
			if err != nil {
				b.Fatal(err)
			}
			g := engine.Given{ID: "g", Actor: citizen, At: start, Body: engine.Submit{Data: raw, Channel: "web"}, World: engine.World{CaseID: "c", Number: 1}}
			for b.Loop() {
				if _, _, err := engine.Handle(typ, nil, g); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkFold is a history of a thousand events, folded.
func BenchmarkFold(b *testing.B) {
	d := driving(b, permitType(b))
	d.submit(permit(b, d, zone("C", false, 1)))
	for len(d.events) < 1000 {
		d.do(ann, engine.AddNote{Text: "another note"})
	}
	for b.Loop() {
		if _, err := engine.FoldAll(d.events, 1000); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRulesBeyondTheirBudget is the most that rules can hold up a case: 500 of them, each almost at its own limit.
func BenchmarkRulesBeyondTheirBudget(b *testing.B) {
	typ, data := dearRules(b)
	g := engine.Given{ID: "g", Actor: citizen, At: start, Body: engine.Submit{Data: json.RawMessage(data), Channel: "web"}, World: engine.World{CaseID: "c", Number: 1}}
	for b.Loop() {
		if _, c, err := engine.Handle(typ, nil, g); err != nil || len(c.Problems) != 1 {
			b.Fatal(err)
		}
	}
}

const linesForm = "forms/apply.yaml\n{ type: object, properties: { lines: { type: array, maxItems: 500, items: { type: object, properties: { n: { type: integer } } } } } }"

func dearRules(tb testing.TB) (*casetype.Type, string) {
	var files strings.Builder
	files.WriteString("casetype.yaml\ntitle: T\nintake: apply\nstages: [ { id: one, title: One, tasks: [ { id: a, title: A } ] } ]\nfacts:\n")
	for i := range 500 {
		fmt.Fprintf(&files, "  f%d: { is: \"count(form.lines, count(form.lines, .n < %d) > 5) > 0\" }\n", i, i)
	}
	return small(tb, linesForm, files.String()), `{"lines":[` + strings.Repeat(`{"n":1},`, 399) + `{"n":1}]}`
}
