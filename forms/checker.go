package forms

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dlclark/regexp2"
	"github.com/govalues/decimal"
	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/caseloom/caseloom/rules"
)

// checker makes compiled validators of one form. A validator without look-ahead patterns is shared by all. One with them
// counts the patterns that ran out of time, so that one post cannot spend more than a few of those, and serves one
// validation at a time.
type checker struct {
	sources  map[string][]byte // url to what the validator is given
	draft    int
	currency rules.Currency // of amounts of money
	root     string
	tests    []string                   // urls of the conditions, by test number
	patterns map[string]*regexp2.Regexp // those that Go's regexp refuses
	one      *validator                 // when there are no such patterns
	free     chan *validator            // when there are
}

type validator struct {
	schema *jsonschema.Schema
	tests  []*jsonschema.Schema
	slow   int // patterns that ran out of time in this validation
}

const (
	maxSlow        = 3    // after that every such pattern fails at once
	maxPatternText = 4096 // a longer text is not matched against a pattern that may backtrack
)

func newChecker(draft int, root string) *checker {
	return &checker{draft: draft, root: root, patterns: map[string]*regexp2.Regexp{}}
}

// know compiles a pattern that needs regexp2 and reports whether it could be.
func (c *checker) know(text string) bool {
	if c.patterns[text] != nil {
		return true
	}
	r, err := ecmaPattern(text)
	if err != nil {
		return false
	}
	c.patterns[text] = r
	return true
}

// condition registers a schema to be tested by itself, by its place, and gives its number.
func (c *checker) condition(url string) int {
	for i, t := range c.tests {
		if t == url {
			return i
		}
	}
	c.tests = append(c.tests, url)
	return len(c.tests) - 1
}

func (c *checker) compile() (v *validator, err error) {
	defer func() {
		if r := recover(); r != nil {
			v, err = nil, fmt.Errorf("it cannot be compiled: %v", r)
		}
	}()
	k := jsonschema.NewCompiler()
	k.Draft = map[int]*jsonschema.Draft{4: jsonschema.Draft4, 6: jsonschema.Draft6, 7: jsonschema.Draft7, 2019: jsonschema.Draft2019, 2020: jsonschema.Draft2020}[c.draft]
	k.AssertFormat = true
	k.LoadURL = func(s string) (io.ReadCloser, error) { return nil, errors.New("nothing is read from " + s) }
	k.Formats = maps.Clone(formats)
	k.Formats["money"] = ifText(func(text string) bool { return isMoney(text, c.currency) })
	v = &validator{}
	k.RegisterExtension("pattern", nil, patternCompiler{c, v})
	for url, src := range c.sources {
		if err := k.AddResource(url, bytes.NewReader(src)); err != nil {
			return nil, err
		}
	}
	if v.schema, err = k.Compile(c.root); err != nil {
		return nil, err
	}
	for i, url := range c.tests {
		name := fmt.Sprintf("caseloom:///test/%d", i)
		if err := k.AddResource(name, strings.NewReader(fmt.Sprintf(`{"allOf":[{"$ref":%q}]}`, url))); err != nil {
			return nil, err
		}
		t, err := k.Compile(name)
		if err != nil {
			return nil, err
		}
		v.tests = append(v.tests, t)
	}
	return v, nil
}

// ready compiles for the first time.
func (c *checker) ready() error {
	v, err := c.compile()
	if err != nil {
		return err
	}
	if len(c.patterns) == 0 {
		c.one = v
		return nil
	}
	c.free = make(chan *validator, 8)
	c.free <- v
	return nil
}

func (c *checker) take() *validator {
	if c.one != nil {
		return c.one
	}
	select {
	case v := <-c.free:
		v.slow = 0
		return v
	default:
	}
	v, err := c.compile()
	if err != nil {
		return <-c.free // it compiled before, so it will again; but waiting is always right
	}
	return v
}

func (c *checker) give(v *validator) {
	if v == c.one {
		return
	}
	select {
	case c.free <- v:
	default:
	}
}

// validate holds data against the whole schema.
func (v *validator) validate(data any) (ve *jsonschema.ValidationError, err error) {
	return run(v.schema, data)
}

