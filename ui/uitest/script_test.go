package uitest

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/go-rod/rod/lib/input"

	"github.com/caseloom/caseloom/ui"
	"github.com/caseloom/caseloom/ui/browser"
	"github.com/caseloom/caseloom/ui/pages/citizen"
)

// posted answers posts and tells the test what was in them.
func posted(t *testing.T) (http.HandlerFunc, func() url.Values) {
	got := make(chan url.Values, 8)
	h := func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			if err := r.ParseMultipartForm(1 << 20); err != nil {
				t.Errorf("the post cannot be read: %v", err)
			}
			got <- r.PostForm
			w.Header().Set("Location", "/done")
			w.WriteHeader(http.StatusSeeOther)
			return
		}
		templ.Handler(formPage(ui.Page{Title: "Form"}, widgets(filled))).ServeHTTP(w, r)
	}
	return h, func() url.Values {
		t.Helper()
		select {
		case v := <-got:
			return v
		case <-time.After(20 * time.Second):
			t.Fatal("the form was not sent")
			return nil
		}
	}
}

// The return key sends a form as it stands. On a page whose first button says
// "Remove", that takes care.
func TestReturnSendsTheFormAndRemovesNothing(t *testing.T) {
	h, next := posted(t)
	site := serve(t, map[string]http.HandlerFunc{"/form": h})
	b := browser.Open(t)
	for _, screen := range []browser.Screen{{}, {NoJS: true}} {
		p := b.Page(screen)
		p.Go(site + "/form")
		p.Fill("Full name", "Bo Peep")
		p.Enter()
		v := next()
		if v.Get("/name") != "Bo Peep" || v.Has("_remove") || v.Has("_add") {
			t.Errorf("without scripts %v: return sent name %q, _remove %q, _add %q", screen.NoJS, v.Get("/name"), v["_remove"], v["_add"])
		}
		p.Go(site + "/form")
		p.Press("Remove vehicle 2")
		if v := next(); v.Get("_remove") != "/vehicles/1" || v.Get("/name") != "Ann O’Nym" {
			t.Errorf("without scripts %v: removing sent _remove %q and name %q", screen.NoJS, v.Get("_remove"), v.Get("/name"))
		}
		p.Go(site + "/form")
		p.Press("Add another vehicle")
		if v := next(); v.Get("_add") != "/vehicles" {
			t.Errorf("without scripts %v: adding sent _add %q", screen.NoJS, v.Get("_add"))
		}
	}
}

// What belongs to an answer is hidden until it is chosen where scripts run, and
// is there all the time where they do not.
func TestConditionalQuestions(t *testing.T) {
	site := serve(t, nil)
	b := browser.Open(t)
	shown := func(p *browser.Page) bool {
		visible, err := p.Find("#q-where").Visible()
		if err != nil {
			t.Fatal(err)
		}
		return visible
	}
	with := b.Page(browser.Screen{})
	with.Go(site + "/form-empty")
	if shown(with) {
		t.Error("with scripts: the question is shown before its answer is chosen")
	}
	with.Choose("Post")
	if !shown(with) {
		t.Error("with scripts: the question stays hidden when its answer is chosen")
	}
	for _, fault := range with.Check() {
		t.Error(fault)
	}
	without := b.Page(browser.Screen{NoJS: true})
	without.Go(site + "/form-empty")
	if !shown(without) {
		t.Error("without scripts: the question cannot be reached")
	}
}

func TestFaultsAreReadFirst(t *testing.T) {
	site := serve(t, nil)
	p := browser.Open(t).Page(browser.Screen{Width: browser.Phone})
	p.Go(site + "/form-failed")
	if got := p.Focused(); !strings.Contains(got, "govuk-error-summary") {
		t.Errorf("the focus is on %s, not on the list of faults", got)
	}
	p.Click("Date of birth must include a year")
	if got := p.Focused(); !strings.HasPrefix(got, "input#q-born-year") {
		t.Errorf("the fault about the year leads to %s", got)
	}
}

func TestTheSkipLinkIsTheFirstThingOnThePage(t *testing.T) {
	site := serve(t, nil)
	p := browser.Open(t).Page(browser.Screen{})
	p.Go(site + "/check")
	p.Key(input.Tab)
	if got := p.Focused(); !strings.Contains(got, "govuk-skip-link") {
		t.Errorf("the first tab stop is %s", got)
	}
}

