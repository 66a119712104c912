package work_test

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/work"
)

const secret = "Kanarie" // stands in every answer, so that a mail that says anything of the case is noticed

// wary is what somebody says of themselves, and of how they must not be reached.
type wary struct {
	Name    string            `json:"name"`
	Email   string            `json:"email,omitempty"`
	Address map[string]string `json:"address,omitempty"`
	Safe    string            `json:"safe,omitempty"`
	Never   []string          `json:"never,omitempty"`
	Quiet   []string          `json:"quiet,omitempty"`
	Shared  bool              `json:"shared,omitempty"`
}

func (a wary) data() json.RawMessage {
	raw, _ := json.Marshal(map[string]any{"applicant": a, "partner": map[string]string{"name": "Pat", "email": "pat@example.com"}})
	return raw
}

var nights = []string{"22:00 to 08:00", "00:00 to 06:30", "12:00 to 13:00", "17:45 to 23:15", "08:00 to 22:00"}

const waryForm = `title: Apply
type: object
required: [applicant]
properties:
  applicant:
    type: object
    title: About you
    properties:
      name: { type: string, title: Your name }
      email: { type: string, title: Your email address }
      address: { type: object, title: Where you live, properties: { line1: { type: string, title: Street }, town: { type: string, title: Town }, postcode: { type: string, title: Postcode } } }
      safe: { type: string, title: Where we may write to }
      never: { type: array, title: How must we not contact you, uniqueItems: true, items: { enum: [email, E-mail, telephone, text, post, home] } }
      quiet: { type: array, title: When must we leave you in peace, uniqueItems: true, items: { enum: ["22:00 to 08:00", "00:00 to 06:30", "12:00 to 13:00", "17:45 to 23:15", "08:00 to 22:00"] } }
      shared: { type: boolean, title: Do others read your mail }
  partner:
    type: object
    title: Your partner
    properties: { name: { type: string, title: Name }, email: { type: string, title: Email } }
`

// anyRules is a case type whose rules write to anybody of anything, and whose tasks write letters.
func anyRules(r *rand.Rand) map[string]string {
	events := []string{"case.opened", "decision.permit.made", "decision.permit.told", "task.proof.opened", "task.proof.due + 1 day", "case.held", "case.resumed", "data.changed", "message.sent", "message.failed", "document.added"}
	var rules strings.Builder
	for i := range 3 + r.IntN(5) {
		tells := ""
		if r.IntN(3) == 0 {
			tells = ", tells: permit"
		}
		on := events[r.IntN(len(events))]
		to := []string{"person.applicant", "person.applicant", "person.partner", "role.manager"}[r.IntN(4)]
		if on == "message.sent" || on == "message.failed" || on == "document.added" { // one that hears of itself would never end
			to, tells = "person.applicant", ""
			on = "document.added"
		}
		fmt.Fprintf(&rules, "- name: Rule %d\n  on: %s\n  send: { to: %s, template: t%d%s }\n", i, on, to, r.IntN(3), tells)
	}
	return map[string]string{
		"permit/casetype.yaml": `title: Permit of ` + secret + `
reference: "P-{{ number(4) }}"
intake: apply
people:
  applicant: { from: form.applicant, contact: form.applicant }
  partner: { from: form.partner }
stages:
  - id: check
    title: Check
    tasks:
      - { id: proof, title: Check the proof, due: 2 days }
      - { id: letter, title: Write to them, does: document, template: home }
      - { id: note, title: Write to them elsewhere, does: document, template: safe }
      - { id: permit, title: Decide, decides: permit }
outcome: decision.permit.result
outcomes: { granted: Granted, refused: Refused }
close: case.outcome == "refused"
`,
		"permit/forms/apply.yaml":         waryForm,
		"permit/rules/notifications.yaml": rules.String(),
		"permit/templates/t0.md":          "Subject: {{ form.applicant.name }} {{ case.reference }}\n\nDear {{ form.applicant.name }}, " + secret + ".\n",
		"permit/templates/t1.md":          "Subject: " + secret + "\n\nAbout {{ case.title }}.\n",
		"permit/templates/t2.md":          "Subject: {{ case.title }}\n\n" + secret + " at {{ form.applicant.address.line1 }}\n",
		"permit/templates/home.md":        "Subject: To {{ form.applicant.name }}\n\n{{ form.applicant.address.line1 }}\n{{ form.applicant.address.postcode }}\n\nDear {{ form.applicant.name }}\n",
		"permit/templates/safe.md":        "Subject: To {{ form.applicant.name }}\n\n{{ form.applicant.safe }}\n\nDear {{ form.applicant.name }} of Riverside\n",
		"permit/templates/decided.md":     "Subject: x\n\nx\n", "permit/templates/received.md": "Subject: x\n\nx\n", "permit/templates/late.md": "Subject: x\n\nx\n",
	}
}

