package components

import (
	"strings"

	"github.com/a-h/templ"
)

// ErrorSummaryOptions list what is wrong with a page, each line leading to the
// control at fault. It takes the focus when the page opens, where scripts run.
type ErrorSummaryOptions struct {
	Title           string // "There is a problem" when empty
	TitleHTML       templ.Component
	Description     string
	DescriptionHTML templ.Component
	Errors          []ErrorItem
	Classes         string
	NoFocus         bool // leave the focus where it is
	Focus           bool // say in so many words that it takes the focus
	Attrs           Attrs
}

// ErrorItem is one line of it; Href is "#" and the id of a control.
type ErrorItem struct {
	Text  string
	HTML  templ.Component
	Href  string
	Attrs Attrs
}

// TagOptions describe a status in a word. Colours are classes:
// "govuk-tag--green", "--blue", "--grey", "--yellow", "--red", …
type TagOptions struct {
	Text    string
	HTML    templ.Component
	Classes string
	Attrs   Attrs
}

// PanelOptions describe the panel of a confirmation page.
type PanelOptions struct {
	Title     string
	TitleHTML templ.Component
	Text      string
	HTML      templ.Component
	Level     int // of the heading: 1 when 0
	Classes   string
	Attrs     Attrs
	Actions   []PanelAction // only in an interruption: Classes "govuk-panel--interruption"
	// ActionsClasses and ActionsAttrs are put on the block around the actions.
	ActionsClasses string
	ActionsAttrs   Attrs
}

// PanelAction is a button or link of an interruption.
type PanelAction struct {
	Text    string
	Href    string
	Type    string
	Classes string
	Attrs   Attrs
}

// BannerOptions describe a notification banner.
type BannerOptions struct {
	Text       string
	HTML       templ.Component
	Success    bool // green, read out at once
	Title      string
	TitleHTML  templ.Component
	TitleID    string // must differ when a page has two banners
	TitleLevel int
	Role       string
	Classes    string
	NoFocus    bool
	Focus      bool
	Attrs      Attrs
}

func (o BannerOptions) role() string {
	if o.Success {
		return or(o.Role, "alert")
	}
	return or(o.Role, "region")
}

func (o BannerOptions) titleID() string { return or(o.TitleID, "govuk-notification-banner-title") }

// TextOptions describe inset text and warnings.
type TextOptions struct {
	Text     string
	HTML     templ.Component
	ID       string
	Fallback string // a warning: the word read out for its sign
	Classes  string
	Attrs    Attrs
}

// DetailsOptions describe text that opens on demand, without a script.
type DetailsOptions struct {
	Summary     string
	SummaryHTML templ.Component
	Text        string
	HTML        templ.Component
	ID          string
	Open        bool
	Classes     string
	Attrs       Attrs
}

func (o PanelOptions) interrupts() bool {
	return strings.Contains(o.Classes, "govuk-panel--interruption")
}

// focus says whether a notice takes the focus, when either was asked for.
func focus(take, leave bool) Attrs {
	switch {
	case leave:
		return Attrs{"data-disable-auto-focus": "true"}
	case take:
		return Attrs{"data-disable-auto-focus": "false"}
	}
	return nil
}

// PhaseOptions describe the line under the header that says what kind of
// service this is.
type PhaseOptions struct {
	Tag     TagOptions
	Text    string
	HTML    templ.Component
	Classes string
	Attrs   Attrs
}
