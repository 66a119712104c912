package desk_test

import (
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

// TestAHundredPeopleConfirmOneDecision: it is made once, by one of them, and everybody else is refused.
func TestAHundredPeopleConfirmOneDecision(t *testing.T) {
	o := openWith(t, map[string]string{
		"loan/casetype.yaml": `title: Bike loan
intake: apply
stages: [ { id: decide, title: Decide, tasks: [ { id: loan, title: Decide, decides: loan } ] } ]
outcome: decision.loan.result
outcomes: { lent: Lent, refused: Refused }
`,
		"loan/forms/apply.yaml": "title: Borrow a bike\ntype: object\nrequired: [name]\nproperties: { name: { type: string, title: Your name } }\n",
		"loan/rules/decisions.yaml": `loan:
  question: Do we lend a bike?
  outputs: { result: [lent, refused] }
  rules: [ { result: lent, because: There is one } ]
  confirm: [ { by: role.caseworker } ]
`,
	})
	c, err := o.desk.Submit(o.ctx, "loan", engine.Actor{ID: "citizen", Kind: "citizen"}, engine.Submit{Data: json.RawMessage(`{"name":"Jo"}`), Channel: "web"}, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	var won atomic.Int32
	var people sync.WaitGroup
	for i := range 100 {
		people.Go(func() {
			if _, err := o.desk.Do(o.ctx, c.Reference, worker(fmt.Sprintf("p%d", i)), -1, engine.ConfirmDecision{Decision: "loan"}); err == nil {
				won.Add(1)
			} else {
				refusedAs(t, err, "closed") // a page that was open says besides who did what, and when
			}
		})
	}
	people.Wait()
	now, err := o.db.Case(o.ctx, c.Reference)
	if err != nil || won.Load() != 1 || len(now.Decisions["loan"].Made) != 1 || now.Outcome != "lent" {
		t.Errorf("%d people confirmed it, and it was made %d times: %v", won.Load(), len(now.Decisions["loan"].Made), err)
	}
}
