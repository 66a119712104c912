package forms

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/rules/language"
)

const (
	maxRadios   = 7        // more choices than these make a select
	longText    = 200      // a text that may be longer than this gets a box
	defaultSize = 10 << 20 // bytes of an upload whose schema gives no limit
)

// widget chooses how a plain value is asked, by what it means.
func (l *loader) widget(f *Field, parts []part, words hints) {
	f.Options = l.options(parts, words)
	if n := len(f.Options); n > 1 {
		f.Options[n-1].alone = saysNone(f.Options[n-1])
	}
	format := findText(parts, "format")
	declared := words.text("widget")
	switch {
	case f.json == "boolean":
		l.yesNo(f, parts, declared)
	case len(f.Options) > 0:
		f.Widget = Radios
		if len(f.Options) > maxRadios && declared != "radio" && declared != "radios" || declared == "select" {
			f.Widget = Select
		}
	case isUploadField(parts):
		f.Widget = File
		l.upload(f, parts, words)
	case format == "money":
		f.Widget, f.InputMode, f.width, f.currency = Money, "decimal", 10, l.currency
		if f.Prefix == "" {
			f.Prefix = strings.TrimSpace(l.currency.Sign)
		}
	case f.json == "integer":
		f.Widget, f.InputMode, f.width = Number, "numeric", digits(f)
	case f.json == "number":
		f.Widget, f.InputMode, f.width = Number, "decimal", 10
	case format == "date-time":
		f.Widget, f.moment = Text, true
	case format == "date":
		f.Widget = Date
	case format == "email", format == "idn-email", words.text("inputType") == "email":
		f.Widget, f.InputMode = Email, "email"
	case format == "tel", format == "phone", words.text("inputType") == "tel":
		f.Widget, f.InputMode, f.width = Tel, "tel", 20
	case format == "postcode":
		f.Widget, f.width = Postcode, 10
	case declared == "textarea", format == "textarea", f.MaxLength >= longText && !oneLine(f), strings.HasPrefix(findText(parts, "contentMediaType"), "text/"):
		f.Widget, f.rows = Textarea, 5
	default:
		f.Widget = Text
		if f.MaxLength > 0 && f.MaxLength <= 30 {
			f.width = width(f.MaxLength)
		}
	}
	if rows := words.get("rows"); rows != nil && rows.n.kind == numberKind {
		f.rows, _ = strconv.Atoi(rows.n.text)
		f.rows = min(max(f.rows, 1), 40)
	}
	if f.Autocomplete == "" {
		f.Autocomplete = autocomplete(f)
	}
	l.side(f, parts)
	if f.json == "" && f.Widget == Text {
		f.json = "string"
		if t, _ := find(parts, "type"); t != nil && t.kind == arrayKind {
			f.json = ""
		}
	}
}

// oneLine says that a text is one line however long it may be: what a browser knows of a person is, but for the whole of
// an address.
func oneLine(f *Field) bool { return f.Autocomplete != "" && f.Autocomplete != "street-address" }

// side reads where a date must lie. A date of birth is never to come, and not
// of before 1900, unless the schema says something else by x-date.
func (l *loader) side(f *Field, parts []part) {
	v, doc := find(parts, "x-date")
	switch {
	case v == nil && f.Widget == Date && autocompleteNames[bare(f.Name)] == "bday":
		f.side, f.birth = "today-or-past", true
	case v == nil || v.kind != stringKind: // what is no text is refused with the other keywords
		return
	case f.Widget != Date:
		l.errorf(doc, v, "malformed-schema", "Give it `type: string` and `format: date`, or leave x-date out.", "x-date is about dates, and %q is not one.", f.Name)
	case sides[v.text] == nil:
		l.errorf(doc, v, "malformed-schema", didYouMean(v.text, sides), "x-date must be %s, not %q.", language.Or(language.English, slices.Sorted(maps.Keys(sides))), v.text)
	default:
		f.side = v.text
	}
	l.dated = l.dated || f.side != "" && f.side != "any"
}

func (l *loader) yesNo(f *Field, parts []part, declared string) {
	f.Widget = YesNo
	w := catalogue.In(f.lang)
	only, _ := find(parts, "const")
	if e, _ := find(parts, "enum"); only == nil && e != nil && len(e.items) == 1 {
		only = e.items[0]
	}
	if only.isTrue() {
		f.Widget, f.Options = Checkbox, []Option{{Value: true, Text: f.Label}}
		return
	}
	var kept []Option
	for _, o := range f.Options {
		if _, ok := o.Value.(bool); ok {
			kept = append(kept, o)
		}
	}
	if f.Options = kept; len(kept) != 2 {
		f.Options = []Option{{Value: true, Text: w.Yes}, {Value: false, Text: w.No}}
	}
	_ = declared // rjsf's "checkbox" for a boolean makes unanswered false; a question needs a yes and a no
}

