package store

import (
	"encoding/json"
	"slices"
	"testing"
)

func TestContentIsFoundInAnyBytes(t *testing.T) {
	for _, c := range []struct{ body, path, want string }{
		{`{"a":1,"b":{"c":[1,{"d":"}"}]}}`, "b.c", `[1,{"d":"}"}]`},
		{` { "a" : "x\"y" , "b" : null } `, "a", `"x\"y"`},
		{`{"a":{"a":{"a":5}}}`, "a.a.a", `5`},
		{`{"a":-1.5e3}`, "a", `-1.5e3`},
		{`{"a":1}`, "b", ""},
		{`{"a":[{"b":1}]}`, "b", ""},
		{`{"a":"b"`, "b", ""},
		{`[1]`, "a", ""}, {``, "a", ""}, {`{`, "a", ""}, {`{"`, "a", ""}, {`{"a`, "a", ""}, {`{"a"`, "a", ""}, {`{"a":`, "a", ""}, {`{"a":"`, "a", ""}, {`{"a":"\`, "a", ""}, {`{"a":[`, "a", ""}, {`{"a":}`, "a", ""},
	} {
		s, ok := find([]byte(c.body), c.path)
		if got := c.body[s.from:s.to]; got != c.want || ok != (c.want != "") {
			t.Errorf("%s in %s: %q, want %q", c.path, c.body, got, c.want)
		}
	}
	if got := string(without([]byte(`{"a":{"b":1,"c":2},"d":3}`), []string{"d", "a", "a.b", "x"})); got != `{"a":null,"d":null}` {
		t.Errorf("without: %s", got)
	}
}

func FuzzContent(f *testing.F) {
	f.Add([]byte(`{"given":{"data":{"a":[1,2,"x"]}},"mail":null}`))
	f.Add([]byte(`{"given":"\`))
	f.Fuzz(func(t *testing.T, body []byte) {
		paths := []string{"given.data", "mail", "given"}
		out := without(slices.Clone(body), paths)
		if !json.Valid(body) {
			return // Commit refuses it; it is enough that reading it does no harm
		}
		if !json.Valid(out) {
			t.Errorf("%q became %q, which is no JSON", body, out)
		}
		for _, p := range paths {
			if s, ok := find(out, p); ok && string(out[s.from:s.to]) != "null" {
				t.Errorf("%q: %s is still there in %q", body, p, out)
			}
		}
	})
}
