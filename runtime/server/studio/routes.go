package studio

import (
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/catalog"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/server/words"
	"github.com/caseloom/caseloom/runtime/store"
	"github.com/caseloom/caseloom/ui"
	"github.com/caseloom/caseloom/ui/manual"
	page "github.com/caseloom/caseloom/ui/pages/studio"
)

// Register puts the analysts' pages on the router.
func Register(r *web.Router) {
	analysts := web.Role("analyst", "administrator")
	r.Get("/studio", analysts, list)
	r.Get("/studio/events", analysts, events)
	r.Get("/studio/:casetype", analysts, detail)
}

// list is every case type as it stands.
func list(c *web.Ctx) error {
	p := page.ListPage{Page: studioPage(c, "Case types"), Folder: "There is no case type yet. Put a folder, or a single JSON Schema file, into the folder of case types: it appears here as soon as it is saved."}
	for _, e := range c.Site.Catalog.All() {
		p.Types = append(p.Types, caseType(e, c.Now()))
	}
	return c.Render(page.List(p))
}

func studioPage(c *web.Ctx, title string) ui.Page {
	p := c.Page(title)
	p.Section, p.Wide = ui.SectionStudio, true
	return p
}

// caseType says how one case type stands.
func caseType(e catalog.Entry, now time.Time) page.CaseType {
	zone := zoneOf(e.Type)
	t := page.CaseType{Name: e.Name, Title: words.Humane(e.Name), Checked: "Files last read " + words.Ago(e.Checked, now, zone) + "."}
	if e.Type != nil {
		t.Title, t.Href = e.Type.Title, "/studio/"+url.PathEscape(e.Name)
		t.Tags = append(t.Tags, page.Tag{Text: "Live", Colour: "green"})
		t.Live = "Version " + short(e.Type.Version) + ", live since " + words.Moment(e.Changed, zone) + "."
	} else {
		t.Live = "No version has been live yet."
	}
	if e.Testing {
		t.Tags = append(t.Tags, page.Tag{Text: "Testing", Colour: "blue"})
	}
	t.Tests, t.Unfired = tests(e)
	errors, warnings := 0, 0
	for _, d := range e.Diagnostics {
		switch d.Severity {
		case rules.Error:
			errors++
		case rules.Warning:
			warnings++
		}
		t.Faults = append(t.Faults, fault(d))
	}
	switch {
	case e.Broken && e.Type != nil:
		t.Tags = append(t.Tags, page.Tag{Text: "Broken", Colour: "red"})
		t.Said = "The files as they are now have " + words.Count(errors, "error") + ". The last good version keeps serving until they are put right."
	case e.Broken:
		t.Tags = append(t.Tags, page.Tag{Text: "Broken", Colour: "red"})
		t.Said = "The files have " + words.Count(errors, "error") + ". Nobody can use this service until they are put right."
	}
	if warnings > 0 {
		t.Tags = append(t.Tags, page.Tag{Text: words.Count(warnings, "warning"), Colour: "yellow"})
	}
	return t
}

// tests says in words what came of the tests of a case type, and lists the rules that none of them makes fire.
func tests(e catalog.Entry) (said string, unfired []page.Line) {
	if e.Testing {
		said = "The files as they are now go live when their tests have passed, which are being played. "
	}
	r := e.Tests
	switch {
	case r == nil:
		return said, nil
	case r.Played == 0:
		return said + "There are no tests beside its rules.", nil
	case r.Failed > 0:
		said += fmt.Sprintf("%d of %s failed.", r.Failed, words.Count(r.Played, "test"))
	case r.Played == 1:
		said += "1 test passes."
	default:
		said += words.Count(r.Played, "test") + " pass."
	}
	if r.Rules > 0 {
		said += fmt.Sprintf(" %d of %s fired in them.", r.Fired, words.Count(r.Rules, "rule"))
	}
	for _, u := range r.Unfired {
		unfired = append(unfired, page.Line{Text: u.Rule, Code: fmt.Sprintf("%s:%d", u.Place.File, u.Place.Line)})
	}
	return said, unfired
}

