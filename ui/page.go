package ui

import "github.com/a-h/templ"

// Page is what every page tells the layout about itself.
type Page struct {
	Title   string // the page's own title; the layout adds "Error: " and the product's name
	Lang    string // "en" or "cy"; "" is English
	Error   bool   // the page shows faults in what was posted
	Section string // the part of the staff navigation this page is in: SectionTasks, …
	Service string // the citizen's service, named under the header; "" for none
	// ServiceURL is where the service's name leads.
	ServiceURL string
	User       *User  // the person signed in, or nil
	CSRF       string // put into the sign-out form; pages put it into their own forms
	Demo       bool   // demonstration mode: say so on every page
	Wide       bool   // use the width of a large screen: tables and case pages

	Back   string          // address of the page before this one: draws a back link
	Before templ.Component // drawn above main instead of a back link: breadcrumbs, a notice
}

// User is the person signed in and which parts of the program they are led to.
// The server judges each request again: a link is never a permission.
type User struct {
	Name       string
	Tasks      bool // works tasks and cases
	Studio     bool // edits case types
	Administer bool // manages staff and what failed
}

// The parts of the staff navigation.
const (
	SectionTasks  = "tasks"
	SectionCases  = "cases"
	SectionStudio = "studio"
	SectionAdmin  = "admin"
)
