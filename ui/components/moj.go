package components

import "github.com/a-h/templ"

// TimelineOptions describe what happened, in order.
type TimelineOptions struct {
	Items   []TimelineItem
	Level   int // of the titles: 2 when 0
	Classes string
	Attrs   Attrs
}

// TimelineItem is one thing that happened.
type TimelineItem struct {
	Title     string
	TitleHTML templ.Component
	By        string // who did it, without the word "by"
	Time      string // for machines: RFC 3339
	When      string // in words: "12 March 2026 at 9:15am"
	Text      string
	HTML      templ.Component
	ID        string
	Classes   string
	Attrs     Attrs
}

// SubNavOptions describe the navigation within one thing: the parts of a case.
type SubNavOptions struct {
	Items   []NavItem
	Label   string
	Classes string
	Attrs   Attrs
}

// BadgeOptions describe a small label: "moj-badge--red", "--blue", "--green", …
type BadgeOptions struct {
	Text    string
	HTML    templ.Component
	Classes string
	Attrs   Attrs
}

// IdentityOptions describe the bar that says which case, or whose, is open.
type IdentityOptions struct {
	Title   string
	HTML    templ.Component
	Actions templ.Component
	Classes string
	Attrs   Attrs
}
