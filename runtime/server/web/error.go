package web

import (
	"context"
	"errors"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/store"
)

// Problem is an answer that is not what was asked for. Message is for a person, or a programmer of a client; what is
// internal never reaches it.
type Problem struct {
	Status  int
	Code    string // stable: "not-found", "changed", "too-large"
	Title   string // "" takes the code's own words
	Message string // "" takes the code's own words
	Errors  []Fault
}

// Fault is one thing wrong with the data that was sent.
type Fault struct {
	Pointer string `json:"pointer"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Faults are the faults of a form as a program reads them.
func Faults(given []forms.Fault) []Fault {
	out := make([]Fault, len(given))
	for i, f := range given {
		out[i] = Fault{Pointer: f.Pointer, Code: f.Code, Message: f.Message}
	}
	return out
}

func (p *Problem) Error() string { return p.Code + ": " + p.Message }

// NotFound is what someone is told who asks for what is not there, and for what they may not know is there.
func NotFound() *Problem { return &Problem{Status: http.StatusNotFound, Code: "not-found"} }

// DescribeError is the one place in which an error becomes a status and words. internal says that it is our fault, and must
// be logged.
func DescribeError(err error) (p *Problem, internal bool) {
	var (
		own      *Problem
		refused  *engine.Refusal
		person   *identity.Refusal
		invalid  *desk.Invalid
		missing  *store.NotFound
		conflict *store.Conflict
		again    *store.Duplicate
		unknown  *store.Unknown
		server   *fiber.Error
	)
	switch {
	case errors.As(err, &own):
		copied := *own
		p = &copied
	case errors.As(err, &refused):
		p = &Problem{Status: refusalStatus(refused.Code), Code: refused.Code, Message: refused.Message}
	case errors.As(err, &person):
		p = &Problem{Status: personStatus(person.Code), Code: person.Code, Message: person.Message}
		for _, f := range person.Faults {
			p.Errors = append(p.Errors, Fault{Pointer: "/" + f.Field, Code: "invalid", Message: f.Message})
		}
	case errors.As(err, &invalid):
		p = &Problem{Status: http.StatusUnprocessableEntity, Code: "invalid", Errors: Faults(invalid.Faults)}
	case errors.As(err, &missing):
		p = NotFound()
	case errors.As(err, &conflict):
		p = &Problem{Status: http.StatusConflict, Code: "changed"}
	case errors.As(err, &again):
		p = &Problem{Status: http.StatusConflict, Code: "duplicate"}
	case errors.As(err, &unknown):
		p, internal = &Problem{Status: http.StatusServiceUnavailable, Code: "unknown-outcome"}, true
	case errors.Is(err, store.ErrCursor):
		p = &Problem{Status: http.StatusUnprocessableEntity, Code: "cursor"}
	case errors.Is(err, context.DeadlineExceeded):
		p, internal = &Problem{Status: http.StatusServiceUnavailable, Code: "busy"}, true
	case errors.As(err, &server):
		p = fromFiber(server)
	default:
		p, internal = &Problem{Status: http.StatusInternalServerError, Code: "broken"}, true
	}
	w, ok := wordsOf[p.Code]
	if !ok {
		w = wordsOf["refused"]
	}
	if p.Title == "" {
		p.Title = w.title
	}
	if p.Message == "" {
		p.Message = w.message
	}
	return p, internal
}

// forPrograms takes the words that speak of pages and forms for those that speak of requests.
func (p *Problem) forPrograms() {
	if w, ok := wordsForPrograms[p.Code]; ok && p.Title == wordsOf[p.Code].title {
		p.Title = w.title
		if p.Message == wordsOf[p.Code].message {
			p.Message = w.message
		}
	}
}

func refusalStatus(code string) int {
	switch code {
	case "forbidden":
		return http.StatusForbidden
	case "not-found":
		return http.StatusNotFound
	case "closed", "changed":
		return http.StatusConflict
	case "invalid":
		return http.StatusUnprocessableEntity
	case "throttled":
		return http.StatusTooManyRequests
	}
	return http.StatusConflict
}

// personStatus is the status of what identity refuses.
func personStatus(code string) int {
	switch code {
	case "sign-in", "session", "token":
		return http.StatusUnauthorized
	case "unknown", "link":
		return http.StatusNotFound
	case "invalid":
		return http.StatusUnprocessableEntity
	case "wait":
		return http.StatusTooManyRequests
	case "busy":
		return http.StatusServiceUnavailable
	}
	return http.StatusConflict
}

func fromFiber(e *fiber.Error) *Problem {
	switch e.Code {
	case http.StatusNotFound:
		return NotFound()
	case http.StatusMethodNotAllowed:
		return &Problem{Status: e.Code, Code: "method"}
	case http.StatusRequestEntityTooLarge:
		return &Problem{Status: e.Code, Code: "too-large"}
	case http.StatusRequestHeaderFieldsTooLarge:
		return &Problem{Status: e.Code, Code: "headers"}
	case http.StatusRequestTimeout:
		return &Problem{Status: e.Code, Code: "slow"}
	}
	if e.Code >= 500 {
		return &Problem{Status: e.Code, Code: "broken"}
	}
	return &Problem{Status: e.Code, Code: "malformed"}
}

// wordsOf holds what a person reads for each code that does not bring words of its own.
var wordsOf = map[string]struct{ title, message string }{
	"not-found":       {"Page not found", "If you typed the address, check that it is correct. If you followed a link, the page may have moved."},
	"forbidden":       {"You do not have access to this page", "Your account does not have the role that this page needs. Ask an administrator if you think it should."},
	"sign-in-first":   {"Sign in to see this page", "Your session has ended, or you have not signed in yet."},
	"token":           {"A token is needed", "Send a token that is still valid."},
	"changed":         {"Someone else has changed this case", "The case changed while you were working on it. Nothing has been overwritten. Look at what changed, then try again."},
	"duplicate":       {"This has already been received", "We received the same thing before, and have kept it once."},
	"cursor":          {"This page of the list cannot be found", "Start again from the first page of the list."},
	"closed":          {"This case is closed", "A closed case cannot be changed in this way."},
	"invalid":         {"There is a problem with what was sent", "Check what was sent and try again."},
	"too-large":       {"What you sent is too large", "A file must be smaller than 10MB. Go back and choose a smaller file, or a photo with a lower quality. Your other answers are still saved."},
	"too-many":        {"There is too much on this page", "More answers were sent than one page can hold. Go back and remove some."},
	"encoding":        {"We could not read what was sent", "Some of the characters that were sent are not text. Go back, and type the answer again rather than pasting it."},
	"media-type":      {"We could not read what was sent", "It was sent in a form that this address does not take."},
	"foreign":         {"This form was sent from another site", "For your safety we only take forms from our own pages. Open the service from its start page and try again."},
	"old-page":        {"This page was open for too long", "For your safety we did not save what you sent from it. Go back, reload the page, and send it again. If this keeps happening, allow cookies for this site."},
	"wait":            {"Too many tries", "Wait a few minutes, then try again."},
	"link":            {"This link cannot be used", "It has been used, or it has run out. Ask for a new one."},
	"throttled":       {"Too many tries", "Wait a few minutes, then try again."},
	"method":          {"Page not found", "This address cannot be used in that way."},
	"headers":         {"We could not read what was sent", "Your browser sent too many cookies. Clear the cookies of this site and try again."},
	"slow":            {"That took too long", "We waited, but not everything arrived. Check your connection and try again."},
	"malformed":       {"We could not read what was sent", "The request was not complete. Go back and try again."},
	"busy":            {"The service is busy", "We could not finish in time. Wait a minute, then try again. Nothing you saved before is lost."},
	"unknown-outcome": {"We do not know if this was saved", "Something went wrong at the last moment. Send it again: if it was saved the first time, it will not be saved twice."},
	"broken":          {"Sorry, there is a problem with the service", "Try again later. What you saved before is not lost."},
	"refused":         {"This could not be done", "It is not possible at this point of the case."},
}

// wordsForPrograms are what whoever writes a program reads, where a person at a browser reads something else.
var wordsForPrograms = map[string]struct{ title, message string }{
	"not-found":       {"Not found", "There is nothing at this address that the token may see. The addresses are described at /api/openapi.json."},
	"method":          {"This method is not for this address", "The methods of each address are described at /api/openapi.json."},
	"forbidden":       {"Not allowed", "The token's role may not do this. An administrator makes tokens with `caseloom token add NAME --role ROLE`."},
	"changed":         {"The case has changed", "It has changed since the seq that was sent in expect, and nothing was overwritten. Read the case again, and decide anew."},
	"duplicate":       {"This has already been received", "The same thing was received before, and kept once."},
	"cursor":          {"The cursor cannot be used", "Begin again without one."},
	"too-large":       {"The body is too large", "A file is at most 10 MB, any other body at most 1 MB."},
	"encoding":        {"The request is not UTF-8 text", "Send JSON in UTF-8."},
	"media-type":      {"The media type cannot be used", "Send application/json, or for a file application/octet-stream."},
	"headers":         {"The headers are too large", "Send fewer or shorter ones."},
	"slow":            {"The request took too long to arrive", "Send it again; it has changed nothing."},
	"malformed":       {"The request cannot be read", "It is not HTTP as this server understands it."},
	"throttled":       {"Too many requests", "Wait a few minutes, then send it again."},
	"busy":            {"The service is busy", "It could not finish in time. Send it again in a minute, with the same Idempotency-Key."},
	"unknown-outcome": {"Whether this was saved is not known", "Send it again with the same Idempotency-Key: if it was saved, it will not be saved twice."},
	"broken":          {"The service has a problem", "Send it again later, with the same Idempotency-Key."},
}
