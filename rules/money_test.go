package rules

import (
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func currencyOf(t testing.TB, code string) Currency {
	c, ok := CurrencyOf(code)
	if !ok {
		t.Fatalf("there is no %s", code)
	}
	return c
}

func TestAmountsAreShownAsPeopleWriteThem(t *testing.T) {
	for _, test := range []struct{ code, amount, want string }{
		{"GBP", "45", "£45.00"}, {"GBP", "1234.5", "£1,234.50"}, {"GBP", "-5", "−£5.00"}, {"GBP", "1234567.89", "£1,234,567.89"}, {"GBP", "0.125", "£0.125"},
		{"GBP", "999", "£999.00"}, {"JPY", "4500", "¥4,500"}, {"KWD", "45", "KWD 45.000"}, {"CHF", "45.50", "CHF 45.50"}, {"EUR", "0", "€0.00"},
	} {
		if got := currencyOf(t, test.code).Show(money(test.amount)); got != test.want {
			t.Errorf("%s of %s is shown as %q, want %q", test.amount, test.code, got, test.want)
		}
	}
	if got := (Currency{}).Show(money("45")); got != "£45.00" {
		t.Errorf("without a currency: %q", got)
	}
	for code, digits := range map[string]int{"GBP": 2, "EUR": 2, "USD": 2, "JPY": 0, "KRW": 0, "ISK": 0, "KWD": 3, "BHD": 3, "TND": 3, "CLF": 4} {
		if got := currencyOf(t, code).Digits; got != digits {
			t.Errorf("%s has %d places, want %d", code, got, digits)
		}
	}
	for _, code := range []string{"", "GB", "gbp", "XXX", "P C", "GBPX"} {
		if c, ok := CurrencyOf(code); ok {
			t.Errorf("%q is %v", code, c)
		}
	}
	if n := len(CurrencyCodes()); n < 150 {
		t.Errorf("%d currencies", n)
	}
}

func TestAmountsAreReadAsPeopleTypeThem(t *testing.T) {
	for _, test := range []struct{ code, text, want string }{
		{"GBP", "45", "45"}, {"GBP", "£1,234.50", "1234.50"}, {"GBP", " 45.00 ", "45.00"}, {"GBP", "−5", "-5"}, {"GBP", "45.100", "45.100"}, {"JPY", "¥4500", "4500"}, {"KWD", "45.125 KWD", "45.125"},
		{"GBP", "45.001", "must have no more than 2 places after the point, such as 45.00"},
		{"JPY", "45.5", "must have no places after the point, such as 4500"},
		{"KWD", "45.1255", "must have no more than 3 places after the point, such as 45.000"},
		{"GBP", "lots", "must be an amount of money, such as 45.00"}, {"GBP", "1e3", "must be an amount of money, such as 45.00"}, {"GBP", "", "must be an amount of money, such as 45.00"},
	} {
		d, err := currencyOf(t, test.code).Read(test.text)
		got := d.String()
		if err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%q of %s is read as %s, want %s", test.text, test.code, got, test.want)
		}
	}
}

