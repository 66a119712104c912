package engine

import (
	"encoding/json"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// Redecide asks the table of a decision what it says of what a snapshot shows, as JSON has it, and by which row; nil
// outputs: no row fits. It is for a what-if: who may confirm, and whether anybody asks, is not looked at.
func Redecide(d *casetype.Decision, s *rules.Snapshot) (outputs json.RawMessage, row string, err error) {
	ruling, err := d.Table.Decide(s)
	if len(ruling.Outputs) == 0 {
		return nil, "", err
	}
	return encodeOutputs(ruling.Outputs, d), rowName(ruling), nil
}
