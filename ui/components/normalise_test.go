package components

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// inline elements sit in a line of text: white space beside them can be seen.
// Everything else ends the line. Controls are counted among the latter, since
// the design system lays them out itself.
var inline = map[string]bool{"a": true, "span": true, "strong": true, "em": true, "b": true, "i": true, "time": true, "code": true}

// normalise writes HTML so that two pieces which a browser shows alike are the
// same text: attributes and classes in order, a tag on each line, runs of white space as
// one space, written just before the next word of the same line of text, and
// none at the start or end of such a line.
func normalise(t *testing.T, source string) string {
	t.Helper()
	nodes, err := html.ParseFragment(strings.NewReader(source), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil {
		t.Fatalf("HTML that cannot be read: %v", err)
	}
	w := &normaliser{}
	for _, n := range nodes {
		w.node(n)
	}
	return strings.TrimSpace(w.out.String())
}

type normaliser struct {
	out   strings.Builder
	begun bool // this line of text has a word in it
	space bool // white space waits for the next word
}

func (w *normaliser) node(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		w.text(n.Data)
	case html.ElementNode:
		if !inline[n.Data] {
			w.begun, w.space = false, false
		}
		w.open(n)
		if n.Data == "textarea" || n.Data == "pre" {
			if n.FirstChild != nil {
				fmt.Fprintf(&w.out, "%q\n", n.FirstChild.Data)
			}
		} else {
			for child := n.FirstChild; child != nil; child = child.NextSibling {
				w.node(child)
			}
		}
		if !inline[n.Data] {
			w.begun, w.space = false, false
		}
		fmt.Fprintf(&w.out, "</%s>\n", n.Data)
	}
}

func (w *normaliser) text(data string) {
	words := strings.FieldsFunc(data, func(r rune) bool { return strings.ContainsRune(" \t\n\r\f", r) })
	starts := strings.TrimLeft(data, " \t\n\r\f") != data
	if starts && w.begun {
		w.space = true
	}
	if len(words) == 0 {
		return
	}
	if w.space {
		w.out.WriteString("␠")
	}
	w.out.WriteString(strings.Join(words, " ") + "\n")
	w.begun = true
	w.space = strings.TrimRight(data, " \t\n\r\f") != data
}

func (w *normaliser) open(n *html.Node) {
	attrs := slices.Clone(n.Attr)
	slices.SortFunc(attrs, func(a, b html.Attribute) int { return cmp.Compare(a.Key, b.Key) })
	w.out.WriteString("<" + n.Data)
	for _, a := range attrs {
		value := a.Val
		if a.Key == "class" {
			names := strings.Fields(value)
			slices.Sort(names)
			value = strings.Join(names, " ")
		}
		fmt.Fprintf(&w.out, " %s=%q", a.Key, value)
	}
	w.out.WriteString(">\n")
}

// The measure must see what a person would see, or the fixtures prove nothing.
func TestNormaliseKeepsWhatCanBeSeen(t *testing.T) {
	same := [][2]string{
		{`<p class="a  b" id="x">Some text</p>`, "<p id=\"x\"\n class=\" b a\">\n  Some\n  text\n</p>"},
		{`<a>Change<span> name</span></a>`, `<a>Change <span>name</span></a>`},
		{`<div> <p>One</p> </div>`, `<div><p>One</p></div>`},
	}
	for _, pair := range same {
		if normalise(t, pair[0]) != normalise(t, pair[1]) {
			t.Errorf("%s and %s look alike, and differ here", pair[0], pair[1])
		}
	}
	different := [][2]string{
		{`<a>Change<span>name</span></a>`, `<a>Change <span>name</span></a>`},
		{`<p id="x"></p>`, `<p></p>`},
		{`<input disabled>`, `<input>`},
		{`<textarea> a</textarea>`, `<textarea>a</textarea>`},
		{`<p>One</p><p>Two</p>`, `<p>Two</p><p>One</p>`},
	}
	for _, pair := range different {
		if normalise(t, pair[0]) == normalise(t, pair[1]) {
			t.Errorf("%s and %s are not alike, and are the same here", pair[0], pair[1])
		}
	}
}
