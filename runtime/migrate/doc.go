// Package migrate goes through the running cases of a type when its files have changed: it foresees, does and undoes the
// moves of a declared migration, and has cases that nothing happens to meet the files that they follow.
//
// It never decides what becomes of a case: package engine does, and package desk commits it, case by case, each with its
// own expected version. So it works beside a server on the same record, may be killed between any two cases, and goes on
// where it was when it is run again.
//
// The ways through it are Batch, which a person runs and whose every case has a result, and Meetings, which a server runs
// in the background.
package migrate
