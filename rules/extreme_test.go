package rules

import (
	"fmt"
	"testing"
)

// What a form says of the items of a list holds for the least and the most of them, and for one that is always there.
func TestTheBoundsOfAListsItemsHoldForOneOfThem(t *testing.T) {
	car := object(map[string]*Type{"co2": {Kind: Int, Min: ptr(0), Max: ptr(500)}, "weight": maybe(&Type{Kind: Int, Min: ptr(600)}), "colour": textual})
	scope := NewScope(object(map[string]*Type{"form": object(map[string]*Type{
		"cars":    {Kind: List, Elem: car, Min: ptr(1), Max: ptr(3)},
		"pair":    {Kind: List, Elem: car, Min: ptr(2), Max: ptr(2)},
		"others":  {Kind: List, Elem: car, Min: ptr(0)},
		"hidden":  {Kind: List, Elem: car, Min: ptr(1), Optional: true},
		"partner": maybe(object(map[string]*Type{"cars": {Kind: List, Elem: car, Min: ptr(1)}})),
		"age":     {Kind: Int, Min: ptr(18), Max: ptr(120)}, "paid": {Kind: Money, Min: ptr(0)}, "name": {Kind: String, Min: ptr(2)},
	})}))
	for text, want := range map[string]string{
		`max(map(form.cars, .co2))`:                   "a whole number from 0 to 500",
		`min(map(form.cars, .co2))`:                   "a whole number from 0 to 500",
		`max(map(form.cars, .weight))`:                "a whole number from 600, or missing",
		`max(map(form.others, .co2))`:                 "a whole number from 0 to 500, or missing",
		`max(map(form.hidden, .co2))`:                 "a whole number from 0 to 500, or missing",
		`max(map(form.partner.cars, .co2))`:           "a whole number from 0 to 500, or missing",
		`max(map(form.cars, .co2 * 2))`:               "a whole number",
		`max(map(filter(form.cars, .co2 > 0), .co2))`: "a whole number from 0 to 500, or missing",
		`len(map(form.cars, .co2))`:                   "a whole number from 1 to 3",
		`len(filter(form.cars, .co2 > 9))`:            "a whole number from 0 to 3",
		`form.cars[0].co2`:                            "a whole number from 0 to 500",
		`form.cars[1].co2`:                            "a whole number from 0 to 500, or missing",
		`form.pair[1].co2`:                            "a whole number from 0 to 500",
		`form.cars.first.co2`:                         "a whole number from 0 to 500",
		`form.cars.last.co2`:                          "a whole number from 0 to 500",
		`last(form.cars).co2`:                         "a whole number from 0 to 500",
		`form.others.last.co2`:                        "a whole number from 0 to 500, or missing",
		`form.partner.cars[0].co2`:                    "a whole number from 0 to 500, or missing",
		`min(form.age, 65)`:                           "a whole number from 18 to 65",
		`max(form.age, 65)`:                           "a whole number from 65 to 120",
		`max(0, form.age - 18)`:                       "a whole number from 0",
		`min(0, form.age - 18)`:                       "a whole number to 0",
		`max(form.paid, 5.00)`:                        "an amount from 5",
		`min(form.paid, form.paid - 1, 7)`:            "an amount to 7",
		`max(map(form.cars, .colour))`:                "text",
	} {
		p, faults := Compile(at(text), scope, nil)
		if p == nil {
			t.Errorf("%s: %v", text, faults)
			continue
		}
		typ := p.Type()
		got := typ.words()
		if typ.Min != nil {
			got += fmt.Sprintf(" from %v", *typ.Min)
		}
		if typ.Max != nil {
			got += fmt.Sprintf(" to %v", *typ.Max)
		}
		if typ.Optional {
			got += ", or missing"
		}
		if got != want {
			t.Errorf("%s is %s, and should be %s", text, got, want)
		}
	}
	p, _ := Compile(at(`max(map(form.cars, .co2))`), scope, wholeType)
	if typ := p.Type(); typ.Min == nil || *typ.Min != 0 || typ.Max == nil || *typ.Max != 500 || typ.Optional {
		t.Errorf("said to be a whole number, it is %+v", typ)
	}
}
