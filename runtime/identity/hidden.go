package identity

import (
	"slices"
	"strings"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// Hidden gives the paths of the case ("form.contact.email") that who never sees, sorted. Roles add up: what one of the
// roles through which they see this case shows, is shown; what `everyone` hides stays hidden, but from the roles that it
// leaves out. A nil case counts only the roles that see every case. To somebody who does not see the case all of it is
// hidden: ["form"] and what stands on it.
func Hidden(t *casetype.Type, who engine.Actor, c *engine.Case) []string {
	var hides [][]string // of each role through which the case is seen
	for _, g := range grants(t, who) {
		if c == nil && g.See == "all" || c != nil && covers(g.See, who, c, See) {
			hides = append(hides, g.Hide)
		}
	}
	if len(hides) == 0 || shut(t, who, c) {
		return []string{"action", "case", "decision", "fact", "form", "person", "stage", "task"}
	}
	var found []string
	for _, hide := range hides {
		for _, path := range hide {
			if hiddenByAll(hides, path) {
				found = append(found, path)
			}
		}
	}
	return outermost(append(found, fromEveryone(t, who, c)...))
}

// Hides says whether a path lies at or under a hidden one, or holds one, so that showing it would show what is hidden. The last of
// several tasks is hidden as they all are.
func Hides(hidden []string, path string) bool {
	p := split(path)
	if len(p) > 2 && p[0] == "task" && p[2] == "last" {
		p = slices.Delete(p, 2, 3)
	}
	for _, h := range hidden {
		hs := split(h)
		if under(p, hs) || under(hs, p) {
			return true
		}
	}
	return false
}

// HidesRead is Hides, of a path that a rule of the case type read: a fact is hidden with what it was made of, and so is an
// item of a list, by the name that a task for each item gives it, and what is said of those tasks one by one.
func HidesRead(t *casetype.Type, hidden []string, path string) bool {
	if len(hidden) == 0 {
		return false
	}
	all := madeOf(t, hidden)
	if Hides(all, path) || hidesPerson(t, all, path) {
		return true
	}
	for _, d := range t.AllTasks() {
		if d.Each == nil || d.Each.Of == nil {
			continue
		}
		item, ofItem := strings.CutPrefix(path+".", d.Each.As+".")
		of := "task." + d.ID
		if !ofItem && path != of && !strings.HasPrefix(path, of+".last") {
			continue
		}
		for _, list := range d.Each.Of.Reads() {
			if Hides(all, strings.TrimSuffix(list+"."+item, ".")) {
				return true
			}
		}
	}
	return false
}

// HidesTitle says whether the title of a task tells something that is hidden.
func HidesTitle(t *casetype.Type, hidden []string, task *engine.Task) bool {
	d := t.Task(task.Name)
	return d != nil && d.Title != nil && slices.ContainsFunc(d.Title.Reads(), func(path string) bool { return HidesRead(t, hidden, path) })
}

// ShownTitle is the title of a task, or the words of its name where the title tells something that is hidden.
func ShownTitle(t *casetype.Type, hidden []string, task *engine.Task) string {
	if !HidesTitle(t, hidden, task) {
		return task.Title
	}
	return strings.ReplaceAll(strings.ToUpper(task.Name[:1])+task.Name[1:], "_", " ")
}

func hiddenByAll(hides [][]string, path string) bool {
	for _, hide := range hides {
		if !slices.ContainsFunc(hide, func(h string) bool { return under(split(path), split(h)) }) {
			return false
		}
	}
	return true
}

// outermost sorts paths and drops those that lie under another.
func outermost(paths []string) []string {
	slices.Sort(paths)
	paths = slices.Compact(paths)
	var kept []string
	for _, p := range paths {
		if !slices.ContainsFunc(paths, func(h string) bool { return h != p && under(split(p), split(h)) && !under(split(h), split(p)) }) {
			kept = append(kept, p)
		}
	}
	return kept
}

// under says whether path lies at or under holder.
func under(path, holder []string) bool {
	return len(path) >= len(holder) && slices.Equal(path[:len(holder)], holder)
}

// split cuts a path as an analyst writes it into its steps: form.contact["e-mail"].work has four.
func split(path string) []string {
	var steps []string
	for path != "" {
		if strings.HasPrefix(path, "[") {
			if end := strings.IndexByte(path, ']'); end > 0 {
				steps = append(steps, strings.Trim(path[1:end], `"'`))
				path = strings.TrimPrefix(path[end+1:], ".")
				continue
			}
		}
		end := strings.IndexAny(path[1:], ".[")
		if end < 0 {
			return append(steps, path)
		}
		end++
		steps = append(steps, path[:end])
		path = strings.TrimPrefix(path[end:], ".")
	}
	return steps
}
