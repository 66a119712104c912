package casetype

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/rules/language"
)

// Test is one case that an analyst plays through, with what must come of it. It is read and checked here, and played by
// package rehearse.
type Test struct {
	Name     string
	At       time.Time      // when it begins; zero: when somebody last did something to the case that was
	Case     *CaseFile      // the case that was, from which the steps go on; nil: none
	Form     map[string]any // the answers that are given; the form's examples fill the rest
	Language string         // that the applicant reads; "" is English
	Fails    []string       // templates of messages that cannot be delivered
	Steps    []Step
	Place    rules.Source
}

// CaseFile is a case that was, as package replay writes it.
type CaseFile struct {
	Text  []byte
	Place rules.Source // where the test names it
}

// Step is one thing that happens in a test, or that is expected.
type Step struct {
	Do      string     // "submit", "wait", "complete", …; "expect"
	What    string     // what its own key says: a task, a decision, a reason, …
	Of      string     // which of several tasks, as a person would name it; "" when there is but one
	By      string     // "applicant", a role, or a role and a number: "caseworker 2"
	With    any        // answers or outputs, as JSON has them; nil: none
	Reason  string     // also the comment of an answer
	To      string     // of assign, as By
	Team    string     // of assign
	Day     *time.Time // received or until
	Wait    rules.Duration
	Failed  string // of answer: why there is none
	Against string // of vote: why they vote against; "" when they vote for
	Refused string // words that the refusal must contain; "" when it must not be refused
	Expect  []Expectation
	Before  []Wording    // what they read before they send it
	Place   rules.Source // of its own key
	Said    rules.Source // of `refused`
}

// Wording is some words that must stand in a text.
type Wording struct {
	Text  string
	Place rules.Source
}

// Expectation is one value that must be as expected: that of a path, an expression in the scope of tests. Sent and
// NotSent stand for the messages instead, Says for the words of one, and Because for those of the why of a path.
type Expectation struct {
	Path    string
	Is      *rules.Program
	Want    *rules.Expected
	Sent    []string // templates, exactly these
	NotSent []string // templates, none of these
	Says    string   // words that the newest message of the template Path must hold
	Track   string   // words that the head of the page of a case must hold
	Because string   // words that the why of what Is reads must hold
	Text    string   // what is expected, as it was written
	Place   rules.Source
}

// start is when a test begins that does not say: a Monday morning without a holiday near.
var start = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

// Start is when a test begins that does not say, where the organisation is.
func Start(zone *time.Location) time.Time {
	y, m, d := start.Date()
	return time.Date(y, m, d, start.Hour(), start.Minute(), 0, 0, zone).UTC()
}

// testSteps says what the value of each step's own key names.
var testSteps = map[string]string{
	"complete": "task", "claim": "task or case", "release": "task or case", "assign": "task or case", "add": "addition",
	"act": "action", "answer": "machine", "retry": "machine", "skip": "machine",
	"confirm": "decision", "vote": "decision", "return": "decision", "propose": "decision", "override": "decision", "told": "decision", "close": "outcome",
	"transfer": "team",
}

// test reads one test: what it begins with, and its steps. Before is the test that it begins after, nil where it begins with
// a case of its own.
func (l *loader) test(n node, scope *rules.Scope, before *Test) *Test {
	t := &Test{Name: n.get("name").text(), At: l.moment(n.get("at")), Fails: l.templates(n.get("fails")), Place: n.get("name").source()}
	if was := n.get("given").get("case"); was.ok() {
		t.Case = l.caseFile(was)
		if !n.get("at").ok() {
			t.At = time.Time{}
		}
	}
	if lang := n.get("given").get("language"); lang.ok() && lang.text() != language.English {
		t.Language = lang.text()
		l.checkName(lang, t.Language, l.t.Languages, "unknown-language", "language", "languages it is in are")
	}
	form := n.get("given").get("form")
	l.checkAnswers(form, formType(l.t), "The form")
	t.Form, _ = typed(answers(form), formType(l.t)).(map[string]any)
	t.goesOn(before)
	added := t.added()
	for _, item := range n.get("steps").items() {
		s := l.step(item, scope, &added)
		if s.Do == "submit" && t.Case != nil {
			l.fault(item, "wrong-step", "A case that was has been submitted already", "Remove the step `submit`.")
		}
		t.Steps = append(t.Steps, s)
	}
	return t
}

