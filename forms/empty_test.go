package forms

import (
	"net/url"
	"testing"
	"time"
)

// A list that must be there and may hold nothing is left empty by saying so, never by leaving it blank; a change of mind adds to it.
func TestARequiredListMayBeSaidToBeEmpty(t *testing.T) {
	f := load(t, `type: object
title: Apply
required: [cars, pets]
properties:
  cars: { title: Cars, type: array, items: { title: Car, type: object, required: [number], properties: { number: { type: string, title: Number } } } }
  pets: { title: Pets, type: array, minItems: 1, items: { title: Pet, type: string } }
`)
	it := func(data map[string]any, raw url.Values) Item { return f.Draw(0, data, nil, raw).Items[0] }
	first := it(nil, nil)
	if len(first.Items) != 1 || first.None != "/cars" || first.NoneText != "There is no car to add" || first.Items[0].Remove != "" {
		t.Errorf("at first it is %+v", first)
	}
	if pets := f.Draw(1, nil, nil, nil).Items[0]; pets.None != "" {
		t.Error("a list that must hold something can be said to be empty")
	}
	blank := url.Values{"/cars/0/number": {""}}
	data, _ := f.Parse(0, blank, nil, nil)
	if faults := f.ValidatePage(0, data, time.Time{}); len(faults) != 1 || faults[0].Pointer != "/cars/0/number" {
		t.Errorf("left blank: %v %v", data, faults)
	}
	said := url.Values{"/cars/0/number": {""}, "_none": {"/cars"}}
	if !Edits(said) {
		t.Error("to say so is no edit")
	}
	data, _ = f.Parse(0, said, nil, nil)
	if list, ok := data["cars"].([]any); !ok || len(list) != 0 {
		t.Fatalf("said to be empty: %v", data)
	}
	if faults := f.ValidatePage(0, data, time.Time{}); len(faults) != 0 {
		t.Error(faults)
	}
	if now := it(data, blank); len(now.Items) != 0 || now.Value != "None" || now.None != "" || now.AddText != "Add a car" {
		t.Errorf("then it is %+v", now)
	}
	if rows := f.Answers(data)[0].Rows; rows[0].Value != "None" {
		t.Errorf("to check: %+v", rows)
	}
	data, _ = f.Parse(0, url.Values{}, data, nil) // Continue
	if _, ok := data["cars"].([]any); !ok {
		t.Error("going on forgets it")
	}
	data, _ = f.Parse(0, url.Values{"_add": {"/cars"}}, data, nil)
	if list := data["cars"].([]any); len(list) != 1 {
		t.Errorf("then one is added: %v", list)
	}
	one := it(map[string]any{"cars": []any{map[string]any{"number": "A1"}}}, nil)
	if one.None != "" || one.Items[0].Remove != "/cars/0" {
		t.Errorf("with one car: %+v", one)
	}
	data, _ = f.Parse(0, url.Values{"_none": {"/pets"}}, map[string]any{}, nil)
	if data, _ = f.Parse(1, url.Values{"_none": {"/pets"}}, data, nil); data["pets"] != nil {
		t.Errorf("a post that no page makes: %v", data)
	}
}
