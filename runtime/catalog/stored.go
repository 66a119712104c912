package catalog

import (
	"io/fs"
	"testing/fstest"
)

// Stored makes the files of an old version readable as the folder they were. The standard library's map of files was
// made for tests and is just what is wanted here.
func Stored(files map[string][]byte) fs.FS {
	m := make(fstest.MapFS, len(files))
	for name, data := range files {
		m[name] = &fstest.MapFile{Data: data, Mode: 0o444}
	}
	return m
}
