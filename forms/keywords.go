package forms

import (
	"maps"
	"slices"

	"github.com/caseloom/caseloom/rules"
)

// shape says what may stand under a keyword.
type shape uint8

const (
	anything    shape = iota
	aSchema           // one schema
	schemaMap         // an object of schemas
	schemaList        // a list of schemas, at least one
	schemaItems       // a schema, or a list of them
	dependency        // an object of schemas or of lists of names
	aText             // a string
	aCount            // a whole number from 0
	aNumber           // a number
	aBool             // true or false
	aLimit            // a number; true or false in draft-04
	names             // a list of different strings
	namesMap          // an object of lists of strings
	typeNames         // a type or a list of types
	aPattern          // a regular expression
	aRef              // a reference to a schema
	aList             // a list
	ours              // a keyword of Caseloom, or of uiSchema: looked at elsewhere
)

type keyword struct {
	since int // the first draft that knows it: 4, 6, 7, 2019, 2020
	shape shape
}

// keywords are those of JSON Schema, of every draft, and those of Caseloom. A keyword that is not here is probably a
// misspelling, and the validator would pass over it without a word.
var keywords = map[string]keyword{
	"$schema": {4, aText}, "$id": {6, aText}, "id": {4, anything}, "$ref": {4, aRef}, "$anchor": {2019, aText},
	"$dynamicRef": {2020, aText}, "$dynamicAnchor": {2020, aText}, "$recursiveRef": {2019, aText}, "$recursiveAnchor": {2019, anything},
	"$vocabulary": {2019, anything}, "$comment": {4, aText}, "$defs": {4, schemaMap}, "definitions": {4, schemaMap},

	"title": {4, aText}, "description": {4, aText}, "default": {4, anything}, "examples": {4, aList}, "example": {4, anything},
	"deprecated": {4, aBool}, "readOnly": {4, aBool}, "writeOnly": {4, aBool},

	"type": {4, typeNames}, "enum": {4, aList}, "const": {6, anything}, "format": {4, aText},
	"multipleOf": {4, aNumber}, "minimum": {4, aNumber}, "maximum": {4, aNumber},
	"exclusiveMinimum": {4, aLimit}, "exclusiveMaximum": {4, aLimit},
	"minLength": {4, aCount}, "maxLength": {4, aCount}, "pattern": {4, aPattern},
	"contentMediaType": {4, aText}, "contentEncoding": {4, aText}, "contentSchema": {2019, aSchema},

	"properties": {4, schemaMap}, "patternProperties": {4, schemaMap}, "additionalProperties": {4, aSchema},
	"unevaluatedProperties": {2019, aSchema}, "propertyNames": {6, aSchema}, "required": {4, names},
	"minProperties": {4, aCount}, "maxProperties": {4, aCount},
	"dependencies": {4, dependency}, "dependentRequired": {2019, namesMap}, "dependentSchemas": {2019, schemaMap},

	"items": {4, schemaItems}, "additionalItems": {4, aSchema}, "prefixItems": {2020, schemaList}, "unevaluatedItems": {2019, aSchema},
	"contains": {6, aSchema}, "minContains": {2019, aCount}, "maxContains": {2019, aCount},
	"minItems": {4, aCount}, "maxItems": {4, aCount}, "uniqueItems": {4, aBool},

	"allOf": {4, schemaList}, "anyOf": {4, schemaList}, "oneOf": {4, schemaList}, "not": {4, aSchema},
	"if": {7, aSchema}, "then": {7, aSchema}, "else": {7, aSchema},

	"enumNames": {4, aList}, // react-jsonschema-form's labels for enum

	"x-when": {4, ours}, "x-i18n": {4, ours}, "x-pages": {4, ours}, "x-exit": {4, ours}, "x-check": {4, ours}, "x-start": {4, ours}, "x-sections": {4, ours}, "x-choose": {4, ours}, "x-declaration": {4, ours}, "x-ui": {4, ours}, "x-errors": {4, ours}, "x-key": {4, aText},
	"x-date": {4, aText}, "x-max-size": {4, ours}, "x-accept": {4, names}, "x-masked": {4, aBool}, "x-hint": {4, aText}, "x-autocomplete": {4, aText}, "x-prefill": {4, aText},
}

// formats that mean something here; any other is named in a warning.
var knownFormats = map[string]bool{
	"date": true, "date-time": true, "time": true, "duration": true, "email": true, "idn-email": true, "hostname": true, "idn-hostname": true,
	"ipv4": true, "ipv6": true, "uri": true, "uri-reference": true, "iri": true, "iri-reference": true, "uri-template": true, "uuid": true,
	"json-pointer": true, "relative-json-pointer": true, "regex": true,
	"tel": true, "phone": true, "postcode": true, "money": true, "data-url": true, "file": true, "textarea": true, "password": true,
}

var typeWords = map[string]bool{"string": true, "number": true, "integer": true, "boolean": true, "object": true, "array": true, "null": true}

// meantTypes are other names of kinds of answers, each with what the schema says instead.
var meantTypes = map[string]string{
	"yes/no": "type: boolean", "yesno": "type: boolean", "bool": "type: boolean", "date": "type: string, format: date", "datetime": "type: string, format: date-time",
	"text": "type: string", "str": "type: string", "int": "type: integer", "whole number": "type: integer", "decimal": "type: number", "float": "type: number",
	"money": "type: string, format: money", "email": "type: string, format: email", "file": "type: string, format: file", "list": "type: array", "group": "type: object",
}

// near finds the known word that someone who wrote this probably meant; "" when none is near.
func near[V any](word string, known map[string]V) string {
	return rules.Nearest(word, slices.Sorted(maps.Keys(known)))
}

func didYouMean[V any](word string, known map[string]V) string {
	return rules.DidYouMean(word, slices.Sorted(maps.Keys(known)), "")
}
