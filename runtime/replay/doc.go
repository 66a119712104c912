// Package replay says what other rules would have changed: it lives cases again, in memory, from what people gave them,
// and compares where each ends with where it ended, or with where the files of another folder would have led it.
//
// It never writes, never sends and never reads a clock: how far to live is told. What people did is taken from the
// record; what the system did follows from the rules that are tried, so timers fall when those rules want them and a
// message counts as accepted when it is asked for, unless the record says that it failed. A step that the rules would
// not have allowed is noted and passed over, and the ones after it are tried all the same.
//
// The one way through it: Live lives one case, Differences compares two, and a Report gathers them over many and prints
// them.
package replay
