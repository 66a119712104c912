package engine

import (
	"fmt"

	"github.com/caseloom/caseloom/runtime/casetype"
)

// A stage with `on` opens when something happens, whatever the other stages do: once, or with `again` each time that it
// comes and the stage is not open. Its tasks are then there anew; those of before stay as they are, and are Earlier.

// mayEnter says whether a stage would open if what it waits for came now.
func (r *run) mayEnter(st *casetype.Stage) bool {
	s := r.c.Stage(st.ID)
	return r.c.Status != Closed && s != nil && (s.State == Waiting || s.State == Done && st.Again)
}

// enters opens a stage as what it waits for has come. Its `when` is asked now, and not again.
func (r *run) enters(st *casetype.Stage) {
	if !r.mayEnter(st) || !r.holds(st.When, r.look()) {
		return
	}
	why := r.because(entersOn(st), st.When)
	if why.At == "" {
		why.At = where(st.On.Src)
	}
	row := 0
	if r.machineSaid() {
		row = r.c.Stage(st.ID).Row + 1
	}
	if row > mostInARow {
		r.problem(st.On.Src, fmt.Errorf("the stage “%s” has opened %d times in a row, and nobody did anything in between; it was not opened again", st.Title, mostInARow))
		return
	}
	r.emit("stage.entered", stageBody{Stage: st.ID, Row: row}, why)
}

// mostInARow bounds how often a stage opens on what its own machines say, as when it writes a letter each time that a letter
// was written.
const mostInARow = 20

// machineSaid says whether nobody did what was given, and no day came: a machine has done what it was asked.
func (r *run) machineSaid() bool {
	switch r.g.Body.(type) {
	case AnswerTask, FailTask, DocumentMade, CaseOpened, MessageSent, MessageFailed:
		return true
	}
	return false
}

func entersOn(st *casetype.Stage) string {
	return fmt.Sprintf("Stage “%s” starts on %s", st.Title, st.On.Text)
}
