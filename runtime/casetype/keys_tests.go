package casetype

import "regexp"

// The grammars of test files.
var (
	gStart    = &grammar{name: "a day, or a day and a time", strings: true, code: "bad-date", like: regexp.MustCompile(`^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])( ([01][0-9]|2[0-3]):[0-5][0-9])?$`), example: "2026-03-02 10:00"}
	gSomeone  = &grammar{name: "a role, or a role and a number for a second person of that role", strings: true, code: "bad-who", like: regexp.MustCompile(`^(person\.)?[a-z][a-z0-9_]*( [2-9])?$`), example: "caseworker, or caseworker 2"}
	gValue    = &grammar{name: "an expression", code: "bad-path", like: regexp.MustCompile(`^[A-Za-z(]`), example: "case.outcome"}
	gProperty = &grammar{name: "the name of an answer", code: "bad-name", like: regexp.MustCompile(`\S`), example: "zone"}
	gCase     = &grammar{name: "the name of a file beside the tests, without its ending", strings: true, code: "bad-name", like: regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*$`), example: "PP-2026-000003"}
	gFileName = &grammar{name: gName.name, strings: true, code: gName.code, like: gName.like, example: "received"}
)

var (
	sAnswers = &shape{noun: "answers", ids: gProperty, each: named("an answer", shape{any: true})}
	sRefused = key{name: "refused", shape: sText, doc: "It must be refused, with words that contain these."}
	sBy      = key{name: "by", shape: scalar(gSomeone), doc: "Who does it: a role, such as caseworker; a second person of a role is caseworker 2; applicant, or another person of the case, such as person.landlord."}
	sBefore  = key{name: "beforehand", shape: sWords, doc: "What they read before they send it, in its words."}
	sNames   = &shape{or: []*shape{scalar(gFileName), listOf(scalar(gFileName))}}
	sWords   = named("the words", shape{or: []*shape{sText, {list: sText, least: 1}}})
)

// step is what one kind of step can say: its own key first, then what goes with it, then who does it and whether it
// must be refused.
func step(first key, more ...key) *shape {
	first.need = true
	return named("a step `"+first.name+"`", shape{keys: append(append([]key{first}, more...), sBy, sRefused)})
}

// assignStep is a step that needs somebody to give to.
func assignStep(first key, more ...key) *shape {
	s := step(first, more...)
	s.some = [][]string{{"to", "team"}}
	return s
}

// ofKey says which task is meant where a case has several of one kind.
var ofKey = key{name: "of", shape: sText, doc: "Which of several tasks of this kind: what its item is called (its key, its title or one of its answers, such as Ada), or its place among them, from 1."}

func reasonKey(need bool) key {
	return key{name: "reason", need: need, shape: sText, doc: "Why, in words."}
}

// bareSteps are the steps that a word says whole.
var bareSteps = []string{"submit", "claim", "release", "hold", "resume", "withdraw", "abandon", "reopen", "conflict"}

var stepShape = &shape{noun: "a step", one: []*shape{
	named("`expect`", shape{keys: []key{{name: "expect", need: true, doc: "What must be so now, each by its path: case.outcome, task.proof, sent, or any expression.", shape: expectShape}}}),
	step(key{name: "submit", shape: word("web", "api", "counter", "telephone", "paper"), doc: "The application arrives, in this way. The word alone: by the web."},
		sBefore,
		key{name: "received", shape: scalar(gDate), doc: "The day it was given to us, if before it was recorded."}),
	named("a step `wait`", shape{keys: []key{{name: "wait", need: true, shape: sDuration, doc: "Time passes: everything that falls due happens, up to and including its end."}}}),
	step(key{name: "complete", shape: sText, doc: "A task is done: its id, or the title of one that was added."}, ofKey, sBefore,
		key{name: "with", shape: sAnswers, doc: "The answers of its form; the rest is filled by the form's examples."}),
	step(key{name: "confirm", shape: sID, doc: "The decision that is confirmed."}),
	step(key{name: "return", shape: sID, doc: "The decision that is sent back."}, reasonKey(true)),
	step(key{name: "vote", shape: sID, doc: "The decision that somebody on its panel votes on: for what is proposed, unless the step says against."},
		key{name: "against", shape: sText, doc: "They vote against it, for this reason."}),
	step(key{name: "propose", shape: sID, doc: "The decision that a person answers."},
		key{name: "with", need: true, shape: sAnswers, doc: "The outputs, such as { result: granted }."}, key{name: "comment", shape: sText, doc: "What the person adds."}),
	step(key{name: "override", shape: sID, doc: "The decision that a person answers otherwise."},
		key{name: "with", need: true, shape: sAnswers, doc: "The outputs, such as { result: granted }."}, reasonKey(true)),
	step(key{name: "told", shape: sID, doc: "Staff record that the person was told of this decision."}),
	step(key{name: "claim", shape: sText, doc: "Somebody takes this task, or case for the whole case."}, ofKey),
	step(key{name: "release", shape: sText, doc: "Somebody puts this task back, or case for the whole case."}, ofKey),
	assignStep(key{name: "assign", shape: sText, doc: "This task, or case for the whole case, is given to somebody."}, ofKey,
		key{name: "to", shape: scalar(gSomeone), doc: "The person who gets it."}, key{name: "team", shape: sID, doc: "The team that gets it."}),
	step(key{name: "add", shape: sText, doc: "An ad hoc task of the files is added, by its id, or a free one, by its title."}),
	step(key{name: "correct", shape: sText, doc: "Answers of the application are put right, for this reason."},
		key{name: "with", need: true, shape: sAnswers, doc: "The answers that are other than before; null takes one out. Those of a group are put beside its others; a list is given whole."}),
	step(key{name: "conflict", shape: sText, doc: "Somebody declares a conflict of interest, for this reason."}),
	step(key{name: "lift", shape: scalar(gSomeone), doc: "The conflict of interest that this person declared is lifted."}, reasonKey(false)),
	step(key{name: "note", shape: sText, doc: "Somebody writes this down."}),
	step(key{name: "hold", shape: sText, doc: "The case is put on hold for this reason."}, key{name: "until", shape: scalar(gDate), doc: "The day on which it goes on."}),
	step(key{name: "resume", shape: sText, doc: "The case goes on for this reason."}),
	step(key{name: "withdraw", shape: sText, doc: "The applicant withdraws for this reason."}),
	step(key{name: "transfer", shape: sID, doc: "The case goes to this team."}, reasonKey(false)),
	step(key{name: "abandon", shape: sText, doc: "Staff close the case without an answer, for this reason."}),
	step(key{name: "close", shape: sID, doc: "Staff close the case by hand, with this outcome."}, reasonKey(false)),
	step(key{name: "reopen", shape: sText, doc: "The case is opened again for this reason."}),
	step(key{name: "act", shape: sID, doc: "Somebody does this action. Without `by`, whoever may: the applicant, or else the first that the action names."},
		sBefore,
		key{name: "with", shape: sAnswers, doc: "The answers of its form; the rest is filled by the form's examples."}),
	named("a step `answer`", shape{some: [][]string{{"with", "failed"}}, apart: [][2]string{{"with", "failed"}}, keys: []key{
		{name: "answer", need: true, shape: sID, doc: "The machine's task that is answered: what the service says, or that it failed."},
		{name: "with", shape: sAnswers, doc: "What the service answers, each by the name that the task gives it; {} of one that answers nothing."},
		{name: "failed", shape: sText, doc: "Why it failed for good, in words."}}}),
	step(key{name: "retry", shape: sID, doc: "Somebody has a machine's task that failed tried again."}),
	step(key{name: "skip", shape: sID, doc: "Somebody goes on without a machine's task that failed."}, reasonKey(true)),
}}

// expectShape is what may be expected: what was sent, and anything that an expression can see.
var expectShape = &shape{noun: "what is expected", least: 1, ids: gValue, each: named("a value", shape{any: true}), keys: []key{
	{name: "sent", shape: sNames, doc: "The templates of every message sent since the start, in any order."},
	{name: "not_sent", shape: sNames, doc: "Templates of which no message was sent."},
	{name: "says", shape: &shape{noun: "what messages say", least: 1, ids: gFileName, each: sWords}, doc: "By its template, what the newest message says in its subject or its text."},
	{name: "track", shape: sWords, doc: "What stands at the head of the page on which the applicant sees their case, in its words."},
	{name: "because", shape: &shape{noun: "reasons", least: 1, ids: gValue, each: sWords}, doc: "By its path, what is said of why it is so: the rule, the row, the sentence of a decision."},
}}

var givenShape = &shape{noun: "`given`", apart: [][2]string{{"form", "case"}}, keys: []key{
	{name: "form", shape: sAnswers, doc: "Answers; the rest is filled by the form's examples. null leaves a question out."},
	{name: "language", shape: sText, doc: "The language in which the applicant reads and is written to, such as cy; without it, English."},
	{name: "case", shape: scalar(gCase), doc: "A case that was, as `caseloom replay --export` writes it: the name of its .json file beside the tests. It is lived again by these rules, and the steps go on from there."},
}}

var testShape = &shape{doc: "tests/*.yaml: what the case type must do", empty: true, list: &shape{noun: "a test", keys: []key{
	{name: "name", need: true, shape: sText, doc: "What it shows."},
	{name: "at", shape: scalar(gStart), doc: "The moment at which it begins; without it, 2026-03-02 10:00, a Monday. Of a case that was, how far it is lived; without it, up to the last thing that somebody did."},
	{name: "after", shape: sText, doc: "The name of another test: this one begins where that one ends."},
	{name: "given", shape: givenShape, doc: "What the case begins with."},
	{name: "fails", shape: sNames, doc: "The templates of messages that cannot be delivered."},
	{name: "steps", need: true, shape: &shape{list: &shape{noun: "a step", or: []*shape{named("a step", *word(bareSteps...)), stepShape}}, least: 1}, doc: "What happens, and what is expected."},
}}}
