package forms

import (
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"
)

// wide is a form of n questions of the common kinds on one page.
func wide(n int) string {
	var b, names strings.Builder
	b.WriteString("type: object\nproperties:\n")
	for i := range n {
		kind := []string{"type: string, maxLength: 50", "type: string, enum: [a, b, c]", "type: boolean", "type: string, format: date", "type: integer, minimum: 0"}[i%5]
		fmt.Fprintf(&b, "  q%d: { title: Question %d, %s }\n", i, i, kind)
		fmt.Fprintf(&names, "q%d, ", i)
	}
	all := strings.TrimSuffix(names.String(), ", ")
	return b.String() + "required: [" + all + "]\nx-pages: [{title: All, fields: [" + all + "]}]\n"
}

func answersTo(n int) url.Values {
	v := url.Values{}
	for i := range n {
		name := fmt.Sprintf("/q%d", i)
		switch i % 5 {
		case 0:
			v.Set(name, "Some text")
		case 1:
			v.Set(name, "b")
		case 2:
			v.Set(name, "true")
		case 3:
			v.Set(name+"-day", "3")
			v.Set(name+"-month", "12")
			v.Set(name+"-year", "2025")
		case 4:
			v.Set(name, "42")
		}
	}
	return v
}

func BenchmarkDraw100(b *testing.B) {
	f := load(b, wide(100))
	b.ReportAllocs()
	for b.Loop() {
		f.Draw(0, nil, nil, nil)
	}
}

func BenchmarkParseAndValidate20(b *testing.B) {
	f := load(b, wide(20))
	values := answersTo(20)
	if got, faults := f.Parse(0, values, nil, nil); len(faults) > 0 || len(f.Validate(got, time.Time{})) > 0 {
		b.Fatal(faults, f.Validate(got, time.Time{}))
	}
	b.ReportAllocs()
	for b.Loop() {
		got, _ := f.Parse(0, values, nil, nil)
		f.ValidatePage(0, got, time.Time{})
	}
}

func BenchmarkNormalisePermit(b *testing.B) {
	f := permit(b)
	example := f.Example()
	b.ReportAllocs()
	for b.Loop() {
		f.Normalise(example)
	}
}

func BenchmarkLoadPermit(b *testing.B) {
	src, err := os.ReadFile("testdata/apply.yaml")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		Load(src, "a.yaml", "apply", nil)
	}
}

func BenchmarkLoad300(b *testing.B) {
	src := []byte(wide(300))
	b.ReportAllocs()
	for b.Loop() {
		Load(src, "a.yaml", "apply", nil)
	}
}
