package forms

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// What can be seen of one line that YAML could not read, and of how it stands below the item that it belongs to.

// seen is what is wrong, and where: line and column count from 1, in characters.
type seen struct {
	line, column int
	message, fix string
}

// longest bounds the lines that are looked into, in bytes: a person's are far shorter.
const longest = 4000

// amiss finds the sign within a line that YAML stumbles over.
func amiss(line, problem string) (seen, bool) {
	if len(line) > longest {
		return seen{}, false
	}
	at := func(i int) int { return utf8.RuneCountInString(line[:i]) + 1 }
	if i := unclosedQuote(line); i >= 0 {
		return seen{0, at(i), "A quotation mark that begins here is never closed", "Close it, at the end of the text."}, true
	}
	if strings.Contains(problem, "cannot start any token") || strings.Contains(problem, "alphabetic or numeric character") {
		if m := signed.FindStringSubmatchIndex(line); m != nil {
			sign, value := line[m[2]:m[3]], strings.TrimSpace(line[m[2]:m[1]])
			return seen{0, at(m[2]), fmt.Sprintf("A value cannot begin with %q", sign), "Put the whole value in quotes: " + inQuotes(value) + "."}, true
		}
	}
	if m := goesOn.FindStringSubmatchIndex(line); m != nil && strings.Contains(problem, "did not find expected key") {
		closing, value := line[m[5]-1:m[5]], strings.TrimSpace(line[m[4]:])
		if plain := strings.Trim(value, `"'`); closing == `"` || closing == "'" {
			if strings.HasPrefix(value, closing) && strings.HasSuffix(value, closing) { // one within a text
				value = plain
			}
			return seen{0, at(m[6]), "The text goes on after the quotation mark that closes it", "Put the whole of it in other quotation marks: " + inQuotes(value) + "."}, true
		}
		return seen{0, at(m[6]), fmt.Sprintf("There is something after the %q that closes this value", closing), "If it is a text, put the whole of it in quotes: " + inQuotes(value) + "."}, true
	}
	if !strings.Contains(problem, "mapping values") && !strings.Contains(problem, "expected ','") {
		return seen{}, false
	}
	return twoColons(line, 0)
}

// goingOn looks for what is amiss in the lines that go on with what a line, from 0, has opened.
func goingOn(lines [][]byte, at int) (seen, bool) {
	open := 0
	for i := at; i < min(at+30, len(lines)); i++ {
		if open > 0 {
			if one, ok := twoColons(strings.TrimRight(string(lines[i]), "\r\n"), open); ok {
				one.line = i + 1
				return one, true
			}
		}
		open += bytes.Count(lines[i], []byte("{")) + bytes.Count(lines[i], []byte("[")) - bytes.Count(lines[i], []byte("}")) - bytes.Count(lines[i], []byte("]"))
		if open <= 0 {
			break
		}
	}
	return seen{}, false
}

// signed is a value that begins with a sign that YAML keeps to itself, up to its end.
var signed = regexp.MustCompile("(?:^|: +|- +|[\\[{,] *)([%@`*&>|])[^,}\\]#]*")

// goesOn is a value in quotation marks or brackets with something after it.
var goesOn = regexp.MustCompile(`^( *(?:- +)?[\w.-]+: +)("[^"]*"|'[^']*'|\[[^\[\]]*\]|\{[^{}]*\}) *([^\s#].*)$`)

// inQuotes writes a text as YAML has it in quotation marks, single ones when it holds double ones.
func inQuotes(text string) string {
	if strings.Contains(text, `"`) {
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	}
	return `"` + text + `"`
}

