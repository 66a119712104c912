package casework

import (
	"slices"
	"strconv"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/words"
	page "github.com/caseloom/caseloom/ui/pages/casework"
)

// mostAhead is how much of what falls due next a page shows.
const mostAhead = 12

// ahead is what falls due next in the case, and what comes by itself then, the first first.
func (f *folder) ahead() (rows []page.Row, more string) {
	if f.c.Status == engine.Closed {
		return nil, ""
	}
	all := slices.DeleteFunc(engine.Coming(f.t, f.c, f.now), func(a engine.Ahead) bool { return a.Idle })
	for _, a := range all[:min(len(all), mostAhead)] {
		row := page.Row{Key: words.Moment(a.At, f.zone)}
		switch a.Kind {
		case "hold":
			row.Value = "The hold ends, and the work goes on"
		case "task":
			row.Value = "The task is due: " + f.teller.titled(a.Task)
			row.Href = f.href() + "#tasks"
			if i := slices.IndexFunc(f.c.Tasks, func(t *engine.Task) bool { return t.ID == a.Task }); i >= 0 {
				row.Href = f.taskHref(f.c.Tasks[i])
			}
		case "clock":
			row.Value = "The clock “" + words.Humane(a.Name) + "” runs out"
		case "warning":
			row.Value = "A warning that the clock “" + words.Humane(a.Name) + "” is nearly over"
		case "rule":
			row.Value, row.Note = a.Name, "If it is still so then"
			if a.Task != "" {
				row.Note = "About “" + f.teller.titled(a.Task) + "”, if it is still so then"
			}
		case "comes":
			row.Value, row.Note = "The task comes: "+words.Humane(a.Name), "If it is needed then"
		case "over":
			row.Value = "What “" + f.teller.titled(a.Task) + "” waits for"
		case "stage":
			row.Value, row.Note = "The stage begins: "+f.stageTitle(a.Name), "If it is needed then"
		}
		if !a.At.After(f.now) {
			row.Note = "Now"
		}
		rows = append(rows, row)
	}
	if n := len(all) - len(rows); n > 0 {
		more = "And " + strconv.Itoa(n) + " later."
	}
	return rows, more
}

func (f *folder) stageTitle(id string) string {
	if s := f.c.Stage(id); s != nil {
		return s.Title
	}
	return words.Humane(id)
}
