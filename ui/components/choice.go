package components

import "github.com/a-h/templ"

// Radios draw a set of which one may be chosen.
func Radios(o ChoiceOptions) templ.Component {
	return draw(func(b *out) { b.choices(&o, "govuk-radios", "radio") })
}

// Checkboxes draw a set of which any may be chosen.
func Checkboxes(o ChoiceOptions) templ.Component {
	return draw(func(b *out) { b.choices(&o, "govuk-checkboxes", "checkbox") })
}

func (b *out) choices(o *ChoiceOptions, block, kind string) {
	described := o.described()
	b.openGroup(&GroupOptions{Classes: o.Group.Classes, Attrs: o.Group.Attrs}, o.Error.present(), "")
	if o.Fieldset != nil {
		b.openFieldset(o.Fieldset, described, o.Fieldset.Role)
	}
	b.told(o.id(), &o.Hint, &o.Error)
	b.raw("<div")
	b.class(block, o.Classes)
	b.attrs(o.Attrs)
	b.raw(` data-module="`, block, `">`)
	b.component(o.Group.Before)
	set := ""
	if o.Fieldset == nil && kind == "checkbox" {
		set = described // no fieldset carries what describes the set
	}
	for i := range o.Items {
		item := &o.Items[i]
		if item.Divider != "" {
			b.raw(`<div class="`, block, `__divider">`)
			b.text(item.Divider)
			b.raw("</div>")
			continue
		}
		b.choice(o, item, item.id(*o, i), block, kind, set)
	}
	b.component(o.Group.After)
	b.raw("</div>")
	if o.Fieldset != nil {
		b.raw("</fieldset>")
	}
	b.raw("</div>")
}

func (b *out) choice(o *ChoiceOptions, item *ChoiceItem, id, block, kind, set string) {
	checked := o.checked(*item)
	b.raw(`<div class="`, block, `__item"><input class="`, block, `__input"`)
	b.always("id", id)
	b.always("name", or(item.Name, o.Name))
	b.raw(` type="`, kind, `"`)
	b.always("value", item.Value)
	b.flag(checked, "checked")
	b.flag(item.Disabled, "disabled")
	if item.Conditional != nil {
		b.always("data-aria-controls", "conditional-"+id)
	}
	b.flag(item.Exclusive, `data-behaviour="exclusive"`)
	b.attr("aria-describedby", item.described(set, id))
	b.attrs(item.Attrs)
	b.raw(">")
	label := LabelOptions{Text: item.Text, HTML: item.HTML, Attrs: item.LabelAttrs}
	b.label(&label, id, block+"__label", item.LabelClasses)
	if item.Hint.present() {
		b.hint(&item.Hint, id+"-item-hint", block+"__hint")
	}
	b.raw("</div>")
	if item.Conditional != nil {
		b.raw(`<div class="`, block, `__conditional`, when(!checked, " "+block+"__conditional--hidden"), `"`)
		b.always("id", "conditional-"+id)
		b.raw(">")
		b.component(item.Conditional)
		b.raw("</div>")
	}
}

// DateInput draws the parts of a date in the order they are given.
func DateInput(o DateOptions) templ.Component {
	return draw(func(b *out) {
		b.openGroup(&GroupOptions{Classes: o.Group.Classes, Attrs: o.Group.Attrs}, o.Error.present(), "")
		if o.Fieldset != nil {
			b.openFieldset(o.Fieldset, o.described(), or(o.Fieldset.Role, "group"))
		}
		b.told(o.ID, &o.Hint, &o.Error)
		b.raw("<div")
		b.class("govuk-date-input", o.Classes)
		b.attrs(o.Attrs)
		b.attr("id", o.ID)
		b.raw(">")
		b.component(o.Group.Before)
		for _, item := range o.Items {
			b.raw(`<div class="govuk-date-input__item">`)
			part := o.part(item)
			b.input(&part)
			b.raw("</div>")
		}
		b.component(o.Group.After)
		b.raw("</div>")
		if o.Fieldset != nil {
			b.raw("</fieldset>")
		}
		b.raw("</div>")
	})
}
