package citizen

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

var day = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

func at(days int) *time.Time { t := day.AddDate(0, 0, days); return &t }

// refused is a case that was refused on the fifth day, and whose applicant was told on the sixth.
func refused(told bool) (*engine.Case, *casetype.Type) {
	made := engine.Made{Outputs: json.RawMessage(`{"result":"refused","fee":"45.00","from":"2026-03-12"}`), Because: "Zone A is full.", At: *at(5)}
	if told {
		made.Told = at(6)
	}
	k := &engine.Case{
		Reference: "PP-1", Title: "Parking permit", Status: engine.Closed, Outcome: "refused", Received: day, Closed: at(5),
		Stages: []engine.Stage{
			{ID: "check", Title: "Check the application", State: engine.Done, At: at(1)},
			{ID: "decide", Title: "Decide", State: engine.Done, At: at(5)},
			{ID: "issue", Title: "Issue the permit", State: engine.Skipped, At: at(5)},
		},
		Decisions: map[string]*engine.Decision{"permit": {ID: "permit", Made: []engine.Made{made}}},
		Messages: []engine.Message{
			{To: "person.applicant", Subject: "We have it", Sent: at(0)}, {To: "person.applicant", Subject: "We refused"}, {To: "role.manager", Subject: "Late", Sent: at(1)},
		},
	}
	t := &casetype.Type{Org: &casetype.Organisation{Zone: time.UTC}, Outcomes: []casetype.Outcome{{ID: "refused", Title: "Refused"}}, Decisions: []*casetype.Decision{{
		ID: "permit", Outputs: []casetype.Output{{ID: "result", Type: &rules.Type{Kind: rules.String}}, {ID: "fee", Type: &rules.Type{Kind: rules.Money}}, {ID: "from", Type: &rules.Type{Kind: rules.Date}}},
	}}}
	return k, t
}

func TestWhatWasNotToldIsNotShown(t *testing.T) {
	k, ct := refused(false)
	m := Status(k, ct, "en")
	if len(m.Outcomes) > 0 || m.Now != "In progress" {
		t.Fatalf("%+v", m)
	}
	// A stage that was left out because of the decision would tell it.
	if got := fmt.Sprint(m.Stages); got != "[{Check the application Completed } {Decide In progress blue} {Issue the permit Not started grey}]" {
		t.Fatal(got)
	}
	if all := fmt.Sprintf("%+v", m); strings.Contains(all, "efused") || strings.Contains(all, "Zone A") || strings.Contains(all, "Late") {
		t.Fatal(all)
	}
}

// A stage that may never come is not shown as if it were to come: not an appeal, nor what only follows from one answer. Once
// it has begun it is shown.
func TestAStageThatMayNeverComeIsNotShownBeforeItDoes(t *testing.T) {
	k, ct := refused(true)
	k.Status, k.Outcome, k.Closed = engine.Open, "", nil
	no := &rules.Program{}
	ct.Stages = []*casetype.Stage{{ID: "check"}, {ID: "decide"}, {ID: "issue", When: no}, {ID: "appeal", Enter: no}, {ID: "report", On: &rules.Trigger{}}, {ID: "send"}}
	k.Stages = []engine.Stage{{ID: "check", Title: "Check", State: engine.Done, At: at(1)}, {ID: "decide", Title: "Decide", State: engine.Open, At: at(1)}}
	for _, id := range []string{"issue", "appeal", "report", "send"} {
		k.Stages = append(k.Stages, engine.Stage{ID: id, Title: id, State: engine.Waiting})
	}
	if got := fmt.Sprint(Status(k, ct, "en").Stages); got != "[{Check Completed } {Decide In progress blue} {send Not started grey}]" {
		t.Error(got)
	}
	k.Stages[3].State, k.Stages[3].At = engine.Open, at(8)
	if got := fmt.Sprint(Status(k, ct, "en").Stages); !strings.Contains(got, "{appeal In progress blue}") {
		t.Error(got)
	}
}

