package forms

import (
	"github.com/caseloom/caseloom/rules"
)

// Form is a JSON Schema as a journey: pages of fields. It never changes once loaded.
type Form struct {
	ID    string
	Title string
	Intro string // the schema's description
	Pages []*Page
}

// Page is what is asked at once: one question or one group when inferred, or as x-pages says.
type Page struct {
	ID     string
	Title  string
	Intro  string
	Fields []*Field
	When   *rules.Program // nil: no expression; a page may also go unasked because none of its fields is asked
}

// The widgets. A group holds fields of an object; a list repeats its fields for each item of an array.
const (
	Text       = "text"
	Textarea   = "textarea"
	Radios     = "radios"
	Checkboxes = "checkboxes" // an array of constants
	Select     = "select"
	YesNo      = "yesno"    // a boolean: unanswered is not false
	Checkbox   = "checkbox" // a lone declaration: true or unanswered
	Date       = "date"     // three controls
	Number     = "number"
	Money      = "money"
	Email      = "email"
	Tel        = "tel"
	Postcode   = "postcode"
	File       = "file"
	Group      = "group"
	List       = "list"
)

// Field is one question, group of questions or list of them.
type Field struct {
	Pointer      string // JSON Pointer of the value; "*" stands for the index in a list: "/vehicles/*/registration"
	Name         string // the property's name; "" for the item of a list of plain values
	Label        string
	Hint         string
	Widget       string
	Required     bool // by the schema, whenever the field is asked at all
	Options      []Option
	Autocomplete string // a token of HTML's autocomplete
	InputMode    string
	Prefix       string
	Suffix       string
	Fields       []*Field // of a group, or of each item of a list
	MinItems     int
	MaxItems     int // always at least 1 for a list: the schema's, or the form's own bound
	MaxLength    int // 0: none
	Accept       []string
	MaxSize      int64 // bytes
	Masked       bool  // shown to nobody once given, never in a receipt
	ReadOnly     bool
	When         *rules.Program // nil: no expression
	Type         *rules.Type
}

// Option is one answer to choose.
type Option struct {
	Value any // as in the data: a string, json.Number, bool or nil
	Text  string
	Hint  string
}

// FileRef is an uploaded file as it stands in the data: never the bytes, only where they are kept.
type FileRef struct {
	Name  string `json:"name"`
	Hash  string `json:"hash"`
	Media string `json:"media"`
	Size  int64  `json:"size"`
}

// Fault is one thing wrong with an answer, in words for the person who gave it.
type Fault struct {
	Pointer string `json:"pointer"` // of the field at fault; for a missing answer the field itself, not its parent
	Code    string `json:"code"`    // the schema keyword, or "date", "number" and the like for what cannot be read
	Message string `json:"message"`
	Page    int    `json:"-"` // the page that asks for it; -1 when none does
	Value   string `json:"-"` // what was typed, when it could not become data
}
