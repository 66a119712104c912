package rehearse

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// Of a declaration a case may have several tasks, one for each item of a list. A test says which it means as a person
// would.

// oneOf finds the task that a step means among those of a declaration, of which the newest is at hand. Of names it: the
// key of its item, one of its item's answers, its title or words of it, or its place, counted from 1. Without it, there
// may be only one that is not finished; of tasks that are there once, or are added by hand, the newest counts.
func (p *play) oneOf(name, of string, newest *engine.Task) (string, error) {
	d := p.t.Task(name)
	if d == nil || d.Each == nil && !d.Again && of == "" {
		return newest.ID, nil
	}
	var all []*engine.Task
	for _, t := range p.c.Tasks {
		if t.Name == name {
			all = append(all, t)
		}
	}
	if of == "" && d.Again { // one at a time is open
		for _, t := range all {
			if t.State == engine.Open {
				return t.ID, nil
			}
		}
		return newest.ID, nil
	}
	if of == "" {
		if open := unfinished(all); len(open) == 1 {
			return open[0].ID, nil
		} else if len(all) == 1 {
			return all[0].ID, nil
		}
		return "", which(fmt.Sprintf("There are %d tasks %s. Say which with `of`", len(all), name), all)
	}
	for _, fits := range []func(*engine.Task) bool{
		func(t *engine.Task) bool { return p.says(t, d, true, of) },
		func(t *engine.Task) bool { return p.says(t, d, false, of) },
		func(t *engine.Task) bool { return t.Title == of },
		func(t *engine.Task) bool { return holdsWords(t.Title, of) },
	} {
		found := slices.DeleteFunc(slices.Clone(all), func(t *engine.Task) bool { return !fits(t) })
		if open := unfinished(found); len(found) > 1 && len(open) == 1 {
			found = open
		}
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

func unfinished(tasks []*engine.Task) []*engine.Task {
	return slices.DeleteFunc(slices.Clone(tasks), func(t *engine.Task) bool { return t.State != engine.Open && t.State != engine.Waiting })
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

// says says whether one of the answers of a task's item is this, or its key is.
func (p *play) says(t *engine.Task, d *casetype.Task, key bool, of string) bool {
	if d.Each == nil {
		return false
	}
	for _, item := range p.c.Items[t.Name] {
		if item.ID != t.Item {
			continue
		}
		var value any
		read := json.NewDecoder(bytes.NewReader(item.Value))
		read.UseNumber()
		if read.Decode(&value) != nil {
			return false
		}
		answers, group := value.(map[string]any)
		switch {
		case key:
			said, ok := answers[d.Each.Item.Key]
			return ok && fmt.Sprint(said) == of
		case !group:
			return fmt.Sprint(value) == of
		}
		for _, said := range answers {
			if fmt.Sprint(said) == of {
				return true
			}
		}
	}
	return false
}

// several is what expectations see of a declaration of which there may be several tasks: a list, each with what a person
// sees of it, and the state of all together.
func (p *play) several(d *casetype.Task, list rules.Listing) severalTasks {
	v := severalTasks{whole: map[string]any{"open": list.Part("open"), "done": list.Part("done"), "skipped": list.Part("skipped"), "overdue": list.Part("overdue")}}
	switch {
	case v.whole["skipped"] == true:
		v.whole["state"] = "skipped"
	case v.whole["done"] == true:
		v.whole["state"] = engine.Done
	case v.whole["open"] == true:
		v.whole["state"] = engine.Open
	case len(list.Items()) == 0 && d.Again:
		v.whole["state"] = nil // it has not come yet
	default:
		v.whole["state"] = engine.Waiting
	}
	for _, one := range list.Items() {
		group := one.(rules.Group) // the engine's view of a task
		parts := group.Parts()
		if id, ok := group.Part("id").(string); ok {
			maps.Copy(parts, seen(p.c.Task(id)))
		}
		v.items = append(v.items, parts)
	}
	return v
}

type severalTasks struct {
	items []any
	whole map[string]any
}

func (v severalTasks) Items() []any          { return v.items }
func (v severalTasks) Part(name string) any  { return v.whole[name] }
func (v severalTasks) Parts() map[string]any { return v.whole }
