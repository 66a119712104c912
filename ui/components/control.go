package components

import (
	"strconv"

	"github.com/a-h/templ"
)

// Input draws a one-line text control.
func Input(o InputOptions) templ.Component { return draw(func(b *out) { b.input(&o) }) }

func (b *out) input(o *InputOptions) {
	id := o.id()
	b.openGroup(&GroupOptions{Classes: o.Group.Classes, Attrs: o.Group.Attrs}, o.Error.present(), o.groupClass)
	b.label(&o.Label, id, "", "")
	b.told(id, &o.Hint, &o.Error)
	if !o.wrapped() {
		b.inputElement(o, id)
		b.raw("</div>")
		return
	}
	b.raw("<div")
	b.class("govuk-input__wrapper", o.wrapper)
	b.attrs(o.wrapperAttrs)
	b.raw(">")
	b.component(o.Group.Before)
	b.affix("govuk-input__prefix", &o.Prefix)
	b.inputElement(o, id)
	b.affix("govuk-input__suffix", &o.Suffix)
	b.component(o.Group.After)
	b.raw("</div></div>")
}

func (b *out) affix(class string, o *AffixOptions) {
	if !o.present() {
		return
	}
	b.raw("<div")
	b.class(class, o.Classes)
	b.raw(` aria-hidden="true"`)
	b.attrs(o.Attrs)
	b.raw(">")
	b.content(o.Text, o.HTML)
	b.raw("</div>")
}

func (b *out) inputElement(o *InputOptions, id string) {
	b.raw("<input")
	b.class("govuk-input", o.Classes, when(o.Error.present(), "govuk-input--error"))
	b.always("id", id)
	b.always("name", o.Name)
	b.attr("type", or(o.Type, "text"))
	b.attr("spellcheck", o.Spellcheck)
	b.attr("value", o.Value)
	b.flag(o.Disabled, "disabled")
	b.attr("aria-describedby", describedBy(o.DescribedBy, id, o.Hint, o.Error))
	b.attr("autocomplete", o.Autofill)
	b.attr("autocapitalize", o.Capitals)
	b.attr("pattern", o.Pattern)
	b.attr("inputmode", o.Mode)
	b.attrs(o.Attrs)
	b.raw(">")
}

// Textarea draws a control for several lines of text.
func Textarea(o TextareaOptions) templ.Component {
	return draw(func(b *out) {
		id := o.id()
		b.openGroup(&o.Group, o.Error.present(), o.groupClass)
		b.label(&o.Label, id, "", "")
		b.told(id, &o.Hint, &o.Error)
		b.component(o.Group.Before)
		b.raw("<textarea")
		b.class("govuk-textarea", when(o.Error.present(), "govuk-textarea--error"), o.Classes)
		b.always("id", id)
		b.always("name", o.Name)
		rows := "5"
		if o.Rows > 0 {
			rows = strconv.Itoa(o.Rows)
		}
		b.attr("rows", rows)
		b.attr("spellcheck", o.Spellcheck)
		b.flag(o.Disabled, "disabled")
		b.attr("aria-describedby", describedBy(o.DescribedBy, id, o.Hint, o.Error))
		b.attr("autocomplete", o.Autofill)
		b.attrs(o.Attrs)
		// A browser drops the first line break after the tag, so one of ours
		// stands before a person's own.
		b.raw(">", when(len(o.Value) > 0 && (o.Value[0] == '\n' || o.Value[0] == '\r'), "\n"))
		b.text(o.Value)
		b.raw("</textarea>")
		b.component(o.Group.After)
		b.raw("</div>")
	})
}

// Select draws a drop-down list.
func Select(o SelectOptions) templ.Component {
	return draw(func(b *out) {
		id := o.id()
		b.openGroup(&o.Group, o.Error.present(), "")
		b.label(&o.Label, id, "", "")
		b.told(id, &o.Hint, &o.Error)
		b.component(o.Group.Before)
		b.raw("<select")
		b.class("govuk-select", o.Classes, when(o.Error.present(), "govuk-select--error"))
		b.always("id", id)
		b.always("name", o.Name)
		b.flag(o.Disabled, "disabled")
		b.attr("aria-describedby", describedBy(o.DescribedBy, id, o.Hint, o.Error))
		b.attrs(o.Attrs)
		b.raw(">")
		for i := range o.Items {
			item := &o.Items[i]
			b.raw("<option")
			if !item.Plain {
				b.always("value", item.Value)
			}
			b.flag(o.selected(*item), "selected")
			b.flag(item.Disabled, "disabled")
			b.attrs(item.Attrs)
			b.raw(">")
			b.text(item.Text)
			b.raw("</option>")
		}
		b.raw("</select>")
		b.component(o.Group.After)
		b.raw("</div>")
	})
}

// FileUpload draws a control for uploading.
func FileUpload(o FileOptions) templ.Component {
	return draw(func(b *out) {
		id := o.id()
		b.openGroup(&o.Group, o.Error.present(), "")
		b.label(&o.Label, id, "", "")
		b.told(id, &o.Hint, &o.Error)
		b.component(o.Group.Before)
		if o.Improved {
			b.raw("<div")
			b.class("govuk-file-upload-wrapper", o.WrapClasses)
			b.raw(` data-module="govuk-file-upload"`)
			b.attrs(o.WrapperAttrs)
			b.raw(">")
		}
		b.raw("<input")
		b.class("govuk-file-upload", o.Classes, when(o.Error.present(), "govuk-file-upload--error"))
		b.always("id", id)
		b.always("name", o.Name)
		b.raw(` type="file"`)
		b.flag(o.Disabled, "disabled")
		b.flag(o.Multiple, "multiple")
		b.attr("aria-describedby", describedBy(o.DescribedBy, id, o.Hint, o.Error))
		b.attrs(o.Attrs)
		b.raw(">")
		if o.Improved {
			b.raw("</div>")
		}
		b.component(o.Group.After)
		b.raw("</div>")
	})
}
