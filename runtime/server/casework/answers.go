package casework

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/server/words"
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

// done is what somebody said with the actions that were done, each as it was said the last time: why they appeal, say.
func (f *folder) done() []page.Section {
	var all []page.Section
	for _, a := range f.t.Actions {
		was := f.c.Actions[a.ID]
		one := page.Section{Title: a.Title + ", " + words.Day(was.At, f.zone)}
		for _, s := range f.answers(a.Form, was.Answers) {
			one.Rows = append(one.Rows, s.Rows...)
		}
		if len(one.Rows) > 0 {
			all = append(all, one)
		}
	}
	return all
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