// While the message that tells a decision is on its way, the page says so: it may be read before this page is. It does not say
// what was decided, and when the message could not be sent, it is as if nothing had been decided.
func TestTheMessageThatTellsIsOnItsWay(t *testing.T) {
	k, ct := refused(false)
	k.Messages = append(k.Messages, engine.Message{To: "person.applicant", Subject: "Decided", Tells: "permit", Asked: *at(5)})
	for lang, want := range map[string]string{"en": "We have made our decision, and are sending you a message", "cy": "Rydym wedi gwneud ein penderfyniad, ac yn anfon neges atoch"} {
		m := Status(k, ct, lang)
		if all := fmt.Sprintf("%+v", m); !strings.Contains(fmt.Sprint(m.Next), want) || len(m.Next) != 1 || strings.Contains(all, "efused") {
			t.Errorf("%s: %s", lang, all)
		}
	}
	for _, spoil := range []func(*engine.Message){
		func(m *engine.Message) { m.Failed = "no such mailbox" },
		func(m *engine.Message) { m.Asked = *at(4) }, // it tells of an earlier one
		func(m *engine.Message) { m.To = "role.manager" },
		func(m *engine.Message) { m.Tells = "other" },
	} {
		k, ct := refused(false)
		msg := engine.Message{To: "person.applicant", Tells: "permit", Asked: *at(5)}
		spoil(&msg)
		k.Messages = append(k.Messages, msg)
		if got := fmt.Sprint(Status(k, ct, "en").Next); !strings.Contains(got, "We are completing our decision.") {
			t.Errorf("%+v: %s", msg, got)
		}
	}
}

func TestWhatWasToldIsShownWithItsReason(t *testing.T) {
	k, ct := refused(true)
	m := Status(k, ct, "en")
	if len(m.Outcomes) != 1 || m.Outcomes[0].Result.Text != "Refused" || m.Outcomes[0].Because.Text != "Zone A is full." || m.Outcomes[0].Day != "8 March 2026" || m.Now != "Decided" {
		t.Fatalf("%+v", m.Outcomes)
	}
	if got := fmt.Sprint(m.Outcomes[0].Rows); got != "[{Fee £45.00} {From 12 March 2026}]" {
		t.Fatal(got)
	}
	if len(m.Stages) != 2 || len(m.Messages) != 1 {
		t.Fatalf("%+v", m)
	}
}

func TestWhatWasToldStaysWhileADecisionMadeAgainIsHiddenUntilItIsTold(t *testing.T) {
	k, ct := refused(true)
	k.Decisions["permit"].Made = append(k.Decisions["permit"].Made, engine.Made{Outputs: json.RawMessage(`{"result":"granted"}`), At: *at(9)})
	k.Outcome = "granted"
	if m := Status(k, ct, "en"); len(m.Outcomes) != 1 || m.Outcomes[0].Result.Text != "Refused" || m.Now != "In progress" || strings.Contains(fmt.Sprintf("%+v", m), "ranted") {
		t.Fatalf("%+v", m)
	}
}

// Each decision that was told stays on the page, the newest first, under what it answers: "agreed" alone says nothing, and a
// band of the rules' own is no word for a reader.
func TestEachToldDecisionSaysWhatItAnswers(t *testing.T) {
	k, ct := refused(true)
	k.Status, k.Outcome, k.Closed = engine.Open, "", nil
	change := engine.Made{Outputs: json.RawMessage(`{"result":"agreed","new_band":"zero"}`), At: *at(8), Told: at(9)}
	k.Decisions["change"] = &engine.Decision{ID: "change", Made: []engine.Made{change}}
	result := &rules.Type{Kind: rules.String, Enum: []string{"agreed", "refused"}}
	ct.Decisions = append(ct.Decisions, &casetype.Decision{ID: "change", Outputs: []casetype.Output{{ID: "result", Type: result}, {ID: "new_band", Type: &rules.Type{Kind: rules.String, Enum: []string{"zero"}}}}})
	ct.Actions = []*casetype.Action{{ID: "change_vehicle", Title: "Change the vehicle", By: []string{"person.applicant"}}}
	ct.Tasks = []*casetype.Task{{ID: "change", Decides: "change", On: &rules.Trigger{Event: "action.change_vehicle"}}}
	m := Status(k, ct, "en")
	if len(m.Outcomes) != 2 || m.Outcomes[0].About.Text != "Change the vehicle" || m.Outcomes[0].Result.Text != "Agreed" || len(m.Outcomes[0].Rows) > 0 || m.Outcomes[1].About.Text != "" || m.Outcomes[1].Result.Text != "Refused" {
		t.Fatalf("%+v", m.Outcomes)
	}

	k.Decisions["change"].Made[0].Told = nil
	k.Messages = append(k.Messages, engine.Message{To: "person.applicant", Tells: "change", Asked: *at(8)})
	m = Status(k, ct, "en")
	if all := fmt.Sprint(m.Next); len(m.Outcomes) != 1 || !strings.Contains(all, "“Change the vehicle”") || strings.Contains(all, "our decision") {
		t.Errorf("%+v", m)
	}
}

