package citizen

import (
	"encoding/json"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/server/wholeform"
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

// posted is a page that was sent, and what becomes of it.
type posted struct {
	page    int
	post    *web.Posted
	files   map[string]forms.FileRef
	leaving bool // they go away, and come back later
	turning bool // to another language: what was wrong is said in that one
	edits   bool // it only adds something to a list, or takes it away

	data   map[string]any // the answers, as it would have them
	faults []forms.Fault
	taken  bool   // they are so now
	kept   *typed // the page as it was left; nil: there is no need, or it is too much to keep
	gone   string // the file that was taken away, by its name
}

// take takes a page that is as the form asks, and keeps any other as it was left.
func (a *application) take(p *posted) {
	before, at := a.kept.Data, slug(a.form, p.page)
	was := a.kept.Left[at]
	p.data, p.faults = a.form.Parse(p.page, p.post.Values, a.beneath(p.page), p.files)
	if !p.edits {
		p.faults = merge(p.faults, a.theirs(a.form.ValidatePage(p.page, p.data, a.today())))
	}
	stale := a.overtaken(p.page, p.post.Get("_seen"), p.data) || p.turning && was != nil && was.Stale // who reads it in another language has not chosen yet
	if p.kept = nil; len(p.faults) > 0 || stale || p.edits {
		p.kept = asTyped(forms.Shifted(p.post.Values))
	}
	stale = stale && p.kept != nil // what cannot be kept is taken: nothing that was typed is lost without a word
	if p.taken = !stale && (p.edits || len(p.faults) == 0); p.taken {
		a.answer(p, before)
	}
	if p.kept != nil {
		p.kept.Files, p.kept.Sent, p.kept.Stale = forms.OfFiles(p.faults), len(p.faults) > 0 && !p.edits && (!p.leaving || p.turning && was != nil && was.Sent), stale
		if !p.taken {
			p.kept.Data = a.form.Replace(p.page, nil, p.data)
		}
	}
	a.left(at, p.kept)
	if a.kept.At, a.kept.ToCheck = "", false; p.leaving {
		a.kept.At, a.kept.ToCheck = at, a.checking()
	}
	if len(a.form.Sections) > 0 && p.taken && !p.edits && !p.leaving && !slices.Contains(a.kept.Saved, at) {
		a.kept.Saved = append(a.kept.Saved, at)
	}
}

// answer has the answers be as a page says, and keeps whose they are.
func (a *application) answer(p *posted, before map[string]any) {
	if at := p.post.Get("_remove"); at != "" {
		p.gone = a.form.Files(a.beneath(p.page))[at].Name
		if len(steps(at)) > 1 && within(before, steps(at)) != nil {
			a.removed(at)
			before, _ = without(before, steps(at)).(map[string]any)
		}
	}
	a.kept.Data, a.kept.Returned = p.data, false
	a.credit(before)
}

// mostLeft is of how many pages it is kept how they were left.
const mostLeft = 8

// asTyped is a post without what is no answer; nil when it is too much to keep.
func asTyped(values url.Values) *typed {
	if kept := wholeform.Typed(values); kept != nil {
		return &typed{Values: kept}
	}
	return nil
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
	if t == nil || a.saved {
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

// isStale says whether a page is shown as it was sent after it was answered differently elsewhere.
func (a *application) isStale(i int) bool {
	t := a.kept.Left[slug(a.form, i)]
	return t != nil && t.Stale && !a.saved
}

// elsewhere is what was saved of such a page and is another answer than the one that was sent, for its reader to choose.
func (a *application) elsewhere(i int) (saved []forms.Row) {
	if !a.isStale(i) {
		return nil
	}
	sent := map[string]string{}
	typed, _, _ := a.standing(i)
	for _, s := range a.form.Answers(typed) {
		for _, r := range s.Rows {
			sent[r.Pointer] = r.Value
		}
	}
	for _, s := range a.shown(a.kept.Data) {
		for _, r := range s.Rows {
			if r.Page == i && sent[r.Pointer] != r.Value {
				saved = append(saved, r)
			}
		}
	}
	return saved
}

// asSaved is the address of a page as it was saved.
func (a *application) asSaved(i int) string {
	path, query, _ := strings.Cut(a.action(i), "?")
	if query != "" {
		query = "?" + query
	}
	return path + and(query, "saved=1")
}
