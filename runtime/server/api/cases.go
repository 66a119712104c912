package api

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/store"
)

func escape(s string) string { return url.PathEscape(s) }

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// caseBody is a case as a program reads it: what happened to it, without how the engine keeps its place.
type caseBody struct {
	Reference string                      `json:"reference"`
	CaseType  string                      `json:"casetype"`
	Title     string                      `json:"title"`
	Version   string                      `json:"version"`
	Seq       int                         `json:"seq"`
	Status    string                      `json:"status"`
	Outcome   string                      `json:"outcome,omitempty"`
	Submitted json.RawMessage             `json:"submitted"`
	Data      json.RawMessage             `json:"data"`
	Received  time.Time                   `json:"received"`
	Opened    time.Time                   `json:"opened"`
	Decided   *time.Time                  `json:"decided,omitempty"`
	Closed    *time.Time                  `json:"closed,omitempty"`
	Owner     string                      `json:"owner,omitempty"`
	Team      string                      `json:"team,omitempty"`
	Priority  string                      `json:"priority"`
	Due       *time.Time                  `json:"due,omitempty"`
	Held      *engine.Hold                `json:"held,omitempty"`
	Waiting   bool                        `json:"waiting"`
	Facts     map[string]json.RawMessage  `json:"facts,omitempty"`
	People    map[string]engine.Person    `json:"people,omitempty"`
	Stages    []engine.Stage              `json:"stages"`
	Tasks     []taskBody                  `json:"tasks"`
	Decisions map[string]*engine.Decision `json:"decisions,omitempty"`
	Clocks    map[string]*engine.Clock    `json:"clocks,omitempty"`
	Actions   map[string]actionBody       `json:"actions,omitempty"`
	Notes     []engine.Note               `json:"notes,omitempty"`
	Documents []engine.Document           `json:"documents,omitempty"`
	Messages  []engine.Message            `json:"messages,omitempty"`
	Hidden    []string                    `json:"hidden,omitempty"`
}

// taskBody is a task with the id that the API knows it by.
type taskBody struct {
	Key       string          `json:"key"`
	Reference string          `json:"reference"`
	ID        string          `json:"id"`
	Stage     string          `json:"stage,omitempty"`
	Title     string          `json:"title"`
	State     string          `json:"state"`
	Required  bool            `json:"required"`
	Form      string          `json:"form,omitempty"`
	Person    string          `json:"person,omitempty"` // of the case, whose task it is
	Decides   string          `json:"decides,omitempty"`
	Owner     string          `json:"owner,omitempty"`
	Team      string          `json:"team,omitempty"`
	Role      string          `json:"role,omitempty"`
	Priority  string          `json:"priority"`
	Skills    []string        `json:"skills,omitempty"`
	Due       *time.Time      `json:"due,omitempty"`
	Opened    *time.Time      `json:"opened,omitempty"`
	Completed *time.Time      `json:"completed,omitempty"`
	Answers   json.RawMessage `json:"answers,omitempty"`
}

func bodyOf(k *engine.Case, hidden []string) caseBody {
	b := caseBody{
		Reference: k.Reference, CaseType: k.CaseType, Title: k.Title, Version: k.Version, Seq: k.Seq, Status: k.Status, Outcome: k.Outcome,
		Submitted: k.Submitted, Data: k.Data, Received: k.Received, Opened: k.Opened, Decided: k.Decided, Closed: k.Closed,
		Owner: k.Owner, Team: k.Team, Priority: k.Priority, Due: k.Due, Held: k.Held, Waiting: k.Waiting,
		Facts: k.Facts, People: k.People, Stages: k.Stages, Tasks: []taskBody{}, Decisions: k.Decisions, Clocks: k.Clocks, Actions: actionsOf(k),
		Notes: k.Notes, Documents: k.Documents, Messages: k.Messages, Hidden: hidden,
	}
	if b.Stages == nil {
		b.Stages = []engine.Stage{}
	}
	for _, task := range k.Tasks {
		b.Tasks = append(b.Tasks, taskOf(k, task))
	}
	return b
}

func taskOf(k *engine.Case, t *engine.Task) taskBody {
	return taskBody{
		Key: k.ID + "-" + t.ID, Reference: k.Reference, ID: t.ID, Stage: t.Stage, Title: t.Title, State: t.State, Required: t.Required,
		Form: t.Form, Person: t.Person, Decides: t.Decides, Owner: t.Owner, Team: t.Team, Role: t.Role, Priority: t.Priority, Skills: t.Skills,
		Due: t.Due, Opened: t.Opened, Completed: t.Completed, Answers: t.Answers,
	}
}

func readCase(c *web.Ctx) error {
	s, err := c.See(c.Param("reference"))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, bodyOf(s.Case, s.Hidden))
}

