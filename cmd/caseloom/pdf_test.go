package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/ui/browser"
)

// TestBrowserACopyIsKeptAsPDF sends an application and keeps a copy of the answers as a PDF: tagged, in the language of the
// page, and never with what is masked.
func TestBrowserACopyIsKeptAsPDF(t *testing.T) {
	s := serving(t)
	s.write(map[string]string{
		"bikes/casetype.yaml":    "title: Bike storage\nintake: apply\npeople: { applicant: { from: form } }\n",
		"bikes/forms/apply.yaml": "title: Apply\ntype: object\nproperties: { name: { title: Full name, type: string }, secret: { title: Password, type: string, x-masked: true } }\nx-pages: [ { title: All, fields: [name, secret] } ]\n",
	})
	jar, _ := cookiejar.New(nil)
	client := &http.Client{Jar: jar}
	read := func(r *http.Response, err error) (string, string) {
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		body, err := io.ReadAll(r.Body)
		if err != nil || r.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d %v", r.Request.URL, r.StatusCode, err)
		}
		return string(body), r.Header.Get("Content-Type")
	}
	token := regexp.MustCompile(`name="_csrf" value="([^"]+)"`)
	post := func(path, page string, values url.Values) string {
		values.Set("_csrf", token.FindStringSubmatch(page)[1])
		body, _ := read(client.PostForm(s.url+path, values))
		return body
	}
	looking := s.b.Page(browser.Screen{})
	looking.Go(s.url + "/")
	s.eventually(looking, "Bike storage")
	page, _ := read(client.Get(s.url + "/apply/bikes"))
	page = post("/apply/bikes", page, url.Values{})
	page = post("/apply/bikes/all", page, url.Values{"/name": {"Amina Yusuf"}, "/secret": {"open sesame"}})
	post("/apply/bikes/check", page, url.Values{})
	page, _ = read(client.Get(s.url + "/apply/bikes/copy"))
	if !strings.Contains(page, `href="/apply/bikes/copy.pdf"`) {
		t.Fatal("the copy does not offer a PDF")
	}
	pdf, media := read(client.Get(s.url + "/apply/bikes/copy.pdf"))
	if media != "application/pdf" || !strings.HasPrefix(pdf, "%PDF-") {
		t.Fatalf("it is %s, and begins %.20q", media, pdf)
	}
	for _, mark := range []string{"/StructTreeRoot", "/Marked true", "/Lang (en)", "/Title"} {
		if !bytes.Contains([]byte(pdf), []byte(mark)) {
			t.Errorf("the PDF has no %s: a screen reader could not read it as the page", mark)
		}
	}
	if dir := os.Getenv("CASELOOM_PICTURES"); dir != "" {
		_ = os.WriteFile(filepath.Join(dir, "copy.pdf"), []byte(pdf), 0o644)
	}
	if r, err := http.Get(s.url + "/apply/bikes/copy.pdf"); err != nil || strings.HasPrefix(r.Header.Get("Content-Type"), "application/pdf") {
		t.Errorf("somebody else is given it: %v", err)
	}
}
