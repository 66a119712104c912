package rules

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// literal reads a value as it is written in a table. The fault is a sentence, or "".
func literal(text string, t *Type, name string) (v any, fault, fix string) {
	quoted := false
	if n := len(text); n >= 2 && (text[0] == '"' || text[0] == '\'') && text[n-1] == text[0] {
		text, quoted = text[1:n-1], true
	}
	switch t.Kind {
	case String:
		if len(t.Enum) > 0 && !slices.Contains(t.Enum, text) {
			fix := DidYouMean(text, t.Enum, "values are")
			if words := orWords.Split(text, -1); len(words) > 1 && !slices.ContainsFunc(words, func(s string) bool { return !slices.Contains(t.Enum, s) }) {
				return nil, fmt.Sprintf("%s is never %q.", name, shorten(text, 40)), "Write [" + strings.Join(words, ", ") + "] for any of them."
			}
			if several := splitList(text); len(several) > 1 && !quoted && !slices.ContainsFunc(several, func(s string) bool { return !slices.Contains(t.Enum, strings.TrimSpace(s)) }) {
				fix = "Did you mean [" + text + "], any of them?"
			}
			return nil, fmt.Sprintf("%s is never %q.", name, shorten(text, 40)), fix
		}
		return text, "", ""
	case Bool:
		switch strings.ToLower(text) { // a spreadsheet writes TRUE
		case "true", "yes":
			return true, "", ""
		case "false", "no":
			return false, "", ""
		}
		return nil, fmt.Sprintf("%s is yes or no, and this is %q.", name, shorten(text, 40)), "Write yes or no."
	case Int:
		n, err := strconv.Atoi(text)
		if f, whole := strconv.ParseFloat(text, 64); err != nil && whole == nil && f == math.Trunc(f) && math.Abs(f) < 1e15 {
			return nil, fmt.Sprintf("%s is a whole number, and this is %q.", name, shorten(text, 40)), wholeNumber(text, f)
		}
		if err != nil {
			return nil, fmt.Sprintf("%s is a whole number, and this is %q.", name, shorten(text, 40)), otherNumber(text)
		}
		return n, boundsFault(float64(n), t, name), ""
	case Number:
		f, err := strconv.ParseFloat(text, 64)
		if _, ok := finite(f); err != nil || !ok || strings.ContainsAny(text, "xXpPiInN_") {
			return nil, fmt.Sprintf("%s is a number, and this is %q.", name, shorten(text, 40)), otherNumber(text)
		}
		return f, boundsFault(f, t, name), ""
	case Money:
		d, ok := parseAmount(text)
		if !ok {
			return nil, fmt.Sprintf("%s is an amount such as 45.00, and this is %q.", name, shorten(text, 40)), otherNumber(text)
		}
		f, _ := floatOf(d)
		return d, boundsFault(f, t, name), ""
	case Date, Moment:
		at, err := time.Parse(time.DateOnly, text)
		if err != nil || !inCalendar(at) {
			return nil, fmt.Sprintf("%s is a date such as 2026-03-31, and this is %q.", name, shorten(text, 40)), otherDate(text)
		}
		return at, "", ""
	case Span:
		d, err := ParseDuration(text)
		if err != nil {
			return nil, capital(err.Error()) + ".", ""
		}
		return d, "", ""
	case List, Object:
		return nil, fmt.Sprintf("%s is %s, and cannot be compared in a table.", name, t.Kind), "Use a part of it as the input."
	}
	if quoted {
		return text, "", ""
	}
	return guess(text), "", ""
}

// wholeNumber is how a number with a point is written as a whole one. 18.000 may be either.
func wholeNumber(text string, f float64) string {
	plain := strconv.FormatFloat(f, 'f', -1, 64)
	if thousandth.MatchString(text) {
		return "Write it as " + strings.Replace(text, ".", "", 1) + ", or as " + plain + " if that is meant."
	}
	return "Write it as " + plain + "."
}

// anything are the words by which people say that a cell may hold anything, or holds nothing.
var anything = []string{"n/a", "na", "any", "anything", "all", "*", "none", "nil", "either", "tbc", "tbd", "?", "ongoing"}