// What may be mixed, and what it gives. An amount stays exact beside whole numbers, amounts and numbers alike.
func TestMixingAmountsAndNumbers(t *testing.T) {
	for text, want := range map[string]any{
		`form.savings + 1`:                       money("1001.00"),
		`form.savings * fact.cars`:               money("3000.00"),
		`form.savings + 0.10`:                    money("1000.10"),
		`form.savings * form.rate`:               money("500.00"), // a number of the data is taken by the digits that were written
		`form.savings * 0.175`:                   money("175.00000"),
		`form.savings / 4`:                       money("250"),
		`form.savings / 3 * 3 < 1000`:            true, // 19 digits, not exactly a third
		`form.savings / form.savings`:            money("1"),
		`form.savings > 999`:                     true,
		`form.savings > form.rate`:               true,
		`form.savings == 1000`:                   true,
		`min(form.savings, fact.cars)`:           money("3"),
		`max([1.10, 1.20])`:                      money("1.20"),
		`average([10.00, 10.01])`:                money("10.005"),
		`average([1, 2])`:                        1.5,
		`average(map(form.vehicles, .co2 ?? 0))`: 140.0,
		`average([])`:                            nil,
		`round(average([10.00, 10.01]), 2)`:      money("10.01"),
		`round(-2.345, 2)`:                       money("-2.35"),
		`round(2.344999, 2)`:                     money("2.34"),
		`round(form.savings)`:                    1000,
		`fact.cars * 0.1 == 0.3`:                 true,
		`money(form.savings * 1.5)`:              "£1,500.00",
		`money(form.savings / 3)`:                "£333.33",
		`money(fact.cars)`:                       "£3.00",
		`money(form.rent)`:                       nil,
		`total([9007199254740993.01, 0.01])`:     money("9007199254740993.02"), // more digits than a floating number has
	} {
		got := given(t, text, parking(), resident())
		if same, _ := equalOrMissing(got, want); !same || kindOf(got) != kindOf(want) {
			t.Errorf("%s gives %v (%s), want %v", text, got, kindOf(got), want)
		}
	}
	for text, says := range map[string]string{
		`form.savings + form.applicant.name`: `cannot be done`,
		`form.savings + today`:               `cannot be done`,
		`form.savings % 3`:                   `remainder of two whole numbers`,
		`form.savings == "1000"`:             `cannot be compared`,
		`form.savings / 0`:                   `Nothing can be divided by 0`,
		`total(form.vehicles)`:               `Only numbers and amounts can be added`,
		`average(form.vehicles)`:             `Only numbers and amounts have an average`,
		`money(form.applicant.name)`:         `cannot be given text`,
		`1234567890123456789.01`:             `too long to be exact`,
	} {
		_, faults := Compile(at(text), parking(), nil)
		if len(faults) == 0 || !strings.Contains(faults[0].Message, says) {
			t.Errorf("%s says %v, want %s", text, faults, says)
		}
	}
}

// What is declared to be money is money that can be paid: a half goes away from nought.
func TestWhatBecomesMoneyIsRoundedToTheCurrency(t *testing.T) {
	for _, test := range []struct{ code, text, want string }{
		{"GBP", "10.00 / 3", "3.33"}, {"GBP", "20.00 / 3", "6.67"}, {"GBP", "0.125", "0.13"}, {"GBP", "-0.125", "-0.13"}, {"GBP", "fact.cars * 0.333", "1.00"},
		{"GBP", "fact.cars", "3"}, {"GBP", "form.savings", "1000.00"}, {"GBP", "form.rate * 0.333", "0.17"}, {"JPY", "100.00 / 3", "33"}, {"JPY", "form.savings / 16", "63"}, {"KWD", "10.00 / 3", "3.333"},
	} {
		scope := parking().By(Counting{Currency: currencyOf(t, test.code)})
		p, faults := Compile(at(test.text), scope, amount)
		if p == nil {
			t.Fatal(faults)
		}
		v, err := p.Run(resident())
		if d, ok := v.(Decimal); err != nil || !ok || d.String() != test.want {
			t.Errorf("%s in %s becomes %v, %v, want %s", test.text, test.code, v, err, test.want)
		}
	}
	p, _ := Compile(at("[10.00 / 3, 5]"), parking(), &Type{Kind: List, Elem: amount})
	if v, err := p.Run(resident()); err != nil || Format(v) != "3.33, 5.00" {
		t.Errorf("a list of amounts: %v, %v", v, err)
	}
	if v := given(t, "10.00 / 3", parking(), resident()); v.(Decimal).Scale() < 15 {
		t.Errorf("on the way it is not rounded: %v", v)
	}
}

func TestATablesAmountsCanBePaid(t *testing.T) {
	for code, says := range map[string]string{"GBP": "fee is in GBP, which has no more than 2 places after the point, and this is 45.001.", "JPY": "fee is in JPY, which has no places after the point, and this is 45.001.", "KWD": ""} {
		spec := TableSpec{Outputs: []OutputSpec{{ID: "fee", Type: amount}}, Rows: []RowSpec{{Cells: map[string]Source{"fee": at("45.001")}}}}
		_, faults := CompileTable(spec, parking().By(Counting{Currency: currencyOf(t, code)}))
		var said []string
		for _, d := range faults {
			said = append(said, d.Message)
		}
		if got := strings.Join(said, " "); got != says {
			t.Errorf("%s: %q", code, got)
		}
	}
}

