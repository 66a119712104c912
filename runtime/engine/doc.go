// Package engine moves cases. It is a pure function: no clock, no I/O, no randomness, no goroutine. What it must know
// of the world (the time, a reference number, who is acting) is handed in with the Given and recorded; what must still
// be true at the commit is handed out as a guard.
//
// It never stores anything and never sends anything: it returns events, and the effects and timers they ask for.
//
// The one way through it is Handle: one given event comes in, Handle appends it and everything that follows from it,
// and the case settles. Fold applies one event to a case and knows no case type, so the record can be read for ever;
// Replay feeds old givens to any version of the rules.
package engine
