package sheet

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/caseloom/caseloom/rules"
)

// separated reads comma-separated values. What separates them (a comma, a semicolon, a tab or a bar) is seen from the
// headings, and so is the encoding from the mark at the beginning: UTF-8, with a mark or without, and UTF-16 with one.
func (b *builder) separated(raw []byte) {
	text, ok := b.decode(raw)
	if !ok {
		return
	}
	b.lines(text)
}

// decode gives the text of a file. A file that is not UTF-8 is refused at the first cell that shows it: what its letters
// are is a guess, and a wrong guess would change a name or an amount's sign without a word.
func (b *builder) decode(raw []byte) (string, bool) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")):
		raw = raw[3:]
	case bytes.HasPrefix(raw, []byte("\xff\xfe")):
		return wide(raw[2:], binary.LittleEndian), true
	case bytes.HasPrefix(raw, []byte("\xfe\xff")):
		return wide(raw[2:], binary.BigEndian), true
	}
	if bytes.HasPrefix(raw, []byte("PK\x03\x04")) {
		b.say(b.whole(), rules.Error, "encoding", "Give it the ending .xlsx, or save it as “CSV UTF-8”.", "This is a workbook, and not a file of comma-separated values")
		return "", false
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		b.say(b.whole(), rules.Error, "encoding", "Save it as “CSV UTF-8”.", "This is not a text, or it is saved as UTF-16 without a mark that says so")
		return "", false
	}
	if !utf8.Valid(raw) {
		b.foreign(raw)
		return "", false
	}
	return string(raw), true
}

func wide(raw []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(raw)/2)
	for i := range units {
		units[i] = order.Uint16(raw[2*i:])
	}
	return string(utf16.Decode(units))
}

// foreign names the first cell that is not UTF-8, read as the encoding that Excel writes on most machines.
func (b *builder) foreign(raw []byte) {
	const fix = "Save it again as “CSV UTF-8” (in Excel: File, Save As, CSV UTF-8)."
	text, err := charmap.Windows1252.NewDecoder().Bytes(raw)
	if err == nil {
		guess := &builder{sheet: &Sheet{File: b.sheet.File}}
		guess.lines(string(text))
		for _, r := range guess.sheet.Rows {
			for _, c := range r.Cells {
				if strings.ContainsFunc(c.Source.Text, func(r rune) bool { return r >= 0x80 }) {
					b.say(c.Source, rules.Error, "encoding", fix, "This is not saved as UTF-8: it looks like Windows-1252, in which it reads %q", shorten(c.Source.Text))
					return
				}
			}
		}
	}
	b.say(b.whole(), rules.Error, "encoding", fix, "This file is not saved as UTF-8")
}

func shorten(text string) string {
	if r := []rune(text); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return text
}

// lines reads the rows of a text. A row is a line, but for line breaks within quotation marks; empty lines are counted,
// as a spreadsheet program does that opens the file.
func (b *builder) lines(text string) {
	var separator rune
	skipped := 0
	if rest, ok := strings.CutPrefix(text, "sep="); ok && len(rest) > 1 && (rest[1] == '\n' || rest[1] == '\r') { // Excel's own line, which it does not show
		separator = rune(rest[0])
		_, text, _ = strings.Cut(text, "\n")
		skipped = 1
	}
	if separator != ',' && separator != ';' && separator != '\t' && separator != '|' {
		separator = sniff(text)
	}
	b.sheet.Separator = separator
	in := csv.NewReader(strings.NewReader(text))
	in.Comma, in.Comment, in.FieldsPerRecord, in.ReuseRecord = separator, '#', -1, true
	lines := strings.SplitAfter(text, "\n")
	for i, line := range lines { // which the reader would take for a comment
		if j := slices.IndexFunc(broken, func(word string) bool { return strings.HasPrefix(line, word) }); j >= 0 {
			b.broken(rules.Source{Text: broken[j], File: b.sheet.File, Line: i + 1 + skipped, Column: 1})
		}
	}
	number, next, read, wide := 0, 1, int64(0), 0
	for !b.full {
		fields, err := in.Read()
		var fault *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return
		case errors.As(err, &fault):
			b.quotes(fault, lines, skipped, number+1+fault.StartLine-next)
			return
		case err != nil:
			b.say(b.whole(), rules.Error, "syntax", "", "This cannot be read as comma-separated values: %s", err)
			return
		}
		first, _ := in.FieldPos(0)
		number += 1 + first - next
		next += strings.Count(text[read:in.InputOffset()], "\n")
		read = in.InputOffset()
		if wide == 0 && strings.TrimSpace(strings.Join(fields, "")) != "" {
			wide = len(fields) // the headings
		}
		one := line{builder: b, fields: fields, separator: separator, cut: len(fields) > wide, at: func(i int) rules.Source {
			at, column := in.FieldPos(i)
			return rules.Source{Text: fields[i], File: b.sheet.File, Line: at + skipped, Column: runes(lines, at, column), Cell: Name(i, number)}
		}}
		b.row(number, rules.Source{File: b.sheet.File, Line: first + skipped, Column: 1}, one.cells())
	}
}

// broken says that a cell holds an error of the spreadsheet, and not a value.
func (b *builder) broken(at rules.Source) {
	b.say(at, rules.Error, "formula", "Put the formula right in the spreadsheet, and save it again.", "This is an error of the spreadsheet (%s)", strings.TrimSpace(at.Text))
}

// runes turns a column counted in bytes, from 1, into one counted in characters.
func runes(lines []string, line, column int) int {
	if line < 1 || line > len(lines) {
		return 1
	}
	return 1 + utf8.RuneCountInString(lines[line-1][:min(column-1, len(lines[line-1]))])
}

// sniff finds what separates the cells: whatever cuts the headings into the most.
func sniff(text string) rune {
	best, most := ',', 0
	line := ""
	for one := range strings.Lines(text) {
		if t := strings.TrimSpace(one); t != "" && t[0] != '#' {
			line = one
			break
		}
	}
	for _, separator := range ",;\t|" {
		n, quoted := 0, false
		for _, r := range line {
			switch {
			case r == '"':
				quoted = !quoted
			case r == separator && !quoted:
				n++
			}
		}
		if n > most {
			best, most = separator, n
		}
	}
	return best
}

// broken are what spreadsheets write of a formula that could not be worked out.
var broken = []string{"#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
