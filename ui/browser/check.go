package browser

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// Check says what is wrong with the page as it stands: what axe-core finds, what
// runs off the screen, what the browser complained of, and a few things that
// axe cannot judge. A page with nothing wrong gives nothing.
func (p *Page) Check() []string {
	p.t.Helper()
	faults := p.Axe()
	got, err := p.Eval(ownChecks)
	p.must(err, "checking the page")
	for _, f := range got.Value.Arr() {
		faults = append(faults, f.Str())
	}
	return append(faults, p.Complaints()...)
}

// Axe runs axe-core, best practices and WCAG 2.2 included, and gives each
// violation as a sentence with the element and the way out.
func (p *Page) Axe() []string {
	p.t.Helper()
	source, err := axe()
	if err != nil {
		p.t.Fatal(err)
	}
	if !p.scripts {
		// The page has been drawn without its scripts; axe itself needs them.
		p.Scripts(true)
		defer p.Scripts(false)
	}
	// Handed over as an expression, it is not bound by the page's own policy.
	_, err = p.Eval("() => { if (!window.axe) {" + source + "\n} }")
	p.must(err, "loading axe-core")
	got, err := p.Timeout(patience).Eval(runAxe)
	p.must(err, "running axe-core")
	var found struct {
		Version    string
		Rules      int
		Tags       []string
		Violations []struct {
			ID, Impact, Help string
			Nodes            []struct {
				HTML           string
				Target         []any
				FailureSummary string
			}
		}
	}
	if err := json.Unmarshal([]byte(got.Value.Str()), &found); err != nil {
		p.t.Fatalf("axe-core's answer cannot be read: %v", err)
	}
	noteAxe(found.Version, found.Rules, found.Tags)
	var faults []string
	for _, v := range found.Violations {
		for _, n := range v.Nodes {
			faults = append(faults, fmt.Sprintf("%s (%s, %s) at %v: %s: %s", v.Help, v.ID, v.Impact, n.Target, n.HTML, strings.ReplaceAll(n.FailureSummary, "\n", " ")))
		}
	}
	return faults
}

// runAxe says what is wrong, and which rules were tried: those that do not apply to the page are among them.
const runAxe = `async () => {
	const r = await axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } })
	const tried = [r.violations, r.passes, r.incomplete, r.inapplicable].flat()
	const tags = tried.flatMap((rule) => rule.tags).filter((tag) => /^(wcag\d+a+|best-practice)$/.test(tag))
	return JSON.stringify({ version: r.testEngine.version, rules: new Set(tried.map((rule) => rule.id)).size, tags: Array.from(new Set(tags)).sort(), violations: r.violations })
}`

// axe reads the engine once, from where npm put it.
var axe = sync.OnceValues(func() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if filepath.Dir(dir) == dir {
			return "", fmt.Errorf("no go.mod above this test: it must run inside the project")
		}
		dir = filepath.Dir(dir)
	}
	source, err := os.ReadFile(filepath.Join(dir, "ui", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		return "", fmt.Errorf("axe-core is not here: run `make ui`, then this test again (%w)", err)
	}
	return string(source), nil
})

// ownChecks are what axe cannot see: whether the page fits the screen, whether
// each id is there once and leads somewhere, one heading of the first level,
// and a title that says when something is wrong.
const ownChecks = `() => {
	const faults = []
	const root = document.scrollingElement
	if (root.scrollWidth > root.clientWidth) {
		const wide = Array.from(document.body.querySelectorAll('*')).filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1 && !e.closest('.app-scrolling, .app-code'))
		faults.push('the page is ' + root.scrollWidth + ' pixels wide on a screen of ' + root.clientWidth + ', because of ' + (wide.slice(-1)[0] || root).outerHTML.slice(0, 120))
	}
	const h1 = document.querySelectorAll('h1').length
	if (h1 !== 1) faults.push('the page has ' + h1 + ' headings of the first level, and should have one')
	const seen = new Set()
	for (const e of document.querySelectorAll('[id]')) {
		if (seen.has(e.id)) faults.push('the id ' + e.id + ' is there twice')
		seen.add(e.id)
	}
	for (const name of ['aria-describedby', 'aria-labelledby', 'aria-controls']) {
		for (const e of document.querySelectorAll('[' + name + ']')) {
			for (const id of e.getAttribute(name).split(/\s+/)) {
				if (id && !document.getElementById(id)) faults.push(name + ' names ' + id + ', which is not on the page: ' + e.outerHTML.slice(0, 120))
			}
		}
	}
	for (const a of document.querySelectorAll('.govuk-error-summary a[href^="#"]')) {
		const target = document.getElementById(decodeURIComponent(a.getAttribute('href').slice(1)))
		if (!target) faults.push('the error “' + a.textContent.trim() + '” leads to ' + a.getAttribute('href') + ', which is not on the page')
	}
	if (document.querySelector('.govuk-error-summary') && !/^(Error|Gwall): /.test(document.title)) {
		faults.push('the page shows faults, and its title does not begin with “Error: ”')
	}
	for (const e of document.querySelectorAll('[style], [onclick], [onload], style, body script')) {
		faults.push('style or script in the page itself: ' + e.outerHTML.slice(0, 120))
	}
	return faults
}`
