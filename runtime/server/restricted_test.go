package server_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// canary is in everything that anybody says of the restricted case, so that whatever of it is shown is noticed.
const canary = "Kanarie"

// refuge is a service some of whose cases are hidden from all but the abuse team.
var refuge = map[string]string{
	"refuge/casetype.yaml": `title: Emergency housing
intake: apply
team: parking
people: { applicant: { from: form.applicant, contact: form.applicant } }
facts:
  fleeing: { is: form.fleeing }
  where_from: { is: form.fled_from }
stages:
  - id: talk
    tasks:
      - { id: call, title: "Call {{ form.applicant.name }}", form: call }
      - { id: letter, title: Write a letter, does: document, template: letter }
      - { id: home, title: Find a home, decides: home }
outcome: decision.home.result
access:
  caseworker: { see: all, work: all }
  manager: { see: all, work: all, manage: all }
  abuse_team: { see: all, work: all, manage: all }
  everyone: { hide: [case], when: fact.fleeing, unless: role.abuse_team }
`,
	"refuge/forms/apply.yaml": `title: Apply
type: object
required: [applicant]
properties:
  applicant:
    title: You
    type: object
    properties:
      name: { title: Full name, type: string }
      email: { title: Email address, type: string, format: email }
  fleeing: { title: Are you fleeing abuse, type: boolean }
  fled_from: { title: Where did you flee from, type: string }
`,
	"refuge/forms/call.yaml": "title: Call\ntype: object\nproperties:\n  said: { title: What they said, type: string }\n",
	"refuge/rules/decisions.yaml": `home:
  question: Should they have a home?
  inputs: { fled: form.fled_from }
  outputs: { result: [yes_home, no_home] }
  rules:
    - { result: yes_home, because: They need one. }
  confirm:
    - { by: role.abuse_team }
`,
	"refuge/rules/notifications.yaml": `- name: Tell the applicant we have it
  on: case.opened
  send: { to: person.applicant, template: letter }
- name: Tell the caseworkers
  on: case.opened
  send: { to: role.caseworker, template: letter }
- name: Tell the abuse team
  on: case.opened
  send: { to: role.abuse_team, template: letter }
`,
	"refuge/templates/letter.md": "Subject: Dear {{ form.applicant.name }}\n\nYou fled from {{ form.fled_from }}.\n",
}

// sheltered is a house with a case of the refuge in which much has happened, hidden from all but the abuse team, and the
// head of that team.
func sheltered(t *testing.T) (h *house, reference string, head *browser) {
	t.Helper()
	return shelteredBy(t, "hide: [case]", canary)
}

