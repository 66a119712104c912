package rules

// Kind is the kind of value an expression reads or gives.
type Kind uint8

// The Go value that each kind has while rules run is named beside it. A missing value is nil.
const (
	Unknown Kind = iota // any value: nothing is checked
	Bool                // bool
	Int                 // int
	Number              // float64
	Money               // Decimal
	String              // string
	Date                // time.Time at midnight UTC
	Moment              // time.Time, an instant; as a condition it means that it has happened
	List                // []any, or a Listing
	Object              // map[string]any, or a Group
	Span                // Duration
)

// Type is what is known of a value before any case exists. A Type is never changed once built.
type Type struct {
	Kind     Kind
	Optional bool              // the value may be missing
	Fields   map[string]*Type  // of an Object; nil Fields means an open object. Of a List: what may be asked of it as a whole
	Key      string            // of an Object that is an item of a list: the part by which it is known from the others
	Elem     *Type             // of a List
	Enum     []string          // the only values of a String; empty when it is free
	Min, Max *float64          // inclusive bounds of an Int, Number or Money, of how many items a List or characters a String has, when the schema gives them
	Table    *Reference        // of a List that is a table of reference data
	Title    string            // how a person names it, for words in explanations
	Said     map[string]string // how a person says a value of Enum: "No, it does not match"; one that is not here is said as it is
}
