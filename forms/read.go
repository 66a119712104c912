package forms

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/govalues/decimal"

	"github.com/caseloom/caseloom/rules/language"
)

// unreadable is why a text could not become a value.
type unreadable struct{ code, message string }

// read makes the value of a question out of what one control posted. A blank text is no answer (nil).
func (f *Field) read(text string) (any, *unreadable) {
	text = clean(text)
	if text == "" {
		return nil, nil
	}
	fail := func(code string) (any, *unreadable) { return nil, &unreadable{code, f.say(code, "")} }
	switch f.Widget {
	case Radios, Select, YesNo, Checkbox:
		if v, ok := f.chosen(text); ok {
			return v, nil
		}
		if f.Widget == Select && f.errors["choice"] == "" { // typed, where the list is so long that one types
			return nil, &unreadable{"choice", f.say("unlisted", text)}
		}
		return fail("choice")
	case Number:
		n, ok := readNumber(text, f.Prefix, f.Suffix)
		switch {
		case !ok:
			return fail(map[bool]string{true: "integer", false: "number"}[f.json == "integer" && len(text) < 40 && strings.ContainsAny(text, ".") && regexp.MustCompile(`^[\d., ]+$`).MatchString(text)])
		case f.json == "integer" && strings.Contains(string(n), "."):
			return fail("integer")
		}
		return n, nil
	case Money:
		n, ok := readNumber(text, f.Prefix, f.Suffix)
		if !ok {
			return fail("money")
		}
		d, err := decimal.Parse(string(n))
		if err != nil || !f.currency.Holds(d) {
			return fail("money")
		}
		amount := f.currency.Plain(d)
		if f.json == "number" {
			return json.Number(amount), nil
		}
		return amount, nil
	case Email:
		return strings.ReplaceAll(text, " ", ""), nil
	case Postcode:
		return readPostcode(text), nil
	}
	if f.json == "number" || f.json == "integer" {
		n, ok := readNumber(text, f.Prefix, f.Suffix)
		if !ok {
			return fail("number")
		}
		return n, nil
	}
	return text, nil
}

// clean drops what no one means to type: spaces around, control characters, the carriage returns of a posted text.
func clean(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\r\n", "\n")
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r < ' ' && r != '\n' && r != '\t', r == 0x7f, r == 0xfeff, r == 0x200b:
			return -1
		}
		return r
	}, text)
	return strings.TrimSpace(text)
}

// encode is how a value of a choice is written in a control.
func encode(v any) string {
	switch v := v.(type) {
	case string:
		if v == "" {
			return `""`
		}
		return v
	case json.Number:
		return string(v)
	case bool:
		return strconv.FormatBool(v)
	}
	return fmt.Sprint(v)
}

// code is how the i-th option is written: by its value, or by its number when another option is written the same way.
func (f *Field) code(i int) string {
	c := encode(f.Options[i].Value)
	for j := range f.Options[:i] {
		if encode(f.Options[j].Value) == c {
			return fmt.Sprintf("%s#%d", c, i)
		}
	}
	return c
}

func (f *Field) chosen(text string) (any, bool) {
	for i := range f.Options {
		if c := f.code(i); c == text || clean(c) == text {
			return f.Options[i].Value, true
		}
	}
	if f.Widget == YesNo || f.Widget == Checkbox {
		for _, o := range f.Options {
			if b := o.Value == true; b && (text == "yes" || text == "on") || !b && text == "no" {
				return o.Value, true
			}
		}
	}
	return nil, false
}

var (
	grouped = regexp.MustCompile(`^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$`)
	digitsP = regexp.MustCompile(`^[-+]?(\d+(\.\d*)?|\.\d+)$`)
)