func TestTextsShowAmountsWithThePlacesOfTheirCurrency(t *testing.T) {
	for code, want := range map[string]string{"GBP": "1000.00 and £1,000.00 and 1.50", "JPY": "1000 and ¥1,000 and 1.5", "KWD": "1000.000 and KWD 1,000.000 and 1.500"} {
		text, faults := CompileText(at("{{ form.savings }} and {{ money(form.savings) }} and {{ 1.50 }}"), parking().By(Counting{Currency: currencyOf(t, code)}))
		if text == nil {
			t.Fatal(faults)
		}
		got, err := text.Render(resident())
		if err != nil || got != want {
			t.Errorf("%s: %q, %v", code, got, err)
		}
	}
}

// Amounts are computed as fractions are: sums, differences, products and rounding, of any size that is held exactly.
func TestAmountsEqualFractions(t *testing.T) {
	draw := func(t *rapid.T, label string) (Decimal, *big.Rat) {
		d, err := parse(rapid.Int64Range(-99_999_999_999, 99_999_999_999).Draw(t, label), rapid.IntRange(0, 4).Draw(t, label+" places"))
		if err != nil {
			t.Fatal(err)
		}
		r, _ := new(big.Rat).SetString(d.String())
		return d, r
	}
	rapid.Check(t, func(t *rapid.T) {
		a, x := draw(t, "a")
		b, y := draw(t, "b")
		n := rapid.IntRange(-999, 999).Draw(t, "n")
		list, sum := []any{}, new(big.Rat)
		for range rapid.IntRange(0, 20).Draw(t, "items") {
			d, r := draw(t, "item")
			list, sum = append(list, d), sum.Add(sum, r)
		}
		scope := NewScope(object(map[string]*Type{"a": amount, "b": amount, "n": wholeType, "list": {Kind: List, Elem: amount}}))
		s := NewSnapshot(map[string]any{"a": a, "b": b, "n": n, "list": list})
		whole := new(big.Rat).SetInt64(int64(n))
		for text, want := range map[string]*big.Rat{
			"a + b": new(big.Rat).Add(x, y), "a - b": new(big.Rat).Sub(x, y), "a * n": new(big.Rat).Mul(x, whole), "a + n": new(big.Rat).Add(x, whole),
			"total(list)": sum, "sum(list)": sum, "sum(list, #)": sum, "sum(list, # * n)": new(big.Rat).Mul(sum, whole), "round(a, 2)": halfUp(x, 2), "round(a * 0.175, 2)": halfUp(new(big.Rat).Mul(x, big.NewRat(175, 1000)), 2),
			"round(a / 8, 2)": halfUp(new(big.Rat).Quo(x, big.NewRat(8, 1)), 2),
		} {
			v := given(t, text, scope, s)
			d, ok := decimalOf(v)
			got, _ := new(big.Rat).SetString(d.String())
			if !ok || got.Cmp(want) != 0 {
				t.Fatalf("%s with a = %s, b = %s, n = %d, list = %v gives %v, and as a fraction %s", text, a, b, n, list, v, want.FloatString(6))
			}
		}
		if got := given(t, "a < b", scope, s); got != (x.Cmp(y) < 0) {
			t.Fatalf("%s < %s is %v", a, b, got)
		}
	})
}

func parse(n int64, places int) (Decimal, error) {
	d, _ := decimalOf(int(n))
	for range places {
		var err error
		if d, err = d.Mul(money("0.1")); err != nil {
			return d, err
		}
	}
	return d, nil
}

// halfUp is the model of rounding: by fractions, a half away from nought.
func halfUp(r *big.Rat, places int) *big.Rat {
	scale := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil))
	scaled := new(big.Rat).Mul(new(big.Rat).Abs(r), scale)
	scaled.Add(scaled, big.NewRat(1, 2))
	whole := new(big.Int).Quo(scaled.Num(), scaled.Denom())
	out := new(big.Rat).Quo(new(big.Rat).SetInt(whole), scale)
	if r.Sign() < 0 {
		out.Neg(out)
	}
	return out
}
