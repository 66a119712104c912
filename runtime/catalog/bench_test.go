package catalog_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/catalog"
)

// forgetful keeps no version: what is measured is the loading.
type forgetful struct{}

func (forgetful) SaveVersion(context.Context, string, string, map[string][]byte, time.Time) error {
	return nil
}

func (forgetful) Version(context.Context, string) (string, map[string][]byte, error) {
	return "", nil, os.ErrNotExist
}

// A folder of 100 case types, each with a form of 300 questions: what a server reads before it answers.
func BenchmarkLoad100CaseTypes(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(200)) // as the server sets it
	dir := b.TempDir()
	var form strings.Builder
	form.WriteString("title: Apply\ntype: object\nproperties:\n")
	for i := range 300 {
		kind := []string{"type: string, maxLength: 50", "type: string, enum: [a, b, c]", "type: boolean", "type: string, format: date", "type: integer, minimum: 0"}[i%5]
		fmt.Fprintf(&form, "  q%d: { title: Question %d, %s }\n", i, i, kind)
	}
	for i := range 100 {
		for name, text := range map[string]string{"casetype.yaml": fmt.Sprintf("title: Service %d\nintake: apply\n", i), "forms/apply.yaml": form.String()} {
			at := filepath.Join(dir, fmt.Sprintf("service-%03d", i), name)
			if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
				b.Fatal(err)
			}
			if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		c, err := catalog.New(b.Context(), dir, forgetful{}, time.Now, slog.New(slog.DiscardHandler))
		if err != nil {
			b.Fatal(err)
		}
		if n := len(c.All()); n != 100 {
			b.Fatal(n)
		}
	}
}
