package casetype

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"unicode/utf8"

	"github.com/caseloom/caseloom/rules"
)

// What a case type may hold. The largest real schema is a few hundred kilobytes.
const (
	maxFile  = 1 << 20
	maxTable = 4 << 20 // of tables/
	maxTotal = 16 << 20
	maxFiles = 400
)

// file is one text that loading read.
type file struct {
	path  string
	text  []byte // without a byte order mark
	lines []int  // where each line begins
}

func newFile(path string, text []byte) *file {
	f := &file{path: path, text: text, lines: []int{0}}
	for i, b := range text {
		if b == '\n' {
			f.lines = append(f.lines, i+1)
		}
	}
	return f
}

// from is the text from the beginning of a line, counted from 1.
func (f *file) from(line int) []byte {
	if line < 1 || line > len(f.lines) {
		return nil
	}
	return f.text[f.lines[line-1]:]
}

// start is the place of a file's first character, for what is wrong with the file as a whole.
func (f *file) start() rules.Source { return rules.Source{File: f.path, Line: 1, Column: 1} }

// place is where a byte of the file stands.
func (f *file) place(offset int) rules.Source {
	s := rules.Source{File: f.path, Line: 1 + bytes.Count(f.text[:offset], []byte("\n"))}
	s.Column = 1 + utf8.RuneCount(f.text[bytes.LastIndexByte(f.text[:offset], '\n')+1:offset])
	return s
}

// read gives a file of the case type, and keeps it: what is read is what the version is made of. A file that is not
// there gives nil and no fault; whether that is wrong is for the caller to say.
func (l *loader) read(path string) *file {
	if f, done := l.texts[path]; done {
		return f
	}
	l.texts[path] = nil
	raw, ok := l.raw(path, maxFile)
	if !ok {
		return nil
	}
	f := newFile(path, bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf")))
	l.seen[path] = f
	if fault := badText(f); fault != nil {
		l.add(*fault)
		return nil
	}
	l.texts[path] = f
	return f
}

// raw gives the bytes of a file of the case type, and keeps them. It says what is wrong with a file that is there.
func (l *loader) raw(path string, most int64) ([]byte, bool) {
	if raw, done := l.files[path]; done {
		return raw, true
	}
	whole := rules.Source{File: path, Line: 1, Column: 1}
	if len(l.files) >= maxFiles {
		if !l.full {
			l.add(whole.At(0, 0, "too-many-files", rules.Error, fmt.Sprintf("This case type has more than %d files", maxFiles), "Remove what it does not need."))
		}
		l.full = true
		return nil, false
	}
	raw, err := readFile(l.root, path, most)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, false
	case errors.Is(err, errTooLarge):
		l.add(whole.At(0, 0, "too-large", rules.Error, fmt.Sprintf("This file is larger than %d MB, which is more than Caseloom reads", most>>20), "Split it, or take out what it does not need."))
		return nil, false
	case err != nil:
		l.add(whole.At(0, 0, "unreadable", rules.Error, "This file cannot be read: "+reason(err), "Make it an ordinary file that the server may read."))
		return nil, false
	}
	if l.total += len(raw); l.total > maxTotal {
		l.add(whole.At(0, 0, "too-large", rules.Error, "The files of this case type are larger than 16 MB together", "Take out what it does not need."))
		return nil, false
	}
	l.files[path] = raw
	return raw, true
}

var errTooLarge = errors.New("too large")

// readFile reads an ordinary file, and never more of it than most. A pipe or a device is refused before it is
// opened: to open one may wait for ever.
func readFile(root fs.FS, path string, most int64) ([]byte, error) {
	info, err := fs.Stat(root, path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is not an ordinary file")
	}
	in, err := root.Open(path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	raw, err := io.ReadAll(io.LimitReader(in, most+1))
	if err == nil && int64(len(raw)) > most {
		err = errTooLarge
	}
	return raw, err
}

// reason is an error of the file system without the path, which the diagnostic already names.
func reason(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}

// badText says why bytes are not a text that a person could have meant.
func badText(f *file) *rules.Diagnostic {
	for _, mark := range []string{"\xff\xfe", "\xfe\xff"} {
		if bytes.HasPrefix(f.text, []byte(mark)) {
			d := f.start().At(0, 0, "encoding", rules.Error, "This file is saved as UTF-16", "Save it again as UTF-8.")
			return &d
		}
	}
	for i := 0; i < len(f.text); {
		r, size := utf8.DecodeRune(f.text[i:])
		if r == utf8.RuneError && size == 1 {
			d := f.place(i).At(0, 0, "encoding", rules.Error, "This character is not UTF-8", "Save the file again as UTF-8.")
			return &d
		}
		if (r < ' ' && r != '\n' && r != '\r' && r != '\t') || r == 0x7f || (r >= 0x80 && r < 0xa0) || r == 0xfffe || r == 0xffff || r == 0x2028 || r == 0x2029 || r == 0xfeff {
			d := f.place(i).At(0, 0, "control-character", rules.Error, fmt.Sprintf("There is a character here that cannot be seen (U+%04X)", r), "Delete it and type the text again.")
			return &d
		}
		if r == '\r' && (i+1 >= len(f.text) || f.text[i+1] != '\n') {
			d := f.place(i).At(0, 0, "control-character", rules.Error, "A line ends here in a way that Caseloom does not read (a lone carriage return)", "Save the file with ordinary line endings.")
			return &d
		}
		i += size
	}
	return nil
}

// hash is the version: over every file by path and content, each with its length so that nothing can be moved from one
// to the next unnoticed.
func hash(files map[string][]byte) string {
	h := sha256.New()
	put := func(b []byte) {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(b))))
		h.Write(b)
	}
	for _, path := range sortedKeys(files) {
		put([]byte(path))
		put(files[path])
	}
	return hex.EncodeToString(h.Sum(nil))
}