// inPeace says by the clock whether somebody is to be left in peace, judged a second time and in another way.
func inPeace(a wary, at time.Time, zone *time.Location) bool {
	now := at.In(zone).Format("15:04")
	return slices.ContainsFunc(a.Quiet, func(q string) bool {
		from, to, _ := strings.Cut(q, " to ")
		if from < to {
			return from <= now && now < to
		}
		return from <= now || now < to
	})
}

// Whatever the rules write, whatever people say of how they must not be reached, however often they change their minds, and
// whenever the server is started anew: nothing that is forbidden ever leaves, and nothing is forgotten.
func TestWhateverRulesWriteNothingForbiddenLeaves(t *testing.T) {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	sent, bare, kept, papers, waited := 0, 0, 0, 0, 0
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 7))
		o, p := openWith(t, anyRules(r)), newPostOffice(t, "plain")
		o.add("manager@example.org", "manager")
		w := o.work(p.url)
		some := func() wary {
			a := wary{Name: "Zoë " + secret, Email: fmt.Sprintf("zoe%d@example.com", r.IntN(3)), Safe: "care of " + secret + " House, Riverside",
				Address: map[string]string{"line1": "12 Mill Lane", "town": "Riverside", "postcode": "RV1 2AB"}}
			for _, way := range []string{"email", "telephone", "text", "post", "home"} {
				if r.IntN(5) == 0 {
					a.Never = append(a.Never, way)
				}
			}
			for _, q := range nights {
				if r.IntN(4) == 0 {
					a.Quiet = append(a.Quiet, q)
				}
			}
			a.Shared = r.IntN(3) == 0
			return a
		}
		now := some()
		c, err := o.desk.Submit(o.ctx, "permit", engine.Actor{ID: "citizen", Kind: "citizen"}, engine.Submit{Data: now.data(), Channel: "web"}, nil, "")
		if err != nil {
			t.Fatal(err)
		}
		do := func(body engine.Body) {
			_, _ = o.desk.Do(o.ctx, c.Reference, engine.Actor{ID: "s1", Kind: "staff"}, -1, body)
		}
		seen, files := 0, 0
		sweep := func() {
			w.Sweep(o.ctx)
			for _, l := range p.letters()[seen:] {
				seen++
				switch l.to {
				case "manager@example.org", "pat@example.com":
					continue
				}
				sent++
				switch {
				case l.to != now.Email, slices.Contains(now.Never, "email"):
					t.Fatalf("seed %d: a mail left to %s, and they said %+v", seed, l.to, now)
				case inPeace(now, o.now(), zone):
					t.Fatalf("seed %d: a mail left at %s, and they said %+v", seed, o.now().In(zone), now)
				case now.Shared:
					bare++
					body := l.head.Get("Subject") + l.text + l.html
					for _, word := range []string{secret, c.Reference, "Permit", "Mill", "/track/"} {
						if strings.Contains(body, word) {
							t.Fatalf("seed %d: a mail that others read says %q:\n%s", seed, word, body)
						}
					}
				}
			}
			k, err := o.db.Case(o.ctx, c.Reference)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range k.Documents[files:] {
				papers++
				f, err := o.db.Blobs().Open(d.Hash)
				if err != nil {
					t.Fatal(err)
				}
				text, _ := io.ReadAll(f)
				f.Close()
				if slices.Contains(now.Never, "post") || slices.Contains(now.Never, "home") && strings.Contains(string(text), "Mill") {
					t.Fatalf("seed %d: a letter was made, and they said %+v:\n%s", seed, now, text)
				}
			}
			files = len(k.Documents)
		}
		for range 14 {
			switch r.IntN(8) {
			case 0, 1:
				next := some()
				if _, err := o.desk.Do(o.ctx, c.Reference, engine.Actor{ID: "s1", Kind: "staff"}, -1, engine.CorrectData{Data: next.data(), Reason: "They rang."}); err == nil {
					now = next // a case on hold takes none
				}
			case 2, 3:
				sweep()
			case 4:
				o.wait(time.Duration(r.IntN(20*60)) * time.Minute)
			case 5:
				do([]engine.Body{engine.HoldCase{Reason: "x"}, engine.ResumeCase{Reason: "x"}, engine.CompleteTask{Task: "proof"}, engine.RetryTask{Task: "letter"}, engine.RetryTask{Task: "note"}}[r.IntN(5)])
			case 6:
				do(engine.ProposeDecision{Decision: "permit", Outputs: json.RawMessage(`{"result":"granted"}`)})
			case 7: // the server is started anew, and somebody asks for a link
				w = o.work(p.url)
				if err := w.Queue(o.ctx, work.Letter{Case: c.ID, To: "person.applicant", Address: "old@example.com", Subject: secret, Text: "https://x.example/track/link/" + secret}); err != nil {
					t.Fatal(err)
				}
			}
		}
		k, _ := o.db.Case(o.ctx, c.Reference)
		for _, m := range k.Messages {
			if m.Sent == nil && m.Failed == "" && inPeace(now, o.now(), zone) {
				waited++
			}
		}
		for range 100 { // by then every quiet hour has come to its end, but where there is no other
			o.wait(30 * time.Minute)
			sweep()
		}
		k, err = o.db.Case(o.ctx, c.Reference)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range k.Messages {
			if m.Sent == nil && m.Failed == "" {
				t.Fatalf("seed %d: the message %q to %s was neither sent nor kept back", seed, m.Subject, m.To)
			}
			toldBy := func() bool {
				return k.Status == engine.Closed || slices.ContainsFunc(k.Tasks, func(x *engine.Task) bool {
					return strings.HasPrefix(x.Title, "Tell ") && strings.HasSuffix(x.Title, ": "+m.Subject)
				})
			}
			if m.Failed == engine.NeverByEmail || m.Failed == engine.NeverQuiet {
				kept++
				if !toldBy() {
					t.Fatalf("seed %d: nobody is asked to tell them %q", seed, m.Subject)
				}
			}
			if m.Bare && m.Tells != "" && !toldBy() {
				t.Fatalf("seed %d: nobody is asked to tell them of the decision", seed)
			}
		}
		o.sound()
	}
	t.Logf("%d mails left, %d of them bare; %d were kept back, %d waited, %d letters were made", sent, bare, kept, waited, papers)
	if sent < 50 || bare < 10 || kept < 10 || waited < 5 || papers < 10 {
		t.Error("too little happened to prove anything")
	}
}