// rowBody is a case in a list.
type rowBody struct {
	Reference string     `json:"reference"`
	CaseType  string     `json:"casetype"`
	Title     string     `json:"title"`
	Status    string     `json:"status"`
	Outcome   string     `json:"outcome,omitempty"`
	Owner     string     `json:"owner,omitempty"`
	Team      string     `json:"team,omitempty"`
	Priority  string     `json:"priority"`
	Due       *time.Time `json:"due,omitempty"`
	Received  time.Time  `json:"received"`
	Opened    time.Time  `json:"opened"`
	Closed    *time.Time `json:"closed,omitempty"`
}

// listCases lists what the caller may see. Lists never hold the content of a case, only where it stands.
func listCases(c *web.Ctx) error {
	limit, err := pageSize(c)
	if err != nil {
		return err
	}
	q := store.CaseQuery{Owner: c.Query("owner"), Cursor: c.Query("cursor"), Limit: limit}
	if q.CaseTypes, q.Teams, err = scope(c); err != nil {
		return err
	}
	if s := c.Query("status"); s != "" {
		if !slices.Contains([]string{engine.Open, engine.Held, engine.Closed}, s) {
			return wrong("/status", "The status is open, held or closed.")
		}
		q.Statuses = []string{s}
	}
	type line struct {
		body   rowBody
		cursor string
	}
	lines, next, err := web.Fill(q.Cursor, limit, func(cursor string) ([]line, string, error) {
		q.Cursor = cursor
		if len(q.CaseTypes) == 0 {
			return nil, "", nil
		}
		rows, more, err := c.Site.Store.Cases(c.Context(), q)
		if err != nil {
			return nil, "", err
		}
		ids := make([]string, len(rows))
		for i, r := range rows {
			ids[i] = r.ID
		}
		seen, err := c.Listed(ids)
		var shown []line
		for _, r := range rows {
			if seen[r.ID] != nil {
				shown = append(shown, line{rowBody{r.Reference, r.CaseType, r.Title, r.Status, r.Outcome, r.Owner, r.Team, r.Priority, r.Due, r.Received, r.Opened, r.Closed}, r.Cursor})
			}
		}
		return shown, more, err
	}, func(l line) string { return l.cursor })
	if err != nil {
		return err
	}
	cases := make([]rowBody, len(lines))
	for i, l := range lines {
		cases[i] = l.body
	}
	return c.JSON(http.StatusOK, map[string]any{"cases": cases, "next": next})
}

// scope is the case types that the caller may see any case of, narrowed by the query.
func scope(c *web.Ctx) (types, teams []string, err error) {
	for _, e := range c.Site.Catalog.All() {
		if e.Type != nil && identity.May(e.Type, c.Actor(), nil, identity.See) {
			types = append(types, e.Name)
		}
	}
	if name := c.Query("casetype"); name != "" {
		if !slices.Contains(types, name) {
			return nil, nil, nil
		}
		types = []string{name}
	}
	return types, nil, nil
}

func pageSize(c *web.Ctx) (int, error) {
	given := c.Query("limit")
	if given == "" {
		return 50, nil
	}
	n, err := strconv.Atoi(given)
	if err != nil || n < 1 || n > 200 {
		return 0, wrong("/limit", "The limit is a whole number from 1 to 200.")
	}
	return n, nil
}

func wrong(pointer, message string) error {
	return &web.Problem{Status: http.StatusUnprocessableEntity, Code: "invalid", Errors: []web.Fault{{Pointer: pointer, Code: "invalid", Message: message}}}
}

// addNote writes something down on a case.
func addNote(c *web.Ctx) error {
	var body struct {
		Text string `json:"text"`
	}
	if err := strict(c, &body); err != nil {
		return err
	}
	k, err := workable(c)
	if err != nil {
		return err
	}
	return once(c, k, http.StatusCreated, -1, engine.AddNote{Text: body.Text}, func(_ *engine.Case, seq int) any { return map[string]int{"seq": seq} })
}

// addDocument puts a file into a case.
func addDocument(c *web.Ctx) error {
	k, err := workable(c)
	if err != nil {
		return err
	}
	ref, err := keep(c)
	if err != nil {
		return err
	}
	file := engine.File{Name: ref.Name, Hash: ref.Hash, Media: ref.Media, Size: ref.Size}
	return once(c, k, http.StatusCreated, -1, engine.AddDocument{File: file}, func(*engine.Case, int) any { return ref })
}

// workable is the case in the address, if the caller may work it.
func workable(c *web.Ctx) (*engine.Case, error) {
	s, err := c.See(c.Param("reference"))
	if err != nil {
		return nil, err
	}
	if !s.May(identity.Work) {
		return nil, &web.Problem{Status: http.StatusForbidden, Code: "forbidden", Title: "Not allowed", Message: "The token's role may see this case, but not work it."}
	}
	return s.Case, nil
}
