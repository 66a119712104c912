package forms_test

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/forms"
)

// What is known beforehand is read as if it had been typed, and what the form would not take is asked as ever.
func TestWhatIsKnownIsFilledInBeforehand(t *testing.T) {
	f, faults := forms.Load([]byte(`
title: Apply
type: object
required: [name]
properties:
  name: { title: Full name, type: string, maxLength: 20, x-prefill: actor.name }
  address:
    title: Where you live
    type: object
    properties:
      zone: { title: Zone, enum: [A, B, C], x-prefill: link.zone }
      street: { title: Street, type: string }
  moved: { title: "When did you move in?", type: string, format: date, x-date: any, x-prefill: link.moved }
  cars: { title: How many cars, type: integer, maximum: 5, x-prefill: link.cars }
  badge: { title: "Do you have a Blue Badge?", type: boolean, x-prefill: link.badge }
  rent: { title: Rent, type: string, format: money, x-prefill: link.rent }
`), "apply.yaml", "apply", nil)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	if got := f.Prefills(); !slices.Equal(slices.Sorted(slices.Values(got)), []string{"actor.name", "link.badge", "link.cars", "link.moved", "link.rent", "link.zone"}) {
		t.Errorf("filled in from %v", got)
	}
	from := func(known map[string]string) map[string]any {
		return f.Prefilled(func(s string) string { return known[s] })
	}
	all := from(map[string]string{"actor.name": "Jo Bell", "link.zone": "B", "link.moved": "2024-02-29", "link.cars": "2", "link.badge": "true", "link.rent": "£450"})
	if !slices.Equal(slices.Sorted(maps.Keys(all)), []string{"address", "badge", "cars", "moved", "name", "rent"}) || all["moved"] != "2024-02-29" || all["badge"] != true || all["rent"] != "450.00" ||
		!reflect.DeepEqual(all["address"], map[string]any{"zone": "B"}) {
		t.Errorf("filled in: %v", all)
	}
	none := from(map[string]string{"actor.name": strings.Repeat("x", 21), "link.zone": "Z", "link.moved": "2024-02-30", "link.cars": "9", "link.badge": "perhaps", "link.rent": "lots"})
	if len(none) != 0 {
		t.Errorf("the form does not take %v", none)
	}
}
