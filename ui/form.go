package ui

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/caseloom/caseloom/forms"
	c "github.com/caseloom/caseloom/ui/components"
	"github.com/caseloom/caseloom/ui/words"
)

// FormOptions are what a page adds around the questions of a form.
type FormOptions struct {
	ID     string            // of the form; "" for none
	Action string            // where the form is sent; "" is this very address
	CSRF   string            // for a person who is signed in, or a citizen's draft
	Hidden map[string]string // further hidden controls; names begin with "_"
	Button string            // what the button that sends it says
	Warn   bool              // the button does something that cannot be undone
	Keep   bool              // what is typed is kept while it is typed, where scripts run
	Beside templ.Component   // stands next to the button: "Save and come back later"
}

// place says where an item stands, which decides how loud its label is.
type place int

const (
	onPage       place = iota // beside others: a bold label
	inGroup                   // under a legend or a choice: a plain label
	underHeading              // the page's heading says its words: a label that is only read out
)

// headed says whether the first question is the page's heading.
func headed(m forms.PageModel) bool {
	return len(m.Items) > 0 && m.Items[0].Heading && m.Intro == ""
}

// introduced says that the first question would be the heading, but the page
// has something to read between its heading and the question.
func introduced(m forms.PageModel) bool {
	return len(m.Items) > 0 && m.Items[0].Heading && m.Intro != ""
}

func labelClass(i forms.Item, p place) string {
	switch {
	case p == underHeading:
		return "govuk-visually-hidden"
	case i.Heading:
		return "govuk-label--l"
	case p == onPage:
		return "govuk-label--s"
	}
	return ""
}

func legendClass(i forms.Item, p place) string {
	switch {
	case p == underHeading:
		return "govuk-visually-hidden"
	case i.Heading:
		return "govuk-fieldset__legend--l"
	case i.Widget == forms.Group || i.Widget == forms.List:
		if p == onPage {
			return "govuk-fieldset__legend--m"
		}
		return "govuk-fieldset__legend--s"
	case p == onPage:
		return "govuk-fieldset__legend--s"
	}
	return ""
}

// asked is the words of a question, with "(optional)" where it may be passed over.
func asked(i forms.Item, w *words.Words) string {
	if i.Optional && i.Label != "" {
		return i.Label + " " + w.Optional
	}
	return i.Label
}

// heading is the title of a page, with "(optional)" where all that it asks may be passed over.
func heading(m forms.PageModel, w *words.Words) string {
	if m.Optional {
		return m.Title + " " + w.Optional
	}
	return m.Title
}

// caption is what the page is a part of, with "(optional)" where that may be passed over as long as nobody begins it.
func caption(m forms.PageModel, w *words.Words) string {
	if m.MayPass {
		return m.Caption + " " + w.Optional
	}
	return m.Caption
}

// hint says which language it is in, where that is not the page's.
func hint(i forms.Item) c.HintOptions {
	o := c.HintText(i.Hint)
	if i.HintLang != "" {
		o.Attrs = c.Attrs{"lang": i.HintLang}
	}
	return o
}

// wrong is what is said of an answer: in the language of the page, also about a question that is in another.
func wrong(i forms.Item) c.ErrorOptions {
	o := c.ErrorText(i.Error)
	if i.Error != "" && i.Lang != "" {
		o.Text, o.HTML = "", quoting(i.Error, i.Label, i.Lang)
	}
	if i.ErrorLang != "" && i.Error != "" {
		o.Attrs = c.Attrs{"lang": i.ErrorLang}
	}
	return o
}

func label(i forms.Item, p place, w *words.Words) c.LabelOptions {
	return c.LabelOptions{Text: asked(i, w), Classes: labelClass(i, p), Heading: i.Heading && p != underHeading}
}

func fieldset(i forms.Item, p place, w *words.Words) *c.FieldsetOptions {
	return &c.FieldsetOptions{Legend: asked(i, w), LegendClasses: legendClass(i, p), Heading: i.Heading && p != underHeading}
}

