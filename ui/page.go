package ui

import (
	"cmp"

	"github.com/a-h/templ"

	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/ui/components"
	"github.com/caseloom/caseloom/ui/words"
)

// Page is what every page tells the layout about itself.
type Page struct {
	Title     string     // the page's own title; the layout adds "Error: " and whose site it is
	Org       string     // whose site it is, as organisation.yaml has it; "" is the product's name
	Lang      string     // "en" or "cy"; "" is English
	Languages []Language // that the page can be in; drawn when there are several
	Form      string     // id of the form that another language sends, so that what was typed is kept; "": it is a link
	Error     bool       // the page shows faults in what was posted
	Section   string     // the part of the staff navigation this page is in: SectionTasks, …
	Service   string     // the citizen's service, named under the header; "" for none
	// ServiceURL is where the service's name leads.
	ServiceURL   string
	ServiceLang  string // of its name, where the page is in another language; "" otherwise
	LeaveQuickly bool   // it can be left at once, for another site
	User         *User  // the person signed in, or nil
	CSRF         string // put into the sign-out form; pages put it into their own forms
	Demo         bool   // demonstration mode: say so on every page
	Wide         bool   // use the width of a large screen: tables and case pages

	Back   string          // address of the page before this one: draws a back link
	Before templ.Component // drawn above main instead of a back link: breadcrumbs, a notice
	Notice templ.Component // drawn above main, below the way back: what must be known on every page; nil for nothing
}

// Language is one that the page can be read in, and where.
type Language struct {
	Tag, Name, Href string
	Current         bool
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

// InLanguage says of an element which language its words are in, and which way they are read; nothing where they are in
// the page's own.
func InLanguage(lang string) templ.Attributes {
	if lang == "" {
		return nil
	}
	return templ.Attributes{"lang": lang, "dir": language.Direction(lang)}
}

// styles names the stylesheet for the way that the page is read.
func (p Page) styles() string {
	if language.Direction(p.Lang) == "rtl" {
		return "app-rtl.css"
	}
	return "app.css"
}

// offers are the languages that the page can be read in, each by its own name.
func (p Page) offers(w *words.Words) components.LanguageOptions {
	o := components.LanguageOptions{Label: w.Language}
	for _, l := range p.Languages {
		o.Items = append(o.Items, components.LanguageItem{Text: l.Name, Lang: l.Tag, Href: l.Href, Form: p.Form, Name: "_lang", Current: l.Current, Dir: language.Direction(l.Tag)})
	}
	return o
}

func (p Page) lang() string {
	if p.Lang == "" {
		return "en"
	}
	return p.Lang
}

// title puts what a person needs first first: that something is wrong, then
// where they are.
func (p Page) title(w *words.Words) string {
	title := p.Title
	if p.Error {
		title = w.ErrorPrefix + title
	}
	if p.Service != "" && p.Service != p.Title {
		title += " – " + p.Service
	}
	return title + " – " + p.org(w)
}

// org is who runs the site, to whoever reads the page.
func (p Page) org(w *words.Words) string { return cmp.Or(p.Org, w.Product) }

func (p Page) bodyClass() string {
	if p.Wide {
		return "govuk-template__body app-wide"
	}
	return "govuk-template__body"
}

// navigation is the staff's way around, as far as they are led.
func (p Page) navigation(w *words.Words) []components.NavItem {
	var items []components.NavItem
	add := func(allowed bool, section, text, href string) {
		if allowed {
			items = append(items, components.NavItem{Text: text, Href: href, Active: p.Section == section})
		}
	}
	add(p.User.Tasks, SectionTasks, w.Tasks, "/tasks")
	add(p.User.Tasks, SectionCases, w.FindCase, "/cases")
	add(p.User.Studio, SectionStudio, w.Studio, "/studio")
	add(p.User.Administer, SectionAdmin, w.Admin, "/admin")
	return items
}
