package wholeform

import (
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"time"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/store"
)

// Sheet is a form that one person fills in for one thing of a case. What they have begun is kept as a draft, so that a
// file that was sent once need not be sent again.
type Sheet struct {
	Form     *forms.Form // nil: there is nothing to fill in
	Draft    string      // the id of the draft, which nobody can guess
	CaseType string
	Keep     time.Duration
	Zone     *time.Location

	// Disagrees says what of the answers, which are as the form asks, does not agree with the case; nil: nothing is asked of them.
	Disagrees func(answers json.RawMessage) []forms.Fault
}

// Again is a page to draw once more, with what was typed: something is wrong with it, or an item was added.
type Again struct {
	Status int
	Model  forms.PageModel
	More   string // the id of the first question that was not on the page before, and is asked now; "": there is none

	left *left // nil: it is too much to keep
}

// Draw draws the form with what was begun.
func (s *Sheet) Draw(c *web.Ctx) (forms.PageModel, error) {
	if s.Form == nil {
		return forms.PageModel{}, nil
	}
	data, err := s.begun(c)
	return Draw(s.Form, data, nil, nil), err
}

// Take reads what was sent: the answers when they are as the form asks, or else the page to draw again.
func (s *Sheet) Take(c *web.Ctx) (answers json.RawMessage, files []engine.File, again *Again, err error) {
	if s.Form == nil {
		return nil, nil, nil, nil
	}
	post, err := c.Post()
	if err != nil {
		return nil, nil, nil, err
	}
	sent, err := c.KeepAll(post)
	if err != nil {
		return nil, nil, nil, err
	}
	before, err := s.begun(c)
	if err != nil {
		return nil, nil, nil, err
	}
	data, faults := s.read(c, post.Values, before, sent)
	if Strangers(s.Form, before, data, sent) {
		return nil, nil, nil, web.NotFound()
	}
	if forms.Edits(post.Values) {
		faults = forms.OfFiles(faults)
	} else if len(faults) == 0 {
		pruned := s.Form.Prune(data)
		if err := errors.Join(s.keep(c, data), c.Site.Store.DeleteDraft(c.Context(), s.leftID())); err != nil {
			return nil, nil, nil, err
		}
		answers, err = desk.Compact(pruned)
		return answers, engine.Uploads(s.Form, pruned), nil, err
	}
	if err := s.keep(c, data); err != nil {
		return nil, nil, nil, err
	}
	again = s.again(data, faults, post.Values, post.Get(ShownName))
	again.left = asLeft(post.Values, faults)
	return nil, nil, again, nil
}

// read is Read, and then what the answers must be to the case.
func (s *Sheet) read(c *web.Ctx, values url.Values, draft map[string]any, files map[string]forms.FileRef) (data map[string]any, faults []forms.Fault) {
	data, faults = Read(s.Form, values, draft, files, c.Now().In(s.Zone))
	return data, s.judged(data, faults)
}

// judged adds what does not agree with the case to what is wrong with the answers, as soon as they only want more: nobody answers
// the rest in vain.
func (s *Sheet) judged(data map[string]any, faults []forms.Fault) []forms.Fault {
	if slices.ContainsFunc(faults, func(f forms.Fault) bool { return !f.Incomplete() }) {
		return faults
	}
	return append(faults, s.disagreeing(data)...)
}

func (s *Sheet) disagreeing(data map[string]any) []forms.Fault {
	if s.Disagrees == nil {
		return nil
	}
	raw, err := desk.Compact(s.Form.Prune(data))
	if err != nil {
		return nil // it cannot be sent either, and why is said then
	}
	return s.Disagrees(raw)
}

// Ready gives what was begun when it can be sent as it is, and when it was last changed. False: it is not there, or something is
// still wrong with it.
func (s *Sheet) Ready(c *web.Ctx) (data map[string]any, at time.Time, ready bool, err error) {
	d, err := c.Site.Store.Draft(c.Context(), s.Draft, c.Now())
	var missing *store.NotFound
	if errors.As(err, &missing) {
		return nil, at, false, nil
	}
	if err != nil {
		return nil, at, false, err
	}
	if data, err = s.Form.Decode(d.Data); err != nil {
		return nil, at, false, err
	}
	faults := s.judged(data, s.Form.Validate(s.Form.Relevant(data), c.Now().In(s.Zone)))
	return s.Form.Prune(data), d.At, len(faults) == 0, nil
}

// Filled draws the form with answers that it has taken.
func (s *Sheet) Filled(answers json.RawMessage) forms.PageModel {
	if s.Form == nil {
		return forms.PageModel{}
	}
	data, _ := s.Form.Decode(answers) // it has been read before
	return Draw(s.Form, data, nil, nil)
}

// Drop forgets what was begun, once it has been taken. What is left of it runs out by itself.
func (s *Sheet) Drop(c *web.Ctx) {
	if s.Form == nil {
		return
	}
	for _, id := range []string{s.Draft, s.leftID()} {
		if err := c.Site.Store.DeleteDraft(c.Context(), id); err != nil {
			c.Site.Log.Error("what was begun of a form could not be dropped", "request", c.RequestID(), "error", err)
		}
	}
}

func (s *Sheet) begun(c *web.Ctx) (map[string]any, error) {
	d, err := c.Site.Store.Draft(c.Context(), s.Draft, c.Now())
	var missing *store.NotFound
	if errors.As(err, &missing) {
		return map[string]any{}, nil
	}
	if err != nil {
		return nil, err
	}
	return s.Form.Decode(d.Data)
}

func (s *Sheet) keep(c *web.Ctx, data map[string]any) error {
	raw, err := desk.Compact(data)
	if err != nil {
		return err
	}
	return c.Site.Store.SaveDraft(c.Context(), store.Draft{ID: s.Draft, CaseType: s.CaseType, Form: s.Form.ID, Data: raw, At: c.Now(), Expires: c.Now().Add(s.Keep)})
}
