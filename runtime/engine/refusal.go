package engine

// Refusal is what a person is told when the engine does not take what they gave. Nothing has changed.
type Refusal struct {
	Code    string // closed, held, forbidden, conflict, changed, not-found, invalid, owned, stale, done
	Message string // a sentence for the person
}

func (r *Refusal) Error() string { return r.Message }

func refuse(code, message string) error { return &Refusal{Code: code, Message: message} }
