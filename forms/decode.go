package forms

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// maxBody bounds one submission, without its files.
const maxBody = 4 << 20

// Decode reads a submission that a program sent. It is strict where readers differ, so that nobody sees something else
// in what was accepted: a name given twice, numbers beyond computing, text after the end and broken UTF-8 are refused.
// The error is a sentence for whoever sent it.
func (f *Form) Decode(body []byte) (map[string]any, error) {
	if len(body) > maxBody {
		return nil, fmt.Errorf("the body is larger than %d MB", maxBody>>20)
	}
	if !utf8.Valid(body) {
		return nil, errors.New("the body is not UTF-8 text")
	}
	d := json.NewDecoder(strings.NewReader(string(body)))
	d.UseNumber()
	v, err := decode(d, "", 0)
	if err != nil {
		var syntax *json.SyntaxError
		switch {
		case errors.As(err, &syntax):
			return nil, fmt.Errorf("the body is not JSON: %v, at byte %d", err, syntax.Offset)
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return nil, errors.New("the body is not JSON: it ends too early")
		}
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("the body has more after the end of the JSON value")
	}
	object, ok := v.(map[string]any)
	if !ok {
		return nil, errors.New("the body must be a JSON object")
	}
	return object, nil
}

func decode(d *json.Decoder, pointer string, depth int) (any, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("%s is nested more than %d deep", pointer, maxDepth)
	}
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case json.Number:
		if !soundNumber(string(t)) {
			return nil, fmt.Errorf("the number at %q is too large, too small or too long", pointer)
		}
		return t, nil
	case json.Delim:
		if t == '{' {
			return decodeObject(d, pointer, depth)
		}
		list := []any{}
		for d.More() {
			v, err := decode(d, fmt.Sprintf("%s/%d", pointer, len(list)), depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err := d.Token()
		return list, err
	}
	return t, nil
}

func decodeObject(d *json.Decoder, pointer string, depth int) (any, error) {
	object := map[string]any{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, _ := t.(string)
		at := pointer + "/" + escapeToken(name)
		if _, twice := object[name]; twice {
			return nil, fmt.Errorf("%q is given twice", at)
		}
		v, err := decode(d, at, depth+1)
		if err != nil {
			return nil, err
		}
		object[name] = v
	}
	_, err := d.Token()
	return object, err
}
