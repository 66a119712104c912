package work

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"strings"

	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/store"
)

// maxLetter is how many bytes a letter may have.
const maxLetter = 1 << 20

// document makes a letter into a page that prints well, keeps it, and gives it to its case. The same letter is the same
// file, so that making it twice keeps it once.
func (w *Work) document(ctx context.Context, e store.LeasedEffect) error {
	var l engine.Letter
	if err := json.Unmarshal(e.Body, &l); err != nil {
		return &permanent{reason: "the letter cannot be read, or its content has been erased"}
	}
	c, err := w.db.Case(ctx, e.Reference)
	if err != nil {
		return err
	}
	if t := c.Task(l.Task); t == nil || t.State != engine.Open || t.Key != l.Key {
		return nil // the case has moved on, and waits for no letter
	}
	if never := l.Barred(c); never != "" {
		return &permanent{reason: never, barred: true}
	}
	page, err := sheet(l)
	if err != nil {
		return &permanent{reason: "the text cannot be turned into a page"}
	}
	hash, size, err := w.db.Blobs().Put(strings.NewReader(page), maxLetter)
	if err != nil {
		return err
	}
	return w.tell(ctx, e, engine.DocumentMade{Task: l.Task, Key: l.Key, File: engine.File{
		Name: fileName(l.Subject) + ".html", Hash: hash, Media: "text/html", Size: size,
	}})
}

// fileName makes a name of a subject that every system can keep.
func fileName(subject string) string {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) {
			return '-'
		}
		return r
	}, oneLine(subject))
	if name = strings.Trim(name, ". "); name == "" {
		return "Letter"
	}
	return name
}

// sheet is a letter as a page of its own: on paper, A4 with margins, no line left alone, and addresses of links written
// out. It needs nothing from anywhere, and no script in it runs.
func sheet(l engine.Letter) (string, error) {
	text, err := HTML(l.Text)
	if err != nil {
		return "", err
	}
	lang := cmp.Or(l.Language, language.English)
	return fmt.Sprintf(`<!doctype html>
<html lang="%s" dir="%s">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>%s</title>
<style>
body { max-width: 40rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 Arial, Helvetica, sans-serif; color: #000; background: #fff; }
h1, h2, h3 { line-height: 1.25; break-after: avoid; }
h1 { font-size: 1.5rem; }
p, li { orphans: 3; widows: 3; }
table { border-collapse: collapse; }
th, td { padding: 0.25rem 0.75rem 0.25rem 0; text-align: start; vertical-align: top; border-bottom: 1px solid #767676; }
tr { break-inside: avoid; }
@page { size: A4; margin: 25mm 20mm; }
@media print {
  body { max-width: none; margin: 0; padding: 0; font-size: 11pt; }
  a[href^="http"]::after { content: " (" attr(href) ")"; overflow-wrap: anywhere; }
}
</style>
</head>
<body>
<main>
<h1>%s</h1>
%s</main>
</body>
</html>
`, html.EscapeString(lang), language.Direction(lang), html.EscapeString(oneLine(l.Subject)), html.EscapeString(oneLine(l.Subject)), text), nil
}
