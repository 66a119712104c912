package components

import "github.com/a-h/templ"

// LinkOptions describe a back link or skip link.
type LinkOptions struct {
	Text    string
	HTML    templ.Component
	Href    string
	Classes string
	Attrs   Attrs
}

// Crumb is one step of a breadcrumb trail; without an address it is this page.
type Crumb struct {
	Text  string
	HTML  templ.Component
	Href  string
	Attrs Attrs
}

// BreadcrumbOptions describe the trail to this page.
type BreadcrumbOptions struct {
	Items    []Crumb
	Collapse bool // on a small screen keep only the first and the last
	Label    string
	Classes  string
	Attrs    Attrs
}

// PaginationOptions describe the way through pages of a list.
type PaginationOptions struct {
	Previous, Next *PageLink
	Items          []PageItem
	Label          string // of the landmark: "Pagination" when empty
	Classes        string
	Attrs          Attrs
}

// block says that there are no numbers: the two links stand one over the other.
func (o PaginationOptions) block() bool {
	return o.Items == nil && (o.Next != nil || o.Previous != nil)
}

// PageLink leads to the page before or after.
type PageLink struct {
	Text  string
	HTML  templ.Component
	Label string // the name of that page, under the link
	Href  string
	Attrs Attrs
}

// PageItem is one page number, or the dots between two.
type PageItem struct {
	Number   string
	Label    string // read out instead of "Page 2"
	Href     string
	Current  bool
	Ellipsis bool
	Attrs    Attrs
}

// LanguageOptions describe the languages that a page can be read in.
type LanguageOptions struct {
	Items   []LanguageItem
	Label   string // of the landmark: "Language" when empty
	Classes string
	Attrs   Attrs
}

// LanguageItem is one language, by its own name.
type LanguageItem struct {
	Text     string
	HTML     templ.Component
	Lang     string // tag of the name
	HrefLang string // tag of the page it leads to; Lang when empty
	Dir      string // "ltr" or "rtl"
	Href     string
	Form     string // id of a form that is sent instead, so that what was typed in it is kept; "": it is a link
	Name     string // of the button that sends it; its value is Lang
	Current  bool
	Hidden   string // read out after the name: what the link does, in its own language
	Classes  string
	Attrs    Attrs
}

// HeaderOptions describe the bar at the top of every page.
type HeaderOptions struct {
	Text       string
	HTML       templ.Component
	URL        string // "/" when empty
	Classes    string
	Containers string // classes of the container: "govuk-width-container" when empty
	Attrs      Attrs
}

// ServiceNavOptions describe the service's name and its navigation.
type ServiceNavOptions struct {
	Name        string
	NameAttrs   Attrs // such as the language that the name is in
	URL         string
	Items       []NavItem
	Label       string // of the navigation: the menu button's words when empty
	MenuText    string
	MenuLabel   string
	NavClasses  string
	NavID       string // "navigation" when empty
	Open        bool   // do not fold the navigation on a small screen
	Fold        bool   // fold it even when it is a single link
	RegionLabel string
	Start, End  templ.Component
	Inline      bool // End stands on the same line
	ItemsBefore templ.Component
	ItemsAfter  templ.Component
	Classes     string
	Attrs       Attrs
}

func (o ServiceNavOptions) folds() bool { return !o.Open && (o.Fold || len(o.Items) > 1) }

func (o ServiceNavOptions) navigates() bool {
	return len(o.Items) > 0 || o.ItemsBefore != nil || o.ItemsAfter != nil
}

// NavItem is one entry of a navigation.
type NavItem struct {
	Text    string
	HTML    templ.Component
	Href    string
	Current bool // this very page
	Active  bool // a page under it
	Classes string
	Attrs   Attrs
}

// FooterOptions describe the foot of every page.
type FooterOptions struct {
	Links      []NavItem
	LinksTitle string // read out before the links
	Text       string
	HTML       templ.Component
	Classes    string
	Containers string
	Attrs      Attrs
}

// current is what is read out of an entry that is marked.
func (i NavItem) current() string {
	if i.Current {
		return "page"
	}
	return "true"
}
