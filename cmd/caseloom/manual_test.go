package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/catalog"
	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/rehearse"
	"github.com/caseloom/caseloom/runtime/store"
	"github.com/caseloom/caseloom/ui/manual"
)

var rewrite = flag.Bool("manual", false, "write what is found into the manual: read the difference before it is kept")

const manualDir = "../../ui/manual"

// TestManual runs every example of the manual as a reader would: files are written as they come, and what the manual
// says of them is what is said of them. Each page begins with the files of example.md; in the pages of the codes, each
// code does.
func TestManual(t *testing.T) {
	pages, _ := filepath.Glob(manualDir + "/*.md")
	codes, _ := filepath.Glob(manualDir + "/faults/*.md")
	example := readPage(t, manualDir+"/example.md")
	for _, path := range append(pages, codes...) {
		name := strings.TrimSuffix(strings.TrimPrefix(path, manualDir+"/"), ".md")
		t.Run(name, func(t *testing.T) {
			p := readPage(t, path)
			r := &reader{t: t, page: path}
			if name != "example" {
				r.begin(example)
			} else {
				r.begin(nil)
			}
			for i := range p {
				if p[i].heading > 0 && name != "example" { // its files are sound only when all are there
					r.settled(p[i].line)
				}
				if p[i].heading == 2 && strings.HasPrefix(name, "faults/") {
					r.code = p[i].title
					r.begin(example)
				}
				r.read(&p[i])
			}
			r.settled(0)
			if *rewrite {
				p.write(t, path)
			}
		})
	}
}

// part is a line of a page or one of its blocks.
type part struct {
	line    int
	text    string // of the line, or of the line that opens the block
	heading int    // how deep; 0: no heading
	title   string
	block   bool
	kind    string // the first word of the opening line
	about   string // the rest of it
	body    string
}

type parts []part

func readPage(t *testing.T, path string) parts {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var p parts
	inside := false
	n := 0
	for line := range strings.Lines(string(raw)) {
		n++
		switch {
		case inside && strings.HasPrefix(line, "```"):
			inside = false
		case inside:
			p[len(p)-1].body += line
		case strings.HasPrefix(line, "```"):
			inside = true
			kind, about, _ := strings.Cut(strings.TrimSpace(line[3:]), " ")
			p = append(p, part{line: n, text: line, block: true, kind: kind, about: about})
		default:
			one := part{line: n, text: line}
			if m := regexp.MustCompile(`^(#+) (.*)`).FindStringSubmatch(strings.TrimSpace(line)); m != nil {
				one.heading, one.title = len(m[1]), m[2]
			}
			p = append(p, one)
		}
	}
	if inside {
		t.Fatalf("%s: a block has no end", path)
	}
	return p
}

