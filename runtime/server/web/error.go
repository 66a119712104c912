package web

import (
	"context"
	"errors"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules/language"
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
// be logged. The words are in the language of whoever reads them.
func DescribeError(err error, lang string) (p *Problem, internal bool) {
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
		if refused.At != "" { // an answer does not agree with the case
			p.Errors = []Fault{{Pointer: "/answers" + refused.At, Code: "checks", Message: refused.Message}}
		}
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
	p.say(lang)
	return p, internal
}

// forPrograms takes the words that speak of pages and forms for those that speak of requests.
func (p *Problem) forPrograms() {
	own := problemWords.In(language.English).Of[p.Code]
	if w, ok := wordsForPrograms[p.Code]; ok && p.Title == own.Title {
		p.Title = w.title
		if p.Message == own.Message {
			p.Message = w.message
		}
	}
}

func refusalStatus(code string) int {
	switch code {
	case "forbidden", "conflict":
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
