package wholeform

import (
	"net/url"
	"time"

	"github.com/caseloom/caseloom/forms"
)

// Draw draws every page that is asked, given the answers so far.
func Draw(f *forms.Form, data map[string]any, faults []forms.Fault, raw url.Values) forms.PageModel {
	whole := forms.PageModel{FormID: f.ID, FormTitle: f.Title, Title: f.Title, Count: 1, Step: 1}
	asked := f.Path(data)
	for _, n := range asked {
		m := f.Draw(n, data, faults, raw)
		whole.Multipart = whole.Multipart || m.Multipart
		whole.Errors = append(whole.Errors, m.Errors...)
		heads := len(m.Items) > 0 && m.Items[0].Heading
		if heads && m.Caption != "" {
			m.Items[0].Label = m.Name()
		}
		for i := range m.Items {
			m.Items[i].Heading = false // the page has a heading of its own
		}
		if heads || len(asked) == 1 || m.Title == "" {
			whole.Items = append(whole.Items, m.Items...)
			continue
		}
		whole.Items = append(whole.Items, forms.Item{Widget: forms.Group, ID: "page-" + m.ID, Label: m.Name(), Hint: m.Intro, Optional: m.Optional, Items: m.Items})
	}
	if len(whole.Errors) == 0 {
		for _, fault := range faults { // of a question that is on no page: it must still be said
			whole.Errors = append(whole.Errors, forms.ErrorLink{Text: fault.Message})
		}
	}
	return whole
}

// Read reads a post of the whole form into the draft and says what is wrong with it: first what could not be read,
// then, when all could, what the schema does not allow.
func Read(f *forms.Form, values url.Values, draft map[string]any, files map[string]forms.FileRef, on time.Time) (data map[string]any, faults []forms.Fault) {
	data, faults = f.Parse(-1, values, draft, files)
	if len(faults) == 0 {
		faults = f.Validate(f.Relevant(data), on)
	}
	return data, faults
}

// Strangers are the files that data names and that nobody sent with this draft: a hash in a post is only a claim.
func Strangers(f *forms.Form, before, after map[string]any, sent map[string]forms.FileRef) bool {
	known := map[string]bool{}
	for _, r := range f.Files(before) {
		known[r.Hash] = true
	}
	for _, r := range sent {
		known[r.Hash] = true
	}
	for _, r := range f.Files(after) {
		if !known[r.Hash] {
			return true
		}
	}
	return false
}
