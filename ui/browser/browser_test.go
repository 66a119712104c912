package browser

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A checker that finds nothing is worth nothing: this page has one of each
// fault, and a policy that lets no script in.
func TestCheckFindsWhatIsWrong(t *testing.T) {
	const bad = `<!DOCTYPE html><html lang="en"><head><title>A form</title></head><body>
		<script>document.title = 'ran'</script>
		<main><h1>One</h1><h1>Two</h1>
		<div class="govuk-error-summary"><a href="#nowhere">Enter a name</a></div>
		<input id="a" aria-describedby="gone"><p id="a" style="width: 900px">Wide</p></main></body></html>`
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(bad))
	}))
	defer s.Close()
	p := Open(t).Page(Screen{Width: Phone})
	p.Go(s.URL)
	all := strings.Join(p.Check(), "\n")
	for _, want := range []string{
		"Form elements must have labels",
		"2 headings of the first level",
		"the id a is there twice",
		"names gone, which is not on the page",
		"leads to #nowhere",
		"does not begin with “Error: ”",
		"pixels wide on a screen of 320",
		"style or script in the page itself",
		"Content Security Policy",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("nothing was said of “%s”; all that was said:\n%s", want, all)
		}
	}
}

func TestAPageWithoutScriptsIsCheckedToo(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(`<!DOCTYPE html><html lang="en"><head><title>Good</title><script>document.title = 'ran'</script></head>
			<body><main><h1>Good</h1><form><label for="n">Name</label><input id="n" name="n"><button>Send</button></form></main></body></html>`))
	}))
	defer s.Close()
	b := Open(t)
	p := b.Page(Screen{NoJS: true})
	p.Go(s.URL)
	if title := p.MustInfo().Title; title != "Good" {
		t.Errorf("the title is %q: a script ran on a screen without scripts", title)
	}
	p.Fill("Name", "Ann O’Nym")
	p.Press("Send")
	if url := p.MustInfo().URL; !strings.Contains(url, "n=Ann") {
		t.Errorf("the form was sent to %s, without the name", url)
	}
	if faults := p.Check(); len(faults) > 0 {
		t.Errorf("nothing is wrong with the page, and this was said:\n%s", strings.Join(faults, "\n"))
	}
}
