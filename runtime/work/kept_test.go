package work_test

import (
	"testing"
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
}
