package web

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// Limits of one post. They are far above any form that a person fills in.
const (
	maxValues    = 5_000
	maxNameBytes = 1_000
	maxFiles     = 20
)

// Upload is one file of a post, before anything is known of it. Body belongs to the request.
type Upload struct {
	Name string // as the browser gave it: never a path of ours
	Body []byte
}

// Posted is what a form sent: copies, so that they may be kept.
type Posted struct {
	url.Values
	Files map[string]Upload // by control name; an empty file control sends none
}

// Post reads the form that was sent, once. Values that are not UTF-8, or too many of them, are refused whole: nothing
// of such a post is kept, and the page says what to do.
func (c *Ctx) Post() (*Posted, error) {
	if c.posted != nil {
		return c.posted, nil
	}
	var p *Posted
	var err error
	switch c.media {
	case "multipart/form-data":
		p, err = readMultipart(c.Body(), c.mediaParams["boundary"])
	default:
		p, err = readValues(c.Body())
	}
	if err != nil {
		return nil, err
	}
	c.posted = p
	return p, nil
}

var (
	errTooMany  = &Problem{Status: http.StatusRequestEntityTooLarge, Code: "too-many"}
	errEncoding = &Problem{Status: http.StatusBadRequest, Code: "encoding"}
)

func readValues(body []byte) (*Posted, error) {
	if bytes.Count(body, []byte("&")) >= maxValues {
		return nil, errTooMany
	}
	values, err := url.ParseQuery(string(body)) // string copies
	if err != nil {
		return nil, errEncoding
	}
	for name, all := range values {
		if err := readable(name, all); err != nil {
			return nil, err
		}
	}
	return &Posted{Values: values, Files: map[string]Upload{}}, nil
}

func readMultipart(body []byte, boundary string) (*Posted, error) {
	if boundary == "" || len(boundary) > 200 {
		return nil, errEncoding
	}
	p := &Posted{Values: url.Values{}, Files: map[string]Upload{}}
	parts := multipart.NewReader(bytes.NewReader(body), boundary)
	for n := 0; ; n++ {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return p, nil
		}
		if err != nil {
			return nil, errEncoding
		}
		if n >= maxValues {
			return nil, errTooMany
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return nil, errEncoding
		}
		name := part.FormName()
		if file := part.FileName(); file != "" || strings.Contains(part.Header.Get("Content-Disposition"), "filename") {
			if err := readable(name, []string{file}); err != nil {
				return nil, err
			}
			if file == "" && len(content) == 0 {
				continue
			}
			if len(p.Files) >= maxFiles {
				return nil, errTooMany
			}
			p.Files[name] = Upload{Name: file, Body: content}
			continue
		}
		if err := readable(name, []string{string(content)}); err != nil {
			return nil, err
		}
		p.Values.Add(name, string(content))
	}
}

// readable refuses what cannot be text: bytes that are not UTF-8, and the character 0.
func readable(name string, values []string) error {
	if len(name) > maxNameBytes || !plain(name) {
		return errEncoding
	}
	for _, v := range values {
		if !plain(v) {
			return errEncoding
		}
	}
	return nil
}

func plain(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }
