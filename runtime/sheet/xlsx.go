package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/rules"
)

// What is unpacked of a workbook: a file of 40 KB can hold gigabytes of the same letter.
const (
	maxUnpacked = 16 << 20 // bytes, all parts together
	maxSmall    = 2 << 20  // of a part that lists pages, links or formats
	maxTokens   = 2 * 3 * maxCells
)

var (
	errBomb   = errors.New("more than can be unpacked")
	errAbsent = errors.New("a part is not there")
)

// workbook is what is read of an .xlsx file, besides the cells of one page.
type workbook struct {
	b       *builder
	parts   map[string]*zip.File
	left    int64 // bytes that may still be unpacked
	pages   []page
	links   map[string]link // of the workbook, by id
	strings []string        // that cells share
	formats []format        // by style
	from04  bool            // days are counted from 1904
}

// page is one page as the workbook lists it.
type page struct {
	Name  string `xml:"name,attr"`
	State string `xml:"state,attr"`
	ID    string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
	Other string `xml:"http://purl.oclc.org/ooxml/officeDocument/relationships id,attr"`
}

type link struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
}

// workbook reads one page of an .xlsx file.
func (b *builder) workbook(raw []byte, name string) {
	if bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0")) {
		b.say(b.whole(), rules.Error, "workbook", "Save it as an .xlsx workbook without a password.", "This workbook is protected by a password, or is in the old format .xls")
		return
	}
	files, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		b.say(b.whole(), rules.Error, "workbook", "Save it again as an .xlsx workbook, or as “CSV UTF-8”.", "This is not an .xlsx workbook")
		return
	}
	w := &workbook{b: b, parts: map[string]*zip.File{}, left: maxUnpacked}
	for _, f := range files.File {
		w.parts[strings.TrimPrefix(path.Clean(strings.ReplaceAll(f.Name, `\`, "/")), "/")] = f
	}
	err = w.open()
	if err == nil {
		if at, ok := w.choose(name); ok {
			err = w.read(at)
		} else {
			return
		}
	}
	switch {
	case errors.Is(err, errBomb):
		b.say(b.whole(), rules.Error, "too-large", "Take out pages, pictures and formatting that the table does not need.", "This workbook holds more than %d MB once it is unpacked, which is more than Caseloom reads", maxUnpacked>>20)
	case err != nil:
		b.say(b.whole(), rules.Error, "workbook", "Save it again as an .xlsx workbook, or as “CSV UTF-8”.", "This workbook cannot be read: %s", strings.TrimSuffix(shorten(err.Error()), "."))
	}
}

// open reads what the workbook says of itself: its pages, its texts and its formats.
func (w *workbook) open() error {
	start := "xl/workbook.xml"
	if links, err := w.linksOf(""); err == nil {
		for _, l := range links {
			if strings.HasSuffix(l.Type, "/officeDocument") {
				start = l.Target
			}
		}
	}
	var book struct {
		Properties struct {
			From04 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Pages []page `xml:"sheets>sheet"`
	}
	if err := w.part(start, maxSmall, func(d *xml.Decoder) error { return d.Decode(&book) }); err != nil {
		return err
	}
	w.pages, w.from04 = book.Pages, book.Properties.From04 == "1" || book.Properties.From04 == "true"
	links, err := w.linksOf(start)
	if err != nil {
		return err
	}
	w.links = links
	for _, l := range links {
		switch {
		case strings.HasSuffix(l.Type, "/sharedStrings"):
			err = w.part(l.Target, maxUnpacked, w.sharedStrings)
		case strings.HasSuffix(l.Type, "/styles"):
			err = w.part(l.Target, maxSmall, w.styles)
		}
		if err != nil && !errors.Is(err, errAbsent) {
			return err
		}
	}
	return nil
}

// linksOf gives what a part refers to, by id, each target as the name of a part.
func (w *workbook) linksOf(of string) (map[string]link, error) {
	var all struct {
		Links []link `xml:"Relationship"`
	}
	dir, file := path.Split(of)
	if err := w.part(dir+"_rels/"+file+".rels", maxSmall, func(d *xml.Decoder) error { return d.Decode(&all) }); err != nil {
		return nil, err
	}
	links := map[string]link{}
	for _, l := range all.Links {
		if strings.HasPrefix(l.Target, "/") {
			l.Target = strings.TrimPrefix(path.Clean(l.Target), "/")
		} else {
			l.Target = path.Join(dir, l.Target)
		}
		links[l.ID] = l
	}
	return links, nil
}

// part unpacks a part of the workbook, within bounds.
func (w *workbook) part(name string, most int64, read func(*xml.Decoder) error) error {
	f := w.parts[name]
	if f == nil {
		return fmt.Errorf("%w (%s)", errAbsent, name)
	}
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	bounded := &bounded{in: in, left: min(most, w.left)}
	whole := bounded.left
	defer func() { w.left -= whole - bounded.left }()
	if err := read(xml.NewDecoder(bounded)); err != nil {
		if bounded.over {
			return errBomb
		}
		return err
	}
	return nil
}

// bounded stops a reader when no more may be unpacked.
type bounded struct {
	in   io.Reader
	left int64
	over bool
}

func (r *bounded) Read(p []byte) (int, error) {
	if r.left <= 0 {
		r.over = true
		return 0, errBomb
	}
	n, err := r.in.Read(p[:min(int64(len(p)), r.left)])
	r.left -= int64(n)
	return n, err
}

// choose finds the page that is named, or the first that is not hidden.
func (w *workbook) choose(name string) (string, bool) {
	var names []string
	found := -1
	for i, p := range w.pages {
		if !strings.HasSuffix(w.links[p.link()].Type, "/worksheet") {
			continue // a chart
		}
		if p.State == "" || p.State == "visible" {
			names = append(names, p.Name)
			if found < 0 && name == "" {
				found = i
			}
		}
		if name != "" && strings.EqualFold(strings.TrimSpace(p.Name), strings.TrimSpace(name)) {
			found = i
		}
	}
	switch {
	case found < 0 && name != "":
		w.b.say(w.b.whole(), rules.Error, "no-such-page", rules.DidYouMean(name, names, "pages of this workbook are"), "This workbook has no page %q", shorten(name))
		return "", false
	case found < 0:
		w.b.say(w.b.whole(), rules.Error, "no-such-page", "", "This workbook has no page with cells that is not hidden")
		return "", false
	case name == "" && len(names) > 1:
		w.b.say(w.b.whole(), rules.Hint, "other-pages", "To read another, name it: { file: …, sheet: "+names[1]+" }.", "This workbook has %d pages, and only the first, %s, is read", len(names), names[0])
	}
	w.b.sheet.Page = w.pages[found].Name
	return w.links[w.pages[found].link()].Target, true
}

func (p page) link() string {
	if p.ID != "" {
		return p.ID
	}
	return p.Other
}

// sharedStrings reads the texts that cells refer to by number.
func (w *workbook) sharedStrings(d *xml.Decoder) error {
	var text strings.Builder
	within, sound := false, 0
	for n := 0; ; n++ {
		token, err := d.Token()
		if n > maxTokens {
			return errBomb
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "si":
				text.Reset()
			case "t":
				within = sound == 0
			case "rPh": // how it is pronounced
				sound++
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "si":
				w.strings = append(w.strings, text.String())
			case "t":
				within = false
			case "rPh":
				sound--
			}
		case xml.CharData:
			if within && text.Len() <= 4*maxCell {
				text.Write(t)
			}
		}
	}
}

// styles reads how numbers are shown.
func (w *workbook) styles(d *xml.Decoder) error {
	var all struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Styles []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := d.Decode(&all); err != nil {
		return err
	}
	codes := map[int]string{}
	for _, f := range all.Formats {
		codes[f.ID] = f.Code
	}
	for _, s := range all.Styles {
		code, own := codes[s.Format]
		if !own {
			code = builtIn[s.Format]
		}
		w.formats = append(w.formats, parseFormat(code))
	}
	return nil
}

// formatOf is the format of a style.
func (w *workbook) formatOf(style string) format {
	n, err := strconv.Atoi(style)
	if err != nil || n < 0 || n >= len(w.formats) {
		return format{decimals: -1}
	}
	return w.formats[n]
}
