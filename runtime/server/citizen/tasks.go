package citizen

import (
	"slices"

	"github.com/caseloom/caseloom/runtime/server/web"
	page "github.com/caseloom/caseloom/ui/pages/citizen"
)

// showTasks lists the sections of a long form, each with how far it is. They may be done in any order.
func showTasks(c *web.Ctx) error {
	a, err := open(c)
	if err != nil || !a.ready() {
		return err
	}
	if len(a.form.Sections) == 0 {
		return resume(c)
	}
	m := page.TaskList{Title: a.form.Said(a.form.Title), Changed: a.changes(-1), Check: a.at("check"), Save: a.at("save")}
	if a.helper {
		m.Save = a.at("help")
	}
	wrong := map[int]bool{} // by page
	for _, f := range a.form.Validate(a.form.Relevant(a.kept.Data), a.today()) {
		wrong[f.Page] = true
	}
	path := a.path()
	for i := range a.form.Sections {
		s, asked := a.section(i, path, wrong)
		if !asked {
			continue
		}
		m.Total++
		if s.Done {
			m.Done++
		}
		m.Sections = append(m.Sections, s)
	}
	f := a.frame(a.form.Title)
	f.Back = a.at("")
	return c.Render(page.TasksPage(f, m))
}

// section says how far a section is, given the pages that are asked and those with something wrong, and where one goes on
// with it: its first page that is not done, or its first. It is not asked when none of its pages is.
func (a *application) section(i int, path []int, wrong map[int]bool) (s page.Section, asked bool) {
	s.Title, s.Done = a.form.Said(a.form.Sections[i].Title), true
	first, at := -1, -1
	for _, p := range path {
		if a.form.Section(p) != i {
			continue
		}
		if first < 0 {
			first = p
		}
		saved := slices.Contains(a.kept.Saved, slug(a.form, p))
		s.Begun = s.Begun || saved
		if (!saved || wrong[p]) && at < 0 {
			at, s.Done = p, false
		}
	}
	if first < 0 {
		return s, false
	}
	if at < 0 {
		at = first
	}
	s.Href = a.at(slug(a.form, at))
	return s, true
}
