package server_test

import "testing"

const varied = `title: Apply for a pass
type: object
required: [who, name, declared]
x-pages:
  - { id: who, fields: [who] }
  - { id: you, title: About you, fields: [name, photo] }
  - { id: school, title: Your school, fields: [school, letter] }
  - { id: proof, title: Proof of address, fields: [proof] }
  - { id: end, title: Declaration, fields: [declared] }
properties:
  who: { title: "Who is the pass for?", enum: [pupil, other] }
  name: { title: Full name, type: string }
  photo: { title: Upload your photo, type: string, contentMediaType: image/jpeg }
  school: { title: Its name, type: string, x-when: form.who == "pupil" }
  letter: { title: Letter of the school, type: string, contentMediaType: application/pdf, x-when: form.who == "pupil" }
  proof: { title: Upload proof of address, type: string, contentMediaType: application/pdf }
  declared: { title: What I have said is true, type: boolean, const: true }
`

// Whoever is about to begin reads what everybody is asked, apart from what only some are, and each thing once.
func TestTheStartPageSaysWhoIsAskedWhat(t *testing.T) {
	h := open(t, map[string]string{
		"pass/casetype.yaml":       "title: Pass\nintake: apply\n",
		"pass/forms/apply.yaml":    varied,
		"pass/forms/apply.cy.yaml": "title: Gwneud cais am docyn\npages: { you: Amdanoch chi, school: Eich ysgol, proof: Prawf o gyfeiriad, end: Datganiad }\nproperties: { photo: { title: Lanlwythwch eich llun }, letter: { title: Llythyr yr ysgol }, proof: { title: Lanlwythwch brawf o gyfeiriad } }\n",
		"told/casetype.yaml":       "title: Told\nintake: apply\n",
		"told/forms/apply.yaml":    varied + "x-start: { need: [\"if you have moved: proof of address\"] }\n",
	})
	b := h.browser()
	b.get("/apply/pass").is(200).order("What we will ask about", "About you", "Proof of address", "Depending on your answers, we may ask about:", "Your school",
		"What you will need", "You will be asked to send a photo or a copy:", "Photo", "Proof of address",
		"Depending on your answers, you may be asked to send a photo or a copy:", "Letter of the school", "A page that asks for a file").
		silent("Who is the pass for?", "Declaration", "ready", "Upload")
	b.get("/apply/told").is(200).order("What you will need", "if you have moved: proof of address", "A page that asks for a file").silent("a photo or a copy", "Letter of the school")
	b.get("/apply/pass?lang=cy").is(200).order("Beth y byddwn yn gofyn amdano", "Amdanoch chi", "Prawf o gyfeiriad", "Yn dibynnu ar eich atebion, efallai y byddwn yn gofyn am:", "Eich ysgol",
		"Byddwn yn gofyn i chi anfon llun neu gopi:", "Prawf o gyfeiriad", "Yn dibynnu ar eich atebion, efallai y byddwn yn gofyn i chi anfon llun neu gopi:", "Llythyr yr ysgol").
		silent("Lanlwythwch brawf")
}
