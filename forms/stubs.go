package forms

import "net/url"

func (f *Form) Parse(page int, values url.Values, draft map[string]any, files map[string]FileRef) (map[string]any, []Fault) {
	return draft, nil
}
func (f *Form) Validate(data map[string]any) []Fault               { return nil }
func (f *Form) ValidatePage(page int, data map[string]any) []Fault { return nil }
func (f *Form) Draw(page int, data map[string]any, faults []Fault, raw url.Values) PageModel {
	return PageModel{}
}
func (f *Form) Answers(data map[string]any) []Section        { return nil }
func (f *Form) Example() map[string]any                      { return nil }
func Edits(values url.Values) bool                           { return values.Get("_add") != "" || values.Get("_remove") != "" }
func (f *Form) Files(data map[string]any) map[string]FileRef { return nil }
func fileRef(v any) (FileRef, bool)                          { return FileRef{}, false }
