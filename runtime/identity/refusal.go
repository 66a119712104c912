package identity

import "time"

// Refusal is what a person is told when identity will not do something. Code is stable; Message is for the person.
//
//	sign-in             the e-mail address or password is not right
//	wait                too many tries; Wait says how long
//	busy                too many people are signing in at this moment
//	session             not signed in, or no longer
//	token               not a token, or no longer
//	link                a one-time link that was used, has run out or never was
//	set-up              there is an administrator already
//	invalid             Faults says what, all at once
//	exists              the name is taken
//	unknown             no such person or token
//	last-administrator  it would leave nobody to administer
type Refusal struct {
	Code    string
	Message string
	Faults  []Fault
	Wait    time.Duration
}

// Fault is one thing wrong with what was filled in. Field is "email", "name", "password", "roles", "teams" or "role".
type Fault struct {
	Field   string
	Message string
}

func (r *Refusal) Error() string { return r.Message }
