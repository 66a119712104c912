package fields

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/identity"
)

// Form gathers the fields of one form, and what is wrong with what was typed into them.
type Form struct {
	Values url.Values // what was typed, by control name; empty when the page is opened
	Model  forms.PageModel
	Posted bool // faults are told only of what was sent
}

// New begins a form from what was typed; nil when the page is opened.
func New(values url.Values) *Form {
	f := &Form{Values: url.Values{}, Posted: values != nil}
	for name, v := range values {
		f.Values[name] = v
	}
	return f
}

// Typed is what was typed into a field.
func (f *Form) Typed(name string) string { return strings.TrimSpace(f.Values.Get("_" + name)) }

// Add puts an item on the form, with what is wrong with it.
func (f *Form) Add(i forms.Item, fault string) {
	if fault != "" && f.Posted {
		i.Error = fault
		f.Model.Errors = append(f.Model.Errors, forms.ErrorLink{Href: "#" + first(i), Text: fault})
	}
	f.Model.Items = append(f.Model.Items, i)
}

// first is the id of the control that a link to a field's fault goes to.
func first(i forms.Item) string {
	if len(i.Parts) > 0 {
		return i.Parts[0].ID
	}
	return i.ID
}

// Blame marks a field that is on the form already.
func (f *Form) Blame(name, fault string) {
	for i := range f.Model.Items {
		if f.Model.Items[i].ID == name {
			f.Model.Items[i].Error = fault
			f.Model.Errors = append(f.Model.Errors, forms.ErrorLink{Href: "#" + first(f.Model.Items[i]), Text: fault})
			return
		}
	}
	f.Model.Errors = append(f.Model.Errors, forms.ErrorLink{Text: fault})
}

// OK says that nothing is wrong.
func (f *Form) OK() bool { return len(f.Model.Errors) == 0 }

// Text is a one-line answer; with missing it must be given, and missing is what is said otherwise.
func (f *Form) Text(i forms.Item, name, missing string) string {
	v := f.Typed(name)
	if i.Widget == "" {
		i.Widget = forms.Text
	}
	i.Name, i.ID, i.Value, i.Optional = "_"+name, name, v, missing == ""
	fault := ""
	if v == "" {
		fault = missing
	}
	f.Add(i, fault)
	return v
}

// Long is a text of several lines.
func (f *Form) Long(label, hint, name, missing string) string {
	v := strings.TrimRight(f.Values.Get("_"+name), " \r\n\t")
	fault := ""
	switch {
	case strings.TrimSpace(v) == "":
		fault = missing
	case len([]rune(v)) > maxText:
		fault = "This must be " + strconv.Itoa(maxText) + " characters or fewer"
	}
	f.Add(forms.Item{Widget: forms.Textarea, Name: "_" + name, ID: name, Label: label, Hint: hint, Value: v, Rows: 5, Spellcheck: true, Optional: missing == ""}, fault)
	return v
}

// maxText bounds what a person writes into one of our own fields, in characters.
const maxText = 10_000

// One is a choice: radios for a few, a list for many.
func (f *Form) One(label, hint, name string, options []forms.Choice, missing string) string {
	v := f.Typed(name)
	known := v == ""
	for i := range options {
		options[i].ID = name
		if i > 0 {
			options[i].ID += "-" + strconv.Itoa(i+1)
		}
		if v != "" && options[i].Value == v {
			options[i].Checked, known = true, true
		}
	}
	fault := ""
	if !known {
		fault, v = "Choose one of the answers in the list", ""
	} else if v == "" {
		fault = missing
	}
	widget := forms.Radios
	if len(options) > 7 {
		widget = forms.Select
	}
	f.Add(forms.Item{Widget: widget, Name: "_" + name, ID: name, Label: label, Hint: hint, Options: options, Optional: missing == ""}, fault)
	return v
}

// Pick is a choice from a list in which nothing may be chosen too.
func (f *Form) Pick(label, hint, name string, options []forms.Choice, missing string) string {
	v := f.One(label, hint, name, options, missing)
	i := &f.Model.Items[len(f.Model.Items)-1]
	i.Widget, i.Optional = forms.Select, true
	return v
}

// Day is a date in three controls; nil when it was left empty.
func (f *Form) Day(label, hint, name, missing string, zone *time.Location, check func(time.Time) string) *time.Time {
	i := forms.Item{Widget: forms.Date, ID: name, Label: label, Hint: hint, Optional: missing == ""}
	var typed [3]string
	for n, part := range []string{"day", "month", "year"} {
		typed[n] = f.Typed(name + "-" + part)
		i.Parts = append(i.Parts, forms.Part{Name: "_" + name + "-" + part, ID: name + "-" + part, Label: strings.ToUpper(part[:1]) + part[1:], Value: typed[n], Width: 2 + n/2*2})
	}
	at, fault := readDay(typed, zone)
	switch {
	case at == nil && fault == "":
		fault = missing
	case at != nil && check != nil:
		fault = check(*at)
	}
	f.Add(i, fault)
	return at
}

// readDay reads a date as people type it. Nothing typed is no date and no fault.
func readDay(typed [3]string, zone *time.Location) (*time.Time, string) {
	if typed == [3]string{} {
		return nil, ""
	}
	var n [3]int
	for i, part := range []string{"day", "month", "year"} {
		if typed[i] == "" {
			return nil, "The date must include a " + part
		}
		v, err := strconv.Atoi(typed[i])
		if err != nil {
			return nil, "The date must be a real date, such as 27 3 2026"
		}
		n[i] = v
	}
	if n[2] < 1900 || n[2] > 2200 {
		return nil, "The year must have four numbers, such as 2026"
	}
	at := time.Date(n[2], time.Month(n[1]), n[0], 0, 0, 0, 0, zone)
	if at.Day() != n[0] || int(at.Month()) != n[1] {
		return nil, "The date must be a real date, such as 27 3 2026"
	}
	return &at, ""
}

// Many is a set of choices.
func (f *Form) Many(label, name string, options []forms.Choice, missing string) []string {
	chosen := map[string]bool{}
	for _, v := range f.Values["_"+name] {
		chosen[v] = true
	}
	var all []string
	for i := range options {
		options[i].ID = name
		if i > 0 {
			options[i].ID += "-" + strconv.Itoa(i+1)
		}
		if chosen[options[i].Value] {
			options[i].Checked = true
			all = append(all, options[i].Value)
		}
	}
	fault := ""
	if len(all) == 0 {
		fault = missing
	}
	f.Add(forms.Item{Widget: forms.Checkboxes, Name: "_" + name, ID: name, Label: label, Options: options, Optional: missing == ""}, fault)
	return all
}

// BlameAll adds what identity finds wrong to the fields that have no fault yet, so that all is said at once.
func (f *Form) BlameAll(faults []identity.Fault) {
	for _, x := range faults {
		if f.Posted && !slices.ContainsFunc(f.Model.Items, func(i forms.Item) bool { return i.ID == x.Field && i.Error != "" }) {
			f.Blame(x.Field, x.Message)
		}
	}
}

// BlameSent marks a field when it was sent, and not when its page is opened.
func (f *Form) BlameSent(name, fault string) {
	if f.Posted {
		f.Blame(name, fault)
	}
}

// Password is never trimmed and never drawn back.
func (f *Form) Password(label, hint, name, autocomplete, missing string) string {
	v := f.Values.Get("_" + name)
	fault := ""
	if v == "" {
		fault = missing
	}
	f.Add(forms.Item{Widget: forms.Text, Type: "password", Name: "_" + name, ID: name, Label: label, Hint: hint, Autocomplete: autocomplete, Width: 20}, fault)
	return v
}
