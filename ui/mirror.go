package ui

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
)

// mirror turns a stylesheet for pages that are read from left to right into one
// for those read from right to left: what stands on the one side stands on the
// other. govuk-frontend names sides, not beginnings and ends, so that its
// styles would otherwise lead an Arabic or Urdu reader's eye the wrong way.
func mirror(css []byte) []byte {
	var out bytes.Buffer
	out.Grow(len(css))
	from := 0
	var quote byte
	parens := 0
	for i := 0; i < len(css); i++ {
		c := css[i]
		switch {
		case quote != 0:
			if c == '\\' {
				i++
			} else if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '/' && i+1 < len(css) && css[i+1] == '*':
			end := bytes.Index(css[i+2:], []byte("*/"))
			if end < 0 {
				i = len(css)
				continue
			}
			i += end + 3
			out.Write(css[from : i+1])
			from = i + 1
		case c == '(':
			parens++
		case c == ')':
			parens--
		case parens == 0 && c == '{': // what stood before is a selector
			out.Write(css[from : i+1])
			from = i + 1
		case parens == 0 && (c == ';' || c == '}'):
			out.WriteString(mirrorDeclaration(string(css[from:i])))
			out.WriteByte(c)
			from = i + 1
		}
	}
	out.Write(css[from:])
	return out.Bytes()
}

// mirrorDeclaration mirrors one "name: value".
func mirrorDeclaration(s string) string {
	name, value, ok := strings.Cut(s, ":")
	bare := strings.TrimSpace(name)
	if !ok || strings.HasPrefix(bare, "@") || strings.HasPrefix(bare, "--") {
		return s
	}
	switch bare {
	case "text-align", "float", "clear", "background-position", "transform-origin", "object-position":
		value = swapSides(value)
	case "margin", "padding", "border-width", "border-color", "border-style", "inset", "scroll-margin", "scroll-padding":
		value = swapCorners(value, []int{0, 3, 2, 1})
	case "border-radius":
		value = swapCorners(value, []int{1, 0, 3, 2})
	case "transform":
		value = turns.ReplaceAllStringFunc(value, negated)
	case "clip-path":
		value = polygon.ReplaceAllStringFunc(value, mirrorPolygon)
	}
	return swapSides(name) + ":" + value
}

var (
	side    = regexp.MustCompile(`\b(left|right)\b`)
	turns   = regexp.MustCompile(`\b(rotate|rotateZ|translate|translateX|skew|skewX)\(\s*-?[\d.]`)
	polygon = regexp.MustCompile(`polygon\([^)]*\)`)
	across  = regexp.MustCompile(`([(,]\s*)(\d+)%?(\s)`)
)

func swapSides(s string) string {
	return side.ReplaceAllStringFunc(s, func(word string) string {
		if word == "left" {
			return "right"
		}
		return "left"
	})
}

// swapCorners puts four values into another order: those of the sides are top,
// right, bottom, left, those of the corners begin at the top left.
func swapCorners(value string, order []int) string {
	fields := values(value)
	important := ""
	if n := len(fields); n > 0 && strings.HasPrefix(fields[n-1], "!") {
		fields, important = fields[:n-1], " "+fields[n-1]
	}
	if len(fields) != 4 || strings.Contains(value, "/") {
		return value
	}
	out := make([]string, 4)
	for i, from := range order {
		out[i] = fields[from]
	}
	lead := value[:len(value)-len(strings.TrimLeft(value, " "))]
	return lead + strings.Join(out, " ") + important
}

// values cuts a value at its spaces, but for those within brackets.
func values(s string) []string {
	depth := 0
	return strings.FieldsFunc(s, func(r rune) bool {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		}
		return depth == 0 && (r == ' ' || r == '\t' || r == '\n')
	})
}

// negated turns "rotate(45" into "rotate(-45", and back.
func negated(turn string) string {
	name, amount, _ := strings.Cut(turn, "(")
	amount = strings.TrimSpace(amount)
	if rest, ok := strings.CutPrefix(amount, "-"); ok {
		return name + "(" + rest
	}
	return name + "(-" + amount
}

func mirrorPolygon(s string) string {
	return across.ReplaceAllStringFunc(s, func(point string) string {
		m := across.FindStringSubmatch(point)
		n, _ := strconv.Atoi(m[2])
		return m[1] + strconv.Itoa(100-n) + "%" + m[3]
	})
}
