// Package browser drives Debian's Chromium for tests: it opens a page as a
// person would meet it (how wide the screen is, whether scripts run), and says
// in sentences what is wrong with it.
//
// The one path through it: Open, then Browser.Page for each screen wanted, then
// Page.Go, the clicks and keys of go-rod, and Page.Check on every state that
// a person sees. Whatever cannot be done fails the test; nothing is skipped.
//
// It is for tests only and nothing in the program imports it.
package browser
