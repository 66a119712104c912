package casework

import (
	"os"
	"testing"

	"github.com/caseloom/caseloom/runtime/casetype"
)

// One word means one thing in the decision that the outcome rests on, and another in another.
func TestAnAnswerIsSaidByTheWordsOfItsOwnDecision(t *testing.T) {
	typ, faults := casetype.Load(os.DirFS("../../../casetypes"), "homelessness")
	if typ == nil {
		t.Fatal(faults)
	}
	s := &teller{t: typ}
	for decision, want := range map[string]string{"duty": "Not homeless or threatened with it", "apparent": "None"} {
		if got := s.outputs(decision, []byte(`{"result":"none"}`)); got != want {
			t.Errorf("%s is said as %q, and should be %q", decision, got, want)
		}
	}
	if got := s.choices(s.decision("apparent"), "result", []string{"none"})[0].Text; got != "None" {
		t.Errorf("to choose is %q", got)
	}
	if got := s.inputRows("interim", []byte(`{"apparent":"none"}`))[0].Value; got != "None" {
		t.Errorf("what it was worked out from is said as %q", got)
	}
}
