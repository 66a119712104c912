package citizen

import (
	"encoding/json"
	"maps"
	"net/url"
	"strings"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/server/web"
	page "github.com/caseloom/caseloom/ui/pages/citizen"
)

// Something that was answered is taken away only after a second look: a thumb slips, and what somebody typed about their
// third vehicle is gone. One that is still blank goes at once.

// removing answers a press on the button that takes away an item of a list; false when there is nothing to ask, so that it
// goes at once.
func (a *application) removing(i int, post *web.Posted, files map[string]forms.FileRef) (bool, error) {
	at, values := post.Get("_remove"), maps.Clone(post.Values)
	delete(values, "_remove")
	if post.Get("_sure") != "" {
		gone := ""
		err := a.change(i, func() {
			item := itemAt(a.form.Draw(i, a.kept.Data, nil, nil).Items, at)
			if item == nil || a.mark(at) != post.Get("_item") {
				return // it has gone meanwhile, and another may stand in its place
			}
			if gone = item.Label; len(a.saidOf(at)) > 0 { // the next one is called so from now on
				gone += " (" + a.saidOf(at)[0].Value + ")"
			}
			a.removed(at)
			a.kept.Data, _ = without(a.kept.Data, steps(at)).(map[string]any)
			a.left(slug(a.form, i), nil)
		})
		if err != nil {
			return true, a.savedElsewhere(err)
		}
		if gone != "" {
			a.c.Notify(say(a.c).Removed(gone))
		}
		return true, a.c.To(a.action(i))
	}
	item := itemAt(a.form.Draw(i, a.kept.Data, nil, values).Items, at)
	if item == nil || item.Widget == forms.File || !holds(post, at) {
		return false, nil
	}
	err := a.change(i, func() {
		var faults []forms.Fault
		before := a.kept.Data
		a.kept.Data, faults = a.form.Parse(i, values, a.beneath(i), files)
		a.credit(before)
		if a.left(slug(a.form, i), nil); len(faults) > 0 {
			a.left(slug(a.form, i), asTyped(values))
		}
	})
	if err != nil {
		return true, a.savedElsewhere(err)
	}
	a.keepCookie()
	return true, a.c.To(a.with(i, "remove", at))
}

// askRemove asks whether an item is to go; one that has gone meanwhile leads back to its list.
func (a *application) askRemove(i int, at string) error {
	item := itemAt(a.form.Draw(i, a.kept.Data, nil, nil).Items, at)
	if item == nil {
		return a.c.To(a.action(i))
	}
	f := a.frame(say(a.c).RemoveTitle)
	f.Back = a.action(i)
	return a.c.Render(page.RemovePage(f, page.Remove{Action: a.action(i), What: item.Label, Rows: a.saidOf(at), At: at, Mark: a.mark(at), Button: item.RemoveText}))
}

// saidOf is what was answered of an item of a list, so that nobody takes the wrong one away.
func (a *application) saidOf(at string) []forms.Row {
	var out []forms.Row
	for _, s := range a.form.Answers(a.kept.Data) {
		for _, r := range s.Rows {
			if strings.HasPrefix(r.Pointer, at+"/") && r.Value != "" {
				out = append(out, r)
			}
		}
	}
	return out
}

// mark tells the item at a pointer from any other that may come to stand there.
func (a *application) mark(at string) string {
	body, _ := json.Marshal(within(a.kept.Data, steps(at))) // it was read as JSON
	return a.hash(string(body))
}

// edited is where a page is drawn again after something was added to a list, or taken from it while it was blank, or a
// file was: it says so, and there its reader goes on.
func (a *application) edited(p *posted) string {
	added := p.post.Get("_add")
	switch {
	case added != "":
		return a.with(p.page, "added", added)
	case p.post.Get("_none") != "": // the list says so itself
	case p.gone != "":
		a.c.Notify(say(a.c).Removed(p.gone))
	default:
		a.c.Notify(say(a.c).RemovedBlank)
	}
	return a.action(p.page)
}

// with is the address of a page of the form that says more.
func (a *application) with(i int, name, value string) string {
	mark := "?"
	if a.checking() {
		mark = "&"
	}
	return a.action(i) + mark + name + "=" + url.QueryEscape(value)
}

// action is where a page of the form is sent, from the answers to check or on the way.
func (a *application) action(i int) string {
	if a.checking() {
		return a.at(slug(a.form, i)) + "?to=check"
	}
	return a.at(slug(a.form, i))
}

// holds says whether a post says anything of an item.
func holds(post *web.Posted, at string) bool {
	for name, all := range post.Values {
		if name == at || strings.HasPrefix(name, at+"/") || strings.HasPrefix(name, at+"-") {
			for _, v := range all {
				if strings.TrimSpace(v) != "" {
					return true
				}
			}
		}
	}
	return false
}

// blankItem names the first item of a list that was added and of which nothing was said; "": there is none.
func blankItem(items []forms.Item, post *web.Posted) string {
	for _, i := range items {
		if i.Remove != "" && i.Widget == forms.Group && asks(post, i.Remove) && !holds(post, i.Remove) {
			return i.Label
		}
		if inner := blankItem(i.Items, post); inner != "" {
			return inner
		}
	}
	return ""
}

// asks says whether the page that was sent asked about an item.
func asks(post *web.Posted, at string) bool {
	for name := range post.Values {
		if name == at || strings.HasPrefix(name, at+"/") {
			return true
		}
	}
	return false
}

// itemAt finds the item of a list by its pointer.
func itemAt(items []forms.Item, at string) *forms.Item {
	for i := range items {
		if items[i].Remove == at {
			return &items[i]
		}
		if found := itemAt(items[i].Items, at); found != nil {
			return found
		}
		for _, o := range items[i].Options {
			if found := itemAt(o.Items, at); found != nil {
				return found
			}
		}
	}
	return nil
}
