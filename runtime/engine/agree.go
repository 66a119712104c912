package engine

import (
	"encoding/json"
	"strings"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// agree refuses answers that do not agree with the case as it stands. A check is not judged while something that it reads is
// missing, and judged before anything else of the answers is: whoever cannot do this is not asked the rest first. One that breaks refuses nobody: whoever answers cannot mend it, and a person hears of it.
func (r *run) agree(checks []*casetype.Check, f *forms.Form, raw json.RawMessage) error {
	if len(checks) == 0 || f == nil {
		return nil
	}
	s := r.look().With("answers", normalised(f, raw))
next:
	for _, x := range checks {
		for _, path := range x.That.Reads() {
			if v, _ := s.Get(path); v == nil {
				continue next
			}
		}
		switch holds, err := x.That.Bool(s); {
		case err != nil:
			r.unjudged = append(r.unjudged, broke{x.That.Source(), err})
		case !holds:
			return &Refusal{Code: "invalid", Message: strings.TrimSuffix(x.Say, ".") + ".", At: x.At, Said: x.Say}
		}
	}
	return nil
}
