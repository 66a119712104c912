// Package casework answers caseworkers: signing in, the task lists, a task, a case with its timeline and the why of each event,
// and the small pages for each thing a person may do to a case.
//
// It decides nothing about a case: who may see and do what is identity's judgement, asked in one place (folder.go), and
// what a command means is the engine's, reached through the desk. It knows no SQL and draws nothing itself.
//
// The one way through it: a handler opens the folder of a case as the person may see it, makes a page model from it
// (a pure function), and renders it; a post becomes one given event for the desk, which is told what the person saw.
package casework