// shelteredBy hides what it is told to, and hand is what people wrote by hand.
func shelteredBy(t *testing.T, hide, hand string) (h *house, reference string, head *browser) {
	t.Helper()
	files := maps.Clone(refuge)
	files["refuge/casetype.yaml"] = strings.Replace(files["refuge/casetype.yaml"], "hide: [case]", hide, 1)
	files["organisation.yaml"] = strings.Replace(readFile(t, "../testdata/casetypes/organisation.yaml"), "roles:\n", "roles:\n  abuse_team: Abuse team\n", 1)
	h = open(t, files)
	head = h.colleague("Hanna Head", []string{"abuse_team"}, []string{"parking"})
	staff, err := h.people.WithRole(t.Context(), "abuse_team")
	if err != nil {
		t.Fatal(err)
	}
	h.colleague("Cory Case", []string{"caseworker"}, []string{"parking"})
	c, err := h.desk.Submit(t.Context(), "refuge", engine.Actor{ID: "citizen", Kind: "citizen"}, engine.Submit{Channel: "web", Data: json.RawMessage(
		`{"applicant":{"name":"Zoë ` + canary + `","email":"` + canary + `@example.com"},"fleeing":true,"fled_from":"` + canary + ` Lane"}`)}, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	hash, size, err := h.db.Blobs().Put(strings.NewReader(hand), 100)
	if err != nil {
		t.Fatal(err)
	}
	who := staff[0].Actor()
	h.do(c.Reference, who, engine.AddNote{Text: hand + " note"})
	h.do(c.Reference, who, engine.AddDocument{File: engine.File{Name: hand + ".txt", Hash: hash, Media: "text/plain", Size: size}})
	h.do(c.Reference, who, engine.Claim{Task: "call"})
	h.do(c.Reference, who, engine.CompleteTask{Task: "call", Answers: json.RawMessage(`{"said":"` + hand + `"}`)})
	h.do(c.Reference, who, engine.CorrectData{Reason: hand + " rang", Data: json.RawMessage(`{"applicant":{"name":"Zoë ` + canary + `","email":"` + canary + `@example.com"},"fleeing":true,"fled_from":"` + canary + ` Road"}`)})
	h.do(c.Reference, who, engine.HoldCase{Reason: hand + " hold"})
	h.do(c.Reference, who, engine.ResumeCase{Reason: hand + " resume"})
	eventually(t, "the mail and the letter", func() bool {
		h.work.Sweep(t.Context())
		now, err := h.db.Case(t.Context(), c.Reference)
		return err == nil && now.Task("letter").State == engine.Done && !slices.ContainsFunc(now.Messages, func(m engine.Message) bool { return m.Sent == nil && m.Failed == "" })
	})
	h.later(time.Minute)
	return h, c.Reference, head
}

// addresses are every address of a route about the case with this reference and id: each task, event, document, message.
func (h *house) addresses(path, reference, id string) []string {
	choices := map[string][]string{
		":reference": {reference}, ":casetype": {"refuge"}, ":key": {id + "-call", id + "-letter", id + "-home"}, ":task": {id + "-call", id + "-home"},
		":document": {"1-0", "2-0", "3-0", "4-0", "5-0", "6-0", "7-0", "8-0", "9-0", "10-0", "11-0", "12-0", "13-0", "14-0", "15-0", "16-0", "17-0", "18-0", "19-0", "20-0", "21-0", "22-0", "23-0", "24-0"},
	}
	for seq := 1; seq < 40; seq++ {
		choices[":seq"] = append(choices[":seq"], strconv.Itoa(seq))
	}
	out := []string{""}
	for _, part := range strings.Split(strings.TrimPrefix(path, "/"), "/") {
		values := []string{part}
		if strings.HasPrefix(part, ":") || part == "*" {
			if values = choices[part]; values == nil {
				values = []string{"x"}
			}
		}
		var longer []string
		for _, before := range out {
			for _, v := range values {
				longer = append(longer, before+"/"+v)
			}
		}
		out = longer
	}
	return out
}

// lists are addresses that find cases.
func lists(reference string) []string {
	var out []string
	for _, words := range []string{reference, strings.ToLower(reference), canary, "zoe", "Zoë " + canary, canary + "@example.com", "emergency"} {
		out = append(out, "/cases?q="+url.QueryEscape(words), "/track?reference="+url.QueryEscape(words))
	}
	return append(out, "/cases?after=2", "/tasks?tab=team", "/tasks?tab=team&casetype=refuge", "/tasks?pool=yes", "/admin/mail?after=", "/admin/problems",
		"/api/v1/cases?limit=1", "/api/v1/cases?casetype=refuge", "/api/v1/cases?status=open", "/api/v1/tasks?limit=1", "/api/v1/tasks?casetype=refuge&state=done", "/api/v1/tasks?team=parking&unowned=true")
}

var (
	changing = regexp.MustCompile(`(value|content)="[A-Za-z0-9_~=-]{20,}"`) // tokens of forms
	traced   = regexp.MustCompile(`"(trace|instance|id)":"[^"]*"`)
)

// To whoever may not see it, a restricted case is on no route of the server: whatever they ask about it, they are answered
// as if it had never been, and nothing of it is in any answer.
func TestARestrictedCaseIsNotThere(t *testing.T) {
	h, reference, head := sheltered(t)
	before, err := h.db.Case(t.Context(), reference)
	if err != nil {
		t.Fatal(err)
	}
	nowhere, nobody := strings.Replace(reference, "000001", "999999", 1), strings.Repeat("0", len(before.ID))
	mail, _, err := h.db.Mail(t.Context(), "", 100)
	if err != nil {
		t.Fatal(err)
	}
	type asker struct {
		name string
		ask  func(method, path string, values url.Values) (int, string)
	}
	pages := func(name string, b *browser, token string) asker {
		b.c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		return asker{name, func(method, path string, values url.Values) (int, string) {
			var v *view
			if method == "GET" {
				v = b.get(path)
			} else {
				values.Set("_csrf", token)
				v = b.post(path, values)
			}
			return v.status, v.header.Get("Location") + " " + v.header.Get("Set-Cookie") + v.html
		}}
	}
	staff := func(name string, roles ...string) asker {
		b := h.colleague(name, roles, []string{"parking"})
		return pages(strings.Join(roles, " and "), b, csrf(b.get("/help")))
	}
	program := func(role string) asker {
		p := h.program(role)
		return asker{"program of " + role, func(method, path string, values url.Values) (int, string) {
			body := ""
			if method == "POST" {
				body = `{"text":"x"}`
			}
			r := p.send(method, path, map[bool]string{true: "application/json"}[method == "POST"], body)
			return r.status, r.body
		}}
	}
	stranger := h.browser()
	wrong := []asker{
		staff("Cara Worker", "caseworker"), staff("Mo Manager", "manager"), staff("Al All", "caseworker", "manager", "analyst", "administrator"),
		pages("nobody", stranger, csrf(stranger.get("/track/lost"))), program("caseworker"), program("manager"), program(""),
	}
	right := []asker{pages("the head of the abuse team", head, csrf(head.get("/help"))), program("abuse_team")}

	plain := func(text, ref, id string) string {
		text = traced.ReplaceAllString(changing.ReplaceAllString(text, ""), "")
		for _, word := range []string{ref, strings.ToLower(ref), url.QueryEscape(ref)} {
			text = strings.ReplaceAll(text, word, "REFERENCE")
		}
		for _, m := range mail {
			text = strings.ReplaceAll(text, m.ID, "ID")
		}
		return strings.ReplaceAll(text, id, "ID")
	}
	asked := 0
	walk := func(who asker, each func(method, path, other string)) {
		for _, route := range h.server.Routes() {
			if strings.HasSuffix(route.Path, "/events") && strings.HasPrefix(route.Path, "/studio") || route.Path == "/sign-out" {
				continue // a stream of what changes in the files; and the end of the session
			}
			if route.Path == "/admin/heads" {
				continue // a hash of every case there is, under an id that says nothing
			}
			here, there := h.addresses(route.Path, reference, before.ID), h.addresses(route.Path, nowhere, nobody)
			for i := range here {
				each(route.Method, here[i], there[i])
			}
		}
		who.ask("GET", "/cases", nil) // which says what was to be said of what was posted
		here, there := lists(reference), lists(nowhere)
		for i := range here {
			each("GET", here[i], there[i])
		}
		for _, m := range mail {
			each("GET", "/admin/mail/"+url.PathEscape(m.ID), "/admin/mail/"+nobody)
		}
	}
	values := func() url.Values {
		return url.Values{"_text": {"x"}, "_expect": {strconv.Itoa(before.Seq)}, "_reason": {"x"}, "_email": {"a@example.org"}}
	}
	for _, who := range wrong {
		walk(who, func(method, path, other string) {
			asked++
			status, said := who.ask(method, path, values())
			typed := strings.Contains(path, "q=") || strings.Contains(path, "reference=")
			if low := strings.ToLower(said); !typed && (strings.Contains(low, "kanarie") || strings.Contains(said, "Zo\u00eb")) {
				t.Errorf("%s: %s %s answers %d, and says what was written of the case:\n%s", who.name, method, path, status, said)
			}
			if strings.Contains(said, before.ID) && !strings.Contains(path, before.ID) || strings.Contains(said, reference) && !strings.Contains(strings.ToUpper(path), reference) {
				t.Errorf("%s: %s %s answers %d, and names the case:\n%s", who.name, method, path, status, said)
			}
			if path == other {
				return
			}
			if method == "POST" && strings.HasPrefix(path, "/track/") && status == 429 {
				return
			}
			twin, instead := who.ask(method, other, values())
			if a, b := plain(said, reference, before.ID), plain(instead, nowhere, nobody); status != twin || a != b {
				t.Errorf("%s: %s %s answers %d, and of a case that is not there %d:\n%s", who.name, method, path, status, twin, differing(a, b))
			}
		})
	}
	if asked < 500 {
		t.Errorf("only %d questions were asked", asked)
	}
	after, err := h.db.Case(t.Context(), reference)
	if err != nil || after.Seq != before.Seq {
		t.Errorf("the case went from event %d to %d, %v", before.Seq, after.Seq, err)
	}
	if all, err := h.db.Openings(t.Context(), before.ID, 200); err != nil || len(all) > 0 {
		t.Errorf("somebody is said to have opened it: %v %v", all, err)
	}
	// Whoever may see it does, on the same addresses: what was looked for would have been found.
	for _, who := range right {
		found := map[string]bool{}
		walk(who, func(method, path, other string) {
			if method == "GET" {
				if status, said := who.ask(method, path, nil); status == 200 && strings.Contains(said, canary) {
					found[path] = true
				}
			}
		})
		want := []string{"/cases", "/cases/" + reference, "/cases/" + reference + "/events/1", "/tasks/" + before.ID + "-home", "/tasks/" + before.ID + "-call"}
		if strings.HasPrefix(who.name, "program") {
			want = []string{"/api/v1/cases/" + reference, "/api/v1/tasks/" + before.ID + "-call", "/api/v1/tasks?casetype=refuge&state=done"}
		}
		for _, path := range want {
			if !found[path] {
				t.Errorf("%s does not find it at %s, but at %v", who.name, path, slices.Sorted(maps.Keys(found)))
			}
		}
	}
	all, err := h.db.Openings(t.Context(), before.ID, 200)
	if err != nil || len(all) < 20 {
		t.Errorf("of those who opened it %v is known: %v", all, err)
	}
}

// Answers that are hidden while something holds are in nothing that is shown to others, nor in what was made of them: titles,
// subjects, letters, facts, the reasons of rules, mail. No search finds by them.
func TestAnswersHiddenFromEveryoneAreNowhere(t *testing.T) {
	h, reference, head := shelteredBy(t, "hide: [form.applicant, form.fled_from]", "By hand")
	c, err := h.db.Case(t.Context(), reference)
	if err != nil {
		t.Fatal(err)
	}
	mo := h.colleague("Mo Manager", []string{"caseworker", "manager"}, []string{"parking"})
	p := h.program("manager")
	shown := 0
	for _, route := range h.server.Routes() {
		if route.Method != "GET" || strings.HasPrefix(route.Path, "/studio") || strings.HasPrefix(route.Path, "/admin") {
			continue
		}
		addresses := h.addresses(route.Path, reference, c.ID)
		if route.Path == "/cases" {
			addresses = lists(reference)
		}
		for _, path := range addresses {
			said := ""
			if strings.HasPrefix(path, "/api/") {
				said = p.get(path).body
			} else {
				v := mo.get(path)
				said = v.html
				if v.status == 200 && strings.Contains(said, reference) {
					shown++
				}
			}
			if typed := strings.Contains(path, "q=") || strings.Contains(path, "reference="); !typed && (strings.Contains(strings.ToLower(said), "kanarie") || strings.Contains(said, "Zo\u00eb")) {
				at := max(strings.Index(said, canary), strings.Index(said, "Zo\u00eb"))
				t.Errorf("%s says what is hidden: %s", path, said[max(0, at-300):min(len(said), at+100)])
			}
		}
	}
	if shown < 30 {
		t.Errorf("only %d pages showed anything of the case", shown)
	}
	for _, words := range []string{canary, "zoe", canary + "@example.com"} {
		mo.get("/cases?q=" + url.QueryEscape(words)).is(200).says("0 cases found")
		head.get("/cases?q=" + url.QueryEscape(words)).is(200).says("1 case found")
	}
	mo.get("/cases?q="+reference).is(200).says("1 case found", reference)
	mo.get("/cases/"+reference).is(200).says("Some answers are not shown to you", "Call", "By hand note")
	head.get("/cases/"+reference).is(200).says("Call Zoë "+canary, "Dear Zoë")
	mail, _, err := h.db.Mail(t.Context(), "", 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mail {
		if told := strings.Contains(m.Subject+m.Text, canary); told != (m.Address != "cory@example.org") {
			t.Errorf("to %s: %s: %s", m.Address, m.Subject, m.Text)
		}
	}
}

// A case that is the same as a restricted one does not name it to others.
func TestALinkDoesNotNameARestrictedCase(t *testing.T) {
	h, reference, head := sheltered(t)
	staff, err := h.people.WithRole(t.Context(), "abuse_team")
	if err != nil {
		t.Fatal(err)
	}
	open, err := h.desk.Submit(t.Context(), "refuge", engine.Actor{ID: "citizen", Kind: "citizen"}, engine.Submit{Channel: "web", Data: json.RawMessage(`{"applicant":{"name":"Zoë"}}`)}, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	third, err := h.desk.Submit(t.Context(), "refuge", engine.Actor{ID: "citizen", Kind: "citizen"}, engine.Submit{Channel: "web", Data: json.RawMessage(`{"applicant":{"name":"Zoë"}}`)}, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	cara := h.caseworker("Cara Worker")
	merge := func(ref, into string) *view {
		return cara.form(cara.get("/cases/"+ref+"/merge"), "_into").fill("_into", into, "_reason", "The same.").send()
	}
	merge(open.Reference, reference).is(422).says("There is no case " + reference + " that you work on")
	h.do(open.Reference, staff[0].Actor(), engine.MergeCase{Into: reference, Reason: "The same."})
	merge(third.Reference, open.Reference).is(422).says("The work of " + open.Reference + " goes on elsewhere").silent(reference)
	v := cara.get("/cases/"+open.Reference).is(200).says("the work goes on in another case").silent(reference, "The same application")
	for seq := 1; strings.Contains(v.html, "/events/"+strconv.Itoa(seq)+`"`); seq++ {
		cara.get("/cases/" + open.Reference + "/events/" + strconv.Itoa(seq)).is(200).silent(reference)
	}
	head.get("/cases/"+open.Reference).is(200).says("the work goes on in "+reference, "the work goes on there: "+reference)
}

// A mail about a restricted case goes to those alone who may see it, whatever role a rule writes to.
func TestNewsOfARestrictedCaseGoesToNobodyElse(t *testing.T) {
	h, reference, head := sheltered(t)
	mail, _, err := h.db.Mail(t.Context(), "", 100)
	if err != nil {
		t.Fatal(err)
	}
	var to []string
	for _, m := range mail {
		to = append(to, m.Address)
	}
	slices.Sort(to)
	if want := []string{canary + "@example.com", "hanna@example.org"}; !slices.Equal(to, want) {
		t.Errorf("mail went to %v, want %v", to, want)
	}
	head.get("/cases/"+reference).is(200).says("This case is restricted", "Could not be sent: nobody it is for may see this case", "Who opened this case lately", "Hanna Head", "/cases/"+reference)
}

// What makes a case restricted is looked at whenever somebody looks: it is there for others again when it no longer is.
func TestARestrictionFollowsTheAnswers(t *testing.T) {
	h, reference, _ := sheltered(t)
	cara := h.caseworker("Cara Worker")
	cara.get("/cases/" + reference).is(404)
	staff, err := h.people.WithRole(t.Context(), "abuse_team")
	if err != nil {
		t.Fatal(err)
	}
	h.do(reference, staff[0].Actor(), engine.CorrectData{Reason: "Asked again.", Data: json.RawMessage(`{"applicant":{"name":"Zoë"},"fleeing":false}`)})
	cara.get("/cases/" + reference).is(200).says("Zoë").silent("restricted")
	cara.get("/cases").is(200).says(reference)
}

// Whoever takes down an application that becomes a restricted case is told that it went to others, and nothing more.
func TestWhoeverTakesDownARestrictedCaseDoesNotKeepIt(t *testing.T) {
	h, _, _ := sheltered(t)
	cara := h.caseworker("Cara Worker")
	s := cara.form(cara.get("/cases/new/refuge"), "_channel").fill("_channel", "telephone", "/applicant/name", "Ann Fled", "/fleeing", "true")
	s.send().is(200).at("/cases").says("The application was sent to those who see such cases").silent("REFUGE-2026-000002", "Ann Fled")
	s.send().is(200).at("/cases").silent("REFUGE-2026-000002", "Ann Fled")
}

// differing is where two texts begin to differ.
func differing(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	cut := func(s string) string { return s[max(0, i-80):min(len(s), i+200)] }
	return cut(a) + "\n---\n" + cut(b)
}
