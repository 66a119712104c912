package casetype

import (
	"fmt"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// ways are the ways in which somebody may say that they must not be reached. Home is the home address.
var ways = []string{"email", "telephone", "text", "post", "home"}

// checkContact finds what a form lets somebody say of how they may be reached, and that nobody would understand: mail and
// letters to them would all be kept back.
func (l *loader) checkContact(n node, p *Person) {
	if p.Contact == nil {
		return
	}
	fields := p.Contact.Type().Fields
	never, said := oneOf(fields["never"])
	if fields["never"] != nil && !said {
		l.warn(n, "bad-contact", "What `never` says can be anything; what is not understood keeps every mail back", "Let people choose from a list of these: "+strings.Join(ways, ", ")+".")
	}
	for _, word := range never {
		if way := strings.ReplaceAll(strings.ToLower(word), "-", ""); !slices.Contains(ways, way) {
			l.fault(n, "bad-contact", fmt.Sprintf("`never` may be %q, which is no way to reach somebody", word), rules.DidYouMean(way, ways, "ways"))
		}
	}
	if slices.Contains(never, "home") && p.From != nil {
		if from := p.From.Type(); from.Fields != nil && from.Fields["address"] == nil {
			l.fault(n, "bad-contact", fmt.Sprintf("`never` may be home, and where %s lives is not known", p.ID), "Ask for the home address under the name address, in what the person is made `from`.")
		}
	}
	quiet, said := oneOf(fields["quiet"])
	if fields["quiet"] != nil && !said {
		l.warn(n, "bad-contact", "What `quiet` says can be anything; what is not a stretch of a day keeps every mail back", "Let people choose from a list, such as 22:00 to 08:00.")
	}
	for _, word := range quiet {
		if _, err := rules.ParseQuiet(word); err != nil {
			l.fault(n, "bad-contact", fmt.Sprintf("One of the words that `quiet` may be cannot be read: %s", err), "Write it as 22:00 to 08:00.")
		}
	}
}

// oneOf are the words that a value may be, or the items of a list; false when they are not from a list.
func oneOf(t *rules.Type) ([]string, bool) {
	if t == nil {
		return nil, false
	}
	if t.Kind == rules.List && t.Elem != nil {
		t = t.Elem
	}
	return t.Enum, len(t.Enum) > 0
}
