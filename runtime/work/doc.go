// Package work does what happens after the commit: it sends the mail that events asked for, asks the services that tasks
// call, and wakes cases whose timers fell due.
//
// It is the one place from which anything is sent; a test of the imports keeps it so. It never decides: what follows
// from a sent message or a fallen timer is the engine's to say, and work tells it through the desk. It never loses what
// was asked for: each effect is a row written with the events that asked for it, done at least once, under an id that
// stays the same, so that a message sent again after a crash carries the same Message-ID. Once an hour it clears away
// drafts, sessions and links that have expired.
//
// The one way through it: New, then Run until its context ends. Wake after a commit shortens the wait; Queue adds a
// letter that belongs to no case.
package work
