package rules

import (
	"testing"
	"time"
)

func TestExpected(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	due := time.Date(2026, 7, 1, 23, 59, 0, 0, london)
	colours := &Type{Kind: List, Elem: &Type{Kind: String, Enum: []string{"red", "blue"}}}
	list := func(words ...any) []any { return words }
	for _, x := range []struct {
		typ  *Type
		text string
		v    any
		fits bool
	}{
		{amount, "45", money("45.00"), true}, {amount, "45.00", money("45.01"), false}, {amount, "> 45", money("45.00"), false}, {amount, "missing", nil, true}, {amount, "45", nil, false},
		{wholeType, "[2..4)", 3, true}, {wholeType, "[2..4)", 4, false}, {wholeType, "= 1 + 2", 3, true}, {wholeType, "= 1 + 2", 4, false},
		{boolean, "true", true, true}, {boolean, "yes", true, true}, {boolean, "true", false, false}, {boolean, "false", nil, true}, {boolean, "true", nil, false},
		{moment, "2026-07-01", due, true}, {moment, "2026-07-02", due, false}, {moment, "2026-07-01 23:59", due, true}, {moment, "2026-07-01 23:58", due, false},
		{moment, "true", due, true}, {moment, "false", due, false}, {moment, "false", nil, true}, {moment, "true", nil, false}, {moment, "missing", due, false},
		{colours, "[red, blue]", list("blue", "red"), true}, {colours, "[red, red]", list("blue", "red"), false}, {colours, "[red]", list("blue", "red"), false},
		{colours, "red", list("red"), true}, {colours, "[]", list(), true}, {colours, "[]", list("red"), false}, {colours, "missing", nil, true}, {colours, "[red, blue]", list("red"), false},
		{&Type{Kind: String, Enum: []string{"red", "blue"}}, "[red, blue]", "blue", true}, {textual, "red", "blue", false}, {textual, "!= red", "blue", true},
	} {
		e, found := ParseExpected(Source{Text: x.text, File: "t", Line: 1, Column: 1}, x.typ, "it", nil)
		if len(found) > 0 {
			t.Errorf("%q of %s: %v", x.text, x.typ.words(), found)
			continue
		}
		if got := e.Fits(x.v, NewSnapshot(nil)); got != x.fits {
			t.Errorf("%v, expected to be %q: %v", x.v, x.text, got)
		}
	}
	for text, typ := range map[string]*Type{"[red, green]": colours, "dear": amount, "2026-02-30": moment, "= 1 +": wholeType, "perhaps": boolean} {
		if _, found := ParseExpected(Source{Text: text, File: "t", Line: 1, Column: 1}, typ, "it", nil); len(found) == 0 {
			t.Errorf("%q passes as %s", text, typ.words())
		}
	}
}
