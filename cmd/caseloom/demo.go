package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/caseloom/caseloom/runtime/catalog"
	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/store"
)

// demonstrate fills an empty record with people and about twenty parking permits in different states. Each is made by
// the commands that a person would give, at the desk, with a clock of its own that runs through the last three weeks.
func demonstrate(ctx context.Context, db *store.DB, cat *catalog.Catalog, people *identity.Identity) error {
	if err := people.AddDemoStaff(ctx); err != nil {
		return err
	}
	if n, err := db.CountCases(ctx); err != nil || n > 0 || cat.Get("parking-permit") == nil {
		return err
	}
	d := &demo{ctx: ctx, db: db, cat: cat, clock: time.Now().Add(-21 * 24 * time.Hour).Truncate(time.Hour)}
	d.desk = desk.New(db, cat, func() time.Time { return d.clock })
	staff, err := people.AllStaff(ctx)
	if err != nil {
		return err
	}
	d.staff = map[string]engine.Actor{}
	for _, s := range staff {
		for _, role := range s.Roles {
			if _, had := d.staff[role]; !had {
				d.staff[role] = s.Actor()
			}
		}
	}
	if err := d.scan(); err != nil {
		return err
	}
	for i, p := range demoPeople {
		if err := d.permit(i, p); err != nil {
			return fmt.Errorf("the demonstration case of %s could not be made: %w", p.name, err)
		}
	}
	return d.wait(time.Now().Sub(d.clock))
}

type demo struct {
	ctx   context.Context
	db    *store.DB
	cat   *catalog.Catalog
	desk  *desk.Desk
	clock time.Time
	staff map[string]engine.Actor
	proof engine.File
}

// demoPerson is an invented applicant, and how far their application has come.
type demoPerson struct {
	name, email, zone string
	cars              int
	matched, badge    bool
	until             string // where the story stops
}

var demoPeople = []demoPerson{
	{"Amina Yusuf", "amina.yusuf@example.com", "B", 1, true, false, "sent"},
	{"Tomasz Nowak", "tomasz.nowak@example.com", "A", 3, false, false, "refused"},
	{"Grace Okafor", "grace.okafor@example.com", "C", 1, true, true, "sent"},
	{"Dafydd Rees", "dafydd.rees@example.com", "A", 2, false, false, "checked and sent"},
	{"Priya Raman", "priya.raman@example.com", "B", 4, true, false, "manager"},
	{"Lena Fischer", "lena.fischer@example.com", "C", 1, false, false, "failed proof"},
	{"Sam Whitlock", "sam.whitlock@example.com", "A", 3, true, false, "senior"},
	{"Joan Prescott", "joan.prescott@example.com", "B", 1, false, false, "held"},
	{"Mateus Silva", "mateus.silva@example.com", "C", 2, false, false, "withdrawn"},
	{"Ngozi Adeyemi", "ngozi.adeyemi@example.com", "B", 2, true, false, "caseworker"},
	{"Harriet Lowe", "harriet.lowe@example.com", "A", 1, true, false, "granted"},
	{"Ibrahim Khan", "ibrahim.khan@example.com", "B", 3, false, false, "returned"},
	{"Chloe Martin", "chloe.martin@example.com", "C", 1, false, true, "visit"},
	{"Owen Hartley", "owen.hartley@example.com", "A", 2, false, false, "claimed"},
	{"Mei Lin", "mei.lin@example.com", "B", 1, false, false, "noted"},
	{"Rosa Delgado", "rosa.delgado@example.com", "C", 2, false, false, "new"},
	{"Callum Fraser", "callum.fraser@example.com", "A", 1, false, true, "new"},
	{"Zainab Malik", "zainab.malik@example.com", "B", 1, true, false, "granted"},
	{"Peter Holloway", "peter.holloway@example.com", "A", 4, false, false, "counter"},
	{"Ewa Zielinska", "ewa.zielinska@example.com", "C", 1, false, false, "new"},
}

// scan keeps a small document to stand for everybody's proof of address.
func (d *demo) scan() error {
	pdf := []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
	hash, size, err := d.db.Blobs().Put(bytes.NewReader(pdf), 1<<20)
	d.proof = engine.File{Field: "/proof_of_address", Name: "council-tax-bill.pdf", Hash: hash, Media: "application/pdf", Size: size}
	return err
}

