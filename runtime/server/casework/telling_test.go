package casework

import (
	"slices"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/fields"
)

// Nobody is told in a way that they must never be reached in.
func TestNobodyIsToldInAWayThatIsBarred(t *testing.T) {
	for _, never := range [][]string{nil, {"email", "post"}, {"telephone"}} {
		f := &folder{now: time.Now(), zone: time.UTC, c: &engine.Case{
			People:   map[string]engine.Person{"applicant": {Never: never}},
			Messages: []engine.Message{{ID: "m", To: "person.applicant"}},
		}}
		x := fields.New(nil)
		f.askTelling(x, &engine.Task{Message: "m"})
		var ways []string
		for _, o := range x.Model.Items[0].Options {
			ways = append(ways, o.Value)
		}
		for _, way := range []string{"telephone", "post"} {
			if offered := slices.Contains(ways, "by "+way); offered == slices.Contains(never, way) {
				t.Errorf("never %v, and they can be told: %v", never, ways)
			}
		}
	}
}
