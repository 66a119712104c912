package tested

import (
	"bytes"
	"cmp"
	"embed"
	"encoding/json"
	"slices"
	"strings"
	"sync"
)

//go:embed *.json
var files embed.FS

// Report is what was checked, and with what.
type Report struct {
	Axe    string   `json:"axe"`    // its version
	Rules  int      `json:"rules"`  // how many of its rules were tried
	Tags   []string `json:"tags"`   // what those rules are about: "wcag22aa", "best-practice"
	States []State  `json:"states"` // sorted
}

// State is a page as it was checked.
type State struct {
	Kind     string `json:"kind"`  // of page: one of Kinds
	Name     string `json:"state"` // what the test calls it
	Width    int    `json:"width"` // of the screen, in CSS pixels
	Language string `json:"language"`
	Scripts  bool   `json:"scripts"` // they ran
}

// Kinds are the kinds of page, in the order in which a citizen meets them.
var Kinds = []string{"services", "start", "sections", "question", "exit", "check", "done", "later", "track", "about", "problem", "sign-in", "work", "studio", "admin", "manual", "parts"}

// Compare orders states by where they stand in a file.
func (s State) Compare(o State) int {
	return cmp.Or(cmp.Compare(slices.Index(Kinds, s.Kind), slices.Index(Kinds, o.Kind)), cmp.Compare(s.Name, o.Name), cmp.Compare(s.Language, o.Language), cmp.Compare(s.Width, o.Width), cmp.Compare(b(s.Scripts), b(o.Scripts)))
}

func b(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// Marshal writes a report with a state a line, so that two changes of it can be put together.
func (r Report) Marshal() []byte {
	var out bytes.Buffer
	line := func(v any) string { text, _ := json.Marshal(v); return string(text) }
	out.WriteString("{\n  \"axe\": " + line(r.Axe) + ",\n  \"rules\": " + line(r.Rules) + ",\n  \"tags\": " + line(r.Tags) + ",\n  \"states\": [")
	for i, s := range r.States {
		if i > 0 {
			out.WriteString(",")
		}
		out.WriteString("\n    " + line(s))
	}
	out.WriteString("\n  ]\n}\n")
	return out.Bytes()
}

// Parse reads a report as Marshal writes it.
func Parse(text []byte) (Report, error) {
	var r Report
	err := json.Unmarshal(text, &r)
	return r, err
}

// Read gives what was checked, of all files together.
var Read = sync.OnceValue(func() Report {
	var all Report
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // they are part of the program
	}
	for _, e := range entries {
		text, err := files.ReadFile(e.Name())
		if err != nil {
			panic(err)
		}
		r, err := Parse(text)
		if err != nil {
			panic(e.Name() + ": " + err.Error())
		}
		all.Axe, all.Rules = r.Axe, max(all.Rules, r.Rules)
		all.Tags, all.States = append(all.Tags, r.Tags...), append(all.States, r.States...)
	}
	slices.Sort(all.Tags)
	all.Tags = slices.Compact(all.Tags)
	slices.SortFunc(all.States, State.Compare)
	return all
})

// Page is a kind of page, summed up.
type Page struct {
	Kind          string
	States        int
	Languages     []string // by tag
	Widths        []int
	With, Without bool // scripts ran, or did not
}

// Pages sums the states up, in the order of Kinds.
func (r Report) Pages() []Page {
	var out []Page
	for _, s := range r.States {
		if len(out) == 0 || out[len(out)-1].Kind != s.Kind {
			out = append(out, Page{Kind: s.Kind})
		}
		p := &out[len(out)-1]
		p.States++
		p.With, p.Without = p.With || s.Scripts, p.Without || !s.Scripts
		if !slices.Contains(p.Languages, s.Language) {
			p.Languages = append(p.Languages, s.Language)
		}
		if !slices.Contains(p.Widths, s.Width) {
			p.Widths = append(p.Widths, s.Width)
		}
	}
	for _, p := range out {
		slices.Sort(p.Widths)
		slices.SortFunc(p.Languages, func(a, b string) int { return cmp.Or(-cmp.Compare(own(a), own(b)), cmp.Compare(a, b)) })
	}
	return out
}

// own puts English before Welsh, and both before others.
func own(lang string) int { return map[string]int{"en": 2, "cy": 1}[lang] }

// Guidelines are the versions of the Web Content Accessibility Guidelines and their levels that the rules are about.
func (r Report) Guidelines() (versions, levels []string) {
	for _, tag := range r.Tags {
		rest, ok := strings.CutPrefix(tag, "wcag")
		if !ok {
			continue
		}
		version := map[string]string{"2": "2.0", "21": "2.1", "22": "2.2"}[strings.TrimRight(rest, "a")]
		level := strings.ToUpper(strings.TrimLeft(rest, "0123456789"))
		if version != "" && level != "" {
			versions, levels = append(versions, version), append(levels, level)
		}
	}
	slices.Sort(versions)
	slices.Sort(levels)
	return slices.Compact(versions), slices.Compact(levels)
}
