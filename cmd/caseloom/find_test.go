package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/go-rod/rod/lib/input"

	"github.com/caseloom/caseloom/ui/browser"
)

// places are the answers of a long list: thirty by name, and as many more as make it very long.
func places(more int) string {
	var b strings.Builder
	b.WriteString("      - { const: abbey, title: Abbey Morfa }\n")
	for _, name := range strings.Fields("Aberaeron Aberystwyth Bangor Barmouth Barry Beaumaris Brecon Caernarfon Caerphilly Cardiff Cardigan Chepstow Conwy Cowbridge Denbigh Dolgellau Flint Harlech Holyhead Kidwelly Lampeter Llandudno Llanelli Machynlleth Monmouth Neath Newport Pembroke Pwllheli Swansea") {
		fmt.Fprintf(&b, "      - { const: %s, title: %s }\n", strings.ToLower(name[:4])+fmt.Sprint(len(name)), name)
	}
	b.WriteString("      - { const: gleneagle, title: Glenéagle }\n")
	for i := range more {
		fmt.Fprintf(&b, "      - { const: halt-%d, title: Halt number %d }\n", i+1, i+1)
	}
	return b.String()
}

// travel serves a form with a list of towns that must be answered and a very long one that need not be.
func travel(t *testing.T) *site {
	t.Helper()
	s := serving(t)
	form := "title: Travel to school\ntype: object\nrequired: [town]\nproperties:\n" +
		"  town:\n    title: Town of the school\n    description: The town on the letter from the school\n    oneOf:\n" + places(0) +
		"  halt:\n    title: Nearest station\n    oneOf:\n" + places(3000) +
		"x-pages: [ { id: where, title: Where the school is, fields: [town, halt] } ]\n"
	s.write(map[string]string{
		"travel/casetype.yaml":       "title: Travel to school\nintake: apply\npeople: { applicant: { from: form } }\n",
		"travel/words.cy.yaml":       "title: Teithio i’r ysgol\n",
		"travel/forms/apply.yaml":    form,
		"travel/forms/apply.cy.yaml": "title: Teithio i’r ysgol\npages: { where: { title: Ble mae’r ysgol } }\nproperties: { town: { title: Tref yr ysgol, description: Y dref ar y llythyr }, halt: { title: Yr orsaf agosaf } }\n",
		"travel/words.ar.yaml":       "title: السفر إلى المدرسة\n",
		"travel/forms/apply.ar.yaml": "title: السفر إلى المدرسة\npages: { where: { title: أين المدرسة } }\nproperties: { town: { title: مدينة المدرسة }, halt: { title: أقرب محطة } }\n",
	})
	p := s.b.Page(browser.Screen{NoJS: true})
	p.Go(s.url + "/")
	for !strings.Contains(p.Text("body"), "Travel to school") {
		p.Go(s.url + "/")
	}
	return s
}

// box is a list that is typed into, as the browser and a screen reader have it.
type box struct {
	s *site
	p *browser.Page
	k *keyboard
}

func (b *box) ask(script string) string {
	b.s.t.Helper()
	got, err := b.p.Eval(script)
	if err != nil {
		b.s.t.Fatal(err)
	}
	return got.Value.Str()
}

// described is what is read out of the control that has the focus, after its name.
func (b *box) described() string {
	return b.ask(`() => (document.activeElement.getAttribute('aria-describedby') || '').split(' ').map((id) => document.getElementById(id)?.innerText.replace(/\s+/g, ' ') || 'NOTHING: ' + id).join(' | ')`)
}

// reached is the answer that the arrow keys have come to.
func (b *box) reached() string {
	return b.ask(`() => document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.innerText || ''`)
}

// offered are the answers in sight.
func (b *box) offered() string {
	return b.ask(`() => Array.from(document.querySelectorAll('[role=listbox] [role=option]')).filter((e) => e.checkVisibility()).map((e) => e.innerText).join(', ')`)
}

func (b *box) holds() string { return b.ask(`() => document.activeElement.value`) }

func (b *box) expanded() string {
	return b.ask(`() => document.activeElement.getAttribute('aria-expanded')`)
}

func (b *box) expect(what, got, want string) {
	b.s.t.Helper()
	if got != want {
		b.s.t.Errorf("%s is %q, and not %q", what, got, want)
	}
}

// retype puts a text in the place of what the box holds.
func (b *box) retype(text string) {
	b.s.t.Helper()
	if _, err := b.p.Eval(`() => document.activeElement.select()`); err != nil {
		b.s.t.Fatal(err)
	}
	b.p.Key(input.Backspace)
	if err := b.p.InsertText(text); err != nil {
		b.s.t.Fatal(err)
	}
}