func fault(d rules.Diagnostic) page.Fault {
	f := page.Fault{Message: d.Message, Fix: d.Fix, Excerpt: d.Excerpt, Code: d.Code, Place: d.File + ":" + strconv.Itoa(d.Line) + ":" + strconv.Itoa(d.Column)}
	if m, ok := manual.Fault(d.Code); ok {
		f.Help = "/help/" + m.Name
	}
	switch d.Severity {
	case rules.Error:
		f.Tag = page.Tag{Text: "Error", Colour: "red"}
	case rules.Warning:
		f.Tag = page.Tag{Text: "Warning", Colour: "yellow"}
	default:
		f.Tag = page.Tag{Text: "Hint", Colour: "blue"}
	}
	return f
}

// events tells an open page that something in the catalog has changed; the page then asks for itself again.
func events(c *web.Ctx) error {
	changed, stop := c.Site.Catalog.Changes()
	next, gone := make(chan web.Sent), make(chan struct{})
	go func() {
		for n := 1; ; n++ {
			select {
			case <-changed:
			case <-gone:
				return
			}
			select {
			case next <- web.Sent{Name: "change", Data: strconv.Itoa(n)}:
			case <-gone:
				return
			}
		}
	}()
	return c.Stream(next, func() { stop(); close(gone) })
}

// detail is one case type in words.
func detail(c *web.Ctx) error {
	for _, e := range c.Site.Catalog.All() {
		if e.Name != c.Param("casetype") || e.Type == nil {
			continue
		}
		p := describe(e.Type)
		p.Page, p.Type = studioPage(c, e.Type.Title), caseType(e, c.Now())
		p.Page.Back = "/studio"
		versions, err := c.Site.Store.Versions(c.Context(), e.Name)
		if err != nil {
			return err
		}
		standing, err := running(c, e.Type)
		if err != nil {
			return err
		}
		for _, v := range versions {
			line := page.Line{Text: "First live on " + words.Moment(v.At, zoneOf(e.Type))}
			if v.Version == e.Type.Version {
				line.Text += ", live now"
			}
			p.Versions = append(p.Versions, page.Row{Key: short(v.Version), Lines: append([]page.Line{line}, standing[v.Version]...)})
		}
		return c.Render(page.Detail(p))
	}
	return web.NotFound()
}

// running says, by version, how many running cases stand on it, and for the live one what became of those that were to be
// moved to it.
func running(c *web.Ctx, t *casetype.Type) (map[string][]page.Line, error) {
	all, err := c.Site.Store.StandingOn(c.Context(), t.Name)
	if err != nil {
		return nil, err
	}
	out := map[string][]page.Line{}
	elsewhere := 0
	for _, s := range all {
		out[s.Version] = []page.Line{{Text: words.Count(s.Cases, "running case") + " on it."}}
		if s.Version != t.Version {
			elsewhere += s.Cases
		}
	}
	if elsewhere == 0 || len(t.Migrations) == 0 && !t.Pinned {
		return out, nil
	}
	moves, err := c.Site.Store.CountMoves(c.Context(), t.Name, t.Version)
	if err != nil {
		return nil, err
	}
	if n := moves[store.Moved]; n > 0 {
		out[t.Version] = append(out[t.Version], page.Line{Text: words.Count(n, "case") + " moved to it by a migration."})
	}
	if n := moves[store.Stays]; n > 0 {
		out[t.Version] = append(out[t.Version], page.Line{Text: words.Count(n, "case") + " could not be moved."})
	}
	out[t.Version] = append(out[t.Version], page.Line{Text: "What would become of the cases on older versions is listed by", Code: "caseloom migrate " + t.Name + " --dry-run"})
	return out, nil
}

func zoneOf(t *casetype.Type) *time.Location {
	if t != nil && t.Org != nil && t.Org.Zone != nil {
		return t.Org.Zone
	}
	return time.UTC
}

// short is enough of a hash to tell two versions apart.
func short(version string) string { return version[:min(8, len(version))] }
