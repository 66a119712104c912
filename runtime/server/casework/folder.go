package casework

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/server/web"
)

// folder is one case as the person asking may see it. Every page about a case is made from one, and there is no other
// way to get one than web.See.
type folder struct {
	*web.Seen
	c      *engine.Case // without what is hidden from them
	t      *casetype.Type
	who    engine.Actor
	hidden []string
	skills []string
	teller *teller
	now    time.Time
	zone   *time.Location
}

// open finds a case by its reference. To someone who may not see it, it is not there.
func open(c *web.Ctx, reference string) (*folder, error) {
	seen, err := c.See(reference)
	if err != nil {
		return nil, err
	}
	return newFolder(c, seen, names(c)), nil
}

// openTask finds the case of a task by the task's public id, and the task in it.
func openTask(c *web.Ctx, key string) (*folder, *engine.Task, error) {
	seen, err := c.SeeByTask(key)
	if err != nil {
		return nil, nil, err
	}
	f := newFolder(c, seen, names(c))
	task := f.c.Task(strings.TrimPrefix(key, f.c.ID+"-"))
	if task == nil {
		return nil, nil, web.NotFound()
	}
	return f, task, nil
}

// folders opens the cases of a list. One that is not this person's to see is left out.
func folders(c *web.Ctx, ids []string) (map[string]*folder, error) {
	seen, err := c.Listed(ids)
	if err != nil {
		return nil, err
	}
	known, name := make(map[string]*folder, len(seen)), names(c)
	for id, one := range seen {
		known[id] = newFolder(c, one, name)
	}
	return known, nil
}

func newFolder(c *web.Ctx, seen *web.Seen, name func(string) string) *folder {
	zone := zoneOf(seen.Type)
	var skills []string
	if s := c.Staff(); s != nil {
		skills = s.Skills
	}
	return &folder{
		skills: skills, Seen: seen, c: seen.Case, t: seen.Type, who: c.Actor(), now: c.Now(), zone: zone, hidden: seen.Hidden,
		teller: &teller{t: seen.Type, c: seen.Case, name: name, zone: zone},
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

func (f *folder) works() bool   { return f.May(identity.Work) }
func (f *folder) manages() bool { return f.May(identity.Manage) }

func (f *folder) worksTask(task *engine.Task) bool { return f.MayTask(task) }

// unskilled says which skill that a task asks for keeps them from it, unless it is theirs already; "".
func (f *folder) unskilled(task *engine.Task) string {
	if task.Owner == f.who.ID || task.Person != "" {
		return ""
	}
	return desk.Unskilled(task.Skills, f.skills)
}

// barred says why they are kept from a task: they took part in something before; "".
func (f *folder) barred(task *engine.Task) string { return f.KeptFromTask(task, f.who, f.now) }

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
