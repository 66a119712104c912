package components

import "strings"

// The options of the larger components.

func (o options) link() LinkOptions {
	return LinkOptions{Text: o.text("text"), HTML: o.html("html"), Href: o.text("href"), Classes: o.text("classes"), Attrs: o.attrs("attributes")}
}

func (o options) notice() TextOptions {
	return TextOptions{Text: o.text("text"), HTML: o.html("html"), ID: o.text("id"), Fallback: o.text("iconFallbackText"), Classes: o.text("classes"), Attrs: o.attrs("attributes")}
}

func (o options) textarea() TextareaOptions {
	return TextareaOptions{
		Name: o.text("name"), ID: o.text("id"), Value: o.text("value"), Rows: o.number("rows"), Label: o.label(), Hint: o.hint(), Error: o.err(), Classes: o.text("classes"),
		Autofill: o.text("autocomplete"), Spellcheck: o.text("spellcheck"), Disabled: o.yes("disabled"), DescribedBy: o.text("describedBy"), Group: o.group(), Attrs: o.attrs("attributes"),
	}
}

// choices says of each item whether it is chosen, as the macro would find it
// from the set's value or values and an item's own word against it.
func (o options) choices() ChoiceOptions {
	c := ChoiceOptions{
		Name: o.text("name"), ID: o.text("idPrefix"), Fieldset: o.fieldset(), Hint: o.hint(), Error: o.err(), Classes: o.text("classes"),
		DescribedBy: o.text("describedBy"), Group: o.group(), Attrs: o.attrs("attributes"),
	}
	chosen := map[string]bool{}
	if v := o.text("value"); v != "" {
		chosen[v] = true
	}
	values, _ := o["values"].([]any)
	for _, v := range values {
		chosen[options{"v": v}.text("v")] = true
	}
	raw, _ := o["items"].([]any)
	for n, r := range raw {
		m, ok := r.(map[string]any)
		if !ok {
			continue // the macro counts what it passes over, so ids are said below
		}
		i := options(m)
		hint := i.hint()
		label := i.in("label")
		c.Items = append(c.Items, ChoiceItem{
			Text: i.text("text"), HTML: i.html("html"), Value: i.text("value"), ID: or(i.text("id"), suffix(c.id(), n+1)), Name: i.text("name"), Hint: hint,
			LabelClasses: label.text("classes"), LabelAttrs: label.attrs("attributes"), Divider: i.text("divider"),
			Checked: i.yes("checked") || chosen[i.text("value")] && !i.no("checked"), Disabled: i.yes("disabled"), Exclusive: i.text("behaviour") == "exclusive",
			Conditional: i.in("conditional").html("html"), Attrs: i.attrs("attributes"),
		})
	}
	return c
}

// date gives the parts that the macro would draw when none are named.
func (o options) date() DateOptions {
	d := DateOptions{ID: o.text("id"), NamePrefix: o.text("namePrefix"), Fieldset: o.fieldset(), Hint: o.hint(), Error: o.err(), Classes: o.text("classes"), Group: o.group(), Attrs: o.attrs("attributes")}
	values := o.in("values")
	widths := map[string]string{"day": "2", "month": "2", "year": "4"}
	add := func(i options, name, label, width string) {
		prefixed := name
		if d.NamePrefix != "" {
			prefixed = d.NamePrefix + "-" + name
		}
		failed := contains(i.text("classes"), "govuk-input--error")
		classes := strings.TrimSpace(strings.ReplaceAll(i.text("classes"), "govuk-input--error", ""))
		if width != "" && !contains(classes, "govuk-input--width-") {
			classes = cls("govuk-input--width-"+width, classes)
		}
		value := or(i.text("value"), values.text(prefixed))
		if widths[name] != "" {
			value = or(or(i.text("value"), o.in(name).text("value")), or(values.text(name), values.text(prefixed)))
		}
		d.Items = append(d.Items, DateItem{
			Name: name, ID: i.text("id"), Label: or(i.text("label"), label), Value: value,
			Error: i.yes("error") || failed, Fine: i.no("error"),
			Classes: classes, Mode: i.text("inputmode"), Autofill: i.text("autocomplete"), Pattern: i.text("pattern"), Attrs: i.attrs("attributes"),
		})
	}
	if items := o.list("items"); items != nil {
		for _, i := range items {
			width := widths[i.text("name")]
			if width == "" {
				width = "2"
			}
			add(i, i.text("name"), capital(i.text("name")), width)
		}
		return d
	}
	for _, part := range []string{"day", "month", "year"} {
		if v, named := o[part]; named && (v == nil || v == false) {
			continue
		}
		i := o.in(part)
		name := or(i.text("name"), part)
		add(i, name, capital(name), widths[part])
	}
	return d
}

