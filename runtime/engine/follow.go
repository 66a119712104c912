package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// Follows is the proof that a running case may go by newer files as it stands: what it stands on is there still, and of
// the same kind. Old are the files that it goes by now; nil when these can no longer be read, and then only what the case
// itself says is proved. Otherwise the reason is a sentence without its full stop.
func Follows(old, t *casetype.Type, c *Case) (bool, string) {
	if t.Version == c.Version {
		return true, ""
	}
	if unmet := t.Unmet(c.Migrations); len(unmet) > 0 {
		return false, fmt.Sprintf("the migration %q has not been run for it", unmet[0].Name)
	}
	if t.Pinned {
		return false, "cases of this kind keep the rules they began by (versions: pin)"
	}
	if ok, why := Fits(t, c); !ok || old == nil {
		return ok, why
	}
	for _, f := range old.Facts {
		if f.Set == "" || len(c.Facts[f.ID]) == 0 { // what is computed is computed anew
			continue
		}
		i := slices.IndexFunc(t.Facts, func(x *casetype.Fact) bool { return x.ID == f.ID })
		if i < 0 {
			return false, fmt.Sprintf("the fact %q, which somebody found in this case, is gone", f.ID)
		}
		if kindOf(t.Facts[i].Type) != kindOf(f.Type) {
			return false, fmt.Sprintf("the fact %q, which somebody found in this case, is now of another kind", f.ID)
		}
	}
	return answersFit(old, t, c)
}

func kindOf(t *rules.Type) rules.Kind {
	if t == nil {
		return rules.Unknown
	}
	return t.Kind
}

// answersFit says whether the newer forms still know the answers of a case, and ask for values of their kind. What its own
// form did not ask for, or took as something else, is no worse than it was.
func answersFit(old, t *casetype.Type, c *Case) (bool, string) {
	if why := misfit(old.Intake.Form.Type(), t.Intake.Form.Type(), c.Data, "form"); why != "" {
		return false, why
	}
	for _, task := range c.Tasks {
		was, is := old.Task(task.Name), t.Task(task.Name)
		if was == nil || is == nil || was.Form == nil || is.Form == nil || len(task.Answers) == 0 {
			continue
		}
		if why := misfit(was.Form.Type(), is.Form.Type(), task.Answers, "task."+task.Name+".answers"); why != "" {
			return false, why
		}
	}
	return true, ""
}

// misfit says which answer a form no longer has, or has as another kind of value; "" when none.
func misfit(old, now *rules.Type, raw json.RawMessage, at string) string {
	if old == now || len(raw) == 0 {
		return ""
	}
	return differing(old, now, numbers(raw), at)
}

func differing(old, now *rules.Type, v any, at string) string {
	if v == nil || kindOf(now) == rules.Unknown {
		return ""
	}
	if !isOf(v, now) {
		if old != nil && !isOf(v, old) {
			return "" // it was no answer of that kind before
		}
		return fmt.Sprintf("the answer %s is now of another kind: %s", at, now.Kind)
	}
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			if why := differing(elem(old), now.Elem, item, at); why != "" {
				return why
			}
		}
	case map[string]any:
		if now.Fields == nil || now.Kind != rules.Object {
			return ""
		}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			next, there := now.Fields[name]
			if !there {
				if field(old, name) == nil {
					continue // nobody asked for it before
				}
				return fmt.Sprintf("the answer %s.%s is no longer asked for", at, name)
			}
			if why := differing(field(old, name), next, v[name], at+"."+name); why != "" {
				return why
			}
		}
	}
	return ""
}

// isOf says whether a recorded value is of a kind.
func isOf(v any, t *rules.Type) bool {
	switch v := v.(type) {
	case bool:
		return t.Kind == rules.Bool || t.Kind == rules.Unknown
	case json.Number:
		switch t.Kind {
		case rules.Int:
			return !strings.ContainsAny(v.String(), ".eE")
		case rules.Number, rules.Money, rules.Unknown:
			return true
		}
		return false
	case string:
		var err error
		switch t.Kind {
		case rules.String, rules.Unknown:
		case rules.Money:
			_, err = parseMoney(v)
		case rules.Date:
			_, err = time.Parse(dateLayout, v)
		case rules.Moment:
			_, err = time.Parse(time.RFC3339Nano, v)
		default:
			return false
		}
		return err == nil
	case []any:
		return t.Kind == rules.List || t.Kind == rules.Unknown
	case map[string]any:
		return t.Kind == rules.Object || t.Kind == rules.Unknown
	}
	return true
}
