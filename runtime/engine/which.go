package engine

import (
	"encoding/json"
	"reflect"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// Which item of a list that has changed is which of those before it. What was found of one person must never count for
// another, so that in doubt an item is a new one, and its task is done anew.

// know gives the items of a list the ids by which they are known. An item is the one
//   - that says all the same, wherever it stands, and also when it had left the list and comes back;
//   - that has the same key, when the schema names one (x-key) and no other item has it;
//   - that stood in its place and says all the same but for one answer: somebody put that right. Such an item is another
//     one, all the same, to a task that is finished: it was done about what the item said then.
//
// Any other is new.
func (r *run) know(d *casetype.Task, now []Item) {
	before := r.c.Items[d.ID]
	taken := map[int]bool{}
	take := func(item *Item, was Item) {
		item.ID, taken[was.ID] = was.ID, true
	}
	same := map[string][]Item{}
	for _, was := range before {
		same[string(was.Value)] = append(same[string(was.Value)], was)
	}
	for i := range now {
		if all := same[string(now[i].Value)]; len(all) > 0 {
			take(&now[i], all[0])
			same[string(now[i].Value)] = all[1:]
		}
	}
	keyed, sharing := byKey(before, d.Each.Item), byKey(now, d.Each.Item)
	for i := range now {
		key := keyOf(now[i].Value, d.Each.Item)
		if now[i].ID == 0 && key != "" && len(sharing[key]) == 1 {
			for _, was := range keyed[key] {
				if len(keyed[key]) == 1 && !taken[was.ID] {
					take(&now[i], was)
				}
			}
		}
	}
	for i, was := range present(before) {
		if i < len(now) && now[i].ID == 0 && !taken[was.ID] && r.follows(d, was) && putRight(was.Value, now[i].Value, d.Each.Item) {
			take(&now[i], was)
		}
	}
	next := 1
	for _, was := range before {
		next = max(next, was.ID+1)
	}
	for i := range now {
		if now[i].ID == 0 {
			now[i].ID = next
			next++
		}
	}
}

// follows says whether the task of an item may follow an answer that is put right: nobody has said yet that it is done.
func (r *run) follows(d *casetype.Task, item Item) bool {
	task := r.c.taskOf(d.ID, item.ID)
	return task == nil || task.State == Unneeded || !settled(task.State)
}

// byKey sorts items by their keys.
func byKey(items []Item, t *rules.Type) map[string][]Item {
	out := map[string][]Item{}
	for _, item := range items {
		if key := keyOf(item.Value, t); key != "" {
			out[key] = append(out[key], item)
		}
	}
	return out
}

// keyOf is what the property says by which an item is known; "" when its schema names none, or it was not answered.
func keyOf(value json.RawMessage, t *rules.Type) string {
	if t == nil || t.Key == "" {
		return ""
	}
	said := answersOf(value)[t.Key]
	if said == nil || said == "" {
		return ""
	}
	return string(encode(said))
}

// putRight says whether one answer of an item, and only one, is another than before, and no other key. Of an item that has
// but one answer, nothing is left by which it could be known.
func putRight(before, now json.RawMessage, t *rules.Type) bool {
	a, b := answersOf(before), answersOf(now)
	same, other := 0, 0
	for name, said := range b {
		if _, had := a[name]; !had {
			a[name] = nil
		}
		if reflect.DeepEqual(a[name], said) && said != nil {
			same++
		}
	}
	for name, said := range a {
		if !reflect.DeepEqual(said, b[name]) {
			other++
		}
	}
	if was, is := keyOf(before, t), keyOf(now, t); was != "" && is != "" && was != is {
		return false
	}
	return same > 0 && other == 1
}

// answersOf reads what an item says; of an item that is no group it is empty.
func answersOf(value json.RawMessage) map[string]any {
	answers, _ := numbers(value).(map[string]any)
	if answers == nil {
		answers = map[string]any{}
	}
	return answers
}
