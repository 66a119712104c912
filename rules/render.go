package rules

import (
	"fmt"
	"strings"
	"time"

	"github.com/expr-lang/expr/ast"
)

// Render writes the text. The error is a *RunError; it names the expression that cannot be worked out.
func (t *Text) Render(s *Snapshot) (string, error) { return t.render(s, false) }

// Markdown writes a text whose author writes Markdown. What a value holds stays words: it cannot become a link, a
// picture, code or HTML, whoever typed it.
func (t *Text) Markdown(s *Snapshot) (string, error) { return t.render(s, true) }

func (t *Text) render(s *Snapshot, markdown bool) (string, error) {
	if len(t.parts) == 1 && t.parts[0].plainly() {
		return t.parts[0].plain, nil
	}
	if t.givesYear {
		if _, ok := s.Get("year"); !ok {
			if today, ok := s.Get("today"); ok {
				if at, ok := today.(time.Time); ok {
					s = s.With("year", at.Year())
				}
			}
		}
	}
	defer s.bounded()()
	w := &writer{text: t, markdown: markdown}
	if err := w.write(t.parts, s); err != nil {
		return "", err
	}
	return w.String(), nil
}

// In gives the same text for a reader of a language: its dates are said in it, and what stands in the files in another
// language (the reason of a decision) is said by words, where that is given.
func (t *Text) In(lang string, words func(string) string) *Text {
	other := *t
	other.lang, other.words = lang, words
	return &other
}

// plainly says whether a piece says the same in every case.
func (p *textPart) plainly() bool { return p.value == nil && p.test == nil && p.list == nil }

type writer struct {
	strings.Builder
	text     *Text
	markdown bool
	steps    int
}

// markup is what makes more than words of a value in Markdown.
var markup = strings.NewReplacer("\\", "\\\\", "[", "\\[", "]", "\\]", "<", "\\<", ">", "\\>", "`", "\\`")

func (w *writer) write(parts []textPart, s *Snapshot) error {
	for i := range parts {
		p := &parts[i]
		w.steps++
		if w.steps > maxItems || w.Len() > maxText {
			return &RunError{Code: "budget", Message: "This text becomes too long, and was stopped.", Place: w.text.src}
		}
		switch {
		case p.value != nil:
			v, err := p.value.Run(s)
			if err != nil {
				return err
			}
			if said, ok := v.(string); ok && w.text.words != nil {
				v = w.text.words(said)
			}
			places := p.value.scope.counting.Currency.orPounds().Digits
			if w.markdown {
				var b strings.Builder
				formatInto(&b, v, places, w.text.lang, 0)
				_, _ = markup.WriteString(&w.Builder, b.String())
			} else {
				formatInto(&w.Builder, v, places, w.text.lang, 0)
			}
		case p.test != nil:
			holds, err := p.test.Bool(s)
			if err != nil {
				return err
			}
			inner := p.body
			if !holds {
				inner = p.other
			}
			if err := w.write(inner, s); err != nil {
				return err
			}
		case p.list != nil:
			v, err := p.list.Run(s)
			if err != nil {
				return err
			}
			items, _ := v.([]any)
			for _, item := range items {
				if err := w.write(p.body, s.With(p.name, item)); err != nil {
					return err
				}
			}
		default:
			w.WriteString(p.plain)
		}
	}
	return nil
}

// nextNumber is number(6): the number of a reference, with noughts before it.
func (c *compiler) nextNumber(args []ast.Node, at *node) *node {
	width := 0
	if len(args) == 1 {
		if n, ok := args[0].(*ast.IntegerNode); ok {
			width = n.Value
		}
	}
	if width < 1 || width > 12 {
		return c.wrong(at, "arguments", "Write number(6) for a number of six digits.", "number is given how many digits, from 1 to 12.")
	}
	r := &ref{path: "number", names: []string{"number"}, typ: maybeYear, known: c.scope.shared}
	r.slot = r.known.slot(r.path, r.typ)
	at.typ = textual
	at.eval = func(f *frame) any {
		v, _ := f.s.read(r)
		n, ok := v.(int)
		if !ok {
			at.fail("missing", "number(%d) gives the next number only in the reference of a case.", width)
		}
		return fmt.Sprintf("%0*d", width, n)
	}
	return at
}
