package replay

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// Redecide asks the tables of a case type again on a case as it stands, and says which of the answers that the rules gave
// would be otherwise. It is quicker than living the case, and looks at nothing else: an answer that a person gave stays,
// and so does what was never asked.
func Redecide(t *casetype.Type, c *engine.Case, at time.Time) []Difference {
	s := engine.Snapshot(t, c, at, system)
	var out []Difference
	for _, d := range t.Decisions {
		was := answered(c.Decisions[d.ID])
		if d.Table == nil || was == nil {
			continue
		}
		is, row, err := engine.Redecide(d, s)
		why := ""
		switch {
		case err != nil:
			out = append(out, Difference{What: "broken rule in decision " + d.ID, Is: err.Error()})
			continue
		case bytes.Equal(was, is):
			continue
		case is != nil:
			why = d.Question + ", " + row
		}
		out = append(out, Differences(outputs(d.ID, was), outputs(d.ID, is))...)
		for i := range out {
			if out[i].Why == "" {
				out[i].Why = why
			}
		}
	}
	return out
}

// answered is what the rules last said of a decision; nil when they said nothing, or a person gave the answer that stands.
func answered(d *engine.Decision) json.RawMessage {
	switch {
	case d == nil:
	case d.Proposed != nil && d.Proposed.By == "rules":
		return d.Proposed.Outputs
	case d.Proposed == nil && len(d.Made) > 0 && d.Made[len(d.Made)-1].Row != "":
		return d.Made[len(d.Made)-1].Outputs
	case d.WorkedOut != nil:
		return d.WorkedOut.Outputs
	}
	return nil
}

func outputs(id string, raw json.RawMessage) Traits {
	out := Traits{}
	var parts map[string]json.RawMessage
	if json.Unmarshal(raw, &parts) == nil {
		for name, v := range parts {
			if value := said(v); value != "" {
				out[fmt.Sprintf("decision %s.%s", id, name)] = Trait{Value: value}
			}
		}
	}
	return out
}
