package casework

import (
	"slices"
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/server/words"
	page "github.com/caseloom/caseloom/ui/pages/casework"
)

// The files of a case.

func (f *folder) documents() []page.Document {
	docs := make([]page.Document, len(f.c.Documents))
	for i, d := range f.c.Documents {
		docs[i] = page.Document{Name: d.Name, Href: f.documentHref(i), Size: words.Size(d.Size), By: f.teller.staff(d.By), At: words.Day(d.At, f.zone)}
		if d.By == "citizen" {
			docs[i].By = "the applicant"
		}
	}
	slices.Reverse(docs)
	return docs
}

// documentHref names a document by its place among the case's: never by its hash, which the holder of one file could
// use to ask whether another case has it too.
func (f *folder) documentHref(i int) string {
	d := f.c.Documents[i]
	n := 0
	for _, other := range f.c.Documents[:i] {
		if other.Seq == d.Seq {
			n++
		}
	}
	return f.href() + "/documents/" + strconv.Itoa(d.Seq) + "-" + strconv.Itoa(n)
}

func (f *folder) fileHref(hash string) string {
	for i, d := range f.c.Documents {
		if d.Hash == hash {
			return f.documentHref(i)
		}
	}
	return ""
}

// download answers with one document of the case.
func download(c *web.Ctx) error {
	f, err := open(c, c.Param("reference"))
	if err != nil {
		return err
	}
	for i, d := range f.c.Documents {
		if strings.HasSuffix(f.documentHref(i), "/documents/"+c.Param("document")) {
			return c.Download(engine.File{Name: d.Name, Hash: d.Hash, Media: d.Media, Size: d.Size})
		}
	}
	return web.NotFound()
}
