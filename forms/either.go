package forms

import (
	"slices"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/caseloom/caseloom/rules/language"
)

// either says that one of several answers is needed, where a schema wants this or that: at the last of them, since the
// answer may be given there, and with all of them named. It says nothing, and false, of alternatives that differ in
// anything but which answers they require.
func (j *judge) either(branches []*jsonschema.ValidationError) bool {
	var names []string
	var last []string
	for _, b := range branches {
		missing := j.onlyMissing(b)
		if len(missing) == 0 {
			return false
		}
		var labels []string
		for _, at := range missing {
			field := j.form.locate(at)
			if field == nil || !field.drawn() || field.Widget == Group {
				return false
			}
			labels = append(labels, field.quoted())
			if last == nil || j.form.position(joinPointer(at...)) > j.form.position(joinPointer(last...)) {
				last = at
			}
		}
		names = append(names, language.And(j.form.Lang, labels))
	}
	if len(names) < 2 {
		return false
	}
	message := j.form.words().Either(slices.Compact(names))
	if own := j.form.locate(last).errors["required"]; own != "" {
		message = own
	}
	j.put(last, "required", message)
	return true
}

// onlyMissing lists the answers that an alternative misses; nothing when anything else is wrong with it.
func (j *judge) onlyMissing(ve *jsonschema.ValidationError) [][]string {
	if len(ve.Causes) > 0 {
		var all [][]string
		for _, c := range ve.Causes {
			missing := j.onlyMissing(c)
			if len(missing) == 0 {
				return nil
			}
			all = append(all, missing...)
		}
		return all
	}
	tokens := keywordTokens(ve)
	if len(tokens) == 0 || tokens[len(tokens)-1] != "required" {
		return nil
	}
	at, _ := splitPointer(unescape(ve.InstanceLocation))
	owner, _ := lookup(j.data, at)
	object, _ := owner.(map[string]any)
	var all [][]string
	for _, name := range j.form.schema(ve.AbsoluteKeywordLocation).strings() {
		if _, there := object[name]; !there {
			all = append(all, append(slices.Clone(at), name))
		}
	}
	return all
}
