package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/caseloom/caseloom/ui/browser"
)

// TestBrowserAResidentAppliesInWelsh is the whole parking permit in Welsh, on a phone without JavaScript and at a desk with
// it: mistakes, a change of mind about a branch, a look at the English on the way, and the letter that comes of it.
func TestBrowserAResidentAppliesInWelsh(t *testing.T) {
	s := serving(t)
	bill := filepath.Join(t.TempDir(), "bil.pdf")
	if err := os.WriteFile(bill, []byte("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, screen := range map[string]browser.Screen{"phone": {Width: browser.Phone, NoJS: true}, "desk": {}} {
		p := s.b.Page(screen)
		at := "welsh-" + name + "-"
		p.Go(s.url + "/")
		p.Press("Cymraeg")
		s.says(p, "Gwasanaethau", "Peidiwch â rhoi gwybodaeth bersonol go iawn")
		s.sound(p, at+"0-services")
		p.Press("Trwydded barcio i breswylwyr")
		s.sound(p, at+"1-start")
		p.Press("Dechrau nawr")
		p.Press("Parhau")
		s.says(p, "Mae problem wedi codi", "Rhowch eich enw llawn", "Rhowch eich dyddiad geni")
		s.sound(p, at+"2-mistakes")
		p.Fill("Enw llawn", "Gwenllian Rhys")
		p.Fill("Cyfeiriad e-bost", "gwen@example.net")
		p.Fill("Diwrnod", "31")
		p.Fill("Mis", "Chwefror")
		p.Fill("Blwyddyn", "1990")
		p.Choose("Oes")
		p.Fill("Rhif y Bathodyn Glas", "AB12C3")
		p.Press("Parhau")
		s.says(p, "Rhaid i’ch ateb i “Dyddiad geni” fod yn ddyddiad go iawn")
		s.sound(p, at+"3-date")
		p.Fill("Diwrnod", "3")
		p.Press("Parhau")
		p.Choose("E-bost")
		p.Press("Parhau")
		// A look at the English: the same page, with what was answered before still there.
		p.Press("English")
		s.says(p, "Where you live", "Town or city")
		p.Press("Cymraeg")
		p.Fill("Llinell cyfeiriad 1", "4 Lôn y Felin")
		p.Fill("Tref neu ddinas", "Caerdydd")
		p.Fill("Cod post", "CF10 1AA")
		p.Choose("B")
		p.Fill("Ers sawl blwyddyn rydych yn byw yn y cyfeiriad hwn?", "2")
		p.Choose("Ydw")
		s.sound(p, at+"4-address")
		p.Press("Parhau")
		p.Fill("Rhif cofrestru", "CY21 ABC")
		p.Fill("Gwneuthuriad", "Kia")
		p.Choose("Trydan")
		p.Choose("Ie")
		s.sound(p, at+"5-vehicle")
		p.Press("Parhau")
		p.Attach("Prawf o’ch cyfeiriad", bill)
		s.sound(p, at+"6-upload")
		p.Press("Parhau")
		p.Choose("Rwy’n cadarnhau bod yr atebion a roddais yn wir, hyd y gwn i")
		p.Press("Parhau")
		s.says(p, "Gwiriwch eich atebion cyn anfon eich cais", "Gwenllian Rhys", "3 Chwefror 1990", "Rhif y Bathodyn Glas", "Cerbyd 1", "bil.pdf")
		s.sound(p, at+"7-check")
		// A change of mind: no badge after all, and so no number.
		p.Press("Newid eich ateb i “Oes gennych chi Fathodyn Glas?”")
		p.Choose("Nac oes")
		p.Press("Parhau")
		s.says(p, "Gwiriwch eich atebion cyn anfon eich cais", "Nac oes")
		s.sound(p, at+"7-check-again")
		p.Press("Parhau")
		s.says(p, "Mae ateb wedi newid ers i hyn gael ei gadarnhau")
		s.sound(p, at+"7-confirm-again")
		p.Choose("Rwy’n cadarnhau bod yr atebion a roddais yn wir, hyd y gwn i")
		p.Press("Parhau")
		s.says(p, "Gwiriwch eich atebion cyn anfon eich cais", "Nac oes")
		p.Press("Derbyn ac anfon")
		s.says(p, "Cais wedi dod i law", "Eich cyfeirnod", "Beth sy’n digwydd nesaf")
		s.sound(p, at+"8-done")
		ref := referencePattern.FindString(p.Text("body"))
		s.mail.await(t, "gwen@example.net", "Annwyl Gwenllian Rhys")
		s.mail.await(t, "gwen@example.net", "Content-Language: cy")
		s.mail.await(t, "gwen@example.net", ref)
		p.Press("Gweld copi o’ch atebion, i’w argraffu neu ei gadw")
		s.says(p, "Yr hyn a ddywedoch wrthym", ref, "Gwenllian Rhys", "Cadw copi")
		s.sound(p, at+"9-copy")
		p.Press("Yn ôl")
		p.Press("Gweld sut mae eich cais yn dod yn ei flaen")
		p.Until("the decision to be told", "() => document.body.innerText.includes('Caniatawyd') || (location.reload(), false)")
		s.says(p, "Eich cais", "Ein penderfyniad", "Caniatawyd", "Y camau")
		s.sound(p, at+"9-status")
	}
}
