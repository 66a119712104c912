package components

import "github.com/a-h/templ"

// InputOptions describe a one-line text control.
type InputOptions struct {
	Name, ID    string // the id is the name when empty
	Type        string // "text" when empty
	Value       string
	Label       LabelOptions
	Hint        HintOptions
	Error       ErrorOptions
	Prefix      AffixOptions // "£"
	Suffix      AffixOptions // "per week"
	Classes     string       // "govuk-input--width-10" and its like
	Mode        string       // inputmode: "numeric", "decimal"
	Autofill    string       // autocomplete token
	Capitals    string       // autocapitalize
	Pattern     string
	Spellcheck  string // "true", "false" or "" to leave it to the browser
	Disabled    bool
	DescribedBy string
	Group       GroupOptions
	Attrs       Attrs

	groupClass   string
	wrapper      string
	wrapperAttrs Attrs
}

// AffixOptions describe what stands before or after the text being typed. It
// is not read out, so the label must say the same.
type AffixOptions struct {
	Text    string
	HTML    templ.Component
	Classes string
	Attrs   Attrs
}

func (o AffixOptions) present() bool { return o.Text != "" || o.HTML != nil }

func (o InputOptions) id() string { return or(o.ID, o.Name) }

func (o InputOptions) wrapped() bool {
	return o.Prefix.present() || o.Suffix.present() || o.Group.Before != nil || o.Group.After != nil
}

// PasswordOptions describe a password control with a button that shows what is
// typed where scripts run.
type PasswordOptions struct {
	Name, ID    string
	Label       LabelOptions
	Hint        HintOptions
	Error       ErrorOptions
	Classes     string
	Autofill    string // "current-password" when empty; "new-password" where one is chosen
	Value       string
	DescribedBy string
	Group       GroupOptions
	Attrs       Attrs
	// Messages replace what the button says, as data-i18n attributes do.
	Show, ShowLabel string
	Messages        Attrs
}

// TextareaOptions describe a control for several lines of text.
type TextareaOptions struct {
	Name, ID    string
	Value       string
	Rows        int // 5 when 0
	Label       LabelOptions
	Hint        HintOptions
	Error       ErrorOptions
	Classes     string
	Autofill    string
	Spellcheck  string
	Disabled    bool
	DescribedBy string
	Group       GroupOptions
	Attrs       Attrs

	groupClass string
}

func (o TextareaOptions) id() string { return or(o.ID, o.Name) }

// CountOptions describe a text area that tells how much more may be typed.
type CountOptions struct {
	TextareaOptions
	MaxLength int    // in characters
	MaxWords  int    // in words, instead
	Threshold int    // per cent of the limit from which the count is shown
	Type      string // "characters", "words" or "max-length": how it counts
	// Said under the text area before a script counts: %{count} is the limit.
	Description  string
	CountClasses string
	Messages     Attrs // data-i18n attributes; the page's language when nil
}

// SelectOptions describe a drop-down list.
type SelectOptions struct {
	Name, ID    string
	Value       string
	Items       []SelectItem
	Label       LabelOptions
	Hint        HintOptions
	Error       ErrorOptions
	Classes     string
	Disabled    bool
	DescribedBy string
	Group       GroupOptions
	Attrs       Attrs
}

func (o SelectOptions) id() string { return or(o.ID, o.Name) }

func (o SelectOptions) selected(item SelectItem) bool {
	return item.Selected || o.Value != "" && item.value() == o.Value
}

// SelectItem is one choice.
type SelectItem struct {
	Value    string
	Text     string
	Plain    bool // no value attribute: the text is the value
	Selected bool
	Disabled bool
	Attrs    Attrs
}

func (i SelectItem) value() string {
	if i.Plain {
		return i.Text
	}
	return i.Value
}

// FileOptions describe a control for uploading.
type FileOptions struct {
	Name, ID    string
	Label       LabelOptions
	Hint        HintOptions
	Error       ErrorOptions
	Classes     string
	Multiple    bool
	Disabled    bool
	DescribedBy string
	Group       GroupOptions
	Attrs       Attrs // "accept" belongs here
	// Improved lets a script turn the control into a drop zone.
	Improved     bool
	WrapClasses  string
	WrapperAttrs Attrs // data-i18n attributes among them
}

func (o FileOptions) id() string { return or(o.ID, o.Name) }