// options are the choices of an enum, or of a oneOf or anyOf of constants.
func (l *loader) options(parts []part, words hints) []Option {
	if e, _ := find(parts, "enum"); e != nil && e.kind == arrayKind {
		labels, _ := find(parts, "enumNames")
		if v := words.get("enumNames"); v != nil {
			labels = v.n
		}
		var out []Option
		for i, v := range e.items {
			if v.kind == nullKind || v.kind == objectKind || v.kind == arrayKind {
				continue
			}
			o := Option{Value: v.value(), Text: l.valueText(v.value())}
			if labels != nil && labels.kind == arrayKind && i < len(labels.items) && labels.items[i].kind == stringKind {
				o.Text = labels.items[i].text
			}
			out = append(out, o)
		}
		return out
	}
	for _, p := range parts {
		if p.n == nil || !p.plain() {
			continue
		}
		for _, name := range []string{"oneOf", "anyOf"} {
			branches := l.branches(p.doc, p.n, name)
			if !l.constants(p.doc, branches) {
				continue
			}
			var out []Option
			for _, b := range branches {
				v := b.get("const")
				if v == nil {
					v = b.get("enum").items[0]
				}
				o := Option{Value: v.value(), Text: b.str("title"), Hint: b.str("description")}
				if o.Text == "" {
					o.Text = l.valueText(v.value())
				}
				out = append(out, o)
			}
			return out
		}
	}
	return nil
}

// valueText makes the words of a choice out of its value.
func (l *loader) valueText(v any) string {
	w := catalogue.In(l.lang)
	switch v := v.(type) {
	case string:
		if v == "" {
			return w.None
		}
		return optionText(v)
	case bool:
		if v {
			return w.Yes
		}
		return w.No
	case json.Number:
		return string(v)
	}
	return fmt.Sprint(v)
}

// saysNone says whether an option is "None of these", by what the form itself calls it.
func saysNone(o Option) bool {
	return strings.HasPrefix(strings.ToLower(o.Text)+" ", "none of ") || strings.EqualFold(fmt.Sprint(o.Value), "none")
}

func isUploadField(parts []part) bool {
	for _, p := range parts {
		if p.n != nil && len(p.clause) == 0 && isUpload(p.n) {
			return true
		}
	}
	return false
}

// Uploads says whether a question is for a file, or for a list of them.
func (f *Field) Uploads() bool { return f.Widget == File || f.item != nil && f.item.Widget == File }

func (l *loader) upload(f *Field, parts []part, words hints) {
	f.json, f.MaxSize, f.MaxLength, f.minLen, f.pattern = "object", defaultSize, 0, 0, ""
	if v, doc := find(parts, "x-max-size"); v != nil {
		size, ok := fileSize(v)
		if !ok {
			l.errorf(doc, v, "malformed-schema", "Write for example `x-max-size: 5 MB`.", "x-max-size must be a size.")
		} else {
			f.MaxSize = size
		}
	}
	accept, _ := find(parts, "x-accept")
	f.Accept = accept.strings()
	if given := words.text("accept"); len(f.Accept) == 0 && given != "" {
		for _, a := range strings.Split(given, ",") {
			f.Accept = append(f.Accept, strings.TrimSpace(a))
		}
	}
	media := findText(parts, "contentMediaType")
	if len(f.Accept) == 0 && media != "" && media != "application/octet-stream" && media != "*/*" {
		for _, m := range strings.Split(media, ",") {
			f.Accept = append(f.Accept, strings.TrimSpace(m))
		}
	}
}

var sizeText = regexp.MustCompile(`(?i)^\s*(\d{1,9})\s*(b|bytes|kb|mb|gb)?\s*$`)

// fileSize reads "5 MB" or a number of bytes.
func fileSize(v *node) (int64, bool) {
	m := sizeText.FindStringSubmatch(v.text)
	if m == nil || v.kind != stringKind && v.kind != numberKind {
		return 0, false
	}
	n, _ := strconv.ParseInt(m[1], 10, 64)
	switch strings.ToLower(m[2]) {
	case "kb":
		n <<= 10
	case "mb":
		n <<= 20
	case "gb":
		n <<= 30
	}
	return n, n > 0 && n <= 4<<30
}

// sizeWords is the largest file as people say it: "10MB".
func (f *Field) sizeWords() string {
	n := f.MaxSize
	switch {
	case n >= 1<<30 && n%(1<<30) == 0:
		return fmt.Sprintf("%dGB", n>>30)
	case n >= 1<<20:
		return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(n)/(1<<20)), ".0") + "MB"
	case n >= 1<<10:
		return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(n)/(1<<10)), ".0") + "KB"
	}
	return catalogue.In(f.lang).Bytes(n)
}

