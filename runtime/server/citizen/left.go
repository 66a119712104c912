package citizen

import (
	"encoding/json"
	"net/url"
	"reflect"
	"strings"

	"github.com/caseloom/caseloom/forms"
)

// A page that is not as the form asks changes no answer: it is kept beside them as it was left, and drawn again from there
// with what is wrong with it. So the page is one that can be reloaded and gone back to, and another window, or somebody who
// opened it before, takes nothing away that was right.

// typed is a page as it was left.
type typed struct {
	Values url.Values     `json:"values,omitempty"` // what was typed, by the names of the controls
	Data   map[string]any `json:"data,omitempty"`   // of what was sent and not taken, the answers that could be read: files among them
	Files  []forms.Fault  `json:"files,omitempty"`  // what is wrong with a file, which is not sent twice
	Sent   bool           `json:"sent,omitempty"`   // they pressed Continue: what is wrong is said
	Stale  bool           `json:"stale,omitempty"`  // the page was changed elsewhere while they had it open
}

// What is kept of pages as they were left: of one in bytes, and how many of them.
const mostTyped, mostLeft = 64 << 10, 8

// asTyped is a post without what is no answer; nil when it is too much to keep.
func asTyped(values url.Values) *typed {
	t, size := &typed{Values: url.Values{}}, 0
	for name, all := range values {
		if strings.HasPrefix(name, "_") {
			continue
		}
		t.Values[name] = all
		for _, v := range all {
			size += len(name) + len(v)
		}
	}
	if size > mostTyped {
		return nil
	}
	return t
}

// left keeps a page as it was left; nil forgets it.
func (a *application) left(page string, t *typed) {
	if t == nil {
		delete(a.kept.Left, page)
		return
	}
	if a.kept.Left == nil {
		a.kept.Left = map[string]*typed{}
	}
	if a.kept.Left[page] == nil && len(a.kept.Left) >= mostLeft {
		clear(a.kept.Left) // nobody leaves so many pages half-done
	}
	a.kept.Left[page] = t
}

// standing is what a page is drawn from: the answers, what was left on it instead, and what is wrong with that.
func (a *application) standing(i int) (data map[string]any, raw url.Values, faults []forms.Fault) {
	t := a.kept.Left[slug(a.form, i)]
	if t == nil {
		return a.kept.Data, nil, nil
	}
	data, faults = a.kept.Data, t.Files
	if t.Data != nil {
		data = a.form.Replace(i, data, t.Data)
	}
	if t.Sent {
		read, unread := a.form.Parse(i, t.Values, data, nil)
		faults = merge(faults, unread, a.theirs(a.form.ValidatePage(i, read, a.today())))
		data = read
	}
	return data, t.Values, faults
}

// beneath is what a post of a page is read onto: the answers, and files that came with an earlier post that was not taken.
func (a *application) beneath(i int) map[string]any {
	if t := a.kept.Left[slug(a.form, i)]; t != nil && t.Data != nil {
		return a.form.Replace(i, a.kept.Data, t.Data)
	}
	return a.kept.Data
}

// seen stands for the answers of a page, to tell whether they are others than when it was drawn.
func (a *application) seen(i int) string {
	body, _ := json.Marshal(a.form.Replace(i, nil, a.kept.Data)) // it was read as JSON
	return a.hash(string(body))[:16]
}

// overtaken says whether the answers of a page were changed elsewhere since it was drawn, to others than are sent now.
func (a *application) overtaken(i int, saw string, sent map[string]any) bool {
	return saw != "" && saw != a.seen(i) && !reflect.DeepEqual(a.form.Replace(i, nil, a.kept.Data), a.form.Replace(i, nil, sent))
}
