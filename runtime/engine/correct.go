package engine

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/forms"
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
	if r.c.Status == Closed {
		r.amended = fields
	}
	r.given()
	r.emit("data.changed", changedBody{fields}, nil)
	r.people()
	return r.err
}

// amend works out again what rests on answers that were changed after the case was closed: facts, and what is marked to
// rest on facts that have changed. No task opens, and nothing is decided, routed or timed.
func (r *run) amend() {
	if len(r.amended) == 0 {
		return
	}
	r.values()
	for _, d := range r.t.Decisions {
		if !d.WorkedOut {
			r.watch(d)
		}
	}
}

// rests says whether something of what was read is other than it was before answers were changed on a closed case. Rules
// may have changed since it was closed, too: that alone is no change of facts.
func (r *run) rests(reads []string) bool {
	return slices.ContainsFunc(reads, func(path string) bool {
		if path != "form" && !strings.HasPrefix(path, "form.") {
			return r.c.setBy(path) >= r.out.Events[0].Seq
		}
		return slices.ContainsFunc(r.amended, func(pointer string) bool {
			changed := strings.Join(append([]string{"form"}, forms.Names(pointer)...), ".")
			return strings.HasPrefix(changed+".", path+".") || strings.HasPrefix(path+".", changed+".")
		})
	})
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
