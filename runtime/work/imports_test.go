package work_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"testing"
)

// Everything that leaves the server leaves from this package: no other may know how to send. Tests are not asked, since
// a mail server is what some of them are.
func TestOnlyThisPackageMaySend(t *testing.T) {
	const room = "github.com/caseloom/caseloom/runtime/work"
	sends := []string{"github.com/caseloom/caseloom/runtime/outside", "net/smtp", "github.com/wneessen/go-mail", "github.com/wneessen/go-mail/smtp", "github.com/emersion/go-smtp"}
	list := exec.Command("go", "list", "-e", "-tags", "sqlite_fts5", "-json=ImportPath,Imports", "github.com/caseloom/caseloom/...")
	var said bytes.Buffer
	list.Stderr = &said
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v: %s", err, &said)
	}
	packages, here := 0, false
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		packages++
		for _, path := range sends {
			if !slices.Contains(p.Imports, path) {
				continue
			}
			if p.ImportPath == room {
				here = true
			} else {
				t.Errorf("%s imports %s: only %s may send", p.ImportPath, path, room)
			}
		}
	}
	if packages < 10 || !here {
		t.Errorf("the test looked at %d packages, and found none that sends: it no longer proves anything", packages)
	}
}
