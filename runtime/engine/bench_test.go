package engine_test

import (
	"encoding/json"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

// BenchmarkSubmission is one application for a parking permit, settled: routed, decided, its mails written.
func BenchmarkSubmission(b *testing.B) {
	d := driving(b, permitType(b))
	raw := json.RawMessage(permit(b, d, zone("B", true, 1)))
	g := engine.Given{ID: "g", Actor: citizen, At: start, Body: engine.Submit{Data: raw, Channel: "web"}, World: engine.World{CaseID: "c", Number: 1}}
	for b.Loop() {
		if _, _, err := engine.Handle(d.typ, nil, g); err != nil {
			b.Fatal(err)
		}
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
