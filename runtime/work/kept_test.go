package work_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

// What is kept for reading need not be word for word what was asked for: a link is made as it leaves, an address is the one
// that stands then, and to whom others read the mail of nothing is said. Each is known to the record, so it is whole.
func TestMailThatIsKeptIsAccountedFor(t *testing.T) {
	o := referees(t)
	o.refer(`{"name":"Ben","email":"ben@example.com"}`)
	o.work("").Sweep(o.ctx)
	o.sound()
	kept, _, err := o.db.Mail(o.ctx, "", 10)
	if err != nil || len(kept) != 2 || !aLink.MatchString(kept[0].Text+kept[1].Text) {
		t.Fatalf("kept is %+v: %v", kept, err)
	}

	o = openWith(t, careful)
	d := o.applied(applicant{"Jo", "old@example.com", nil})
	o.corrected(d, applicant{"Jo", "new@example.com", []string{"telephone"}})
	o.work("").Sweep(o.ctx)
	if kept, _, err := o.db.Mail(o.ctx, "", 10); err != nil || len(kept) != 1 || kept[0].Address != "new@example.com" {
		t.Fatalf("kept is %+v: %v", kept, err)
	}
	o.sound()

	o = openWith(t, map[string]string{"permit/forms/apply.yaml": careful["permit/forms/apply.yaml"] + "      shared: { type: boolean, title: Do others read your mail }\n"})
	c, err := o.desk.Submit(o.ctx, "permit", engine.Actor{ID: "citizen", Kind: "citizen"}, engine.Submit{Data: json.RawMessage(`{"applicant":{"name":"Zoë","email":"zoe@example.com","shared":true}}`), Channel: "web"}, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	o.work("").Sweep(o.ctx)
	if kept, _, err := o.db.Mail(o.ctx, "", 10); err != nil || len(kept) != 1 || strings.Contains(kept[0].Text, "Zoë") || !o.message(c).Bare {
		t.Fatalf("kept is %+v: %v", kept, err)
	}
	o.sound()
}
