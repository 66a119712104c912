package casetype

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/caseloom/caseloom/rules"
)

// slots are the files of a folder that the fuzzer may write.
var slots = []string{"t/casetype.yaml", "t/forms/apply.yaml", "t/forms/proof_check.yaml", "t/rules/routing.yaml", "t/rules/decisions.yaml",
	"t/rules/notifications.yaml", "t/templates/received.md", "t/tests/resident.yaml", "organisation.yaml", "t.json", "t/forms/visit.json",
	"t/words.cy.yaml", "t/forms/apply.cy.yaml", "t/templates/received.cy.md"}

// FuzzLoad puts any bytes in the place of one or two files of a case type that works.
func FuzzLoad(f *testing.F) {
	archives, _ := filepath.Glob("testdata/*.txtar")
	for _, path := range archives {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			for i, slot := range slots {
				if slot == file.Name {
					f.Add(i, file.Data, len(slots), []byte(nil))
				}
			}
		}
	}
	working := parkingPermit(f)
	for i, slot := range slots {
		if file := working[slot]; file != nil {
			f.Add(i, file.Data, 0, working[slots[0]].Data)
		}
	}
	f.Fuzz(func(t *testing.T, first int, a []byte, second int, b []byte) {
		root := fstest.MapFS{}
		for path, file := range working {
			root[path] = file
		}
		for slot, data := range map[int][]byte{first: a, second: b} {
			if slot >= 0 && slot < len(slots) {
				root[slots[slot]] = &fstest.MapFile{Data: data}
			}
		}
		if root["t.json"] != nil { // a single schema, without the folder
			root = fstest.MapFS{"t.json": root["t.json"]}
		}
		checkLoad(t, root, 10*time.Second)
	})
}

// parkingPermit is the small case type, called t.
func parkingPermit(t testing.TB) fstest.MapFS {
	typ := mustLoad(t, os.DirFS(small), "parking-permit")
	root := fstest.MapFS{}
	for path, text := range typ.Files {
		root[strings.Replace(path, "parking-permit/", "t/", 1)] = &fstest.MapFile{Data: text}
	}
	return root
}

// faulty says whether there are errors that leave nothing to be tried: those in test files do not.
func faulty(found Diagnostics) bool {
	return slices.ContainsFunc(found, func(d rules.Diagnostic) bool {
		return d.Severity == rules.Error && !strings.HasPrefix(d.File, "t/tests/")
	})
}

// checkLoad loads t, and holds what is said to what is promised of it.
func checkLoad(t testing.TB, root fstest.MapFS, limit time.Duration) (*Type, Diagnostics) {
	t.Helper()
	start := time.Now()
	typ, found := Load(root, "t")
	if took := time.Since(start); took > limit {
		t.Errorf("loading took %s", took)
	}
	if (typ == nil) != faulty(found) {
		t.Errorf("the type is nil: %v; what was said: %v", typ == nil, found)
	}
	for _, d := range found {
		if d.Code == "internal" {
			t.Errorf("%s", d)
		}
		if d.Code == "" || d.Message == "" || d.File == "" || d.Line < 1 || d.Column < 1 {
			t.Errorf("a diagnostic without a place or words: %+v", d)
		}
	}
	return typ, found
}

