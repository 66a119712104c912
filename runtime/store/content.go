package store

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
)

// Content is what a person told us or wrote, as against the bones of an event (which task, which stage). It is hashed
// apart, by retention class, so that it can be taken out later while the chain of hashes still verifies.

// Retention classes.
const (
	Answers   = "answers"   // what the applicant or a form said, files, and what was computed from it
	Decisions = "decisions" // what was proposed and decided, and from which values
	Words     = "words"     // notes, comments, reasons
	Messages  = "messages"  // what was written to people
)

// Classes lists the retention classes.
func Classes() []string { return []string{Answers, Decisions, Messages, Words} }

// content says which members of a kind of event's body are content, "class:path,path;class:path" with the classes in
// order. Each event records the ones it had, so this table may change and old events still verify.
var content = map[string]string{
	"case.received":          "answers:given.data,given.files,given.helped",
	"data.corrected":         "answers:given.data,given.files;words:given.reason",
	"task.completed":         "answers:given.answers,given.files;words:given.told.how",
	"action.taken":           "answers:given.answers,given.files",
	"task.answered":          "answers:given.answers",
	"task.gave_up":           "answers:given.reason",
	"task.called":            "answers:send",
	"task.failed":            "answers:reason",
	"task.done":              "answers:answers",
	"document.added":         "answers:given.file,file",
	"opening.asked":          "answers:data",
	"document.made":          "answers:given.file",
	"document.asked":         "messages:subject,text",
	"fact.set":               "answers:value",
	"person.set":             "answers:value",
	"task.created":           "answers:task.title",
	"task.items":             "answers:values",
	"task.titled":            "answers:title",
	"problem.found":          "answers:message",
	"decision.answered":      "decisions:given.outputs;words:given.comment",
	"decision.overridden":    "decisions:given.outputs;words:given.reason",
	"decision.proposed":      "decisions:proposal.outputs,proposal.inputs,proposal.because;words:proposal.comment",
	"decision.worked_out":    "decisions:worked_out.outputs,worked_out.because",
	"decision.made":          "decisions:made.outputs,made.inputs,made.because;words:made.override",
	"decision.confirmed":     "words:given.comment",
	"decision.returned":      "words:given.comment",
	"decision.voted":         "words:given.comment",
	"decision.told_recorded": "words:given.how",
	"conflict.declared":      "words:given.reason",
	"conflict.lifted":        "words:given.reason",
	"task.added":             "words:given.title",
	"task.skipped":           "words:given.reason",
	"note.added":             "words:given.text",
	"case.held":              "words:given.reason",
	"case.resumed":           "words:given.reason",
	"case.withdrawn":         "words:given.reason",
	"case.ended":             "words:given.reason",
	"case.abandoned":         "words:given.reason",
	"case.transferred":       "words:given.reason",
	"case.merged":            "words:given.reason",
	"case.reopened":          "words:given.reason",
	"case.migrated":          "answers:given.data,given.answers,given.items;words:given.reason",
	"case.migration_undone":  "words:given.reason",
	"message.asked":          "messages:mail,message.subject",
	"message.failed":         "messages:given.reason",
}

// part is one class of content in one body: where it lies.
type part struct {
	class string
	paths []string
}

// parseParts reads the "class:path,path;class:path" form.
func parseParts(text string) []part {
	if text == "" {
		return nil
	}
	var parts []part
	for one := range strings.SplitSeq(text, ";") {
		class, paths, _ := strings.Cut(one, ":")
		parts = append(parts, part{class, strings.Split(paths, ",")})
	}
	return parts
}

func formatParts(parts []part) string {
	var b strings.Builder
	for i, p := range parts {
		if i > 0 {
			b.WriteByte(';')
		}
		b.WriteString(p.class)
		b.WriteByte(':')
		b.WriteString(strings.Join(p.paths, ","))
	}
	return b.String()
}

// present keeps the parts that a body has.
func present(kind string, body []byte) []part {
	var has []part
	for _, p := range parseParts(content[kind]) {
		p.paths = slices.DeleteFunc(p.paths, func(path string) bool {
			_, ok := find(body, path)
			return !ok
		})
		if len(p.paths) > 0 {
			has = append(has, p)
		}
	}
	return has
}

// span is where a value lies in a body.
type span struct{ from, to int }

var null = []byte("null")

// without returns the body with the values at the paths replaced by null, every other byte as it was.
func without(body []byte, paths []string) []byte {
	var spans []span
	for _, p := range paths {
		if s, ok := find(body, p); ok {
			spans = append(spans, s)
		}
	}
	if len(spans) == 0 {
		return body
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	out := make([]byte, 0, len(body))
	at := 0
	for _, s := range spans {
		if s.from < at { // inside a value already taken out
			continue
		}
		out = append(append(out, body[at:s.from]...), null...)
		at = s.to
	}
	return append(out, body[at:]...)
}

// find finds the value at a dotted path of member names. It reads any bytes without harm, and finds nothing in what is
// not JSON.
func find(body []byte, path string) (span, bool) {
	from, to := 0, len(body)
	for name := range strings.SplitSeq(path, ".") {
		s, ok := member(body[:to], from, name)
		if !ok {
			return span{}, false
		}
		from, to = s.from, s.to
	}
	return span{from, to}, true
}

// member finds the value of a member of the object that begins at i.
func member(b []byte, i int, name string) (span, bool) {
	i = space(b, i)
	if i >= len(b) || b[i] != '{' {
		return span{}, false
	}
	i = space(b, i+1)
	for i < len(b) && b[i] == '"' {
		end := text(b, i)
		if end > len(b) {
			return span{}, false
		}
		same := bytes.Equal(b[i+1:end-1], []byte(name))
		i = space(b, end)
		if i >= len(b) || b[i] != ':' {
			return span{}, false
		}
		from := space(b, i+1)
		to := value(b, from)
		if to > len(b) || to == from {
			return span{}, false
		}
		if same {
			return span{from, to}, true
		}
		i = space(b, to)
		if i >= len(b) || b[i] != ',' {
			return span{}, false
		}
		i = space(b, i+1)
	}
	return span{}, false
}

func space(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	return i
}

// text returns the index after the string that begins at i; past the end when it does not end.
func text(b []byte, i int) int {
	for i++; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b) + 1
}

// value returns the index after the value that begins at i; past the end when it does not end.
func value(b []byte, i int) int {
	depth := 0
	for i < len(b) {
		switch b[i] {
		case '"':
			if i = text(b, i); depth == 0 || i > len(b) {
				return i
			}
		case '{', '[':
			depth++
			i++
		case '}', ']':
			if depth == 0 {
				return i
			}
			depth--
			i++
			if depth == 0 {
				return i
			}
		case ',', ' ', '\n', '\t', '\r':
			if depth == 0 {
				return i
			}
			i++
		default:
			i++
		}
	}
	if depth > 0 {
		return len(b) + 1
	}
	return i
}
