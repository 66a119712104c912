package casetype

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/caseloom/caseloom/rules"
)

// TestHowAFileIsSaved puts casetype.yaml in the ways that editors of all kinds save it.
func TestHowAFileIsSaved(t *testing.T) {
	good := string(parkingPermit(t)["t/casetype.yaml"].Data)
	for name, c := range map[string]struct{ text, code, place string }{
		"a byte order mark":         {"\ufeff" + good, "", ""},
		"Windows line ends":         {strings.ReplaceAll(good, "\n", "\r\n"), "", ""},
		"no line end at the end":    {strings.TrimSuffix(good, "\n"), "", ""},
		"UTF-16":                    {"\xff\xfet\x00", "encoding", "1:1"},
		"Latin-1":                   {"title: Caf\xe9\nintake: apply\n", "encoding", "1:11"},
		"a control character":       {"title: T\nintake: ap\x07ply\n", "control-character", "2:11"},
		"a mark inside":             {"title: T\n\ufeffintake: apply\n", "control-character", "2:1"},
		"old Macintosh line ends":   {"title: T\rintake: apply\r", "control-character", "1:9"},
		"larger than a megabyte":    {good + strings.Repeat("# padding\n", 110_000), "too-large", "1:1"},
		"half a save":               {good[:strings.Index(good, "stages:")], "", ""},
		"a conflict left by merges": {"<<<<<<< HEAD\n" + good, "yaml", "1:1"},
	} {
		t.Run(name, func(t *testing.T) {
			root := parkingPermit(t)
			root["t/casetype.yaml"] = &fstest.MapFile{Data: []byte(c.text)}
			_, found := Load(root, "t")
			if c.code == "" {
				for _, d := range found {
					if d.File == "t/casetype.yaml" {
						t.Errorf("%s", d)
					}
				}
				return
			}
			if len(found) == 0 || found[0].Code != c.code || !strings.Contains(found[0].String(), "t/casetype.yaml:"+c.place+": error:") {
				t.Errorf("wanted %s at %s: %v", c.code, c.place, found)
			}
		})
	}
}

func TestDiagnosticsArePrintedForPrograms(t *testing.T) {
	var b bytes.Buffer
	if err := (Diagnostics)(nil).PrintJSON(&b); err != nil || strings.Join(strings.Fields(b.String()), "") != `{"diagnostics":[]}` {
		t.Errorf("none: %s %v", b.String(), err)
	}
	b.Reset()
	root := parkingPermit(t)
	root["t/casetype.yaml"].Data = append(root["t/casetype.yaml"].Data, "teem: parking\n"...)
	_, found := Load(root, "t")
	if err := found.PrintJSON(&b); err != nil {
		t.Fatal(err)
	}
	var got struct{ Diagnostics []map[string]any }
	if err := json.Unmarshal(b.Bytes(), &got); err != nil || len(got.Diagnostics) != 1 {
		t.Fatalf("%v: %s", err, b.String())
	}
	for _, key := range []string{"code", "severity", "file", "line", "column", "message", "fix", "excerpt"} {
		if got.Diagnostics[0][key] == nil {
			t.Errorf("no %s: %v", key, got.Diagnostics[0])
		}
	}
}

func TestDiagnosticsAreSortedAndSaidOnce(t *testing.T) {
	at := func(file string, line, column int, severity rules.Severity, message string) rules.Diagnostic {
		return rules.Diagnostic{File: file, Line: line, Column: column, Severity: severity, Message: message}
	}
	found := Diagnostics{at("b", 1, 1, "error", "x"), at("a", 10, 1, "error", "x"), at("a", 2, 5, "warning", "w"), at("a", 2, 5, "error", "x"), at("b", 1, 1, "error", "x")}.Sort()
	var got []string
	for _, d := range found {
		got = append(got, d.File+d.Message)
	}
	if strings.Join(got, " ") != "ax aw ax bx" || found[0].Line != 2 {
		t.Errorf("%v", found)
	}
}

func TestAnExcerptOfALongLine(t *testing.T) {
	line := strings.Repeat("a", 500) + "HERE" + strings.Repeat("b", 500)
	got := excerpt([]byte(line+"\nnext"), 501)
	lines := strings.Split(got, "\n")
	if len(lines) != 2 || len([]rune(lines[0])) > excerptWidth+2 || []rune(lines[0])[len([]rune(lines[1]))-1] != 'H' {
		t.Errorf("%s", got)
	}
	if got := excerpt([]byte("\tkey: value"), 2); got != "\tkey: value\n\t^" {
		t.Errorf("%q", got)
	}
	if got := excerpt(nil, 1); got != "" {
		t.Errorf("%q", got)
	}
}

// TestTheLiveTableDecides runs the parking permit's table through the type that was loaded.
func TestTheLiveTableDecides(t *testing.T) {
	typ := mustLoad(t, os.DirFS(small), "parking-permit")
	permit := typ.Decisions[0]
	for _, c := range []struct {
		zone   string
		cars   int
		proof  any
		row    int
		result string
		fee    string
	}{
		{"B", 1, nil, 3, "granted", "45.00"},
		{"B", 3, "passed", 4, "granted", "225.00"},
		{"A", 3, "passed", 2, "refused", ""},
		{"A", 2, "passed", 4, "granted", "135.00"},
		{"B", 1, "failed", 1, "refused", ""},
	} {
		answers := map[string]any{}
		if c.proof != nil {
			answers["result"] = c.proof
		}
		s := rules.NewSnapshot(map[string]any{
			"form": map[string]any{"address": map[string]any{"zone": c.zone}},
			"fact": map[string]any{"cars": c.cars},
			"task": map[string]any{"proof": map[string]any{"answers": answers}},
		})
		ruling, err := permit.Table.Decide(s)
		if err != nil {
			t.Errorf("%+v: %v", c, err)
			continue
		}
		fee := ""
		if amount, ok := ruling.Outputs["fee"].(rules.Decimal); ok {
			fee = amount.String()
		}
		if ruling.Row != c.row || ruling.Outputs["result"] != c.result || fee != c.fee {
			t.Errorf("%+v: row %d, %v, fee %q", c, ruling.Row, ruling.Outputs, fee)
		}
	}
}