// caseFile reads the case that a test begins with. What is in it is played, and judged, by package rehearse.
func (l *loader) caseFile(n node) *CaseFile {
	name := path.Join(l.name, "tests", n.text()+".json")
	f := l.read(name)
	if f == nil {
		if !isFile(l.root, name) { // of any other the fault is said
			fix := fmt.Sprintf("Write it with `caseloom replay --case %s --export %s`.", n.text(), name)
			l.fault(n, "unknown-case", fmt.Sprintf("There is no file %s", name), fix)
		}
		return nil
	}
	var c struct {
		CaseType string            `json:"casetype"`
		Given    []json.RawMessage `json:"given"`
		Form     json.RawMessage   `json:"form"`
	}
	err := json.Unmarshal(f.text, &c)
	switch {
	case err != nil || len(c.Given) == 0 && len(c.Form) == 0:
		l.fault(n, "bad-case", fmt.Sprintf("%s is not a case as `caseloom replay --export` writes it", name), "Write it again, or begin with `form`.")
	case c.CaseType != "" && c.CaseType != l.name:
		l.fault(n, "bad-case", fmt.Sprintf("%s is a case of %s, and this is %s", name, c.CaseType, l.name), "")
	}
	return &CaseFile{Text: f.text, Place: n.source()}
}

// moment reads when a test begins, in the organisation's time.
func (l *loader) moment(n node) time.Time {
	at := start
	if n.ok() {
		var err error
		if at, err = time.Parse("2006-01-02 15:04", n.text()); err != nil {
			if at, err = time.Parse(time.DateOnly, n.text()); err != nil {
				l.fault(n, "bad-date", fmt.Sprintf("There is no day %s", n.text()), "")
			}
		}
	}
	y, m, d := at.Date()
	return time.Date(y, m, d, at.Hour(), at.Minute(), 0, 0, l.t.Org.Zone).UTC()
}

func (l *loader) day(n node) *time.Time {
	if !n.ok() {
		return nil
	}
	at, err := time.ParseInLocation(time.DateOnly, n.text(), l.t.Org.Zone)
	if err != nil {
		l.fault(n, "bad-date", fmt.Sprintf("There is no day %s", n.text()), "")
	}
	at = at.UTC()
	return &at
}

// templates reads names of templates.
func (l *loader) templates(n node) []string {
	items := n.items()
	if n.isScalar() {
		items = []node{n}
	}
	out := []string{}
	for _, item := range items {
		l.checkName(item, item.text(), sortedKeys(l.t.Templates), "unknown-template", "template", "templates there are")
		out = append(out, item.text())
	}
	return out
}

// step reads one step. Added are the titles of the tasks that steps before it have added.
func (l *loader) step(n node, scope *rules.Scope, added *[]string) Step {
	if n.isScalar() {
		s := Step{Do: n.text(), Place: n.source(), By: l.worker()}
		if s.Do == "submit" {
			s.By, s.What = "applicant", "web"
		}
		return s
	}
	var first entry // none when its value has a fault, which is said
	for _, e := range n.entries() {
		if slices.ContainsFunc(stepShape.one, func(one *shape) bool { return one.keys[0].name == e.key.text() }) {
			first = e
		}
	}
	if !first.key.ok() {
		return Step{}
	}
	s := Step{Do: first.key.text(), What: first.value.text(), Place: first.key.source(), By: l.worker(), Reason: n.get("reason").text() + n.get("comment").text(),
		To: n.get("to").text(), Team: n.get("team").text(), Failed: n.get("failed").text(), Against: n.get("against").text(), Refused: n.get("refused").text(), Said: n.get("refused").source()}
	if s.Do == "submit" && s.What == "web" {
		s.By = "applicant"
	}
	if by := l.stepBy(s); by != "" {
		s.By = by
	}
	if by := n.get("by"); by.ok() {
		s.By = by.text()
		l.checkSomeone(by, s)
	}
	if to := n.get("to"); to.ok() {
		l.checkSomeone(to, Step{})
	}
	if team := n.get("team"); team.ok() {
		l.checkTeam(team)
	}
	for _, key := range []string{"received", "until"} {
		if day := n.get(key); day.ok() {
			s.Day = l.day(day)
		}
	}
	switch s.Do {
	case "lift":
		l.checkSomeone(first.value, Step{})
	case "wait":
		s.Wait = l.duration(first.value)
	case "expect":
		s.Expect = l.expect(first.value, scope)
	default:
		l.checkStep(first.value, s.Do, added)
		s.Of = l.stepOf(n.get("of"), s.What)
		s.With = l.stepAnswers(n.get("with"), s)
		if before := n.get("beforehand"); before.ok() {
			if l.beforehandOf(s) == "" {
				l.fault(before, "unknown-template", "Nothing is told before this is sent", "Name a template in casetype.yaml under `beforehand`.")
			}
			for _, words := range before.scalars() {
				s.Before = append(s.Before, Wording{words.text(), words.source()})
			}
		}
	}
	return s
}

