package main

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/caseloom/caseloom/runtime/engine"
)

// smallStories are twenty applications for the small parking permit of runtime/testdata, in different states.
func smallStories() (out []story) {
	for _, p := range smallPeople {
		applicant := answers{"name": p.name, "email": p.email, "blue_badge": p.badge}
		if p.badge {
			applicant["badge_number"] = "RV26K1"
		}
		var vehicles []any
		for i := range p.cars {
			vehicles = append(vehicles, answers{
				"registration": fmt.Sprintf("RV%02d %c%cK", 15+i*3, 'A'+len(p.name)%20, 'B'+i), "make": []string{"Ford", "Skoda", "Kia", "Volvo", "Fiat"}[(i+len(p.name))%5],
				"fuel": []string{"petrol", "electric", "hybrid", "diesel"}[(i+p.cars)%4], "owned": true,
			})
		}
		s := story{casetype: "parking-permit", steps: smallSteps[p.until],
			form: answers{"applicant": applicant, "address": answers{"zone": p.zone, "matched": p.matched}, "vehicles": vehicles}}
		if p.until == "counter" {
			s.channel = "counter"
		}
		out = append(out, s)
	}
	return out
}

// smallPerson is an invented applicant, and how far their application has come.
type smallPerson struct {
	name, email, zone string
	cars              int
	matched, badge    bool
	until             string // where the story stops
}

var smallPeople = []smallPerson{
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

func proofIs(result string) engine.CompleteTask {
	return engine.CompleteTask{Task: "proof", Answers: json.RawMessage(`{"document":"council_tax","result":"` + result + `"}`)}
}

var (
	smallChecks   = []demoStep{{role: "caseworker", body: engine.Claim{Task: "proof"}}, {role: "caseworker", body: proofIs("passed")}}
	smallConfirms = demoStep{role: "caseworker", body: engine.ConfirmDecision{Decision: "permit"}}
	smallSends    = demoStep{role: "caseworker", body: engine.CompleteTask{Task: "send"}}
	smallRefuses  = demoStep{role: "senior_caseworker", body: engine.ConfirmDecision{Decision: "permit"}}
)

// smallSteps are the stories, by how far they come.
var smallSteps = map[string][]demoStep{
	"new":              nil,
	"counter":          nil,
	"granted":          nil, // one car and a matched address: the rules grant it, and the permit waits to be sent
	"sent":             {smallSends},
	"claimed":          {{role: "caseworker", body: engine.Claim{Task: "proof"}}},
	"noted":            {{role: "caseworker", body: engine.AddNote{Text: "The bill is in the name of Mei's landlord. I have asked for the tenancy agreement."}}},
	"held":             {{role: "caseworker", body: engine.HoldCase{Reason: "The applicant is moving house next week, and will send a new bill."}}},
	"withdrawn":        {{role: "caseworker", body: engine.WithdrawCase{Reason: "The applicant has sold both cars."}}},
	"visit":            {{role: "caseworker", body: engine.AddTask{Name: "visit"}}},
	"failed proof":     {{role: "caseworker", body: proofIs("failed")}},
	"checked and sent": append(slices.Clone(smallChecks), smallConfirms, smallSends),
	"refused":          append(slices.Clone(smallChecks), smallRefuses),
	"senior":           nil,
	"caseworker":       nil,
	"manager":          {smallConfirms},
	"returned":         append(slices.Clone(smallChecks), demoStep{role: "caseworker", body: engine.ReturnDecision{Decision: "permit", Comment: "Is the third car really kept at this address? Please check before we grant it."}}),
}