// digits is the width of a whole number's input.
func digits(f *Field) int {
	if f.max == nil {
		return 5
	}
	return width(len(strconv.FormatFloat(*f.max, 'f', 0, 64)))
}

func width(characters int) int {
	for _, w := range []int{2, 3, 4, 5, 10, 20, 30} {
		if characters <= w {
			return w
		}
	}
	return 0
}

// tokens of HTML's autocomplete by the name of the property (WCAG 1.3.5), in lower case without punctuation.
var autocompleteNames = map[string]string{
	"name": "name", "fullname": "name", "yourname": "name", "firstname": "given-name", "givenname": "given-name", "forename": "given-name", "first": "given-name",
	"middlename": "additional-name", "middle": "additional-name", "lastname": "family-name", "familyname": "family-name", "surname": "family-name", "last": "family-name",
	"email": "email", "emailaddress": "email", "telephone": "tel", "phone": "tel", "phonenumber": "tel", "telephonenumber": "tel", "mobile": "tel", "tel": "tel",
	"dateofbirth": "bday", "birthdate": "bday", "dob": "bday", "birthday": "bday",
	"line1": "address-line1", "line2": "address-line2", "line3": "address-line3", "addressline1": "address-line1", "addressline2": "address-line2",
	"street": "address-line1", "street1": "address-line1", "street2": "address-line2", "town": "address-level2", "city": "address-level2", "county": "address-level1",
	"postcode": "postal-code", "postalcode": "postal-code", "zip": "postal-code", "zipcode": "postal-code", "country": "country-name", "organisation": "organization",
}

// autocomplete gives a token only where the person asked is the person meant: not in a list, and not about a partner.
func autocomplete(f *Field) string {
	switch f.Widget {
	case Text, Email, Tel, Postcode, Date:
	default:
		return ""
	}
	if !aboutYou(f) {
		return ""
	}
	token := autocompleteNames[bare(f.Name)]
	switch {
	case f.Widget == Email && token == "":
		return "email"
	case f.Widget == Tel && token == "":
		return "tel"
	case f.Widget == Postcode && token == "":
		return "postal-code"
	case f.Widget == Date && token != "bday", token == "bday" && f.Widget != Date:
		return ""
	}
	return token
}

func bare(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(name))
}

var ownGroups = map[string]bool{
	"applicant": true, "you": true, "aboutyou": true, "contact": true, "contactdetails": true, "address": true, "homeaddress": true, "claimant": true, "person": true,
	"personal": true, "personaldetails": true, "yourdetails": true, "details": true, "name": true, "fullname": true, "applicantname": true, "me": true, "student": true, "tenant": true,
}

// aboutYou says whether a question is about the person who answers, as far as its groups tell.
func aboutYou(f *Field) bool {
	for p := f.parent; p != nil; p = p.parent {
		if p.parent != nil && p.parent.item == p || !ownGroups[bare(p.Name)] {
			return false
		}
	}
	return true
}

// condition compiles x-when. The scope is made once the whole form's types are known, so it is kept until then.
func (l *loader) condition(f *Field, parts []part) {
	v, doc := find(parts, "x-when")
	if v == nil {
		return
	}
	if src, ok := l.expression(doc, v); ok {
		f.maybe, f.clauses = true, nil // said outright, it takes the place of what the schema's conditions imply
		l.whens = append(l.whens, when{src, func(p *rules.Program) { f.When = p }, f, nil})
	}
}

func (l *loader) expression(doc *document, v *node) (rules.Source, bool) {
	text := v.text
	if v.kind == boolKind {
		text = strconv.FormatBool(v.yes)
	} else if v.kind != stringKind {
		l.errorf(doc, v, "malformed-schema", "Write for example `x-when: form.has_car`.", "A condition is an expression, and this is %s.", v.kind)
		return rules.Source{}, false
	}
	s := rules.Source{Text: text, File: doc.file, Line: v.line, Column: v.column}
	// Within quotation marks the expression begins one character later than the value; after | or > on the next line.
	if line := v.line - 1; line < len(doc.lines) {
		rs := []rune(doc.lines[line])
		switch first := append(rs, ' ')[min(v.column-1, len(rs))]; first {
		case '"', '\'':
			s.Column++
		case '|', '>':
			if s.Line++; s.Line <= len(doc.lines) {
				next := doc.lines[s.Line-1]
				s.Column = len(next) - len(strings.TrimLeft(next, " ")) + 1
			}
		}
	}
	return s, true
}

// when is an expression that waits for the scope.
type when struct {
	src   rules.Source
	set   func(*rules.Program)
	field *Field
	page  *Page
}