// TestBrowserALongListIsTypedInto chooses from a long list by typing and with the arrow keys, has a change of mind to
// something that it does not hold, and is told so: nothing that was chosen before is sent in its place.
func TestBrowserALongListIsTypedInto(t *testing.T) {
	s := travel(t)
	for _, width := range []int{browser.Phone, browser.Desk} {
		p := s.b.Page(browser.Screen{Width: width})
		b := &box{s, p, &keyboard{t, p}}
		at := fmt.Sprintf("find-%d-", width)
		p.Go(s.url + "/apply/travel")
		p.Press("Start now")
		s.sound(p, at+"0-closed")

		// Nothing: the ordinary error, which leads to the box and is read out there, after the hint.
		p.Press("Continue")
		s.says(p, "There is a problem", "Select a town of the school")
		p.Click("Select a town of the school")
		b.expect("what the error leads to", b.k.at(), "Town of the school")
		b.expect("its role", b.ask(`() => document.activeElement.getAttribute('role')`), "combobox")
		b.expect("what is read out", b.described(), "The town on the letter from the school | Error: Select a town of the school | Start typing, then choose from the list. Use the up and down arrow keys to move through it.")
		s.sound(p, at+"1-nothing")

		// Typing narrows the list: what begins so stands first.
		b.retype("mo")
		b.expect("what is offered for “mo”", b.offered(), "Monmouth, Abbey Morfa, Barmouth")
		b.retype("car")
		b.expect("what is offered for “car”", b.offered(), "Cardiff, Cardigan")
		b.expect("whether it is open", b.expanded(), "true")
		p.Until("how many fit is read out", `() => Array.from(document.querySelectorAll('[role=status]')).some((e) => e.textContent === 'Answers that fit: 2.')`)
		p.Key(input.ArrowDown, input.ArrowDown)
		b.expect("what the arrow keys reach", b.reached(), "Cardigan")
		s.sound(p, at+"2-open")
		if after := b.described(); !strings.Contains(after, "Error: Select") || !strings.Contains(after, "on the letter") {
			t.Errorf("once somebody has typed, what is read out is %q", after)
		}
		p.Key(input.ArrowDown)
		b.expect("what lies after the last", b.reached(), "")
		p.Key(input.ArrowUp)
		p.Key(input.Enter) // the first Return chooses, and sends nothing
		b.expect("what was chosen", b.holds(), "Cardigan")
		b.expect("whether it is open", b.expanded(), "false")
		p.Enter()
		s.says(p, "Check your answers", "Cardigan")

		// Back: what was chosen is there, and all the others are to be had with one key.
		p.Press("Change town of the school")
		b.k.to("Town of the school")
		b.expect("what was kept", b.holds(), "Cardigan")
		p.Key(input.ArrowUp)
		b.expect("the last of all", b.reached(), "Glenéagle")
		p.Key(input.Escape)
		b.expect("whether it is open after Escape", b.expanded(), "false")
		b.expect("what Escape leaves", b.holds(), "Cardigan")

		// A change of mind to what is not there: said at the box, which still holds it; the old answer is gone.
		b.retype("Atlantis")
		b.expect("what is offered for what is not there", b.offered(), "")
		s.says(p, "No answer in the list fits.")
		s.sound(p, at+"3-none")
		p.Enter()
		s.says(p, "There is a problem", "Select a town of the school from the list: “Atlantis” is not in it")
		p.Click("Select a town of the school from the list: “Atlantis” is not in it")
		b.expect("what was typed", b.holds(), "Atlantis")
		s.sound(p, at+"4-mistake")
		p.Press("Continue")
		s.says(p, "There is a problem") // and it is no answer however often it is sent

		// A name in full is an answer, in small letters and without its accents; so is one that the arrow keys have come to.
		p.Click("Select a town of the school from the list: “Atlantis” is not in it")
		b.retype("gleneagle")
		p.Key(input.Tab)
		b.expect("the next box", b.k.at(), "Nearest station (optional)")
		b.expect("what a name in full becomes", b.ask(`() => document.getElementById('q-town').value`), "Glenéagle")
		b.retype("pwll")
		p.Key(input.ArrowDown, input.Tab)
		b.expect("what Tab chooses", b.ask(`() => document.getElementById('q-halt').value`), "Pwllheli")
		p.Press("Continue")
		s.says(p, "Check your answers", "Glenéagle", "Pwllheli")

		// An optional answer that is none is not passed over in silence; an empty box is no answer.
		p.Press("Change nearest station")
		b.k.to("Nearest station")
		b.retype("the big one")
		p.Enter()
		s.says(p, "There is a problem", "Select a nearest station from the list: “the big one” is not in it")
		p.Click("Select a nearest station from the list: “the big one” is not in it")
		b.retype("")
		p.Enter()
		s.says(p, "Check your answers", "Not answered")
	}
}

