package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/mattn/go-sqlite3"
	"github.com/pressly/goose/v3"
)

//go:embed migrations
var migrations embed.FS

// dialect is everything in which one database differs from another. All other SQL is one text, written with $n.
type dialect struct {
	name       string
	goose      goose.Dialect
	migrations string // the folder of the numbered steps
	begin      string
	settings   []string // what the writer's connection is told besides
	// text turns $n into what the driver binds by number.
	text func(query string) string
	// inTransaction looks at the connection itself: after an error the database may have ended the transaction unasked.
	inTransaction func(c *sql.Conn) (bool, error)
	// gapless says that numbers of cases have no gaps unless a case was taken out.
	gapless bool
	// busy says whether err is another program's hold on the database.
	busy func(err error) bool
	// uncertain says whether a COMMIT that failed with err may be on disk all the same.
	uncertain func(err error) bool
}

var dollar = regexp.MustCompile(`\$(\d+)`)

var sqliteDialect = &dialect{
	name:       "SQLite",
	goose:      goose.DialectSQLite3,
	migrations: "migrations/sqlite",
	begin:      "BEGIN IMMEDIATE",
	// A savepoint copies each page it is the first to change: into a temporary file, unless told otherwise.
	settings: []string{"PRAGMA temp_store = MEMORY"},
	gapless:  true,
	// mattn binds $n by first appearance, and ?n by number.
	text: func(query string) string { return dollar.ReplaceAllString(query, "?$1") },
	inTransaction: func(c *sql.Conn) (bool, error) {
		auto := true
		err := c.Raw(func(driver any) error {
			sq, ok := driver.(*sqlite3.SQLiteConn)
			if !ok {
				return fmt.Errorf("the connection is a %T, which is not SQLite's", driver)
			}
			auto = sq.AutoCommit()
			return nil
		})
		return !auto, err
	},
	busy: func(err error) bool {
		var e sqlite3.Error
		return errors.As(err, &e) && e.Code == sqlite3.ErrBusy
	},
	// A full disk cuts the commit off before its last frame. Anything else may have come from the fsync after it.
	uncertain: func(err error) bool {
		var e sqlite3.Error
		return !errors.As(err, &e) || e.Code != sqlite3.ErrFull
	},
}

// sqliteDSN names the database file with the pragmas of one pool. Pragmas stand in the DSN because a PRAGMA statement
// reaches one connection of a pool and no other.
func sqliteDSN(path string, pragmas ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pragmas); i += 2 {
		q.Set(pragmas[i], pragmas[i+1])
	}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}
	return u.String()
}

// openSQLite opens the two pools: one connection that writes, and many that cannot. A pool gives a connection to one
// goroutine at a time, so SQLite need not lock it again.
func openSQLite(ctx context.Context, path string) (write, read *sql.DB, err error) {
	write, err = sql.Open("sqlite3", sqliteDSN(path,
		"_txlock", "immediate", "_journal_mode", "WAL", "_synchronous", "FULL", "_foreign_keys", "on",
		// What is let go of is overwritten, so that erased content does not lie on in the file.
		"_secure_delete", "on", "_busy_timeout", "10000", "_cache_size", "-32000", "_mutex", "no"))
	if err != nil {
		return nil, nil, err
	}
	write.SetMaxOpenConns(1)
	read, err = sql.Open("sqlite3", sqliteDSN(path,
		"_query_only", "1", "_foreign_keys", "on", "_busy_timeout", "10000", "_cache_size", "-8000", "_mutex", "no"))
	if err != nil {
		return nil, nil, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(maxReaders)
	read.SetMaxIdleConns(maxReaders)
	if err := checkSQLite(ctx, write, path); err != nil {
		return nil, nil, errors.Join(err, write.Close(), read.Close())
	}
	return write, read, nil
}

// checkSQLite asks the writer's connection whether it is what the DSN asked for.
func checkSQLite(ctx context.Context, write *sql.DB, path string) error {
	var journal string
	var synchronous, keys, search int
	for query, into := range map[string]any{
		"PRAGMA journal_mode": &journal, "PRAGMA synchronous": &synchronous, "PRAGMA foreign_keys": &keys,
		"SELECT sqlite_compileoption_used('ENABLE_FTS5')": &search,
	} {
		if err := write.QueryRowContext(ctx, query).Scan(into); err != nil {
			return fmt.Errorf("%s cannot be opened as a record: %w", path, err)
		}
	}
	switch {
	case search != 1:
		return errors.New("this program was built without search: build it with `-tags sqlite_fts5`, as `make build` does")
	case journal != "wal":
		return fmt.Errorf("%s could not be put in write-ahead mode (it is in mode %q); put the data folder on a local disk, not a network share", path, journal)
	case synchronous != 2 || keys != 1:
		return fmt.Errorf("%s could not be opened with full durability and foreign keys (synchronous is %d, foreign_keys %d)", path, synchronous, keys)
	}
	return nil
}

// newestStep is the number of the last step that this program knows.
func newestStep(d *dialect) (int64, error) {
	steps, err := fs.ReadDir(migrations, d.migrations)
	if err != nil {
		return 0, err
	}
	number, _, _ := strings.Cut(steps[len(steps)-1].Name(), "_") // they are in order
	return strconv.ParseInt(number, 10, 64)
}

// migrate brings the tables to the form this program knows. Steps go forward only: a record written by a newer program
// is refused, not misread.
func migrate(ctx context.Context, d *dialect, write *sql.DB) error {
	steps, err := fs.Sub(migrations, d.migrations)
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(d.goose, write, steps)
	if err != nil {
		return err
	}
	known := p.ListSources()
	newest := known[len(known)-1].Version
	has, err := p.GetDBVersion(ctx)
	if err != nil {
		return err
	}
	if has > newest {
		return fmt.Errorf("the record was written by a newer Caseloom (its tables are at step %d, this program knows %d): run that one", has, newest)
	}
	if has == newest {
		return nil
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("the record's tables could not be brought up to date: %w", err)
	}
	return nil
}