func (p parts) write(t *testing.T, path string) {
	var out strings.Builder
	for _, one := range p {
		out.WriteString(one.text)
		if one.block {
			out.WriteString(one.body + "```\n")
		}
	}
	if err := os.WriteFile(path, []byte(out.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// caseTypeName is the folder of the case type that the manual is about.
const caseTypeName = "permit"

// reader is somebody who reads a page and does what it says.
type reader struct {
	t      *testing.T
	page   string
	dir    string // where they stand; casetypes/ is in it
	code   string // the code that the section is about
	first  bool   // … and its first file has been written
	seen   bool   // … and has been said
	dirty  bool   // files have been written, and nobody has looked at them
	record bool   // there are cases in var/

	asked *forms.Form // of the last block of questions
}

func (r *reader) begin(with parts) {
	if r.dir = r.t.TempDir(); os.MkdirAll(filepath.Join(r.dir, "casetypes"), 0o755) != nil {
		r.t.Fatal("no folder")
	}
	r.seen, r.first, r.dirty, r.record = false, false, false, false
	code := r.code
	r.code = ""
	defer func() { r.code = code }()
	for _, one := range with {
		if one.block && one.about != "" && isFile(one.kind) {
			r.save(&one)
		}
	}
	r.dirty = false
}

func isFile(kind string) bool { return slices.Contains([]string{"yaml", "json", "csv", "md"}, kind) }

var inside = regexp.MustCompile(`^(casetype\.yaml|words\.[^/]*|(forms|rules|tables|templates|tests|migrations)/.*)$`)

// plain is the smallest case type that there can be around a form.
const plain = "title: Parking permit\nintake: apply\n"

// alone clears away what has nothing to do with a code. A section that begins with casetype.yaml is about that file and
// has the forms beside it; one that begins with a form has nothing else; one about a file outside has the smallest case
// type.
func (r *reader) alone(b *part) {
	if r.code == "" || r.first {
		return
	}
	r.first = true
	remove := []string{"rules", "tests"}
	switch {
	case b.about == "casetype.yaml":
		if !strings.Contains(b.body, "proof") {
			remove = append(remove, "forms/proof.yaml")
		}
	case strings.HasPrefix(b.about, "forms/") || !inside.MatchString(b.about):
		remove = append(remove, "forms/proof.yaml")
		if strings.HasSuffix(b.about, ".json") && !strings.Contains(b.about, "/") {
			remove = append(remove, "")
		} else if err := os.WriteFile(filepath.Join(r.dir, "casetypes", caseTypeName, "casetype.yaml"), []byte(plain), 0o644); err != nil {
			r.t.Fatal(err)
		}
	default:
		return
	}
	for _, path := range remove {
		if err := os.RemoveAll(filepath.Join(r.dir, "casetypes", caseTypeName, path)); err != nil {
			r.t.Fatal(err)
		}
	}
}

func (r *reader) save(b *part) {
	r.alone(b)
	path := filepath.Join(r.dir, "casetypes", b.about)
	if inside.MatchString(b.about) {
		path = filepath.Join(r.dir, "casetypes", caseTypeName, b.about)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(b.body), 0o644); err != nil {
		r.t.Fatal(err)
	}
	r.dirty = true
}

func (r *reader) errorf(b *part, format string, args ...any) {
	r.t.Errorf("%s:%d: %s", strings.TrimPrefix(r.page, "../../"), b.line, fmt.Sprintf(format, args...))
}

// said compares what a block says with what is so.
func (r *reader) said(b *part, got string) {
	if got == b.body || matches(b.body, got) {
		return
	}
	if *rewrite {
		b.body = blurred(b.body, got)
		return
	}
	r.errorf(b, "the page says\n%s\nand it is\n%s\nIf that is right now: go test -tags sqlite_fts5 ./cmd/caseloom -run Manual -manual, and read the difference.", b.body, got)
}

// blurred writes what is so, and keeps the page's own line where that leaves out what differs from day to day.
func blurred(want, got string) string {
	var out strings.Builder
	for line := range strings.Lines(got) {
		for old := range strings.Lines(want) {
			if strings.TrimSpace(old) != "…" && matches(old, line) {
				line = old
			}
		}
		out.WriteString(line)
	}
	return out.String()
}

// matches allows for lines left out, "…", and for what differs from day to day, "…" within a line.
func matches(want, got string) bool {
	if !strings.Contains(want, "…") {
		return false
	}
	var pattern strings.Builder
	for line := range strings.Lines(want) {
		if strings.TrimSpace(line) == "…" {
			pattern.WriteString(`(?:.*\n)*?`)
			continue
		}
		pattern.WriteString(strings.ReplaceAll(regexp.QuoteMeta(line), "…", ".*"))
	}
	ok, err := regexp.MatchString(`^`+pattern.String()+`$`, got)
	return ok && err == nil
}

func (r *reader) load() (*casetype.Type, casetype.Diagnostics) {
	root, err := os.OpenRoot(filepath.Join(r.dir, "casetypes"))
	if err != nil {
		r.t.Fatal(err)
	}
	defer root.Close()
	names := casetype.Names(root.FS())
	slices.SortFunc(names, func(a, b string) int { // the permit last: it is the one that is given
		return strings.Compare(strings.TrimPrefix(a, caseTypeName+" "), b)
	})
	var typ *casetype.Type
	var found casetype.Diagnostics
	for _, name := range names {
		one, more := casetype.Load(root.FS(), name)
		found = append(found, more...)
		if name == caseTypeName {
			typ = one
		}
	}
	return typ, found.Sort()
}

// settled holds the page to its files: whatever it does not say to be at fault has no fault.
func (r *reader) settled(line int) {
	at := &part{line: line}
	if r.dirty {
		r.dirty = false
		typ, found := r.load()
		if typ != nil {
			found = append(found, rehearse.Run(r.t.Context(), typ, rehearse.Options{}).Diagnostics(typ, rules.Error)...)
		}
		found = slices.DeleteFunc(found, func(d rules.Diagnostic) bool { return d.Severity == rules.Hint })
		if len(found) > 0 {
			var out bytes.Buffer
			found.Print(&out)
			r.errorf(at, "the files above have faults, and the page does not say so:\n%s", out.String())
		}
	}
	if r.code != "" && !r.seen && !unshown[r.code] {
		r.errorf(at, "no example above has the code %s", r.code)
	}
	r.code = ""
}

// read does what one part of a page says.
func (r *reader) read(b *part) {
	switch {
	case !b.block:
	case isFile(b.kind) && b.about != "":
		r.save(b)
	case b.kind == "fault":
		r.dirty = false
		var out bytes.Buffer
		_, found := r.load()
		found.Print(&out)
		for _, d := range found {
			r.seen = r.seen || d.Code == r.code
		}
		r.said(b, out.String())
	case b.kind == "console":
		r.dirty = false
		r.said(b, r.console(b))
	case b.kind == "expr":
		r.said(b, r.expressions(b))
	case b.kind == "cells":
		r.cells(b)
	case b.kind == "question":
		f, found := manual.Questions(b.body)
		found = slices.DeleteFunc(found, func(d rules.Diagnostic) bool { return d.Severity == rules.Hint })
		if f == nil || len(found) > 0 {
			r.errorf(b, "the questions have faults: %v", found)
		}
		r.asked = f
	case b.kind == "drawn":
		r.said(b, r.drawn())
	default:
		r.errorf(b, "nobody can try this block: its first line must be a kind of file and its name, or fault, console, expr, cells, question or drawn")
	}
}

// drawn says in words what the questions before it are drawn as.
func (r *reader) drawn() string {
	var out strings.Builder
	var list func(items []forms.Item, in string)
	list = func(items []forms.Item, in string) {
		for _, it := range items {
			fmt.Fprintf(&out, "%s%s “%s”", in, it.Widget, it.Label)
			if it.Hint != "" {
				fmt.Fprintf(&out, ", hint “%s”", it.Hint)
			}
			for _, one := range [][2]string{{"keyboard ", it.InputMode}, {"", it.Prefix}, {"autocomplete ", it.Autocomplete}, {"", it.MaxText}, {"button “", it.AddText}} {
				if one[1] != "" {
					fmt.Fprintf(&out, ", %s%s", one[0], one[1]+map[bool]string{true: "”"}[strings.HasSuffix(one[0], "“")])
				}
			}
			for _, p := range it.Parts {
				fmt.Fprintf(&out, ", %s", p.Label)
			}
			out.WriteByte('\n')
			for _, o := range it.Options {
				fmt.Fprintf(&out, "%s  ( ) %s\n", in, o.Text)
				list(o.Items, in+"    ")
			}
			list(it.Items, in+"  ")
		}
	}
	if r.asked != nil {
		for page := range r.asked.Pages {
			list(r.asked.Draw(page, nil, nil, nil).Items, "")
		}
	}
	return out.String()
}

// console runs the commands of a block, each a line after "$ ".
func (r *reader) console(b *part) string {
	var out strings.Builder
	for line := range strings.Lines(b.body) {
		command, ok := strings.CutPrefix(line, "$ ")
		if !ok {
			continue
		}
		words := regexp.MustCompile(`'[^']*'|\S+`).FindAllString(command, -1)
		if words[0] != "caseloom" {
			r.errorf(b, "only caseloom's own commands can be tried here, not %s", words[0])
			return b.body
		}
		if strings.Contains(command, "--data var") && !r.record {
			r.record = true
			r.fill()
		}
		var args []string
		for _, w := range words[1:] {
			args = append(args, strings.Trim(w, `'`))
		}
		raw, _ := json.Marshal(args)
		cmd := exec.Command(os.Args[0])
		cmd.Dir, cmd.Env = r.dir, append(os.Environ(), asProgram+"="+string(raw))
		said, err := cmd.CombinedOutput()
		if _, ran := err.(*exec.ExitError); err != nil && !ran {
			r.t.Fatal(err)
		}
		out.WriteString(line + string(said))
	}
	return out.String()
}

// fill makes the record that explain and replay look at: a few households, each applying at ten in the morning on a day
// of its own, by the files as they now are.
func (r *reader) fill() {
	t, ctx := r.t, r.t.Context()
	if err := os.MkdirAll(filepath.Join(r.dir, "var"), 0o755); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(ctx, filepath.Join(r.dir, "var", "caseloom.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	now := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	cat, err := catalog.New(ctx, filepath.Join(r.dir, "casetypes"), db, clock, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	typ := cat.Get(caseTypeName)
	if typ == nil {
		t.Fatalf("%s: the files have faults, and a record is wanted", r.page)
	}
	d := desk.New(db, cat, clock)
	for _, answers := range []map[string]any{
		{"zone": "B"},
		{"zone": "A", "vehicles": []any{map[string]any{"registration": "RV18 ABC", "fuel": "diesel"}}},
		{"zone": "C", "blue_badge": true},
	} {
		data, err := json.Marshal(typ.Intake.Form.Fill(answers))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Submit(ctx, caseTypeName, engine.Actor{ID: "applicant", Kind: "citizen"}, engine.Submit{Data: data, Channel: "web"}, nil, ""); err != nil {
			t.Fatal(err)
		}
		now = now.Add(24 * time.Hour)
	}
}

// expressions works out each line for the household of the example: expression, arrow, what it gives.
func (r *reader) expressions(b *part) string {
	typ, found := r.load()
	if typ == nil {
		r.errorf(b, "the files have faults: %v", found)
		return b.body
	}
	snapshot := household(r.t, typ)
	widest := 0
	for line := range strings.Lines(b.body) {
		text, _, _ := strings.Cut(strings.TrimRight(line, "\n"), "→")
		widest = max(widest, len([]rune(strings.TrimSpace(text))))
	}
	var out strings.Builder
	for line := range strings.Lines(b.body) {
		text, _, _ := strings.Cut(strings.TrimRight(line, "\n"), "→")
		if text = strings.TrimSpace(text); text == "" {
			out.WriteString("\n")
			continue
		}
		prog, faults := rules.Compile(rules.Source{File: r.page, Line: b.line, Column: 1, Text: text}, typ.Scope, nil)
		said := ""
		switch {
		case prog == nil:
			r.errorf(b, "%v", faults)
			said = "?"
		default:
			v, err := prog.Run(snapshot)
			if said = prog.Type().Say(v); err != nil {
				said = err.(*rules.RunError).Message
			}
			if len(faults) > 0 && err == nil {
				r.errorf(b, "%s: %v", text, faults)
			}
		}
		fmt.Fprintf(&out, "%-*s  → %s\n", widest, text, said)
	}
	return out.String()
}

// household is the case of the first test of the example, as its application opened it.
func household(t *testing.T, typ *casetype.Type) *rules.Snapshot {
	t.Helper()
	if len(typ.Tests) == 0 {
		t.Fatal("the example has no test to take its household from")
	}
	data, err := json.Marshal(typ.Intake.Form.Fill(typ.Tests[0].Form))
	if err != nil {
		t.Fatal(err)
	}
	who := engine.Actor{ID: "applicant", Kind: "citizen"}
	at := typ.Tests[0].At.UTC()
	_, c, err := engine.Handle(typ, nil, engine.Given{ID: "g1", Actor: who, At: at, Body: engine.Submit{Data: data, Channel: "web"}, World: engine.World{CaseID: "household", Number: 1}})
	if err != nil {
		t.Fatal(err)
	}
	return engine.Snapshot(typ, c, at, who)
}

// cells tries each cell on the values that the page says fit it, and on those that it says do not.
func (r *reader) cells(b *part) {
	typ, found := r.load()
	if typ == nil {
		r.errorf(b, "the files have faults: %v", found)
		return
	}
	kind, ok := typ.Scope.TypeOf(b.about)
	if !ok {
		r.errorf(b, "there is no %s to have cells for", b.about)
		return
	}
	of := *kind
	of.Optional = true
	scope := rules.NewScope(&rules.Type{Kind: rules.Object, Fields: map[string]*rules.Type{"value": &of}})
	for line := range strings.Lines(b.body) {
		cell, values, ok := strings.Cut(strings.TrimSpace(line), "→")
		fits, not, _ := strings.Cut(values, "not ")
		if !ok {
			r.errorf(b, "a line of cells has an arrow: %s", line)
			continue
		}
		src := func(text string) rules.Source { return rules.Source{File: r.page, Line: b.line, Column: 1, Text: text} }
		table, faults := rules.CompileTable(rules.TableSpec{Name: "cells", Place: src(""), Hit: "first",
			Inputs:  []rules.InputSpec{{Name: "it", Is: src("value")}},
			Outputs: []rules.OutputSpec{{ID: "result", Type: &rules.Type{Kind: rules.String}, Place: src("")}},
			Rows:    []rules.RowSpec{{Place: src(""), Cells: map[string]rules.Source{"it": src(strings.TrimSpace(cell)), "result": src("fits")}}}}, scope)
		if table == nil {
			r.errorf(b, "%v", faults)
			continue
		}
		try := func(list string, want bool) {
			for text := range strings.SplitSeq(list, ";") {
				if text = strings.TrimSpace(text); text == "" {
					continue
				}
				row, err := table.Match(rules.NewSnapshot(map[string]any{"value": r.value(b, text, &of)}))
				if err != nil || (row == 1) != want {
					r.errorf(b, "the cell %s and the value %s: it fits is %v, and the page says %v (%v)", cell, text, row == 1, want, err)
				}
			}
		}
		try(fits, true)
		try(not, false)
	}
}

// value reads a value of the manual: missing, yes, 3, 45.00, 2026-03-31, a text, or a list of texts with commas.
func (r *reader) value(b *part, text string, of *rules.Type) any {
	if text == "missing" {
		return nil
	}
	prog, faults := rules.Compile(rules.Source{Text: text, Line: 1, Column: 1}, rules.NewScope(nil), nil)
	switch of.Kind {
	case rules.String:
		return text
	case rules.Bool:
		return text == "yes"
	case rules.Date:
		day, err := time.Parse(time.DateOnly, text)
		if err != nil {
			r.errorf(b, "%v", err)
		}
		return day
	case rules.List:
		list := []any{}
		for item := range strings.SplitSeq(text, ",") {
			if item = strings.TrimSpace(item); item != "nothing" {
				list = append(list, item)
			}
		}
		return list
	}
	if prog == nil {
		r.errorf(b, "%v", faults)
		return nil
	}
	v, err := prog.Run(rules.NewSnapshot(nil))
	if err != nil {
		r.errorf(b, "%v", err)
	}
	return v
}

// unshown are the codes that no file on a page can have, such as one that is too large; each is held by a test beside
// the code that says it.
var unshown = map[string]bool{
	"control-character": true, "encoding": true, "internal": true, "not-text": true, "too-deep": true, "too-large": true, "too-long": true,
	"too-many-faults": true, "too-many-files": true, "unreadable": true, "not-found": true, "calendar-runs-out": true, "not-proved": true, // of files, of the day,, or of a command
	"formula": true, "hidden": true, "merged": true, "other-pages": true, "shown-otherwise": true, "workbook": true, // of a workbook
	"budget": true, "failed": true, "missing": true, // of a rule that runs
}

// TestManualKnowsEveryCode: each code that there is has a page, and each page is of a code that there is.
func TestManualKnowsEveryCode(t *testing.T) {
	pages := map[string]bool{}
	for _, code := range manual.Codes() {
		pages[code] = true
	}
	for _, code := range casetype.Codes() {
		if !pages[code.ID] {
			t.Errorf("the code %s (%s) has no section in ui/manual/faults", code.ID, code.Says)
		}
		delete(pages, code.ID)
	}
	for code := range pages {
		t.Errorf("ui/manual/faults has a section %s, and there is no such code", code)
	}
}

// TestManualKnowsEveryFunction: what an expression may call is in the reference, as it is called.
func TestManualKnowsEveryFunction(t *testing.T) {
	text, err := os.ReadFile(manualDir + "/functions.md")
	if err != nil {
		t.Fatal(err)
	}
	headings := map[string]bool{}
	for _, m := range regexp.MustCompile("(?m)^### `(.+)`$").FindAllStringSubmatch(string(text), -1) {
		headings[m[1]] = true
	}
	for _, usage := range rules.Functions() {
		if !headings[usage] {
			t.Errorf("functions.md has no heading ### `%s`", usage)
		}
		delete(headings, usage)
	}
	for usage := range headings {
		t.Errorf("functions.md describes %s, which there is not", usage)
	}
}

// TestManualHoldsTogether: each link leads to a page or a heading that is there, and each file is in the contents.
func TestManualHoldsTogether(t *testing.T) {
	anchors := map[string]map[string]bool{}
	see := func(name string, p *manual.Page) {
		anchors[name] = map[string]bool{"": true}
		for _, s := range p.Sections {
			anchors[name][s.ID] = true
		}
	}
	see("/help/manual", manual.Contents())
	pages := map[string]*manual.Page{"README": manual.Contents()}
	files, _ := filepath.Glob(manualDir + "/*.md")
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".md")
		if name == "README" {
			continue
		}
		p, ok := manual.Open(name)
		if !ok {
			t.Errorf("%s is not in the contents", name)
			continue
		}
		pages[name] = p
		see("/help/"+name, p)
	}
	for _, code := range manual.Codes() {
		p, _ := manual.Fault(code)
		pages[code] = p
		see("/help/faults/"+code, p)
	}
	anchors["/help/faults"] = map[string]bool{"": true}
	anchors["/help"] = map[string]bool{"": true}
	link := regexp.MustCompile(`href="([^"]*)"`)
	for name, p := range pages {
		if p.Title == "" || p.Lead == "" {
			t.Errorf("%s has no title or says nothing", name)
		}
		for _, m := range link.FindAllStringSubmatch(p.HTML, -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			to, anchor, _ := strings.Cut(m[1], "#")
			if to == "" {
				to = "/help/" + p.Name
			}
			if !anchors[to][anchor] {
				t.Errorf("%s leads to %s, which is not there", name, m[1])
			}
		}
	}
}
