package work_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/store"
)

// careful is the case type of the other tests, whose applicants may say how they must not be reached.
var careful = map[string]string{
	"permit/forms/apply.yaml": `title: Apply
type: object
required: [applicant]
properties:
  applicant:
    type: object
    title: About you
    required: [name]
    properties:
      name: { type: string, title: Your name }
      email: { type: string, title: Your e-mail address }
      never: { type: array, title: How must we not contact you, uniqueItems: true, items: { enum: [email, E-mail, telephone, post] } }
`,
}

type applicant struct {
	Name  string   `json:"name"`
	Email string   `json:"email,omitempty"`
	Never []string `json:"never,omitempty"`
}

func (a applicant) data() json.RawMessage {
	raw, _ := json.Marshal(map[string]any{"applicant": a})
	return raw
}

func (o *office) applied(a applicant) *engine.Case {
	o.t.Helper()
	c, err := o.desk.Submit(o.ctx, "permit", engine.Actor{ID: "citizen", Kind: "citizen"}, engine.Submit{Data: a.data(), Channel: "web"}, nil, "")
	if err != nil {
		o.t.Fatal(err)
	}
	return c
}

func (o *office) corrected(c *engine.Case, a applicant) {
	o.t.Helper()
	if _, err := o.desk.Do(o.ctx, c.Reference, engine.Actor{ID: "s1", Kind: "staff"}, -1, engine.CorrectData{Data: a.data(), Reason: "They rang."}); err != nil {
		o.t.Fatal(err)
	}
}

// asksToTell are the tasks that stand in for messages that were kept back.
func (o *office) asksToTell(c *engine.Case) []string {
	o.t.Helper()
	now, err := o.db.Case(o.ctx, c.Reference)
	if err != nil {
		o.t.Fatal(err)
	}
	var titles []string
	for _, t := range now.Tasks {
		if strings.HasPrefix(t.Title, "Tell ") && t.State == engine.Open {
			titles = append(titles, t.Title)
		}
	}
	return titles
}

