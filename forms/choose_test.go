package forms

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

const payout = `title: How to pay you
type: object
required: [name]
properties:
  name: { title: Name, type: string }
x-choose: How shall we pay you?
oneOf:
  - title: Into a bank account
    required: [sort_code, account]
    properties: { sort_code: { title: Sort code, type: string, pattern: "^[0-9]{6}$" }, account: { title: Account number, type: string } }
    additionalProperties: true
  - title: By cheque
    required: [address]
    properties: { address: { title: Address, type: string }, note: { title: Note, type: string } }
  - required: [card]
    properties: { card: { title: Prepaid card, type: string } }
`

// Which alternative applies is asked, remembered while the answers change, and never sent.
func TestWhichAlternativeAppliesIsAsked(t *testing.T) {
	f, faults := Load([]byte(payout), "a.yaml", "a", nil)
	if f == nil {
		t.Fatal(faults)
	}
	m := f.Draw(1, nil, nil, nil)
	var said []string
	for _, o := range m.Items[0].Options {
		said = append(said, o.Text)
	}
	if m.Title != "How shall we pay you?" || strings.Join(said, ", ") != "Into a bank account, By cheque, Prepaid card" {
		t.Fatalf("it asks %q: %q", m.Title, said)
	}
	asked := func(data map[string]any) string {
		var names []string
		for _, p := range f.Path(data) {
			names = append(names, f.Pages[p].Fields[0].Name)
		}
		return strings.Join(names, " ")
	}
	post := func(data map[string]any, page int, values ...string) map[string]any {
		form := url.Values{}
		for i := 0; i < len(values); i += 2 {
			form.Set(values[i], values[i+1])
		}
		out, bad := f.Parse(page, form, data, nil)
		if len(bad) > 0 {
			t.Fatal(bad)
		}
		return out
	}
	data := post(nil, 0, "/name", "Ada")
	if got := asked(data); got != "name ?branch" {
		t.Fatalf("before the choice it asks %s", got)
	}
	bad := f.ValidatePage(1, data, time.Time{})
	if len(bad) != 1 || bad[0].Pointer != "/?branch" || bad[0].Message != "Select an answer to “How shall we pay you?”" {
		t.Fatalf("nothing is chosen: %+v", bad)
	}
	data = post(data, 1, "/?branch", "1")
	if got := asked(data); got != "name ?branch sort_code account" {
		t.Fatalf("for a bank account it asks %s", got)
	}
	data = post(post(data, 2, "/sort_code", "112233"), 3, "/account", "12345678")
	if bad := f.Validate(f.Relevant(data), time.Time{}); len(bad) > 0 {
		t.Fatal(bad)
	}

	// A change of mind: what was said of the account stays in the draft, and out of what is sent.
	data = post(data, 1, "/?branch", "2")
	if got := asked(data); got != "name ?branch address note" {
		t.Fatalf("for a cheque it asks %s", got)
	}
	if bad := f.Validate(f.Relevant(data), time.Time{}); len(bad) != 1 || bad[0].Pointer != "/address" || bad[0].Code != "required" {
		t.Fatalf("of the alternative that was chosen it misses %+v", bad)
	}
	data = post(data, 4, "/address", "1 High Street")
	if got := encoded(f.Prune(data)); got != `{"address":"1 High Street","name":"Ada"}` {
		t.Fatalf("what is sent is %s", got)
	}
	if bad := f.Validate(f.Prune(data), time.Time{}); len(bad) > 0 {
		t.Fatal(bad)
	}
	data = post(data, 1, "/?branch", "1")
	if got := encoded(f.Prune(data)); got != `{"account":"12345678","name":"Ada","sort_code":"112233"}` {
		t.Fatalf("back again, what is sent is %s", got)
	}

	// What comes by the API says no choice: it is of the alternative that it is right for.
	sent := map[string]any{"name": "Ada", "address": "1 High Street"}
	rows := f.Answers(sent)
	if got := rows[0].Rows[1].Label + ": " + rows[0].Rows[1].Value; got != "How shall we pay you?: By cheque" {
		t.Errorf("it shows %s", got)
	}
	if bad := f.Strangers(map[string]any{"name": "Ada", "?branch": "1"}); len(bad) != 1 {
		t.Errorf("a program may not name a choice: %v", bad)
	}
	if f.Type().Fields["?branch"] != nil || f.Normalise(data)["?branch"] != nil {
		t.Error("rules see the choice")
	}
	if bad := f.Validate(map[string]any{"name": "Ada", "sort_code": "1"}, time.Time{}); len(bad) != 2 || bad[0].Pointer != "/sort_code" || bad[1].Pointer != "/account" {
		t.Errorf("of half a bank account it says %+v", bad)
	}
	if got := encoded(f.Fill(map[string]any{"card": "x"})); !strings.Contains(got, `"card":"x"`) || strings.Contains(got, "account") {
		t.Errorf("a test that gives a card is filled with %s", got)
	}
}

