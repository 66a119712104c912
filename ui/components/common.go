package components

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// Attrs are further attributes of an element, drawn in order of their names.
type Attrs = templ.Attributes

// cls joins the class names that are not empty.
func cls(names ...string) string {
	only, count := "", 0
	for _, n := range names {
		if n != "" {
			only = n
			count++
		}
	}
	if count < 2 {
		return only
	}
	var b strings.Builder
	for _, n := range names {
		if n == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(n)
	}
	return b.String()
}

// when gives the text if the condition holds.
func when(condition bool, text string) string {
	if condition {
		return text
	}
	return ""
}

// or gives the first of two texts that is not empty.
func or(text, fallback string) string {
	if text != "" {
		return text
	}
	return fallback
}

// suffix gives the id of the n-th of several controls (counting from 1): the
// first has the plain id, so that the error summary's link finds it.
func suffix(id string, n int) string {
	if n <= 1 {
		return id
	}
	return id + "-" + strconv.Itoa(n)
}

// describedBy lists the ids of what describes a control: what the caller
// named, then its hint, then its error.
func describedBy(named, id string, hint HintOptions, err ErrorOptions) string {
	return cls(named, when(hint.present(), id+"-hint"), when(err.present(), id+"-error"))
}

// GroupOptions shape the form group around a control.
type GroupOptions struct {
	Classes string
	Attrs   Attrs
	Before  templ.Component // beside the control, before it
	After   templ.Component // beside the control, after it
}
