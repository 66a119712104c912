package forms

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// pagesOf writes down the pages of a form as people meet them: what stands above each heading, the heading, and what is asked.
func pagesOf(f *Form, data map[string]any) string {
	var out []string
	for _, i := range f.Path(data) {
		m := f.Draw(i, data, nil, nil)
		var asked []string
		for _, it := range m.Items {
			asked = append(asked, strings.TrimPrefix(it.Pointer, "/"))
		}
		title := m.Title
		if m.Optional {
			title += " (optional)"
		}
		if m.Caption != "" {
			title = m.Caption + " | " + title
		}
		out = append(out, fmt.Sprintf("%s: %s: %s", m.ID, title, strings.Join(asked, " ")))
	}
	return strings.Join(out, "\n")
}

func TestWhatNobodyHasToBeginSaysSo(t *testing.T) {
	f := load(t, "properties:\n  you: { title: You, required: [born, home], properties: { born: { title: Born, type: string }, home: { title: Home, properties: { "+fields("a", 7)+" } } } }")
	may := func(page string, data map[string]any) bool {
		for _, i := range f.Path(data) {
			if m := f.Draw(i, data, nil, nil); m.ID == page {
				return m.MayPass
			}
		}
		t.Fatal("there is no page", page)
		return false
	}
	begun := map[string]any{"you": map[string]any{"born": "1985"}}
	if !may("you-home", nil) || !may("you-born", nil) || may("you-home", begun) {
		t.Error("pages of a group that may be passed over:", may("you-home", nil), may("you-born", nil), may("you-home", begun))
	}
}

// fields writes n questions for a schema: "a1: { type: string }, a2: …".
func fields(prefix string, n int) string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf("%s%d: { type: string }", prefix, i+1))
	}
	return strings.Join(out, ", ")
}

const landlord = `
title: Help with rent
required: [you, home]
properties:
  you: { title: You, type: object, required: [name], properties: { name: { title: Name, type: string }, address: { title: Your address, type: object, properties: { line1: { title: Line 1, type: string }, town: { title: Town, type: string } } } } }
  home:
    title: Your home
    description: The one you pay rent for
    type: object
    required: [rent, landlord]
    properties:
      rent: { title: Rent, type: string, format: money }
      rooms: { title: Rooms, type: integer }
      landlord:
        title: Landlord
        type: object
        required: [name]
        properties:
          name: { title: Name, type: string }
          agent:
            title: Agent
            type: object
            required: [firm]
            properties:
              firm: { title: Firm, type: string }
              office: { title: Office, type: object, properties: { ` + "line1: { title: Line 1, type: string }, town: { title: Town, type: string }" + ` } }
      ends: { title: "When does it end?", type: string, format: date }
`

func TestAGroupWithinAGroupIsAJourneyOfItsOwn(t *testing.T) {
	if got, want := pagesOf(load(t, landlord), nil), `you: You: you
home: Your home: home/rent home/rooms
home-landlord-name: Your home: Landlord | Name: home/landlord/name
home-landlord-agent: Your home: Landlord | Agent: home/landlord/agent
home-ends: Your home | When does it end?: home/ends`; got != want {
		t.Errorf("three groups deep, the pages are\n%s\nwant\n%s", got, want)
	}
	for name, c := range map[string]struct{ schema, want string }{
		"a small group stays a fieldset": {
			`you: { title: You, properties: { name: { type: string }, address: { properties: { ` + fields("line", 6) + ` } } } }`,
			"you: You: you",
		},
		"a long one does not, and what the group asks itself stays in order": {
			`you: { title: You, properties: { name: { type: string }, born: { type: string }, home: { title: Home, properties: { ` + fields("a", 7) + ` } }, phone: { title: Phone, type: string } } }`,
			"you: You (optional): you/name you/born\nyou-home: You | Home: you/home\nyou-phone: You | Phone: you/phone",
		},
		"several small ones fill a page and begin another": {
			`you: { title: You, properties: { a: { title: A, properties: { ` + fields("a", 5) + ` } }, b: { title: B, properties: { ` + fields("b", 5) + ` } }, c: { title: C, properties: { ` + fields("c", 5) + ` } } } }`,
			"you: You (optional): you/a you/b\nyou-c: You | C: you/c",
		},
		"and so does a question after them": {
			`you: { title: You, properties: { a: { title: A, properties: { ` + fields("a", 5) + ` } }, b: { title: B, properties: { ` + fields("b", 5) + ` } }, last: { title: Last, type: string } } }`,
			"you: You (optional): you/a you/b\nyou-last: You | Last: you/last",
		},
		"a group of nothing but questions is one page however many": {
			`you: { title: You, properties: { ` + fields("a", 15) + ` } }`,
			"you: You: you",
		},
		"a list of groups has a page where its group is parted": {
			`you: { title: You, properties: { name: { type: string }, home: { title: Home, properties: { ` + fields("a", 7) + ` } }, cars: { title: Cars, type: array, items: { properties: { plate: { type: string } } } } } }`,
			"you-name: You | Name: you/name\nyou-home: You | Home: you/home\nyou-cars: You | Cars: you/cars",
		},
		"and none where it is not": {
			`you: { title: You, properties: { name: { type: string }, cars: { title: Cars, type: array, items: { properties: { plate: { type: string } } } } } }`,
			"you: You: you",
		},
	} {
		if got := pagesOf(load(t, "properties:\n  "+c.schema), nil); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, c.want)
		}
	}
}

