package forms

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/caseloom/caseloom/rules"
)

// YAMLFault says in plain words what YAML could not read of a file, given what the library said. The library names a line
// near the start of the block at fault; the line that matters is the first after the longest beginning of the file that can
// be read.
func YAMLFault(file string, text []byte, err error) rules.Diagnostic {
	lines := bytes.SplitAfter(text, []byte("\n"))
	readable := func(n int) bool {
		_, err := parseYAML(bytes.Join(lines[:n], nil))
		return err == nil
	}
	for i, line := range lines {
		if bytes.HasPrefix(line, []byte("<<<<<<< ")) {
			return rules.Diagnostic{Code: "yaml", Severity: rules.Error, File: file, Line: i + 1, Column: 1, Message: "Two versions of this file were put together here, and nobody has chosen between them",
				Fix: "Keep one of the two, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>."}
		}
	}
	low, high := 0, len(lines) // low can be read, high cannot
	for high-low > 1 {
		if mid := (low + high) / 2; readable(mid) {
			low = mid
		} else {
			high = mid
		}
	}
	// A prefix that ends inside brackets cannot be read either, though nothing is wrong with it: look a little further.
	for n := low + 1; n < min(low+30, len(lines)); n++ {
		if readable(n) {
			low = n
		}
	}
	d := rules.Diagnostic{Code: "yaml", Severity: rules.Error, File: file, Line: low + 1, Column: 1}
	line := ""
	if low < len(lines) {
		line = strings.TrimRight(string(lines[low]), "\r\n")
	}
	body := strings.TrimLeft(line, " ")
	d.Column = len(line) - len(body) + 1
	d.Message, d.Fix = syntaxWords(err.Error(), body)
	apart := strings.Contains(err.Error(), "mapping values")
	if at := strings.IndexByte(line, '\t'); at >= 0 && strings.TrimLeft(line[:at], " ") == "" {
		d.Message, d.Fix, d.Column = "This line is indented with a tab; YAML wants spaces", "Replace the tab with spaces.", at+1
	} else if one, ok := amiss(line, err.Error()); ok {
		d.Message, d.Fix, d.Column = one.message, one.fix, one.column
	} else if i := openBracket(lines, low); i >= 0 && strings.Contains(err.Error(), "expected ','") {
		d.Message, d.Fix, d.Column = fmt.Sprintf("The %q that begins here is never closed", line[i:i+1]), "Close it at the end of the line.", utf8.RuneCountInString(line[:i])+1
	} else if one, ok := goingOn(lines, low); ok {
		d.Message, d.Fix, d.Line, d.Column = one.message, one.fix, one.line, one.column
	} else if one, ok := besideItem(lines, low); ok {
		d.Message, d.Fix, d.Line, d.Column = one.message, one.fix, one.line, one.column
	} else if one, ok := oddOneOut(lines, low, apart); ok && (apart || strings.Contains(err.Error(), "did not find expected")) {
		d.Message, d.Fix, d.Line, d.Column = one.message, one.fix, one.line, one.column
	} else if said, fix := misplaced(lines, low); said != "" && strings.Contains(err.Error(), "did not find expected") {
		d.Message, d.Fix = said, fix
	} else if colonless.MatchString(body) {
		d.Message, d.Fix = `This line has no ":" after its key`, "Write it as key: value."
	} else if above, text := keyless(lines, low); text != "" && strings.Contains(err.Error(), "mapping values") {
		d.Line, d.Column = above, len(text)-len(strings.TrimLeft(text, " "))+1
		d.Message, d.Fix = `This line has no ": " after its key`, "Write it as key: value."
	} else if above, ok := tooFarIn(lines, low); ok {
		d.Message = fmt.Sprintf("This line is set in further than line %d, which says all that it has to say", above)
		d.Fix = "Let both begin with the same number of spaces, or put the whole of the line above in quotes if this one goes on with its text."
	}
	return d
}

// colonless is a key that lacks its colon: what it would hold follows at once.
var colonless = regexp.MustCompile(`^[A-Za-z_][\w-]* +[\[{"']`)

// misplaced says how a line, from 0, is set in when none of those that it could belong to is set in so; "" when it is not
// that.
func misplaced(lines [][]byte, at int) (message, fix string) {
	if at >= len(lines) || len(bytes.TrimSpace(lines[at])) == 0 {
		return "", ""
	}
	own, deepest, last := spaces(lines[at]), 1<<30, -1
	near := -1 // the line that it could be lined up with, nearest to how it is set in
	for i := at - 1; i >= 0; i-- {
		text := bytes.TrimSpace(lines[i])
		if len(text) == 0 || text[0] == '#' {
			continue
		}
		n := spaces(lines[i])
		if last < 0 {
			last = n
		}
		if n >= deepest {
			continue // within a block that has ended
		}
		deepest = n
		if n == own {
			return "", ""
		}
		if near < 0 || abs(n-own) < abs(spaces(lines[near])-own) {
			near = i
		}
	}
	if near < 0 || own > last && !valued.Match(lines[near]) && !closed.Match(lines[near]) {
		return "", ""
	}
	return fmt.Sprintf("This line begins with %s, and line %d with %d", counted(own), near+1, spaces(lines[near])), "Lines that belong together begin with the same number of spaces."
}

