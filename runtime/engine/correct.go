package engine

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Answers are corrected, and circumstances change: the whole data is given anew, with a reason. Everything that rests on
// it is worked out again; what was decided stays decided, and is said to rest on facts that have changed.

// changedBody names the answers that are other than before, by their pointers (RFC 6901).
type changedBody struct {
	Fields []string `json:"fields"`
}

func (r *run) correct(b CorrectData) error {
	if strings.TrimSpace(b.Reason) == "" {
		return refuse("invalid", "Say why the answers are changed.")
	}
	fields := Differences(r.c.Data, b.Data)
	if len(fields) == 0 {
		return refuse("invalid", "These are the answers that the case has already. Change at least one.")
	}
	r.given()
	r.emit("data.changed", changedBody{fields}, nil)
	r.people()
	return r.err
}

// Differences names the answers in which two bodies of data differ, by their pointers, sorted. A list whose length differs
// is named whole.
func Differences(before, after json.RawMessage) []string {
	var out []string
	differ(&out, "", numbers(before), numbers(after))
	slices.Sort(out)
	return out
}

// numbers reads data with each number as it was written.
func numbers(raw json.RawMessage) any {
	var v any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	_ = d.Decode(&v) // recorded data is valid, and erased data is null
	return v
}

var escape = strings.NewReplacer("~", "~0", "/", "~1")

func differ(out *[]string, at string, before, after any) {
	switch a := after.(type) {
	case map[string]any:
		b, ok := before.(map[string]any)
		if !ok && before != nil {
			break
		}
		for name := range b {
			if _, still := a[name]; !still {
				differ(out, at+"/"+escape.Replace(name), b[name], nil)
			}
		}
		for name := range a {
			differ(out, at+"/"+escape.Replace(name), b[name], a[name])
		}
		return
	case []any:
		if b, ok := before.([]any); ok && len(a) == len(b) {
			for i := range a {
				differ(out, at+"/"+strconv.Itoa(i), b[i], a[i])
			}
			return
		}
	case nil:
		if b, ok := before.(map[string]any); ok {
			for name := range b {
				differ(out, at+"/"+escape.Replace(name), b[name], nil)
			}
			return
		}
	}
	if !reflect.DeepEqual(before, after) {
		*out = append(*out, at)
	}
}