// otherNumber reads a number as it is written elsewhere: with the sign of a currency, or marks between the thousands.
func otherNumber(text string) string {
	if least, ok := strings.CutSuffix(text, "+"); ok && grouped.MatchString(least) {
		return "Write >= " + least + "."
	}
	m := grouped.FindStringSubmatch(text)
	switch {
	case strings.HasSuffix(text, "%"):
		return "Write the number alone: 10% is 0.10 where it is multiplied."
	case m == nil && strings.ContainsAny(text, "+*/") && sums.MatchString(text):
		return "If it is worked out, begin it with an equals sign: = " + text
	}
	if m == nil {
		return "Write digits, such as 18000 or 45.50, without a currency sign or commas."
	}
	return "Write it as " + m[1] + strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, m[2]) + strings.Replace(m[3], ",", ".", 1) + "."
}

// sums are names and numbers with signs between them.
var sums = regexp.MustCompile(`^[\w.() ]+([-+*/][\w.() ]+)+$`)

var grouped = regexp.MustCompile(`^(-?)[£$€]?\s*(\d{1,3}(?:[,. '’]\d{3})+|\d+)([.,]\d{1,2})?\s*[£$€]?$`)

// otherDate reads a date as it is written elsewhere, where it can only be one.
func otherDate(text string) string {
	for _, layout := range []string{"2/1/2006", "2.1.2006", "2-1-2006", "2 January 2006", "2 Jan 2006", "2-Jan-2006", "2-Jan-06", "2/1/06", "2006-1-2", "2006/1/2"} {
		at, err := time.Parse(layout, text)
		if fault, ok := errors.AsType[*time.ParseError](err); ok && strings.Contains(fault.Message, "day out of range") {
			return noSuchDay(text)
		}
		if err != nil || !inCalendar(at) {
			continue
		}
		if layout[0] == '2' && layout[1] == '/' && at.Day() <= 12 && at.Day() != int(at.Month()) {
			return "Write the year first: " + at.Format(time.DateOnly) + ", or " + fmt.Sprintf("%d-%02d-%02d", at.Year(), at.Day(), at.Month()) + " if the month stands first."
		}
		return "Write it as " + at.Format(time.DateOnly) + "."
	}
	if n, err := strconv.Atoi(text); err == nil && n >= 20_000 && n < 80_000 { // from 1954 to 2119
		at := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n)
		return "This may be a spreadsheet's number for " + Format(at) + ": give the cell a date format there, or write " + at.Format(time.DateOnly) + "."
	}
	if writtenDate.MatchString(text) {
		return "There is no such day."
	}
	return "Write the year first: 2026-03-31."
}

// noSuchDay names a day that the month does not have, as it is written in one of the ways above.
func noSuchDay(text string) string {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("/.- ", r) })
	day, month, year := parts[0], parts[1], parts[2]
	if len(day) == 4 {
		day, year = year, day
	}
	if n := atoi(month); n > 0 {
		month = time.Month(n).String()
	}
	if len(year) == 2 { // as it is read where there is such a day
		if at, err := time.Parse("06", year); err == nil {
			year = at.Format("2006")
		}
	}
	return fmt.Sprintf("There is no such day: %s %s %s.", strings.TrimLeft(day, "0"), month, year)
}

var (
	writtenDate = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
	orWords     = regexp.MustCompile(`(?i)\s+(?:or|and)\s+|\s*[/&]\s*`)
)

func boundsFault(v float64, t *Type, name string) string {
	switch {
	case t.Min != nil && v < *t.Min:
		return fmt.Sprintf("%s is never less than %s.", name, t.end(*t.Min))
	case t.Max != nil && v > *t.Max:
		return fmt.Sprintf("%s is never more than %s.", name, t.end(*t.Max))
	}
	return ""
}

// guess reads a literal whose type is not known.
func guess(text string) any {
	switch text {
	case "true":
		return true
	case "false":
		return false
	}
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	if d, ok := parseAmount(text); ok {
		return d
	}
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return t
	}
	return text
}
