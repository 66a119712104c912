package wholeform

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/store"
)

// A form that somebody outside has sent and that is not as it must be is kept as they left it, and drawn again by its own
// address: so that page can be reloaded and gone back to, and nothing is sent twice. Staff are answered at once: beside the form
// their pages hold a reason, a day and what they saw of the case, which belong to that one press and are asked again.

// left is a form as it was left, beside what could be read of it.
type left struct {
	Values url.Values    `json:"values"`
	Files  []forms.Fault `json:"files,omitempty"` // what is wrong with a file, which is not sent twice
	Sent   bool          `json:"sent,omitempty"`  // it was to be taken: what is wrong is said
	Shown  string        `json:"shown,omitempty"` // the questions that it asked, as the page said
}

// mostTyped is how much is kept of a page as it was left, in bytes.
const mostTyped = 64 << 10

// Typed is what was typed: a post without what is no answer; nil when it is too much to keep.
func Typed(values url.Values) url.Values {
	typed, size := url.Values{}, 0
	for name, all := range values {
		if strings.HasPrefix(name, "_") {
			continue
		}
		typed[name] = all
		for _, v := range all {
			size += len(name) + len(v)
		}
	}
	if size > mostTyped {
		return nil
	}
	return typed
}

func asLeft(values url.Values, faults []forms.Fault) *left {
	typed := Typed(forms.Shifted(values))
	if typed == nil {
		return nil
	}
	if added := values.Get("_add"); added != "" {
		typed.Set("_add", added) // its reader goes on there
	}
	return &left{typed, forms.OfFiles(faults), !forms.Edits(values), values.Get(ShownName)}
}

func (s *Sheet) leftID() string { return s.Draft + "-left" }

// Leave keeps a form as it was left, to be drawn again by Standing. False: it is too much to keep, and must be drawn at once.
func (s *Sheet) Leave(c *web.Ctx, again *Again) (bool, error) {
	if again.left == nil {
		return false, nil
	}
	body, err := json.Marshal(again.left)
	if err != nil {
		return false, err
	}
	return true, c.Site.Store.SaveDraft(c.Context(), store.Draft{ID: s.leftID(), CaseType: s.CaseType, Form: s.Form.ID, Data: body, At: c.Now(), Expires: c.Now().Add(s.Keep)})
}

// Standing draws the form as it was left, with what is wrong with it. Sought: whoever comes wants to know what keeps what they
// have begun from being sent.
func (s *Sheet) Standing(c *web.Ctx, sought bool) (*Again, error) {
	if s.Form == nil {
		return &Again{Status: http.StatusOK}, nil
	}
	data, err := s.begun(c)
	if err != nil {
		return nil, err
	}
	var missing *store.NotFound
	d, err := c.Site.Store.Draft(c.Context(), s.leftID(), c.Now())
	if errors.As(err, &missing) {
		var faults []forms.Fault
		if sought {
			faults = s.judged(data, s.Form.Validate(s.Form.Relevant(data), c.Now().In(s.Zone)))
		}
		return s.again(data, faults, nil, ""), nil
	}
	if err != nil {
		return nil, err
	}
	var l left
	if err := json.Unmarshal(d.Data, &l); err != nil {
		return nil, err
	}
	faults := l.Files
	if l.Sent {
		var found []forms.Fault
		data, found = s.read(c, l.Values, data, nil)
		faults = forms.Join(l.Files, found)
	}
	return s.again(data, faults, l.Values, l.Shown), nil
}

// again draws the form with what is wrong with it. A question that the page did not ask before, and that an answer of this very
// press made needful, is asked without blame.
func (s *Sheet) again(data map[string]any, faults []forms.Fault, raw url.Values, shown string) *Again {
	faults, more := unseen(Draw(s.Form, data, nil, raw).Items, faults, shown)
	out := &Again{Status: http.StatusOK, Model: Draw(s.Form, data, faults, raw), More: more}
	if len(faults) > 0 {
		out.Status = http.StatusUnprocessableEntity
	}
	return out
}