// unclosedQuote is where a quotation mark begins a value that does not end in its line; -1 when none does.
func unclosedQuote(line string) int {
	begins, open, from := true, byte(0), -1
	dashes := len(line) - len(strings.TrimLeft(line, " -"))
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case open == '"' && c == '\\':
			i++
		case open != 0:
			if c == open {
				open, begins = 0, false
			}
		case begins && (c == '"' || c == '\''):
			open, from = c, i
		case c == '#' && (i == 0 || line[i-1] == ' '):
			return -1
		case c == ' ':
			begins = begins || i > 0 && (line[i-1] == ':' || i <= dashes)
		default:
			begins = strings.IndexByte("[{,", c) >= 0
		}
	}
	if open == 0 {
		return -1
	}
	return from
}

// twoColons finds a value with a colon within: what stands before it would be a key, and nothing parts it from the first.
// Between brackets, of which some are open where the line begins, a comma is lacking, or quotes are.
func twoColons(line string, flow int) (seen, bool) {
	at := func(i int) int { return utf8.RuneCountInString(line[:i]) + 1 }
	key := -1 // where the value begins that follows the key; -1: none does
	for i := 0; i < len(line); i++ {
		switch c := line[i]; c {
		case '"', '\'':
			if end := strings.IndexByte(line[i+1:], c); end >= 0 && (i == 0 || strings.IndexByte(" [{,", line[i-1]) >= 0) {
				i += 1 + end
			}
		case '{', '[':
			flow, key = flow+1, -1
		case '}', ']':
			flow, key = flow-1, -1
		case ',':
			if flow > 0 {
				key = -1
			}
		case ':':
			if i+1 < len(line) && line[i+1] != ' ' {
				continue
			}
			if key < 0 {
				key = i + 1
				continue
			}
			value := strings.TrimLeft(line[key:], " ")
			from := len(line) - len(value)
			if flow == 0 {
				return seen{0, at(i), `There is a second ": " in this line, and only its key may have one`, "Put the text in quotes: " + inQuotes(strings.TrimSpace(value)) + "."}, true
			}
			if word := strings.LastIndexByte(line[:i], ' ') + 1; word > from {
				return seen{0, at(word), fmt.Sprintf("There is no comma before %q", line[word:i]), "Put a comma before it; or, if the colon is part of a text, put the whole text in quotes."}, true
			}
			return seen{0, at(i), `There is a second ": " in this part, and only its key may have one`, "Put text that holds a colon in quotes."}, true
		}
	}
	return seen{}, false
}

// openBracket is where a bracket stands in a line, from 0, that neither it nor what goes on below it closes; -1: none.
func openBracket(lines [][]byte, at int) int {
	if at >= len(lines) {
		return -1
	}
	var open []int
	for i := at; i < len(lines); i++ {
		line := lines[i]
		if i > at && spaces(line) <= spaces(lines[at]) && begins.Match(line) {
			break
		}
		quote := byte(0)
		for j, c := range line {
			switch {
			case quote != 0:
				if c == quote {
					quote = 0
				}
			case (c == '"' || c == '\'') && j > 0 && strings.IndexByte(" [{,", line[j-1]) >= 0:
				quote = c
			case c == '{' || c == '[':
				if i == at {
					open = append(open, j)
				} else {
					open = append(open, -1)
				}
			case (c == '}' || c == ']') && len(open) > 0:
				last := open[len(open)-1]
				if last >= 0 && (lines[at][last] == '[') != (c == ']') {
					return last
				}
				open = open[:len(open)-1]
			}
		}
		if len(open) == 0 {
			return -1
		}
	}
	return open[len(open)-1]
}

// begins is a line that begins a key or an item.
var begins = regexp.MustCompile(`^ *(- |[\w.-]+:\s)`)

