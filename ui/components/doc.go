// Package components holds the GOV.UK and Ministry of Justice design system
// components as typed templ functions. Each draws the same HTML as the
// package's own macro (govuk-frontend 6, fixtures_test.go holds them to it),
// without the crown, the logotype and inline scripts.
//
// Options follow the macros' own: Text is escaped, HTML is a component drawn
// in its place and wins when both are given; Classes and Attrs are added to
// the outermost element that the macro gives them to. What is left empty has
// the design system's default, in the language of the page (ui/words).
package components
