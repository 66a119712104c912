package engine

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
)

// Why a message was kept back.
const (
	NeverByEmail = "This person must not be emailed. Tell them another way."
	NeverUnread  = "It cannot be told how this person must not be reached. Tell them in a way that you know to be safe."
	NeverQuiet   = "It cannot be told when this person must be left in peace. Tell them another way."
	NeverALink   = "Others read this person's mail, and a link would let them in."
	NeverByPost  = "This person must not be written to by post."
	NeverAtHome  = "The letter has this person's home address, and they must not be written to there."
)

// Ways are the ways in which somebody may say that they must not be reached, as `contact.never` has them. By home is meant:
// not at the home address.
var Ways = []string{"email", "telephone", "text", "post", "home"}

// Way is a way as we know it: “E-mail” is email.
func Way(written string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimSpace(written)), "-", "")
}

// Barred says whether somebody must not be reached in a way.
func (p Person) Barred(way string) bool { return slices.Contains(p.Never, way) }

// unread says whether somebody must not be reached in a way that nobody understands.
func (p Person) unread() bool {
	return slices.ContainsFunc(p.Never, func(way string) bool { return !slices.Contains(Ways, way) })
}

// Leave is how a mail may leave to somebody.
type Leave struct {
	Never string    // why it may not; ""
	Wait  time.Time // not before then; zero: at once
	Bare  bool      // without what it says: others read their mail
}

// Leaves judges whether a mail may leave to the person at a moment, by the clocks where the office is.
func (p Person) Leaves(at time.Time, zone *time.Location) Leave {
	if p.Barred("email") {
		return Leave{Never: NeverByEmail}
	}
	if p.unread() {
		return Leave{Never: NeverUnread}
	}
	l := Leave{Bare: p.Shared}
	var quiet []rules.Quiet
	for _, text := range p.Quiet {
		q, err := rules.ParseQuiet(text)
		if err != nil {
			return Leave{Never: NeverQuiet}
		}
		quiet = append(quiet, q)
	}
	then, ok := rules.AfterQuiet(quiet, at.In(zone))
	if !ok {
		return Leave{Never: NeverQuiet}
	}
	if then.After(at) {
		l.Wait = then
	}
	return l
}

// Posts says why a letter may not be written to the person; "" when it may. Whatever template wrote it, their home address
// is not in a letter to somebody who must not be written to at home.
func (p Person) Posts(letter string) string {
	switch {
	case p.Barred("post"):
		return NeverByPost
	case p.unread():
		return NeverUnread
	case p.Barred("home") && p.livesIn(letter):
		return NeverAtHome
	}
	return ""
}

// livesIn says whether the person's own address stands in a text: a line of it that tells where a house is. Where no
// address is known, nobody can tell, and it may.
func (p Person) livesIn(text string) bool {
	var values struct {
		Address any `json:"address"`
	}
	if json.Unmarshal(p.Values, &values) != nil {
		return true
	}
	text, known := plainLine(text), false
	for _, part := range houseLines(values.Address) {
		known = true
		if strings.Contains(text, part) {
			return true
		}
	}
	return !known
}

// wide are the parts of an address that tell no house.
var wide = []string{"town", "city", "county", "region", "state", "country"}

// houseLines are the lines of an address that tell where a house is: of a text, the first, and those with a number.
func houseLines(address any) []string {
	var out []string
	switch v := address.(type) {
	case string:
		for i, part := range strings.FieldsFunc(v, func(r rune) bool { return r == '\n' || r == ',' }) {
			if part = plainLine(part); part != "" && (i == 0 || strings.ContainsAny(part, "0123456789")) {
				out = append(out, part)
			}
		}
	case map[string]any:
		for name, x := range v {
			if !slices.Contains(wide, name) {
				out = append(out, houseLines(x)...)
			}
		}
	}
	return out
}

// plainLine is a text in small letters and single spaces, without the signs that a letter has before what would mean
// something else.
func plainLine(text string) string {
	return strings.Join(strings.Fields(strings.ToLower(strings.ReplaceAll(text, `\`, ""))), " ")
}

// lines reads one text, or a list of them.
func lines(v any) []string {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	var out []string
	for _, x := range list {
		if s, _ := x.(string); strings.TrimSpace(s) != "" {
			out = append(out, strings.TrimSpace(s))
		}
	}
	return out
}

// othersRead says whether others read somebody's mail: yes, unless nothing is said, or no.
func othersRead(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case string:
		return v != "" && !strings.EqualFold(v, "no") && !strings.EqualFold(v, "false")
	case []any:
		return len(v) > 0
	}
	return true
}
