// Package tested says which pages were held to axe-core, and in which states: what the accessibility statement tells of
// the tests is drawn from it, so that the statement cannot say more than was done.
//
// Nobody writes its files by hand. The browser tests note each page that they check (ui/browser), and fail when a file says
// otherwise; with -update they write it. site.json is of the whole program (go test ./cmd/caseloom -run Browser), and
// parts.json of each kind of question and component on pages of its own (go test ./ui/uitest).
//
// The one path through it: Read gives both, and Report.Pages sums them up by kind of page.
package tested
