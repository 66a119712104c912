package rules

import (
	"strconv"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules/language"
)

// Format writes a value as people read it: an amount with two places, a date as 12 March 2026, a moment with its time
// of day, yes or no, a list with commas. A missing value is "".
func Format(v any) string {
	var b strings.Builder
	formatInto(&b, v, Pounds.Digits, language.English, 0)
	return b.String()
}

// maxText bounds what one value or one text becomes.
const maxText = 1 << 20

func formatInto(b *strings.Builder, v any, places int, lang string, depth int) {
	if b.Len() > maxText || depth > maxDepth {
		return
	}
	switch v := v.(type) {
	case nil:
	case string:
		b.WriteString(v)
	case bool:
		b.WriteString(language.YesNo(lang, v))
	case int:
		b.WriteString(strconv.Itoa(v))
	case float64:
		b.WriteString(number(v))
	case Decimal:
		b.WriteString(plainAmount(v, places))
	case time.Time:
		b.WriteString(formatTime(v, lang))
	case Duration:
		b.WriteString(v.String())
	case []any:
		for i, item := range v {
			if i > 0 {
				b.WriteString(", ")
			}
			formatInto(b, item, places, lang, depth+1)
		}
	case Group:
		formatInto(b, v.Parts(), places, lang, depth)
	case map[string]any:
		first := true
		for _, name := range keys(v) {
			if v[name] == nil {
				continue
			}
			if !first {
				b.WriteString(", ")
			}
			first = false
			formatInto(b, v[name], places, lang, depth+1)
		}
	default:
		if p, ok := plain(v); ok && p != nil {
			formatInto(b, p, places, lang, depth+1)
		}
	}
}

func formatTime(t time.Time, lang string) string {
	if isDate(t) {
		return language.Day(lang, t)
	}
	return language.Moment(lang, t)
}
