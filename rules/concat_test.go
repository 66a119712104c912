package rules

import (
	"strings"
	"testing"
)

func TestListsAreJoined(t *testing.T) {
	for text, want := range map[string]any{
		`concat([1, 2], [3])`:     []any{1, 2, 3},
		`concat([1], 2, missing)`: []any{1, 2},
		`concat([1], [2.5])`:      []any{money("1"), money("2.5")},
		`concat(form.income, form.member == true ? 3 : missing)`: []any{},
		`concat(map(form.vehicles, .fuel), "gas")[0]`:            "petrol",
		`len(concat(form.vehicles, form.vehicles))`:              6,
		`"pip" in concat("pip", form.benefits)`:                  true,
	} {
		got := given(t, text, parking(), resident())
		if same, _ := equalOrMissing(got, want); !same {
			t.Errorf("%s gives %#v, want %#v", text, got, want)
		}
	}
	for text, says := range map[string]string{
		`concat([1], "a")`:         `concat`,
		`concat(form.vehicles, 1)`: `concat`,
		`concat()`:                 `concat`,
	} {
		_, faults := Compile(at(text), parking(), nil)
		if len(faults) == 0 || !strings.Contains(faults[0].Message, says) {
			t.Errorf("%s says %v, want %s", text, faults, says)
		}
	}
}
