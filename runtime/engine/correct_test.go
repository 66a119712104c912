package engine_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

func TestDifferencesNameTheAnswersThatChanged(t *testing.T) {
	for _, c := range []struct {
		before, after string
		want          []string
	}{
		{`{"a":1}`, `{"a":1}`, nil},
		{`{"a":1}`, `{"a":2}`, []string{"/a"}},
		{`{"a":{"b":1,"c":2}}`, `{"a":{"b":1,"c":3},"d":true}`, []string{"/a/c", "/d"}},
		{`{"a":{"b":1}}`, `{}`, []string{"/a/b"}},
		{`{}`, `{"a":{"b":1}}`, []string{"/a/b"}},
		{`{"l":[{"x":1},{"x":2}]}`, `{"l":[{"x":1},{"x":3}]}`, []string{"/l/1/x"}},
		{`{"l":[1,2]}`, `{"l":[1]}`, []string{"/l"}},
		{`{"a/b":1,"c~d":1}`, `{"a/b":2,"c~d":2}`, []string{"/a~1b", "/c~0d"}},
		{`{"n":9007199254740993}`, `{"n":9007199254740992}`, []string{"/n"}},
		{`null`, `{"a":1}`, []string{"/a"}},
	} {
		if got := engine.Differences(json.RawMessage(c.before), json.RawMessage(c.after)); !slices.Equal(got, c.want) {
			t.Errorf("%s to %s: %v, want %v", c.before, c.after, got, c.want)
		}
	}
}
