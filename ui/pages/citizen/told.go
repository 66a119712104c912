package citizen

import (
	"bytes"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
)

// Told is what the case type tells somebody on a page: before they send, or while their case is under way.
type Told struct {
	HTML string
	Lang string // that it is written in; "" is that of the page

	Headed bool // it begins with a heading of its own
}

// prose turns a text with formatting into the design system's elements. HTML in it is left out: an answer of a form may
// stand in it.
var prose = goldmark.New(goldmark.WithExtensions(extension.Linkify, extension.Table), goldmark.WithRendererOptions(html.WithHardWraps()))

// Tell draws a text of the case type's. It stands under a heading of ours, of which its own are below.
func Tell(markdown, lang string, under int) (*Told, error) {
	src := []byte(markdown)
	doc := prose.Parser().Parse(text.NewReader(src))
	_ = ast.Walk(doc, func(n ast.Node, in bool) (ast.WalkStatus, error) {
		if class := classOf(n); in && class != "" {
			n.SetAttributeString("class", []byte(class))
		}
		if h, ok := n.(*ast.Heading); ok && in {
			h.Level = max(h.Level, under+1)
		}
		return ast.WalkContinue, nil
	})
	var out bytes.Buffer
	err := prose.Renderer().Render(&out, src, doc)
	first := doc.FirstChild()
	return &Told{HTML: out.String(), Lang: lang, Headed: first != nil && first.Kind() == ast.KindHeading}, err
}

func classOf(n ast.Node) string {
	switch n := n.(type) {
	case *ast.Heading:
		return "govuk-heading-s"
	case *ast.Paragraph:
		return "govuk-body"
	case *ast.List:
		if n.IsOrdered() {
			return "govuk-list govuk-list--number"
		}
		return "govuk-list govuk-list--bullet"
	case *ast.Link, *ast.AutoLink:
		return "govuk-link"
	case *extast.Table:
		return "govuk-table"
	case *extast.TableHeader, *extast.TableRow:
		return "govuk-table__row"
	case *extast.TableCell:
		if n.Parent().Kind() == extast.KindTableHeader {
			return "govuk-table__header"
		}
		return "govuk-table__cell"
	}
	return ""
}