// Within a group, and within each item of a list, the choice is made there.
func TestEachItemHasAChoiceOfItsOwn(t *testing.T) {
	f, faults := Load([]byte(`{title: T, type: object, properties: {people: {title: People, type: array, items: {title: Person, type: object, properties: {name: {title: Name, type: string}}, oneOf: [
		{title: Adult, required: [job], properties: {job: {title: Job, type: string}}}, {title: Child, required: [school], properties: {school: {title: School, type: string}}}]}}}}`), "a.yaml", "a", nil)
	if f == nil {
		t.Fatal(faults)
	}
	data, bad := f.Parse(0, url.Values{"/people/0/name": {"Ada"}, "/people/0/?branch": {"1"}, "/people/0/job": {"Smith"}, "/people/1/name": {"Bo"}, "/people/1/?branch": {"2"}, "/people/1/school": {"Hill"}, "/people/1/job": {""}}, nil, nil)
	if len(bad) > 0 || len(f.Validate(f.Relevant(data), time.Time{})) > 0 {
		t.Fatal(bad, f.Validate(f.Relevant(data), time.Time{}))
	}
	if got := encoded(f.Prune(data)); got != `{"people":[{"job":"Smith","name":"Ada"},{"name":"Bo","school":"Hill"}]}` {
		t.Errorf("what is sent is %s", got)
	}
	data["people"].([]any)[1].(map[string]any)["?branch"] = "1"
	if bad := f.Validate(f.Relevant(data), time.Time{}); len(bad) != 1 || bad[0].Pointer != "/people/1/job" {
		t.Errorf("the second is an adult: %+v", bad)
	}
	m := f.Draw(0, data, nil, nil)
	second := m.Items[0].Items[1]
	var under []string
	for _, it := range second.Items {
		for _, o := range it.Options {
			for _, r := range o.Items {
				under = append(under, o.Text+": "+r.Label)
			}
		}
	}
	if got := strings.Join(under, ", "); got != "Adult: Job, Child: School" {
		t.Errorf("under its choices stand %q", got)
	}
}

// Where the alternatives only say which of the whole's own questions must be answered, the choice comes before these.
func TestThisOneOrThatOneIsChosenFirst(t *testing.T) {
	f, faults := Load([]byte(`{title: T, type: object, required: [name], properties: {name: {type: string, title: Name}, home: {title: Home, type: object, properties: {street: {title: Street, type: string}}, required: [street]},
		ship: {title: Ship, type: string}, note: {type: string, title: Note}}, oneOf: [{title: On land, required: [home]}, {title: At sea, required: [ship]}]}`), "a.yaml", "a", nil)
	if f == nil {
		t.Fatal(faults)
	}
	asked := func(data map[string]any) string {
		var names []string
		for _, p := range f.Path(data) {
			names = append(names, f.Pages[p].Fields[0].Name)
		}
		return strings.Join(names, " ")
	}
	for choice, want := range map[string]string{"": "name ?branch note", "1": "name ?branch home note", "2": "name ?branch ship note"} {
		data := map[string]any{}
		if choice != "" {
			data["?branch"] = choice
		}
		if got := asked(data); got != want {
			t.Errorf("of %q it asks %s", choice, got)
		}
	}
	data := map[string]any{"name": "Ada", "?branch": "2"}
	if bad := f.Validate(f.Relevant(data), time.Time{}); len(bad) != 1 || bad[0].Pointer != "/ship" || bad[0].Message != "Enter your ship" && bad[0].Code != "required" {
		t.Errorf("%+v", bad)
	}
}