// oddOneOut says that the line before one, from 0, is not set in as both its neighbours are: the key before it that
// stands as the line does and has a value already, and that line; or, when it is the first of its block, that line and the
// next.
//
// apart: YAML took the line before for one of a block further out.
func oddOneOut(lines [][]byte, at int, apart bool) (seen, bool) {
	odd := neighbour(lines, at, -1, 1<<30)
	if at >= len(lines) || odd < 0 {
		return seen{}, false
	}
	own, its := spaces(lines[at]), spaces(lines[odd])
	one, two := neighbour(lines, odd, -1, own), at
	if one >= 0 && spaces(lines[one]) < own && its > spaces(lines[one]) && begun.Match(lines[one]) && one == neighbour(lines, odd, -1, 1<<30) {
		one, two = at, neighbour(lines, at, 1, own)
	}
	if its == own || one < 0 || two < 0 {
		return seen{}, false
	}
	for _, i := range []int{one, odd, two} {
		if !keyed.Match(lines[i]) || i != odd && spaces(lines[i]) != own {
			return seen{}, false
		}
	}
	if one < odd && begun.Match(lines[one]) && its > own { // what belongs to it
		return seen{}, false
	}
	if one < odd && its < own && apart { // it may be one of those further out, and the line be odd: does the next say which?
		if next := neighbour(lines, at, 1, own); next < 0 || spaces(lines[next]) != own {
			for i, line := range lines {
				if i != odd && spaces(line) == its && valued.Match(line) {
					return seen{}, false
				}
			}
		}
	}
	return seen{odd + 1, its + 1, fmt.Sprintf("This line begins with %s, and those around it, lines %d and %d, with %s", counted(its), one+1, two+1, counted(own)),
		"Lines that belong together begin with the same number of spaces."}, true
}

// neighbour is the nearest line before one (step -1) or after it (step 1), from 0, that says something and is set in by no
// more than so many spaces; -1 when there is none.
func neighbour(lines [][]byte, at, step, most int) int {
	for i := at + step; i >= 0 && i < len(lines); i += step {
		if text := bytes.TrimSpace(lines[i]); len(text) > 0 && text[0] != '#' && spaces(lines[i]) <= most {
			return i
		}
	}
	return -1
}

// begun is a key whose value stands on the lines below it.
var begun = regexp.MustCompile(`^ *[\w.-]+:\s*(#.*)?$`)

// besideItem says how a line, from 0, stands when it belongs to the item above it ("- id: check") and does not begin below
// its first word. Of two lines that do not agree, the item is wrong when it alone begins with an odd number of spaces.
func besideItem(lines [][]byte, at int) (seen, bool) {
	if at >= len(lines) || !keyed.Match(lines[at]) {
		return seen{}, false
	}
	own := spaces(lines[at])
	for i := at - 1; i >= 0; i-- {
		if text := bytes.TrimSpace(lines[i]); len(text) == 0 || text[0] == '#' {
			continue
		}
		m := item.FindSubmatchIndex(lines[i])
		if m == nil || own <= m[3] || own == m[4] || own > m[4] && m[6] < 0 {
			return seen{}, false
		}
		dash, word, first := m[3], string(lines[i][m[4]:m[5]]), m[4]
		if dash%2 == 1 && own%2 == 0 && own >= 2 {
			return seen{i + 1, dash + 1, fmt.Sprintf("This item begins with %s, and what belongs to it stands further in: line %d begins with %s", counted(dash), at+1, counted(own)),
				fmt.Sprintf("Begin it with %s, so that %q stands above what belongs to it.", counted(own-first+dash), word)}, true
		}
		return seen{at + 1, own + 1, fmt.Sprintf("This line begins with %s; it belongs to line %d, where %q begins after %d", counted(own), i+1, word, first),
			fmt.Sprintf("Begin it below %q, with %s.", word, counted(first))}, true
	}
	return seen{}, false
}

// item is the first line of an item of a list: its blanks, its first word, and whether a value follows it.
var item = regexp.MustCompile(`^( *)- +([\w.-]+):( +[^\s#])?`)

func counted(blanks int) string {
	if blanks == 0 {
		return "no spaces"
	}
	if blanks == 1 {
		return "1 space"
	}
	return fmt.Sprintf("%d spaces", blanks)
}
