package casetype

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"
)

// SchemaKinds lists the kinds of file that Schema knows, sorted.
func SchemaKinds() []string {
	out := append(sortedKeys(kinds), "form", "translation")
	slices.Sort(out)
	return out
}

// Schema gives the JSON Schema (draft-07) of one kind of file, for editors to complete and check by. It is printed from
// the very shapes that the loader checks files by.
func Schema(kind string) ([]byte, error) {
	var out map[string]any
	if kind == "form" {
		out = formSchema()
	} else if kind == "translation" {
		out = translationSchema()
	} else if s := kinds[kind]; s != nil {
		out = s.schema()
		if s.empty {
			out = map[string]any{"anyOf": []any{out, map[string]any{"type": "null"}}, "description": s.doc}
		}
	} else {
		return nil, fmt.Errorf("there is no kind of file called %q: the kinds are %s", kind, orList(SchemaKinds()))
	}
	out["$schema"] = "http://json-schema.org/draft-07/schema#"
	out["title"] = "Caseloom: " + kind
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(out); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// schema prints a shape. No shape leads back to itself, so nothing needs a $ref.
func (s *shape) schema() map[string]any {
	out := map[string]any{}
	if s.doc != "" {
		out["description"] = s.doc
	}
	switch {
	case s.any:
	case len(s.or) > 0:
		var all []any
		for _, one := range s.or {
			all = append(all, one.schema())
		}
		out["anyOf"] = all
	case s.text != nil:
		s.text.schema(out)
	case len(s.words) > 0:
		out["enum"] = s.words
	case s.yes:
		out["type"] = "boolean"
	case len(s.one) > 0:
		var all []any
		for _, one := range s.one {
			if !one.keys[0].later {
				all = append(all, one.schema())
			}
		}
		out["anyOf"] = all
	case s.kind() == yaml.SequenceNode:
		out["type"] = "array"
		out["items"] = s.list.schema()
		if s.least > 0 {
			out["minItems"] = s.least
		}
	default:
		s.mapping(out)
	}
	return out
}

func (g *grammar) schema(out map[string]any) {
	out["type"] = []string{"string", "number", "boolean"}
	if g.strings {
		out["type"] = "string"
	}
	out["pattern"] = `\S`
	if g.like != nil {
		out["pattern"] = g.like.String()
	}
	if g.example != "" && g.strings {
		out["description"] = "Such as " + g.example + "."
	}
}

func (s *shape) mapping(out map[string]any) {
	out["type"] = "object"
	properties, required := map[string]any{}, []string{}
	for _, k := range s.keys {
		if k.later {
			continue
		}
		one := k.shape.schema()
		if k.doc != "" {
			one["description"] = k.doc
		}
		properties[k.name] = one
		if k.need {
			required = append(required, k.name)
		}
	}
	if len(properties) > 0 {
		out["properties"] = properties
	}
	if len(required) > 0 {
		out["required"] = required
	}
	if s.least > 0 {
		out["minProperties"] = s.least
	}
	out["additionalProperties"] = false
	if s.ids != nil {
		// A name is one of the author's own, unless it is a key of ours, or one that this version does not run.
		var ours []string
		for _, k := range s.keys {
			if k.later {
				ours = append(ours, k.name)
			}
		}
		each := s.each.schema()
		if len(properties) == 0 {
			out["patternProperties"] = map[string]any{s.ids.like.String(): each}
		} else {
			out["additionalProperties"] = each
			out["propertyNames"] = map[string]any{"pattern": s.ids.like.String()}
		}
		if len(ours) > 0 {
			names := map[string]any{"not": map[string]any{"enum": ours}}
			if len(properties) > 0 {
				names["pattern"] = s.ids.like.String()
			}
			out["propertyNames"] = names
		}
	}
	var rules []any
	for _, group := range s.some {
		var either []any
		for _, name := range group {
			either = append(either, map[string]any{"required": []string{name}})
		}
		rules = append(rules, map[string]any{"anyOf": either})
	}
	for _, pair := range s.apart {
		rules = append(rules, map[string]any{"not": map[string]any{"required": pair}})
	}
	for _, w := range s.wanted {
		rules = append(rules, map[string]any{
			"if":   map[string]any{"required": []string{w[0]}, "properties": map[string]any{w[0]: map[string]any{"const": w[1]}}},
			"then": map[string]any{"required": []string{w[2]}},
		})
	}
	if len(rules) > 0 {
		out["allOf"] = rules
	}
	if len(s.together) > 0 {
		needs := map[string]any{}
		for _, group := range s.together {
			if len(group) == 2 {
				needs[group[0]] = group[1:]
				continue
			}
			var either []any
			for _, name := range group[1:] {
				either = append(either, map[string]any{"required": []string{name}})
			}
			needs[group[0]] = map[string]any{"anyOf": either}
		}
		out["dependencies"] = needs
	}
}

// formSchema is for the files in forms/. They are JSON Schemas of any draft, which editors know already: this adds only
// our own keywords, wherever a schema may stand.
func formSchema() map[string]any {
	text := map[string]any{"type": "string"}
	expression := map[string]any{"type": []string{"string", "boolean"}, "description": "An expression: asked only when it holds."}
	self := map[string]any{"$ref": "#/definitions/schema"}
	schemas := map[string]any{"type": "object", "additionalProperties": self}
	list := map[string]any{"type": "array", "items": self}
	either := map[string]any{"anyOf": []any{self, list}}
	page := map[string]any{
		"type": "object", "additionalProperties": false, "required": []string{"fields"},
		"properties": map[string]any{
			"id":     map[string]any{"type": "string", "description": "Its place in the address."},
			"title":  map[string]any{"type": "string", "description": "Its heading."},
			"intro":  map[string]any{"type": "string", "description": "What is said above its questions."},
			"fields": map[string]any{"type": "array", "minItems": 1, "items": text, "description": "The questions on it, by name, or by pointer: /applicant/name."},
			"when":   expression, "x-when": expression,
		},
	}
	exit := map[string]any{
		"type": "object", "additionalProperties": false, "required": []string{"title"},
		"anyOf": []any{map[string]any{"required": []string{"when"}}, map[string]any{"required": []string{"x-when"}}},
		"properties": map[string]any{
			"id":    map[string]any{"type": "string", "description": "What it is called in forms/ID.cy.yaml. Without it, its place in the list: 1, 2."},
			"title": map[string]any{"type": "string", "minLength": 1, "description": "What the page says first: You cannot apply for this."},
			"text":  map[string]any{"type": "string", "description": "Why, and what they can do instead."},
			"when":  expression, "x-when": expression,
		},
	}
	check := map[string]any{
		"type": "object", "additionalProperties": false, "required": []string{"that", "say"},
		"properties": map[string]any{
			"id":   map[string]any{"type": "string", "description": "What it is called in forms/ID.cy.yaml. Without it, its place in the list: 1, 2."},
			"that": map[string]any{"type": []string{"string", "boolean"}, "description": "An expression: what must hold. Within items, item is the item that is looked at."},
			"say":  map[string]any{"type": "string", "minLength": 1, "description": "What is said while it does not hold."},
			"at":   map[string]any{"type": "string", "description": "The question at which it is said. Without it, the last that it reads."},
		},
	}
	return map[string]any{
		"allOf": []any{self, map[string]any{"type": "object"}},
		"definitions": map[string]any{"schema": map[string]any{
			"type": []string{"object", "boolean"},
			"properties": map[string]any{
				"title": text, "description": text, "required": map[string]any{"anyOf": []any{map[string]any{"type": "array", "items": text}, map[string]any{"type": "boolean"}}},
				"properties": schemas, "patternProperties": schemas, "$defs": schemas, "definitions": schemas, "dependentSchemas": schemas,
				"items": either, "additionalProperties": self, "not": self, "if": self, "then": self, "else": self, "contains": self,
				"allOf": list, "anyOf": list, "oneOf": list, "prefixItems": list,
				"x-pages": map[string]any{"type": "array", "minItems": 1, "items": page, "description": "The pages of the form, in order."},
				"x-exit":  map[string]any{"type": "array", "minItems": 1, "items": exit, "description": "Pages that end the application of those whom the service is not for."},
				"x-check": map[string]any{"type": "array", "minItems": 1, "items": check, "description": "What answers must be to each other: of the form, of a group, or of an item of a list."},
				"x-start": map[string]any{"type": "object", "additionalProperties": false, "description": "What is said before the form: how long it takes, and what to have at hand.", "properties": map[string]any{
					"takes": text, "need": map[string]any{"type": "array", "items": text},
				}},
				"x-sections": map[string]any{"type": "array", "minItems": 1, "description": "The parts of a long form, done in any order from a list.", "items": map[string]any{
					"type": "object", "additionalProperties": false, "required": []string{"title", "pages"},
					"properties": map[string]any{"id": text, "title": text, "pages": map[string]any{"type": "array", "minItems": 1, "items": text}},
				}},
				"x-choose":      map[string]any{"type": "string", "description": "The question which alternative of a oneOf applies."},
				"x-declaration": map[string]any{"type": "string", "description": "What somebody declares who sends the form."},
				"x-when":        expression,
				"x-ui":          map[string]any{"type": "object", "description": "Hints in the words of react-jsonschema-form's uiSchema."},
				"x-i18n":        map[string]any{"type": "object", "description": "Words in other languages, by language: { cy: { title: Enw llawn } }."},
				"x-errors":      map[string]any{"type": "object", "additionalProperties": text, "description": "Your own sentences for faults, by keyword."},
				"x-key":         map[string]any{"type": "string", "description": "Of the items of a list: the property by which an item is known while the list changes."},
				"x-hint":        text, "x-autocomplete": text,
				"x-prefill":  map[string]any{"type": "string", "pattern": `^(link\.[a-z][a-z0-9_]*|actor\.(name|email))$`, "description": "Where its answer may come from beforehand: link.zone is ?zone= in the address, actor.name and actor.email are of whoever is signed in."},
				"x-masked":   map[string]any{"type": "boolean", "description": "Never shown once given."},
				"x-accept":   map[string]any{"type": "array", "items": text, "description": "The media types that an upload may have."},
				"x-date":     map[string]any{"enum": []string{"past", "today-or-past", "today-or-future", "future", "any"}, "description": "Where a date must lie, seen from the day it is given. A date of birth is never to come, unless this says any."},
				"x-max-size": map[string]any{"type": []string{"string", "integer"}, "description": "How large an upload may be, such as 5 MB."},
			},
		}},
	}
}

// translationSchema is for what a form asks in another language, such as forms/apply.cy.yaml.
func translationSchema() map[string]any {
	text := map[string]any{"type": "string"}
	about := func(what string) map[string]any { return map[string]any{"type": "string", "description": what} }
	titled := func(more string) map[string]any {
		return map[string]any{"anyOf": []any{text, map[string]any{"type": "object", "additionalProperties": false, "properties": map[string]any{"title": text, more: text}}}}
	}
	question := map[string]any{"$ref": "#/definitions/question"}
	words := func() map[string]any {
		return map[string]any{
			"title": about("The question."), "description": about("The text under it."), "hint": about("The text under it."),
			"prefix": about("What stands before the answer."), "suffix": about("What stands after the answer, such as kg."),
			"properties": map[string]any{"type": "object", "additionalProperties": question, "description": "The questions within, by name."},
			"items":      question,
			"options":    map[string]any{"type": "object", "additionalProperties": titled("description"), "description": "The choices, by their values."},
			"errors":     map[string]any{"type": "object", "additionalProperties": text, "description": "Your own sentences for faults, by keyword."},
			"checks":     map[string]any{"type": "object", "additionalProperties": text, "description": "What is said while a check (x-check) does not hold, by its id."},
		}
	}
	form := words()
	form["exits"] = map[string]any{"type": "object", "description": "The pages for those whom the service is not for, by their ids.", "additionalProperties": map[string]any{
		"type": "object", "additionalProperties": false, "properties": map[string]any{"title": text, "text": text},
	}}
	form["declaration"] = about("What somebody declares who sends the form.")
	form["start"] = map[string]any{"type": "object", "additionalProperties": false, "properties": map[string]any{"takes": text, "need": map[string]any{"type": "array", "items": text}}}
	form["sections"] = map[string]any{"type": "object", "additionalProperties": text, "description": "The titles of sections, by their ids."}
	form["pages"] = map[string]any{"type": "object", "additionalProperties": titled("intro"), "description": "The titles of pages, by their ids."}
	return map[string]any{
		"description": "forms/apply.cy.yaml: what a form asks, in another language", "type": "object", "additionalProperties": false, "properties": form,
		"definitions": map[string]any{"question": map[string]any{"type": "object", "additionalProperties": false, "properties": words()}},
	}
}
