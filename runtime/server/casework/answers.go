package casework

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/caseloom/caseloom/forms"
	page "github.com/caseloom/caseloom/ui/pages/casework"
)

// What the applicant told us, as this person may see it.

// answers is what was told to us, without what is hidden from this person.
func (f *folder) answers(form *forms.Form, raw json.RawMessage) []page.Section {
	if form == nil || len(raw) == 0 {
		return nil
	}
	data := decode(raw)
	var out []page.Section
	for _, s := range form.Answers(data) {
		section := page.Section{Title: s.Title}
		for _, r := range s.Rows {
			if f.hides(r.Pointer) && form == f.t.Intake.Form {
				continue
			}
			row := page.Row{Key: r.Label, Value: r.Value, Values: r.Values}
			if form == f.t.Intake.Form && (r.Value != "" || r.File != nil) {
				row.Note = f.helper(r.Pointer)
			}
			if r.File != nil {
				row.Href = f.fileHref(r.File.Hash)
			}
			section.Rows = append(section.Rows, row)
		}
		if len(section.Rows) > 0 {
			out = append(out, section)
		}
	}
	return out
}

// helper says who gave an answer in the applicant's place; "" when the applicant did.
func (f *folder) helper(pointer string) string {
	for _, h := range f.c.Helped {
		for _, field := range h.Fields {
			if pointer == field || strings.HasPrefix(pointer, field+"/") {
				return "Answered by " + h.Name + ", who helped"
			}
		}
	}
	return ""
}

// hides says whether an answer is hidden from this person. A hidden answer is not shown even as unanswered.
func (f *folder) hides(pointer string) bool {
	return hides(f.hidden, strings.Join(append([]string{"form"}, forms.Names(pointer)...), "."))
}

func decode(raw json.RawMessage) map[string]any {
	data := map[string]any{}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	_ = dec.Decode(&data) // recorded JSON was valid when it was accepted
	return data
}