// input is a one-line control. Money and numbers are text with the right
// keyboard: a number control changes its value under a scrolling finger.
func input(i forms.Item, p place, w *words.Words) c.InputOptions {
	o := c.InputOptions{
		Name: i.Name, ID: i.ID, Type: i.Type, Value: i.Value,
		Label: label(i, p, w), Hint: hint(i), Error: wrong(i),
		Prefix: c.AffixOptions{Text: i.Prefix}, Suffix: c.AffixOptions{Text: i.Suffix},
		Mode: i.InputMode, Autofill: i.Autocomplete,
	}
	if i.Width > 0 {
		o.Classes = "govuk-input--width-" + strconv.Itoa(i.Width)
	}
	if !i.Spellcheck {
		o.Spellcheck = "false"
	}
	return o
}

func textarea(i forms.Item, p place, w *words.Words) c.TextareaOptions {
	return c.TextareaOptions{
		Name: i.Name, ID: i.ID, Value: i.Value, Rows: i.Rows, Autofill: i.Autocomplete,
		Label: label(i, p, w), Hint: hint(i), Error: wrong(i),
	}
}

// longList is how many answers of a select can be looked through. With more, the
// script makes a box to type in of it (ui/src/find.js).
const longList = 20

// selection always begins with an empty choice: without it a browser would
// choose the first answer for a person who chose none.
func selection(i forms.Item, p place, w *words.Words) c.SelectOptions {
	o := c.SelectOptions{
		Name: i.Name, ID: i.ID,
		Label: label(i, p, w), Hint: hint(i), Error: wrong(i),
	}
	empty := false
	for _, choice := range i.Options {
		empty = empty || choice.Value == ""
	}
	if !empty {
		o.Items = append(o.Items, c.SelectItem{Text: w.Choose})
	}
	for _, choice := range i.Options {
		o.Items = append(o.Items, c.SelectItem{Value: choice.Value, Text: choice.Text, Selected: choice.Checked, Attrs: InLanguage(choice.Lang)})
	}
	o.Attrs = c.Attrs{}
	if i.Autocomplete != "" {
		o.Attrs["autocomplete"] = i.Autocomplete
	}
	if len(i.Options) > longList {
		o.Attrs["data-find"], o.Attrs["data-find-fits"] = w.Find, w.FindFits
		o.Attrs["data-find-more"], o.Attrs["data-find-none"] = w.FindMore, w.FindNone
		if typed := i.Value; typed != "" && !slices.ContainsFunc(i.Options, func(o forms.Choice) bool { return o.Checked }) {
			o.Attrs["data-typed"] = typed
		}
	}
	return o
}

// choices are radios or checkboxes. A lone checkbox whose text is its label
// needs no legend that says the same again.
func choices(i forms.Item, p place, w *words.Words, small bool) c.ChoiceOptions {
	o := c.ChoiceOptions{
		Name: i.Name, ID: i.ID,
		Hint: hint(i), Error: wrong(i),
	}
	if !lone(i) {
		o.Fieldset = fieldset(i, p, w)
	}
	plain := true
	for _, choice := range i.Options {
		item := c.ChoiceItem{
			ID: choice.ID, Value: choice.Value, Text: choice.Text, Hint: c.HintText(choice.Hint),
			Checked: choice.Checked, Exclusive: choice.Exclusive, LabelAttrs: InLanguage(choice.Lang),
		}
		if len(choice.Items) > 0 {
			item.Conditional = items(choice.Items, inGroup)
		}
		plain = plain && choice.Hint == "" && len(choice.Items) == 0
		if choice.Exclusive && len(o.Items) > 0 {
			o.Items = append(o.Items, c.ChoiceItem{Divider: w.Or})
		}
		o.Items = append(o.Items, item)
	}
	if i.Widget == forms.YesNo && plain {
		o.Classes = "govuk-radios--inline"
	}
	if small {
		o.Classes = strings.TrimSpace(o.Classes + map[bool]string{true: " govuk-checkboxes--small", false: " govuk-radios--small"}[i.Widget == forms.Checkboxes || i.Widget == forms.Checkbox])
	}
	if lone(i) && i.Optional {
		o.Items[0].Text += " " + w.Optional
	}
	return o
}

func lone(i forms.Item) bool {
	return i.Widget == forms.Checkbox && len(i.Options) == 1 && !i.Heading &&
		(i.Label == "" || i.Label == i.Options[0].Text)
}

