package uitest

import (
	"github.com/caseloom/caseloom/forms"
)

// state is how far a person has come with a question.
type state int

const (
	empty state = iota
	filled
	failed
)

// pick gives the text for a state.
func (s state) pick(whenFilled, whenFailed string) string {
	switch s {
	case filled:
		return whenFilled
	case failed:
		return whenFailed
	}
	return ""
}

func (s state) fault(text string) string {
	if s == failed {
		return text
	}
	return ""
}

// widgets is one page with every kind of question.
func widgets(s state) forms.PageModel {
	m := forms.PageModel{
		FormID: "every", FormTitle: "Every kind of question", ID: "all", Title: "Tell us about your household", Count: 4, Step: 2, Multipart: true,
		Intro: "We use this to decide whether you can have a permit.\n\nIt takes about 10 minutes.",
		Items: []forms.Item{
			{Widget: forms.Text, Name: "/name", ID: "q-name", Label: "Full name", Autocomplete: "name", Type: "text", Value: s.pick("Ann O’Nym", ""), Error: s.fault("Enter your full name")},
			{Widget: forms.Email, Name: "/email", ID: "q-email", Label: "Email address", Hint: "We will send your reference here", Type: "email", Autocomplete: "email", Value: s.pick("ann@example.org", "ann.example.org"), Error: s.fault("Enter an email address in the correct format, like name@example.com")},
			{Widget: forms.Tel, Name: "/tel", ID: "q-tel", Label: "Telephone number", Type: "tel", Autocomplete: "tel", Optional: true, Width: 20},
			date(s),
			{Widget: forms.Number, Name: "/people", ID: "q-people", Label: "How many people live with you?", Type: "text", InputMode: "numeric", Width: 2, Value: s.pick("3", "three"), Error: s.fault("How many people live with you must be a number")},
			{Widget: forms.Money, Name: "/rent", ID: "q-rent", Label: "Rent you pay", Hint: "For example, 650.00", Type: "text", InputMode: "decimal", Prefix: "£", Suffix: "a month", Width: 10, Value: s.pick("650.00", "lots"), Error: s.fault("Rent you pay must be an amount of money, like 45.00")},
			{Widget: forms.Postcode, Name: "/postcode", ID: "q-postcode", Label: "Postcode", Type: "text", Autocomplete: "postal-code", Width: 10, Value: s.pick("SW1A 2AA", "")},
			{Widget: forms.Text, Name: "/secret", ID: "q-secret", Label: "National Insurance number", Type: "password", Masked: true, Width: 10, Optional: true},
			{Widget: forms.Textarea, Name: "/why", ID: "q-why", Label: "Why do you need a permit?", MaxLength: 200, Rows: 4, Spellcheck: true, Value: s.pick("I look after my mother, who lives here.", ""), Error: s.fault("Enter why you need a permit")},
			yesNo(s), contact(s), zones(s), country(s),
			{Widget: forms.Text, Name: "/account", ID: "q-account", Label: "Account", ReadOnly: true, Value: "A-1042"},
			address(s), upload(s), vehicles(s),
			{Widget: forms.Checkbox, Name: "/declare", ID: "q-declare", Label: "I confirm that what I have said is true", Error: s.fault("Confirm that what you have said is true"),
				Options: []forms.Choice{{ID: "q-declare", Value: "true", Text: "I confirm that what I have said is true", Checked: s == filled}}},
		},
	}
	if s == failed {
		m.Errors = links(m.Items)
	}
	return m
}

func date(s state) forms.Item {
	part := func(name, value string, width int) forms.Part {
		return forms.Part{Name: "/born-" + name, ID: "q-born-" + name, Label: map[string]string{"day": "Day", "month": "Month", "year": "Year"}[name], Value: value, Width: width, Autocomplete: "bday-" + name}
	}
	i := forms.Item{Widget: forms.Date, Name: "/born", ID: "q-born", Label: "Date of birth", Hint: "For example, 27 3 2007", Error: s.fault("Date of birth must include a year"),
		Parts: []forms.Part{part("day", s.pick("12", "12"), 2), part("month", s.pick("3", "3"), 2), part("year", s.pick("1984", ""), 4)}}
	i.Parts[2].Error = s == failed
	return i
}

func yesNo(s state) forms.Item {
	return forms.Item{Widget: forms.YesNo, Name: "/disabled", ID: "q-disabled", Label: "Do you have a Blue Badge?", Error: s.fault("Select yes if you have a Blue Badge"),
		Options: []forms.Choice{{ID: "q-disabled", Value: "true", Text: "Yes", Checked: s == filled}, {ID: "q-disabled-2", Value: "false", Text: "No"}}}
}

func contact(s state) forms.Item {
	return forms.Item{Widget: forms.Radios, Name: "/contact", ID: "q-contact", Label: "How should we contact you?", Hint: "Choose one",
		Options: []forms.Choice{
			{ID: "q-contact", Value: "email", Text: "Email", Hint: "We will use the address above"},
			{ID: "q-contact-2", Value: "post", Text: "Post", Checked: s != empty, Items: []forms.Item{
				{Widget: forms.Text, Name: "/where", ID: "q-where", Label: "Where should we write to?", Type: "text", Spellcheck: true, Value: s.pick("2 High Street", ""), Error: s.fault("Enter where we should write to")},
			}},
		}}
}

