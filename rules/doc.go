// Package rules compiles and runs what an analyst writes: expressions, decision tables, durations, moments, working
// calendars and the text of messages. It knows no case, form or HTTP.
//
// It never reads a clock, never does I/O, and never lets an expression run without bound: source length, syntax nodes,
// steps and memory are limited, and a rule that exceeds a limit gives a declared *RunError. Limits are counted, not
// timed, so that an evaluation can be repeated.
//
// The one way through it: a Scope is made from Types, Compile (or CompileTable, CompileText, ParseTrigger) makes an
// immutable program or a list of Diagnostics at the analyst's own line and column, and the program is run against a
// Snapshot, one normalised value tree made once an event. Explain runs the same program again and says what it compared;
// Otherwise and Nearest say with which smallest change of facts it would have gone the other way.
//
// # The language
//
// The grammar is that of expr-lang/expr, and so is the parser. Checking and running are our own, over typed closures,
// because that gives at once what flattening, guards, overloads and a counting patch each give a part of (FACTS.md):
// every fault of an expression in one go, with its place and a suggestion; a missing value that is ordinary everywhere,
// in closures too; exact decimals from the literal on; steps counted in loops; and the values of each comparison for
// an explanation. It is also quicker: see below.
//
// A missing value is nil. A comparison with it is false (true for !=), a missing yes or no is false as a condition, a
// missing list is empty, a function of a missing value is missing, and arithmetic on it is a *RunError with the code
// "missing". The compiler warns of arithmetic and of `not` that could meet one, unless a test before it rules that out.
//
// Working days and hours are counted by a Calendar (Scope.By), which is found when a program is compiled. An amount is
// exact to 19 digits on the way, and rounded a half up to the places of the Currency where it becomes money.
//
// A number written with a point is exact: 45.00 + 0.10 is 45.10. Beside a floating number of the data it is a number;
// otherwise the result is an amount. Dates are midnight UTC; a moment is an instant, turned into a date and shown in
// the zone of the snapshot (Snapshot.In), and as a condition it means that it has happened.
//
// # Speed
//
// `go test -run xxx -bench . ./rules` gives the figures, with expr's own machine beside them. On 2 cores, November 2026: a
// rule of five comparisons 33 ns and no allocation (expr over flattened values 111 ns, over nested ones 485); a table of 20
// rows, hit in row 18, 81 ns, one of 1,000 rows 120 ns, no allocation (rows are found by sets, indexed by value and by
// stretch between bounds); compiling a rule of five comparisons 29 µs, explaining it 30 µs; a table of 500 rows proved in
// 4.5 ms. Adding working days takes 0.15 µs, over ten years as over twenty days; 20,000 working hours 39 µs.
//
// What would have changed an answer is searched for only when somebody asks (Otherwise, Nearest): of a rule of five
// comparisons 44 µs, the nearest row of a table of 20 rows 51 µs, of 1,000 rows 0.5 ms. The search is counted (maxTests),
// so that it ends, and gives the same when it is made again.
//
// rules/peers does the same tasks with other engines in one run (`go run .` there, or make bench). On 2 very busy cores,
// November 2026, so that only the ratios mean something:
//
//	                                   rules    cel-go     OPA        grule      json-rules-engine  zen-engine
//	a rule of five comparisons         175 ns   11 times   386        112        249                3,570
//	a table of 20 rows, hit in row 18  347 ns   38         424        147        2,750              942
//	a table of 1,000 rows, in row 998  794 ns   1,160      14,900     1,530      69,300             1,130
//	500 rules made ready               47 ms    4.6        5.1        26         0.017 (unchecked)  0.42 (unchecked)
//	100,000 stored cases decided       285 ms   3.2        67         13         87                 83
package rules
