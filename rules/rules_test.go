package rules

import (
	"strings"
	"testing"
	"time"

	"github.com/govalues/decimal"
)

func money(s string) Decimal { return decimal.MustParse(s) }

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

func object(fields map[string]*Type) *Type { return &Type{Kind: Object, Fields: fields} }

func maybe(t *Type) *Type { c := *t; c.Optional = true; return &c }

func ptr(f float64) *float64 { return &f }

var (
	england = NewCalendar("england", nil, []time.Weekday{time.Saturday, time.Sunday}, map[string]string{"2026-04-03": "Good Friday", "2026-04-06": "Easter Monday"})
	desk    = NewCalendar("desk", nil, nil, map[string]string{"2026-04-02": "Closed"}).WithHours(map[time.Weekday][]Hours{time.Monday: {{540, 1020}}, time.Friday: {{540, 990}}}, nil)
)

// parking is what the rules of these tests see.
func parking() *Scope {
	zone := &Type{Kind: String, Enum: []string{"A", "B", "C"}}
	vehicle := object(map[string]*Type{
		"registration": textual, "fuel": {Kind: String, Enum: []string{"petrol", "diesel", "electric"}},
		"co2": maybe(wholeType), "owned": boolean, "price": maybe(amount), "first_used": maybe(dateType),
	})
	return NewScope(object(map[string]*Type{
		"form": object(map[string]*Type{
			"applicant": object(map[string]*Type{"name": textual, "date_of_birth": dateType, "blue_badge": boolean, "nickname": maybe(textual), "born": maybe(dateType)}),
			"address":   object(map[string]*Type{"zone": zone, "years": {Kind: Int, Min: ptr(0), Max: ptr(120)}, "matched": boolean, "old_zone": maybe(zone)}),
			"vehicles":  {Kind: List, Elem: vehicle},
			"income":    maybe(numeric), "rent": maybe(amount), "savings": amount, "deposit": {Kind: Money, Min: ptr(0), Max: ptr(500.5)}, "rate": numeric, "member": maybe(boolean),
			"benefits": {Kind: List, Elem: &Type{Kind: String, Enum: []string{"pip", "esa"}}},
			"x-y":      textual,
		}),
		"fact":     object(map[string]*Type{"cars": wholeType}),
		"case":     object(map[string]*Type{"received": moment, "closed": maybe(moment), "held": boolean, "status": textual}),
		"decision": object(map[string]*Type{"permit": object(map[string]*Type{"result": maybe(&Type{Kind: String, Enum: []string{"granted", "refused"}}), "fee": maybe(amount), "made": maybe(moment)})}),
		"task": object(map[string]*Type{
			"proof": object(map[string]*Type{"open": boolean, "done": boolean, "due": maybe(moment)}),
			"visit": {Kind: List, Elem: object(map[string]*Type{"done": boolean, "due": maybe(moment)})},
		}),
		"stage":  object(map[string]*Type{"check": object(map[string]*Type{"open": boolean, "opened": maybe(moment)})}),
		"tables": {Kind: Object},
		"today":  dateType,
	})).By(Counting{Calendar: england, Calendars: map[string]*Calendar{"england": england, "desk": desk, "foi": Union("foi", england, desk)}})
}

func resident() *Snapshot {
	return NewSnapshot(map[string]any{
		"form": map[string]any{
			"applicant": map[string]any{"name": "Amina Yusuf", "date_of_birth": day("1985-03-27"), "blue_badge": true},
			"address":   map[string]any{"zone": "A", "years": 4, "matched": false},
			"vehicles": []any{
				map[string]any{"registration": "AB12 CDE", "fuel": "petrol", "co2": 120, "owned": true, "price": money("100.10")},
				map[string]any{"registration": "XY99 ZZZ", "fuel": "electric", "owned": false, "price": money("0.20")},
				map[string]any{"registration": "OLD 1", "fuel": "diesel", "co2": 300, "owned": true},
			},
			"savings": money("1000.00"), "rate": 0.5, "benefits": []any{"pip"}, "x-y": "odd",
		},
		"fact": map[string]any{"cars": 3},
		"case": map[string]any{"received": time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC), "held": false, "status": "open"},
		"task": map[string]any{
			"proof": map[string]any{"open": true, "done": false, "due": time.Date(2026, 3, 4, 23, 59, 59, 0, time.UTC)},
			"visit": []any{map[string]any{"done": true}, map[string]any{"done": false, "due": time.Date(2026, 3, 9, 0, 0, 0, 1, time.UTC)}},
		},
		"tables": map[string]any{"fees": map[string]any{"A": 45}},
		"today":  day("2026-03-02"),
	})
}

