// Package replay says what other rules would have changed: it lives cases again, in memory, from what people gave them,
// and compares what comes of each with what came of it, or with what the files of another folder would make of it.
//
// It never writes, never sends and never reads a clock: how far to live is told. What people did is taken from the
// record, or from a file; what the system did follows from the rules that are tried, so timers fall when those rules want
// them and a message counts as accepted when it is asked for, unless the one it stands for failed. A step that the rules
// would not have allowed is noted and passed over, and the ones after it are tried all the same.
//
// The one way through it: a History is what a case was given (Past reads it from the record, File from a text, and it
// writes itself as one); WhatIf.Ask lives it and tells the Differences, each with the rule that makes it so, which a Story
// looks up; WhatIf.All does so with any number of cases on every processor and gathers a Report, which stays small.
// Redecide asks the tables alone.
package replay