// worker is the member of staff who does a step that does not say who: a caseworker, or where caseworkers may not work such
// cases, the first role that may.
func (l *loader) worker() string {
	if l.t.Access["caseworker"].Work == "" {
		for _, e := range l.granted.entries() {
			if l.t.Access[e.key.text()].Work != "" {
				return e.key.text()
			}
		}
	}
	return "caseworker"
}

// stepBy is who does a step that does not say, where that is not staff as such; "" where it is.
func (l *loader) stepBy(s Step) string {
	if person := l.person(s); person != "" {
		return "person." + person
	}
	a := l.t.Action(s.What)
	if s.Do != "act" || a == nil || len(a.By) == 0 {
		return ""
	}
	if slices.Contains(a.By, "person.applicant") {
		return "applicant"
	}
	return strings.TrimPrefix(a.By[0], "role.")
}

// person is whose task a step completes, of the people of the case; "" when it is staff's.
func (l *loader) person(s Step) string {
	if s.Do == "complete" {
		for _, t := range l.t.AllTasks() {
			if t.ID == s.What {
				return t.Person
			}
		}
	}
	return ""
}

// checkSomeone checks who a step is done by, or given to.
func (l *loader) checkSomeone(n node, s Step) {
	role, _, _ := strings.Cut(n.text(), " ")
	if strings.HasPrefix(role, "person.") && (s.Do == "act" || l.person(s) != "") {
		l.checkWho(n)
		return
	}
	if role == "applicant" && (slices.Contains([]string{"submit", "withdraw", "act"}, s.Do) || l.person(s) != "") {
		return
	}
	if role == "applicant" || strings.HasPrefix(role, "person.") {
		l.fault(n, "bad-who", "Only somebody who works here can do this", "Name a role, such as caseworker.")
		return
	}
	l.checkRole(n, role)
}

// checkStep checks that what a step names is there.
func (l *loader) checkStep(n node, do string, added *[]string) {
	switch testSteps[do] {
	case "decision":
		var ids []string
		for _, d := range l.t.Decisions {
			ids = append(ids, d.ID)
		}
		if l.checkName(n, n.text(), ids, "unknown-decision", "decision", "decisions there are") {
			l.notMade(n, n.text(), "nobody can do this")
		}
	case "action":
		l.checkAction(n, n.text())
	case "team":
		l.checkTeam(n)
	case "outcome":
		var ids []string
		for _, o := range l.t.Outcomes {
			ids = append(ids, o.ID)
		}
		l.checkName(n, n.text(), ids, "unknown-outcome", "outcome", "outcomes are")
	case "task", "task or case":
		ids := slices.Clone(*added)
		ids = append(ids, "reopened") // the task that reopening a case makes
		if testSteps[do] == "task or case" {
			ids = append(ids, "case")
		}
		for _, t := range l.t.AllTasks() {
			if t.ID == n.text() && t.Decides != "" && do == "complete" {
				l.fault(n, "wrong-step", fmt.Sprintf("The task %s asks for the decision %s, and is done when it is made", t.ID, t.Decides), fmt.Sprintf("Write `confirm: %s` or `propose: %s`.", t.Decides, t.Decides))
				return
			}
			ids = append(ids, t.ID)
		}
		l.checkName(n, n.text(), ids, "unknown-task", "task", "tasks there are")
	case "machine":
		if l.checkTask(n, n.text()) && !l.fails(n.text()) {
			l.fault(n, "wrong-step", fmt.Sprintf("The task %s is a person's, and no machine's", n.text()), fmt.Sprintf("Write `complete: %s`.", n.text()))
		}
	case "addition":
		*added = append(*added, n.text())
		var ids []string
		for _, t := range l.t.AllTasks() {
			if t.Adhoc {
				ids = append(ids, t.ID)
			}
		}
		if gID.like.MatchString(n.text()) && (len(ids) > 0 || l.declares(n.text())) { // what is no id is the title of a free task
			l.checkName(n, n.text(), ids, "unknown-task", "ad hoc task", "ad hoc tasks are")
		}
	}
}

func (l *loader) declares(id string) bool { return l.t.Task(id) != nil }
