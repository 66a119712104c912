package casetype

import "regexp"

// The keys of migrations/*.yaml: what became of that on which running cases stand.

var (
	gAnswer  = &grammar{name: "an answer: form.x.y, or task.x.answers.y of a task's form", strings: true, code: "bad-path", like: regexp.MustCompile(`^(form|task\.[a-z][a-z0-9_]*\.answers)(\.[A-Za-z_][A-Za-z0-9_]*)+$`), example: "form.address.zone"}
	gDropped = &grammar{name: "an answer of the form, form.x.y, or a task, task.x", strings: true, code: "bad-path", like: regexp.MustCompile(`^(form(\.[A-Za-z_][A-Za-z0-9_]*)+|task\.[a-z][a-z0-9_]*)$`), example: "form.pets"}
)

func renames(of string) *shape {
	return &shape{ids: gID, each: named("the new id of "+of, *sID)}
}

var migrationShape = &shape{noun: "a migration", doc: "migrations/*.yaml: what became of that on which running cases stand", keys: []key{
	{name: "why", need: true, shape: sText, doc: "Why cases are moved, as it is said in each case's history."},
	{name: "stages", shape: renames("a stage"), doc: "Stages that have another id now: old: new."},
	{name: "tasks", shape: renames("a task"), doc: "Tasks that have another id now: old: new."},
	{name: "decisions", shape: renames("a decision"), doc: "Decisions that have another id now: old: new."},
	{name: "fields", shape: &shape{ids: gAnswer, each: named("the new place of an answer", *scalar(gAnswer))}, doc: "Answers that stand elsewhere now, such as form.zone: form.address.area; those of a list are moved in each of its items. Each line goes on from the one before it."},
	{name: "set", shape: &shape{ids: gPath, each: named("an answer", *sExpression)}, doc: "Answers that are worked out from those there were: a path of the form, and an expression over the case as it was."},
	{name: "drop", shape: listOf(scalar(gDropped)), doc: "What the new files do without: answers that are no longer asked, and tasks of which the open ones are called off."},
}}
