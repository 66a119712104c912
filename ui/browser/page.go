package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/input"
	"github.com/go-rod/rod/lib/proto"
)

// Page is one open page. The methods of go-rod's page are there too; those of
// its Must family end the test with a panic, which reads badly, so the verbs
// that tests need most are here in sentences.
type Page struct {
	*rod.Page
	t testing.TB

	scripts bool // of the page itself, not of the test

	mu         sync.Mutex
	complaints []string
}

// listen collects what the browser itself finds wrong: scripts that fail,
// files that are missing, what the Content-Security-Policy refused.
func (p *Page) listen() {
	complain := func(text string) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.complaints = append(p.complaints, text)
	}
	wait := p.EachEvent(
		func(e *proto.RuntimeExceptionThrown) {
			text := e.ExceptionDetails.Text
			if e.ExceptionDetails.Exception != nil {
				text += " " + e.ExceptionDetails.Exception.Description
			}
			complain("a script failed: " + text)
		},
		func(e *proto.LogEntryAdded) {
			// An answer such as 422 is a page like any other to a person.
			if e.Entry.Level == proto.LogLogEntryLevelError && !strings.Contains(e.Entry.Text, "the server responded with a status of 4") {
				complain(fmt.Sprintf("%s (%s)", e.Entry.Text, e.Entry.URL))
			}
		},
		func(e *proto.RuntimeConsoleAPICalled) {
			if e.Type == proto.RuntimeConsoleAPICalledTypeError || e.Type == proto.RuntimeConsoleAPICalledTypeWarning {
				var words []string
				for _, a := range e.Args {
					words = append(words, a.Value.String())
				}
				complain("the console says: " + strings.Join(words, " "))
			}
		},
	)
	go wait()
}

// Complaints are what the browser found wrong since the page was opened.
func (p *Page) Complaints() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.complaints)
}

// Width sets how wide the screen is, in CSS pixels.
func (p *Page) Width(w int) {
	p.t.Helper()
	err := p.SetViewport(&proto.EmulationSetDeviceMetricsOverride{Width: w, Height: 900, DeviceScaleFactor: 1})
	p.must(err, "setting the width to %d", w)
}

// Scripts lets the page's scripts run or not, from the next page on.
func (p *Page) Scripts(run bool) {
	p.t.Helper()
	p.must(proto.EmulationSetScriptExecutionDisabled{Value: !run}.Call(p.Page), "turning scripts on or off")
	p.scripts = run
}

// Go opens an address and waits until everything on the page is there.
func (p *Page) Go(url string) {
	p.t.Helper()
	p.leave("opening "+url, func() error { return p.Navigate(url) })
}

// Find gives the first element that a CSS selector names.
func (p *Page) Find(selector string) *rod.Element {
	p.t.Helper()
	e, err := p.Timeout(patience).Element(selector)
	p.must(err, "finding %s", selector)
	return e.CancelTimeout()
}

// Has says whether an element is there at this moment.
func (p *Page) Has(selector string) bool {
	p.t.Helper()
	has, _, err := p.Page.Has(selector)
	p.must(err, "looking for %s", selector)
	return has
}

// Text is the text of an element as a person reads it.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	text, err := p.Find(selector).Text()
	p.must(err, "reading %s", selector)
	return text
}

// Labelled gives the control that a label with these words belongs to.
func (p *Page) Labelled(words string) *rod.Element {
	p.t.Helper()
	label := p.says("label", words)
	id, err := label.Attribute("for")
	p.must(err, "reading what the label “%s” is for", words)
	if id == nil {
		p.t.Fatalf("%s: the label “%s” is for no control", p.where(), words)
	}
	return p.Find(fmt.Sprintf("[id=%q]", *id))
}

// Fill types into the control with this label, instead of what was there.
func (p *Page) Fill(label, text string) {
	p.t.Helper()
	e := p.Labelled(label)
	p.must(proto.DOMFocus{ObjectID: e.Object.ObjectID}.Call(p.Page), "going to “%s”", label)
	_, err := e.Eval(`() => this.select()`)
	p.must(err, "choosing the text of “%s”", label)
	p.must(p.Keyboard.Type(input.Backspace), "emptying “%s”", label)
	p.must(p.InsertText(text), "typing into “%s”", label)
}

// Choose presses the radio or checkbox with this label.
func (p *Page) Choose(label string) {
	p.t.Helper()
	p.must(p.click(p.Labelled(label)), "choosing “%s”", label)
}