func at(text string) Source { return Source{Text: text, File: "rules/test.yaml", Line: 1, Column: 1} }

func compiled(t testing.TB, text string, want *Type) *Program {
	t.Helper()
	p, faults := Compile(at(text), parking(), want)
	for _, d := range faults {
		if d.Severity == Error {
			t.Fatalf("%s\n%s\n%s", text, d, d.Excerpt)
		}
	}
	return p
}

func TestWhatExpressionsGive(t *testing.T) {
	for _, test := range []struct {
		text string
		want any
	}{
		{`fact.cars > 2`, true},
		{`form.address.zone == "A" and fact.cars > 2`, true},
		{`not form.address.matched`, true},
		{`form["x-y"] == "odd"`, true},
		{`len(form.vehicles)`, 3},
		{`count(form.vehicles, .fuel == "petrol")`, 1},
		{`any(form.vehicles, .fuel == "diesel" and .owned)`, true},
		{`all(form.vehicles, .owned)`, false},
		{`none(form.vehicles, .co2 > 500)`, true},
		{`map(form.vehicles, .registration)`, []any{"AB12 CDE", "XY99 ZZZ", "OLD 1"}},
		{`len(filter(form.vehicles, .co2 > 100))`, 2},
		{`find(form.vehicles, .fuel == "electric").registration`, "XY99 ZZZ"},
		{`form.vehicles[0].registration`, "AB12 CDE"},
		{`form.vehicles[-1].registration`, "OLD 1"},
		{`form.vehicles.last.registration`, "OLD 1"},
		{`form.vehicles[9].registration`, nil},
		{`task.visit.last.due > date("2026-03-08")`, true},
		{`form.address.zone in ["A", "B"]`, true},
		{`form.address.zone not in ["B"]`, true},
		{`fact.cars in 1..3`, true},
		{`"pip" in form.benefits`, true},
		{`form.benefits contains "esa"`, false},
		{`form.applicant.name contains "Yus"`, true},
		{`form.applicant.name matches "^A.*f$"`, true},
		{`lower(form.applicant.name)`, "amina yusuf"},
		{`age(form.applicant.date_of_birth, case.received)`, 40},
		{`age(date("2008-02-29"), date("2026-02-28"))`, 17},
		{`case.received + days(3)`, time.Date(2026, 3, 5, 10, 0, 0, 0, time.UTC)},
		{`today + months(12) == date("2027-03-02")`, true},
		{`date("2026-01-31") + months(1)`, day("2026-02-28")},
		{`date("2026-03-02") - date("2026-02-02")`, Duration{28, "day"}},
		{`date("2026-03-02") - date("2026-02-02") > weeks(3)`, true},
		{`form.applicant.date_of_birth < date("2000-01-01")`, true},
		{`date(case.received)`, day("2026-03-02")},
		{`start_of_month(today)`, day("2026-03-01")},
		{`weekday(today)`, "monday"},
		{`45.00 + (fact.cars - 1) * 90.00`, money("225.00")},
		{`0.1 + 0.2 == 0.3`, true},
		{`form.savings * 0.1`, money("100.000")},
		{`form.savings / 3 > 333.33`, true},
		{`round(form.savings / 3, 2)`, money("333.33")},
		{`round(2.5)`, 3},
		{`round(-2.5)`, -3},
		{`form.rate * 1.5`, 0.75},
		{`form.rate + 1`, 1.5},
		{`fact.cars / 2`, 1.5},
		{`fact.cars % 2`, 1},
		{`-fact.cars`, -3},
		{`min(fact.cars, 2)`, 2},
		{`max(form.savings, 2000)`, money("2000")},
		{`sum(filter(form.vehicles, .price != missing), .price ?? 0)`, money("100.30")},
		{`total(map(filter(form.vehicles, .price != missing), .price))`, money("100.30")},
		{`total([])`, 0},
		{`fact.cars > 2 ? "many" : "few"`, "many"},
		{`form.income ?? 0`, 0.0},
		{`let n = fact.cars; n * n`, 9},
		{`tables.fees[form.address.zone]`, 45},
		{`tables.fees.A + 1`, 46},
		{`any(form.vehicles, #.owned)`, true},
		{`fact.cars == 3.0`, true},
		{`form.savings == 1000`, true},
		{`1 < fact.cars < 4`, true},
		{`form.vehicles | count(.owned)`, 2},
		{`first(form.vehicles).fuel`, "petrol"},
		{`last(form.vehicles).fuel`, "diesel"},
		{`first([])`, nil},
		{`abs(-2.50)`, money("2.50")},
		{`floor(-2.5)`, -3},
		{`ceil(2.1)`, 3},
		{`min([3, 1, 2])`, 1},
		{`max(date("2026-01-01"), today)`, day("2026-03-02")},
		{`today - weeks(1)`, day("2026-02-23")},
		{`today + years(1) - days(1)`, day("2027-03-01")},
		{`case.received + hours(30)`, time.Date(2026, 3, 3, 16, 0, 0, 0, time.UTC)},
		{`hours(25) > days(1)`, true},
		{`year(today) * 100 + month(today)`, 202603},
		{`start_of_year(today)`, day("2026-01-01")},
		{`sum([0.10, 0.20])`, money("0.30")},
		{`sum([1, 2.5])`, money("3.5")},
		{`form.savings - 0.01`, money("999.99")},
		{`form.applicant.name + "!"`, "Amina Yusuf!"},
		{`len("Zoë")`, 3},
		{`one(form.vehicles, .fuel == "diesel")`, true},
		{`map(form.vehicles, #index)`, []any{0, 1, 2}},
		{`if fact.cars > 2 { "many" } else { "few" }`, "many"},
	} {
		t.Run(test.text, func(t *testing.T) {
			got, err := compiled(t, test.text, nil).Run(resident())
			if err != nil {
				t.Fatal(err)
			}
			if same, _ := equalOrMissing(got, test.want); !same || kindOf(got) != kindOf(test.want) {
				t.Errorf("gives %#v, want %#v", got, test.want)
			}
		})
	}
}