func TestHoldingWaitingAndWithdrawingAreSaidPlainly(t *testing.T) {
	for want, change := range map[string]func(*engine.Case){
		"Paused":                   func(k *engine.Case) { k.Status = engine.Held; k.Held = &engine.Hold{Reason: "fraud?"} },
		"Waiting for someone else": func(k *engine.Case) { k.Status = engine.Open; k.Waiting = true },
		"Withdrawn":                func(k *engine.Case) { k.Outcome = "withdrawn" },
	} {
		k, ct := refused(false)
		k.Decisions = nil
		change(k)
		m := Status(k, ct, "en")
		if m.Now != want || len(m.Next) == 0 || strings.Contains(fmt.Sprint(m), "fraud") {
			t.Errorf("%s: %+v", want, m)
		}
	}
}

func TestTakingOneAnswerOut(t *testing.T) {
	for pointer, want := range map[string]string{
		"/a/b": `{"a":{},"l":[{"x":1},{"x":2}]}`, "/l/0": `{"a":{"b":1},"l":[{"x":2}]}`, "/l/1/x": `{"a":{"b":1},"l":[{"x":1},{}]}`,
		"/l/9": `{"a":{"b":1},"l":[{"x":1},{"x":2}]}`, "/l/-1": `{"a":{"b":1},"l":[{"x":1},{"x":2}]}`, "/n/m": `{"a":{"b":1},"l":[{"x":1},{"x":2}]}`,
	} {
		var data any
		if err := json.Unmarshal([]byte(`{"a":{"b":1},"l":[{"x":1},{"x":2}]}`), &data); err != nil {
			t.Fatal(err)
		}
		if got, _ := json.Marshal(without(data, strings.Split(pointer[1:], "/"))); string(got) != want {
			t.Errorf("%s: %s, want %s", pointer, got, want)
		}
	}
}

func TestAPageKeepsItsNameUnlessItIsTaken(t *testing.T) {
	f := &forms.Form{Pages: []*forms.Page{{ID: "about-you"}, {ID: "check"}, {ID: ""}, {ID: "Über uns"}, {ID: "page-9"}}}
	for i, want := range []string{"about-you", "page-2", "page-3", "page-4", "page-5"} {
		if got := slug(f, i); got != want || pageOf(f, want) != i {
			t.Errorf("page %d is at %s, want %s", i, got, want)
		}
	}
	if pageOf(f, "check") != -1 {
		t.Error("a page stands where the answers are checked")
	}
}

// A promise is what applicants are told of, and not whichever limit ends first: an hour in which somebody is rung is no
// hour in which it is decided.
func TestTheDayIsThatOfThePromise(t *testing.T) {
	k := &engine.Case{Status: engine.Open, Clocks: map[string]*engine.Clock{
		"call": {ID: "call", State: engine.Running, Ends: at(3)}, "promise": {ID: "promise", State: engine.Running, Ends: at(9)},
	}}
	ct := &casetype.Type{Org: &casetype.Organisation{Zone: time.UTC}, Clocks: []*casetype.Clock{{ID: "call"}, {ID: "promise"}}}
	if got := aim(k, ct, "en"); got != "5 March 2026" {
		t.Error("without a promise:", got)
	}
	ct.Clocks[1].Promised = true
	if got := aim(k, ct, "en"); got != "11 March 2026" {
		t.Error("with one:", got)
	}
	k.Clocks["promise"].State = engine.Paused
	if got := aim(k, ct, "en"); got != "" {
		t.Error("while it stands still:", got)
	}
}

// A mail that is about to leave is not said to be kept back.
func TestWhatIsAboutToLeaveIsNotCalledUnmailed(t *testing.T) {
	for want, all := range map[bool][]engine.Message{false: {{}, {Sent: new(time.Time)}}, true: {{Bare: true, Sent: new(time.Time)}, {Failed: "x"}}} {
		for _, m := range all {
			if notMailed(m) != want {
				t.Errorf("%+v: %t", m, !want)
			}
		}
	}
}
