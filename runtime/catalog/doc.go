// Package catalog holds the case types that are live. It watches the folder they are in, loads what has changed, and
// swaps one atomic pointer; a fault keeps the last good version serving. The tests beside the rules are played after the
// swap, and warn; where the case type says `publish: tests`, they are played before it, and a failure keeps the last good
// version too.
//
// It never changes a file, and nothing else may hold a case type for longer than one request.
//
// The one way through it: New loads everything and starts nothing, Watch follows the folder until its context ends, and
// Get gives the live version of a case type, or nil. At gives an old version from the files that were stored with it.
package catalog