// readNumber reads a number as people type it: "1,234.50", "£45", "12 %", "−3". The digits stay as they were typed.
func readNumber(text, prefix, suffix string) (json.Number, bool) {
	text = strings.ReplaceAll(text, "−", "-")
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u00a0' {
			return -1
		}
		return r
	}, text)
	if prefix != "" {
		text = strings.Replace(text, strings.TrimSpace(prefix), "", 1)
	}
	if suffix != "" {
		text = strings.TrimSuffix(text, strings.ReplaceAll(suffix, " ", ""))
	}
	if grouped.MatchString(text) {
		text = strings.ReplaceAll(text, ",", "")
	}
	if !digitsP.MatchString(text) {
		return "", false
	}
	n := jsonNumber(text)
	if strings.Trim(n, "-0.") == "" {
		n = strings.TrimPrefix(n, "-")
	}
	return json.Number(n), soundNumber(n)
}

var outward = regexp.MustCompile(`^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$|^GIR0AA$`)

// readPostcode accepts any spacing and case; what is not a postcode stays as it was typed, for the fault to show.
func readPostcode(text string) string {
	s := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, text)
	if outward.MatchString(s) {
		return s[:len(s)-3] + " " + s[len(s)-3:]
	}
	return text
}

// readDate makes a date of its three parts. The month may be a name.
func readDate(day, month, year string) (string, bool) {
	d, err1 := strconv.Atoi(day)
	m, err2 := strconv.Atoi(month)
	if named, ok := language.Month(month); ok {
		m, err2 = int(named), nil
	}
	y, err3 := strconv.Atoi(year)
	if err1 != nil || err2 != nil || err3 != nil || len(year) != 4 || y < 1 || m < 1 || m > 12 || d < 1 || d > 31 {
		return "", false
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if t.Day() != d || int(t.Month()) != m {
		return "", false
	}
	return t.Format(time.DateOnly), true
}

// dateParts cuts a date for its three controls: "2026-03-02" is 2, 3, 2026.
func dateParts(v any) (day, month, year string) {
	s, _ := v.(string)
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return "", "", ""
	}
	return strconv.Itoa(t.Day()), strconv.Itoa(int(t.Month())), fmt.Sprintf("%04d", t.Year())
}

// shown is a value as its one control shows it.
func (f *Field) shown(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		if len(f.Options) > 0 {
			return encode(v)
		}
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case map[string]any, []any:
		return ""
	}
	return encode(v)
}

// fileRef reads the object that stands for an uploaded file.
func fileRef(v any) (FileRef, bool) {
	m, ok := v.(map[string]any)
	if !ok {
		return FileRef{}, false
	}
	var r FileRef
	r.Name, _ = m["name"].(string)
	r.Hash, _ = m["hash"].(string)
	r.Media, _ = m["media"].(string)
	if n, ok := number(m["size"]); ok {
		r.Size = int64(n)
	}
	return r, r.Hash != ""
}

func (r FileRef) data() map[string]any {
	return map[string]any{"name": r.Name, "hash": r.Hash, "media": r.Media, "size": json.Number(strconv.FormatInt(r.Size, 10))}
}

// accepts says whether a file's type is one of those asked for. An extension such as ".pdf" looks at the name.
func (f *Field) accepts(r FileRef) bool {
	if len(f.Accept) == 0 {
		return true
	}
	media, _, _ := strings.Cut(strings.ToLower(r.Media), ";")
	for _, a := range f.Accept {
		a = strings.ToLower(a)
		switch {
		case strings.HasPrefix(a, ".") && strings.HasSuffix(strings.ToLower(r.Name), a),
			strings.HasSuffix(a, "/*") && strings.HasPrefix(media, strings.TrimSuffix(a, "*")),
			a == media, a == "*/*":
			return true
		}
	}
	return false
}

// same says whether two plain values of data are the same: "1" and 1 are not.
func same(a, b any) bool {
	x, isNumber := number(a)
	y, alsoNumber := number(b)
	if isNumber || alsoNumber {
		return isNumber && alsoNumber && x == y
	}
	switch a.(type) {
	case string, bool, nil:
		return a == b
	}
	return false
}
