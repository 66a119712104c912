package forms

import (
	"maps"
	"net/url"
	"strings"
	"testing"
	"time"
)

// asks lists the questions of a page as drawn; one under a choice is written after it.
func asks(items []Item) string {
	var out []string
	for _, it := range items {
		s := it.Name
		if it.Widget == Group || it.Widget == List {
			s += "(" + asks(it.Items) + ")"
		}
		for _, o := range it.Options {
			if len(o.Items) > 0 {
				s += "[" + o.Value + ": " + asks(o.Items) + "]"
			}
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func journey(f *Form, d map[string]any) string {
	var out []string
	for _, p := range f.Path(d) {
		out = append(out, asks(f.Draw(p, d, nil, nil).Items))
	}
	return strings.Join(out, " | ")
}

func TestConditionalQuestions(t *testing.T) {
	for _, c := range []struct {
		name, schema string
		answers      map[string]string // data to the journey
	}{
		{"if and then with properties", `
required: [car]
properties: {car: {type: boolean, title: Car}}
if: {properties: {car: {const: true}}, required: [car]}
then: {properties: {plate: {type: string, title: Plate}}, required: [plate]}
else: {properties: {bus: {type: string, title: Bus}}}`, map[string]string{
			`{}`: "/car | /bus", `{"car": true}`: "/car | /plate", `{"car": false, "plate": "X"}`: "/car | /bus",
		}},
		{"if and then with required", `
properties: {car: {type: boolean, title: Car}, plate: {type: string, title: Plate}}
if: {properties: {car: {const: true}}, required: [car]}
then: {required: [plate]}`, map[string]string{`{}`: "/car", `{"car": true}`: "/car | /plate"}},
		{"several ifs in allOf, told by a pattern", `
properties: {kind: {type: string, title: Kind}, a: {type: string, title: A}, b: {type: string, title: B}}
allOf:
  - {if: {properties: {kind: {pattern: "^a"}}, required: [kind]}, then: {required: [a]}}
  - {if: {properties: {kind: {pattern: "b$"}}, required: [kind]}, then: {required: [b]}}`, map[string]string{
			`{"kind": "x"}`: "/kind", `{"kind": "ax"}`: "/kind | /a", `{"kind": "ab"}`: "/kind | /a | /b",
		}},
		{"an if within a then", `
properties: {a: {enum: [x, y], title: A}}
if: {properties: {a: {const: x}}, required: [a]}
then:
  properties: {b: {enum: [x, y], title: B}}
  if: {properties: {b: {const: x}}, required: [b]}
  then: {properties: {c: {type: string, title: C}}}`, map[string]string{
			`{"a": "y", "b": "x"}`: "/a", `{"a": "x"}`: "/a | /b", `{"a": "x", "b": "x"}`: "/a | /b | /c",
		}},
		{"dependentSchemas", `
properties: {card: {type: string, title: Card}}
dependentSchemas: {card: {properties: {billing: {type: string, title: Billing}}, required: [billing]}}`, map[string]string{
			`{}`: "/card", `{"card": "1"}`: "/card | /billing",
		}},
		{"dependentRequired keeps both open", `
properties: {a: {type: string, title: A}, b: {type: string, title: B}}
dependentRequired: {a: [b], b: [a]}`, map[string]string{`{}`: "/a | /b"}},
		{"an expression on a question", `
properties: {n: {type: integer, title: N}, why: {type: string, title: Why, x-when: form.n > 2}}`, map[string]string{
			`{}`: "/n", `{"n": 2}`: "/n", `{"n": 3}`: "/n | /why",
		}},
		{"an expression on a page", `
properties: {n: {type: integer, title: N}, a: {type: string, title: A}, b: {type: string, title: B}}
x-pages: [{fields: [n]}, {title: More, when: form.n > 2, fields: [a, b]}]`, map[string]string{`{}`: "/n", `{"n": 3}`: "/n | /a /b"}},
		{"drawn under the choice that calls for it", `
properties: {how: {enum: [post, email], title: How}, street: {type: string, title: Street}, mail: {type: string, title: Mail, x-when: form.how == "email"}}
if: {properties: {how: {const: post}}, required: [how]}
then: {required: [street]}
x-pages: [{title: Contact, fields: [how, street, mail]}]`, map[string]string{
			`{}`: "/how[post: /street][email: /mail]", `{"how": "email"}`: "/how[post: /street][email: /mail]",
		}},
		{"put on a page of its own when it cannot be", `
properties: {n: {type: integer, title: N}, why: {type: string, title: Why, x-when: form.n > 2}, z: {type: string, title: Z}}
x-pages: [{title: All, fields: [n, why, z]}]`, map[string]string{`{"n": 1}`: "/n | /z", `{"n": 3}`: "/n | /why /z"}},
		{"within a group and a list", `
properties:
  people:
    title: People
    type: array
    minItems: 1
    items:
      properties: {child: {type: boolean, title: Child}, school: {type: string, title: School}}
      if: {properties: {child: {const: true}}, required: [child]}
      then: {required: [school]}`, map[string]string{`{}`: "/people(/people/0(/people/0/child[true: /people/0/school]))"}},
		{"a chain falls with its first link", `
properties:
  a: {type: boolean, title: A}
  b: {type: boolean, title: B, x-when: form.a}
  c: {type: boolean, title: C, x-when: form.b}
  d: {type: string, title: D, x-when: form.c}`, map[string]string{`{"a": false, "b": true, "c": true, "d": "x"}`: "/a"}},
	} {
		f := load(t, c.schema)
		for answers, want := range c.answers {
			if got := journey(f, data(t, answers)); got != want {
				t.Errorf("%s: %s asks %s, want %s", c.name, answers, got, want)
			}
		}
	}
}

func TestWhatIsNotAskedIsNotMissed(t *testing.T) {
	f := load(t, `
required: [car, plate]
properties: {car: {type: boolean, title: "Do you have a car?"}, plate: {type: string, title: Plate, x-when: form.car}}`)
	if bad := f.Validate(data(t, `{"car": false}`), time.Time{}); len(bad) != 0 {
		t.Errorf("what x-when does not ask for is missed: %v", bad)
	}
	if bad := f.Validate(data(t, `{"car": true}`), time.Time{}); len(bad) != 1 || bad[0].Pointer != "/plate" {
		t.Errorf("what it does ask for is not: %v", bad)
	}
	// An if without `required` holds while its question is unanswered: only that question is a fault then.
	f = load(t, `
required: [car]
properties: {car: {type: boolean, title: "Do you have a car?"}, plate: {type: string, title: Plate}}
if: {properties: {car: {const: true}}}
then: {required: [plate]}`)
	if bad := f.Validate(data(t, `{}`), time.Time{}); len(bad) != 1 || bad[0].Pointer != "/car" {
		t.Errorf("a question whose condition is open is missed: %v", bad)
	}
}

func TestAnswersUnderAChoiceOnOnePage(t *testing.T) {
	f := load(t, `
required: [how]
properties: {how: {enum: [post, email], title: "How shall we write?"}, street: {type: string, title: Street}}
if: {properties: {how: {const: post}}, required: [how]}
then: {required: [street]}
x-pages: [{title: Contact, fields: [how, street]}]`)
	values := post("/how", "post", "/street", "")
	got, _ := f.Parse(0, values, nil, nil)
	bad := f.ValidatePage(0, got, time.Time{})
	if len(bad) != 1 || bad[0].Pointer != "/street" {
		t.Fatalf("the question under the choice is not missed: %v", bad)
	}
	if m := f.Draw(0, got, bad, values); m.Errors[0].Href != "#q-street" || findItem(m.Items, "/street").Error != "Enter street" {
		t.Errorf("its fault is not drawn: %+v", m.Errors)
	}
	got, _ = f.Parse(0, post("/how", "email", "/street", "left over"), nil, nil)
	if bad := f.ValidatePage(0, got, time.Time{}); len(bad) != 0 || f.Prune(got)["street"] != nil {
		t.Errorf("text left under the other choice: %v %v", bad, f.Prune(got))
	}
}

func TestDeclaredPages(t *testing.T) {
	f := load(t, `
title: Apply
properties:
  who: {type: object, title: You, required: [name], properties: {name: {type: string, title: Name}, email: {type: string, title: Email address, format: email}, phone: {type: string, title: Phone}}}
  kind: {const: permit}
  why: {type: string, title: "Why?"}
  rest: {type: string, title: Rest}
required: [who, kind]
x-pages:
  - {title: Your name, intro: As on your passport., fields: [/who/name]}
  - {title: Reach you, fields: [who.email, why]}
`)
	if got, want := journey(f, nil), "/who/name | /who/email /why /who/phone | /rest"; got != want {
		t.Errorf("it asks %s, want %s", got, want)
	}
	m := f.Draw(0, nil, nil, nil)
	if m.Title != "Your name" || m.Intro == "" || m.Items[0].Heading || m.Step != 1 || m.Count != 3 {
		t.Errorf("the first page is %+v", m)
	}
	got, _ := f.Parse(1, post("/who/email", "a@example.com", "/why", ""), data(t, `{"who": {"name": "Ada"}}`), nil)
	if encoded(got) != `{"kind":"permit","who":{"email":"a@example.com","name":"Ada"}}` {
		t.Errorf("the second page gives %s", encoded(got))
	}
	if bad := f.ValidatePage(1, data(t, `{}`), time.Time{}); len(bad) != 0 {
		t.Errorf("the second page is blamed for the first: %v", bad)
	}
	if bad := f.ValidatePage(0, data(t, `{}`), time.Time{}); len(bad) != 1 || bad[0].Pointer != "/who/name" {
		t.Errorf("the first page: %v", bad)
	}
	one := load(t, `{properties: {why: {type: string, title: "Why?"}}}`).Draw(0, nil, nil, nil)
	if !one.Items[0].Heading || one.Title != "Why?" || !one.Items[0].Optional {
		t.Errorf("a page of one question is %+v", one)
	}
}

func TestBackFromARawPost(t *testing.T) {
	f := load(t, `{properties: {age: {type: integer, title: Age}, days: {type: array, title: Days, items: {enum: [mo, tu]}}}, x-pages: [{title: P, fields: [age, days]}]}`)
	values := url.Values{"/age": {"<lots>"}}
	got, faults := f.Parse(0, values, data(t, `{"days": ["mo"]}`), nil)
	m := f.Draw(0, got, faults, values)
	if m.Items[0].Value != "<lots>" || m.Items[1].Options[0].Checked {
		t.Errorf("the page does not show what was typed and ticked: %+v", m.Items)
	}
}

func TestADateLiesOnTheSideOfTheDayItMust(t *testing.T) {
	f := load(t, `
type: object
properties:
  date_of_birth: { type: string, format: date, title: "What is your date of birth?" }
  children:
    type: array
    title: Children
    items: { type: object, properties: { date_of_birth: { type: string, format: date, title: Date of birth } } }
  due: { type: object, title: Baby, properties: { date_of_birth: { type: string, format: date, title: "When is the baby due?", x-date: any } } }
  move: { type: string, format: date, title: Moving date, x-date: future, x-errors: { future: Tell us at least a day before you move } }
  start: { type: string, format: date, title: Start of the course, x-date: past }
  days: { type: array, title: Days away, items: { type: string, format: date, x-date: today-or-future } }
`)
	night := time.Date(2026, 3, 2, 23, 30, 0, 0, time.FixedZone("there", 3600)) // 22:30 UTC, and 2 March there
	answers := data(t, `{"date_of_birth": "2026-03-03", "children": [{"date_of_birth": "2026-03-02"}, {"date_of_birth": "2099-01-01"}],
		"due": {"date_of_birth": "2026-09-01"}, "move": "2026-03-02", "start": "2026-03-02", "days": ["2026-03-02", "2026-03-01"]}`)
	want := map[string]string{
		"/date_of_birth":            "Your date of birth must be today or in the past",
		"/children/1/date_of_birth": "Date of birth must be today or in the past",
		"/move":                     "Tell us at least a day before you move",
		"/start":                    "Start of the course must be in the past",
		"/days/1":                   "Days away must be today or in the future",
	}
	got := map[string]string{}
	for _, g := range f.Validate(answers, night) {
		got[g.Pointer] = g.Message
	}
	if !maps.Equal(got, want) {
		t.Errorf("on 2 March: got %v, want %v", got, want)
	}
	if bad := f.Validate(answers, time.Time{}); bad != nil {
		t.Errorf("on no day in particular: %v", bad)
	}
	if bad := f.Validate(f.Example(), night); bad != nil {
		t.Errorf("the form's own example: %v", bad)
	}
}