// The group's own hint is read before its first page, and what is wrong with it as a whole is said on its last.
func TestAJourneyIsIntroducedAndJudgedAsAWhole(t *testing.T) {
	f := load(t, strings.Replace(landlord, "required: [rent, landlord]", "required: [rent, landlord]\n    minProperties: 3\n    x-errors: { minProperties: Tell us more }", 1))
	if got := f.Draw(1, nil, nil, nil).Intro; got != "The one you pay rent for" {
		t.Errorf("the first page is introduced by %q", got)
	}
	for i := 2; i < len(f.Pages); i++ {
		if got := f.Draw(i, nil, nil, nil).Intro; got != "" {
			t.Errorf("page %d is introduced by %q", i, got)
		}
	}
	f2 := load(t, "properties: { b: { title: B, description: Outer, properties: { c: { title: C, description: Inner, properties: { d: { title: D, properties: { "+fields("d", 7)+" } } } } } } }")
	if got := f2.Draw(0, nil, nil, nil).Intro; got != "Outer\n\nInner" {
		t.Errorf("a page that begins two groups is introduced by %q", got)
	}
	answers := data(t, `{"you": {"name": "Ada"}, "home": {"rent": "500.00", "landlord": {"name": "Lord"}}}`)
	for i := range f.Pages {
		if bad := f.ValidatePage(i, answers, time.Time{}); len(bad) > 0 != (i == len(f.Pages)-1) {
			t.Errorf("page %d says %v", i, bad)
		}
	}
}

// What has only one value is filled in with the group that it lies in.
func TestWhatIsNeverAskedIsSettledInAJourney(t *testing.T) {
	f := load(t, "required: [b]\nproperties: { b: { title: B, required: [kind], properties: { kind: { const: big }, x: { type: string }, c: { title: C, properties: { "+fields("c", 7)+" } } } } }\n")
	if got, want := pagesOf(f, nil), "b-x: B | X: b/x\nb-c: B | C: b/c"; got != want {
		t.Errorf("the pages are\n%s\nwant\n%s", got, want)
	}
	if got, _ := f.Parse(0, post("/b/x", "1"), nil, nil); encoded(got) != `{"b":{"kind":"big","x":"1"}}` {
		t.Errorf("the answers are %s", encoded(got))
	}
}

// What x-pages says is so, and a section that names a group has all its pages.
func TestAJourneyWithinAGroupGivesWay(t *testing.T) {
	if got, want := pagesOf(load(t, landlord+"x-pages: [ { title: All of it, fields: [you, home] } ]\n"), nil), "all-of-it: All of it: you home"; got != want {
		t.Errorf("the pages are\n%s\nand x-pages says %s", got, want)
	}
	f := load(t, landlord+"x-sections: [ { title: One, pages: [you] }, { title: Two, pages: [home] } ]\n")
	if got := fmt.Sprint(f.Sections[1].Pages); got != "[1 2 3 4]" {
		t.Errorf("the second section has the pages %s", got)
	}
	f = load(t, "properties: { a: { type: string }, b: { title: B, properties: { c: { title: C, properties: { "+fields("c", 7)+" } } } } }\nx-sections: [ { title: One, pages: [a] }, { title: Two, pages: [b] } ]\n")
	if got := fmt.Sprint(f.Sections[1].Pages); got != "[1]" {
		t.Errorf("a group whose first question is a group begins its section with %s", got)
	}
}

