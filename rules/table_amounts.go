package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// What is odd about the numbers of a table, though each of them can be read.

// thousandth is an amount that may have a point between its thousands, or before its pennies and a nought too many.
var thousandth = regexp.MustCompile(`^-?[1-9]\d{0,2}\.\d\d0$`)

// checkPaid refuses an amount that nobody can pay, such as 45.001 pounds.
func (b *tableBuilder) checkPaid(src Source, v any, name string) {
	currency := b.scope.counting.Currency.orPounds()
	all, many := v.([]any)
	if !many {
		all = []any{v}
	}
	for _, one := range all {
		d, ok := one.(Decimal)
		if written := strings.TrimSpace(src.Text); thousandth.MatchString(written) && currency.Digits < 3 && ok {
			b.dotted(src, written, name, currency)
			continue
		}
		if ok && !currency.Holds(d) {
			b.say(src, "bad-amount", "Write "+currency.Plain(currency.Round(d))+", or let the output be a number.", "%s is in %s, which has %s, and this is %s.", name, currency.Code, currency.Places(), d)
		}
	}
}

// dotted refuses an amount with three digits after its point.
func (b *tableBuilder) dotted(src Source, written, name string, currency Currency) {
	d, _ := parseAmount(written)
	whole, small := strings.Replace(written, ".", "", 1), currency.Plain(currency.Round(d))
	b.say(src, "bad-amount", "Write "+whole+", or "+small+".", "%s is an amount, and %s may be %s or %s.", name, written, whole, small)
}

// checkDots looks at the numbers of a condition that have a point where one between thousands would be: in one of an amount
// that is a fault, and in one of a number it is asked about.
func (b *tableBuilder) checkDots(src Source, t *Type, name string) {
	if t.Kind != Money && t.Kind != Number {
		return
	}
	for _, end := range strings.Split(src.Text, "..") {
		for _, word := range strings.FieldsFunc(end, func(r rune) bool { return strings.ContainsRune("<>=! \t[](),", r) }) {
			currency := b.scope.counting.Currency.orPounds()
			switch {
			case !thousandth.MatchString(word) || t.Kind == Money && currency.Digits >= 3:
			case t.Kind == Money:
				b.dotted(src, word, name, currency)
			default:
				whole, plain := strings.Replace(word, ".", "", 1), strings.TrimRight(strings.TrimRight(word, "0"), ".")
				b.faults = append(b.faults, src.At(0, 0, "bad-amount", Warning, fmt.Sprintf("%s may be %s or %s, and is read as %s.", word, whole, plain, plain), "Write "+whole+", or "+plain+" if that is meant."))
			}
		}
	}
}

// belowNothing asks about the one amount of a column that is less than nothing.
func (b *tableBuilder) belowNothing(t *Table) {
	for _, spec := range b.spec.Outputs {
		if spec.Type.Kind != Money {
			continue
		}
		var below []int
		others := 0
		for i, r := range t.rows {
			o := r.outputs[spec.ID]
			if o == nil || o.prog != nil || o.value == nil {
				continue
			}
			if d, ok := o.value.(Decimal); ok && strings.HasPrefix(d.String(), "-") {
				below = append(below, i)
			} else {
				others++
			}
		}
		if len(below) != 1 || others == 0 {
			continue
		}
		src := b.spec.Rows[below[0]].Cells[spec.ID]
		b.faults = slices.Concat(b.faults, []Diagnostic{src.At(0, 0, "bad-amount", Warning, fmt.Sprintf("%s is less than nothing, and no other %s is.", strings.TrimSpace(src.Text), strings.ReplaceAll(spec.ID, "_", " ")),
			"Take the minus sign out. If so much is to be paid back, write = "+strings.TrimSpace(src.Text)+".")})
	}
}
