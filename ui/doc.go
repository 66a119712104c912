// Package ui draws pages. It is handed page models and decides nothing: what a
// person may see, which question comes next and what a fault says are settled
// before a model reaches it.
//
// The one path through it: a page package (ui/pages/…) calls Layout around its
// own markup, which it builds from ui/components, and FormFields, ErrorSummary
// and Summary where the page holds a form. Styles and scripts are built by
// `make ui` into dist and embedded; Asset gives their addresses.
//
// Nothing here writes a script, a style or an event handler into a page: the
// server's Content-Security-Policy allows none, and every page works without.
package ui