// A file that is too large is said, and not sent.
func TestALargeFileIsSaidBeforeItIsSent(t *testing.T) {
	site := serve(t, nil)
	p := browser.Open(t).Page(browser.Screen{Width: browser.Phone})
	folder := t.TempDir()
	large, small := filepath.Join(folder, "large.pdf"), filepath.Join(folder, "small.pdf")
	for file, size := range map[string]int{large: 5000, small: 500} {
		if err := os.WriteFile(file, make([]byte, size), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p.Go(site + "/form-empty")
	p.Attach("Proof of address", large)
	if got := p.Text("#q-proof-too-big"); got != "large.pdf is too large. Choose a file that is smaller than 1 KB." {
		t.Errorf("of a large file it says %q", got)
	}
	for _, fault := range p.Check() {
		t.Error(fault)
	}
	if files := p.Find("#q-proof").MustEval("() => this.files.length").Int(); files != 0 {
		t.Error("the large file would be sent all the same")
	}
	p.Attach("Proof of address", small)
	if p.Has("#q-proof-too-big") {
		t.Error("the sentence stays when a smaller file is chosen")
	}
}

// A link to be passed on stands where the keyboard reaches it, whole, and a button copies it.
func TestALinkIsCopied(t *testing.T) {
	link := "https://permits.example.org/apply/parking-permit/help/" + strings.Repeat("x", 43)
	m := citizen.Handover{State: citizen.HelpOffered, Helper: "Ada Obi", Link: link, Continue: "/done"}
	site := serve(t, map[string]http.HandlerFunc{"/offered": templ.Handler(citizen.HelpPage(ui.Page{Title: "Give this link to your helper", CSRF: "token"}, m)).ServeHTTP})
	b := browser.Open(t)
	for _, screen := range []browser.Screen{{Width: browser.Phone}, {Width: browser.Phone, NoJS: true}} {
		p := b.Page(screen)
		p.Go(site + "/offered")
		box := p.Labelled("Link for your helper")
		if got := box.MustProperty("value").Str(); got != link || box.MustAttribute("readonly") == nil {
			t.Errorf("the link is %q", got)
		}
		if p.Has("main button") == screen.NoJS {
			t.Errorf("without scripts %v: a button to copy it: %v", screen.NoJS, p.Has("main button"))
		}
		for _, fault := range p.Check() {
			t.Error(fault)
		}
		if screen.NoJS {
			continue
		}
		box.MustFocus()
		if got := p.MustEval("() => getSelection().toString()").Str(); got != link {
			t.Errorf("the focus selects %q", got)
		}
		p.Click("Copy the link")
		p.Until("it is said that the link is copied", `() => document.querySelector('[role=status]').innerText === 'The link is copied.'`)
	}
}

// A page that says data-live renews that part when the server says so, keeps
// the focus, and leaves the rest of the page alone.
func TestALivePageRenewsItself(t *testing.T) {
	var mu sync.Mutex
	list := []string{"parking-permit"}
	changes := make(chan struct{})
	opened := make(chan struct{}, 8)
	site := serve(t, map[string]http.HandlerFunc{
		"/live": func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			templ.Handler(livePage(ui.Page{Title: "Case types", User: staff}, append([]string{}, list...))).ServeHTTP(w, r)
		},
		"/stream": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			w.WriteHeader(http.StatusOK)
			_ = http.NewResponseController(w).Flush()
			opened <- struct{}{}
			for {
				select {
				case <-r.Context().Done():
					return
				case <-changes:
					fmt.Fprint(w, "event: change\ndata: 1\n\n")
					_ = http.NewResponseController(w).Flush()
				}
			}
		},
	})
	p := browser.Open(t).Page(browser.Screen{})
	p.Go(site + "/live")
	<-opened
	p.Fill("Filter", "par")
	p.Find("#reload").MustFocus()
	mu.Lock()
	list = append(list, "dog-licence")
	mu.Unlock()
	changes <- struct{}{}
	p.Until("the new case type is there", `() => document.getElementById('live').innerText.includes('dog-licence')`)
	p.Until("the change is read out", `() => document.querySelector('[role=status]').innerText === 'The list of case types has changed.'`)
	if got := p.Focused(); !strings.HasPrefix(got, "button#reload") {
		t.Errorf("the focus went to %s", got)
	}
	if got := p.Labelled("Filter").MustProperty("value").Str(); got != "par" {
		t.Errorf("what was typed elsewhere became %q", got)
	}
	for _, fault := range p.Check() {
		t.Error(fault)
	}
}

// What changes after the page was drawn and before its stream is open is seen
// all the same, and so is what changes while the server refuses the stream.
func TestALivePageMissesNothingBeforeItsStreamIsOpen(t *testing.T) {
	var mu sync.Mutex
	list := []string{"parking-permit"}
	refuse := true
	site := serve(t, map[string]http.HandlerFunc{
		"/live": func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			templ.Handler(livePage(ui.Page{Title: "Case types", User: staff}, append([]string{}, list...))).ServeHTTP(w, r)
		},
		"/stream": func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			refused := refuse
			refuse, list = false, []string{"parking-permit", "dog-licence"}
			mu.Unlock()
			if refused {
				w.WriteHeader(http.StatusTooManyRequests)
				return
			}
			w.Header().Set("Content-Type", "text/event-stream")
			w.WriteHeader(http.StatusOK)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		},
	})
	p := browser.Open(t).Page(browser.Screen{})
	p.Go(site + "/live")
	p.Until("the new case type is there", `() => document.getElementById('live').innerText.includes('dog-licence')`)
}
