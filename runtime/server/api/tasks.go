package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/store"
)

// taskRowBody is a task in a list.
type taskRowBody struct {
	Key       string     `json:"key"`
	Reference string     `json:"reference"`
	CaseType  string     `json:"casetype"`
	ID        string     `json:"id"`
	Title     string     `json:"title"`
	State     string     `json:"state"`
	Owner     string     `json:"owner,omitempty"`
	Team      string     `json:"team,omitempty"`
	Role      string     `json:"role,omitempty"`
	Priority  string     `json:"priority"`
	Skills    []string   `json:"skills,omitempty"`
	Due       *time.Time `json:"due,omitempty"`
	Opened    *time.Time `json:"opened,omitempty"`
}

func listTasks(c *web.Ctx) error {
	limit, err := pageSize(c)
	if err != nil {
		return err
	}
	q := store.TaskQuery{Owner: c.Query("owner"), Unowned: c.Query("unowned") == "true", Cursor: c.Query("cursor"), Limit: limit}
	if q.CaseTypes, _, err = scope(c); err != nil {
		return err
	}
	if team := c.Query("team"); team != "" {
		q.Teams = []string{team}
	}
	if s := c.Query("state"); s != "" {
		if !slices.Contains([]string{engine.Open, engine.Waiting, engine.Done}, s) {
			return wrong("/state", "The state is open, waiting or done.")
		}
		q.States = []string{s}
	}
	type line struct {
		body   taskRowBody
		cursor string
	}
	lines, next, err := web.Fill(q.Cursor, limit, func(cursor string) ([]line, string, error) {
		q.Cursor = cursor
		if len(q.CaseTypes) == 0 {
			return nil, "", nil
		}
		rows, more, err := c.Site.Store.Tasks(c.Context(), q)
		if err != nil {
			return nil, "", err
		}
		ids := make([]string, len(rows))
		for i, r := range rows {
			ids[i] = r.CaseID
		}
		seen, err := c.Listed(ids)
		var shown []line
		for _, r := range rows {
			if s := seen[r.CaseID]; s != nil && s.Case.Task(r.ID) != nil {
				title := s.Case.Task(r.ID).Title
				shown = append(shown, line{taskRowBody{r.Key, r.Reference, r.CaseType, r.ID, title, r.State, r.Owner, r.Team, r.Role, r.Priority, r.Skills, r.Due, r.Opened}, r.Cursor})
			}
		}
		return shown, more, err
	}, func(l line) string { return l.cursor })
	if err != nil {
		return err
	}
	tasks := make([]taskRowBody, len(lines))
	for i, l := range lines {
		tasks[i] = l.body
	}
	return c.JSON(http.StatusOK, map[string]any{"tasks": tasks, "next": next})
}

// task is the one in the address, in the case as the caller may see it.
func task(c *web.Ctx) (*web.Seen, *engine.Task, error) {
	key := c.Param("task")
	s, err := c.SeeByTask(key)
	if err != nil {
		return nil, nil, err
	}
	for _, one := range s.Case.Tasks {
		if s.Case.ID+"-"+one.ID == key {
			return s, one, nil
		}
	}
	return nil, nil, web.NotFound()
}

func readTask(c *web.Ctx) error {
	s, one, err := task(c)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, taskOf(s.Case, one))
}

// completeTask finishes a task with the answers of its form.
func completeTask(c *web.Ctx) error {
	var body struct {
		Answers json.RawMessage `json:"answers"`
		Told    *engine.Told    `json:"told"`
		Expect  *int            `json:"expect"`
	}
	if err := strict(c, &body); err != nil {
		return err
	}
	s, one, err := task(c)
	if err != nil {
		return err
	}
	if !s.MayTask(one) {
		return &web.Problem{Status: http.StatusForbidden, Code: "forbidden", Title: "Not allowed", Message: "The token's role may see this task, but not work it."}
	}
	done := engine.CompleteTask{Task: one.ID, For: one.Person, Told: body.Told}
	if one.Form != "" {
		if done.Answers, done.Files, err = answersOf(c, s.Type, one, body.Answers); err != nil {
			return err
		}
	} else if len(body.Answers) > 0 && string(body.Answers) != "null" && string(body.Answers) != "{}" {
		return wrong("/answers", "This task has no form, and so takes no answers.")
	}
	expect := -1
	if body.Expect != nil {
		expect = *body.Expect
	}
	return once(c, s.Case, http.StatusOK, expect, done, func(after *engine.Case, _ int) any {
		now, err := c.Seen(after)
		if err != nil { // what they answered has closed the case to them
			return taskBody{Key: after.ID + "-" + one.ID, ID: one.ID, State: engine.Done}
		}
		return taskOf(now.Case, now.Case.Task(one.ID))
	})
}

// answersOf reads and judges the answers to a task's form.
func answersOf(c *web.Ctx, t *casetype.Type, one *engine.Task, given json.RawMessage) (json.RawMessage, []engine.File, error) {
	form := t.Forms[one.Form]
	if form == nil {
		return nil, nil, web.NotFound()
	}
	if len(given) == 0 {
		given = json.RawMessage("{}")
	}
	files, err := judged(c, t, form, given, "/answers")
	return append(json.RawMessage(nil), given...), files, err
}

// strict reads a body of JSON into one of our own shapes: one value, no key that we do not know, no key twice.
func strict(c *web.Ctx, into any) error {
	if err := oneOfEach(c.Body()); err != nil {
		return wrong("", err.Error())
	}
	d := json.NewDecoder(bytes.NewReader(c.Body()))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return wrong("", "The body is not the JSON that this address takes: "+plainly(err))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return wrong("", "The body must be one JSON object and nothing after it.")
	}
	return nil
}

func plainly(err error) string {
	s := strings.TrimPrefix(err.Error(), "json: ")
	return s + "."
}

// oneOfEach refuses an object at the top that has a key twice: two readers could understand it differently.
func oneOfEach(body []byte) error {
	d := json.NewDecoder(bytes.NewReader(body))
	if first, err := d.Token(); err != nil || first != json.Delim('{') {
		return errors.New("The body must be a JSON object.") //nolint:staticcheck // a sentence for a person
	}
	seen := map[string]bool{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return errors.New("The body is not JSON that can be read to its end.") //nolint:staticcheck // as above
		}
		name, _ := key.(string)
		if seen[strings.ToLower(name)] {
			return errors.New("The body has the key " + name + " twice.")
		}
		seen[strings.ToLower(name)] = true
		var skip json.RawMessage
		if err := d.Decode(&skip); err != nil {
			return errors.New("The body is not JSON that can be read to its end.") //nolint:staticcheck // as above
		}
	}
	return nil
}
