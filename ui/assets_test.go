package ui

import (
	"strings"
	"testing"
	"testing/fstest"
)

// An address changes when its file does, so that browsers may keep it for ever.
func TestAnAddressFollowsTheContent(t *testing.T) {
	one := readAssets(fstest.MapFS{"dist/app.css": {Data: []byte("a{}")}})
	two := readAssets(fstest.MapFS{"dist/app.css": {Data: []byte("b{}")}})
	a, b := one.byName["app.css"], two.byName["app.css"]
	if a.url == b.url || !strings.HasPrefix(a.url, "/assets/app-") || !strings.HasSuffix(a.url, ".css") {
		t.Errorf("two files have the addresses %s and %s", a.url, b.url)
	}
	if got := one.byHashed[strings.TrimPrefix(a.url, "/assets/")]; string(got.body) != "a{}" || got.media != "text/css; charset=utf-8" {
		t.Errorf("at %s is %q, a %s", a.url, got.body, got.media)
	}
	if _, ok := one.byHashed["app.css"]; ok {
		t.Error("a file is found without its hash, where a browser would keep an old one")
	}
}

// A clone that was not built has pages without styles, and no broken links.
func TestNothingIsBuilt(t *testing.T) {
	none := readAssets(fstest.MapFS{"dist/.keep": {}})
	if len(none.byName) != 0 {
		t.Errorf("%d files are offered where there are none", len(none.byName))
	}
	if _, _, ok := OpenAsset("/assets/../ui.go"); ok {
		t.Error("a file outside was opened")
	}
	if _, _, ok := OpenAsset("/assets/.keep"); ok {
		t.Error("the placeholder was opened")
	}
}
