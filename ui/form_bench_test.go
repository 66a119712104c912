package ui

import (
	"fmt"
	"io"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/forms"
)

// A page of 100 questions of the common kinds, from the form's answers to its HTML: the one that issue budgets speak of.
func BenchmarkForm100Fields(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(200)) // as the server sets it
	var src, names strings.Builder
	src.WriteString("title: A hundred questions\ntype: object\nproperties:\n")
	for i := range 100 {
		kind := []string{"type: string, maxLength: 50", "type: string, enum: [a, b, c]", "type: boolean", "type: string, format: date", "type: integer, minimum: 0"}[i%5]
		fmt.Fprintf(&src, "  q%d: { title: Question %d, description: Say what you know, %s }\n", i, i, kind)
		fmt.Fprintf(&names, "q%d, ", i)
	}
	src.WriteString("x-pages: [ { title: All, fields: [" + strings.TrimSuffix(names.String(), ", ") + "] } ]\n")
	f, faults := forms.Load([]byte(src.String()), "a.yaml", "a", nil)
	if f == nil {
		b.Fatal(faults)
	}
	answers := f.Fill(nil)
	draw := func() {
		if err := Form(f.Draw(0, answers, nil, nil), FormOptions{CSRF: "token"}).Render(b.Context(), io.Discard); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("one", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			draw()
		}
	})
	b.Run("all cores", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				draw()
			}
		})
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
	})
}
