// Package casework draws the pages for caseworkers: signing in, the task lists, a task, a case with its timeline, and
// the small pages for each thing a person may do to a case. A page is a model (plain values, every sentence already
// made) and a templ component that lays it out; nothing here decides, reads a clock or knows the engine.
package casework
