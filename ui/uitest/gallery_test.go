package uitest

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"github.com/caseloom/caseloom/ui"
	"github.com/caseloom/caseloom/ui/browser"
)

// policy is as strict as the server's.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

var staff = &ui.User{Name: "Sam Clerk", Tasks: true, Studio: true, Administer: true}

// pages are every page of the gallery by its path.
func pages() map[string]templ.Component {
	citizen := func(title string, failed bool) ui.Page {
		return ui.Page{Title: title, Service: "Resident parking permit", ServiceURL: "/", Error: failed, Back: "/", Demo: true, CSRF: "token"}
	}
	list := map[string]templ.Component{}
	for name, s := range map[string]state{"empty": empty, "filled": filled, "failed": failed} {
		list["form-"+name] = formPage(citizen("Tell us about your household", s == failed), widgets(s))
		list["one-"+name] = formPage(citizen("Do you have a Blue Badge?", s == failed), single(yesNo(s), s, ""))
		list["born-"+name] = formPage(citizen("Date of birth", s == failed), single(date(s), s, "We ask because the price depends on your age."))
		list["cars-"+name] = formPage(citizen("Vehicles", s == failed), single(vehicles(s), s, ""))
	}
	cy := citizen("Gwirio", false)
	cy.Lang = "cy"
	list["form-welsh"] = formPage(cy, widgets(filled))
	ar := citizen("Tell us about your household", true)
	ar.Lang = "ar"
	ar.Languages = []ui.Language{{Tag: "en", Name: "English", Href: "?lang=en"}, {Tag: "ar", Name: "العربية", Href: "?lang=ar", Current: true}}
	list["form-arabic"] = formPage(ar, widgets(failed))
	list["check"] = checkPage(citizen("Check your answers", false))
	list["done"] = donePage(citizen("Application received", false))
	list["case"] = casePage(ui.Page{Title: "PP-2026-000042", User: staff, CSRF: "token", Section: ui.SectionTasks, Wide: true})
	return list
}

// serve answers for the gallery as the server would.
func serve(t *testing.T, more map[string]http.HandlerFunc) string {
	t.Helper()
	if !ui.Built() {
		t.Fatal("the styles and scripts are not built: run `make ui`, then this test again")
	}
	mux := http.NewServeMux()
	for name, page := range pages() {
		mux.Handle("/"+name, templ.Handler(page))
	}
	for path, h := range more {
		mux.Handle(path, h)
	}
	mux.HandleFunc("/assets/", func(w http.ResponseWriter, r *http.Request) {
		body, media, ok := ui.OpenAsset(r.URL.Path)
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", media)
		_, _ = w.Write(body)
	})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestMain(m *testing.M) { os.Exit(browser.Noting{M: m, File: "../tested/parts.json"}.Run()) }

// Everything that pages are made of, in every state, on a phone and on a desk,
// with scripts and without.
func TestNothingIsWrongWithAnyComponentInAnyState(t *testing.T) {
	url := serve(t, nil)
	b := browser.Open(t)
	for _, screen := range []struct {
		name string
		browser.Screen
	}{
		{"phone", browser.Screen{Width: browser.Phone}},
		{"desk", browser.Screen{Width: browser.Desk}},
		{"phone without scripts", browser.Screen{Width: browser.Phone, NoJS: true}},
	} {
		p := b.Page(screen.Screen)
		for name := range pages() {
			p.Go(url + "/" + name)
			for _, fault := range p.CheckAs("parts", name) {
				t.Errorf("%s, %s: %s", name, screen.name, fault)
			}
			if folder := os.Getenv("SCREENSHOTS"); folder != "" {
				p.Shot(filepath.Join(folder, strings.ReplaceAll(screen.name, " ", "-"), name+".png"))
			}
		}
	}
}
