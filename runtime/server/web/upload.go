package web

import (
	"archive/zip"
	"bytes"
	"io"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/engine"
)

// allowed is every kind of file we keep, by what its content says it is, with the endings of its name. Nothing that a
// browser would run is here: no HTML, no SVG, no script.
var allowed = map[string][]string{
	"application/pdf": {".pdf"},
	"image/jpeg":      {".jpg", ".jpeg"},
	"image/png":       {".png"},
	"image/gif":       {".gif"},
	"image/webp":      {".webp"},
	"image/heic":      {".heic", ".heif"},
	"text/plain":      {".txt", ".csv", ".md"},
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": {".docx"},
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":       {".xlsx"},
	"application/vnd.oasis.opendocument.text":                                 {".odt"},
	"application/vnd.oasis.opendocument.spreadsheet":                          {".ods"},
}

// AllowedText names the kinds of file we keep, for the page that refuses another.
const AllowedText = "a PDF, a photo (JPEG, PNG, HEIC, GIF or WEBP), a Word, Excel or OpenDocument file, or plain text"

// Sniff says what a file is from its content; the name and the browser's word only choose between kinds that share a
// content. ok is false for every kind that we do not keep.
func Sniff(name string, body []byte) (media string, ok bool) {
	ending := strings.ToLower(path.Ext(name))
	media, _, _ = strings.Cut(http.DetectContentType(body), ";")
	switch {
	case media == "application/zip":
		media = officeKind(body)
	case len(body) > 12 && string(body[4:8]) == "ftyp" && (strings.HasPrefix(string(body[8:12]), "hei") || string(body[8:12]) == "mif1"):
		media = "image/heic"
	case media == "text/plain" && !plain(string(body)):
		return "", false
	}
	endings, ok := allowed[media]
	if !ok {
		return "", false
	}
	for _, e := range endings {
		if e == ending {
			return media, true
		}
	}
	// A name without an ending, or with another picture's, is an honest mistake; a program's name is not.
	return media, ending == "" || strings.HasPrefix(media, "image/") && strings.HasPrefix(mime.TypeByExtension(ending), "image/") && ending != ".svg"
}

// officeKind looks for the part that makes a zip archive a document, without unpacking it.
func officeKind(body []byte) string {
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil || len(z.File) > 10_000 {
		return "application/zip"
	}
	for _, f := range z.File {
		switch f.Name {
		case "word/document.xml":
			return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
		case "xl/workbook.xml":
			return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		case "mimetype":
			r, err := f.Open()
			if err != nil {
				return "application/zip"
			}
			kind, _ := io.ReadAll(io.LimitReader(r, 100))
			r.Close()
			return string(kind)
		}
	}
	return "application/zip"
}

// Keep puts a file into the blob store under the hash of its content, or says in words why not.
func (c *Ctx) Keep(u Upload) (ref forms.FileRef, fault string, err error) {
	w := problemWords.In(c.Lang())
	switch {
	case len(u.Body) == 0:
		return ref, w.FileEmpty, nil
	case len(u.Body) > MaxFile:
		return ref, w.FileLarge(MaxFile >> 20), nil
	}
	name := FileName(u.Name)
	media, ok := Sniff(name, u.Body)
	if !ok {
		return ref, w.FileKind, nil
	}
	hash, size, err := c.Site.Blobs.Put(bytes.NewReader(u.Body), MaxFile)
	if err != nil {
		return ref, "", err
	}
	return forms.FileRef{Name: name, Hash: hash, Media: media, Size: size}, "", nil
}

// KeepAll keeps every file of a post, by the names of their controls. One that is not kept says why in Refused.
func (c *Ctx) KeepAll(p *Posted) (map[string]forms.FileRef, error) {
	files := map[string]forms.FileRef{}
	for name, u := range p.Files {
		ref, fault, err := c.Keep(u)
		if err != nil {
			return nil, err
		}
		if ref.Refused = fault; fault != "" {
			ref.Name, ref.Size = FileName(u.Name), int64(len(u.Body))
			ref.Media, _, _ = strings.Cut(http.DetectContentType(u.Body), ";")
		}
		files[name] = ref
	}
	return files, nil
}

// FileName is what is left of a browser's file name: the last part of a path, printable, at most 120 characters.
func FileName(given string) string {
	given = path.Base(strings.ReplaceAll(given, "\\", "/"))
	out := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || strings.ContainsRune(`/"<>|:*?`, r) || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, strings.ToValidUTF8(given, ""))
	out = strings.TrimLeft(out, ". ")
	if r := []rune(out); len(r) > 120 {
		ending := []rune(path.Ext(out))
		if len(ending) > 10 {
			ending = nil
		}
		out = string(r[:120-len(ending)]) + string(ending)
	}
	if out == "" {
		return "file"
	}
	return out
}

// Download answers with a kept file: always saved rather than shown, never as a type that could run.
func (c *Ctx) Download(file engine.File) error {
	r, err := c.Site.Blobs.Open(file.Hash)
	if err != nil {
		return err
	}
	defer r.Close()
	body, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil {
		return err
	}
	media := file.Media
	if _, ok := allowed[media]; !ok {
		media = "application/octet-stream"
	}
	c.SetHeader("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": FileName(file.Name)}))
	c.SetHeader("Content-Security-Policy", "default-src 'none'; sandbox")
	return c.Send(http.StatusOK, media, body)
}
