package language

import (
	"strconv"
	"strings"
	"time"
	"unicode"
)

// saying is how a language says days, times and short answers within a sentence.
type saying struct {
	Months             [12]string
	Midday, Midnight   string
	Morning, Afternoon string                         // after the hour: "3pm"
	Evening            string                         // the same from 6 on
	At                 func(day, clock string) string // a day and a time of day
	Yes, No, Or        string
	And                func(next string) string // before the last of several
}

var sayings = New(saying{
	Months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	Midday: "midday", Midnight: "midnight", Morning: "am", Afternoon: "pm", Evening: "pm",
	At:  func(day, clock string) string { return day + " at " + clock },
	Yes: "yes", No: "no", Or: "or",
	And: func(string) string { return "and" },
}, saying{
	Months: [12]string{"Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin", "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr"},
	Midday: "hanner dydd", Midnight: "hanner nos", Morning: "yb", Afternoon: "yp", Evening: "yh",
	At:  func(day, clock string) string { return day + " am " + clock },
	Yes: "ie", No: "na", Or: "neu",
	And: func(next string) string {
		if next != "" && strings.ContainsRune("aeiouwyâêîôûŵŷ", unicode.ToLower([]rune(next)[0])) {
			return "ac"
		}
		return "a"
	},
})

// Day is a whole date: "12 March 2026", "12 Mawrth 2026".
func Day(lang string, t time.Time) string {
	return ShortDay(lang, t) + " " + strconv.Itoa(t.Year())
}

// ShortDay is a date without its year: "12 March".
func ShortDay(lang string, t time.Time) string {
	return strconv.Itoa(t.Day()) + " " + sayings.In(lang).Months[t.Month()-1]
}

// Month is the month that a person means by its name or the beginning of it, in any language: "March", "mar.", "Mawrth".
func Month(typed string) (time.Month, bool) {
	typed = strings.ToLower(strings.TrimSuffix(typed, "."))
	if len(typed) < 3 {
		return 0, false
	}
	for _, lang := range []string{English, Welsh} {
		for i, name := range sayings.In(lang).Months {
			if strings.HasPrefix(strings.ToLower(name), typed) {
				return time.Month(i + 1), true
			}
		}
	}
	return 0, false
}

// Clock is a time of day: "3:04pm", "3pm", "midday".
func Clock(lang string, t time.Time) string {
	w := sayings.In(lang)
	switch hour, minute := t.Hour(), t.Minute(); {
	case minute == 0 && hour == 12:
		return w.Midday
	case minute == 0 && hour == 0:
		return w.Midnight
	case minute == 0:
		return t.Format("3") + w.half(hour)
	default:
		return t.Format("3:04") + w.half(hour)
	}
}

func (w *saying) half(hour int) string {
	switch {
	case hour < 12:
		return w.Morning
	case hour < 18:
		return w.Afternoon
	}
	return w.Evening
}

// Moment is a date and a time of day: "12 March 2026 at 3:04pm".
func Moment(lang string, t time.Time) string {
	return sayings.In(lang).At(Day(lang, t), Clock(lang, t))
}

// Opening is the moment from which something is so: the day alone when it is so from its first minute.
func Opening(lang string, t time.Time) string {
	if t.Hour() == 0 && t.Minute() == 0 {
		return Day(lang, t)
	}
	return Moment(lang, t)
}

// Closing is the moment until which something is so: the day before alone when it is so to that day's last minute.
func Closing(lang string, t time.Time) string {
	if t.Hour() == 0 && t.Minute() == 0 {
		return Day(lang, t.AddDate(0, 0, -1))
	}
	return Moment(lang, t)
}

// YesNo is an answer within a text.
func YesNo(lang string, yes bool) string {
	if yes {
		return sayings.In(lang).Yes
	}
	return sayings.In(lang).No
}

// And joins words as a sentence does: "a, b and c".
func And(lang string, list []string) string { return joined(list, sayings.In(lang).And) }

const most = 5 // that are named

// Unsaid is all of a list of which Some leaves some out; nil when it names all.
func Unsaid(list []string) []string {
	if len(list) <= most {
		return nil
	}
	return list
}

// Some names a few of many, in English: for an analyst who is told what is missing.
func Some(list []string) string {
	if len(list) <= most {
		return And(English, list)
	}
	return strings.Join(list[:most], ", ") + " and " + strconv.Itoa(len(list)-most) + " more"
}

// Or joins what there is to choose from: "PDF, JPG or PNG".
func Or(lang string, list []string) string {
	return joined(list, func(string) string { return sayings.In(lang).Or })
}

func joined(list []string, word func(next string) string) string {
	text := ""
	for i, s := range list {
		switch {
		case i == 0:
		case i == len(list)-1:
			text += " " + word(s) + " "
		default:
			text += ", "
		}
		text += s
	}
	return text
}