// A message waits while its reader is to be left in peace, whatever happens to the server meanwhile, and leaves then. It is
// no trouble to anybody.
func TestAMessageWaitsForTheMorning(t *testing.T) {
	o, p := openWith(t, map[string]string{"permit/forms/apply.yaml": waryForm}), newPostOffice(t, "plain")
	o.wait(13 * time.Hour) // 11 in the evening
	c, err := o.desk.Submit(o.ctx, "permit", engine.Actor{ID: "citizen", Kind: "citizen"}, engine.Submit{Channel: "web", Data: wary{Name: "Zoë", Email: "zoe@example.com", Quiet: nights[:1]}.data()}, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	for range 18 {
		o.work(p.url).Sweep(o.ctx)
		if n := len(p.letters()); n != 0 || len(o.troubles()) != 0 {
			t.Fatalf("at %s %d letters had left, and there are the troubles %v", o.now(), n, o.troubles())
		}
		o.wait(30 * time.Minute)
	}
	// Having waited was no try: a mail server that cannot at 8 is asked again, as it always is.
	p.answer(nil, func(*smtp.Conn, []byte) error { return saying(451, smtp.EnhancedCode{4, 3, 0}, "try again later") })
	o.work(p.url).Sweep(o.ctx)
	if list := o.troubles(); len(list) != 1 || list[0].RetryAt == nil || list[0].Tries != 1 {
		t.Fatalf("what is in trouble: %+v", list)
	}
	p.answer(nil, nil)
	o.wait(time.Minute)
	o.work(p.url).Sweep(o.ctx)
	if l := p.letters(); len(l) != 2 || l[0].to != "zoe@example.com" || o.message(c).Sent == nil {
		t.Errorf("letters: %+v, message %+v", l, o.message(c))
	}
	o.sound()
}
