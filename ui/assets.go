package ui

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"path"
	"strings"
	"sync"
)

// dist is written by `make ui`. A clone that has not been built holds only
// .keep, which `all:` lets the embed accept, so that `go build ./...` works.
//
//go:embed all:dist
var dist embed.FS

// assetPrefix is the public path under which the server answers for OpenAsset.
const assetPrefix = "/assets/"

// asset is one built file and the name that changes when its content does.
type asset struct {
	url   string
	media string
	body  []byte
}

// index finds an asset by its name, and by the name with its hash.
type index struct{ byName, byHashed map[string]asset }

// assets are read once.
var assets = sync.OnceValue(func() index { return readAssets(dist) })

func readAssets(root fs.FS) index {
	all := index{map[string]asset{}, map[string]asset{}}
	entries, err := fs.ReadDir(root, "dist")
	if err != nil {
		return all
	}
	for _, e := range entries {
		if e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		body, err := fs.ReadFile(root, "dist/"+e.Name())
		if err != nil {
			continue
		}
		all.add(e.Name(), body)
		if name, ok := strings.CutSuffix(e.Name(), ".css"); ok {
			all.add(name+"-rtl.css", mirror(body))
		}
	}
	return all
}

func (i index) add(name string, body []byte) {
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	hashed := strings.TrimSuffix(name, ext) + "-" + hex.EncodeToString(sum[:8]) + ext
	a := asset{url: assetPrefix + hashed, media: mediaType(ext), body: body}
	i.byName[name], i.byHashed[hashed] = a, a
}

// mediaType names the few kinds of file we build, so that the answer does not
// depend on the tables of the machine it runs on.
func mediaType(ext string) string {
	switch ext {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	if t := mime.TypeByExtension(ext); t != "" {
		return t
	}
	return "application/octet-stream"
}

// Asset gives the address of a built file ("app.css"), with a hash of its
// content in it, so that a browser may keep it for ever. It is "" when the
// file was not built.
func Asset(name string) string { return assets().byName[name].url }

// OpenAsset answers a request for an address that Asset gave, whole
// ("/assets/app-1f….css") or without the prefix. The caller must not change
// the bytes. ok is false for every other address.
func OpenAsset(address string) (body []byte, contentType string, ok bool) {
	a, ok := assets().byHashed[strings.TrimPrefix(address, assetPrefix)]
	return a.body, a.media, ok
}

// Built says whether the styles and scripts are in the program.
func Built() bool { return Asset("app.css") != "" && Asset("app.js") != "" }
