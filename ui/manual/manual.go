// Package manual is what analysts read: Markdown files, in the order in which README.md lists them, and a section for
// each code of a fault in faults/. They read well as they are; the server shows the same text as pages.
//
// The one path through it: Open gives a page, Fault the page of a code, Search the headings that have some words. A page
// is drawn once (render.go). Every example in them is run by the tests of cmd/caseloom: a block of code says what it is
// in its first line, and nothing is shown that was not tried.
//
//	```yaml rules/routing.yaml    a file of the case type that the page is about
//	```fault                      all that is said of the files as they now are
//	```console                    a command, after "$ ", and what it prints; a line "…" stands for lines left out
//	```expr                       an expression, →, and what it gives for the household of example.md
//	```question                   questions of a form, drawn under the block as people see them
//	```drawn                      what is drawn, in words: for whoever reads the file, and for the tests
//	```cells                      a cell, →, and values that fit it, and after "not" values that do not
package manual

import (
	"cmp"
	"embed"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
)

//go:embed *.md faults/*.md
var files embed.FS

// Page is one page of the manual.
type Page struct {
	Name     string // its address below /help: "first-rule", "faults/gap"
	Title    string
	Lead     string // its first sentence, for a list of pages
	HTML     string // what stands under the title
	Sections []Section
	Previous *Page // in the order of the contents; nil at an end
	Next     *Page

	source string
}

// Section is a heading within a page.
type Section struct {
	ID    string
	Title string
	Level int
	text  string // what stands under it, in small letters
}

// Group is the codes of one subject.
type Group struct {
	Title string
	Lead  string
	Codes []*Page
}

// Found is one answer of a search.
type Found struct {
	Page  string
	Title string // of the section, or of the page
	Path  string
	Code  bool // it is the page of a code
}

// Contents is the first page: what there is, in order.
func Contents() *Page { return all().pages["README"] }

// Open gives the page of a name.
func Open(name string) (*Page, bool) {
	p, ok := all().pages[name]
	return p, ok && name != "README"
}

// Fault gives the page of a code.
func Fault(code string) (*Page, bool) {
	p, ok := all().codes[code]
	return p, ok
}

// Faults lists the codes, by subject.
func Faults() []Group { return all().groups }

// Codes lists every code that has a page, in the order of the alphabet.
func Codes() []string {
	var codes []string
	for code := range all().codes {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}

// Text is the page of a code as a terminal shows it: the Markdown, with examples set in.
func Text(code string) (string, bool) {
	p, ok := Fault(code)
	if !ok {
		return "", false
	}
	var out strings.Builder
	fence := false
	for line := range strings.Lines(p.source) {
		kind, open := strings.CutPrefix(line, "```")
		switch {
		case open && !fence:
			fence = true
			if _, file, named := strings.Cut(strings.TrimSpace(kind), " "); named {
				fmt.Fprintf(&out, "    # %s\n", file)
			}
		case open:
			fence = false
		case fence && strings.TrimSpace(line) != "":
			out.WriteString("    " + line)
		case !fence:
			out.WriteString(links.ReplaceAllString(line, "$1"))
		default:
			out.WriteString(line)
		}
	}
	return strings.TrimSpace(strings.TrimPrefix(out.String(), "# ")), true
}

var links = regexp.MustCompile(`\[([^\]]+)\]\([^)]+\)`)

// most is how many answers a search gives at the most.
const most = 30

// Search finds the sections in which every word stands, those with the words in their heading first.
func Search(words string) []Found {
	wanted := strings.Fields(strings.ToLower(words))
	if len(wanted) == 0 || len(words) > 200 {
		return nil
	}
	type hit struct {
		Found
		rank int
	}
	var hits []hit
	look := func(p *Page, s Section, f Found) {
		title, rank := strings.ToLower(s.Title), 0
		for _, w := range wanted {
			switch {
			case title == w:
			case strings.Contains(title, w):
				rank++
			case strings.Contains(s.text, w):
				rank += 10
			default:
				return
			}
		}
		hits = append(hits, hit{f, rank})
	}
	for _, p := range append(slices.Clone(all().order), all().faults...) {
		code := strings.HasPrefix(p.Name, "faults/")
		for _, s := range p.Sections {
			f := Found{Page: p.Title, Title: s.Title, Path: "/help/" + p.Name, Code: code}
			if s.Level > 1 {
				f.Path += "#" + s.ID
			}
			look(p, s, f)
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(a.rank, b.rank) })
	var found []Found
	for _, h := range hits[:min(len(hits), most)] {
		found = append(found, h.Found)
	}
	return found
}

// book is the whole manual, read once.
type book struct {
	pages  map[string]*Page
	order  []*Page
	codes  map[string]*Page
	faults []*Page
	groups []Group
}

var all = sync.OnceValue(func() *book {
	b, err := read()
	if err != nil {
		panic(err) // the files are part of the program: a programmer's fault, found by the first test
	}
	return b
})

// listed finds the pages that README.md lists, in order.
var listed = regexp.MustCompile(`\]\((?:(faults)/)?([a-z0-9-]+)\.md\)`)

func read() (*book, error) {
	b := &book{pages: map[string]*Page{}, codes: map[string]*Page{}}
	source, err := files.ReadFile("README.md")
	if err != nil {
		return nil, err
	}
	b.pages["README"] = draw("manual", string(source))
	for _, m := range listed.FindAllStringSubmatch(string(source), -1) {
		text, err := files.ReadFile(path.Join(m[1], m[2]+".md"))
		if err != nil {
			return nil, fmt.Errorf("README.md lists a page that is not there: %w", err)
		}
		if m[1] != "" {
			b.addCodes(m[2], string(text))
			continue
		}
		p := draw(m[2], string(text))
		if n := len(b.order); n > 0 {
			p.Previous, b.order[n-1].Next = b.order[n-1], p
		}
		b.order = append(b.order, p)
		b.pages[p.Name] = p
	}
	return b, nil
}

// addCodes makes a page of each section of a file of codes.
func (b *book) addCodes(subject, text string) {
	parts := strings.Split(outside(text), "\n## ")
	head := draw("faults/"+subject, parts[0])
	group := Group{Title: head.Title, Lead: head.Lead}
	at := len(parts[0])
	for _, part := range parts[1:] {
		section := text[at+1 : at+4+len(part)] // the text itself, at the same place
		at += len(part) + 4
		code, _, _ := strings.Cut(strings.TrimPrefix(section, "## "), "\n")
		p := draw("faults/"+code, "# "+strings.TrimPrefix(section, "## "))
		group.Codes = append(group.Codes, p)
		b.faults = append(b.faults, p)
		b.codes[code] = p
	}
	b.groups = append(b.groups, group)
}

// outside is the text with what stands in blocks of code blotted out, letter by letter, so that places stay the same.
func outside(text string) string {
	var out strings.Builder
	fence := false
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "```") {
			fence = !fence
		} else if fence {
			line = strings.Repeat(".", len(line)-1) + "\n"
		}
		out.WriteString(line)
	}
	return out.String()
}
