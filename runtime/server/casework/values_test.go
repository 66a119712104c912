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

// Who took part in something is a list of names, each once, under the title that the analyst gave the fact.
func TestAFactThatIsPeopleNamesThem(t *testing.T) {
	names := map[string]string{"s1": "Ada Obi", "s2": "Ben Cole"}
	s := &teller{
		t:    &casetype.Type{Facts: []*casetype.Fact{{ID: "took_part", Title: "Who took part in it"}, {ID: "cars"}}},
		name: func(id string) string { return names[id] },
	}
	for raw, want := range map[string]string{`["s1","s2","s1"]`: "Ada Obi, Ben Cole", `["s1","somebody"]`: "", `[]`: "", `"s1"`: "", `[1]`: ""} {
		if got := s.colleagues([]byte(raw)); got != want {
			t.Errorf("%s names %q, and should name %q", raw, got, want)
		}
	}
	if got := s.factTitle("took_part") + ", " + s.factTitle("cars"); got != "Who took part in it, Cars" {
		t.Errorf("facts are called %q", got)
	}
}
