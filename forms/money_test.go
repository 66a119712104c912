package forms

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/rules"
)

// Amounts have the sign and the places of the organisation's currency, as typed and as sent by a program.
func TestMoneyOfEachCurrency(t *testing.T) {
	for _, test := range []struct{ code, prefix, good, kept, bad, says, example string }{
		{"GBP", "£", "£1,234.5", "1234.50", "45.001", "like 45.00", "10.00"},
		{"JPY", "¥", "¥1,234", "1234", "45.5", "like 4500", "10"},
		{"KWD", "KWD", "45.125 KWD", "45.125", "45.0001", "like 45.000", "10.000"},
	} {
		currency, _ := rules.CurrencyOf(test.code)
		f, faults := LoadIn(Beside{Currency: currency}, []byte("{type: object, required: [rent], properties: {rent: {title: Rent, type: string, format: money}}}"), "a.yaml", "a", nil)
		if f == nil {
			t.Fatal(faults)
		}
		if field := f.roots[0]; field.Prefix != test.prefix {
			t.Errorf("%s: the sign is %q", test.code, field.Prefix)
		}
		data, wrong := f.Parse(0, url.Values{"/rent": {test.good}}, nil, nil)
		if data["rent"] != test.kept || len(wrong) > 0 {
			t.Errorf("%s: %q is kept as %v, %v", test.code, test.good, data["rent"], wrong)
		}
		if faults := f.Validate(map[string]any{"rent": test.kept}, time.Time{}); len(faults) > 0 {
			t.Errorf("%s: %v", test.code, faults)
		}
		_, wrong = f.Parse(0, url.Values{"/rent": {test.bad}}, nil, nil)
		if len(wrong) != 1 || !strings.Contains(wrong[0].Message, test.says) {
			t.Errorf("%s: %q is said to be %v", test.code, test.bad, wrong)
		}
		if faults := f.Validate(map[string]any{"rent": test.bad}, time.Time{}); len(faults) != 1 {
			t.Errorf("%s: a program may send %s: %v", test.code, test.bad, faults)
		}
		if got := f.Example()["rent"]; got != test.example {
			t.Errorf("%s: the example is %v", test.code, got)
		}
		if d, ok := f.Normalise(map[string]any{"rent": test.kept})["rent"].(rules.Decimal); !ok || d.String() != test.kept {
			t.Errorf("%s: rules see %v", test.code, d)
		}
	}
}
