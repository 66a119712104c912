package citizen

import (
	"slices"
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/forms"
)

// reserved are the parts of an address that are no page of the form.
var reserved = []string{"check", "done", "continue", "delete", "save", "return", "link", "exit", "copy", "tasks", "help"}

// slug is a page's part of the address: its own id where that can be one.
func slug(f *forms.Form, i int) string {
	id := f.Pages[i].ID
	plain := id != "" && !slices.Contains(reserved, id) && strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-_") == ""
	if !plain || strings.HasPrefix(id, "page-") {
		return "page-" + strconv.Itoa(i+1)
	}
	return id
}

// pageOf finds the page that an address names, or -1.
func pageOf(f *forms.Form, part string) int {
	for i := range f.Pages {
		if slug(f, i) == part {
			return i
		}
	}
	return -1
}

// path is the pages that are asked, in their order. What is declared is the applicant's to declare, and no helper is asked.
func (a *application) path() []int {
	pages := a.form.Path(a.kept.Data)
	if a.helper {
		pages = slices.DeleteFunc(pages, a.form.OnlyDeclares)
	}
	return pages
}

// theirs are the faults that are for whoever has the application to mend.
func (a *application) theirs(faults []forms.Fault) []forms.Fault {
	if !a.helper {
		return faults
	}
	return slices.DeleteFunc(faults, func(f forms.Fault) bool { return a.form.Declared(f.Pointer) })
}

// next is where someone goes from page i, -1 from the start: the page after it that is asked, or the answers to check. In
// a form with sections it is a page of the same section, or the list of them.
func (a *application) next(i int) string {
	if i < 0 && len(a.form.Sections) > 0 {
		return "tasks"
	}
	for _, p := range a.path() {
		if p > i && (i < 0 || a.form.Section(p) == a.form.Section(i)) {
			return slug(a.form, p)
		}
	}
	if len(a.form.Sections) > 0 {
		return "tasks"
	}
	return "check"
}

// before is the page that comes before page i, or the start page; in a form with sections, the list of them.
func (a *application) before(i int) string {
	part := ""
	if len(a.form.Sections) > 0 {
		part = "tasks"
	}
	for _, p := range a.path() {
		if p >= i {
			break
		}
		if a.form.Section(p) == a.form.Section(i) {
			part = slug(a.form, p)
		}
	}
	return part
}

// unfinished is the first page that something is missing on or wrong with, -1 when nothing is. stuck holds the faults
// that no page asks about: nobody could ever mend those.
func (a *application) unfinished() (page int, stuck []forms.Fault) {
	page = -1
	path := a.path()
	for _, f := range a.theirs(a.form.Validate(a.form.Relevant(a.kept.Data), a.today())) {
		switch {
		case f.Page < 0 || !slices.Contains(path, f.Page):
			stuck = append(stuck, f)
		case page < 0 || slices.Index(path, f.Page) < slices.Index(path, page):
			page = f.Page
		}
	}
	return page, stuck
}

// firstParagraph is what a list of services says of one.
func firstParagraph(text string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n\n")
	return first
}
