package engine

// MeetRules lets a case that nothing happens to meet newer files: what these ask of it at once, and the moments that it
// now waits for, would otherwise come only with the next thing that happens.
type MeetRules struct {
	From string `json:"from"` // the version it stood on
}

func (MeetRules) Kind() string { return "rules.changed" }

func (r *run) meet(b MeetRules) error {
	if r.g.Actor.Kind != "system" {
		return refuse("forbidden", "A case meets newer rules by itself.")
	}
	if r.t.Version == r.c.Version || b.From != r.c.Version {
		return refuse("stale", "The case has met these rules already.")
	}
	r.given()
	return r.err
}
