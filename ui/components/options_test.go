package components

import (
	"fmt"
	"strconv"

	"github.com/a-h/templ"
)

// options are a fixture's, as the macros take them. Each reader gives the zero
// value for what is not there.
type options map[string]any

func (o options) text(key string) string {
	switch v := o[key].(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

func (o options) number(key string) int {
	n, _ := strconv.Atoi(o.text(key))
	return n
}

func (o options) yes(key string) bool { return o.text(key) == "true" }
func (o options) no(key string) bool  { return o.text(key) == "false" }

func (o options) html(key string) templ.Component {
	if s, _ := o[key].(string); s != "" {
		return templ.Raw(s)
	}
	return nil
}

func (o options) in(key string) options {
	m, _ := o[key].(map[string]any)
	return m
}

func (o options) has(key string) bool { return o[key] != nil }

// list gives the items that are there: the macros pass over null and false.
func (o options) list(key string) []options {
	raw, _ := o[key].([]any)
	var list []options
	for _, v := range raw {
		if m, ok := v.(map[string]any); ok {
			list = append(list, m)
		}
	}
	return list
}

func (o options) attrs(key string) Attrs {
	out := Attrs{}
	for name, v := range o.in(key) {
		switch v := v.(type) {
		case map[string]any:
			value := options(v)
			switch {
			case value.yes("optional") && (v["value"] == nil || v["value"] == false):
			case value.yes("optional") && v["value"] == true:
				out[name] = true
			default:
				out[name] = value.text("value")
			}
		case nil:
			out[name] = ""
		default:
			out[name] = fmt.Sprint(v)
		}
	}
	return out
}

// messages turns the translations of a macro into the attributes that its
// script reads.
func (o options) messages(names map[string]string) Attrs {
	out := Attrs{}
	for option, name := range names {
		if m := o.in(option); m != nil {
			for plural := range m {
				out["data-i18n."+name+"."+plural] = m.text(plural)
			}
		} else if text := o.text(option); text != "" {
			out["data-i18n."+name] = text
		}
	}
	return out
}

func (o options) label() LabelOptions {
	l := o.in("label")
	return LabelOptions{Text: l.text("text"), HTML: l.html("html"), Classes: l.text("classes"), Heading: l.yes("isPageHeading"), Attrs: l.attrs("attributes")}
}

func (o options) hint() HintOptions {
	h := o.in("hint")
	return HintOptions{Text: h.text("text"), HTML: h.html("html"), Classes: h.text("classes"), Attrs: h.attrs("attributes")}
}

func (o options) err() ErrorOptions { return errorFrom(o.in("errorMessage")) }

func errorFrom(e options) ErrorOptions {
	return ErrorOptions{Text: e.text("text"), HTML: e.html("html"), ID: e.text("id"), Classes: e.text("classes"), Attrs: e.attrs("attributes"), Hidden: e.text("visuallyHiddenText"), Bare: e["visuallyHiddenText"] == "" || e["visuallyHiddenText"] == false}
}

// either is text or HTML given as an object.
func either(o options) templ.Component {
	if c := o.html("html"); c != nil {
		return c
	}
	if t := o.text("text"); t != "" {
		return content(t, nil)
	}
	return nil
}

func (o options) group() GroupOptions {
	g := o.in("formGroup")
	out := GroupOptions{Classes: g.text("classes"), Attrs: g.attrs("attributes")}
	for _, name := range []string{"beforeInput", "beforeInputs"} {
		if g.has(name) {
			out.Before = either(g.in(name))
		}
	}
	for _, name := range []string{"afterInput", "afterInputs"} {
		if g.has(name) {
			out.After = either(g.in(name))
		}
	}
	return out
}

func (o options) affix(key string) AffixOptions {
	a := o.in(key)
	return AffixOptions{Text: a.text("text"), HTML: a.html("html"), Classes: a.text("classes"), Attrs: a.attrs("attributes")}
}

func (o options) fieldset() *FieldsetOptions {
	if !o.has("fieldset") {
		return nil
	}
	f := fieldsetFrom(o.in("fieldset"))
	return &f
}

func fieldsetFrom(f options) FieldsetOptions {
	l := f.in("legend")
	return FieldsetOptions{
		Legend: l.text("text"), LegendHTML: l.html("html"), LegendClasses: l.text("classes"), Heading: l.yes("isPageHeading"),
		Classes: f.text("classes"), Role: f.text("role"), DescribedBy: f.text("describedBy"), Attrs: f.attrs("attributes"),
	}
}

func (o options) tag() TagOptions {
	return TagOptions{Text: o.text("text"), HTML: o.html("html"), Classes: o.text("classes"), Attrs: o.attrs("attributes")}
}

func (o options) actions(key string) []Action {
	var list []Action
	for _, a := range o.in(key).list("items") {
		list = append(list, Action{Text: a.text("text"), HTML: a.html("html"), Href: a.text("href"), Hidden: a.text("visuallyHiddenText"), Classes: a.text("classes"), Attrs: a.attrs("attributes")})
	}
	return list
}
