package rehearse_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/rehearse"
)

// FuzzPlay writes anything into a test file: it is refused with words, or played to an end, and nothing of ours breaks.
func FuzzPlay(f *testing.F) {
	text, err := os.ReadFile("../testdata/casetypes/parking-permit/tests/resident.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, one := range strings.SplitAfter(string(text), "\n\n") {
		f.Add(one)
	}
	for _, steps := range []string{
		"[ submit, submit ]", "[ expect: { case.outcome: 1 } ]", "[ submit, wait: 99999 working days, wait: 99999 years ]", "[ submit, { assign: case, to: caseworker 2 }, claim ]",
		"[ submit, expect: { form: { vehicles: [] }, task.proof: null, decision.permit.all: [], today: \"= today\" } ]", "[ submit, { complete: reopened }, reopen, told: permit ]",
		"[ submit, { propose: permit, with: { result: [granted], fee: {} } }, { propose: permit, with: { result: null } } ]", "[ { submit: web, received: 0001-01-01 } ]",
	} {
		f.Add("- name: T\n  given: { form: { address: { matched: false } } }\n  steps: " + steps + "\n")
	}
	for _, form := range []string{"{ vehicles: {} }", "{ vehicles: [ [], 1, null ] }", "{ applicant: [ { name: 1 } ] }", "{ address: 3, contact: [] }", "{ proof_of_address: { name: 1 } }", "{ vehicles: [ { co2: 1e400 } ] }"} {
		f.Add("- name: T\n  at: 9999-12-31 23:59\n  given: { form: " + form + " }\n  steps: [ submit, wait: 1 day ]\n")
	}
	f.Add("- 0: 0\n- nam: x\n")
	f.Add("- name: T\n  given: { case: C }\n  steps: [ expect: { case.status: open, says: { received: PP }, because: { task.proof: x, message.received: y } }, wait: 1 year, submit ]\n")
	f.Add("- name: T\n  at: 0001-01-01\n  given: { case: C, form: {} }\n  steps: [ complete: proof, expect: { message.decided.times: 1, message.received: { text: x } } ]\n")
	files := permit(f, nil).Files
	f.Fuzz(func(t *testing.T, text string) {
		root := fstest.MapFS{}
		for name, data := range files {
			root[name] = &fstest.MapFile{Data: data}
		}
		root["parking-permit/tests/C.json"] = &fstest.MapFile{Data: []byte(aCase)}
		root["parking-permit/tests/resident.yaml"] = &fstest.MapFile{Data: []byte(text)}
		typ, found := casetype.Load(root, "parking-permit")
		if typ == nil {
			t.Fatalf("a test file stopped the case type: %v", found)
		}
		for _, d := range found {
			if d.Code == "internal" {
				t.Fatal(d)
			}
		}
		began := time.Now()
		defer func() {
			if took := time.Since(began); took > 3*time.Second {
				t.Errorf("it took %s", took)
			}
		}()
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		for _, r := range rehearse.Run(ctx, typ, rehearse.Options{Cover: true}).Failed() {
			for _, failure := range r.Failures {
				if strings.Contains(failure.Said, "Caseloom itself") || strings.Contains(failure.Said, "took too long") {
					t.Fatalf("%s:\n%s", failure.Said, text)
				}
			}
		}
	})
}

// aCase is one that a test can begin with.
const aCase = `{"casetype": "parking-permit", "reference": "C", "given": [
  {"at": "2026-02-02T09:00:00Z", "by": {"id": "citizen", "kind": "citizen"}, "did": "case.received", "with": {"data": {"address": {"zone": "A", "matched": false}, "vehicles": [{}]}, "channel": "web"}},
  {"at": "2026-02-03T09:00:00Z", "by": {"id": "s1", "kind": "staff", "roles": ["caseworker"]}, "did": "note.added", "with": {"text": "Rang"}}]}`
