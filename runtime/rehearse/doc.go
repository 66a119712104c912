// Package rehearse plays the tests that an analyst writes beside the rules (tests/*.yaml): each is one case from its
// submission on, or from where a case that was stood, in memory, by the very engine that serves, with a clock that stands
// still until the test says `wait`.
//
// It never stores anything, never sends anything and never reads a clock or a file: a Type is all it is given, and what
// it changes in a mutant is a copy. What it says of a test depends on nothing but the case type.
//
// The one way through it is Run, which plays the tests of a case type and gives a Report: each failure with what was
// expected, what is, and why it is so, at the line of the expectation. Report.Coverage says which rules no test made
// fire, and Mutate what could be changed in the rules without any test noticing.
package rehearse
