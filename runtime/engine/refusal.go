package engine

// Refusal is what a person is told when the engine does not take what they gave. Nothing has changed.
type Refusal struct {
	Code    string // closed, held, forbidden, conflict, changed, not-found, invalid, owned, stale, done
	Message string // a sentence for the person

	At   string // of answers that do not agree with the case: at which this is said, as a JSON pointer
	Said string // what the case type says of it, by which it is found in other languages
}

func (r *Refusal) Error() string { return r.Message }

func refuse(code, message string) error { return &Refusal{Code: code, Message: message} }