// LANGUAGE.md 5.5 and 6.10: what a missing value does.
func TestMissingIsOrdinary(t *testing.T) {
	for _, test := range []struct {
		text string
		want bool
	}{
		{`form.income > 10`, false},
		{`form.income <= 10`, false},
		{`form.income == 10`, false},
		{`form.income != 10`, true},
		{`form.applicant.nickname == "Mo"`, false},
		{`form.applicant.nickname != "Mo"`, true},
		{`form.applicant.nickname in ["Mo"]`, false},
		{`form.applicant.nickname contains "M"`, false},
		{`lower(form.applicant.nickname) == "mo"`, false},
		{`age(form.applicant.born, today) < 18`, false},
		{`form.income == missing`, true},
		{`form.income != missing`, false},
		{`form.income == nil`, true},
		{`not (form.income > 10)`, true},
		{`form.member`, false},
		{`not form.member`, true},
		{`form.member == false`, false},
		{`case.received`, true},
		{`case.closed`, false},
		{`not case.closed`, true},
		{`decision.permit.made and decision.permit.result == "granted"`, false},
		{`form.income != missing and form.income + 1 > 0`, false},
		{`any(form.vehicles, .co2 == missing)`, true},
		{`form.vehicles[7].fuel == "petrol"`, false},
	} {
		t.Run(test.text, func(t *testing.T) {
			got, err := compiled(t, test.text, boolean).Bool(resident())
			if err != nil || got != test.want {
				t.Errorf("gives %v, %v, want %v", got, err, test.want)
			}
			if got, err := compiled(t, `len(form.vehicles) == 0`, boolean).Bool(NewSnapshot(nil)); err != nil || !got {
				t.Error("a missing list should be an empty one")
			}
		})
	}
}

func TestWhatCannotBeWorkedOut(t *testing.T) {
	for _, test := range []struct{ text, code, says string }{
		{`form.income + 1`, "missing", `rules/test.yaml:1:1: form.income is missing`},
		{`1 + form.rent * 2`, "missing", `rules/test.yaml:1:5: form.rent is missing`},
		{`fact.cars / (fact.cars - 3)`, "failed", "divided by 0"},
		{`sum(form.vehicles, .price)`, "missing", "Item 3"},
		{`9223372036854775807 * fact.cars`, "failed", "too large"},
		{`form.savings * 999999999999999999`, "failed", "too large"},
		{`tables.fees > 3`, "failed", "cannot be compared"},
		{`tables.fees.A + "x"`, "failed", "cannot be done"},
	} {
		t.Run(test.text, func(t *testing.T) {
			_, err := compiled(t, test.text, nil).Run(resident())
			stop, ok := err.(*RunError)
			if !ok || stop.Code != test.code || !strings.Contains(err.Error(), test.says) {
				t.Errorf("gives %v", err)
			}
		})
	}
}
