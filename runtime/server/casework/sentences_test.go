package casework

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

func ada() engine.Actor { return engine.Actor{ID: "s1", Kind: "staff", Name: "Ada Obi"} }

// aTeller knows one case: a permit with a proof check and a decision.
func aTeller() *teller {
	at := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
	return &teller{
		t: &casetype.Type{
			Name: "permit", Title: "Resident parking permit",
			Decisions: []*casetype.Decision{{
				ID: "permit", Question: "Should this household have a permit?",
				Outputs: []casetype.Output{{ID: "result", Type: &rules.Type{Kind: rules.String, Enum: []string{"granted", "refused"}}}, {ID: "fee", Type: &rules.Type{Kind: rules.Money}}},
			}},
			Facts:    []*casetype.Fact{{ID: "cars", Type: &rules.Type{Kind: rules.Int}}},
			Outcomes: []casetype.Outcome{{ID: "granted", Title: "Granted"}},
			Org:      &casetype.Organisation{Zone: time.UTC, Teams: []casetype.Team{{ID: "street", Title: "Street"}}, Roles: []casetype.Role{{ID: "senior_caseworker", Title: "Senior caseworker"}}},
		},
		c: &engine.Case{
			ID: "c1", Reference: "PP-2026-000001", Opened: at, Received: at,
			Stages:   []engine.Stage{{ID: "check", Title: "Check the application"}},
			Tasks:    []*engine.Task{{ID: "proof", Name: "proof", Title: "Check proof of address"}, {ID: "visit", Name: "visit", Title: "Visit the property"}},
			Messages: []engine.Message{{ID: "m1", To: "person.applicant", Subject: "We have it"}},
		},
		name: func(id string) string { return map[string]string{"s1": "Ada Obi", "s2": "Ben Cole"}[id] },
		zone: time.UTC,
	}
}

func given(kind string, actor engine.Actor, body string) engine.Event {
	return engine.Event{Case: "c1", Seq: 9, Cause: 9, Kind: kind, Actor: actor, At: time.Date(2026, 3, 5, 14, 0, 0, 0, time.UTC), Body: json.RawMessage(`{"given":` + body + `}`)}
}

func follows(kind, body string) engine.Event {
	return engine.Event{Case: "c1", Seq: 10, Cause: 9, Kind: kind, Actor: engine.Actor{ID: "system", Kind: "system"}, At: time.Date(2026, 3, 5, 14, 0, 0, 0, time.UTC), Body: json.RawMessage(body)}
}

