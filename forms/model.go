package forms

// PageModel is one page of a form, ready to be drawn: ui decides nothing about it.
type PageModel struct {
	FormID      string
	FormTitle   string
	ID          string // the page's id
	Title       string // the page's heading; when the first item has Heading, its label or legend is the h1 and Title repeats it
	Caption     string // the titles of the groups that the page lies in, to stand above its heading; "" for none
	CaptionLang string // as Lang
	MayPass     bool   // say "(optional)" after the caption: nobody has to answer what the page lies in, and nobody has begun
	Optional    bool   // say "(optional)" after the title: nobody has to answer the group that the page is of
	Lang        string // of the heading, where it is in another language than the page; "" otherwise
	Intro       string // plain text; an empty line parts paragraphs
	Page        int    // from 0, in Form.Pages
	Count       int    // of pages that are asked, given the answers so far
	Step        int    // from 1: where this page stands among them; 0 when it is not asked
	Multipart   bool   // the page has a file control
	Errors      []ErrorLink
	Items       []Item
}

// Name is the title of the page with its caption, where there is only room for one.
func (m PageModel) Name() string { return within(m.Caption, m.Title) }

// ErrorLink is one line of the error summary.
type ErrorLink struct {
	Href string // "#" and the id of the control to go to
	Text string

	Label string // of the question, which the text may quote
	Lang  string // of the label, where the form is in another; "" otherwise
}

// Item is one question, group or list of a page.
type Item struct {
	Widget    string // Text, Textarea, … as the constants of this package
	Pointer   string // of the value, with its index in a list
	Name      string // of the control; for a date see Parts
	ID        string // of the control, or of the first one; the ids of hint and error are ID + "-hint" and ID + "-error"
	Label     string // label, or legend of a fieldset
	Lang      string // of its words, where they are in another language than the page; "" otherwise
	Hint      string
	HintLang  string // as Lang
	ErrorLang string // of the error, where Lang is another
	Error     string // without the words "Error:"
	Heading   bool   // the label or legend is the page's h1
	Optional  bool   // say "(optional)" after the label; Label does not hold the word
	ReadOnly  bool
	Masked    bool

	Value   string   // of a control with one value, as it was typed or as it is kept
	Options []Choice // radios, checkboxes, select, yesno, checkbox (one)
	Parts   []Part   // date: day, month, year

	Type         string // of an input: text, email, tel, password
	InputMode    string // numeric, decimal
	Autocomplete string
	Spellcheck   bool // false: say spellcheck="false"
	Prefix       string
	Suffix       string
	Width        int // in characters: 2 3 4 5 10 20 or 30, for govuk-input--width-N; 0: full
	Rows         int // textarea
	MaxLength    int // of a textarea: draw a character count; 0: none

	Accept  string   // file: the accept attribute
	MaxSize int64    // file: in bytes
	MaxText string   // file: "10MB"
	File    *FileRef // file: what has been uploaded already; nil: nothing

	Items []Item // group: its questions; list: one group an item of the list, each with Index

	Focus      bool   // it has just been added, and is where its reader goes on
	Index      int    // group in a list: from 1; 0 otherwise
	Add        string // list: the value of the button named "_add"; "" when there may be no more
	AddText    string // "Add another vehicle"
	None       string // list: the value of the button named "_none", which says that there is nothing to add; "" for no such button
	NoneText   string // "There is no vehicle to add"
	Remove     string // item of a list, or an uploaded file: the value of the button named "_remove"; "" when it must stay
	RemoveText string // "Remove vehicle 1"
}

// Choice is one radio, checkbox or option.
type Choice struct {
	ID        string
	Value     string
	Text      string
	Lang      string // of Text, where it is in another language than the question; "" otherwise
	Hint      string
	Checked   bool
	Exclusive bool   // a checkbox that clears the others: "None of these"
	Items     []Item // asked when this one is chosen (conditional reveal); always drawn when scripts do not run
}

// Part is one of the three controls of a date.
type Part struct {
	Name         string // "/applicant/date_of_birth-day"
	ID           string
	Label        string // Day, Month, Year
	Value        string
	Error        bool
	Width        int
	Autocomplete string
}

// Section is a page's answers, for checking them before sending and for showing them afterwards.
type Section struct {
	Title string
	Lang  string // of the title, where the form is in another; "" otherwise
	Item  bool   // of an item of a list, which its title names
	Page  int
	Rows  []Row
}

// Row is one answer. An unanswered question that is asked has no Values.
type Row struct {
	Pointer string
	Control string // the id of its first control on its page; of radios, of the one that is chosen
	Label   string
	Lang    string   // of the label, where the form is in another; "" otherwise
	Value   string   // Values joined by ", "
	Values  []string // in words: options by their text, dates as "12 March 2026"
	Page    int
	File    *FileRef // an uploaded file; Value is its name
	Masked  bool     // Value is a placeholder, never the answer

	chosen  int // of radios: which is chosen, from 0
	date    bool
	foreign []bool // by value: the words of this choice are not in the language of the form
}

// ValueLang is the language of a value, where it is another than the form's: that of a choice which has no words in it.
func (r Row) ValueLang(i int) string { return otherLang(i < len(r.foreign) && r.foreign[i]) }
