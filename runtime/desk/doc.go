// Package desk is the one door for commands: read the case, let the engine handle it, commit, and again if someone was
// quicker. Pages, the API, timers and the answers of machines all pass through it.
//
// It decides nothing itself and sends nothing: what a command means is the engine's, what is kept is the store's, who
// may give it is judged by identity before it is called, and what it asks for is done by work afterwards.
//
// The one way through it is Do, for a case that is there, and Submit, which opens one. When either returns without an
// error, what was given is durable.
package desk
