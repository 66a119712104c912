package replay_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// What a service answered then is what it answers when the case is lived again, by its own rules and by others: no service
// is asked again, though what it is asked is known by another key.
func TestWhatServicesAnsweredIsAnsweredAgain(t *testing.T) {
	files := func(limit string) *casetype.Type {
		more := "" // events before the one by which the service is known
		if limit == "10" {
			more = "  - { id: first, title: First }\n"
		}
		typ, found := casetype.Load(fstest.MapFS{
			"organisation.yaml":  {Data: []byte("services:\n  mapping: { url: https://maps.example.org/distance }\n")},
			"t/forms/apply.yaml": {Data: []byte("title: Apply\ntype: object\nproperties: { name: { title: Name, type: string } }\n")},
			"t/casetype.yaml": {Data: []byte("title: T\nintake: apply\ntasks:\n" + more +
				"  - { id: distance, title: Distance, does: call, service: mapping, answers: { miles: number } }\n" +
				"  - { id: visit, title: Visit, when: task.distance.answers.miles > " + limit + " }\n")},
		}, "t")
		if typ == nil {
			t.Fatal(found)
		}
		return typ
	}
	typ := files("3")
	l := &lived{t: t, typ: typ, now: monday}
	system := engine.Actor{ID: "system", Kind: "system"}
	l.do(engine.Actor{ID: "citizen", Kind: "citizen"}, engine.Submit{Data: json.RawMessage(`{"name":"Jo"}`), Channel: "web"})
	l.wait(time.Minute)
	l.do(system, engine.FailTask{Task: "distance", Key: l.c.Task("distance").Key, Reason: "It is silent."})
	l.do(ann, engine.RetryTask{Task: "distance"})
	l.do(system, engine.AnswerTask{Task: "distance", Key: l.c.Task("distance").Key, Answers: json.RawMessage(`{"miles":4.5}`)})
	for limit, visit := range map[string]string{"3": engine.Open, "10": engine.Unneeded} {
		life := again(t, l, files(limit))
		if len(life.Refused) > 0 {
			t.Errorf("limit %s: refused: %+v", limit, life.Refused)
		}
		if got := life.Case.Task("distance"); got.State != engine.Done || !strings.Contains(string(got.Answers), "4.5") {
			t.Errorf("limit %s: the machine's task is %s", limit, got.State)
		}
		if got := life.Case.Task("visit").State; got != visit {
			t.Errorf("limit %s: the visit is %s", limit, got)
		}
	}
}
