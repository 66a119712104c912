package main

import "github.com/caseloom/caseloom/runtime/engine"

// lives is an application of somebody who lives in a zone. further is what else they answer otherwise.
func lives(name, email, zone string, further answers) answers {
	form := answers{"applicant": answers{"name": name, "email": email}, "place": answers{"zone": zone}}
	for k, v := range further {
		form[k] = v
	}
	return form
}

// car is the vehicle that they want the permit for.
func car(registration, fuel string) answers {
	return answers{"registration": registration, "fuel": fuel}
}

var (
	proved    = completes("caseworker", "proof", `{"document":"utility","result":"passed"}`)
	notProved = completes("caseworker", "proof", `{"document":"other","result":"failed","comments":"The bill is of another street."}`)
	paid      = completes("caseworker", "payment", `{"paid":"yes"}`)
	posted    = completes("caseworker", "send", ``)
)

// permitStories are applications for parking permits, in every state in which one can be: among them a permit that is to be
// renewed, one for another vehicle, one that was given up, and an appeal.
func permitStories() []story {
	const permit = "parking-permit"
	return []story{
		{casetype: permit, ago: 343 * day, form: lives("Amina Yusuf", "amina.yusuf@example.com", "B", answers{"vehicle": car("RV22 AMY", "electric")}), steps: []demoStep{paid, posted}},
		{casetype: permit, ago: 190 * day, form: lives("Idris Vaughan", "idris.vaughan@example.com", "C", answers{"vehicle": car("RV19 IDV", "diesel"), "emissions": answers{"co2": 168}}), steps: []demoStep{paid, posted,
			acts(184, "change_vehicle", `{"registration":"RV26 LSE","fuel":"hybrid","old":false,"co2":48,"large":false,"keeper":"lease"}`)}},
		{casetype: permit, ago: 130 * day, form: lives("Bronwen Pugh", "bronwen.pugh@example.com", "A", nil), language: "cy", steps: []demoStep{paid, posted, acts(121, "give_up", `{"why":"sold"}`)}},
		{casetype: permit, ago: 26 * day, form: lives("Tomasz Nowak", "tomasz.nowak@example.com", "A", answers{"held": 2}), steps: []demoStep{completes("caseworker", "register", `{"held":2}`), confirms("senior_caseworker", "permit"), tells("senior_caseworker", "permit"),
			acts(18, "appeal", `{"about":"permit","why":"The register still has the car that my brother sold in June."}`)}},
		{casetype: permit, form: lives("Grace Okafor", "grace.okafor@example.com", "C", answers{"badge": answers{"has": true, "number": "RV26K1"}}), steps: []demoStep{completes("caseworker", "badge_check", `{"in_force":"yes","lives":"yes","another":"no"}`), posted}},
		{casetype: permit, form: lives("Dafydd Rees", "dafydd.rees@example.com", "A", answers{"held": 1}), language: "cy", steps: []demoStep{completes("caseworker", "register", `{"held":1}`), confirms("caseworker", "permit"), paid, posted}},
		{casetype: permit, form: lives("Priya Raman", "priya.raman@example.com", "B", answers{"kind": "business", "business": answers{"name": "Weir Street Bakery"}, "vehicle": answers{"registration": "RV21 BUN", "keeper": "business"}}), steps: []demoStep{confirms("caseworker", "permit")}},
		{casetype: permit, form: lives("Lena Fischer", "lena.fischer@example.com", "C", answers{"council_tax": false}), steps: []demoStep{notProved}},
		{casetype: permit, form: lives("Sam Whitlock", "sam.whitlock@example.com", "D", answers{"held": 1}), steps: []demoStep{completes("caseworker", "register", `{"held":1}`)}},
		{casetype: permit, form: lives("Joan Prescott", "joan.prescott@example.com", "B", answers{"council_tax": false}), steps: []demoStep{{role: "caseworker", body: engine.HoldCase{Reason: "She is moving house next week, and will send a new bill."}}}},
		{casetype: permit, form: lives("Mateus Silva", "mateus.silva@example.com", "C", answers{"kind": "visitor", "council_tax": false}), steps: []demoStep{{role: "caseworker", body: engine.WithdrawCase{Reason: "His visitors come by train after all."}}}},
		{casetype: permit, form: lives("Ngozi Adeyemi", "ngozi.adeyemi@example.com", "B", answers{"held": 1}), steps: []demoStep{completes("caseworker", "register", `{"held":1}`)}},
		{casetype: permit, ago: 15 * day, form: lives("Harriet Lowe", "harriet.lowe@example.com", "A", nil)},
		{casetype: permit, form: lives("Ibrahim Khan", "ibrahim.khan@example.com", "B", answers{"vehicle": answers{"keeper": "lease"}}), steps: []demoStep{completes("caseworker", "keeper", `{"result":"passed"}`),
			{role: "caseworker", body: engine.ReturnDecision{Decision: "permit", Comment: "Does the agreement name this address? Please look again before we grant it."}}}},
		{casetype: permit, form: lives("Chloe Martin", "chloe.martin@example.com", "C", answers{"kind": "carer", "care": answers{"name": "Edith Marsh"}})},
		{casetype: permit, form: lives("Owen Hartley", "owen.hartley@example.com", "A", answers{"council_tax": false}), steps: []demoStep{{role: "caseworker", body: engine.Claim{Task: "proof"}}}},
		{casetype: permit, form: lives("Mei Lin", "mei.lin@example.com", "B", answers{"council_tax": false}), steps: []demoStep{{role: "caseworker", body: engine.AddNote{Text: "The bill is in the name of Mei's landlord. I have asked for the tenancy agreement."}}}},
		{casetype: permit, form: lives("Rosa Delgado", "rosa.delgado@example.com", "C", answers{"kind": "visitor", "council_tax": false, "books": 3}), steps: []demoStep{{role: "caseworker", body: engine.AddTask{Name: "visit"}}, proved}},
		{casetype: permit, form: lives("Callum Fraser", "callum.fraser@example.com", "A", answers{"badge": answers{"has": true, "number": "SC08T4"}})},
		{casetype: permit, form: lives("Zainab Malik", "zainab.malik@example.com", "B", nil), steps: []demoStep{paid}},
		{casetype: permit, channel: "counter", form: lives("Peter Holloway", "peter.holloway@example.com", "A", answers{"council_tax": false})},
		{casetype: permit, form: lives("Ewa Zielinska", "ewa.zielinska@example.com", "C", answers{"council_tax": false})},
	}
}
