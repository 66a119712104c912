// Package casetype is the definition language: it turns a folder of files into an immutable, compiled Type, or into
// every fault the folder has.
//
// It never touches the database, a request or a running case, and it never changes a Type it has returned.
//
// The one way through it is Load. The server, the commands, the tests and the studio all come in by that door:
//
//	files.go, names.go     which files there are; each is read once, within bounds, and makes up the version
//	yaml.go, place.go      a file becomes nodes that know their place; what YAML cannot read is said in plain words
//	keys.go, shape*.go     what may be written where: one table of keys, by which files are checked
//	schema.go              … and from which the JSON Schemas are printed, so that editor and loader cannot disagree
//	declare.go, scope.go   everything with a name or a type of its own, and from it what expressions can see
//	tables.go, reference.go  tables kept in files of their own: the rows of decisions, and data to look up
//	compile*.go, refs.go   everything written in expressions, and every name that must be the name of something
//	translate.go, words.go the case type in other languages
//	plain.go               what is hard to read in its own
//	testfiles.go, tests.go the tests beside the rules, checked like everything else; package rehearse plays them
//	order.go               what follows from other values, each after what it reads: facts, and decisions that no task makes
//	prove*.go, reads.go    what can be seen to be useless or stuck without running anything
//	codes.go               the code of everything that can be said, each once
//
// A key of the language that this version does not run is an error with the code "not-supported", never passed over.
package casetype
