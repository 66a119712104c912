package ui

import (
	"io"
	"strconv"
	"testing"

	"github.com/caseloom/caseloom/forms"
)

// A page of 100 questions is the one that issue budgets speak of.
func BenchmarkForm100Fields(b *testing.B) {
	m := forms.PageModel{Title: "A hundred questions", Count: 1, Step: 1}
	for n := range 100 {
		id := "q-" + strconv.Itoa(n)
		m.Items = append(m.Items, forms.Item{Widget: forms.Text, Name: "/" + id, ID: id, Label: "Question " + id, Hint: "Say what you know", Type: "text", Width: 20})
	}
	page := Form(m, FormOptions{CSRF: "token"})
	b.ReportAllocs()
	for b.Loop() {
		if err := page.Render(b.Context(), io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
