package casetype

import (
	"regexp"
	"slices"

	"github.com/caseloom/caseloom/rules"
)

// The grammars of scalars.
var (
	gText       = &grammar{name: "text"}
	gWritten    = &grammar{name: "what is written in the case type", strings: true, like: regexp.MustCompile(`^\S`)}
	gExpression = &grammar{name: "an expression"}
	gTemplate   = &grammar{name: "text with {{ expressions }}"}
	gCell       = &grammar{name: "a cell"}
	gID         = &grammar{name: "lower-case letters, digits and _, beginning with a letter", strings: true, code: "bad-id", like: regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)}
	gName       = &grammar{name: "the name of a file without its ending", strings: true, code: "bad-name", like: regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`), example: "proof_check"}
	gTable      = &grammar{name: "the name of a file in tables/ without its ending", strings: true, code: "bad-name", like: gName.like, example: "fees"}
	gDuration   = &grammar{name: "a length of time", strings: true, code: "bad-duration", like: regexp.MustCompile(`^[0-9]{1,5} +(minutes?|hours?|working hours?|days?|working days?|weeks?|months?|years?)$`), example: "2 working days, 4 working hours, 3 days, 36 hours, 10 minutes, 2 weeks or 1 month"}
	gMoment     = &grammar{name: "an event or a moment", strings: true, code: "bad-trigger", example: "case.opened, or task.proof.due + 1 working day"}
	gWho        = &grammar{name: "somebody: role.x or person.x", strings: true, code: "bad-who", like: regexp.MustCompile(`^(role|person)\.[a-z][a-z0-9_]*$`), example: "role.manager"}
	gTo         = &grammar{name: "somebody: role.x, team.x or person.x", strings: true, code: "bad-who", like: regexp.MustCompile(`^(role|team|person)\.[a-z][a-z0-9_]*$`), example: "role.manager"}
	gConfirm    = &grammar{name: "system, role.x or person.x", strings: true, code: "bad-who", like: regexp.MustCompile(`^(system|(role|person)\.[a-z][a-z0-9_]*)$`), example: "role.caseworker"}
	gPanel      = &grammar{name: "how many people: 2 to 99", code: "bad-panel", like: regexp.MustCompile(`^([2-9]|[1-9][0-9])$`), example: "3"}
	gTask       = &grammar{name: "a task: task.x", strings: true, code: "bad-task", like: regexp.MustCompile(`^task\.[a-z][a-z0-9_]*$`), example: "task.needs"}
	gPath       = &grammar{name: "a path of the form: form.x.y", strings: true, code: "bad-path", like: regexp.MustCompile(`^form(\.[A-Za-z_][A-Za-z0-9_]*)+$`), example: "form.contact"}
	gShut       = &grammar{name: "an answer: form.x.y, action.x.answers.y or task.x.answers.y", strings: true, code: "bad-path", like: regexp.MustCompile(`^(form(\.[A-Za-z_][A-Za-z0-9_]*)+|(action|task)\.[a-z][a-z0-9_]*\.answers(\.[A-Za-z_][A-Za-z0-9_]*)*)$`), example: "form.contact"}
	gHidden     = &grammar{name: "an answer (form.x.y, action.x.answers.y or task.x.answers.y), or the word case", strings: true, code: "bad-path", like: regexp.MustCompile(`^(case|form(\.[A-Za-z_][A-Za-z0-9_]*)+|(action|task)\.[a-z][a-z0-9_]*\.answers(\.[A-Za-z_][A-Za-z0-9_]*)*)$`), example: "form.contact, or case"}
	gRole       = &grammar{name: "a role: role.x", strings: true, code: "bad-who", like: regexp.MustCompile(`^role\.[a-z][a-z0-9_]*$`), example: "role.manager"}
	gDate       = &grammar{name: "a date: year-month-day", strings: true, code: "bad-date", like: regexp.MustCompile(`^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`), example: "2026-12-25"}
	gDay        = &grammar{name: "a day, or a day and a time", strings: true, code: "bad-date", like: regexp.MustCompile(`^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])( ([01][0-9]|2[0-3]):[0-5][0-9])?$`), example: "2026-09-01 or 2026-10-31 17:00"}
	gHours      = &grammar{name: "a stretch of a day", strings: true, code: "bad-hours", like: regexp.MustCompile(`^(([01]?[0-9]|2[0-3]):[0-5][0-9]) to (([01]?[0-9]|2[0-3]):[0-5][0-9]|24:00)$`), example: "09:00 to 17:00"}
	gDayHours   = &grammar{name: "a stretch of a day, or the word closed", strings: true, code: "bad-hours", like: regexp.MustCompile(`^(closed|([01]?[0-9]|2[0-3]):[0-5][0-9] to (([01]?[0-9]|2[0-3]):[0-5][0-9]|24:00))$`), example: "09:00 to 17:00"}
	gCurrency   = &grammar{name: "the code of a currency, three capital letters", strings: true, code: "bad-currency", like: regexp.MustCompile(`^[A-Z]{3}$`), example: "GBP"}
	gEach       = &grammar{name: "a list, and what one item of it is called", strings: true, code: "bad-each", like: eachLike, example: "form.household as member"}
	gZone       = &grammar{name: "a time zone", strings: true, code: "bad-zone", like: regexp.MustCompile(`^[A-Za-z0-9_+/-]{1,64}$`), example: "Europe/London"}
)

func scalar(g *grammar) *shape          { return &shape{text: g} }
func word(words ...string) *shape       { return &shape{words: words} }
func listOf(s *shape) *shape            { return &shape{list: s} }
func later(name, fix string) key        { return key{name: name, later: true, fix: fix} }
func named(noun string, s shape) *shape { s.noun = noun; return &s }

var (
	sText       = scalar(gText)
	sExpression = scalar(gExpression)
	sTemplate   = scalar(gTemplate)
	sID         = scalar(gID)
	sName       = scalar(gName)
	sDuration   = scalar(gDuration)
	sYes        = &shape{yes: true}
	sPriority   = word("low", "normal", "high", "urgent")
	sPeople     = &shape{or: []*shape{sExpression, {list: sExpression, least: 1}}}
	sOn         = &shape{or: []*shape{scalar(gMoment), {list: scalar(gMoment), least: 1}}}
	typeWords   = []string{"text", "number", "integer", "money", "date", "boolean"}
)

// kinds are the files that an analyst writes, by the name that `caseloom schema` knows them by.
var kinds = map[string]*shape{
	"casetype":      caseTypeShape,
	"routing":       routingShape,
	"decisions":     decisionsShape,
	"notifications": notificationsShape,
	"organisation":  organisationShape,
	"tests":         testShape,
	"table":         tableShape,
	"words":         wordsShape,
	"migration":     migrationShape,

	"organisation-words": organisationWordsShape,
}

var caseTypeShape = &shape{noun: "a case type", doc: "casetype.yaml: one kind of case", keys: []key{
	{name: "title", need: true, shape: sText, doc: "What people call it, such as Resident parking permit."},
	{name: "reference", shape: sTemplate, doc: `How a case is numbered, such as "PP-{{ year }}-{{ number(6) }}".`},
	{name: "service", shape: sID, doc: "The group it stands in on the front page: one of service_groups in organisation.yaml."},
	{name: "intake", need: true, doc: "The form that opens a case: the name of a file in forms/.", shape: &shape{or: []*shape{sName, intakeShape}}},
	{name: "team", shape: sID, doc: "The team that a case starts with."},
	{name: "people", doc: "Who is involved, by their part in the case.", shape: &shape{ids: gID, each: personShape}},
	{name: "facts", doc: "Named values of the case.", shape: &shape{ids: gID, each: factShape}},
	{name: "stages", doc: "The phases of a case, in order unless one says enter or on.", shape: listOf(stageShape)},
	{name: "tasks", doc: "Tasks outside any stage.", shape: listOf(taskShape)},
	{name: "outcome", shape: sExpression, doc: "An expression that gives the outcome, or nothing yet."},
	{name: "outcomes", doc: "The ways a case can end, each with its title.", shape: &shape{ids: gID, each: named("an outcome", *sText)}},
	{name: "close", shape: sExpression, doc: "When the case closes; without it: an outcome and no open required task."},
	{name: "clocks", doc: "Limits that run, pause and stop.", shape: &shape{ids: gID, each: clockShape}},
	{name: "access", doc: "What each role may do; without it, caseworkers and managers see and work every case.", shape: &shape{ids: gID, each: grantShape, keys: []key{{name: "everyone", shape: hiddenShape, doc: "What is hidden from everyone but those it names, whatever their role may see."}}}},
	{name: "actions", doc: "What people may do to a case outside its tasks.", shape: &shape{ids: gID, each: actionShape}},
	{name: "track", shape: sName, doc: "What stands at the head of the page on which an applicant sees how their case is getting on: the name of a file in templates/. It is written of the case as they know it."},
	later("queues", ""), later("channels", ""), later("resources", ""),
	{name: "publish", shape: word("tests"), doc: "tests: a version whose tests fail does not go live; without it, the failures are shown as warnings."},
	{name: "versions", shape: word("follow", "pin"), doc: "pin: a running case keeps the rules it was opened by, until a migration moves it; follow, or without it: running cases go by the newest rules where these still have all that a case stands on."},
}}

var intakeShape = &shape{noun: "an intake", keys: []key{
	{name: "form", need: true, shape: sName, doc: "The name of a file in forms/."},
	{name: "by", shape: word("anyone", "signed_in", "staff"), doc: "Who may fill it in; without it, anyone."},
	{name: "opens", shape: scalar(gDay), doc: "From when people may apply: a day, or a day and a time, where the office is. Staff may enter an application at any time."},
	{name: "closes", shape: scalar(gDay), doc: "Until when people may apply: a day, the last one, or a day and a time."},
	{name: "keep", shape: sDuration, doc: "How long an unfinished application is kept after its last page was saved, from 1 hour to 90 days; without it, 24 hours, and 14 days once its link was mailed."},
	{name: "leave_quickly", shape: sYes, doc: "true: each page that applicants see of it can be left at once, for another site, by whoever must not be seen reading it."},
	beforehandKey,
}}

var personShape = &shape{noun: "a person", keys: []key{
	{name: "from", need: true, shape: sExpression, doc: "An expression that gives the person: an object with name, email and so on."},
	{name: "match", shape: listOf(scalar(gID)), doc: "The fields that suggest it is somebody already known."},
	{name: "contact", shape: sExpression, doc: "An expression that gives how they may be reached: email telephone address prefers never quiet shared."},
	later("each", "Name one person, such as the applicant."),
}}

var factShape = &shape{noun: "a fact", some: [][]string{{"is", "set"}}, apart: [][2]string{{"is", "set"}}, together: [][]string{{"set", "type"}}, keys: []key{
	{name: "is", shape: sExpression, doc: "An expression that computes it."},
	{name: "type", shape: word(typeWords...), doc: "What kind of value it is."},
	{name: "title", shape: sText, doc: "What people who work on the case read; without it, words made of its name."},
	{name: "set", shape: scalar(gTask), doc: "The task whose answer of the same name it takes."},
}}

var stageShape = &shape{noun: "a stage", apart: [][2]string{{"enter", "on"}}, together: [][]string{{"again", "on"}}, keys: []key{
	{name: "id", need: true, shape: sID, doc: "Its name in expressions."},
	{name: "title", shape: sText, doc: "What people read."},
	{name: "enter", shape: sExpression, doc: "When it opens; without it, after the stage before it."},
	{name: "on", shape: sOn, doc: "What opens it, whatever the other stages do: an event or a moment, or a list of events."},
	{name: "again", shape: sYes, doc: "true: it opens each time that this comes while it is not open, and its tasks are there anew."},
	{name: "when", shape: sExpression, doc: "Whether it is needed, judged at its turn; when false, it is skipped. With on, judged when that comes."},
	{name: "tasks", shape: listOf(taskShape), doc: "What there is to do in it."},
}}

var taskShape = machines(&shape{noun: "a task", apart: [][2]string{{"form", "decides"}, {"adhoc", "decides"}, {"does", "form"}, {"does", "decides"}, {"each", "decides"}, {"each", "adhoc"}, {"each", "does"}, {"each", "by"}, {"does", "by"}, {"decides", "by"}, {"on", "adhoc"}, {"on", "each"}, {"again", "does"}, {"again", "by"}, {"done_on", "form"}, {"done_on", "decides"}, {"done_on", "does"}, {"done_on", "each"}, {"not", "by"}, {"not", "does"}}, together: [][]string{{"by", "form"}, {"shows", "by"}, {"beforehand", "by"}, {"checks", "form"}, {"again", "on"}}, keys: []key{
	{name: "id", need: true, shape: sID, doc: "Its name in expressions."},
	{name: "title", shape: sTemplate, doc: "What people read; it may hold {{ expressions }}."},
	{name: "when", shape: sExpression, doc: "Whether it is needed."},
	{name: "after", shape: sExpression, doc: "When it may start."},
	{name: "form", shape: sName, doc: "The form that completes it: the name of a file in forms/."},
	{name: "decides", shape: sID, doc: "The decision it makes."},
	{name: "due", shape: sDuration, doc: "How long there is, from its opening."},
	{name: "adhoc", shape: sYes, doc: "true: added by a person when it is wanted, any number of times."},
	{name: "optional", shape: sYes, doc: "true: its stage does not wait for it."},
	{name: "each", shape: scalar(gEach), doc: "A list, and what one item of it is called, such as form.household as member: a task for each item."},
	{name: "on", shape: sOn, doc: "The event or the moment that opens it, or a list of events; when is asked then. Without again, it opens once."},
	{name: "again", shape: sYes, doc: "true: there is another one each time that on comes."},
	{name: "done_on", shape: scalar(gMoment), doc: "The event that finishes it, in place of a person."},
	{name: "not", shape: sPeople, doc: "Who is kept from it, since they took part in something before: people, such as decision.permit.decided_by, or a list of such."},
	checksKey,
	later("resource", ""),
}})

// machines adds to a task what a machine may do.
func machines(task *shape) *shape {
	words, doc := kindWords()
	does := word(words...)
	does.coming = map[string]string{"allocate": "Let a person do it for now: leave the key out."}
	task.keys = append(task.keys, key{name: "does", shape: does, doc: doc})
	task.keys = slices.Concat(task.keys, callKeys, documentKeys, waitKeys, openKeys, outsiderKeys)
	together, apart, wanted := kindKeys()
	task.wanted = append(task.wanted, wanted...)
	task.together = append(task.together, together...)
	task.together = append(task.together, []string{"with", "casetype"}, []string{"internal", "does"}, []string{"internal", "template"})
	task.together = append(task.together, []string{"send", "service"}, []string{"answers", "service"})
	task.apart = append(task.apart, apart...)
	return task
}

var extendShape = &shape{noun: "an extension", keys: []key{
	{name: "when", need: true, shape: sExpression, doc: "When there is more time."},
	{name: "by", need: true, shape: sDuration, doc: "How much more."},
}}

var clockShape = &shape{noun: "a clock", together: [][]string{{"again", "stops"}}, keys: []key{
	{name: "limit", need: true, shape: sDuration, doc: "How long there is."},
	{name: "first_day", shape: word("counts"), doc: "counts: the day on which it starts is the first of the limit, as where a law says “56 days beginning with the day”. The limit is then in days."},
	{name: "from", need: true, shape: sExpression, doc: "The moment it starts, such as case.received."},
	{name: "pauses", shape: sExpression, doc: "While this holds, it does not run."},
	{name: "stops", shape: sExpression, doc: "When it stops; without it, when the case closes."},
	{name: "again", shape: sYes, doc: "true: once it has stopped it runs anew each time that from gives a later moment; stops is then a moment, and stops the run in which it comes."},
	{name: "warn", shape: sDuration, doc: "How long before its end to warn."},
	{name: "calendar", shape: sID, doc: "The calendar of organisation.yaml that it counts by."},
	{name: "promised", shape: sYes, doc: "true: applicants are told that we aim to decide by its end; where no clock says so, by that of the one that ends first."},
	{name: "restarts", shape: sExpression, doc: "Each time this comes to hold, the whole limit begins anew from then."},
	{name: "extend", shape: extendShape, doc: "More time, once, when a condition comes to hold."},
}}

var grantShape = &shape{noun: "what a role may do", keys: []key{
	{name: "see", shape: word("all", "team", "own"), doc: "Which cases it sees."},
	{name: "work", shape: word("all", "team", "own"), doc: "Which cases it works."},
	{name: "manage", shape: word("all"), doc: "all: it may assign, reopen and override."},
	{name: "hide", shape: listOf(scalar(gShut)), doc: "Answers that it never sees: of the form, of an action or of a task."},
	later("when", "Write it under everyone."), later("unless", "Write it under everyone."),
}}

// hiddenShape is one line of `everyone`, or several.
var hiddenShape = &shape{or: []*shape{hideShape, {list: hideShape, least: 1}}}

var hideShape = &shape{noun: "what is hidden from everyone", keys: []key{
	{name: "hide", need: true, shape: listOf(scalar(gHidden)), doc: "What is hidden: answers of the form, of an action or of a task, or case for the whole case, which is then not there for them."},
	{name: "when", shape: sExpression, doc: "While this holds of the case; without it, always. Where it cannot be worked out, it is hidden."},
	{name: "unless", shape: &shape{or: []*shape{scalar(gRole), {list: scalar(gRole), least: 1}}}, doc: "The roles from which it is not hidden. They see what they are granted under their own name."},
}}

var thenKeys = []key{
	{name: "team", shape: sID, doc: "The team it goes to."},
	{name: "priority", shape: sPriority},
	{name: "skills", shape: listOf(sID), doc: "What whoever takes it must be able to do."},
	{name: "due", shape: sDuration, doc: "How long there is."},
}

var routingShape = &shape{doc: "rules/routing.yaml: for each output, the first rule that sets it wins", empty: true, list: &shape{noun: "a routing rule", keys: []key{
	{name: "name", need: true, shape: sText, doc: "What it does, in words: people read it as the reason."},
	{name: "for", shape: word("case", "task"), doc: "Without it, a rule is about the case; tasks inherit from their case."},
	{name: "when", shape: sExpression, doc: "When it holds; without it, always."},
	{name: "then", need: true, shape: &shape{noun: "what a routing rule sets", keys: thenKeys, some: [][]string{{"team", "priority", "skills", "due"}}}, doc: "What it sets."},
	later("on", "A rule with `on` belongs in rules/notifications.yaml."),
	later("send", "A rule that sends belongs in rules/notifications.yaml."),
}}}

var notificationsShape = &shape{doc: "rules/notifications.yaml: a rule with `on` sees each event once", empty: true, list: &shape{noun: "a notification rule", some: [][]string{{"then", "send"}}, keys: []key{
	{name: "name", need: true, shape: sText, doc: "What it does, in words: people read it as the reason."},
	{name: "on", need: true, shape: sOn, doc: "The event or moment it waits for, or a list of events."},
	{name: "when", shape: sExpression, doc: "Only if this holds."},
	{name: "for", shape: word("case", "task"), doc: "What `then` is about; a rule on a task's event is about that task."},
	{name: "then", shape: &shape{noun: "what a rule sets", some: [][]string{{"team", "priority", "skills", "due", "assign"}}, keys: append([]key{{name: "assign", shape: scalar(gWho), doc: "Who it is given to."}}, thenKeys...)}, doc: "What it sets."},
	{name: "send", shape: &shape{noun: "a message", keys: []key{
		{name: "to", need: true, shape: &shape{or: []*shape{scalar(gTo), {list: scalar(gTo), least: 1}}}, doc: "person.x, role.x or team.x, or a list of them. A team is whoever is in it when the message leaves."},
		{name: "template", need: true, shape: sName, doc: "The name of a file in templates/."},
		{name: "tells", shape: sID, doc: "The decision that is told when the message is accepted."},
		{name: "offers", shape: sID, doc: "The action that whoever it is to may do by the link in it, which opens once."},
		later("channel", ""),
	}}, doc: "A message to send."},
	later("again", ""), later("repeat", ""),
}}}

var decisionsShape = &shape{doc: "rules/decisions.yaml: the questions that are decided", empty: true, ids: gID, each: &shape{noun: "a decision",
	together: [][]string{{"inputs", "rules", "table"}, {"hit", "rules", "table"}, {"default", "rules", "table"}, {"as_of", "rules", "table"}, {"every_row", "rules", "table"}}, apart: [][2]string{{"rules", "table"}}, keys: []key{
		{name: "question", shape: sText, doc: "What is decided, as a question."},
		{name: "needs", shape: listOf(sID), doc: "Tasks that must be done, or not needed, before it is asked."},
		{name: "inputs", shape: &shape{ids: gID, each: named("an input", *sExpression)}, doc: "What its rules look at: a name and an expression each."},
		{name: "outputs", need: true, shape: &shape{ids: gID, each: named("an output", *outputShape), keys: []key{{name: "result", need: true, shape: outputShape, doc: "Every decision has a result."}}}, doc: "What it gives, each with its kind."},
		{name: "hit", shape: word(rules.HitPolicies()...), doc: "Which row counts when several fit: the first (this is so without it), the only one (unique), any, that of the most important result (priority), or all together."},
		{name: "rules", shape: &shape{list: rowShape, least: 1}, doc: "The rows of its table; without them, a person judges."},
		{name: "every_row", shape: listOf(word("because", "source")), doc: "What each row must say beside what it gives: its reason, the law or policy, or both."},
		{name: "default", shape: &shape{ids: gID, each: named("an output", *cellShape)}, doc: "What it gives when no row fits."},
		{name: "confirm", shape: &shape{list: confirmShape, least: 1}, doc: "Who may confirm: the first line that fits; without any, { by: role.caseworker }. A decision that no task makes has none: it is worked out."},
		{name: "as_of", shape: sExpression, doc: "The day whose law counts, a date of the case such as form.moved_in: rows that say `valid`, and tables/ with such columns, are chosen by it. Without it, the day the case was received."},
		{name: "table", doc: tableDoc, shape: &shape{or: []*shape{scalar(gTable), {noun: "a table", keys: []key{
			{name: "file", need: true, shape: scalar(gTable), doc: "The name of a file in tables/ without its ending."},
			{name: "sheet", shape: sText, doc: "The page of the workbook; without it, the first."},
		}}}}},
		later("valid", ""), later("award", ""),
	}}}

const tableDoc = "Its rows are kept in a spreadsheet in place of rules: tables/fees.csv or tables/fees.xlsx is fees. The first row holds the headings: " +
	"inputs, outputs, when, because, source, and valid or valid from and valid to. Capitals do not matter there, and a blank is _. Rows and columns that begin with # are comments."

var outputShape = &shape{or: []*shape{
	word(typeWords...),
	{list: scalar(gID), least: 1},
	{noun: "an output", keys: []key{{name: "many", need: true, shape: &shape{or: []*shape{word(typeWords...), {list: scalar(gID), least: 1}}}, doc: "It may have several of these at once."}}},
}}

var cellShape = &shape{or: []*shape{scalar(gCell), listOf(scalar(gCell))}}

var rowShape = &shape{noun: "a row", ids: gID, each: named("a cell", *cellShape), keys: []key{
	{name: "when", shape: sExpression, doc: "A further condition."},
	{name: "because", shape: sText, doc: "The reason, in words that the applicant may read."},
	{name: "source", shape: sText, doc: "The law or policy that says so."},
	{name: "valid", shape: sText, doc: "When it is in force, both days included: 2024-09-01 to 2027-08-31, from 2024-09-01, or until 2027-08-31; without it, always."},
}}

// tableShape is a table of reference data: a list of rows, with columns as the author likes.
var tableShape = &shape{doc: "tables/x.yaml: reference data, one row an item; expressions look it up as tables.x", empty: true, list: &shape{noun: "a row", ids: &grammar{name: "a heading", like: regexp.MustCompile(`\S`), code: "bad-id"}, each: named("a cell", *sText)}}

var confirmShape = &shape{noun: "a line of confirm", together: [][]string{{"differ", "panel"}}, apart: [][2]string{{"then", "panel"}}, keys: []key{
	{name: "when", shape: sExpression, doc: "When this line applies; without it, always. It sees the decision's inputs and result."},
	{name: "by", need: true, shape: scalar(gConfirm), doc: "Who confirms: system, role.x or person.x"},
	{name: "then", shape: scalar(gWho), doc: "A second person, who must differ from the first."},
	{name: "not", shape: sPeople, doc: "Who may not, since they decided before: people, such as decision.duty.decided_by, or a list of such."},
	{name: "panel", shape: scalar(gPanel), doc: "How many people vote, each somebody under by. When all have voted, what most of them want is so."},
	{name: "differ", shape: scalar(gWho), doc: "Who decides when the votes of a panel are not all alike, such as role.chair."},
}}

var organisationShape = &shape{noun: "an organisation", doc: "organisation.yaml: teams, roles and calendars, one for the server", empty: true, together: [][]string{{"calendar", "calendars"}}, keys: []key{
	{name: "title", shape: sText, doc: "What it is called."},
	{name: "zone", shape: scalar(gZone), doc: "Its time zone, such as Europe/London."},
	{name: "currency", shape: scalar(gCurrency), doc: "The currency of amounts of money, by its code in ISO 4217; without it, GBP."},
	{name: "teams", shape: &shape{ids: gID, each: named("a team", *sText), least: 1}, doc: "Named groups of staff, each with its title."},
	{name: "roles", shape: &shape{ids: gID, each: named("a role", *sText)}, doc: "Named sets of rights, each with its title."},
	{name: "calendar", shape: sID, doc: "The calendar that working days are counted by, unless a clock names another."},
	{name: "calendars", shape: &shape{ids: gID, each: calendarShape}, doc: "Weekends, holidays and opening hours."},
	{name: "service_groups", doc: "The groups of services on the front page, in this order. A case type says its own with service.",
		shape: &shape{ids: gID, each: &shape{noun: "a group of services", or: []*shape{sText, groupShape}}, least: 1}},
	{name: "services", shape: &shape{ids: gID, each: serviceShape}, doc: "Programs of others that tasks may ask, by the names that tasks know them by."},
	later("queues", ""), later("channels", ""), later("resources", ""),
}}

var groupShape = &shape{noun: "a group of services", keys: []key{
	{name: "title", need: true, shape: sText, doc: "What the group is called."},
	{name: "description", shape: sText, doc: "A sentence that stands under its title."},
}}

var calendarShape = &shape{noun: "a calendar", together: [][]string{{"short_days", "hours"}}, keys: []key{
	{name: "weekend", shape: &shape{list: word("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")}, doc: "The days of the week on which nobody works; without it, saturday and sunday."},
	{name: "holidays", shape: &shape{ids: gDate, each: named("a holiday", *sText)}, doc: "Other days on which nobody works, each with its name."},
	{name: "hours", shape: weekShape, doc: "When a working day opens and closes: the same every day, or by the day of the week. Working hours are counted within them."},
	{name: "short_days", shape: &shape{ids: gDate, each: hoursOf(gHours)}, doc: "Working days with hours of their own, such as a half day before a holiday."},
	{name: "union", shape: &shape{list: sID, least: 1}, doc: "Other calendars: a day off in any of them is a day off here, and an hour at which any is closed is closed."},
}}

// hoursOf is one stretch of a day, or several.
func hoursOf(g *grammar) *shape {
	return &shape{noun: "the hours of a day", or: []*shape{scalar(g), {list: scalar(gHours), least: 1}}}
}

var weekShape = &shape{or: []*shape{scalar(gHours), {list: scalar(gHours), least: 1}, {noun: "a week's hours", some: [][]string{{otherDays, "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}}, keys: weekKeys()}}}

func weekKeys() []key {
	keys := []key{{name: otherDays, shape: hoursOf(gHours), doc: "Every working day that is not named."}}
	for _, day := range append(weekdays[1:7:7], weekdays[0]) {
		keys = append(keys, key{name: day, shape: hoursOf(gDayHours)})
	}
	return keys
}
