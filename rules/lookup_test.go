package rules

import (
	"strings"
	"testing"
)

// rates is reference data whose rows are in force one after the other.
func rates(t *testing.T) *Scope {
	t.Helper()
	ref, found := NewReference("rates", []RefColumn{{"zone", &Type{Kind: String, Enum: []string{"A", "B"}}}, {"code", &Type{Kind: Int}}, {"fee", &Type{Kind: Money, Optional: true}}}, []RefRow{
		{Number: 2, Values: []any{"A", 17, money("45.00")}, Until: at("2026-08-31")},
		{Number: 3, Values: []any{"A", 18, money("47.50")}, Valid: at("from 2026-09-01")},
		{Number: 5, Values: []any{"B", 19, nil}},
	})
	if len(found) > 0 {
		t.Fatal(found)
	}
	return NewScope(&Type{Kind: Object, Fields: map[string]*Type{
		"tables": {Kind: Object, Fields: map[string]*Type{"rates": ref.Type()}},
		"zone":   {Kind: String, Optional: true}, "code": {Kind: String}, "received": {Kind: Moment}, "moved_in": {Kind: Date, Optional: true},
	}}).DatedBy("received")
}

func TestLookup(t *testing.T) {
	scope := rates(t)
	for _, one := range []struct{ text, zone, day, want string }{
		{"lookup(tables.rates, zone).fee", "A", "2026-08-31", "45.00"}, {"lookup(tables.rates, zone).fee", "A", "2026-09-01", "47.50"},
		{"lookup(tables.rates, zone).fee", "B", "2026-09-01", ""}, {"lookup(tables.rates, zone).fee", "Q", "2026-09-01", ""}, {"lookup(tables.rates, zone).fee", "", "2026-09-01", ""},
		{"lookup(tables.rates, zone, date(\"2026-09-01\")).fee", "A", "2026-01-01", "47.50"}, {"lookup(tables.rates, zone, moved_in).fee", "A", "2026-09-01", ""},
		{"lookup(tables.rates, 17, 'code').fee", "", "2026-08-31", "45.00"}, {"lookup(tables.rates, 17, 'code').fee", "", "2026-09-01", ""},
		{"lookup(tables.rates, code, 'code', date(\"2026-09-01\")).zone", "", "2026-01-01", "A"},
		{"lookup(tables.rates, zone) == missing", "Q", "2026-09-01", "yes"}, {"len(tables.rates)", "", "2026-09-01", "3"},
	} {
		p, found := Compile(at(one.text), scope, nil)
		if p == nil {
			t.Fatalf("%s: %v", one.text, found)
		}
		root := map[string]any{"code": "18", "received": day(one.day), "tables": map[string]any{"rates": scope.Root().Fields["tables"].Fields["rates"].Table.Rows()}}
		if one.zone != "" {
			root["zone"] = one.zone
		}
		v, err := p.Run(NewSnapshot(root))
		if got := strings.TrimPrefix(Format(v), "£"); got != one.want || err != nil {
			t.Errorf("%s of %q on %s: %q (%v), and it should be %q", one.text, one.zone, one.day, got, err, one.want)
		}
		for _, path := range p.Reads() {
			if path == "tables.rates" {
				t.Errorf("%s reads a table as if it were of the case", one.text)
			}
		}
	}
}

// A row is certain where the table has one, always in force, for each value that is looked up.
func TestALookupThatCannotFailIsNotMissing(t *testing.T) {
	ref, _ := NewReference("squares", []RefColumn{{"square", &Type{Kind: String, Enum: []string{"hill", "lake"}}}, {"metres", &Type{Kind: Int}}}, []RefRow{{Values: []any{"hill", 40}}, {Values: []any{"lake", 60}}})
	for _, one := range []struct {
		square   *Type
		optional bool
	}{
		{&Type{Kind: String, Enum: []string{"hill", "lake"}}, false}, {&Type{Kind: String, Enum: []string{"hill", "lake"}, Optional: true}, true},
		{&Type{Kind: String, Enum: []string{"hill", "moor"}}, true}, {&Type{Kind: String}, true},
	} {
		scope := NewScope(&Type{Kind: Object, Fields: map[string]*Type{"tables": {Kind: Object, Fields: map[string]*Type{"squares": ref.Type()}}, "square": one.square}})
		p, found := Compile(at("lookup(tables.squares, square).metres"), scope, nil)
		if p == nil || p.Type().Optional != one.optional {
			t.Errorf("of %v it may be missing: %v, and should be %v (%v)", one.square.Enum, p != nil && p.Type().Optional, one.optional, found)
		}
	}
}