func date(i forms.Item, p place, w *words.Words) c.DateOptions {
	o := c.DateOptions{
		ID: i.ID, Fieldset: fieldset(i, p, w),
		Hint: hint(i), Error: wrong(i),
	}
	some := false
	for _, part := range i.Parts {
		some = some || part.Error
	}
	for _, part := range i.Parts {
		o.Items = append(o.Items, c.DateItem{
			Name: part.Name, ID: part.ID, Label: part.Label, Value: part.Value,
			Error: part.Error, Fine: some && !part.Error,
			Classes: "govuk-input--width-" + strconv.Itoa(part.Width), Autofill: part.Autocomplete,
		})
	}
	return o
}

// file states its limit for the script that checks it before sending.
func file(i forms.Item, p place, w *words.Words) c.FileOptions {
	o := c.FileOptions{
		Name: i.Name, ID: i.ID,
		Label: label(i, p, w), Hint: hint(i), Error: wrong(i),
		Attrs: c.Attrs{},
	}
	if i.Accept != "" {
		o.Attrs["accept"] = i.Accept
	}
	if i.MaxSize > 0 {
		o.Attrs["data-max-size"] = strconv.FormatInt(i.MaxSize, 10)
		o.Attrs["data-max-text"] = i.MaxText
		o.Attrs["data-too-big"] = w.TooBig
	}
	if i.File != nil {
		o.Group.Before = received(i)
	}
	return o
}

// described lists the ids of a fieldset's hint and error.
func described(i forms.Item) string {
	var ids []string
	if i.Hint != "" {
		ids = append(ids, i.ID+"-hint")
	}
	if i.Error != "" {
		ids = append(ids, i.ID+"-error")
	}
	return strings.Join(ids, " ")
}

// buttons says whether a form has buttons beside the one that sends it. The
// return key presses a form's first button, which must never be "Remove".
func buttons(list []forms.Item) bool {
	for _, i := range list {
		if i.Add != "" || i.Remove != "" || i.None != "" || buttons(i.Items) {
			return true
		}
		for _, choice := range i.Options {
			if buttons(choice.Items) {
				return true
			}
		}
	}
	return false
}

// paragraphs parts a text at its empty lines.
func paragraphs(text string) []string {
	var list []string
	for _, p := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			list = append(list, p)
		}
	}
	return list
}

// shown is what a question that may only be read says: the answer in words.
func shown(i forms.Item, w *words.Words) []string {
	var list []string
	for _, choice := range i.Options {
		if choice.Checked {
			list = append(list, choice.Text)
		}
	}
	for _, part := range i.Parts {
		if part.Value != "" {
			list = append(list, part.Value)
		}
	}
	if len(i.Parts) > 0 && len(list) > 0 {
		list = []string{strings.Join(list, " ")}
	}
	if i.File != nil {
		list = append(list, i.File.Name)
	}
	if i.Value != "" && len(list) == 0 {
		list = append(list, i.Prefix+i.Value)
	}
	if len(list) == 0 {
		list = append(list, w.NotAnswered)
	}
	return list
}

// hiddenNames are in order, so that a page is the same each time it is drawn.
func hiddenNames(m map[string]string) []string {
	return slices.Sorted(maps.Keys(m))
}

func errorSummary(m forms.PageModel) c.ErrorSummaryOptions {
	var o c.ErrorSummaryOptions
	for _, e := range m.Errors {
		o.Errors = append(o.Errors, c.ErrorItem{HTML: quoting(e.Text, e.Label, e.Lang), Href: e.Href})
	}
	return o
}

func (o FormOptions) button(w *words.Words) string {
	if o.Button == "" {
		return w.Continue
	}
	return o.Button
}

func (o FormOptions) buttonClass() string {
	if o.Warn {
		return "govuk-button--warning"
	}
	return ""
}

type compactKey struct{}

// Compact has the questions drawn with it in less room, for somebody who fills in many such forms a day.
func Compact(ctx context.Context) context.Context { return context.WithValue(ctx, compactKey{}, true) }

func isCompact(ctx context.Context) bool {
	compact, _ := ctx.Value(compactKey{}).(bool)
	return compact
}
