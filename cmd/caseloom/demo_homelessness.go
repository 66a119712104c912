package main

import (
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// asks is an application of somebody who needs help with a home.
func asks(name, email string, further answers) answers {
	form := answers{"applicant": answers{"name": name}, "contact": answers{"email": email}}
	for k, v := range further {
		form[k] = v
	}
	return form
}

// interviewed answers the interview: who may be helped, whether they have a home, whether they would meet violence there, and
// in how many days they will probably lose it.
func interviewed(accommodation, violence, days string) demoStep {
	return completes("housing_officer", "interview", `{"eligible":"yes","accommodation":"`+accommodation+`","violence":"`+violence+`","reasonable":"yes","notice":"none","days":`+days+`}`)
}

// homelessnessStories are people who need a home: helped, waiting for a landlord, on hold, one whose decision is reviewed,
// and one who has nowhere to sleep tonight and is to be rung at once.
func homelessnessStories() []story {
	const help = "homelessness"
	return []story{
		{casetype: help, ago: 40 * day, form: asks("Kemi Balogun", "kemi.balogun@example.com", answers{"household": []any{answers{"name": "Tola Balogun", "date_of_birth": "2021-03-09"}}}), steps: []demoStep{interviewed("no", "no", "0"), confirms("housing_officer", "duty"),
			completes("housing_officer", "plan", `{"their_steps":"Look at two homes a week, and keep the list of them.","our_steps":"Pay the deposit, and ring the agents.","agreed":true}`), {role: "housing_officer", body: engine.AddTask{Name: "viewing"}}}},
		{casetype: help, ago: 12 * day, form: asks("Marta Kowalska", "marta.kowalska@example.com", nil), steps: []demoStep{interviewed("yes", "no", "200"), confirms("housing_officer", "duty"), confirms("housing_lead", "duty"), tells("housing_lead", "duty"),
			acts(5, "ask_review", `{"about":"decision","why":"You did not look at the letter from my landlord's solicitor."}`)}},
		{casetype: help, ago: 6 * day, form: asks("Rhys Morgan", "rhys.morgan@example.com", answers{"home": answers{"ask_landlord": true, "landlord": answers{"name": "Lou Day", "email": "lou.day@example.com"}}}), language: "cy"},
		{casetype: help, ago: 4 * day, form: asks("Lucy Grant", "lucy.grant@example.com", nil), steps: []demoStep{{role: "housing_officer", body: engine.HoldCase{Reason: "She is in hospital until Thursday."}}}},
		{casetype: help, ago: 2 * day, form: asks("Ade Thompson", "ade.thompson@example.com", answers{"situation": answers{"why": "abuse", "afraid": true}, "contact": answers{"email": "ade.thompson@example.com", "never": []any{"post"}}})},
		{casetype: help, ago: 25 * time.Minute, form: asks("Jordan Ellis", "jordan.ellis@example.com", answers{"situation": answers{"safe_tonight": false, "why": "family"}})},
	}
}

// demoStories are the stories of the case types that we ship, in the order in which they happen.
func demoStories() []story {
	return append(permitStories(), homelessnessStories()...)
}
