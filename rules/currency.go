package rules

import (
	"fmt"
	"slices"
	"strings"
)

// Currency is the money that amounts are in. The zero value is pounds sterling.
type Currency struct {
	Code   string // of ISO 4217, such as GBP
	Sign   string // what stands before an amount: "£", or the code and a space
	Digits int    // places after the point: 2 for pence, 0 for yen, 3 for the dinars of Kuwait
}

// Pounds is the currency of an organisation that names none.
var Pounds = Currency{Code: "GBP", Sign: "£", Digits: 2}

// currencies are the codes of ISO 4217 that money is paid in, by how many places each has.
var currencies = [5]string{
	0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF",
	2: "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK " +
		"DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD " +
		"KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP " +
		"PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH " +
		"USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG",
	3: "BHD IQD JOD KWD LYD OMR TND",
	4: "CLF UYW",
}

// signs are those that people write; within one country "$" is its own dollar.
var signs = map[string]string{
	"GBP": "£", "GIP": "£", "FKP": "£", "SHP": "£", "EUR": "€", "USD": "$", "AUD": "$", "CAD": "$", "NZD": "$", "HKD": "$", "SGD": "$", "MXN": "$",
	"JPY": "¥", "CNY": "¥", "INR": "₹", "KRW": "₩", "NGN": "₦", "ILS": "₪", "UAH": "₴", "PHP": "₱", "VND": "₫", "GHS": "₵", "TRY": "₺",
}

// CurrencyOf finds a currency by its code.
func CurrencyOf(code string) (Currency, bool) {
	for digits, codes := range currencies {
		if slices.Contains(strings.Fields(codes), code) {
			sign := signs[code]
			if sign == "" {
				sign = code + " "
			}
			return Currency{code, sign, digits}, true
		}
	}
	return Currency{}, false
}

// CurrencyCodes lists the codes there are.
func CurrencyCodes() []string { return strings.Fields(strings.Join(currencies[:], " ")) }

func (c Currency) orPounds() Currency {
	if c.Code == "" {
		return Pounds
	}
	return c
}

// Round gives an amount no more places than the currency has: a half goes away from nought.
func (c Currency) Round(d Decimal) Decimal { return roundHalfUp(d, c.orPounds().Digits) }

// Holds says whether an amount can be paid: it has no parts of the smallest coin.
func (c Currency) Holds(d Decimal) bool { return d.Trim(0).Scale() <= c.orPounds().Digits }

// Plain writes an amount with the places of the currency, or more where they are not nought: 45.00.
func (c Currency) Plain(d Decimal) string { return plainAmount(d, c.orPounds().Digits) }

// Show writes an amount as people read it, with its sign: £1,234.50, or −£5.00.
func (c Currency) Show(d Decimal) string {
	c = c.orPounds()
	text := plainAmount(d.Abs(), c.Digits)
	whole, rest, point := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if point {
		whole += "." + rest
	}
	if d.IsNeg() {
		return "−" + c.Sign + whole
	}
	return c.Sign + whole
}

// ShowText is Show of an amount that is written, such as "45.00"; what is no amount stays as it is.
func (c Currency) ShowText(text string) string {
	if d, ok := parseAmount(text); ok {
		return c.Show(d)
	}
	return text
}

// Read reads an amount as people type it: 45, 1,234.50, £45. The error is a plain clause, to follow the name of what was
// asked: "must be an amount of money, such as 45.00".
func (c Currency) Read(text string) (Decimal, error) {
	c = c.orPounds()
	bare := strings.NewReplacer(",", "", " ", "", "\u00a0", "", "−", "-", strings.TrimSpace(c.Sign), "", c.Code, "").Replace(text)
	d, ok := parseAmount(bare)
	if !ok || strings.ContainsAny(bare, "eE+") {
		return Decimal{}, fmt.Errorf("must be an amount of money, such as %s", c.Example())
	}
	if !c.Holds(d) {
		return Decimal{}, fmt.Errorf("must have %s, such as %s", c.Places(), c.Example())
	}
	return d, nil
}

// Example is an amount as the currency is written.
func (c Currency) Example() string {
	return [...]string{"4500", "45.0", "45.00", "45.000", "45.0000"}[c.orPounds().Digits]
}

// Places says how many places after the point the currency has.
func (c Currency) Places() string {
	switch n := c.orPounds().Digits; n {
	case 0:
		return "no places after the point"
	default:
		return fmt.Sprintf("no more than %d places after the point", n)
	}
}

// plainAmount writes at least so many places, and more only where they are not nought.
func plainAmount(d Decimal, places int) string {
	d = d.Trim(places)
	if d.Scale() < places {
		d = d.Pad(places)
	}
	return d.String()
}
