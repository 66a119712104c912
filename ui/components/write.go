package components

import (
	"context"
	"io"

	"github.com/a-h/templ"
	"github.com/a-h/templ/runtime"
)

// Labels, hints, errors, fieldsets and controls are most of every form, and
// are written here by hand: a page of 100 questions takes a sixth of the time
// that generated functions took, most of which went into printing strings and
// class names. Everything that a page has few of is a templ.

// out writes HTML until the first error, which it keeps.
type out struct {
	*runtime.Buffer
	ctx context.Context
	err error
}

// draw makes a component of a function that writes.
func draw(write func(*out)) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		buffer, within := runtime.GetBuffer(w)
		b := out{Buffer: buffer, ctx: templ.InitializeContext(ctx)}
		write(&b)
		if !within {
			if err := runtime.ReleaseBuffer(buffer); b.err == nil {
				b.err = err
			}
		}
		return b.err
	})
}

// raw writes HTML of ours.
func (b *out) raw(html ...string) {
	for _, s := range html {
		if b.err == nil {
			_, b.err = b.WriteString(s)
		}
	}
}

// text writes words of others.
func (b *out) text(s string) { b.raw(templ.EscapeString(s)) }

// attr writes an attribute that has a value.
func (b *out) attr(name, value string) {
	if value != "" {
		b.raw(" ", name, `="`, templ.EscapeString(value), `"`)
	}
}

// always writes an attribute, be its value empty.
func (b *out) always(name, value string) { b.raw(" ", name, `="`, templ.EscapeString(value), `"`) }

// flag writes an attribute without a value.
func (b *out) flag(on bool, name string) {
	if on {
		b.raw(" ", name)
	}
}

// class writes the class names that are not empty; the first never is.
func (b *out) class(names ...string) {
	b.raw(` class="`, names[0])
	for _, n := range names[1:] {
		if n != "" {
			b.raw(" ", templ.EscapeString(n))
		}
	}
	b.raw(`"`)
}

// attrs writes further attributes, in order of their names.
func (b *out) attrs(a Attrs) {
	if len(a) > 0 && b.err == nil {
		b.err = templ.RenderAttributes(b.ctx, b.Buffer, a)
	}
}

// content writes text, or the component that replaces it.
func (b *out) content(text string, html templ.Component) {
	if html != nil {
		b.component(html)
	} else {
		b.text(text)
	}
}

// component draws a component, or nothing.
func (b *out) component(c templ.Component) {
	if c != nil && b.err == nil {
		b.err = c.Render(templ.ClearChildren(b.ctx), b.Buffer)
	}
}
