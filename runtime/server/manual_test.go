package server_test

import (
	"testing"

	"github.com/caseloom/caseloom/ui/manual"
)

// Everyone may read the manual, page after page, and what is not in it is not found.
func TestTheManual(t *testing.T) {
	h := open(t, nil)
	b := h.browser()
	b.get("/help").is(200).says("The manual")
	b.get("/help/manual").is(200).says("Your first rule")
	n := 0
	for p, _ := manual.Open("first-rule"); p != nil; p = p.Next {
		v := b.get("/help/" + p.Name).is(200).says(p.Title)
		if p.Next != nil {
			v.says(p.Next.Title)
		}
		n++
	}
	if n < 15 {
		t.Errorf("the manual has %d pages one after another, which is not all of it", n)
	}
	b.get("/help/faults").is(200).says("What each fault means").says("unknown-name : There is nothing by that name.")
	for _, code := range manual.Codes() {
		b.get("/help/faults/" + code).is(200).says(code)
	}
	b.get("/help/nothing").is(404)
	b.get("/help/faults/nothing").is(404)
	b.get("/help/README").is(404)
}

// A search finds a code by its name, a heading by its words, and says so when there is nothing. What was searched for is
// shown as words, whatever it is.
func TestTheManualIsSearched(t *testing.T) {
	b := open(t, nil).browser()
	b.get("/help/search?q=gap").is(200).says("gap , a fault")
	b.get("/help/search?q=hit+policy").is(200).says("hit-policy , a fault")
	b.get("/help/search?q=WHAT+a+cell+can").is(200).says("What a cell can say , in Decision tables")
	b.get("/help/search?q=zzzz").is(200).says("Nothing was found")
	b.get("/help/search?q=").is(200)
	b.get("/help/search?q=%3Cscript%3E").is(200).says("Nothing was found")
}

// The studio leads from a fault to its page.
func TestAFaultLeadsToItsPage(t *testing.T) {
	h := open(t, map[string]string{"bins.json": `{"title": "Bins", "type": "object", "properties": {"name": {"type": "string", "title": "Name", "maxLenght": 5}}}`})
	ana := h.colleague("Ana Lyst", []string{"analyst"}, nil)
	ana.get(ana.get("/studio").is(200).link("What unknown-keyword means")).is(200).says("This is not a keyword of JSON Schema")
}
