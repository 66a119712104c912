package identity

import (
	"context"
	"errors"
)

// DemoPassword is the password of every demonstration person. It is shown on the sign-in page, in demonstration mode only.
const DemoPassword = "try it and see"

// DemoStaff gives the demonstration people: one of each role of the case types that we ship, and a second caseworker in other teams.
func DemoStaff() []NewStaff {
	return []NewStaff{
		{Email: "casey@example.org", Name: "Casey Worker", Roles: []string{Caseworker}, Teams: []string{"parking"}, Skills: []string{"blue_badge"}},
		{Email: "sal@example.org", Name: "Sal Senior", Roles: []string{Caseworker, "senior_caseworker"}, Teams: []string{"parking"}},
		{Email: "ola@example.org", Name: "Ola Outdoors", Roles: []string{Caseworker}, Teams: []string{"accessibility", "street"}, Skills: []string{"blue_badge"}},
		{Email: "morgan@example.org", Name: "Morgan Manager", Roles: []string{Manager}, Teams: []string{"accessibility", "parking", "street"}},
		{Email: "hester@example.org", Name: "Hester Housing", Roles: []string{"housing_officer"}, Teams: []string{"housing", "housing_night"}, Skills: []string{"abuse"}},
		{Email: "lee@example.org", Name: "Lee Lead", Roles: []string{"housing_officer", "housing_lead"}, Teams: []string{"housing", "housing_night"}, Skills: []string{"abuse", "young_people"}},
		{Email: "max@example.org", Name: "Max Manager", Roles: []string{"housing_manager"}, Teams: []string{"housing", "housing_night", "housing_reviews"}, Skills: []string{"abuse", "young_people"}},
		{Email: "remi@example.org", Name: "Remi Reviewer", Roles: []string{"reviewer"}, Teams: []string{"housing_reviews"}, Skills: []string{"abuse", "young_people"}},
		{Email: "ana@example.org", Name: "Ana Analyst", Roles: []string{Analyst}},
		{Email: "adi@example.org", Name: "Adi Admin", Roles: []string{Administrator}},
	}
}

// AddDemoStaff adds the demonstration people who are not there yet, with the demonstration password.
func (i *Identity) AddDemoStaff(ctx context.Context) error {
	for _, n := range DemoStaff() {
		n, faults := n.checked()
		if len(faults) > 0 {
			return invalid(faults)
		}
		if _, err := i.StaffByEmail(ctx, n.Email); err == nil {
			continue
		}
		kept, err := i.hasher.hash(ctx, DemoPassword)
		if err != nil {
			return err
		}
		err = emailTaken(i.db.AddStaff(ctx, i.newRow(n, kept)))
		if taken := (*Refusal)(nil); err != nil && !errors.As(err, &taken) {
			return err
		}
	}
	return nil
}
