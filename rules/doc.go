// Package rules compiles and runs what an analyst writes: expressions, decision tables, durations, moments, working
// calendars and the text of messages. It knows no case, form or HTTP.
//
// It never reads a clock, never does I/O, and never lets an expression run without bound: source length, syntax nodes,
// steps and memory are limited, and a rule that exceeds a limit gives a declared *RunError.
//
// The one way through it: a Scope is made from Types, Compile (or CompileTable, CompileText, ParseMoment) makes an
// immutable program or a list of Diagnostics at the analyst's own line and column, and the program is run against a
// Snapshot, one normalised value tree made once an event. Explain runs the same program again and says what it compared.
package rules
