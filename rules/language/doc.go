// Package language is what every room needs to speak more than one: a catalogue of sentences, the language that a page
// is drawn in, dates in words, and the pseudo-language that finds a sentence left out of every catalogue.
//
// A room keeps its sentences in one struct, a field each: a string, or a function where a sentence has parts, because no
// two languages put their parts in the same order (and Welsh changes the first letter of the word after). New takes the
// struct in every language there is, so that the compiler asks for all of them, and Lacks names the fields that one of
// them leaves empty: each room's test holds that there is none.
//
// It knows no form, case or page, and imports nothing of ours.
package language
