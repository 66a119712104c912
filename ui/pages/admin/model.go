package admin

import (
	"strings"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/ui"
	"github.com/caseloom/caseloom/ui/components"
)

// Frame is what every one of these pages has: the parts of the administrator's pages, and what was just done.
type Frame struct {
	Page    ui.Page
	Heading string
	Tabs    []components.NavItem
	Notice  string
	Secret  Secret // shown once, right after it was made
}

// Secret is a link or a token that is shown once and never again.
type Secret struct{ Said, Value string }

// Tag is a short coloured word.
type Tag struct{ Text, Colour string }

// StaffPage lists the people who work here.
type StaffPage struct {
	Frame
	People []Person
}

// Person is one of them.
type Person struct {
	Name, Href, Email, Roles, Teams, Added string
	Tag                                    Tag
}

// PersonPage is one person: what they may do, and the buttons that end it.
type PersonPage struct {
	Frame
	Rows   [][2]string
	Form   forms.PageModel
	Action string // where the form posts
	Button string
	Acts   []Act
}

// Act is a form of one button.
type Act struct {
	Action, Text, Said, Classes string
	ID                          string // sent as _id; "" when the address says it all
}

// TokensPage lists the tokens of programs.
type TokensPage struct {
	Frame
	Tokens []Token
	Form   forms.PageModel
}

// Token is one of them, without the token itself.
type Token struct{ Name, Role, Added, Used string }

// MailPage lists mail that was kept because no mail server is set up.
type MailPage struct {
	Frame
	Said string
	Mail []Mail
	Next string
}

// Mail is one message.
type Mail struct {
	Subject, Href, To, At, Reference string
	HTML                             string // the message as its reader sees it, made safe
}

// OneMailPage is one message as it would have been sent.
type OneMailPage struct {
	Frame
	Mail Mail
}

// ProblemsPage lists what failed after a commit.
type ProblemsPage struct {
	Frame
	Problems []Problem
	Next     string
}

// Problem is one effect that is not done.
type Problem struct {
	ID, What, Reference, Asked, Failed, Reason, Next, Tries string
	Waits                                                   bool // for a person: it is not tried again by itself
}

// AboutPage says what is running.
type AboutPage struct {
	Frame
	Rows [][2]string
}

func summary(rows [][2]string) []components.SummaryRow {
	out := make([]components.SummaryRow, len(rows))
	for i, r := range rows {
		out[i] = components.SummaryRow{Key: r[0], Value: r[1]}
	}
	return out
}

func people(all []Person) [][]components.Cell {
	out := make([][]components.Cell, len(all))
	for i, p := range all {
		out[i] = []components.Cell{{HTML: link(p.Name, p.Href)}, {Text: p.Email}, {Text: p.Roles}, {Text: p.Teams}, {Text: p.Added}, {HTML: tag(p.Tag)}}
	}
	return out
}

func tokens(p TokensPage) [][]components.Cell {
	out := make([][]components.Cell, len(p.Tokens))
	for i, t := range p.Tokens {
		out[i] = []components.Cell{{Text: t.Name}, {Text: t.Role}, {Text: t.Added}, {Text: t.Used}, {HTML: revoke(t, p.Page.CSRF)}}
	}
	return out
}

func mails(all []Mail) [][]components.Cell {
	out := make([][]components.Cell, len(all))
	for i, m := range all {
		out[i] = []components.Cell{{HTML: link(m.Subject, m.Href)}, {Text: m.To}, {Text: m.Reference}, {Text: m.At}}
	}
	return out
}

func problems(p ProblemsPage) [][]components.Cell {
	out := make([][]components.Cell, len(p.Problems))
	for i, x := range p.Problems {
		out[i] = []components.Cell{{HTML: failed(x)}, {Text: x.Reference}, {HTML: times(x)}, {HTML: again(x, p.Page.CSRF)}}
	}
	return out
}

func colour(name string) string {
	if name == "" {
		return ""
	}
	return "govuk-tag--" + name
}

func blank(line string) bool { return strings.TrimSpace(line) == "" }
