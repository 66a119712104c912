package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"time"
)

// VersionRow is a version of a case type that was loaded.
type VersionRow struct {
	Name    string
	Version string
	At      time.Time // when it was first loaded
}

// SaveVersion keeps the files that a case type was loaded from, each file's content once however many versions have it,
// so that an old event is always explained by the files of its day. Saving a version again does nothing.
func (db *DB) SaveVersion(ctx context.Context, name, version string, files map[string][]byte, at time.Time) error {
	has := 0
	if err := db.row(ctx, `SELECT count(*) FROM versions WHERE version = $1 AND name = $2`, []any{&has}, version, name); err != nil || has > 0 {
		return err
	}
	var contents, paths [][]any
	digest := newVersionDigest(name, version)
	for _, path := range slices.Sorted(maps.Keys(files)) {
		sum := sha256.Sum256(files[path])
		hash := hex.EncodeToString(sum[:])
		contents = append(contents, []any{hash, notNil(files[path])})
		paths = append(paths, []any{name, version, path, hash})
		digest.text(path)
		digest.text(hash)
	}
	return db.write(ctx, func(t *tx) error {
		n, err := t.exec(`INSERT INTO versions (name, version, at, digest) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
			name, version, micros(at), digest.sum())
		if err != nil || n == 0 {
			return err
		}
		if _, err := t.insert(`INSERT INTO files (hash, content)`, contents, "ON CONFLICT DO NOTHING"); err != nil {
			return err
		}
		_, err = t.insert(`INSERT INTO version_files (name, version, path, hash)`, paths, "")
		return err
	})
}

func newVersionDigest(name, version string) digest {
	d := newDigest("caseloom version 1")
	d.text(name)
	d.text(version)
	return d
}

// Version returns the case type's name and the files, by path, of a version; *NotFound.
func (db *DB) Version(ctx context.Context, version string) (name string, files map[string][]byte, err error) {
	files = map[string][]byte{}
	err = db.rows(ctx, `SELECT v.name, coalesce(p.path, ''), coalesce(f.content, '') FROM versions v
		LEFT JOIN version_files p ON p.version = v.version AND p.name = v.name LEFT JOIN files f ON f.hash = p.hash
		WHERE v.version = $1 AND v.name = (SELECT min(name) FROM versions WHERE version = $1)`, func(scan func(...any) error) error {
		var path string
		var content []byte
		err := scan(&name, &path, &content)
		if path != "" {
			files[path] = content
		}
		return err
	}, version)
	if err == nil && name == "" {
		err = &NotFound{What: "version", ID: version}
	}
	return name, files, err
}

// Versions lists the versions of a case type, the latest loaded first.
func (db *DB) Versions(ctx context.Context, name string) ([]VersionRow, error) {
	var versions []VersionRow
	err := db.rows(ctx, `SELECT name, version, at FROM versions WHERE name = $1 ORDER BY at DESC, version`, func(scan func(...any) error) error {
		var v VersionRow
		var at int64
		err := scan(&v.Name, &v.Version, &at)
		v.At = moment(at)
		versions = append(versions, v)
		return err
	}, name)
	return versions, err
}
