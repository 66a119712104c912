package engine

import (
	"strings"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// A mail to somebody of the case who is not its applicant is in the case type's language, and below it in the one that the
// applicant applied in. Nobody has asked them what they read: a mother or a landlord most likely reads one of the two, and to
// choose one of them would leave some with a letter that they cannot read.

// otherLanguage is the one that such a mail is in as well; "": there is none.
func (r *run) otherLanguage(to string) string {
	if !strings.HasPrefix(to, "person.") || to == "person.applicant" {
		return ""
	}
	return r.c.Language
}

// otherTemplate is a template in that language; nil where it is written in none but its own.
func (r *run) otherTemplate(id, to string) *casetype.Template {
	lang := r.otherLanguage(to)
	if lang == "" {
		return nil
	}
	if other := r.t.Template(id, lang); other.Lang == lang && r.t.Template(id, "").Lang != lang {
		return other
	}
	return nil
}

// also writes what a mail says once more, by another template.
func (r *run) also(mail *Mail, other *casetype.Template, s *rules.Snapshot) error {
	subject, err := other.Subject.Render(s)
	if err != nil {
		return err
	}
	text, err := other.Body.Markdown(s)
	mail.sayAlso(subject, text, other.Lang)
	return err
}

func (m *Mail) sayAlso(subject, text, lang string) {
	if subject != m.Subject {
		m.Subject += " / " + subject
	}
	m.Also = &Also{Text: text, Language: lang}
}