// spaces counts those at the beginning of a line.
func spaces(line []byte) int { return len(line) - len(bytes.TrimLeft(line, " ")) }

func abs(n int) int { return max(n, -n) }

// keyless is the line, from 1, before a line, from 0, and its text, when it is no key, and begins where a key would.
func keyless(lines [][]byte, at int) (int, string) {
	for i := min(at, len(lines)) - 1; i >= 0; i-- {
		text := strings.TrimRight(string(lines[i]), "\r\n ")
		if body := strings.TrimSpace(text); body == "" || body[0] == '#' {
			continue
		} else if !colon.MatchString(body) && !strings.ContainsAny(body[:1], `-"'[{|>`) {
			return i + 1, text
		}
		break
	}
	return 0, ""
}

// colon is what parts a key from its value.
var colon = regexp.MustCompile(`:(\s|$)`)

// tooFarIn says whether a line, from 0, is a key that is set in below one that has a value already, and which line, from
// 1, that is.
func tooFarIn(lines [][]byte, at int) (above int, ok bool) {
	if at >= len(lines) || !keyed.Match(lines[at]) {
		return 0, false
	}
	for i := at - 1; i >= 0; i-- {
		if text := bytes.TrimSpace(lines[i]); len(text) > 0 && text[0] != '#' {
			return i + 1, spaces(lines[i]) < spaces(lines[at]) && valued.Match(lines[i])
		}
	}
	return 0, false
}

var (
	keyed  = regexp.MustCompile(`^ *[\w.-]+:(\s|$)`)
	valued = regexp.MustCompile(`^ *[\w.-]+: +[^\s#|>&{\["'][^\n]*`)
	closed = regexp.MustCompile(`[\]}"']\s*(#.*)?$`) // a value in brackets or quotation marks, whole or its last line
)

// dashed is an item whose dash stands at its first word.
var dashed = regexp.MustCompile(`^-[^\s-]`)

// syntaxWords turns the library's words into an analyst's. The code, "yaml", is the same for all of them.
func syntaxWords(problem, line string) (message, fix string) {
	has := func(part string) bool { return strings.Contains(problem, part) }
	switch {
	case has("mapping values are not allowed") && dashed.MatchString(line):
		return "There is no space after the dash that begins an item", "Write it as - and a space."
	case has("mapping values are not allowed"):
		return `There is a ": " here that YAML cannot place`, "Put text that holds a colon in quotes, and begin each key on a line of its own, lined up with its neighbours."
	case has("did not find expected key"), has("did not find expected '-' indicator"):
		if strings.HasPrefix(line, `"`) || strings.Contains(line, `: "`) || strings.Contains(line, ": '") {
			return "YAML cannot read this line: text goes on after a closing quotation mark, or the line is not lined up with its neighbours",
				`Put the whole value in single quotes, such as '"a" == form.b', and line it up.`
		}
		return "This line does not line up with the lines around it", "Check the spaces at its beginning."
	case has("expected ',' or '}'"), has("expected ',' or ']'"):
		if strings.Contains(line, "?") {
			return "A { } or [ ] that begins here is not closed, lacks a comma, or holds text that must be in quotes", "Text with a question mark inside { } must be in quotes."
		}
		return "A { } or [ ] that begins here is not closed, lacks a comma, or holds text that must be in quotes", "Close it, put a comma between its parts, or put text that holds a sign in quotes."
	case has("cannot start any token"):
		return "A value cannot begin with this character", "Put the value in quotes."
	case has("unexpected end of stream"), has("unexpected document indicator"):
		return "A quotation mark that begins here is never closed", "Close it."
	case has("could not find expected ':'"):
		return `This line has no ": " after its key`, "Write it as key: value, or put text that goes over several lines in quotes."
	case has("block sequence entries are not allowed"):
		return `A list item ("- ") cannot stand here`, "Begin the list on the line after its key."
	case has("unknown escape character"):
		return `A \ in double quotes must be written \\`, "Or use single quotes, in which \\ is only itself."
	case has("unknown anchor"), has("alias"), has("anchor"):
		return "Anchors (&) and aliases (*) are not read", "Put text that begins with & or * in quotes."
	case has("comment or line break"):
		return "The text of a value that begins with | or > goes on the lines below it", `Put a condition such as "> 2" in quotes.`
	case has("tag"):
		return "A value that begins with ! is a YAML tag, not an expression", `Write "not" for !, or put the whole value in quotes.`
	case has("exceeded max depth"):
		return "This is nested too deeply", ""
	}
	if _, after, found := strings.Cut(problem, ": "); found && strings.HasPrefix(problem, "yaml:") {
		problem = after
	}
	return "YAML cannot read this: " + problem, ""
}
