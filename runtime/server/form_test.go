package server_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// sheet is a form on a page, as a browser without scripts sees it.
type sheet struct {
	b      *browser
	from   *view
	action string
	multi  bool
	values url.Values
	kinds  map[string]string // of each control, by name
	files  map[string][2]string
	twice  bool // each file is sent twice, as no browser would
}

// form finds the form of a page that has a control or button of this name; "" takes the first that posts in main.
func (b *browser) form(v *view, having string) *sheet {
	b.t.Helper()
	var found *sheet
	each(v.doc, func(n *html.Node) {
		if found != nil || n.Data != "form" || attr(n, "method") != "post" || attr(n, "action") == "/sign-out" {
			return
		}
		s := b.read(v, n)
		if _, ok := s.kinds[having]; having == "" || ok {
			found = s
		}
	})
	if found == nil {
		b.t.Fatalf("%s has no form with %q: %s", v.path, having, v.text)
	}
	return found
}

func (b *browser) read(v *view, n *html.Node) *sheet {
	s := &sheet{b: b, from: v, action: attr(n, "action"), multi: attr(n, "enctype") == "multipart/form-data", values: url.Values{}, kinds: map[string]string{}, files: map[string][2]string{}}
	if s.action == "" {
		s.action = v.path
	}
	each(n, func(c *html.Node) {
		name := attr(c, "name")
		if name == "" {
			return
		}
		switch c.Data {
		case "input":
			kind := attr(c, "type")
			s.kinds[name] = kind
			if (kind == "radio" || kind == "checkbox") && !has(c, "checked") || kind == "file" {
				return
			}
			s.values.Add(name, attr(c, "value"))
		case "textarea":
			s.kinds[name] = "textarea"
			s.values.Add(name, readable(c))
		case "select":
			s.kinds[name] = "select"
		case "button":
			s.kinds[name] = "button"
		}
	})
	return s
}

// fill answers controls that must be on the page: name, value, name, value.
func (s *sheet) fill(pairs ...string) *sheet {
	s.b.t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if _, ok := s.kinds[pairs[i]]; !ok {
			s.b.t.Fatalf("%s does not ask for %s: %v", s.from.path, pairs[i], s.kinds)
		}
		s.values.Set(pairs[i], pairs[i+1])
	}
	return s
}

// attach chooses a file.
// choose takes the answer of a list by its words.
func (s *sheet) choose(name, text string) *sheet {
	s.b.t.Helper()
	found := false
	each(s.from.doc, func(n *html.Node) {
		if n.Data != "select" || attr(n, "name") != name {
			return
		}
		each(n, func(o *html.Node) {
			if o.Data == "option" && strings.HasPrefix(readable(o), text) {
				s.values.Set(name, attr(o, "value"))
				found = true
			}
		})
	})
	if !found {
		s.b.t.Fatalf("%s does not offer %q under %s", s.from.path, text, name)
	}
	return s
}

func (s *sheet) attach(name, file, content string) *sheet {
	s.b.t.Helper()
	if s.kinds[name] != "file" {
		s.b.t.Fatalf("%s does not ask for a file %s: %v", s.from.path, name, s.kinds)
	}
	s.files[name] = [2]string{file, content}
	return s
}

// press sends the form with a named button.
func (s *sheet) press(name, value string) *view { s.values.Set(name, value); return s.send() }

func (s *sheet) send() *view {
	s.b.t.Helper()
	if !s.multi {
		return s.b.post(s.action, s.values)
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, all := range s.values {
		for _, v := range all {
			w.WriteField(name, v)
		}
	}
	for name, f := range s.files {
		for range map[bool]int{false: 1, true: 2}[s.twice] {
			part, err := w.CreateFormFile(name, f[0])
			if err != nil {
				s.b.t.Fatal(err)
			}
			part.Write([]byte(f[1]))
		}
	}
	w.Close()
	req, err := http.NewRequest("POST", s.b.url+s.action, &body)
	if err != nil {
		s.b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	return s.b.do(req)
}

func each(n *html.Node, do func(*html.Node)) {
	if n.Type == html.ElementNode {
		do(n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		each(c, do)
	}
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// link is where the first link with this text leads.
func (v *view) link(text string) string {
	v.t.Helper()
	return v.all(text)[0]
}

// all is where the links with these words lead, in the order of the page. There must be one.
func (v *view) all(text string) (to []string) {
	v.t.Helper()
	each(v.doc, func(n *html.Node) {
		if n.Data == "a" && strings.Contains(spaces.ReplaceAllString(readable(n), " "), text) {
			to = append(to, attr(n, "href"))
		}
	})
	if len(to) == 0 {
		v.t.Fatalf("%s has no link %q: %s", v.path, text, v.text)
	}
	return to
}