// Every kind of event that the record can hold, and the sentence that a caseworker reads of it.
func TestEveryEventIsToldInAPlainSentence(t *testing.T) {
	citizen := engine.Actor{ID: "citizen", Kind: "citizen"}
	system := engine.Actor{ID: "system", Kind: "system"}
	cases := []struct {
		event engine.Event
		want  string // title, then " | " and the detail when there is one
	}{
		{given("case.received", citizen, `{"channel":"web"}`), "The application was received through the website"},
		{given("case.received", ada(), `{"channel":"counter","received":"2026-03-02T12:00:00Z"}`), "Ada Obi took the application at the counter | It was given to us on 2 March 2026."},
		{given("claimed", ada(), `{"task":"proof"}`), "Ada Obi took the task “Check proof of address”"},
		{given("claimed", ada(), `{}`), "Ada Obi took the case"},
		{given("assigned", ada(), `{"task":"visit","owner":"s2","team":"street"}`), "Ada Obi gave the task “Visit the property” to Ben Cole in the Street team"},
		{given("released", ada(), `{"task":"proof"}`), "Ada Obi put the task “Check proof of address” back in the team’s pool"},
		{given("task.completed", ada(), `{"task":"proof","answers":{"result":"passed"}}`), "Ada Obi completed the task “Check proof of address”"},
		{given("action.taken", citizen, `{"action":"report_change","answers":{"what":"home"}}`), "The applicant did “Report change”"},
		{given("action.taken", engine.Actor{ID: "person.landlord", Kind: "person", Name: "Lou Day"}, `{"action":"report_change"}`), "Lou Day (landlord) did “Report change”"},
		{given("action.taken", ada(), `{"action":"report_change","for":"applicant"}`), "Ada Obi did “Report change” for the applicant"},
		{given("task.completed", engine.Actor{ID: "person.landlord", Kind: "person", Name: "Lou Day"}, `{"task":"proof"}`), "Lou Day (landlord) completed the task “Check proof of address”"},
		{given("task.completed", ada(), `{"task":"proof","for":"landlord"}`), "Ada Obi completed the task “Check proof of address” for the landlord"},
		{given("task.invited_again", ada(), `{"task":"proof"}`), "Ada Obi asked for a new link to the task “Check proof of address”"},
		{follows("task.invited", `{"task":"proof","person":"landlord","until":"2026-03-16T10:00:00Z"}`), "The landlord was asked to do the task “Check proof of address” | A link opens it once, until 16 March 2026."},
		{follows("case.waiting", `{}`), "The case waits for somebody outside"},
		{follows("case.waited", `{}`), "The case no longer waits for somebody outside"},
		{given("task.completed", engine.Actor{ID: "s1", Kind: "staff", Name: "Ada Obi", For: []string{"s2"}}, `{"task":"proof"}`), "Ada Obi (for Ben Cole) completed the task “Check proof of address”"},
		{given("task.answered", system, `{"task":"proof","key":"g1.2","answers":{"miles":3}}`), "An answer came for the task “Check proof of address”"},
		{given("task.gave_up", system, `{"task":"proof","key":"g1.2","reason":"Nothing answers at maps.example.org."}`), "No answer came for the task “Check proof of address” | Nothing answers at maps.example.org."},
		{given("document.made", system, `{"task":"proof","key":"g1.2","file":{"name":"Your permit.html"}}`), "The letter of the task “Check proof of address” was made"},
		{follows("document.asked", `{"task":"proof","subject":"Your permit","text":"Dear Jo"}`), "A letter was written for the task “Check proof of address”: “Your permit”"},
		{follows("document.added", `{"file":{"name":"Your permit.html"}}`), "The document “Your permit.html” was added"},
		{given("task.retried", ada(), `{"task":"proof"}`), "Ada Obi had the task “Check proof of address” tried again"},
		{given("task.skipped", ada(), `{"task":"proof","reason":"It is next door."}`), "Ada Obi skipped the task “Check proof of address” | It is next door."},
		{given("decision.voted", ada(), `{"decision":"permit","yes":true}`), "Ada Obi voted for the answer to “Should this household have a permit?”"},
		{given("decision.voted", ada(), `{"decision":"permit","yes":false,"comment":"They have two."}`), "Ada Obi voted against the answer to “Should this household have a permit?” | They have two."},
		{follows("decision.differed", `{"decision":"permit","needs":"role.senior_caseworker"}`), "The votes on the answer to “Should this household have a permit?” differ: a senior caseworker decides"},
		{follows("decision.sent_back", `{"decision":"permit"}`), "The panel sent back the proposal for “Should this household have a permit?”"},
		{given("conflict.declared", ada(), `{"reason":"She is my sister."}`), "Ada Obi declared a conflict of interest in this case | She is my sister."},
		{given("conflict.lifted", ada(), `{"staff":"s2","reason":"It was another Cole."}`), "Ada Obi lifted the conflict of interest of Ben Cole | It was another Cole."},
		{given("task.added", ada(), `{"title":"Ring the landlord"}`), "Ada Obi added the task “Ring the landlord”"},
		{given("task.added", ada(), `{"name":"visit"}`), "Ada Obi added the task “Visit the property”"},
		{given("decision.answered", ada(), `{"decision":"permit","outputs":{"result":"granted","fee":"45.00"},"comment":"All clear."}`), "Ada Obi answered “Should this household have a permit?”: Granted, fee £45.00 | All clear."},
		{given("decision.overridden", ada(), `{"decision":"permit","outputs":{"result":"refused"},"reason":"Two permits already."}`), "Ada Obi gave a different answer to “Should this household have a permit?”: Refused | Two permits already."},
		{given("decision.confirmed", ada(), `{"decision":"permit"}`), "Ada Obi confirmed the answer to “Should this household have a permit?”"},
		{given("decision.returned", ada(), `{"decision":"permit","comment":"Check the zone."}`), "Ada Obi sent back the proposal for “Should this household have a permit?” | Check the zone."},
		{given("data.corrected", ada(), `{"data":{},"reason":"She rang."}`), "Ada Obi changed answers | She rang."},
		{follows("data.changed", `{"fields":["/rent"]}`), "The answers are other than before"},
		{given("note.added", ada(), `{"text":"She rang."}`), "Ada Obi wrote a note | She rang."},
		{given("document.added", ada(), `{"file":{"name":"lease.pdf"}}`), "Ada Obi added the document “lease.pdf”"},
		{given("case.held", ada(), `{"reason":"Waiting for the bank.","until":"2026-03-12T00:00:00Z"}`), "Ada Obi put the case on hold until 12 March 2026 | Waiting for the bank."},
		{given("case.resumed", ada(), `{}`), "Ada Obi took the case off hold"},
		{given("case.withdrawn", ada(), `{"reason":"She moved."}`), "Ada Obi withdrew the case at the applicant’s wish | She moved."},
		{follows("opening.asked", `{"task":"proof","casetype":"review"}`), "Another case is to be opened for the task “Check proof of address”"},
		{given("opening.done", engine.Actor{Kind: "system"}, `{"task":"proof","case":"RV-1"}`), "The case RV-1 was opened for the task “Check proof of address”"},
		{given("case.abandoned", ada(), `{"reason":"Nobody answers."}`), "Ada Obi closed the case without an answer | Nobody answers."},
		{given("case.transferred", ada(), `{"team":"street","reason":"They know it."}`), "Ada Obi handed the case over to the Street team | They know it."},
		{given("case.merged", ada(), `{"into":"PP-2026-000001","reason":"The same car."}`), "Ada Obi closed the case: the work goes on in PP-2026-000001 | The same car."},
		{given("case.migrated", engine.Actor{ID: "system", Kind: "system", Name: "Ada Obi"}, `{"from":"v1","migrations":["a"],"stages":[{"from":"first_look","to":"check"}],"tasks":[{"from":"paper","to":"proof"},{"from":"gone","to":"nowhere"}],"items":{"proof":[null]},"reason":"Two people look now"}`),
			"Ada Obi moved the case to newer rules | Two people look now. The stage “First look” is now “Check the application”. The task “Paper” is now “Check proof of address”."},
		{given("case.migration_undone", ada(), `{"migration":4,"reason":"The wrong cases."}`), "Ada Obi put the case back to the rules that it had before it was moved | The wrong cases."},
		{given("rules.changed", system, `{"from":"v1"}`), "The rules of this kind of case have changed, and the case goes by the new ones"},
		{given("case.linked", ada(), `{"link":{"case":"PP-2026-000002","as":"duplicate"}}`), "The case PP-2026-000002 is the same application, and was closed: its work goes on here"},
		{given("case.ended", ada(), `{"outcome":"granted","reason":"By order of the court."}`), "Ada Obi closed the case by hand as “Granted” | By order of the court."},
		{given("case.reopened", ada(), `{"reason":"New evidence."}`), "Ada Obi reopened the case | New evidence."},
		{follows("case.reopened", `{"action":"ask_review","who":{"id":"citizen","kind":"citizen"}}`), "The applicant did “Ask review”, and that reopened the case"},
		{follows("case.reopened", `{"action":"ask_review","who":{"id":"s1","kind":"staff"}}`), "Ada Obi did “Ask review”, and that reopened the case"},
		{given("decision.told_recorded", ada(), `{"decision":"permit","at":"2026-03-05T12:00:00Z","how":"by telephone"}`), "Ada Obi recorded that the person was told the answer to “Should this household have a permit?” | On 5 March 2026 by telephone."},
		{given("timer.fell", system, `{"key":"overdue proof","due":"2026-03-05T23:59:59Z"}`), "A moment came: the task “Check proof of address” was due"},
		{given("timer.fell", system, `{"key":"on A late proof check climbs","due":"2026-03-05T23:59:59Z"}`), "A moment came: the rule “A late proof check climbs” was waiting for it"},
		{follows("moment.awaited", `{"key":"every 1 March: Review it: yearly"}`), "From now on the rule “Review it: yearly” waits for every 1 March"},
		{given("timer.fell", system, `{"key":"every month on the 15th: Remind","due":"2026-03-15T00:00:00Z"}`), "A moment came: the rule “Remind” waits for every month on the 15th"},
		{given("timer.fell", system, `{"key":"again proof A late proof check climbs","due":"2026-03-05T23:59:59Z"}`), "A moment came: the rule “A late proof check climbs” was waiting for it, for the task “Check proof of address”"},
		{follows("moment.awaited", `{"key":"opens every Monday: proof"}`), "From now on the task “Check proof of address” is to open every Monday"},
		{given("timer.fell", system, `{"key":"opens on proof","due":"2026-03-05T23:59:59Z"}`), "A moment came: the task “Check proof of address” was to open"},
		{given("timer.fell", system, `{"key":"opens again proof.2 annual_review","due":"2026-03-05T23:59:59Z"}`), "A moment came: the task “Annual review” was to open"},
		{given("timer.fell", system, `{"key":"again - Remind","due":"2026-03-05T23:59:59Z"}`), "A moment came: the rule “Remind” was waiting for it"},
		{given("message.sent", system, `{"message":"m1"}`), "The message “We have it” to the applicant was sent"},
		{given("message.sent", system, `{"message":"m1","bare":true}`), "The message “We have it” to the applicant was sent without what it says | Others read this person’s mail."},
		{given("task.completed", ada(), `{"task":"proof","told":{"at":"2026-03-02T12:00:00Z","how":"by telephone"}}`), "Ada Obi completed the task “Check proof of address” | They were told on 2 March 2026 by telephone."},
		{given("message.read", engine.Actor{ID: "citizen", Kind: "citizen"}, `{"message":"m1"}`), "The applicant read the message “We have it” to the applicant on the page of the case"},
		{given("message.failed", system, `{"message":"m1","reason":"It waited.","unneeded":true}`), "The message “We have it” to the applicant was not sent, since it was needed no longer | It waited."},
		{given("message.failed", system, `{"message":"m1","reason":"No such address."}`), "The message “We have it” to the applicant could not be sent | No such address."},
		{follows("case.opened", `{"reference":"PP-2026-000001","casetype":"permit"}`), "The case was opened as PP-2026-000001"},
		{follows("case.followed", `{"from":"abc"}`), "The case moved to the newest version of its rules"},
		{follows("case.hold_ended", `{"reason":"x"}`), "The hold ended"},
		{follows("fact.set", `{"fact":"cars","value":2}`), "The fact “Cars” became 2"},
		{follows("fact.set", `{"fact":"cars"}`), "The fact “Cars” is no longer known"},
		{follows("person.set", `{"person":"applicant","value":{"name":"Mary Obi"}}`), "The applicant was recorded as Mary Obi"},
		{follows("stage.entered", `{"stage":"check"}`), "The stage “Check the application” began"},
		{follows("stage.done", `{"stage":"check"}`), "The stage “Check the application” was finished"},
		{follows("stage.skipped", `{"stage":"check"}`), "The stage “Check the application” was not needed and was skipped"},
		{follows("task.created", `{"task":{"id":"proof","title":"Check proof of address"}}`), "The task “Check proof of address” was planned"},
		{follows("task.opened", `{"task":"proof"}`), "The task “Check proof of address” became ready to do"},
		{follows("task.called", `{"task":"proof","service":"mapping","title":"the map","send":{"zone":"A","cars":2}}`), "The map was asked, for the task “Check proof of address” | It was sent: cars, zone."},
		{follows("task.failed", `{"task":"proof","reason":"Nothing answers at maps.example.org."}`), "The task “Check proof of address” failed | Nothing answers at maps.example.org."},
		{follows("task.done", `{"task":"proof"}`), "The task “Check proof of address” was done"},
		{follows("task.cancelled", `{"task":"proof","reason":"closed"}`), "The task “Check proof of address” was cancelled | The case was closed."},
		{follows("task.unneeded", `{"task":"proof"}`), "The task “Check proof of address” was not needed"},
		{follows("task.needed", `{"task":"proof"}`), "The task “Check proof of address” is needed after all"},
		{given("timer.fell", system, `{"key":"each proof A late proof check climbs","due":"2026-03-05T23:59:59Z"}`), "A moment came: the rule “A late proof check climbs” was waiting for it, for the task “Check proof of address”"},
		{follows("task.items", `{"task":"identity","items":[1,3],"values":[{"name":"Ada"},{"name":"Cy"}]}`), "“Identity” is to be done for 2 items of a list"},
		{follows("task.items", `{"task":"identity","items":[],"values":[]}`), "There is nothing in the list for which “Identity” is to be done"},
		{follows("task.titled", `{"task":"proof","title":"Check Ada Lovelace’s identity"}`), "A task is now called “Check Ada Lovelace’s identity”, as what it is about says now"},
		{follows("task.flagged", `{"task":"proof","reason":"The address matches now."}`), "The task “Check proof of address” may no longer be needed | The address matches now."},
		{follows("task.unflagged", `{"task":"proof"}`), "The task “Check proof of address” is needed again"},
		{follows("task.overdue", `{"task":"proof"}`), "The task “Check proof of address” became late"},
		{follows("routed", `{"field":"team","value":"street"}`), "The case went to the Street team"},
		{follows("routed", `{"task":"visit","field":"due","value":"2026-03-12T23:59:59Z"}`), "The task “Visit the property” became due on 12 March 2026"},
		{follows("routed", `{"field":"priority","value":"high"}`), "The case was given high priority"},
		{follows("routed", `{"task":"proof","field":"role","value":"senior_caseworker"}`), "The task “Check proof of address” now waits for a senior caseworker"},
		{follows("routed", `{"task":"proof","field":"owner","value":"s2"}`), "The task “Check proof of address” was given to Ben Cole"},
		{follows("routed", `{"field":"skills","value":["blue_badge"]}`), "The case asks for these skills: blue badge"},
		{follows("routed", `{"field":"due","value":null}`), "The case no longer has a due date"},
		{follows("decision.proposed", `{"decision":"permit","proposal":{"outputs":{"result":"granted","fee":"45.00"},"by":"rules","because":"One car."}}`), "The rules proposed an answer to “Should this household have a permit?”: Granted, fee £45.00 | One car."},
		{follows("decision.worked_out", `{"decision":"permit","worked_out":{"outputs":{"result":"granted","fee":"45.00"},"row":"row 2","because":"One car."}}`), "“Should this household have a permit?” was worked out: Granted, fee £45.00 | One car."},
		{follows("decision.worked_out", `{"decision":"permit"}`), "There is no answer to “Should this household have a permit?” any more"},
		{follows("decision.half_confirmed", `{"decision":"permit","by":"s1","needs":"role.senior_caseworker"}`), "Ada Obi gave the first of two confirmations for “Should this household have a permit?”; a senior caseworker must confirm next"},
		{follows("decision.made", `{"decision":"permit","made":{"outputs":{"result":"granted"},"confirmed":["s1"]}}`), "“Should this household have a permit?” was decided: Granted"},
		{follows("decision.retracted", `{"decision":"permit"}`), "The proposed answer to “Should this household have a permit?” no longer stands: a person must answer"},
		{follows("decision.changed", `{"decision":"permit"}`), "The facts behind the answer to “Should this household have a permit?” have changed since it was decided"},
		{follows("decision.told", `{"decision":"permit","at":"2026-03-05T12:00:00Z","how":"message"}`), "The person was told the answer to “Should this household have a permit?”"},
		{follows("clock.started", `{"clock":{"id":"target","ends":"2026-03-16T23:59:59Z"}}`), "The clock “Target” started: it ends on 16 March 2026"},
		{follows("clock.paused", `{"clock":{"id":"target"}}`), "The clock “Target” was paused"},
		{follows("clock.restarted", `{"clock":{"id":"target","ends":"2026-03-17T23:59:59Z"}}`), "The clock “Target” started again: it ends on 17 March 2026"},
		{follows("clock.rearmed", `{"clock":{"id":"target"}}`), "The clock “Target” was looked at | It starts again when its condition next comes to hold."},
		{follows("clock.extended", `{"clock":{"id":"target","ends":"2026-03-17T23:59:59Z"}}`), "The clock “Target” was given more time: it ends on 17 March 2026"},
		{follows("clock.resumed", `{"clock":{"id":"target","ends":"2026-03-17T23:59:59Z"}}`), "The clock “Target” went on: it ends on 17 March 2026"},
		{follows("clock.stopped", `{"clock":{"id":"target"}}`), "The clock “Target” was stopped"},
		{follows("clock.warned", `{"clock":{"id":"target","ends":"2026-03-17T23:59:59Z"}}`), "The clock “Target” is near its end: it ends on 17 March 2026"},
		{follows("clock.breached", `{"clock":{"id":"target"}}`), "The clock “Target” ran out"},
		{follows("message.asked", `{"message":{"id":"m1","to":"person.applicant","subject":"We have it"}}`), "A message to the applicant was asked for: “We have it”"},
		{follows("message.asked", `{"message":{"id":"m2","to":"team.street","subject":"Late"}}`), "A message to everyone in the Street team was asked for: “Late”"},
		{follows("message.asked", `{"message":{"id":"m2","to":"role.senior_caseworker","subject":"Late"}}`), "A message to everyone who is a senior caseworker was asked for: “Late”"},
		{follows("case.outcome", `{"outcome":"granted"}`), "The outcome became “Granted”"},
		{follows("case.outcome", `{"outcome":""}`), "The case no longer has an outcome"},
		{follows("case.closed", `{}`), "The case was closed"},
		{follows("problem.found", `{"where":"rules/routing.yaml:3:9","message":"income is missing"}`), "Something in the rules broke and now needs a person | income is missing (rules/routing.yaml:3:9)."},
		{follows("problem.mended", `{"where":"rules/routing.yaml:3:9"}`), "What had broken in the rules works again | (rules/routing.yaml:3:9)."},
	}
	s := aTeller()
	seen := map[string]bool{}
	for _, c := range cases {
		seen[c.event.Kind] = true
		got := s.tell(&c.event)
		line := got.Title
		if got.Detail != "" {
			line += " | " + got.Detail
		}
		if line != c.want {
			t.Errorf("%s %s:\n got %s\nwant %s", c.event.Kind, c.event.Body, line, c.want)
		}
	}
	for _, kind := range recorded(t) {
		if !seen[kind] {
			t.Errorf("the engine records %q, and no sentence here tells it", kind)
		}
	}
}

