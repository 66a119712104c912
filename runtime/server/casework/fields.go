package casework

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/caseloom/caseloom/forms"
)

// The fields of our own small forms. Each is drawn from what was typed, so that nothing is lost when a page comes back;
// names begin with "_", because they answer no question of a case type's form.

// fields gathers a form: its items, and what is wrong with what was typed.
type fields struct {
	values url.Values // what was typed; empty when the page is opened
	model  forms.PageModel
	posted bool
}

func newFields(values url.Values, posted bool) *fields {
	if values == nil {
		values = url.Values{}
	}
	return &fields{values: values, posted: posted}
}

func (f *fields) typed(name string) string { return strings.TrimSpace(f.values.Get("_" + name)) }

// add puts an item on the form, with what is wrong with it.
func (f *fields) add(i forms.Item, fault string) {
	if fault != "" && f.posted {
		i.Error = fault
		f.model.Errors = append(f.model.Errors, forms.ErrorLink{Href: "#" + i.ID, Text: fault})
	}
	f.model.Items = append(f.model.Items, i)
}

// blame marks a field that is on the form already.
func (f *fields) blame(name, fault string) {
	for i := range f.model.Items {
		if f.model.Items[i].ID == name {
			f.model.Items[i].Error = fault
			f.model.Errors = append(f.model.Errors, forms.ErrorLink{Href: "#" + name, Text: fault})
			return
		}
	}
	f.model.Errors = append(f.model.Errors, forms.ErrorLink{Text: fault})
}

func (f *fields) ok() bool { return len(f.model.Errors) == 0 }

// text is a one-line answer; with missing it must be given, and missing is what is said otherwise.
func (f *fields) text(i forms.Item, name, missing string) string {
	v := f.typed(name)
	if i.Widget == "" {
		i.Widget = forms.Text
	}
	i.Name, i.ID, i.Value, i.Optional = "_"+name, name, v, missing == ""
	fault := ""
	if v == "" {
		fault = missing
	}
	f.add(i, fault)
	return v
}

func (f *fields) long(label, hint, name, missing string) string {
	v := strings.TrimRight(f.values.Get("_"+name), " \r\n\t")
	fault := ""
	switch {
	case strings.TrimSpace(v) == "":
		fault = missing
	case len([]rune(v)) > maxText:
		fault = "This must be " + strconv.Itoa(maxText) + " characters or fewer"
	}
	f.add(forms.Item{Widget: forms.Textarea, Name: "_" + name, ID: name, Label: label, Hint: hint, Value: v, Rows: 5, Spellcheck: true, Optional: missing == ""}, fault)
	return v
}

// maxText bounds what a person writes into one of our own fields, in characters.
const maxText = 10_000

// one is a choice: radios for a few, a list for many.
func (f *fields) one(label, hint, name string, options []forms.Choice, missing string) string {
	v := f.typed(name)
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
	f.add(forms.Item{Widget: widget, Name: "_" + name, ID: name, Label: label, Hint: hint, Options: options, Optional: missing == ""}, fault)
	return v
}

// pick is a choice from a list in which nothing may be chosen too.
func (f *fields) pick(label, hint, name string, options []forms.Choice, missing string) string {
	v := f.one(label, hint, name, options, missing)
	i := &f.model.Items[len(f.model.Items)-1]
	i.Widget, i.Optional = forms.Select, true
	return v
}

// day is a date in three controls; nil when it was left empty.
func (f *fields) day(label, hint, name, missing string, zone *time.Location, check func(time.Time) string) *time.Time {
	i := forms.Item{Widget: forms.Date, ID: name, Label: label, Hint: hint, Optional: missing == ""}
	var typed [3]string
	for n, part := range []string{"day", "month", "year"} {
		typed[n] = f.typed(name + "-" + part)
		id := name + "-" + part
		if n == 0 {
			id = name
		}
		i.Parts = append(i.Parts, forms.Part{Name: "_" + name + "-" + part, ID: id, Label: strings.ToUpper(part[:1]) + part[1:], Value: typed[n], Width: 2 + n/2*2})
	}
	at, fault := readDay(typed, zone)
	switch {
	case at == nil && fault == "":
		fault = missing
	case at != nil && check != nil:
		fault = check(*at)
	}
	f.add(i, fault)
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
