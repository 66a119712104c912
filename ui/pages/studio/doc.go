// Package studio draws the analyst's pages: every case type with its live version and its faults, and one case type in
// words. A page is a model of plain values and a templ component; nothing here reads a case type.
package studio
