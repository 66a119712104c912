package manual

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"path"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/ui"
)

// draw turns a file into a page: the design system's classes on every element, links between files into links between
// pages, and blocks of code that can be scrolled by keyboard. No script, style or raw HTML comes of it.
func draw(name, source string) *Page {
	d := &drawing{name: name}
	md := goldmark.New(goldmark.WithExtensions(extension.Table),
		goldmark.WithParserOptions(parser.WithAutoHeadingID()),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(d, 1))))
	src := []byte(source)
	doc := md.Parser().Parse(text.NewReader(src))
	p := &Page{Name: name, source: source}
	d.dress(doc, src, p)
	var out bytes.Buffer
	if err := md.Renderer().Render(&out, src, doc); err != nil {
		panic(fmt.Errorf("the manual's page %s: %w", name, err)) // writing to memory: cannot be
	}
	html := out.String()
	if _, rest, titled := strings.Cut(html, "</h1>"); titled { // the title is the page's to draw
		html = rest
	}
	p.HTML = html
	return p
}

// Prose draws a text of the administrator's in the same way: its title, and what stands under it as HTML.
func Prose(source string) (title, html string) {
	p := draw("", source)
	return p.Title, p.HTML
}

// drawing is one page as it is drawn.
type drawing struct {
	name   string
	shown  int // blocks and tables so far: each needs a name of its own
	tables int
}

// dress gives every element its class and every link its address, and takes down the headings.
func (d *drawing) dress(doc ast.Node, src []byte, p *Page) {
	starts := []int{}
	_ = ast.Walk(doc, func(n ast.Node, in bool) (ast.WalkStatus, error) {
		if !in {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			n.SetAttributeString("class", []byte([]string{"", "govuk-heading-l", "govuk-heading-m", "govuk-heading-s"}[min(n.Level, 3)]))
			s := Section{Title: plain(n, src), Level: n.Level}
			if id, ok := n.AttributeString("id"); ok {
				s.ID = string(id.([]byte))
			}
			if n.Level == 1 {
				p.Title = s.Title
			}
			p.Sections = append(p.Sections, s)
			starts = append(starts, n.Lines().At(0).Start)
		case *ast.Paragraph:
			n.SetAttributeString("class", []byte("govuk-body"))
			if p.Lead == "" {
				p.Lead = sentence(plain(n, src))
			}
		case *ast.List:
			class := "govuk-list govuk-list--bullet"
			if n.IsOrdered() {
				class = "govuk-list govuk-list--number"
			}
			n.SetAttributeString("class", []byte(class))
		case *ast.Link:
			n.SetAttributeString("class", []byte("govuk-link"))
			n.Destination = []byte(d.address(string(n.Destination)))
		case *ast.CodeSpan:
			n.SetAttributeString("class", []byte("app-code"))
		case *ast.Blockquote:
			n.SetAttributeString("class", []byte("govuk-inset-text"))
		case *extast.TableHeader:
			n.SetAttributeString("class", []byte("govuk-table__row"))
			for cell := n.FirstChild(); cell != nil; cell = cell.NextSibling() {
				cell.SetAttributeString("class", []byte("govuk-table__header"))
				cell.SetAttributeString("scope", []byte("col"))
			}
		case *extast.TableRow:
			n.SetAttributeString("class", []byte("govuk-table__row"))
			for cell := n.FirstChild(); cell != nil; cell = cell.NextSibling() {
				cell.SetAttributeString("class", []byte("govuk-table__cell"))
			}
		}
		return ast.WalkContinue, nil
	})
	for i := range p.Sections {
		end := len(src)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		p.Sections[i].text = strings.ToLower(string(src[starts[i]:end]))
	}
}

// plain is the text of a node without its dress.
func plain(n ast.Node, src []byte) string {
	var out strings.Builder
	_ = ast.Walk(n, func(n ast.Node, in bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && in {
			out.Write(t.Segment.Value(src))
			if t.SoftLineBreak() {
				out.WriteByte(' ')
			}
		}
		return ast.WalkContinue, nil
	})
	return out.String()
}

// ended finds the end of a sentence: a point in or after a name is none.
var ended = regexp.MustCompile(`[.?](\s+[A-Z“]|$)`)

func sentence(text string) string {
	if at := ended.FindStringIndex(text); at != nil {
		return text[:at[0]+1]
	}
	return strings.TrimSuffix(text, ":") + "."
}