// TestHostileFiles gives the loader what would exhaust a careless one.
func TestHostileFiles(t *testing.T) {
	const top = "title: T\nintake: apply\n"
	bomb := "a: &a [x, x, x, x, x, x, x, x, x]\n"
	for i := 'b'; i < 'k'; i++ {
		bomb += fmt.Sprintf("%c: &%c [*%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c]\n", i, i, i-1, i-1, i-1, i-1, i-1, i-1, i-1, i-1)
	}
	facts := top + "facts:\n"
	for i := range 3000 {
		facts += fmt.Sprintf("  f%d: { is: fact.f%d + 1 }\n", i, i+1)
	}
	circle := facts + "  f3000: { is: fact.f0 + 1 }\n"
	wide := top + "tasks:\n"
	for i := range 4000 {
		wide += fmt.Sprintf("  - { id: t%d, after: task.t%d.done }\n", i, (i+1)%4000)
	}
	faults := top + "facts:\n" + strings.Repeat("  X: { is: 1 }\n", 20000)
	working := parkingPermit(t)
	for name, text := range map[string]string{
		"nothing":              "",
		"only spaces":          "   \n\n",
		"binary":               "\x00\x01\x02\xff",
		"utf-16":               "\xff\xfet\x00i\x00",
		"an alias bomb":        bomb,
		"a merge key":          top + "facts: { <<: { a: { is: 1 } } }\n",
		"open brackets":        strings.Repeat("[", 1<<20),
		"open braces":          strings.Repeat("{", 1<<20),
		"braces with keys":     strings.Repeat("{a: ", 1<<18),
		"dashes":               strings.Repeat("- ", 1<<19),
		"question marks":       strings.Repeat("? ", 1<<19),
		"deep indentation":     deep(2000),
		"a long line":          top + "service: " + strings.Repeat("x", 1<<20-100),
		"a long expression":    top + "close: " + strings.Repeat("!", 1<<20-100),
		"too large":            strings.Repeat("# a comment\n", 1<<17),
		"many documents":       strings.Repeat("---\n", 1<<18),
		"a chain of facts":     facts,
		"a circle of facts":    circle,
		"a circle of tasks":    wide,
		"many faults":          faults,
		"colons":               strings.Repeat(": ", 1<<19),
		"an unclosed quote":    top + `x: "` + strings.Repeat("a\n", 1<<18),
		"commas":               top + "facts: [" + strings.Repeat(",", 1<<18) + "]",
		"tags":                 strings.Repeat("!", 1<<20-10),
		"comments everywhere":  top + strings.Repeat("# c\n\n", 1<<17),
		"a carriage return":    "title: T\rintake: apply\r",
		"a line separator":     "title: T\u2028intake: apply",
		"numbers of all kinds": top + "service: 1e999999999\nteam: 0x7fffffffffffffffffff\n",
	} {
		t.Run(name, func(t *testing.T) {
			for _, slot := range []string{"t/casetype.yaml", "t/forms/apply.yaml", "t/rules/decisions.yaml"} {
				root := maps.Clone(working)
				root[slot] = &fstest.MapFile{Data: []byte(text)}
				typ, found := checkLoad(t, root, 20*time.Second)
				if typ != nil && slot == "t/casetype.yaml" {
					t.Errorf("it loaded")
				}
				if len(found) > maxFaults+1 {
					t.Errorf("%d diagnostics", len(found))
				}
			}
		})
	}
}

func deep(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

func TestTooManyFilesAreNotRead(t *testing.T) {
	root := parkingPermit(t)
	for i := range 2 * maxFiles {
		root[fmt.Sprintf("t/templates/x%d.md", i)] = &fstest.MapFile{Data: []byte("Subject: x\n\nx\n")}
	}
	_, found := checkLoad(t, root, 20*time.Second)
	n := 0
	for _, d := range found {
		if d.Code == "too-many-files" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d files too many were said", n)
	}
}

func TestEveryFaultIsSaidAtOnce(t *testing.T) {
	root := parkingPermit(t)
	for _, slot := range []string{"t/forms/visit.yaml", "t/rules/routing.yaml", "t/rules/notifications.yaml", "organisation.yaml", "t/rules/decisions.yaml"} {
		root[slot] = &fstest.MapFile{Data: append([]byte("broken: [\n"), root[slot].Data...)}
	}
	_, found := checkLoad(t, root, 20*time.Second)
	files := map[string]bool{}
	for _, d := range found {
		if d.Severity == rules.Error {
			files[d.File] = true
		}
	}
	if len(files) < 5 {
		t.Errorf("faults only of %v", sortedKeys(files))
	}
}

// TestBrokenInTheMiddleOfTyping breaks a case type in the ways a person at a keyboard does.
func TestBrokenInTheMiddleOfTyping(t *testing.T) {
	working := parkingPermit(t)
	random := rand.New(rand.NewPCG(1, 2))
	paths := sortedKeys(working)
	broken := 0
	for range 250 {
		path := paths[random.IntN(len(paths))]
		text := string(working[path].Data)
		at := random.IntN(len(text))
		switch random.IntN(6) {
		case 0: // saved half-way
			text = text[:at]
		case 1: // a few characters gone
			text = text[:at] + text[min(len(text), at+1+random.IntN(12)):]
		case 2: // a stray character
			text = text[:at] + string(`:{}[]"'#&*!|>%@,-? =.(`[random.IntN(22)]) + text[at:]
		case 3: // a line gone
			lines := strings.SplitAfter(text, "\n")
			n := random.IntN(len(lines))
			text = strings.Join(slices.Delete(lines, n, n+1), "")
		case 4: // a line twice
			lines := strings.SplitAfter(text, "\n")
			n := random.IntN(len(lines))
			text = strings.Join(slices.Insert(lines, n, lines[n]), "")
		case 5: // a line in too far
			lines := strings.SplitAfter(text, "\n")
			n := random.IntN(len(lines))
			lines[n] = strings.Repeat(" ", 1+random.IntN(4)) + lines[n]
			text = strings.Join(lines, "")
		}
		root := maps.Clone(working)
		root[path] = &fstest.MapFile{Data: []byte(text)}
		if typ, _ := checkLoad(t, root, 20*time.Second); typ == nil {
			broken++
		}
	}
	if broken < 60 {
		t.Errorf("only %d of 250 were noticed", broken)
	}
}
