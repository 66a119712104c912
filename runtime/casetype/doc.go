// Package casetype is the definition language: it turns a folder of files into an immutable, compiled Type, or into
// every fault the folder has.
//
// It never touches the database, a request or a running case, and it never changes a Type it has returned.
//
// The one way through it is Load. The server, the commands, the tests and the studio all come in by that door.
package casetype
