package work

import (
	"net/url"
	"strings"

	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/engine"
)

// following ends a message of a case to its applicant with where they see how it is getting on: they may be worried, and have
// lost the page that said so. The address lets nobody in; it asks for what only they know. A template that leads there
// itself is left as it is. What others read is bare, and has no address at all.
func (w *Work) following(m engine.Mail, reference string) engine.Mail {
	if m.To != "person.applicant" || m.Message == "" || strings.Contains(m.Text, w.address("/track")) {
		return m
	}
	address := w.address("/track/" + url.PathEscape(reference))
	if lang := language.Built(m.Language); lang != language.English {
		address += "?lang=" + lang
	}
	m.Text += m.Following(address)
	return m
}
