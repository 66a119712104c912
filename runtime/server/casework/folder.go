package casework

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/server/web"
)

// folder is one case as the person asking may see it. Every page about a case is made from one, and there is no other
// way to get one than open: this is where access to a case is judged for the pages of caseworkers.
type folder struct {
	c      *engine.Case // without what is hidden from them
	t      *casetype.Type
	who    engine.Actor
	hidden []string
	teller *teller
	now    time.Time
	zone   *time.Location
}

// open finds a case by its reference. To someone who may not see it, it is not there.
func open(c *web.Ctx, reference string) (*folder, error) {
	found, err := c.Site.Store.Case(c.Context(), reference)
	if err != nil {
		return nil, err
	}
	return fold(c, found)
}

// openTask finds the case of a task by the task's public id, and the task in it.
func openTask(c *web.Ctx, key string) (*folder, *engine.Task, error) {
	found, err := c.Site.Store.CaseByTask(c.Context(), key)
	if err != nil {
		return nil, nil, err
	}
	f, err := fold(c, found)
	if err != nil {
		return nil, nil, err
	}
	task := f.c.Task(strings.TrimPrefix(key, found.ID+"-"))
	if task == nil {
		return nil, nil, web.NotFound()
	}
	return f, task, nil
}

func fold(c *web.Ctx, found *engine.Case) (*folder, error) {
	t, err := c.Site.Desk.TypeOf(c.Context(), found)
	if err != nil {
		return nil, err
	}
	f := newFolder(t, found, c.Actor(), c.Now(), names(c))
	if f == nil {
		return nil, web.NotFound()
	}
	return f, nil
}

// folders are the cases of a list by id, nil for one that is not this person's to see, or whose files cannot be read:
// the rest of the list is still good.
type folders map[string]*folder

// read opens the cases that are not known yet, all in one read.
func (known folders) read(c *web.Ctx, ids []string) error {
	var unread []string
	for _, id := range ids {
		if _, ok := known[id]; !ok {
			known[id] = nil
			unread = append(unread, id)
		}
	}
	found, err := c.Site.Store.CasesByID(c.Context(), unread)
	if err != nil {
		return err
	}
	name := names(c)
	for id, one := range found {
		if t, err := c.Site.Desk.TypeOf(c.Context(), one); err == nil {
			known[id] = newFolder(t, one, c.Actor(), c.Now(), name)
		}
	}
	return nil
}

// newFolder gives nil when the person may not see the case at all.
func newFolder(t *casetype.Type, found *engine.Case, who engine.Actor, now time.Time, name func(string) string) *folder {
	view, ok := identity.View(t, who, found)
	if !ok {
		return nil
	}
	zone := zoneOf(t)
	return &folder{
		c: view, t: t, who: who, now: now, zone: zone, hidden: identity.Hidden(t, who, found),
		teller: &teller{t: t, c: view, name: name, zone: zone},
	}
}

func zoneOf(t *casetype.Type) *time.Location {
	if t != nil && t.Org != nil && t.Org.Zone != nil {
		return t.Org.Zone
	}
	return time.UTC
}

// names looks a member of staff up once a request.
func names(c *web.Ctx) func(id string) string {
	known := map[string]string{}
	return func(id string) string {
		if n, ok := known[id]; ok {
			return n
		}
		n := ""
		if s, err := c.Site.Identity.Staff(c.Context(), id); err == nil {
			n = s.Name
		}
		known[id] = n
		return n
	}
}

func (f *folder) works() bool   { return identity.May(f.t, f.who, f.c, identity.Work) }
func (f *folder) manages() bool { return identity.May(f.t, f.who, f.c, identity.Manage) }

func (f *folder) worksTask(task *engine.Task) bool { return identity.MayTask(f.t, f.who, f.c, task) }

// holds says whether the person has what a line of authority asks for.
func (f *folder) holds(by string) bool {
	role, ok := strings.CutPrefix(by, "role.")
	return ok && slices.Contains(f.who.Roles, role)
}

func (f *folder) href() string { return "/cases/" + url.PathEscape(f.c.Reference) }

func (f *folder) taskHref(task *engine.Task) string {
	return "/tasks/" + url.PathEscape(taskKey(f.c, task))
}

func taskKey(c *engine.Case, task *engine.Task) string { return c.ID + "-" + task.ID }

// applicant is the name of the person the case is about; "" when it is hidden or nobody is named.
func applicant(c *engine.Case) string {
	if p, ok := c.People["applicant"]; ok {
		return p.Name
	}
	return ""
}
