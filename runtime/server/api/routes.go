package api

import (
	"net/http"

	"github.com/caseloom/caseloom/runtime/server/web"
)

// prefix is the address of the version that these routes are.
const prefix = "/api/v1"

// Register puts the API on the router.
func Register(r *web.Router) {
	r.Get("/api/openapi.json", web.Public, func(c *web.Ctx) error { return describe(c, r) })

	r.Post(prefix+"/casetypes/:casetype/cases", web.Anyone, openCase, web.TakesJSON, web.Describe(web.Doc{
		Summary: "Open a case",
		Text:    "The body is the data of the intake form. A repeat with the same Idempotency-Key and body gets the same answer and opens nothing.",
		Header:  append([]web.Param{{Name: "Content-Language", Text: "The language that the applicant reads, and is written to in, such as cy. Without it, English.", Schema: text}}, answersHeader...),
		Body:    object(nil),
		Responses: answers(map[int]web.Answer{
			http.StatusCreated: {Text: "The case is open, and durable.", Schema: object(props{"reference": text})},
		}, http.StatusNotFound, http.StatusForbidden, http.StatusUnprocessableEntity),
	}))
	r.Post(prefix+"/casetypes/:casetype/uploads", web.Anyone, uploadFile, web.TakesFile, web.Describe(web.Doc{
		Summary:   "Upload a file that a form or a task asks for",
		Text:      "The body is the file, at most 10 MB. Put the object that is returned where the form's data has the file. A file that no case has used is kept for a day.",
		Query:     []web.Param{{Name: "name", Text: "The file's name.", Required: true, Schema: text}},
		Body:      binary,
		Responses: answers(map[int]web.Answer{http.StatusCreated: {Text: "The file is kept.", Schema: file}}, http.StatusNotFound, http.StatusUnprocessableEntity),
	}))
	r.Get(prefix+"/cases", web.Token, listCases, web.Describe(web.Doc{
		Summary: "List cases, the newest first",
		Query: append([]web.Param{
			{Name: "casetype", Text: "Only cases of this case type.", Schema: text},
			{Name: "status", Text: "Only open, held or closed cases.", Schema: enum("open", "held", "closed")},
			{Name: "owner", Text: "Only cases that this member of staff owns.", Schema: text},
		}, paging...),
		Responses: answers(map[int]web.Answer{http.StatusOK: {Text: "One page.", Schema: list("cases", caseRow)}}, http.StatusUnprocessableEntity),
	}))
	r.Get(prefix+"/cases/:reference", web.Token, readCase, web.Describe(web.Doc{
		Summary:   "Read a case",
		Text:      "`submitted` is exactly what was accepted; `data` is what stands now, after corrections. What the token's role may not see is left out, and named in `hidden`.",
		Responses: answers(map[int]web.Answer{http.StatusOK: {Text: "The case.", Schema: caseSchema}}, http.StatusNotFound),
	}))
	r.Post(prefix+"/cases/:reference/notes", web.Token, addNote, web.TakesJSON, web.Describe(web.Doc{
		Summary:   "Write a note on a case",
		Header:    keyHeader,
		Body:      object(props{"text": text}, "text"),
		Responses: answers(map[int]web.Answer{http.StatusCreated: {Text: "The note is kept.", Schema: object(props{"seq": integer})}}, http.StatusNotFound, http.StatusForbidden, http.StatusUnprocessableEntity),
	}))
	r.Post(prefix+"/cases/:reference/documents", web.Token, addDocument, web.TakesFile, web.Describe(web.Doc{
		Summary:   "Put a file into a case",
		Header:    keyHeader,
		Query:     []web.Param{{Name: "name", Text: "The file's name.", Required: true, Schema: text}},
		Body:      binary,
		Responses: answers(map[int]web.Answer{http.StatusCreated: {Text: "The file is in the case.", Schema: file}}, http.StatusNotFound, http.StatusForbidden, http.StatusUnprocessableEntity),
	}))
	r.Post(prefix+"/cases/:reference/actions/:action", web.Token, takeAction, web.TakesJSON, web.Describe(web.Doc{
		Summary: "Do an action that the case type declares",
		Text:    "With `for`, the name of a person of the case, it is done in their place. With `expect`, the `seq` of the case as you read it, nothing happens if somebody has worked on it since.",
		Header:  answersHeader,
		Body:    object(props{"answers": object(nil), "for": text, "expect": integer}),
		Responses: answers(map[int]web.Answer{
			http.StatusOK: {Text: "It is done.", Schema: actionSchema},
		}, http.StatusNotFound, http.StatusForbidden, http.StatusConflict, http.StatusUnprocessableEntity),
	}))
	r.Get(prefix+"/tasks", web.Token, listTasks, web.Describe(web.Doc{
		Summary: "List tasks, the most urgent first",
		Query: append([]web.Param{
			{Name: "casetype", Text: "Only tasks of this case type.", Schema: text},
			{Name: "state", Text: "open unless said otherwise.", Schema: enum("open", "waiting", "done")},
			{Name: "team", Text: "Only tasks of this team.", Schema: text},
			{Name: "owner", Text: "Only tasks that this member of staff has taken.", Schema: text},
			{Name: "unowned", Text: "true: only tasks that nobody has taken.", Schema: enum("true")},
		}, paging...),
		Responses: answers(map[int]web.Answer{http.StatusOK: {Text: "One page.", Schema: list("tasks", taskRow)}}, http.StatusUnprocessableEntity),
	}))
	r.Get(prefix+"/tasks/:task", web.Token, readTask, web.Describe(web.Doc{
		Summary:   "Read a task",
		Responses: answers(map[int]web.Answer{http.StatusOK: {Text: "The task.", Schema: taskSchema}}, http.StatusNotFound),
	}))
	r.Post(prefix+"/tasks/:task/complete", web.Token, completeTask, web.TakesJSON, web.Describe(web.Doc{
		Summary: "Complete a task",
		Text:    "With `expect`, the `seq` of the case as you read it, nothing happens if somebody has worked on it since. Of a task that has somebody tell a message, `told` says when (`at`) and how (`how`) they were told; without it nobody was.",
		Header:  answersHeader,
		Body:    object(props{"answers": object(nil), "told": object(props{"at": text, "how": text}, "at", "how"), "expect": integer}),
		Responses: answers(map[int]web.Answer{
			http.StatusOK: {Text: "The task is done.", Schema: taskSchema},
		}, http.StatusNotFound, http.StatusForbidden, http.StatusConflict, http.StatusUnprocessableEntity),
	}))
}
