package components

import "github.com/a-h/templ"

// ChoiceOptions describe a set of radios or checkboxes.
type ChoiceOptions struct {
	Name     string
	ID       string // of the first control, and the stem of the others'; the name when empty
	Items    []ChoiceItem
	Value    string   // radios: the value chosen
	Values   []string // checkboxes: the values chosen
	Fieldset *FieldsetOptions
	Hint     HintOptions
	Error    ErrorOptions
	Classes  string // "govuk-radios--inline", "govuk-checkboxes--small"
	// DescribedBy names what else describes the set; with a fieldset, say it there.
	DescribedBy string
	Group       GroupOptions
	Attrs       Attrs
}

func (o ChoiceOptions) id() string { return or(o.ID, o.Name) }

// described is what describes the whole set.
func (o ChoiceOptions) described() string {
	named := o.DescribedBy
	if o.Fieldset != nil && o.Fieldset.DescribedBy != "" {
		named = o.Fieldset.DescribedBy
	}
	return describedBy(named, o.id(), o.Hint, o.Error)
}

func (o ChoiceOptions) checked(i ChoiceItem) bool {
	if i.Checked || o.Value != "" && i.Value == o.Value {
		return true
	}
	for _, v := range o.Values {
		if v == i.Value {
			return true
		}
	}
	return false
}

// ChoiceItem is one radio or checkbox, or a word between them.
type ChoiceItem struct {
	Text         string
	HTML         templ.Component
	Value        string
	ID           string
	Name         string // of one checkbox, when not the set's
	Hint         HintOptions
	LabelClasses string
	LabelAttrs   Attrs
	Divider      string // draws this word ("or") instead of a control
	Checked      bool
	Disabled     bool
	Exclusive    bool            // a checkbox that clears the others: "None of these"
	Conditional  templ.Component // revealed when chosen, where scripts run; otherwise always there
	Attrs        Attrs
}

func (i ChoiceItem) id(o ChoiceOptions, index int) string {
	return or(i.ID, suffix(o.id(), index+1))
}

// described is what describes one control: its own hint, and what describes
// the set when no fieldset carries that.
func (i ChoiceItem) described(set, id string) string {
	return cls(set, when(i.Hint.present(), id+"-item-hint"))
}

// DateOptions describe the three controls of a date.
type DateOptions struct {
	ID         string
	NamePrefix string // names are this, "-" and the part's name
	Items      []DateItem
	Fieldset   *FieldsetOptions
	Hint       HintOptions
	Error      ErrorOptions
	Classes    string
	Group      GroupOptions
	Attrs      Attrs
}

// DateItem is one part of a date.
type DateItem struct {
	Name     string // "day"
	ID       string // the date's id, "-" and the name when empty
	Label    string
	Value    string
	Error    bool   // this part is at fault; when no part says so, all are
	Fine     bool   // this part is not at fault though none says that it is
	Classes  string // "govuk-input--width-2"
	Mode     string // inputmode: "numeric" when empty
	Autofill string
	Pattern  string
	Attrs    Attrs
}

func (o DateOptions) described() string {
	named := ""
	if o.Fieldset != nil {
		named = o.Fieldset.DescribedBy
	}
	return describedBy(named, o.ID, o.Hint, o.Error)
}

// part is one control of the date as an input.
func (o DateOptions) part(i DateItem) InputOptions {
	failed := o.Error.present() && !i.Fine
	for _, other := range o.Items {
		if other.Error {
			failed = false
		}
	}
	name := i.Name
	if o.NamePrefix != "" {
		name = o.NamePrefix + "-" + i.Name
	}
	return InputOptions{
		Label:   LabelOptions{Text: i.Label, Classes: "govuk-date-input__label"},
		ID:      or(i.ID, o.ID+"-"+i.Name),
		Name:    name,
		Classes: cls("govuk-date-input__input", when(failed || i.Error, "govuk-input--error"), i.Classes),
		Value:   i.Value, Mode: or(i.Mode, "numeric"), Autofill: i.Autofill, Pattern: i.Pattern, Attrs: i.Attrs,
	}
}
