package api

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/runtime/server/web"
)

// props are the properties of an object in a schema.
type props map[string]any

// The schemas that the routes speak of.
var (
	text    = map[string]any{"type": "string"}
	integer = map[string]any{"type": "integer"}
	moment  = map[string]any{"type": "string", "format": "date-time"}
	binary  = map[string]any{"type": "string", "format": "binary"}
	file    = object(props{"name": text, "hash": text, "media": text, "size": integer}, "name", "hash", "media", "size")

	problem = object(props{
		"type": text, "title": text, "status": integer, "code": text, "detail": text,
		"errors": array(object(props{"pointer": text, "code": text, "message": text}, "pointer", "code", "message")),
	}, "type", "title", "status", "code", "detail")

	caseRow = object(props{
		"reference": text, "casetype": text, "title": text, "status": enum("open", "held", "closed"), "outcome": text, "owner": text,
		"team": text, "priority": text, "due": moment, "received": moment, "opened": moment, "closed": moment,
	}, "reference", "casetype", "title", "status", "priority", "received", "opened")
	taskRow = object(props{
		"key": text, "reference": text, "casetype": text, "id": text, "title": text, "state": text, "owner": text, "team": text,
		"role": text, "priority": text, "skills": array(text), "due": moment, "opened": moment,
	}, "key", "reference", "casetype", "id", "title", "state", "priority")
	taskSchema = object(props{
		"key": text, "reference": text, "id": text, "stage": text, "title": text, "state": text, "required": map[string]any{"type": "boolean"},
		"form": text, "person": text, "decides": text, "owner": text, "team": text, "role": text, "priority": text, "skills": array(text),
		"due": moment, "opened": moment, "completed": moment, "answers": object(nil),
	}, "key", "reference", "id", "title", "state", "required", "priority")
	actionSchema = object(props{"id": text, "times": integer, "at": moment, "for": text, "answers": object(nil)}, "id", "times", "at")
	caseSchema   = object(props{
		"reference": text, "casetype": text, "title": text, "version": text, "seq": integer, "status": enum("open", "held", "closed"),
		"outcome": text, "submitted": object(nil), "data": object(nil), "received": moment, "opened": moment, "decided": moment,
		"closed": moment, "owner": text, "team": text, "priority": text, "due": moment, "held": object(nil),
		"waiting": map[string]any{"type": "boolean"}, "facts": object(nil), "people": object(nil), "stages": array(object(nil)),
		"tasks": array(taskSchema), "decisions": object(nil), "clocks": object(nil), "actions": object(nil), "notes": array(object(nil)),
		"documents": array(object(nil)), "messages": array(object(nil)), "hidden": array(text),
	}, "reference", "casetype", "title", "version", "seq", "status", "submitted", "data", "received", "opened", "priority", "stages", "tasks")
)

// paging is how a list is read on.
var paging = []web.Param{
	{Name: "cursor", Text: "`next` of the page before.", Schema: text},
	{Name: "limit", Text: "From 1 to 200; 50 unless said otherwise.", Schema: integer},
}

func object(p props, required ...string) map[string]any {
	o := map[string]any{"type": "object"}
	if p != nil {
		o["properties"] = p
	}
	if len(required) > 0 {
		o["required"] = required
	}
	return o
}

func array(of any) map[string]any { return map[string]any{"type": "array", "items": of} }

func enum(values ...string) map[string]any { return map[string]any{"type": "string", "enum": values} }

func list(name string, of any) map[string]any {
	return object(props{name: array(of), "next": map[string]any{"type": "string", "description": "Empty on the last page."}}, name, "next")
}

// answers adds to the good answers the problems that a route can have besides those that every route can.
func answers(good map[int]web.Answer, problems ...int) map[int]web.Answer {
	for _, status := range problems {
		good[status] = web.Answer{Text: http.StatusText(status), Schema: problem}
	}
	return good
}

// describe answers with the OpenAPI description of every route that has one.
func describe(c *web.Ctx, r *web.Router) error {
	paths := map[string]map[string]any{}
	for _, route := range r.Routes() {
		if route.Doc == nil {
			continue
		}
		path, params := openPath(route.Path)
		if paths[path] == nil {
			paths[path] = map[string]any{}
		}
		paths[path][strings.ToLower(route.Method)] = operation(route, params)
	}
	return c.JSON(http.StatusOK, map[string]any{
		"openapi": "3.1.0",
		"info":    map[string]any{"title": "Caseloom", "version": "1", "description": "Open cases, read them, and work their tasks."},
		"servers": []any{map[string]any{"url": c.Site.Link("")}},
		"paths":   paths,
		"components": map[string]any{"securitySchemes": map[string]any{
			"token": map[string]any{"type": "http", "scheme": "bearer", "description": "An administrator makes one with `caseloom token add NAME --role ROLE`."},
		}},
	})
}

// openPath is a route's path in OpenAPI's words, with its parameters.
func openPath(path string) (string, []any) {
	var params []any
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			parts[i] = "{" + name + "}"
			params = append(params, map[string]any{"name": name, "in": "path", "required": true, "schema": text})
		}
	}
	return strings.Join(parts, "/"), params
}

func operation(route *web.Route, params []any) map[string]any {
	d := route.Doc
	for _, p := range d.Query {
		params = append(params, parameter(p, "query"))
	}
	for _, p := range d.Header {
		params = append(params, parameter(p, "header"))
	}
	op := map[string]any{"summary": d.Summary, "responses": responses(d.Responses)}
	if d.Text != "" {
		op["description"] = d.Text
	}
	if len(params) > 0 {
		op["parameters"] = params
	}
	switch route.Audience.String() {
	case "token":
		op["security"] = []any{map[string]any{"token": []string{}}}
	default:
		op["security"] = []any{map[string]any{}, map[string]any{"token": []string{}}}
	}
	if d.Body != nil {
		media := "application/json"
		if route.Takes == web.File {
			media = "application/octet-stream"
		}
		op["requestBody"] = map[string]any{"required": true, "content": map[string]any{media: map[string]any{"schema": d.Body}}}
	}
	return op
}

func parameter(p web.Param, in string) map[string]any {
	return map[string]any{"name": p.Name, "in": in, "required": p.Required, "description": p.Text, "schema": p.Schema}
}

// responses are the route's own, with the problems that every route can have.
func responses(own map[int]web.Answer) map[string]any {
	out := map[string]any{"default": response(web.Answer{Text: "A problem.", Schema: problem}, "application/problem+json")}
	for status, a := range own {
		media := "application/json"
		if status >= 400 {
			media = "application/problem+json"
		}
		out[strconv.Itoa(status)] = response(a, media)
	}
	return out
}

func response(a web.Answer, media string) map[string]any {
	r := map[string]any{"description": a.Text}
	if a.Schema != nil {
		r["content"] = map[string]any{media: map[string]any{"schema": a.Schema}}
	}
	return r
}
