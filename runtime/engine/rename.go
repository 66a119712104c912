package engine

import (
	"encoding/json"
	"strings"

	"github.com/caseloom/caseloom/runtime/casetype"
)

// Answers that stand elsewhere than they did: a path of names leads through groups and, item by item, through lists.

// moveAnswers takes answers from where they stood to where they stand now, one rename after the other, and says whether
// there were any. The paths are those below the form.
func moveAnswers(data map[string]any, renames []casetype.Rename) (moved bool) {
	for _, r := range renames {
		from, to := below(r.From), below(r.To)
		shared := 0
		for shared < len(from)-1 && shared < len(to)-1 && from[shared] == to[shared] {
			shared++
		}
		each(data, from[:shared], func(at map[string]any) {
			if v, there := take(at, from[shared:]); there {
				lay(at, to[shared:], v)
				moved = true
			}
		})
	}
	return moved
}

// dropAnswer takes an answer out, in lists that of each item, and says whether there was one.
func dropAnswer(data map[string]any, path string) (dropped bool) {
	names := below(path)
	each(data, names[:len(names)-1], func(at map[string]any) {
		_, there := take(at, names[len(names)-1:])
		dropped = dropped || there
	})
	return dropped
}

// below is the path of an answer within its form: without "form", or "task.x.answers".
func below(path string) []string {
	names := strings.Split(path, ".")
	if names[0] == "task" {
		return names[3:]
	}
	return names[1:]
}

// each gives the groups that a path leads to: in lists, those of each item.
func each(v any, path []string, do func(map[string]any)) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			each(item, path, do)
		}
	case map[string]any:
		if len(path) == 0 {
			do(v)
			return
		}
		each(v[path[0]], path[1:], do)
	}
}

// take takes an answer out of a group, with the groups that it leaves empty.
func take(at map[string]any, path []string) (any, bool) {
	v, there := at[path[0]]
	if !there || len(path) == 1 {
		delete(at, path[0])
		return v, there
	}
	inner, ok := v.(map[string]any)
	if !ok {
		return nil, false
	}
	if v, there = take(inner, path[1:]); there && len(inner) == 0 {
		delete(at, path[0])
	}
	return v, there
}

// lay puts an answer into a group, and makes the groups on the way.
func lay(at map[string]any, path []string, v any) {
	for ; len(path) > 1; path = path[1:] {
		inner, ok := at[path[0]].(map[string]any)
		if !ok {
			inner = map[string]any{}
			at[path[0]] = inner
		}
		at = inner
	}
	at[path[0]] = v
}

// ofForm keeps the renames of one form: "form", or "task.x".
func ofForm(renames []casetype.Rename, form string) []casetype.Rename {
	var out []casetype.Rename
	for _, r := range renames {
		if strings.HasPrefix(r.From, form+".") {
			out = append(out, r)
		}
	}
	return out
}

// group reads data as a group; nil when it is none.
func group(raw json.RawMessage) map[string]any {
	data, _ := numbers(raw).(map[string]any)
	return data
}

// movedPointer is where the answer of the form at a pointer (RFC 6901) stands now. Items stay in their places.
func movedPointer(pointer string, renames []casetype.Rename) string {
	for _, r := range ofForm(renames, "form") {
		from, to := below(r.From), below(r.To)
		if pointer == "" {
			return pointer
		}
		tokens := strings.Split(pointer, "/")[1:]
		shared, at := 0, 0
		for shared < len(from)-1 && shared < len(to)-1 && from[shared] == to[shared] {
			shared++
		}
		keep := 0
		matched := 0
		for ; at < len(tokens) && matched < len(from); at++ {
			switch {
			case tokens[at] == from[matched]:
				if matched++; matched == shared {
					keep = at + 1
				}
			case matched > 0 && strings.Trim(tokens[at], "0123456789") == "": // the place of an item
				if matched == shared {
					keep = at + 1
				}
			default:
				matched = len(from) + 1
			}
		}
		if matched == len(from) {
			pointer = "/" + strings.Join(append(append(append([]string{}, tokens[:keep]...), to[shared:]...), tokens[at:]...), "/")
		}
	}
	return pointer
}
