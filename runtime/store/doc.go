// Package store is the record: every event that ever happened to a case, and the tables that are drawn from the events
// in the same transaction. One concrete type, DB, stands before the database; nothing above this package knows which
// database it is.
//
// It never decides anything about a case, never sends anything, and never tells anyone "received" before the bytes are
// on disk.
//
// The one way to write through it is Commit: a Unit (the events of one given, the case after them, and what follows)
// goes in, and either all of it is durable or none of it is there and an error says why. Units that wait at the same
// time share one transaction, and one unit's fault leaves the others unharmed. Verify folds the
// events of every case again and says, in sentences, where the tables, the chain or the kept files disagree.
package store