func (d *demo) submission(p demoPerson) (json.RawMessage, error) {
	data := d.cat.Get("parking-permit").Intake.Form.Example()
	applicant, _ := data["applicant"].(map[string]any)
	applicant = maps.Clone(applicant)
	applicant["name"], applicant["email"], applicant["blue_badge"] = p.name, p.email, p.badge
	delete(applicant, "badge_number")
	if p.badge {
		applicant["badge_number"] = "RV26K1"
	}
	address, _ := data["address"].(map[string]any)
	address = maps.Clone(address)
	address["zone"], address["matched"] = p.zone, p.matched
	var vehicles []any
	for i := range p.cars {
		vehicles = append(vehicles, map[string]any{
			"registration": fmt.Sprintf("RV%02d %c%cK", 15+i*3, 'A'+len(p.name)%20, 'B'+i), "make": []string{"Ford", "Skoda", "Kia", "Volvo", "Fiat"}[(i+len(p.name))%5],
			"fuel": []string{"petrol", "electric", "hybrid", "diesel"}[(i+p.cars)%4], "owned": true,
		})
	}
	data["applicant"], data["address"], data["vehicles"] = applicant, address, vehicles
	data["proof_of_address"] = map[string]any{"name": d.proof.Name, "hash": d.proof.Hash, "media": d.proof.Media, "size": d.proof.Size}
	return desk.Compact(data)
}

// permit plays one application up to where its story stops.
func (d *demo) permit(i int, p demoPerson) error {
	if err := d.wait(time.Duration(19+i%5) * time.Hour); err != nil {
		return err
	}
	data, err := d.submission(p)
	if err != nil {
		return err
	}
	who := engine.Actor{ID: "citizen", Kind: "citizen"}
	s := engine.Submit{Data: data, Channel: "web", Files: []engine.File{d.proof}}
	if p.until == "counter" {
		who, s.Channel = d.staff["caseworker"], "counter"
		received := d.clock.Add(-48 * time.Hour)
		s.Received = &received
	}
	c, err := d.desk.Submit(d.ctx, "parking-permit", who, s, nil, "")
	if err != nil {
		return err
	}
	for _, step := range demoSteps[p.until] {
		if err := d.wait(2 * time.Hour); err != nil {
			return err
		}
		body := step.body
		if _, err := d.desk.Do(d.ctx, c.Reference, d.staff[step.role], -1, body); err != nil {
			return fmt.Errorf("%s: %w", body.Kind(), err)
		}
	}
	return nil
}

type demoStep struct {
	role string
	body engine.Body
}

func proofIs(result string) engine.CompleteTask {
	return engine.CompleteTask{Task: "proof", Answers: json.RawMessage(`{"document":"council_tax","result":"` + result + `"}`)}
}

var (
	checks   = []demoStep{{"caseworker", engine.Claim{Task: "proof"}}, {"caseworker", proofIs("passed")}}
	confirms = demoStep{"caseworker", engine.ConfirmDecision{Decision: "permit"}}
	sends    = demoStep{"caseworker", engine.CompleteTask{Task: "send"}}
	refuses  = demoStep{"senior_caseworker", engine.ConfirmDecision{Decision: "permit"}}
)

// demoSteps are the stories, by how far they come.
var demoSteps = map[string][]demoStep{
	"new":              nil,
	"counter":          nil,
	"granted":          nil, // one car and a matched address: the rules grant it, and the permit waits to be sent
	"sent":             {sends},
	"claimed":          {{"caseworker", engine.Claim{Task: "proof"}}},
	"noted":            {{"caseworker", engine.AddNote{Text: "The bill is in the name of Mei's landlord. I have asked for the tenancy agreement."}}},
	"held":             {{"caseworker", engine.HoldCase{Reason: "The applicant is moving house next week, and will send a new bill."}}},
	"withdrawn":        {{"caseworker", engine.WithdrawCase{Reason: "The applicant has sold both cars."}}},
	"visit":            {{"caseworker", engine.AddTask{Name: "visit"}}},
	"failed proof":     {{"caseworker", proofIs("failed")}},
	"checked and sent": append(slices.Clone(checks), confirms, sends),
	"refused":          append(slices.Clone(checks), refuses),
	"senior":           nil,
	"caseworker":       nil,
	"manager":          {confirms},
	"returned":         append(slices.Clone(checks), demoStep{"caseworker", engine.ReturnDecision{Decision: "permit", Comment: "Is the third car really kept at this address? Please check before we grant it."}}),
}

// wait moves the demonstration's clock, and lets what falls due on the way fall due at its moment.
func (d *demo) wait(by time.Duration) error {
	until := d.clock.Add(by)
	for range 200 {
		due, err := d.db.DueTimers(d.ctx, until, 20)
		if err != nil {
			return err
		}
		if len(due) == 0 {
			break
		}
		for _, t := range due {
			d.clock = laterOf(d.clock, t.At)
			_, err := d.desk.Do(d.ctx, t.Reference, engine.Actor{ID: "system", Kind: "system"}, -1, engine.TimerFell{Key: t.Key, Due: t.At})
			var refusal *engine.Refusal
			if err != nil && !errors.As(err, &refusal) {
				return err
			}
		}
	}
	d.clock = laterOf(d.clock, until)
	return nil
}

func laterOf(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
