package engine

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/runtime/casetype"
)

// What was given to a case before it was moved names things as they were called then. To live the case again by files that
// know only the new names (or only the old ones), what was given is put into their words.

// Back is the migration the other way round: from the new names to the old.
func (b MigrateCase) Back() MigrateCase {
	turned := func(renames []casetype.Rename) []casetype.Rename {
		var out []casetype.Rename
		for _, r := range slices.Backward(renames) {
			out = append(out, casetype.Rename{From: r.To, To: r.From})
		}
		return out
	}
	return MigrateCase{Stages: turned(b.Stages), Tasks: turned(b.Tasks), Decisions: turned(b.Decisions), Fields: turned(b.Fields)}
}

// Reworded is what was given, in the words that the migration gives: as if the case had always had these names, and its
// applicant been asked by them.
func (b MigrateCase) Reworded(body Body) (Body, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	var says map[string]json.RawMessage
	if err := json.Unmarshal(raw, &says); err != nil {
		return nil, err
	}
	task := ""
	rename := func(key string, renames []casetype.Rename) string {
		var id string
		if json.Unmarshal(says[key], &id) != nil || id == "" {
			return ""
		}
		name, number, numbered := strings.Cut(id, ".")
		if name = now(renames, name); numbered {
			number = "." + number
		}
		says[key] = encode(name + number)
		return name
	}
	task = rename("task", b.Tasks)
	rename("decision", b.Decisions)
	switch body.(type) {
	case AddTask:
		rename("name", b.Tasks)
	case Submit, CorrectData:
		if data := group(says["data"]); data != nil {
			b.reword(data)
			says["data"] = encode(data)
		}
	case CompleteTask, AnswerTask:
		if answers := group(says["answers"]); answers != nil && moveAnswers(answers, ofForm(b.Fields, "task."+task+".answers")) {
			says["answers"] = encode(answers)
		}
	}
	return givenKinds[body.Kind()](encode(says))
}

// reword puts answers where they stand after the migration: what was worked out then is taken from what it was worked out to.
func (b MigrateCase) reword(data map[string]any) {
	moveAnswers(data, ofForm(b.Fields, "form"))
	for _, path := range b.Dropped {
		if strings.HasPrefix(path, "form.") {
			dropAnswer(data, path)
		}
	}
	worked := group(b.Data)
	for _, path := range b.Set {
		if v, there := at(worked, below(path)); there {
			lay(data, below(path), v)
		}
	}
}

// at is what stands at a path of groups.
func at(v any, path []string) (any, bool) {
	for _, name := range path {
		g, ok := v.(map[string]any)
		if !ok {
			return nil, false
		}
		if v, ok = g[name]; !ok {
			return nil, false
		}
	}
	return v, true
}