// address turns a link between files into one between pages.
func (d *drawing) address(to string) string {
	if strings.Contains(to, "://") || strings.HasPrefix(to, "/") || strings.HasPrefix(to, "mailto:") || strings.HasPrefix(to, "tel:") {
		return to
	}
	file, anchor, _ := strings.Cut(to, "#")
	inFaults := strings.HasPrefix(d.name, "faults/")
	if inFaults {
		file = path.Join("faults", file)
	} else if file != "" {
		file = path.Clean(file)
	}
	switch {
	case strings.HasPrefix(file, "faults") && anchor != "":
		return "/help/faults/" + anchor
	case strings.HasPrefix(file, "faults"):
		return "/help/faults"
	case file == "README.md":
		return "/help/manual"
	case file != "":
		file = "/help/" + strings.TrimSuffix(file, ".md")
	}
	if anchor != "" {
		file += "#" + anchor
	}
	return file
}

// RegisterFuncs draws what the ordinary renderer has no shape for.
func (d *drawing) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindFencedCodeBlock, d.block)
	r.Register(extast.KindTable, d.table)
	nothing := func(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) { return ast.WalkSkipChildren, nil }
	r.Register(ast.KindHTMLBlock, nothing) // a note to whoever edits the file
	r.Register(ast.KindRawHTML, nothing)
}

// Questions makes a form of the questions of a block: what stands under properties, and x-pages.
func Questions(text string) (*forms.Form, []rules.Diagnostic) {
	var properties, rest strings.Builder
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "x-pages:") {
			rest.WriteString(line)
		} else {
			properties.WriteString("  " + line)
		}
	}
	return forms.Load([]byte("title: Apply\ntype: object\nproperties:\n"+properties.String()+rest.String()), "apply.yaml", "apply", nil)
}

// said names the blocks that are no files.
var said = map[string]string{"question": "In the form", "fault": "What is said of it", "console": "At the command line", "expr": "Expressions, and what they give"}

func (d *drawing) block(w util.BufWriter, src []byte, node ast.Node, in bool) (ast.WalkStatus, error) {
	if !in {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.FencedCodeBlock)
	info := ""
	if n.Info != nil {
		info = string(n.Info.Segment.Value(src))
	}
	kind, file, _ := strings.Cut(strings.TrimSpace(info), " ")
	if kind == "drawn" { // it says in words what stands above it
		return ast.WalkSkipChildren, nil
	}
	d.shown++
	name := fmt.Sprintf("Example %d", d.shown)
	_, _ = w.WriteString(`<figure class="app-example">`)
	switch {
	case kind == "cells":
		name += ": cells for " + file
		fmt.Fprintf(w, "<figcaption>A cell for <code>%s</code>, and what fits it</figcaption>", html.EscapeString(file))
	case file != "":
		name += ": " + file
		fmt.Fprintf(w, "<figcaption><code>%s</code></figcaption>", html.EscapeString(file))
	case said[kind] != "":
		name += ": " + said[kind]
		fmt.Fprintf(w, "<figcaption>%s</figcaption>", said[kind])
	}
	fmt.Fprintf(w, `<pre class="app-code" tabindex="0" role="group" aria-label="%s"><code>`, html.EscapeString(name))
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		_, _ = w.WriteString(html.EscapeString(string(line.Value(src))))
	}
	_, _ = w.WriteString("</code></pre></figure>\n")
	if kind == "question" {
		var text strings.Builder
		for i := range n.Lines().Len() {
			line := n.Lines().At(i)
			text.Write(line.Value(src))
		}
		f, faults := Questions(text.String())
		if f == nil {
			return ast.WalkStop, fmt.Errorf("the questions of %s: %v", name, faults)
		}
		fmt.Fprintf(w, `<div class="app-drawn" role="group" aria-label="%s, as people see it">`, html.EscapeString(name))
		for page := range f.Pages {
			m := f.Draw(page, nil, nil, nil)
			for i := range m.Items {
				m.Items[i].Heading = false // the page has a heading of its own
			}
			if err := ui.FormFields(m).Render(context.Background(), w); err != nil {
				return ast.WalkStop, err
			}
		}
		_, _ = w.WriteString("</div>\n")
	}
	return ast.WalkSkipChildren, nil
}

func (d *drawing) table(w util.BufWriter, _ []byte, _ ast.Node, in bool) (ast.WalkStatus, error) {
	if in {
		d.tables++
		fmt.Fprintf(w, `<div class="app-scrolling" role="group" tabindex="0" aria-label="Table %d"><table class="govuk-table">`+"\n", d.tables)
	} else {
		_, _ = w.WriteString("</table></div>\n")
	}
	return ast.WalkContinue, nil
}
