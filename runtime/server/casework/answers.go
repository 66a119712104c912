package casework

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/engine"
	page "github.com/caseloom/caseloom/ui/pages/casework"
)

// What the applicant told us, as this person may see it.

// answers is what was told to us, without what is hidden from this person. The place is where the answers stand in the
// case: "form", or "task.proof.answers".
func (f *folder) answers(place string, form *forms.Form, raw json.RawMessage) []page.Section {
	if form == nil || len(raw) == 0 {
		return nil
	}
	data := decode(raw)
	var out []page.Section
	for _, s := range form.Answers(data) {
		section := page.Section{Title: s.Title}
		for _, r := range s.Rows {
			if f.hides(place, r.Pointer) {
				continue
			}
			row := page.Row{Key: r.Label, Value: r.Value, Values: r.Values}
			if place == "form" && (r.Value != "" || r.File != nil) {
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

// application is what the applicant told us.
func (f *folder) application() []page.Section { return f.answers("form", f.t.Intake.Form, f.c.Data) }

// ofTask is where the answers of a task stand in the case.
func ofTask(task *engine.Task) string { return "task." + task.Name + ".answers" }

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
func (f *folder) hides(place, pointer string) bool {
	return hides(f.hidden, strings.Join(append([]string{place}, forms.Names(pointer)...), "."))
}

func decode(raw json.RawMessage) map[string]any {
	data := map[string]any{}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	_ = dec.Decode(&data) // recorded JSON was valid when it was accepted
	return data
}
