package forms

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"
)

// Two items of a list that are known by the same answer are refused at the second, whatever else they say, in both languages.
func TestTheSameItemTwiceIsRefusedAtTheSecond(t *testing.T) {
	f := load(t, `type: object
title: Apply
properties:
  vehicles:
    type: array
    title: Vehicles
    items:
      type: object
      title: Vehicle
      x-key: registration
      x-i18n: { cy: { title: Cerbyd } }
      properties: { registration: { type: string, title: Registration number, x-i18n: { cy: { title: Rhif cofrestru } } }, fuel: { type: string, title: Fuel } }
`)
	for _, test := range []struct{ data, want, welsh string }{
		{`{"vehicles":[{"registration":"A1"},{"registration":"B2"}]}`, "[]", "[]"},
		{`{"vehicles":[{"fuel":"petrol"},{"fuel":"petrol"}]}`, "[]", "[]"},
		{`{"vehicles":[{"registration":"A1","fuel":"petrol"},{"registration":"B2"},{"registration":"A1","fuel":"diesel"}]}`,
			"[{/vehicles/2/registration x-key Registration number must be different for each vehicle 0 }]",
			"[{/vehicles/2/registration x-key Rhaid i’ch ateb i “Rhif cofrestru” fod yn wahanol ar gyfer pob cerbyd 0 }]"},
	} {
		var data map[string]any
		if err := json.Unmarshal([]byte(test.data), &data); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(f.Validate(data, time.Time{})); got != test.want {
			t.Errorf("%s\nsays %s\nwant %s", test.data, got, test.want)
		}
		if got := fmt.Sprint(f.In("cy").Validate(data, time.Time{})); got != test.welsh {
			t.Errorf("%s\nin Welsh says %s\nwant %s", test.data, got, test.welsh)
		}
	}
}
