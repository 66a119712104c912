package components

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const fixtures = "../node_modules/govuk-frontend/dist/govuk/components"

type fixture struct {
	Name    string
	Options options
	HTML    string
}

// govuk-frontend publishes, for each option of each component, the HTML that
// its own macro draws. Ours must draw the same, and the list of what does not
// must stay true in both directions.
func TestComponentsDrawWhatGovukFrontendDraws(t *testing.T) {
	folders, err := filepath.Glob(fixtures + "/*/fixtures.json")
	if err != nil || len(folders) == 0 {
		t.Fatal("govuk-frontend's fixtures are not here: run `make ui` (or `npm ci` in ui), then this test again")
	}
	total, passed, excluded := 0, 0, 0
	used := map[string]bool{}
	for _, file := range folders {
		component := filepath.Base(filepath.Dir(file))
		list := readFixtures(t, file)
		total += len(list)
		if _, not := notDrawn[component]; not {
			if ours[component] != nil {
				t.Errorf("%s is drawn by us, and listed as not drawn", component)
			}
			excluded += len(list)
			used[component] = true
			continue
		}
		draw := ours[component]
		if draw == nil {
			t.Errorf("%s is new in govuk-frontend: draw it, or list it in notDrawn with the reason", component)
			continue
		}
		good := 0
		for _, f := range list {
			name := component + "/" + f.Name
			var b strings.Builder
			if err := draw(f.Options).Render(t.Context(), &b); err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			got, want := normalise(t, b.String()), normalise(t, f.HTML)
			reason, out := exclusions[name]
			used[name] = true
			switch {
			case got == want && out:
				t.Errorf("%s is excluded (%s) and passes: take it off the list", name, reason)
			case got == want:
				good++
			case out:
				excluded++
			default:
				t.Errorf("%s differs from govuk-frontend:\n%s", name, difference(want, got))
			}
		}
		passed += good
		t.Logf("%-20s %d of %d", component, good, len(list))
	}
	for name := range maps.Keys(exclusions) {
		if !used[name] {
			t.Errorf("%s is excluded, and there is no such fixture", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(notDrawn)) {
		t.Logf("%-20s not drawn: %s", name, notDrawn[name])
		if !used[name] {
			t.Errorf("%s is listed as not drawn, and there is no such component", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(exclusions)) {
		t.Logf("excluded: %s: %s", name, exclusions[name])
	}
	t.Logf("%d of %d fixtures are drawn the same; %d are excluded, each with its reason above", passed, total, excluded)
}

func readFixtures(t *testing.T, file string) []fixture {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all struct{ Fixtures []fixture }
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return all.Fixtures
}

// difference shows the first lines that differ, with what leads up to them.
func difference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	from := max(0, n-2)
	part := func(lines []string) string {
		return "    " + strings.Join(lines[min(from, len(lines)):min(n+4, len(lines))], "\n    ")
	}
	return "  want\n" + part(a) + "\n  got\n" + part(b)
}

func contains(text, part string) bool { return strings.Contains(text, part) }

func capital(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + strings.ToLower(text[1:])
}
