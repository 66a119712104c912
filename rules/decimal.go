package rules

import (
	"strconv"

	"github.com/govalues/decimal"
)

// Decimal is an exact amount: 45.00 stays 45.00. It holds up to 19 digits; more is a declared failure, never a rounding
// of the digits before the point.
type Decimal = decimal.Decimal

func decimalOf(v any) (Decimal, bool) {
	switch v := v.(type) {
	case Decimal:
		return v, true
	case int:
		d, err := decimal.New(int64(v), 0)
		return d, err == nil
	case float64:
		// The shortest digits that give the same number are the digits that someone wrote.
		d, err := decimal.Parse(strconv.FormatFloat(v, 'f', -1, 64))
		return d, err == nil
	}
	return Decimal{}, false
}

func floatOf(v any) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case int:
		return float64(v), true
	case Decimal:
		f, ok := v.Float64()
		return f, ok
	}
	return 0, false
}
