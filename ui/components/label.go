package components

import (
	"github.com/a-h/templ"

	"github.com/caseloom/caseloom/ui/words"
)

// Label draws nothing when it has no words.
func Label(o LabelOptions) templ.Component {
	return draw(func(b *out) { b.label(&o, o.For, "", "") })
}

// Hint draws the hint under a label.
func Hint(o HintOptions) templ.Component {
	return draw(func(b *out) { b.hint(&o, o.ID, "") })
}

// ErrorMessage draws what is wrong with a control's answer.
func ErrorMessage(o ErrorOptions) templ.Component {
	return draw(func(b *out) { b.failure(&o, o.ID) })
}

// Fieldset draws its legend and its children.
func Fieldset(o FieldsetOptions) templ.Component {
	return draw(func(b *out) {
		children := templ.GetChildren(b.ctx)
		b.openFieldset(&o, o.DescribedBy, o.Role)
		b.component(children)
		b.raw("</fieldset>")
	})
}

// label is for the control with the id; class stands before its own classes.
func (b *out) label(o *LabelOptions, id, class, classes string) {
	if o.Text == "" && o.HTML == nil {
		return
	}
	if o.Heading {
		b.raw(`<h1 class="govuk-label-wrapper">`)
	}
	b.raw("<label")
	b.class("govuk-label", class, classes, o.Classes)
	b.attrs(o.Attrs)
	b.attr("for", id)
	b.raw(">")
	b.content(o.Text, o.HTML)
	b.raw("</label>")
	if o.Heading {
		b.raw("</h1>")
	}
}

func (b *out) hint(o *HintOptions, id, class string) {
	b.raw("<div")
	b.attr("id", id)
	b.class("govuk-hint", class, o.Classes)
	b.attrs(o.Attrs)
	b.raw(">")
	b.content(o.Text, o.HTML)
	b.raw("</div>")
}

func (b *out) failure(o *ErrorOptions, id string) {
	b.raw("<p")
	b.attr("id", id)
	b.class("govuk-error-message", o.Classes)
	b.attrs(o.Attrs)
	b.raw(">")
	if !o.Bare {
		b.raw(`<span class="govuk-visually-hidden">`)
		b.text(or(o.Hidden, words.From(b.ctx).Error))
		b.raw(":</span> ")
	}
	b.content(o.Text, o.HTML)
	b.raw("</p>")
}

// told writes the hint and the error of a control.
func (b *out) told(id string, hint *HintOptions, failure *ErrorOptions) {
	if hint.present() {
		b.hint(hint, id+"-hint", "")
	}
	if failure.present() {
		b.failure(failure, id+"-error")
	}
}

func (b *out) openFieldset(o *FieldsetOptions, described, role string) {
	b.raw("<fieldset")
	b.class("govuk-fieldset", o.Classes)
	b.attr("role", role)
	b.attr("aria-describedby", described)
	b.attrs(o.Attrs)
	b.raw(">")
	if o.Legend == "" && o.LegendHTML == nil {
		return
	}
	b.raw("<legend")
	b.class("govuk-fieldset__legend", o.LegendClasses)
	b.raw(">")
	if o.Heading {
		b.raw(`<h1 class="govuk-fieldset__heading">`)
	}
	b.content(o.Legend, o.LegendHTML)
	if o.Heading {
		b.raw("</h1>")
	}
	b.raw("</legend>")
}

// openGroup begins the form group around a control.
func (b *out) openGroup(o *GroupOptions, failed bool, class string) {
	b.raw("<div")
	b.class("govuk-form-group", when(failed, "govuk-form-group--error"), class, o.Classes)
	b.attrs(o.Attrs)
	b.raw(">")
}