// A group that is only for some is asked once it is known for whom, and is then a duty.
func TestAGroupForSomeWithinAGroup(t *testing.T) {
	f := load(t, `
properties:
  you:
    title: You
    type: object
    required: [name, married]
    properties:
      name: { title: Name, type: string }
      married: { title: "Are you married?", type: boolean }
    if: { properties: { married: { const: true } }, required: [married] }
    then: { required: [partner], properties: { partner: { title: Partner, type: object, required: [name], properties: { name: { title: Name, type: string } } } } }
required: [you]
`)
	if got, want := pagesOf(f, nil), "you: You: you/name you/married"; got != want {
		t.Errorf("at first the pages are\n%s\nwant\n%s", got, want)
	}
	married := data(t, `{"you": {"name": "Ada", "married": true}}`)
	if got, want := pagesOf(f, married), "you: You: you/name you/married\nyou-partner: You | Partner: you/partner"; got != want {
		t.Errorf("to somebody who is married the pages are\n%s\nwant\n%s", got, want)
	}
	if bad := f.ValidatePage(0, married, time.Time{}); len(bad) > 0 {
		t.Errorf("the first page is not done: %v", bad)
	}
	got, faults := f.Parse(1, post("/you/partner/name", ""), married, nil)
	if bad := Join(faults, f.ValidatePage(1, got, time.Time{})); len(bad) != 1 || bad[0].Pointer != "/you/partner/name" {
		t.Errorf("a partner without a name gives %v", bad)
	}
	got, _ = f.Parse(1, post("/you/partner/name", "Bo"), married, nil)
	got, _ = f.Parse(0, post("/you/name", "Ada", "/you/married", "false"), got, nil)
	if clean := encoded(f.Prune(got)); clean != `{"you":{"married":false,"name":"Ada"}}` {
		t.Errorf("no longer married, the answers are %s", clean)
	}
}

// A group that nobody has to answer may be passed over, page by page; one that somebody has begun may not be left half done.
func TestAGroupThatNobodyHasToAnswerMayBePassedOver(t *testing.T) {
	f := load(t, strings.Replace(landlord, "required: [you, home]", "required: [you]", 1))
	you, _ := f.Parse(0, post("/you/name", "Ada"), nil, nil)
	got := you
	for _, i := range f.Path(you)[1:] {
		values, files := url.Values{}, map[string]FileRef{}
		submit(f.Draw(i, got, nil, nil).Items, values, files)
		var faults []Fault
		got, faults = f.Parse(i, values, got, files)
		if bad := Join(faults, f.ValidatePage(i, got, time.Time{})); len(bad) > 0 {
			t.Errorf("page %s cannot be passed over: %v", f.Pages[i].ID, bad)
		}
	}
	if encoded(got) != `{"you":{"name":"Ada"}}` {
		t.Errorf("passed over, the answers are %s", encoded(got))
	}
	got, _ = f.Parse(2, post("/home/landlord/name", "Lord"), got, nil)
	var missing []string
	for _, g := range f.Validate(got, time.Time{}) {
		missing = append(missing, fmt.Sprint(g.Pointer, " ", g.Page))
	}
	if said := strings.Join(missing, ", "); said != "/home/rent 1" {
		t.Errorf("with a landlord alone, what is missing is %s", said)
	}
}

// Each part has its own place among the answers to check, named with what it lies in, and leads to its own page.
func TestAnswersOfAJourneyWithinAGroup(t *testing.T) {
	f := load(t, landlord)
	var got []string
	for _, s := range f.Answers(data(t, `{"you": {"name": "Ada"}, "home": {"rent": "500.00", "landlord": {"name": "Lord", "agent": {"firm": "Let & Co", "office": {"town": "Hay"}}}}}`)) {
		for _, r := range s.Rows {
			got = append(got, fmt.Sprintf("%s / %s: %s (%s)", s.Title, r.Label, r.Value, f.Pages[r.Page].ID))
		}
	}
	want := `You / Name: Ada (you)
Your address / Line 1:  (you)
Your address / Town:  (you)
Your home / Rent: £500.00 (home)
Your home / Rooms:  (home)
Your home / When does it end?:  (home-ends)
Your home: Landlord / Name: Lord (home-landlord-name)
Your home: Landlord: Agent / Firm: Let & Co (home-landlord-agent)
Office / Line 1:  (home-landlord-agent)
Office / Town: Hay (home-landlord-agent)`
	if strings.Join(got, "\n") != want {
		t.Errorf("the answers are\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}

// No page of a journey is long because of a group on it, nothing is asked twice and nothing is left out.
func TestEveryQuestionOfANestedGroupIsAskedOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := &drawnForm{deep: true}
		schema, answers := d.object(t, 0)
		f, faults := Load([]byte(encoded(schema)), "a.json", "a", nil)
		if f == nil {
			t.Fatalf("%s does not load: %v", encoded(schema), faults)
		}
		if got := walkThrough(t, f, answers); encoded(got) != encoded(answers) {
			t.Fatalf("%s\ngives  %s\nwanted %s", encoded(schema), encoded(got), encoded(answers))
		}
		total, asked := 0, 0
		for _, r := range f.roots {
			total += r.questions()
		}
		for _, p := range f.Pages {
			n, groups := 0, 0
			for _, q := range p.Fields {
				n += q.questions()
				if q.Widget == Group {
					groups++
				}
			}
			if asked += n; n > fullPage && groups > 0 && len(p.Fields) > 1 {
				t.Fatalf("%s: the page %s asks %d questions, with a group among them", encoded(schema), p.ID, n)
			}
		}
		if asked != total {
			t.Fatalf("%s: the pages ask %d questions of %d", encoded(schema), asked, total)
		}
	})
}
