package forms

import (
	"net/url"

	"github.com/caseloom/caseloom/rules"
)

func Load(src []byte, file string, id string, resolve func(ref string) ([]byte, string, error)) (*Form, []rules.Diagnostic) {
	return nil, nil
}
func (f *Form) Type() *rules.Type { return nil }
func (f *Form) Parse(page int, values url.Values, draft map[string]any, files map[string]FileRef) (map[string]any, []Fault) {
	return nil, nil
}
func (f *Form) Validate(data map[string]any) []Fault               { return nil }
func (f *Form) ValidatePage(page int, data map[string]any) []Fault { return nil }
func (f *Form) Prune(data map[string]any) map[string]any           { return nil }
func (f *Form) Normalise(data map[string]any) map[string]any       { return nil }
func (f *Form) Decode(body []byte) (map[string]any, error)         { return nil, nil }
func (f *Form) Path(data map[string]any) []int                     { return nil }
func (f *Form) Draw(page int, data map[string]any, faults []Fault, raw url.Values) PageModel {
	return PageModel{}
}
func (f *Form) Answers(data map[string]any) []Section { return nil }
func (f *Form) Example() map[string]any               { return nil }

// Edits says whether a post asks only to add or remove an item (a button named "_add" or "_remove"): parse it, keep the
// draft, and draw the same page again with the post as raw; do not validate it and do not go on.
func Edits(values url.Values) bool { return values.Get("_add") != "" || values.Get("_remove") != "" }

// Files lists the uploaded files that data refers to, by JSON Pointer. Whoever accepts data must see to it that each is
// a file that the sender has uploaded.
func (f *Form) Files(data map[string]any) map[string]FileRef { return nil }
