package rehearse_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/rehearse"
)

var update = flag.Bool("update", false, "write what is said into the goldens")

// TestGoldens plays the case type "t" of each archive in testdata, and compares what is said of its tests, in words, as
// JSON and as JUnit's XML, with what the archive holds under those names.
func TestGoldens(t *testing.T) {
	archives, _ := filepath.Glob("testdata/*.txtar")
	if len(archives) == 0 {
		t.Fatal("no goldens")
	}
	for _, path := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			root := fstest.MapFS{}
			for _, f := range archive.Files {
				if strings.Contains(f.Name, "/") || f.Name == "organisation.yaml" {
					root[f.Name] = &fstest.MapFile{Data: f.Data}
				}
			}
			typ, found := casetype.Load(root, "t")
			out := rehearse.Output{Found: rehearse.Concerns("t", found)}
			if typ != nil {
				report := rehearse.Run(context.Background(), typ, rehearse.Options{Cover: true})
				out.Found = append(out.Found, report.Diagnostics(typ, rules.Error)...).Sort()
				out.Reports = append(out.Reports, report)
			}
			for name, write := range map[string]func(*bytes.Buffer){
				"words": func(b *bytes.Buffer) { out.Print(b, rehearse.Style{Verbose: true}) },
				"json":  func(b *bytes.Buffer) { must(t, out.PrintJSON(b)) },
				"junit": func(b *bytes.Buffer) { must(t, out.PrintJUnit(b)) },
			} {
				var b bytes.Buffer
				write(&b)
				for i, f := range archive.Files {
					if f.Name != name {
						continue
					}
					if *update {
						archive.Files[i].Data = b.Bytes()
					} else if b.String() != string(f.Data) {
						t.Errorf("in %s it says:\n%s\nand must say:\n%s", name, b.String(), f.Data)
					}
				}
				switch name {
				case "json":
					if !json.Valid(b.Bytes()) {
						t.Error("no JSON")
					}
				case "junit":
					sound(t, b.Bytes())
				}
			}
			if *update {
				must(t, os.WriteFile(path, txtar.Format(archive), 0o644))
			}
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// sound holds a JUnit file to what build servers rely on: names, counts that are those of the cases, and no attribute that
// a strict schema of theirs would refuse.
func sound(t *testing.T, text []byte) {
	t.Helper()
	type count struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
	}
	var all struct {
		XMLName xml.Name `xml:"testsuites"`
		count
		Suites []struct {
			Name string `xml:"name,attr"`
			count
			Cases []struct {
				Name  string   `xml:"name,attr"`
				Class string   `xml:"classname,attr"`
				Bad   []string `xml:"failure"`
				Worse []string `xml:"error"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	known := map[string]string{"testsuites": "name tests failures errors", "testsuite": "name tests failures errors skipped file", "testcase": "name classname", "failure": "message type", "error": "message type"}
	for in := xml.NewDecoder(bytes.NewReader(text)); ; {
		token, err := in.Token()
		if err != nil {
			break
		}
		if e, ok := token.(xml.StartElement); ok {
			for _, a := range e.Attr {
				if !strings.Contains(" "+known[e.Name.Local]+" ", " "+a.Name.Local+" ") {
					t.Errorf("<%s %s> is known to nobody", e.Name.Local, a.Name.Local)
				}
			}
		}
	}
	var total count
	for _, s := range all.Suites {
		var here count
		for _, c := range s.Cases {
			here.Tests++
			here.Failures += len(c.Bad)
			here.Errors += len(c.Worse)
			if c.Name == "" || c.Class == "" || len(c.Bad)+len(c.Worse) > 1 {
				t.Errorf("not a test case: %+v", c)
			}
		}
		if here != s.count || s.Name == "" {
			t.Errorf("%s counts %+v and has %+v", s.Name, s.count, here)
		}
		total.Tests, total.Failures, total.Errors = total.Tests+here.Tests, total.Failures+here.Failures, total.Errors+here.Errors
	}
	if total != all.count {
		t.Errorf("it counts %+v and has %+v", all.count, total)
	}
}