// recorded lists every kind of event that the engine can fold: the keys of its table.
func recorded(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../../engine/fold.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Names) != 1 || spec.Names[0].Name != "folds" {
			return true
		}
		for _, e := range spec.Values[0].(*ast.CompositeLit).Elts {
			kind, err := strconv.Unquote(e.(*ast.KeyValueExpr).Key.(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			kinds = append(kinds, kind)
		}
		return false
	})
	if len(kinds) < 40 {
		t.Fatalf("found only %d kinds of event in the engine", len(kinds))
	}
	return kinds
}

// An event of a newer program, or one whose body cannot be read, is still told without breaking the page.
func TestAStrangeEventIsStillTold(t *testing.T) {
	s := aTeller()
	for _, body := range []string{``, `null`, `[]`, `{"given":7}`, `{"task":[1,2]}`, `{"made":"x","decision":3}`, `{"value":{"a":[{}]},"field":"due"}`} {
		for kind := range sentences {
			e := engine.Event{Seq: 4, Cause: 2, Kind: kind, Body: json.RawMessage(body), Actor: engine.Actor{Kind: "system"}}
			if got := s.tell(&e); strings.TrimSpace(got.Title) == "" {
				t.Errorf("%s with body %q is told as nothing", kind, body)
			}
		}
	}
	e := engine.Event{Kind: "case.rained_on"}
	if got := s.tell(&e).Title; got != "Case rained on" {
		t.Errorf("an unknown kind is told as %q", got)
	}
	if got := fmt.Sprint((&teller{zone: time.UTC}).tell(&engine.Event{Kind: "task.opened", Body: json.RawMessage(`{"task":"proof_check"}`)})); !strings.Contains(got, "Proof check") {
		t.Errorf("without the case a task is named by its id made readable; got %s", got)
	}
}
