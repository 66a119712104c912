package engine

// taskListView is the tasks of a declaration of which there may be several: a list of them, and of all of them together
// whether any is open or late, and whether every one is done. A task whose item is gone, and that nobody has begun, is
// not in it.
type taskListView taskView

func (v *taskView) renewList(c *Case) {
	if s := c.Stage(v.d.Stage); s != nil && s.State == Skipped {
		v.skipped = true
	}
	there := map[string]bool{}
	for _, t := range c.Tasks {
		if t.Name != v.d.ID || t.Item == "" {
			continue
		}
		item := c.item(t.Name, t.Item)
		there[t.Item] = true
		if (item == nil || item.Gone) && !t.Started {
			continue
		}
		one := taskView{d: v.d, task: *t, one: true}
		if item != nil {
			one.item = item.Value
		}
		v.all = append(v.all, one)
	}
	items, planned := c.Items[v.d.ID]
	v.ready = planned
	for _, item := range items {
		v.ready = v.ready && (item.Gone || there[item.ID])
	}
}

func (v *taskListView) Items() []any {
	out := make([]any, len(v.all))
	for i := range v.all {
		out[i] = &v.all[i]
	}
	return out
}

func (v *taskListView) Part(name string) any {
	every := func(of string) bool {
		for i := range v.all {
			if v.all[i].Part(of) != true {
				return false
			}
		}
		return true
	}
	some := func(of string) bool {
		for i := range v.all {
			if v.all[i].Part(of) == true {
				return true
			}
		}
		return false
	}
	switch name {
	case "open", "overdue":
		return some(name)
	case "done", "skipped":
		return v.skipped || v.ready && every(name)
	}
	return nil
}

// Parts are those of the whole, and the tasks by their places.
func (v *taskListView) Parts() map[string]any {
	out := parts(v, []string{"open", "done", "skipped", "overdue"})
	items := make([]any, len(v.all))
	for i := range v.all {
		items[i] = v.all[i].Parts()
	}
	out["items"] = items
	return out
}
