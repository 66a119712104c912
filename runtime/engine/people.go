package engine

import (
	"bytes"
	"strings"
)

// people makes the persons of the case from its data.
func (r *run) people() {
	s := r.look()
	for _, p := range r.t.People {
		v, err := p.From.Run(s)
		if err != nil {
			r.problem(p.From.Source(), err)
			continue
		}
		values, _ := v.(map[string]any)
		var contact map[string]any
		if p.Contact != nil {
			x, err := p.Contact.Run(s)
			contact, _ = x.(map[string]any)
			if err != nil { // nobody knows how they may be reached, so they are not
				r.problem(p.Contact.Source(), err)
				contact = map[string]any{"never": []any{"email", "telephone", "post", "text"}}
			}
		}
		now := Person{
			Name:  firstText(values["name"], values["full_name"], joined(values["first_name"], values["last_name"])),
			Email: firstText(contact["email"], values["email"]), Telephone: firstText(contact["telephone"], values["telephone"]),
			Prefers: firstText(contact["prefers"]), Never: ways(contact["never"]), Quiet: lines(contact["quiet"]), Shared: othersRead(contact["shared"]),
			Values: encode(plain(values, p.From.Type())),
		}
		if before, known := r.c.People[p.ID]; known && bytes.Equal(encode(before), encode(now)) {
			continue
		}
		r.emit("person.set", personBody{Person: p.ID, Value: now}, &Why{Rule: "Person " + p.ID, At: where(p.From.Source()), Text: p.From.Source().Text, Read: r.reads(p.From.Reads()), Seen: r.seen})
	}
}

// ways reads in which ways somebody must not be reached: one, or a list.
func ways(v any) []string {
	out := lines(v)
	for i := range out {
		out[i] = Way(out[i])
	}
	return out
}

func joined(first, last any) any {
	a, _ := first.(string)
	b, _ := last.(string)
	return strings.TrimSpace(a + " " + b)
}

func firstText(candidates ...any) string {
	for _, c := range candidates {
		if s, _ := c.(string); s != "" {
			return s
		}
	}
	return ""
}