// holds says whether a condition's schema accepts an object.
func (v *validator) holds(test int, data any) bool {
	ve, err := run(v.tests[test], data)
	return ve == nil && err == nil
}

// run never panics: a validator that met what it cannot read has not accepted it.
func run(s *jsonschema.Schema, data any) (ve *jsonschema.ValidationError, err error) {
	defer func() {
		if r := recover(); r != nil {
			ve, err = nil, fmt.Errorf("the answers cannot be checked: %v", r)
		}
	}()
	err = s.Validate(data)
	if errors.As(err, &ve) {
		return ve, nil
	}
	return nil, err
}

type patternCompiler struct {
	c *checker
	v *validator
}

func (p patternCompiler) Compile(_ jsonschema.CompilerContext, m map[string]any) (jsonschema.ExtSchema, error) {
	text, ok := m[patternKeyword].(string)
	if !ok {
		return nil, nil
	}
	return patternCheck{p.c.patterns[text], p.v}, nil
}

type patternCheck struct {
	r *regexp2.Regexp
	v *validator
}

func (p patternCheck) Validate(ctx jsonschema.ValidationContext, v any) error {
	s, ok := v.(string)
	if !ok {
		return nil
	}
	if p.v.slow < maxSlow && len(s) <= maxPatternText {
		match, err := p.r.MatchString(s)
		if err == nil && match {
			return nil
		}
		if err != nil {
			p.v.slow++
		}
	}
	return ctx.Error("pattern", "does not match")
}

// formats are those the validator does not have, or has too loosely; that of money hangs on the currency. Each holds for what is not a string.
var formats = map[string]func(any) bool{
	"email":    ifText(isEmail),
	"tel":      ifText(isTel),
	"phone":    ifText(isTel),
	"postcode": ifText(func(s string) bool { return postcodePattern.MatchString(s) }),
	"data-url": func(any) bool { return true },
}

func ifText(holds func(string) bool) func(any) bool {
	return func(v any) bool {
		s, ok := v.(string)
		return !ok || holds(s)
	}
}

var (
	emailPattern    = regexp.MustCompile(`^[^\s@<>()\[\],;:\\"]{1,64}@([\pL\pN]([\pL\pN-]{0,61}[\pL\pN])?\.)+[\pL\pN]([\pL\pN-]{0,61}[\pL\pN])$`)
	telPattern      = regexp.MustCompile(`^\+?[0-9 ()./x-]{5,30}(\s*(ext|x|extension)\.?\s*[0-9]{1,6})?$`)
	postcodePattern = regexp.MustCompile(`^(GIR 0AA|[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2})$`)
	moneyPattern    = regexp.MustCompile(`^-?[0-9]{1,15}(\.[0-9]{1,4})?$`)
)

func isEmail(s string) bool {
	return len(s) <= 254 && emailPattern.MatchString(s) && !strings.Contains(s, "..") && s[0] != '.'
}

func isTel(s string) bool {
	digits := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	return telPattern.MatchString(s) && digits >= 5
}

func isMoney(s string, currency rules.Currency) bool {
	if !moneyPattern.MatchString(s) {
		return false
	}
	_, err := decimal.Parse(s)
	_, places, _ := strings.Cut(s, ".")
	return err == nil && len(places) <= currency.Digits
}

// sound finds a value that the validator must not be given, and says where it is. Data from Parse and Decode is always
// sound; a draft kept elsewhere, or built by a program, may not be.
func sound(v any, depth int) (pointer string, ok bool) {
	if depth > maxDepth {
		return "", false
	}
	switch v := v.(type) {
	case nil, bool:
	case string:
		return "", utf8.ValidString(v)
	case json.Number:
		return "", json.Valid([]byte(v)) && soundNumber(string(v))
	case int, int32, int64, uint8, uint32, uint64:
	case float64:
		return "", soundNumber(strconv.FormatFloat(v, 'g', -1, 64))
	case []any:
		for i, x := range v {
			if at, ok := sound(x, depth+1); !ok {
				return fmt.Sprintf("/%d%s", i, at), false
			}
		}
	case map[string]any:
		for k, x := range v {
			if at, ok := sound(x, depth+1); !ok {
				return "/" + escapeToken(k) + at, false
			}
		}
	default:
		return "", false
	}
	return "", true
}
