// Package forms makes an accessible journey out of a JSON Schema, and answers out of what people post to it.
//
// The one way through it: Load turns a schema (JSON or YAML, any draft from 04 to 2020-12) into an immutable Form, or
// into all its faults at once, each with its place. Draw makes a page of the form into a PageModel, which ui draws and
// decides nothing about. Parse turns a post into data, keeping what could not be understood as faults with the text as
// it was typed. Path says which pages are asked, Prune drops the answers that are no longer asked for, Validate holds
// the rest against the schema as it was written and says each fault in a sentence with the question's own name, and
// Normalise gives the values in the Go types that rules compute with.
//
// A form asks in the language it is written in, and in those of its overlays (Form.In): each is the same form in other
// words. What the package says of its own accord stands in catalogues, words_english.go and words_welsh.go.
//
// Data is always JSON as encoding/json has it, with numbers as json.Number. A date is "2026-03-12", money is a string
// ("45.00"), a file is an object (FileRef). Only Normalise gives anything else.
//
// The package knows no case, no HTTP and no storage. It never reads a clock, never does I/O (what a $ref names is read
// by the caller's resolve) and never panics on any file, post or data. A Form may be shared by any number of goroutines.
package forms
