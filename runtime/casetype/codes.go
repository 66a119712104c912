package casetype

// Code is one kind of fault, by the word in square brackets that stands after it wherever it is said. The word never
// changes, so that a page of the manual, a test or an editor can know it.
type Code struct {
	ID      string
	Says    string // what is wrong, in one line
	Running bool   // a rule stops with it while it runs; the others are found when a case type is loaded
}

// Codes lists every code there is, of a file's text first, then of forms, names, expressions, tables and what is proved.
func Codes() []Code { return codes[:len(codes):len(codes)] }

var codes = []Code{
	// Files, and what YAML and JSON cannot read.
	{ID: "alias", Says: "YAML aliases are not read"},
	{ID: "control-character", Says: "a file holds a character that cannot be seen"},
	{ID: "duplicate-key", Says: "the same key stands twice in one place"},
	{ID: "empty", Says: "a file, or what must follow a key, has nothing in it"},
	{ID: "encoding", Says: "a file is not saved as UTF-8"},
	{ID: "bad-key", Says: "a key is not a word"},
	{ID: "internal", Says: "Caseloom itself failed while it read a file"},
	{ID: "no-casetype", Says: "a folder has no casetype.yaml"},
	{ID: "not-found", Says: "there is no case type of this name"},
	{ID: "not-text", Says: "a form's file is not text"},
	{ID: "syntax", Says: "a file or an expression is not written as it must be"},
	{ID: "tag", Says: "YAML tags are not read"},
	{ID: "too-deep", Says: "something is nested too deep"},
	{ID: "too-large", Says: "a file is larger than Caseloom reads"},
	{ID: "too-long", Says: "a text, an expression or a table is longer than Caseloom reads"},
	{ID: "too-many-faults", Says: "there are more faults than are shown"},
	{ID: "too-many-files", Says: "a case type has too many files"},
	{ID: "two-documents", Says: "a file holds more than one YAML document"},
	{ID: "two-files", Says: "two files are the same thing"},
	{ID: "unread-file", Says: "nothing reads this file or folder"},
	{ID: "unreadable", Says: "a file cannot be opened"},
	{ID: "yaml", Says: "a file is not YAML"},

	// Keys, and what may be written after them.
	{ID: "bad-date", Says: "a date is not written year-month-day, or there is no such day"},
	{ID: "bad-duration", Says: "a length of time cannot be read"},
	{ID: "bad-id", Says: "a name must be lower-case letters, digits and _"},
	{ID: "bad-name", Says: "this cannot be a name"},
	{ID: "bad-path", Says: "this is not a path of the form"},
	{ID: "bad-task", Says: "this is not a task, written task.x"},
	{ID: "bad-trigger", Says: "this is not an event or a moment"},
	{ID: "bad-who", Says: "this is nobody: a role.x, a person.x or the system"},
	{ID: "bad-zone", Says: "there is no such time zone"},
	{ID: "duplicate", Says: "two things have the same name"},
	{ID: "missing-key", Says: "a key that must be there is not"},
	{ID: "no-working-day", Says: "a calendar leaves no day to work on"},
	{ID: "not-both", Says: "two keys cannot stand together"},
	{ID: "not-supported", Says: "the language has this, and this version of Caseloom does not run it"},
	{ID: "reserved", Says: "a name already means something here"},
	{ID: "too-few", Says: "there must be more of them"},
	{ID: "unknown-key", Says: "this is not a key of the language"},
	{ID: "unknown-word", Says: "this is not one of the words that may stand here"},
	{ID: "wrong-kind", Says: "a list, a mapping or a single value is where another must be"},

	// Forms.
	{ID: "asked-later", Says: "a condition reads what is asked on a later page"},
	{ID: "asked-twice", Says: "a question is on two pages"},
	{ID: "bad-pattern", Says: "a pattern is not a regular expression"},
	{ID: "bad-reference", Says: "a $ref leads nowhere"},
	{ID: "cannot-ask", Says: "there is no way to ask for this on a page"},
	{ID: "ignored-hint", Says: "a hint is passed over"},
	{ID: "impossible", Says: "nothing can be answered to a question"},
	{ID: "keyword-draft", Says: "a keyword has no meaning in the schema's draft"},
	{ID: "loose-condition", Says: "a condition also holds while its question is unanswered"},
	{ID: "malformed-pages", Says: "pages are not written as they must be"},
	{ID: "malformed-schema", Says: "a keyword of the schema has the wrong kind of value"},
	{ID: "no-title", Says: "a question has no title"},
	{ID: "not-a-form", Says: "a schema is not a form: it asks nothing"},
	{ID: "not-on-a-page", Says: "a question is on no page"},
	{ID: "recursion", Says: "a schema holds itself"},
	{ID: "unknown-draft", Says: "there is no such draft of JSON Schema"},
	{ID: "unknown-format", Says: "there is no such format"},
	{ID: "unknown-hint", Says: "this is not a hint that is read"},
	{ID: "unknown-keyword", Says: "this is not a keyword of JSON Schema"},
	{ID: "unknown-property", Says: "the form has no such property"},

	// Names of things.
	{ID: "unknown-answer", Says: "a task's form has no such question"},
	{ID: "unknown-calendar", Says: "there is no such calendar"},
	{ID: "unknown-clock", Says: "there is no such clock"},
	{ID: "unknown-column", Says: "a table has no such input or output"},
	{ID: "unknown-decision", Says: "there is no such decision"},
	{ID: "unknown-event", Says: "there is no such event"},
	{ID: "unknown-field", Says: "a person has no such field"},
	{ID: "unknown-form", Says: "there is no such form"},
	{ID: "unknown-function", Says: "there is no such function"},
	{ID: "unknown-name", Says: "an expression names what is not there"},
	{ID: "unknown-outcome", Says: "a case can end in a way that is not one of its outcomes"},
	{ID: "unknown-output", Says: "a decision has no such output"},
	{ID: "unknown-path", Says: "the form has nothing at this path"},
	{ID: "unknown-person", Says: "there is no such person"},
	{ID: "unknown-role", Says: "there is no such role"},
	{ID: "unknown-task", Says: "there is no such task"},
	{ID: "unknown-team", Says: "there is no such team"},
	{ID: "unknown-template", Says: "there is no such template"},

	// Expressions, cells, texts and moments.
	{ID: "arguments", Says: "a function is given too few or too many values"},
	{ID: "arithmetic-on-missing", Says: "a calculation could meet a value that is missing"},
	{ID: "cell", Says: "a cell of a table cannot be read"},
	{ID: "date", Says: "a date in an expression cannot be read"},
	{ID: "division", Says: "something is divided by nothing"},
	{ID: "duration", Says: "a length of time in an expression cannot be read"},
	{ID: "impossible-value", Says: "something is compared with what it can never be"},
	{ID: "negation-of-missing", Says: "a `not` is also true when a value is missing"},
	{ID: "never-true", Says: "a condition can never hold"},
	{ID: "not-allowed", Says: "this cannot be done in an expression"},
	{ID: "number", Says: "a number in an expression cannot be read"},
	{ID: "pattern", Says: "a pattern in an expression cannot be read"},
	{ID: "template", Says: "the {{ }} of a text do not fit together"},
	{ID: "trigger", Says: "this is neither an event nor a moment"},
	{ID: "valid", Says: "the days on which a row or a value is in force cannot be read"},
	{ID: "wrong-type", Says: "a value is of another kind than is wanted here"},

	// What cannot be right as a whole.
	{ID: "cycle", Says: "things need each other in a circle"},
	{ID: "hit-policy", Says: "a table's hit policy does not go with its outputs"},
	{ID: "no-form", Says: "a task without a form is given answers"},
	{ID: "no-outputs", Says: "a table or a row gives nothing"},
	{ID: "no-result", Says: "a row gives no result"},
	{ID: "no-subject", Says: "a message has no subject"},
	{ID: "not-unique", Says: "every case would have the same reference"},
	{ID: "wrong-step", Says: "a test does what cannot be done so"},

	// What is proved when a case type is loaded.
	{ID: "duplicate-row", Says: "two rows ask for the same"},
	{ID: "gap", Says: "no row of a table fits something that can happen"},
	{ID: "never-given", Says: "no row gives one of the values of an output"},
	{ID: "never-opens", Says: "a stage or task can never open"},
	{ID: "never-reached", Says: "a line is never reached, because one above it always fits"},
	{ID: "nobody-may-confirm", Says: "nobody may confirm a decision"},
	{ID: "not-in-force", Says: "there are days on which no row of a table is in force"},
	{ID: "not-proved", Says: "a table is too large to be proved whole"},
	{ID: "only-when-missing", Says: "a row counts only when something is missing"},
	{ID: "overlap", Says: "two rows fit the same, and may not"},
	{ID: "unreachable-row", Says: "a row is never reached, because rows before it take all it asks for"},
	{ID: "unused", Says: "nothing uses this"},

	// What a rule can stop with while it runs.
	{ID: "budget", Says: "a rule was stopped because it took too much work", Running: true},
	{ID: "failed", Says: "a rule cannot be worked out with these values", Running: true},
	{ID: "missing", Says: "a calculation met a value that is missing", Running: true},
}
