package rehearse

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// Of some declarations a case has several tasks: one for each item of a list, or one for each time. A test says which it
// means as a person would.

// oneOf finds the task that a step means among those of a declaration, of which the newest is at hand. Of names it: the
// key of its item, one of its item's answers, its title or words of it, or its place, counted from 1. Without it, there
// may be only one that is not finished; of tasks that are there once, or are added by hand, the newest counts.
func (p *play) oneOf(name, of string, newest *engine.Task) (string, error) {
	var all, open []*engine.Task
	for _, t := range p.c.Tasks {
		if t.Name == name {
			all = append(all, t)
			if t.State == engine.Open || t.State == engine.Waiting {
				open = append(open, t)
			}
		}
	}
	if of == "" {
		d := p.declared(name)
		switch {
		case d == nil || d.Each == nil || len(all) == 1:
			return newest.ID, nil
		case len(open) == 1:
			return open[0].ID, nil
		}
		return "", which(fmt.Sprintf("There are %d tasks %s. Say which with `of`", len(all), name), all)
	}
	for _, fits := range []func(*engine.Task) bool{
		func(t *engine.Task) bool { return t.Item == of },
		func(t *engine.Task) bool { return p.answered(t, of) },
		func(t *engine.Task) bool { return t.Title == of },
		func(t *engine.Task) bool { return holdsWords(t.Title, of) },
	} {
		found := slices.DeleteFunc(slices.Clone(all), func(t *engine.Task) bool { return !fits(t) })
		switch len(found) {
		case 0:
		case 1:
			return found[0].ID, nil
		default:
			return "", which(fmt.Sprintf("%d of the tasks %s are of %s. Say it so that only one is meant", len(found), name, of), found)
		}
	}
	if n, err := strconv.Atoi(of); err == nil && n >= 1 && n <= len(all) {
		return all[n-1].ID, nil
	}
	return "", which(fmt.Sprintf("No task %s is of %s", name, of), all)
}

func which(said string, tasks []*engine.Task) error {
	var titles []string
	for i, t := range tasks {
		if i == 8 {
			titles = append(titles, fmt.Sprintf("and %d more", len(tasks)-i))
			break
		}
		titles = append(titles, "“"+t.Title+"”")
	}
	return &engine.Refusal{Code: "not-found", Message: said + ": " + strings.Join(titles, ", ") + "."}
}

// answered says whether one of the answers of a task's item is this.
func (p *play) answered(t *engine.Task, of string) bool {
	for _, item := range p.c.Items[t.Name] {
		if item.ID != t.Item {
			continue
		}
		var plain any
		var parts map[string]any
		if json.Unmarshal(item.Value, &plain) != nil {
			return false
		}
		if parts, _ = plain.(map[string]any); parts == nil {
			parts = map[string]any{"": plain}
		}
		for _, v := range parts {
			if text, ok := v.(string); ok && text == of {
				return true
			}
		}
	}
	return false
}

func (p *play) declared(name string) *casetype.Task {
	for _, d := range tasks(p.t) {
		if d.ID == name {
			return d
		}
	}
	return nil
}

// severalTasks is what expectations see of a declaration of which there may be several tasks: a list, each with what a
// person sees of it, and of all together their state.
type severalTasks struct {
	items []any
	whole map[string]any
}

func (v severalTasks) Items() []any          { return v.items }
func (v severalTasks) Part(name string) any  { return v.whole[name] }
func (v severalTasks) Parts() map[string]any { return v.whole }
