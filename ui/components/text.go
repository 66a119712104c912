package components

import "github.com/a-h/templ"

// LabelOptions describe the label of one control.
type LabelOptions struct {
	Text    string
	HTML    templ.Component
	Classes string // "govuk-label--l" and its like
	Heading bool   // the label is the page's heading
	For     string // set by the control
	Attrs   Attrs
}

// LabelText is a plain label.
func LabelText(text string) LabelOptions { return LabelOptions{Text: text} }

// HeadingLabel is a label that is the page's heading.
func HeadingLabel(text string) LabelOptions {
	return LabelOptions{Text: text, Classes: "govuk-label--l", Heading: true}
}

// HintOptions describe the hint under a label.
type HintOptions struct {
	Text    string
	HTML    templ.Component
	ID      string // set by the control
	Classes string
	Attrs   Attrs
}

// HintText is a plain hint.
func HintText(text string) HintOptions { return HintOptions{Text: text} }

func (o *HintOptions) present() bool { return o.Text != "" || o.HTML != nil }

// ErrorOptions describe the error message of a control.
type ErrorOptions struct {
	Text    string
	HTML    templ.Component
	ID      string // set by the control
	Classes string
	Attrs   Attrs
	// Hidden replaces the word read out before the message; Bare leaves it out.
	Hidden string
	Bare   bool
}

// ErrorText is a plain error message.
func ErrorText(text string) ErrorOptions { return ErrorOptions{Text: text} }

func (o *ErrorOptions) present() bool { return o.Text != "" || o.HTML != nil }

// FieldsetOptions describe the fieldset around several controls.
type FieldsetOptions struct {
	Legend        string
	LegendHTML    templ.Component
	LegendClasses string // "govuk-fieldset__legend--m" and its like
	Heading       bool   // the legend is the page's heading
	Classes       string
	Role          string
	DescribedBy   string
	Attrs         Attrs
}

// Legend is a fieldset with a small, bold legend.
func Legend(text string) *FieldsetOptions {
	return &FieldsetOptions{Legend: text, LegendClasses: "govuk-fieldset__legend--s"}
}

// HeadingLegend is a fieldset whose legend is the page's heading.
func HeadingLegend(text string) *FieldsetOptions {
	return &FieldsetOptions{Legend: text, LegendClasses: "govuk-fieldset__legend--l", Heading: true}
}