func zones(s state) forms.Item {
	return forms.Item{Widget: forms.Checkboxes, Name: "/zones", ID: "q-zones", Label: "Which zones do you park in?", Hint: "Select all that apply", Error: s.fault("Select which zones you park in"),
		Options: []forms.Choice{
			{ID: "q-zones", Value: "A", Text: "Zone A", Checked: s == filled}, {ID: "q-zones-2", Value: "B", Text: "Zone B", Checked: s == filled},
			{ID: "q-zones-3", Value: "none", Text: "None of these", Exclusive: true},
		}}
}

func country(s state) forms.Item {
	return forms.Item{Widget: forms.Select, Name: "/country", ID: "q-country", Label: "Country", Error: s.fault("Select a country"), Autocomplete: "country-name",
		Options: []forms.Choice{{Value: "en", Text: "England"}, {Value: "cy", Text: "Wales", Checked: s == filled}, {Value: "sc", Text: "Scotland"}}}
}

func address(s state) forms.Item {
	return forms.Item{Widget: forms.Group, ID: "q-address", Label: "Address", Hint: "Where you live now", Items: []forms.Item{
		{Widget: forms.Text, Name: "/address/line1", ID: "q-address-line1", Label: "Address line 1", Type: "text", Autocomplete: "address-line1", Value: s.pick("2 High Street", ""), Error: s.fault("Enter address line 1")},
		{Widget: forms.Text, Name: "/address/town", ID: "q-address-town", Label: "Town or city", Type: "text", Autocomplete: "address-level2", Width: 20},
	}}
}

func upload(s state) forms.Item {
	i := forms.Item{Widget: forms.File, Name: "/proof", ID: "q-proof", Label: "Proof of address", Hint: "A PDF or a photograph, smaller than 1 KB", Accept: ".pdf,image/*", MaxSize: 1024, MaxText: "1 KB", Error: s.fault("Select a file")}
	if s == filled {
		i.File, i.Remove, i.RemoveText = &forms.FileRef{Name: "council-tax-bill-2026-with-a-rather-long-name-that-goes-on.pdf", Size: 48_211}, "/proof", "Remove council-tax-bill-2026-with-a-rather-long-name-that-goes-on.pdf"
	}
	return i
}

func vehicles(s state) forms.Item {
	i := forms.Item{Widget: forms.List, ID: "q-vehicles", Label: "Vehicles", Hint: "Add each vehicle that needs a permit", Add: "/vehicles", AddText: "Add a vehicle", Error: s.fault("Add at least one vehicle")}
	if s == empty {
		return i
	}
	i.AddText, i.Error = "Add another vehicle", ""
	for _, n := range []string{"0", "1"} {
		label := map[string]string{"0": "Vehicle 1", "1": "Vehicle 2"}[n]
		i.Items = append(i.Items, forms.Item{Widget: forms.Group, ID: "q-vehicles-" + n, Label: label, Index: int(n[0]-'0') + 1, Remove: "/vehicles/" + n, RemoveText: "Remove vehicle " + label[len(label)-1:], Items: []forms.Item{
			{Widget: forms.Text, Name: "/vehicles/" + n + "/registration", ID: "q-vehicles-" + n + "-registration", Label: "Registration number", Type: "text", Width: 10, Value: s.pick("AB12 CDE", ""), Error: s.fault("Enter a registration number")},
			{Widget: forms.Radios, Name: "/vehicles/" + n + "/fuel", ID: "q-vehicles-" + n + "-fuel", Label: "Fuel", Options: []forms.Choice{
				{ID: "q-vehicles-" + n + "-fuel", Value: "petrol", Text: "Petrol or diesel"}, {ID: "q-vehicles-" + n + "-fuel-2", Value: "electric", Text: "Electric", Checked: s == filled}}},
		}})
	}
	return i
}

// links lists the faults as the forms room does: each leads to a control.
func links(items []forms.Item) []forms.ErrorLink {
	var out []forms.ErrorLink
	for _, i := range items {
		if i.Error != "" {
			id := i.ID
			for _, p := range i.Parts {
				if p.Error {
					id = p.ID
				}
			}
			out = append(out, forms.ErrorLink{Href: "#" + id, Text: i.Error})
		}
		for _, o := range i.Options {
			out = append(out, links(o.Items)...)
		}
		out = append(out, links(i.Items)...)
	}
	return out
}

// single is a page whose only question is its heading.
func single(i forms.Item, s state, intro string) forms.PageModel {
	i.Heading = true
	m := forms.PageModel{FormID: "one", FormTitle: "One question", ID: "one", Title: i.Label, Intro: intro, Count: 4, Step: 1, Items: []forms.Item{i}}
	if s == failed {
		m.Errors = links(m.Items)
	}
	return m
}

// sections are answers of every kind.
func sections() []forms.Section {
	return []forms.Section{
		{Title: "About you", Page: 0, Rows: []forms.Row{
			{Pointer: "/name", Label: "Full name", Value: "Ann O’Nym", Values: []string{"Ann O’Nym"}},
			{Pointer: "/born", Label: "Date of birth", Value: "12 March 1984", Values: []string{"12 March 1984"}},
			{Pointer: "/tel", Label: "Telephone number"},
			{Pointer: "/address", Label: "Address", Value: "2 High Street\nNorthtown\nNT1 2AB", Values: []string{"2 High Street\nNorthtown\nNT1 2AB"}},
		}},
		{Title: "Parking", Page: 1, Rows: []forms.Row{
			{Pointer: "/zones", Label: "Which zones do you park in?", Value: "Zone A, Zone B", Values: []string{"Zone A", "Zone B"}},
			{Pointer: "/proof", Label: "Proof of address", Value: "bill.pdf", Values: []string{"bill.pdf"}, File: &forms.FileRef{Name: "bill.pdf"}},
		}},
	}
}