// TestBrowserAVeryLongListStaysQuick opens a list of thousands with the mouse: a hundred are drawn, the rest is said.
func TestBrowserAVeryLongListStaysQuick(t *testing.T) {
	s := travel(t)
	p := s.b.Page(browser.Screen{Width: browser.Phone})
	b := &box{s, p, &keyboard{t, p}}
	p.Go(s.url + "/apply/travel")
	p.Press("Start now")
	b.k.to("Nearest station")
	b.retype("halt")
	if n := strings.Count(b.offered(), ",") + 1; n != 100 {
		t.Errorf("%d answers are drawn of 3,000 that fit", n)
	}
	s.says(p, "These are the first 100. Keep typing to find others.")
	s.sound(p, "find-very-long")
	b.retype("halt number 2999")
	b.expect("what is offered", b.offered(), "Halt number 2999")
	if err := p.Find("[role=option]:only-child").Click("left", 1); err != nil {
		t.Fatal(err)
	}
	b.expect("what the mouse chooses", b.ask(`() => document.getElementById('q-halt').value`), "Halt number 2999")
	b.expect("what has the focus then", b.k.at(), "Nearest station (optional)")

}

// TestBrowserALongListIsKeptWhileItIsTyped goes away without sending: on coming back the choice is there, and so is what
// is no answer yet.
func TestBrowserALongListIsKeptWhileItIsTyped(t *testing.T) {
	s := travel(t)
	p := s.b.Page(browser.Screen{})
	b := &box{s, p, &keyboard{t, p}}
	p.Go(s.url + "/apply/travel")
	p.Press("Start now")
	b.k.to("Town of the school")
	p.Key(input.ArrowDown, input.ArrowDown, input.Enter) // nothing is typed
	p.Until("it is kept", `() => document.querySelector('form[data-autosave]').dataset.saved === 'yes'`)
	b.k.to("Nearest station")
	b.retype("somewhere n")
	p.Until("it is kept", `() => document.querySelector('form[data-autosave]').dataset.saved === 'yes'`)
	p.Go(s.url + "/")
	p.Go(s.url + "/apply/travel")
	p.Press("Continue your application")
	b.expect("the town", b.ask(`() => document.getElementById('q-town').value`), "Aberaeron")
	b.expect("the station", b.ask(`() => document.getElementById('q-halt').value`), "somewhere n")
	if p.Has(".govuk-error-summary") {
		t.Error("what is not sent yet is called wrong")
	}
}

// TestBrowserALongListInOtherLanguages reads what the box says in Welsh, and looks at it from right to left.
func TestBrowserALongListInOtherLanguages(t *testing.T) {
	s := travel(t)
	p := s.b.Page(browser.Screen{Width: browser.Phone})
	b := &box{s, p, &keyboard{t, p}}
	p.Go(s.url + "/apply/travel")
	p.Press("Start now")
	p.Press("Cymraeg")
	b.k.to("Tref yr ysgol")
	b.expect("what is read out", b.described(), "Y dref ar y llythyr | Dechreuwch deipio, yna dewiswch o’r rhestr. Defnyddiwch y bysellau saeth i fyny ac i lawr i symud drwyddi.")
	b.retype("aber")
	p.Until("how many fit is read out in Welsh", `() => Array.from(document.querySelectorAll('[role=status]')).some((e) => e.textContent === 'Atebion sy’n cyfateb: 2.')`)
	b.retype("zz")
	s.says(p, "Nid oes ateb yn y rhestr sy’n cyfateb.")
	s.sound(p, "find-welsh")
	p.Key(input.Escape)
	p.Press("العربية")
	b.k.to("مدينة المدرسة")
	b.retype("bar")
	p.Key(input.ArrowDown)
	for _, fault := range p.Check() { // the accessibility statement is about the languages that Caseloom itself speaks
		t.Errorf("from right to left: %s", fault)
	}
	b.expect("what the arrow key reaches", b.reached(), "Barmouth")
}

// TestBrowserALongListIsInTheGallery tries the box in the manual, where its schema stands beside it.
func TestBrowserALongListIsInTheGallery(t *testing.T) {
	s := serving(t)
	p := s.b.Page(browser.Screen{Width: browser.Phone})
	b := &box{s, p, &keyboard{t, p}}
	p.Go(s.url + "/help/widgets")
	if err := p.Labelled("Which council do you pay Council Tax to? (optional)").Focus(); err != nil {
		t.Fatal(err)
	}
	b.retype("mon")
	b.expect("what is offered", b.offered(), "Monmouthshire")
	s.sound(p, "find-gallery")
}

// TestBrowserALongListWithoutScripts chooses from the list itself.
func TestBrowserALongListWithoutScripts(t *testing.T) {
	s := travel(t)
	p := s.b.Page(browser.Screen{Width: browser.Phone, NoJS: true})
	p.Go(s.url + "/apply/travel")
	p.Press("Start now")
	p.Press("Continue")
	s.says(p, "Select a town of the school")
	s.sound(p, "find-nojs")
	p.Select("Town of the school", "Cardigan")
	p.Press("Continue")
	s.says(p, "Check your answers", "Cardigan", "Not answered")
}
