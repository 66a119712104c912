package citizen

import (
	"slices"
	"strconv"
	"strings"
)

// steps are the names that a pointer (RFC 6901) to an answer goes through.
func steps(pointer string) []string {
	parts := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	for i, part := range parts {
		parts[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(part)
	}
	return parts
}

// within is the value that some steps lead to; nil when there is none.
func within(v any, steps []string) any {
	for _, name := range steps {
		switch in := v.(type) {
		case map[string]any:
			v = in[name]
		case []any:
			n, err := strconv.Atoi(name)
			if err != nil || n < 0 || n >= len(in) {
				return nil
			}
			v = in[n]
		default:
			return nil
		}
	}
	return v
}

// without gives a value with what some steps lead to taken out: a property, or a whole item of a list.
func without(v any, steps []string) any {
	name := steps[0]
	switch v := v.(type) {
	case map[string]any:
		if _, ok := v[name]; !ok {
			return v
		}
		if len(steps) == 1 {
			delete(v, name)
		} else {
			v[name] = without(v[name], steps[1:])
		}
	case []any:
		n, err := strconv.Atoi(name)
		if err != nil || n < 0 || n >= len(v) {
			return v
		}
		if len(steps) == 1 {
			return slices.Delete(slices.Clone(v), n, n+1)
		}
		v[n] = without(v[n], steps[1:])
	}
	return v
}
