package sheet

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// format is what the number format of a cell says of how its number is shown.
type format struct {
	day      bool
	clock    bool // it shows a time of day
	percent  bool
	decimals int // that it shows; -1: as many as there are
	digits   int // that it shows before the point at least: a code such as 0042
}

// builtIn are the formats that a workbook names by number alone. Those that differ by country are dates everywhere.
var builtIn = func() map[int]string {
	all := map[int]string{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 7: "0.00", 8: "0.00", 9: "0%", 10: "0.00%", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss",
		22: "d/m/yyyy h:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00", 45: "mm:ss", 46: "h:mm:ss", 47: "mm:ss"}
	for _, span := range [][2]int{{14, 17}, {27, 31}, {34, 36}, {50, 58}} {
		for n := span[0]; n <= span[1]; n++ {
			all[n] = "yyyy-mm-dd"
		}
	}
	all[32], all[33] = "h:mm", "h:mm:ss"
	return all
}()

// parseFormat reads a number format: its first part, for numbers above nought.
func parseFormat(code string) format {
	f := format{decimals: -1}
	if len(code) > 255 || strings.EqualFold(strings.TrimSpace(code), "general") {
		return f
	}
	point, odd := false, false
	decimals, whole, zeros := 0, 0, 0
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case ';':
			i = len(code)
		case '"':
			for i++; i < len(code) && code[i] != '"'; i++ {
			}
		case '\\', '_', '*':
			i++
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return f
			}
			switch strings.ToLower(code[i+1 : i+end]) {
			case "h", "hh", "m", "mm", "s", "ss":
				return f // a length of time: a number of days
			}
			i += end
		case 'y', 'Y', 'd', 'D':
			f.day = true
		case 'h', 'H', 's', 'S':
			f.clock = true
		case '%':
			f.percent = true
		case '/', 'E', 'e', '?':
			odd = true
		case '.':
			point = true
		case '0', '#':
			if point {
				decimals++
			} else if whole++; c == '0' {
				zeros++
			}
		}
	}
	switch {
	case f.day || f.clock:
		return f
	case odd || whole == 0 && decimals == 0:
		return format{decimals: -1}
	case f.percent:
		decimals += 2
	}
	f.decimals = decimals
	if decimals == 0 && zeros > 1 && zeros == whole {
		f.digits = zeros
	}
	return f
}

// number writes a number as the cell shows it, but never with fewer decimals than it has. shown is whether that is what
// a person sees.
func (f format) number(stored string) (text string, shown, ok bool) {
	v, err := strconv.ParseFloat(stored, 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) || math.Abs(v) >= 1e18 {
		return "", false, false
	}
	// A spreadsheet program holds 15 digits; what comes after them is how its binary numbers fall.
	v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'e', 14, 64), 64)
	text = strconv.FormatFloat(v, 'f', -1, 64)
	if text == "-0" {
		text = "0"
	}
	if f.decimals < 0 {
		return text, true, true
	}
	whole, fraction, _ := strings.Cut(text, ".")
	shown = len(fraction) <= f.decimals
	if shown && f.decimals > 0 && !f.percent {
		text = whole + "." + fraction + strings.Repeat("0", f.decimals-len(fraction))
	}
	if f.digits > len(whole) && fraction == "" && v >= 0 {
		text = strings.Repeat("0", f.digits-len(whole)) + whole
	}
	return text, shown, true
}

// date writes a number of days as a date, with the time of day when it has one.
func (f format) date(stored string, from04 bool) (text string, ok bool) {
	v, err := strconv.ParseFloat(stored, 64)
	if err != nil || !(v >= 0 && v < 2_958_466) { // up to the year 9999
		return "", false
	}
	days, part := math.Modf(v)
	minutes := int(math.Round(part * 24 * 60))
	if !f.day && days == 0 {
		return time.Date(2000, 1, 1, 0, minutes, 0, 0, time.UTC).Format("15:04"), true
	}
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case from04:
		start = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days < 1 || days == 60: // there was no 29 February 1900, and a spreadsheet program has one
		return "", false
	case days < 60:
		start = start.AddDate(0, 0, 1)
	}
	at := start.AddDate(0, 0, int(days)).Add(time.Duration(minutes) * time.Minute)
	if minutes > 0 {
		return at.Format("2006-01-02 15:04"), true
	}
	return at.Format(time.DateOnly), true
}
