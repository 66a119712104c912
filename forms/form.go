package forms

import (
	"github.com/caseloom/caseloom/rules"
	"slices"
)

// Form is a JSON Schema as a journey: pages of fields. It never changes once loaded.
type Form struct {
	ID    string
	Lang  string // that it asks in: "en", "cy"
	Title string
	Intro string // the schema's description
	Pages []*Page

	Takes       string        // how long it takes, for whoever is about to begin; "": not said
	Need        []string      // what to have at hand
	Declaration string        // what somebody declares who sends it; "": what every form says
	Sections    []FormSection // of a long form; none: the pages follow each other

	others   map[string]*Form // by language
	untold   map[string]bool  // the texts that have no words in the language, as they are written
	exits    []*Exit          // for those whom the service is not for
	checks   []*check         // what answers must be to each other
	keyed    []*Field         // the items of lists that are known by one of their answers
	roots    []*Field         // every top-level property in order; Pages refer into this tree
	fields   []*Field         // all of them, in the order they are asked
	choosy   bool             // some question has a condition
	dated    bool             // some date must be past, or to come
	named    named            // of the whole
	choiceOf map[*node]string
	choices  map[string]*choice
	checker  *checker
	schema   func(url string) *node // what stands at a place the validator names
	kind     *rules.Type
	examples map[string]any // the schema's own first example
}

// named are the names that an object's schema speaks of, asked or not. An open one says that it takes others, too.
type named struct {
	names []string
	open  bool
}

// Page is what is asked at once: one question, one group or a part of a long one when inferred, or as x-pages says.
type Page struct {
	ID     string
	Title  string
	Intro  string
	Fields []*Field
	When   *rules.Program // nil: no expression; a page may also go unasked because none of its fields is asked

	maybe    bool     // it has an expression, compiled or not
	foreign  bool     // its title has no words in the language
	optional bool     // its title is that of a group that nobody has to answer
	around   []*Field // the groups that it lies in, outermost first, when it was inferred
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

	lang        string   // that it speaks
	written     string   // its label in the form's own language
	foreign     bool     // its label has no words in the language
	strangeHint bool     // its hint has none
	untold      []string // what else of it has none
	parent      *Field
	item        *Field         // of a list: what each item is, a group or one plain value
	tokens      []string       // of Pointer
	page        int            // that asks it; -1 for none
	holder      *Page          // the page, when the field stands on it by itself and not within another field
	currency    rules.Currency // of an amount of money
	json        string         // string, number, integer, boolean, object or array; "" when the schema does not say
	clauses     []clause       // asked when any of them holds; none: always
	loose       bool           // its condition reads a question of the same group, so it is drawn and may be left blank

	hidden   bool // never drawn; whatever it holds was put there by something else
	maybe    bool // it has an expression, compiled or not
	mayLack  bool // the schema accepts null, or a choice that no page can offer
	declared bool // the schema says of which type it is, and does not only imply it
	moment   bool // a string of format date-time
	constant any  // the only value there is; filled in and never asked
	preset   any  // default
	example  any
	prefill  string // where its answer may come from beforehand; ""

	exampleAt part              // where its example stands; none when it has none
	errors    map[string]string // keyword to the analyst's own sentence
	noun      string            // one item of a list: "vehicle"
	key       string            // of an item: the property by which it is known from the others
	rows      int
	width     int
	min, max  *float64
	minLen    int
	pattern   string
	side      string // x-date: where a date must lie; "" and "any": anywhere
	birth     bool   // somebody's date of birth
	unique    bool
	named     named // of a group

	reveals  map[int][]*Field // questions drawn under one of its options
	revealed bool             // drawn under another field's option
}

// clause is a conjunction of tests of the object that holds the field.
type clause []test

// test is one condition out of the schema: an if, its negation in an else, or the presence of another property.
type test struct {
	number int    // of the checker's conditions
	not    bool   //
	has    string // dependentSchemas: the property whose presence is tested; number is not used then
	simple *simpleTest
	reads  []string // names of properties
}

// simpleTest is `properties: {name: {const: …}}`, by far the commonest if, told without the validator.
type simpleTest struct {
	name   string
	within string // of the property: the part of it that is tested; "": the property itself
	values []any
	strict bool // the property must be present
}

// Option is one answer to choose.
type Option struct {
	Value any // as in the data: a string, json.Number, bool or nil
	Text  string
	Hint  string

	alone   bool // it says that none of the others is meant, so that it goes with none of them
	foreign bool // its words are not in the language of the form
}

// FileRef is an uploaded file as it stands in the data: never the bytes, only where they are kept. One that was not kept
// has no hash, and says why in Refused: Parse says so, unless the question itself asks for something else.
type FileRef struct {
	Name  string `json:"name"`
	Hash  string `json:"hash"`
	Media string `json:"media"`
	Size  int64  `json:"size"`

	Refused string `json:"-"`
}

// Fault is one thing wrong with an answer, in words for the person who gave it.
type Fault struct {
	Pointer string `json:"pointer"` // of the field at fault; for a missing answer the field itself, not its parent
	Code    string `json:"code"`    // the schema keyword, or "date", "number" and the like for what cannot be read
	Message string `json:"message"`
	Page    int    `json:"-"` // the page that asks for it; -1 when none does
	Value   string `json:"-"` // what was typed, when it could not become data
}

var incomplete = []string{"required", "dependentRequired", "minItems", "minProperties", "minLength", "contains"}

// Asks is how many questions the form may ask, those of an item of a list counted once.
func (f *Form) Asks() (n int) {
	f.eachField(func(x *Field) {
		if x.drawn() && x.Widget != Group && x.Widget != List {
			n++
		}
	})
	return n
}

// Incomplete says whether an answer only wants more.
func (f Fault) Incomplete() bool { return slices.Contains(incomplete, f.Code) }