// Whoever must not be emailed is not, whatever rule asks for it: a person has a task to tell them another way.
func TestWhoMustNotBeEmailedIsTaskedAndNotEmailed(t *testing.T) {
	o, p := openWith(t, careful), newPostOffice(t, "plain")
	c := o.applied(applicant{"Zoë Ó Briain", "zoe@example.com", []string{"email"}})
	w := o.work(p.url)
	w.Sweep(o.ctx)
	if n := len(p.letters()); n != 0 {
		t.Errorf("%d letters left", n)
	}
	if got := o.asksToTell(c); len(got) != 1 || got[0] != "Tell Zoë Ó Briain, and not by email: We have your application "+c.Reference {
		t.Errorf("tasks: %q", got)
	}
	if m := o.message(c); m.Sent != nil || m.Failed != engine.NeverByEmail {
		t.Errorf("the message is %+v", m)
	}

	// Their name goes with what they told; the reason stays, and names no one.
	for _, class := range []string{store.Answers, store.Messages} {
		if err := o.db.Erase(o.ctx, c.ID, class, o.now()); err != nil {
			t.Fatal(err)
		}
	}
	all, err := o.db.Events(o.ctx, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	var rules []string
	for _, e := range all {
		if whole := fmt.Sprintf("%s %+v", e.Body, e.Why); strings.Contains(whole, "Briain") {
			t.Errorf("%s still says %s", e.Kind, whole)
		}
		if e.Why != nil {
			rules = append(rules, e.Why.Rule)
		}
	}
	if !slices.Contains(rules, "The applicant must not be emailed") {
		t.Errorf("the reasons are %q", rules)
	}
	o.sound()
}

// What holds is what holds when the message leaves, and not when it was asked for: between the two somebody may have rung.
func TestTheGateAsksWhenAMessageLeaves(t *testing.T) {
	o, p := openWith(t, careful), newPostOffice(t, "plain")
	c := o.applied(applicant{"Zoë", "zoe@example.com", nil})
	o.corrected(c, applicant{"Zoë", "zoe@example.com", []string{"telephone", "email"}})
	w := o.work(p.url)
	w.Sweep(o.ctx)
	if n := len(p.letters()); n != 0 {
		t.Errorf("%d letters left", n)
	}
	if got := o.asksToTell(c); len(got) != 1 {
		t.Errorf("tasks: %q", got)
	}
	o.applied(applicant{"Ben", "ben@example.com", []string{"E-mail"}})
	w.Sweep(o.ctx)
	if n := len(p.letters()); n != 0 {
		t.Errorf("%d letters left to somebody who must not be sent e-mail, spelt so", n)
	}
	d := o.applied(applicant{"Jo", "old@example.com", nil})
	o.corrected(d, applicant{"Jo", "new@example.com", []string{"telephone"}})
	w.Sweep(o.ctx)
	if l := p.letters(); len(l) != 1 || l[0].to != "new@example.com" {
		t.Errorf("letters: %+v", l)
	}
}

// Whatever people say and however often they change their minds, nothing leaves that they forbade, and nothing goes to an
// address that they have taken back; each message is sent, or is somebody's to tell.
func TestNothingForbiddenEverLeaves(t *testing.T) {
	for seed := range uint64(25) {
		r := rand.New(rand.NewPCG(seed, 1))
		o, p := openWith(t, careful), newPostOffice(t, "plain")
		w := o.work(p.url)
		some := func() applicant {
			a := applicant{Name: "Zoë"}
			if r.IntN(4) > 0 {
				a.Email = fmt.Sprintf("zoe%d@example.com", r.IntN(4))
			}
			for _, way := range []string{"email", "telephone", "post"} {
				if r.IntN(3) == 0 {
					a.Never = append(a.Never, way)
				}
			}
			return a
		}
		now := some()
		c := o.applied(now)
		seen := 0
		for range 8 {
			switch r.IntN(5) {
			case 4:
				_, _ = o.desk.Do(o.ctx, c.Reference, engine.Actor{ID: "s1", Kind: "staff"}, -1, []engine.Body{
					engine.WithdrawCase{Reason: "r"}, engine.HoldCase{Reason: "r"}, engine.ResumeCase{}, engine.ReopenCase{Reason: "r"}}[r.IntN(4)])
			case 0:
				next := some()
				if string(next.data()) != string(now.data()) {
					o.corrected(c, next)
					now = next
				}
			case 1:
				w.Sweep(o.ctx)
			case 2:
				o.wait(time.Duration(r.IntN(96)) * time.Hour)
			case 3:
				_, _ = o.desk.Do(o.ctx, c.Reference, engine.Actor{ID: "s1", Kind: "staff"}, -1, engine.ProposeDecision{Decision: "permit", Outputs: json.RawMessage(`{"result":"granted"}`)})
			}
			for _, l := range p.letters()[seen:] {
				if l.to != now.Email || slices.Contains(now.Never, "email") {
					t.Fatalf("seed %d: a letter left to %s, and they said %+v", seed, l.to, now)
				}
				seen++
			}
		}
		w.Sweep(o.ctx)
		k, err := o.db.Case(o.ctx, c.Reference)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range k.Messages {
			if m.Sent == nil && m.Failed == "" {
				t.Fatalf("seed %d: the message %q was neither sent nor kept back", seed, m.Subject)
			}
			if m.Failed == engine.NeverByEmail && !slices.ContainsFunc(k.Tasks, func(x *engine.Task) bool { return strings.HasSuffix(x.Title, ": "+m.Subject) }) {
				t.Fatalf("seed %d: nobody is asked to tell them %q", seed, m.Subject)
			}
		}
	}
}

// Whoever wants no more mail is heard when the case is closed, too: what waits to leave does not.
func TestTheGateHearsOfAClosedCase(t *testing.T) {
	o, p := openWith(t, careful), newPostOffice(t, "plain")
	c := o.applied(applicant{"Zoë", "zoe@example.com", nil})
	if _, err := o.desk.Do(o.ctx, c.Reference, engine.Actor{ID: "s1", Kind: "staff"}, -1, engine.WithdrawCase{Reason: "They asked."}); err != nil {
		t.Fatal(err)
	}
	o.corrected(c, applicant{"Zoë", "zoe@example.com", []string{"email"}})
	w := o.work(p.url)
	w.Sweep(o.ctx)
	if n := len(p.letters()); n != 0 {
		t.Errorf("%d letters left", n)
	}
	k, err := o.db.Case(o.ctx, c.Reference)
	if err != nil {
		t.Fatal(err)
	}
	if k.Status != engine.Closed || k.Outcome != engine.Withdrawn || o.message(c).Failed != engine.NeverByEmail {
		t.Errorf("the case is %s as %s, and its message %+v", k.Status, k.Outcome, o.message(c))
	}
	if got := o.asksToTell(c); len(got) != 1 {
		t.Errorf("whoever is to be told otherwise: %q", got)
	}
	o.sound()
}
