package main

import (
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/ui/browser"
)

// servingShipped is a site with the case types that we ship, and with their demonstration.
func servingShipped(t *testing.T) *site {
	t.Helper()
	return servingWith(t, func(c *serveCmd) {
		c.stories = nil
		err := os.RemoveAll(c.Casetypes)
		if err == nil {
			err = os.CopyFS(c.Casetypes, os.DirFS("../../casetypes"))
		}
		if err != nil {
			t.Fatal(err)
		}
	})
}

// bill is a file to upload.
func bill(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "bill.pdf")
	if err := os.WriteFile(name, []byte("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestBrowserAParkingPermitFromApplyingToAnotherVehicle is somebody's whole way with the service, on a phone without
// JavaScript: they are asked what a household is asked and nothing else, their proof is checked, they pay, and months later
// they tell us of another vehicle by the page that shows where their case stands.
func TestBrowserAParkingPermitFromApplyingToAnotherVehicle(t *testing.T) {
	s := servingShipped(t)
	p := s.b.Page(browser.Screen{Width: browser.Phone, NoJS: true})
	at := func(name string) { s.sound(p, "permit-"+name) }
	p.Go(s.url + "/")
	p.Press("Parking permit")
	s.says(p, "10 minutes", "if the permit is for a vehicle: its registration number")
	at("0-start")
	p.Press("Start now")
	at("1-kind")
	p.Press("Continue")
	s.says(p, "There is a problem", "Select what you need a permit for")
	p.Choose("A vehicle that I keep where I live")
	p.Press("Continue")
	p.Fill("Full name", "Lin Haruki")
	p.Fill("Email address", "lin@example.net")
	at("2-you")
	p.Press("Continue")
	p.Fill("Address line 1", "4 Weir Walk")
	p.Fill("Town or city", "Riverside")
	p.Fill("Postcode", "RV1 3CD")
	p.Choose("There is no zone in that street")
	p.Press("Continue")
	s.says(p, "You do not need a permit")
	at("3-exit")
	p.Press("Back")
	p.Choose("Zone B, the river side")
	at("3-place")
	p.Press("Continue")
	p.Choose("No")
	at("4-council-tax")
	p.Press("Continue")
	p.Fill("How many resident permits does your household have now?", "0")
	at("5-household")
	p.Press("Continue")
	p.Choose("No")
	at("6-badge")
	p.Press("Continue")
	p.Fill("Registration number", "RV21 ABC")
	p.Choose("Petrol")
	p.Press("Continue")
	s.says(p, "There is a problem", "Select yes if it is longer than 5.25 metres", "Select who its registered keeper is")
	at("7-vehicle-mistakes")
	p.Choose("No")
	p.Choose("I am, or somebody who lives with me")
	p.Press("Continue")
	p.Choose("No")
	p.Press("Continue")
	s.says(p, "Enter how much CO2 it emits")
	at("8-emissions-mistakes")
	p.Fill("How much CO2 does it emit?", "124")
	p.Press("Continue")
	at("9-proof")
	p.Attach("Upload proof of address", bill(t))
	p.Press("Continue")
	p.Choose("I confirm that the answers I have given are true, to the best of my knowledge")
	p.Press("Continue")
	s.says(p, "Check your answers", "Lin Haruki", "Zone B, the river side", "RV21 ABC", "124 g/km", "bill.pdf")
	if answers := p.Text("main"); strings.Contains(answers, "care for") || strings.Contains(answers, "business") {
		t.Error("a household is asked what a carer or a business is asked")
	}
	s.says(p, "What we work out from your answers", "The permit costs £60.00 for a year.", "We have not decided anything yet.")
	at("10-check")
	p.Press("Cymraeg")
	s.says(p, "Yr hyn a gyfrifwn o’ch atebion", "Mae’r drwydded yn costio £60.00 am flwyddyn.")
	at("10-check-welsh")
	p.Press("English")
	p.Press("Change your answer to “How much CO2 does it emit?”")
	p.Fill("How much CO2 does it emit?", "90")
	p.Press("Continue")
	s.says(p, "The permit costs £45.00 for a year.")
	p.Press("Continue")
	p.Choose("I confirm that the answers I have given are true, to the best of my knowledge")
	p.Press("Continue")
	s.says(p, "The permit costs £45.00 for a year.")
	p.Press("Accept and send")
	ref := referencePattern.FindString(p.Text("body"))
	s.says(p, "What happens next", ref)
	at("11-done")
	s.mail.await(t, "lin@example.net", "We aim to decide within 10 working days")

	// The proof is checked, the permit granted, paid for and sent.
	desk := s.staff("casey@example.org", browser.Screen{})
	desk.Go(s.url + "/cases/" + ref)
	desk.Press("Check proof of address")
	desk.Choose("Utility bill")
	desk.Choose("Yes, name and address match")
	desk.Press("Complete this task")
	desk.Go(s.url + "/cases/" + ref)
	desk.Press("Decide the application")
	s.sound(desk, "permit-desk-decide")
	desk.Press("Confirm this answer")
	s.mail.await(t, "lin@example.net", "Please pay it within 14 days")
	p.Go(s.url + "/track/" + ref)
	s.says(p, "Please pay £45.00 by", "riverside.example/pay")
	at("11-pay")
	p.Press("Cymraeg")
	s.says(p, "Talwch £45.00 erbyn")
	at("11-pay-welsh")
	p.Press("English")
	desk.Go(s.url + "/cases/" + ref)
	desk.Press("Record the payment")
	desk.Choose("Yes")
	desk.Press("Complete this task")
	desk.Go(s.url + "/cases/" + ref)
	desk.Press("Send the permit to Lin Haruki")
	desk.Press("Complete this task")
	desk.Go(s.url + "/cases/" + ref)
	s.sound(desk, "permit-desk-running")
	s.mail.await(t, "lin@example.net", "RV21 ABC in zone B")

	// Months later: another vehicle, which is electric, so that nobody has to look at it.
	p = s.b.Page(browser.Screen{Width: browser.Phone, NoJS: true})
	p.Go(s.url + "/track/" + ref)
	s.says(p, "Your email address")
	p.Fill("Your email address, as you gave it in your application", "lin@example.net")
	p.Press("Continue")
	s.says(p, "Granted", "Change the vehicle on your permit", "Tell us that you have moved", "Give up your permit", "Your permit is for RV21 ABC in zone B")
	if strings.Contains(p.Text("main"), "Appeal") {
		t.Error("whoever was refused nothing is told of an appeal")
	}
	at("12-track")
	p.Press("Change the vehicle on your permit")
	at("13-change")
	p.Fill("Registration number of the new vehicle", "KV26 NEW")
	p.Choose("Petrol")
	p.Choose("No")
	p.Choose("I am, or somebody who lives with me")
	p.Press("Continue")
	s.says(p, "Because of your answers, we ask you something more", "Was it first registered before 1 March 2001?")
	if strings.Contains(p.Text("main"), "There is a problem") {
		t.Error("somebody is blamed for a question that they had not seen")
	}
	at("13-change-more")
	p.Fill("Registration number of the new vehicle", "rv21abc")
	p.Choose("Electric")
	p.Press("Continue")
	s.says(p, "There is a problem", "Your permit is for this vehicle already")
	at("13-change-own")
	p.Press("Cymraeg")
	s.says(p, "Mae eich trwydded ar gyfer y cerbyd hwn eisoes")
	p.Press("English")
	p.Fill("Registration number of the new vehicle", "EL26 ECT")
	p.Press("Continue")
	s.says(p, "Check your answers", "EL26 ECT", "The change costs nothing, because the new vehicle is electric.")
	at("13-change-check")
	p.Press("Cymraeg")
	s.says(p, "Gwiriwch eich atebion", "Nid yw’r newid yn costio dim")
	at("13-change-check-welsh")
	p.Press("English")
	p.Press("Send")
	at("14-changed")
	s.mail.await(t, "lin@example.net", "Your permit is now for EL26 ECT")
}

// TestBrowserCarersAndVisitorsAndBusinessesAreAskedTheirOwn goes through the other kinds of permit, in Welsh and in English,
// on a phone without JavaScript and at a desk with it: up to the answers, which hold what their kind is asked and no more.
func TestBrowserCarersAndVisitorsAndBusinessesAreAskedTheirOwn(t *testing.T) {
	s := servingShipped(t)
	carer := s.b.Page(browser.Screen{Width: browser.Phone, NoJS: true})
	carer.Go(s.url + "/apply/parking-permit?lang=cy")
	carer.Go(s.url + "/apply/parking-permit")
	if carer.Has(`a[hreflang="cy"]`) {
		carer.Press("Cymraeg")
	}
	s.sound(carer, "permit-carer-0-start")
	carer.Press("Dechrau nawr")
	carer.Choose("Cerbyd rwy’n ei ddefnyddio i ofalu am rywun")
	s.sound(carer, "permit-carer-1-kind")
	carer.Press("Parhau")
	carer.Fill("Enw llawn", "Gwenllian Rhys")
	carer.Fill("Cyfeiriad e-bost", "gwen@example.net")
	s.sound(carer, "permit-carer-2-you")
	carer.Press("Parhau")
	carer.Fill("Llinell cyfeiriad 1", "4 Lôn y Felin")
	carer.Fill("Tref neu ddinas", "Riverside")
	carer.Fill("Cod post", "RV1 3CD")
	carer.Choose("Parth A, o gwmpas y farchnad")
	s.sound(carer, "permit-carer-3-place")
	carer.Press("Parhau")
	carer.Press("Parhau")
	s.says(carer, "Mae problem wedi codi", "Rhowch enw’r person rydych yn gofalu amdano")
	s.sound(carer, "permit-carer-4-mistakes")
	carer.Fill("Am bwy rydych yn gofalu?", "Edith Marsh")
	carer.Fill("Ar faint o ddyddiau yr wythnos rydych yn mynd yno?", "4")
	carer.Press("Parhau")
	carer.Fill("Rhif cofrestru", "CY21 ABC")
	carer.Choose("Trydan")
	carer.Choose("Nac ydy")
	carer.Choose("Fi, neu rywun sy’n byw gyda mi")
	s.sound(carer, "permit-carer-5-vehicle")
	carer.Press("Parhau")
	carer.Fill("Eu henw", "Meddyg Teulu")
	carer.Fill("Eu cyfeiriad e-bost", "meddyg@example.net")
	s.sound(carer, "permit-carer-6-confirmer")
	carer.Press("Parhau")
	carer.Choose("Rwy’n cadarnhau bod yr atebion a roddais yn wir, hyd y gwn i")
	s.sound(carer, "permit-carer-7-declaration")
	carer.Press("Parhau")
	s.says(carer, "Gwiriwch eich atebion cyn anfon eich cais", "Edith Marsh", "Trydan", "Meddyg Teulu")
	s.sound(carer, "permit-carer-8-check")
	carer.Press("Derbyn ac anfon")
	s.says(carer, "Cais wedi dod i law", "Beth sy’n digwydd nesaf")
	s.sound(carer, "permit-carer-9-done")
	s.mail.await(t, "gwen@example.net", "Rydym wedi gofyn i Meddyg Teulu gadarnhau")
	s.mail.await(t, "meddyg@example.net", "Gwenllian Rhys has asked us for a parking permit")

	visited := s.b.Page(browser.Screen{})
	visited.Go(s.url + "/apply/parking-permit")
	visited.Press("Start now")
	visited.Choose("People who visit me at home")
	visited.Press("Continue")
	tellsWhoAndWhere(visited, "Jo Bell", "jo@example.net", "4 Weir Walk")
	s.sound(visited, "permit-visitor-1-place")
	visited.Press("Continue")
	visited.Choose("Yes")
	s.sound(visited, "permit-visitor-2-council-tax")
	visited.Press("Continue")
	visited.Fill("How many books has your household had since 1 April?", "0")
	visited.Fill("How many books do you want?", "2")
	s.sound(visited, "permit-visitor-3-books")
	visited.Press("Continue")
	visited.Choose("I confirm that the answers I have given are true, to the best of my knowledge")
	visited.Press("Continue")
	s.says(visited, "Check your answers", "How many books do you want?")
	if answers := visited.Text("main"); strings.Contains(answers, "Registration") || strings.Contains(answers, "Blue Badge") {
		t.Error("who has visitors is asked about a vehicle")
	}
	s.sound(visited, "permit-visitor-4-check")
	visited.Press("Accept and send")
	s.mail.await(t, "jo@example.net", "Please pay it within 14 days")

	trader := s.b.Page(browser.Screen{})
	trader.Go(s.url + "/apply/parking-permit")
	trader.Press("Start now")
	trader.Choose("A vehicle that a business needs during the day")
	trader.Press("Continue")
	tellsWhoAndWhere(trader, "Bo Baker", "bo@example.net", "1 Weir Street")
	trader.Press("Continue")
	trader.Fill("Name of the business", "Weir Street Bakery")
	trader.Fill("Why does the business need the vehicle there during the day?", "We take bread to eleven shops.")
	trader.Choose("No")
	s.sound(trader, "permit-business-1-business")
	trader.Press("Continue")
	trader.Fill("Registration number", "RV21 BUN")
	trader.Choose("Diesel")
	trader.Choose("No")
	trader.Choose("The business")
	s.sound(trader, "permit-business-2-vehicle")
	trader.Press("Continue")
	trader.Choose("Yes")
	trader.Fill("How large is its engine?", "1200")
	s.sound(trader, "permit-business-3-emissions")
	trader.Press("Continue")
	s.says(trader, "Who can confirm it")
	s.sound(trader, "permit-business-4-confirmer")
}

// TestBrowserTheDemonstrationShowsBothServices looks at what `make run` shows: an appeal that a manager decides, a permit to be
// renewed, somebody with nowhere to sleep tonight, and a review that is running.
func TestBrowserTheDemonstrationShowsBothServices(t *testing.T) {
	s := servingShipped(t)
	reference := regexp.MustCompile(`(PP|HL)-\d{4}-\d{6}`)
	of := func(p *browser.Page, name string) {
		t.Helper()
		p.Go(s.url + "/cases?q=" + url.QueryEscape(name))
		ref := reference.FindString(p.Text("main"))
		if ref == "" {
			t.Fatalf("no case of %s is found:\n%s", name, p.Text("main"))
		}
		p.Go(s.url + "/cases/" + ref)
		s.says(p, name)
	}
	morgan := s.staff("morgan@example.org", browser.Screen{})
	morgan.Go(s.url + "/tasks?tab=team")
	s.sound(morgan, "permit-demo-tasks")
	of(morgan, "Tomasz Nowak")
	s.says(morgan, "Look at the decision afresh", "The register still has the car that my brother sold in June.", "Your household has as many permits as your zone allows.")
	s.sound(morgan, "permit-demo-appeal")
	of(morgan, "Amina Yusuf")
	s.says(morgan, "Renew your parking permit")
	of(morgan, "Bronwen Pugh")
	s.says(morgan, "Decide whether anything is paid back", "The permit has ended")
	of(morgan, "Idris Vaughan")
	s.says(morgan, "Check who keeps RV26 LSE")
	of(morgan, "Harriet Lowe")
	s.says(morgan, "Please pay for your parking permit")

	hester := s.staff("hester@example.org", browser.Screen{})
	hester.Go(s.url + "/tasks?tab=team")
	s.says(hester, "Ring Jordan Ellis now")
	s.sound(hester, "homelessness-demo-tasks")
	of(hester, "Marta Kowalska")
	s.says(hester, "Look at the decision again", "landlord's solicitor")
	s.sound(hester, "homelessness-demo-review")
}

// tellsWhoAndWhere fills in the pages about a person and their address, up to the button of the second.
func tellsWhoAndWhere(p *browser.Page, name, email, street string) {
	p.Fill("Full name", name)
	p.Fill("Email address", email)
	p.Press("Continue")
	p.Fill("Address line 1", street)
	p.Fill("Town or city", "Riverside")
	p.Fill("Postcode", "RV1 3CD")
	p.Choose("Zone B, the river side")
}