func (o options) summaryList() SummaryListOptions {
	s := SummaryListOptions{Classes: o.text("classes"), Attrs: o.attrs("attributes")}
	for _, r := range o.list("rows") {
		k, v := r.in("key"), r.in("value")
		s.Rows = append(s.Rows, SummaryRow{
			Key: k.text("text"), KeyHTML: k.html("html"), KeyClasses: k.text("classes"), Value: v.text("text"), ValueHTML: v.html("html"), ValueClasses: v.text("classes"),
			Actions: r.actions("actions"), ActionsClasses: r.in("actions").text("classes"), Classes: r.text("classes"),
		})
	}
	if o.has("card") {
		card, t := o.in("card"), o.in("card").in("title")
		s.Card = &CardOptions{
			Title: t.text("text"), TitleHTML: t.html("html"), TitleClasses: t.text("classes"), Level: t.number("headingLevel"),
			Actions: card.actions("actions"), ActionsClasses: card.in("actions").text("classes"), Classes: card.text("classes"), Attrs: card.attrs("attributes"),
		}
	}
	return s
}

func (o options) cell() Cell {
	return Cell{Text: o.text("text"), HTML: o.html("html"), Format: o.text("format"), Classes: o.text("classes"), Colspan: o.number("colspan"), Rowspan: o.number("rowspan"), Attrs: o.attrs("attributes")}
}

func (o options) table() TableOptions {
	t := TableOptions{Caption: o.text("caption"), CaptionClasses: o.text("captionClasses"), RowHeaders: o.yes("firstCellIsHeader"), Classes: o.text("classes"), Attrs: o.attrs("attributes")}
	for _, c := range o.list("head") {
		t.Head = append(t.Head, c.cell())
	}
	rows, _ := o["rows"].([]any)
	for _, r := range rows {
		cells, ok := r.([]any)
		if !ok {
			continue
		}
		var row []Cell
		for _, c := range (options{"cells": cells}).list("cells") {
			row = append(row, c.cell())
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (o options) taskList() TaskListOptions {
	l := TaskListOptions{ID: o.text("idPrefix"), Classes: o.text("classes"), Attrs: o.attrs("attributes")}
	for _, i := range o.list("items") {
		t, h, s := i.in("title"), i.in("hint"), i.in("status")
		item := TaskItem{
			Title: t.text("text"), TitleHTML: t.html("html"), TitleClasses: t.text("classes"), Href: i.text("href"), Hint: h.text("text"), HintHTML: h.html("html"),
			Status: s.text("text"), StatusHTML: s.html("html"), StatusClasses: s.text("classes"), Classes: i.text("classes"),
		}
		if s.has("tag") {
			tag := s.in("tag").tag()
			item.Tag = &tag
		}
		l.Items = append(l.Items, item)
	}
	return l
}

func (o options) pageLink(key string) *PageLink {
	if !o.has(key) {
		return nil
	}
	l := o.in(key)
	return &PageLink{Text: l.text("text"), HTML: l.html("html"), Label: l.text("labelText"), Href: l.text("href"), Attrs: l.attrs("attributes")}
}

func (o options) pagination() PaginationOptions {
	p := PaginationOptions{Previous: o.pageLink("previous"), Next: o.pageLink("next"), Label: o.text("landmarkLabel"), Classes: o.text("classes"), Attrs: o.attrs("attributes")}
	for _, i := range o.list("items") {
		if len(i) == 0 {
			continue
		}
		p.Items = append(p.Items, PageItem{Number: i.text("number"), Label: i.text("visuallyHiddenText"), Href: i.text("href"), Current: i.yes("current"), Ellipsis: i.yes("ellipsis"), Attrs: i.attrs("attributes")})
	}
	return p
}

func (o options) serviceNavigation() ServiceNavOptions {
	slots := o.in("slots")
	n := ServiceNavOptions{
		Name: o.text("serviceName"), URL: o.text("serviceUrl"), Label: o.text("navigationLabel"), MenuText: o.text("menuButtonText"), MenuLabel: o.text("menuButtonLabel"),
		NavClasses: o.text("navigationClasses"), NavID: o.text("navigationId"), Open: o.no("collapseNavigationOnMobile"), Fold: o.yes("collapseNavigationOnMobile"), RegionLabel: o.text("ariaLabel"),
		Start: slots.html("start"), End: slots.html("end"), ItemsBefore: slots.html("navigationStart"), ItemsAfter: slots.html("navigationEnd"),
		Classes: o.text("classes"), Attrs: o.attrs("attributes"),
	}
	if end := slots.in("end"); end != nil {
		n.End, n.Inline = end.html("html"), end.text("align") == "inline"
	}
	for _, i := range o.list("navigation") {
		n.Items = append(n.Items, NavItem{Text: i.text("text"), HTML: i.html("html"), Href: i.text("href"), Current: i.yes("current"), Active: i.yes("active"), Attrs: i.attrs("attributes")})
	}
	return n
}