// Select chooses from the drop-down list with this label.
func (p *Page) Select(label, option string) {
	p.t.Helper()
	got, err := p.Labelled(label).Eval(`(text) => {
		const option = Array.from(this.options).find((o) => o.text.trim() === text)
		if (!option) return false
		option.selected = true
		this.dispatchEvent(new Event('change', { bubbles: true }))
		return true
	}`, option)
	p.must(err, "choosing “%s” from “%s”", option, label)
	if !got.Value.Bool() {
		p.t.Fatalf("%s: the list “%s” does not offer “%s”", p.where(), label, option)
	}
}

// Attach chooses files for the upload with this label.
func (p *Page) Attach(label string, files ...string) {
	p.t.Helper()
	p.must(p.Labelled(label).SetFiles(files), "choosing files for “%s”", label)
}

// Press presses the button or link that says this, and waits for the page that
// follows. Words read out after it ("Change<hidden> name</hidden>") count.
func (p *Page) Press(words string) {
	p.t.Helper()
	e := p.says("button:not([aria-hidden]), a", words)
	p.leave("pressing “"+words+"”", func() error { return p.click(e) })
}

// Click presses something that opens no other page: a summary, a button that a
// script answers.
func (p *Page) Click(words string) {
	p.t.Helper()
	p.must(p.click(p.says("button:not([aria-hidden]), a, summary", words)), "pressing “%s”", words)
}

// says gives the element with exactly these words.
func (p *Page) says(selector, words string) *rod.Element {
	p.t.Helper()
	pattern := `^\s*` + strings.Join(strings.Fields(quote(words)), `\s+`) + `\s*$`
	e, err := p.Timeout(patience).ElementR(selector, pattern)
	p.must(err, "finding “%s” among %s", words, selector)
	return e.CancelTimeout()
}

// click presses the middle of an element as a mouse does. go-rod's own waits
// for a script's callback, which never comes when scripts are off.
func (p *Page) click(e *rod.Element) error {
	if err := (proto.DOMScrollIntoViewIfNeeded{ObjectID: e.Object.ObjectID}).Call(p.Page); err != nil {
		return err
	}
	shape, err := e.Shape()
	if err != nil {
		return err
	}
	at := shape.OnePointInside()
	if at == nil {
		return fmt.Errorf("it has no place on the page")
	}
	if err := p.Mouse.MoveTo(*at); err != nil {
		return err
	}
	return p.Mouse.Click(proto.InputMouseButtonLeft, 1)
}

// Key types keys where the focus is.
func (p *Page) Key(keys ...input.Key) {
	p.t.Helper()
	p.must(p.Keyboard.Type(keys...), "typing")
}

// Enter presses the return key where the focus is, and waits for the page that
// follows.
func (p *Page) Enter() {
	p.t.Helper()
	p.leave("pressing return", func() error { return p.Keyboard.Type(input.Enter) })
}

// leave does something that opens another page, and waits for that.
func (p *Page) leave(what string, do func() error) {
	p.t.Helper()
	page := p.Timeout(patience)
	wait := page.WaitNavigation(proto.PageLifecycleEventNameLoad)
	p.must(do(), "%s", what)
	wait()
	p.must(page.GetContext().Err(), "waiting for the page after %s", what)
}

// Until waits for something to become so: a function of JavaScript that gives
// true. It needs a screen on which scripts run.
func (p *Page) Until(what, script string) {
	p.t.Helper()
	p.must(p.Timeout(patience).Wait(rod.Eval(script)), "waiting until %s", what)
}

// Focused is a selector-like description of what has the focus: "input#name".
func (p *Page) Focused() string {
	p.t.Helper()
	got, err := p.Eval(`() => { const e = document.activeElement; return e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + (e.className ? '.' + e.className.split(' ')[0] : '') }`)
	p.must(err, "asking what has the focus")
	return got.Value.Str()
}

// Shot writes a picture of the whole page to a PNG file.
func (p *Page) Shot(file string) {
	p.t.Helper()
	png, err := p.Screenshot(true, &proto.PageCaptureScreenshot{Format: proto.PageCaptureScreenshotFormatPng})
	p.must(err, "taking a picture")
	p.must(os.MkdirAll(filepath.Dir(file), 0o755), "making the folder of %s", file)
	p.must(os.WriteFile(file, png, 0o644), "writing %s", file)
}

// must ends the test with a sentence that says where and what.
func (p *Page) must(err error, format string, args ...any) {
	if err != nil {
		p.t.Helper()
		p.t.Fatalf("%s: %s did not work: %v", p.where(), fmt.Sprintf(format, args...), err)
	}
}

func (p *Page) where() string {
	info, err := p.Info()
	if err != nil {
		return "a page that is gone"
	}
	return info.URL
}

// quote writes words for a JavaScript regular expression.
func quote(words string) string {
	var b strings.Builder
	for _, r := range words {
		if strings.ContainsRune(`\.+*?()|[]{}^$/`, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
