package work

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html"
	netmail "net/mail"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/wneessen/go-mail"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	renderer "github.com/yuin/goldmark/renderer/html"

	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/engine"
)

// letter is one message to one person. The same letter always becomes the same bytes, so that a mail server or a reader
// that sees it twice can tell.
type letter struct {
	id      string // of the effect, and of the recipient where there are several
	at      time.Time
	name    string
	address string
	subject string
	text    string // Markdown
	lang    string // of the text; "" is English
	also    *engine.Also
}

// unescaped finds what a value's own brackets were written as, so that they stay words; the plain text shows them bare.
var unescaped = regexp.MustCompile("\\\\([\\\\\\[\\]<>`])")

// The signs that make a heading or strong words, which are noise to who reads the plain text.
var (
	headings = regexp.MustCompile(`(?m)^#{1,6} +`)
	strong   = regexp.MustCompile(`\*\*([^\s*](?:[^*\n]*[^\s*])?)\*\*`)
)

// plain is a Markdown text for a reader who sees no formatting.
func plain(text string) string {
	text = strong.ReplaceAllString(headings.ReplaceAllString(text, ""), "$1")
	return unescaped.ReplaceAllString(text, "$1")
}

// address finds a link that stands in a text as it is: on any host, since a small server may have no name but a number.
var address = regexp.MustCompile(`^https?://[-a-zA-Z0-9.]{1,253}(?::[0-9]+)?(?:[/?#][^\s<>"“”]*)?`)

// markdown turns a text into HTML. HTML in the text is left out, and so are addresses that run scripts: an answer of a
// form may stand in it.
var markdown = goldmark.New(goldmark.WithExtensions(extension.NewLinkify(extension.WithLinkifyURLRegexp(address)), extension.Table), goldmark.WithRendererOptions(renderer.WithHardWraps()))

// HTML is the body of a message as its reader sees it.
func HTML(text string) (string, error) {
	var page bytes.Buffer
	err := markdown.Convert([]byte(text), &page)
	return page.String(), err
}

func (l letter) message(from *netmail.Address, domain string) (*mail.Msg, error) {
	to, err := netmail.ParseAddress(l.address)
	if err != nil || to.Address != strings.TrimSpace(l.address) || strings.ContainsFunc(to.Address, unicode.IsControl) {
		return nil, &permanent{reason: "the e-mail address is not one that mail can be sent to"}
	}
	sum := sha256.Sum256([]byte(l.id))
	key := hex.EncodeToString(sum[:16])
	page, err := HTML(l.text)
	if err != nil {
		return nil, &permanent{reason: "the text cannot be turned into a message"}
	}
	m := mail.NewMsg(mail.WithBoundary("caseloom-" + key))
	m.FromMailAddress(&netmail.Address{Name: oneLine(from.Name), Address: from.Address})
	m.ToMailAddress(&netmail.Address{Name: oneLine(l.name), Address: to.Address})
	m.Subject(oneLine(l.subject))
	m.SetMessageIDWithValue(key + "@" + domain)
	m.SetDateWithValue(l.at)
	m.SetGenHeader("Auto-Submitted", "auto-generated") // so that an absence note is not sent back to us
	lang := cmp.Or(l.lang, language.English)
	langs, text := []string{lang}, plain(l.text)
	if l.also != nil {
		other, err := HTML(l.also.Text)
		if err != nil {
			return nil, &permanent{reason: "the text cannot be turned into a message"}
		}
		langs, text = append(langs, l.also.Language), text+engine.Between+plain(l.also.Text)
		page += fmt.Sprintf("<hr>\n<div lang=\"%s\" dir=\"%s\">\n%s</div>\n", html.EscapeString(l.also.Language), language.Direction(l.also.Language), other)
	}
	m.SetGenHeader("Content-Language", langs...)
	m.SetBodyString(mail.TypeTextPlain, text)
	m.AddAlternativeString(mail.TypeTextHTML, fmt.Sprintf("<!doctype html>\n<html lang=\"%s\" dir=\"%s\"><head><meta charset=\"utf-8\"><title>%s</title></head>\n<body>\n%s</body></html>\n",
		html.EscapeString(lang), language.Direction(lang), html.EscapeString(oneLine(l.subject)), page))
	return m, nil
}

// oneLine makes a text safe to stand in a header: one line, of letters, of a bounded length.
func oneLine(s string) string {
	s = strings.ToValidUTF8(s, "")
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	for utf8.RuneCountInString(s) > 200 {
		s = string([]rune(s)[:199]) + "…"
	}
	return s
}
