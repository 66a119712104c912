package casetype

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"github.com/caseloom/caseloom/rules"
)

// SharedPages are the pages about the site that an administrator may write, in shared/pages, by the names of their files
// without the ending.
var SharedPages = []string{"accessibility", "contact", "cookies", "privacy"}

// MostPage bounds such a page, in bytes.
const MostPage = 200_000

// CheckShared says what is wrong with the pages about the site: files that nobody would ever read.
func CheckShared(root fs.FS) Diagnostics {
	var out Diagnostics
	entries, err := fs.ReadDir(root, path.Join(sharedFolder, "pages"))
	if err != nil {
		return nil // there are none
	}
	for _, e := range entries {
		file := path.Join(sharedFolder, "pages", e.Name())
		at := rules.Source{File: file, Line: 1, Column: 1}
		base, _ := inLanguage(e.Name())
		name := base[:len(base)-len(path.Ext(base))]
		info, err := e.Info()
		switch {
		case IsScratch(e.Name()):
		case path.Ext(base) != ".md" || !slices.Contains(SharedPages, name):
			out = append(out, at.At(0, 0, "unread-file", rules.Warning, "This file is not read.", cmp.Or(rules.DidYouMean(name, SharedPages, "pages are"), "A page ends in .md.")))
		case err == nil && info.Size() > MostPage:
			out = append(out, at.At(0, 0, "too-large", rules.Warning, fmt.Sprintf("This page is larger than %d kB, so it is not shown.", MostPage/1000), "Shorten it."))
		}
	}
	return out
}
