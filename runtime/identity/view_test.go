package identity_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
)

func TestHiddenPathsAddUpOverRoles(t *testing.T) {
	kind := &casetype.Type{Access: casetype.Access{
		"clerk":    {See: "all", Hide: []string{"form.contact", "form.income"}},
		"assessor": {See: "all", Hide: []string{"form.contact.email"}},
		"manager":  {See: "own"},
	}, Hides: []casetype.Hide{{Paths: []string{"form.safe_word"}}}}
	c := &engine.Case{Owner: "boss"}
	for _, x := range []struct {
		name string
		who  engine.Actor
		want []string
	}{
		{"one role", staff("a", []string{"clerk"}, nil), []string{"form.contact", "form.income", "form.safe_word"}},
		{"two roles show what either shows", staff("a", []string{"clerk", "assessor"}, nil), []string{"form.contact.email", "form.safe_word"}},
		{"a role through which this case is not seen shows nothing", staff("a", []string{"clerk", "manager"}, nil), []string{"form.contact", "form.income", "form.safe_word"}},
		{"a role through which it is", staff("boss", []string{"clerk", "manager"}, nil), []string{"form.safe_word"}},
	} {
		if got := identity.Hidden(kind, x.who, c); !slices.Equal(got, x.want) {
			t.Errorf("%s: hidden is %q, want %q", x.name, got, x.want)
		}
	}
	if got := identity.Hidden(kind, staff("boss", []string{"clerk", "manager"}, nil), nil); !slices.Equal(got, []string{"form.contact", "form.income", "form.safe_word"}) {
		t.Errorf("over all cases, hidden is %q", got)
	}
	if got := identity.Hidden(kind, staff("a", []string{"analyst"}, nil), c); !identity.Hides(got, "form.anything") || !identity.Hides(got, "decision.permit.result") {
		t.Errorf("to somebody who does not see the case, only %q is hidden", got)
	}
}

func TestHides(t *testing.T) {
	hidden := []string{"form.contact", `form["e-mail"]`, "task.place.answers.where"}
	for path, want := range map[string]bool{
		"form.contact": true, "form.contact.email": true, "form": true, "form.contacts": false,
		`form["e-mail"].work`: true, "fact.cars": false, "": true,
		"task.place.last.answers.where": true, "task.place.last.answers.kind": false, "task.place": true, "task.place.last.completed": false,
	} {
		if got := identity.Hides(hidden, path); got != want {
			t.Errorf("Hides(%q) = %v", path, got)
		}
	}
}

func openScope() *rules.Scope {
	open := &rules.Type{Kind: rules.Object}
	return rules.NewScope(&rules.Type{Kind: rules.Object, Fields: map[string]*rules.Type{"form": open, "fact": open, "task": open}})
}

// program compiles an expression over an open scope.
func program(t *testing.T, text string) *rules.Program {
	t.Helper()
	p, faults := rules.Compile(rules.Source{Text: text, File: "test.yaml", Line: 1, Column: 1}, openScope(), nil)
	if p == nil {
		t.Fatalf("%s does not compile: %v", text, faults)
	}
	return p
}

// table compiles a table whose only input is an expression over an open scope.
func table(t *testing.T, input string) *rules.Table {
	t.Helper()
	at := func(text string) rules.Source { return rules.Source{Text: text, File: "test.yaml", Line: 1, Column: 1} }
	found, faults := rules.CompileTable(rules.TableSpec{
		Name: "d", Hit: "first", Inputs: []rules.InputSpec{{Name: "near", Is: at(input)}}, Outputs: []rules.OutputSpec{{ID: "result", Type: &rules.Type{Kind: rules.String}}},
		Rows: []rules.RowSpec{{Cells: map[string]rules.Source{"result": at("x")}}},
	}, openScope())
	if found == nil {
		t.Fatalf("the table does not compile: %v", faults)
	}
	return found
}

func TestViewLeavesOutWhatIsHiddenAndWhatWasMadeOfIt(t *testing.T) {
	kind := &casetype.Type{
		Access: casetype.Access{"clerk": {See: "all", Hide: []string{"form.contact", "form.people.birth", "task.proof.answers.note", "fact.risk", "decision.permit.fee"}}},
		Facts: []*casetype.Fact{
			{ID: "reach", Is: program(t, "form.contact.email")}, {ID: "near", Is: program(t, "fact.reach")}, {ID: "cars", Is: program(t, "form.cars")}, {ID: "risk", Set: "proof"},
		},
		People: []*casetype.Person{{ID: "applicant", From: program(t, "form.applicant"), Contact: program(t, "form.contact")}},
	}
	kind.Decisions = []*casetype.Decision{
		{ID: "permit", Table: table(t, "fact.near")}, {ID: "band", WorkedOut: true, Table: table(t, "fact.near")}, {ID: "size", WorkedOut: true, Table: table(t, "form.cars")},
	}
	for _, f := range kind.Facts {
		kind.Values = append(kind.Values, casetype.Value{Fact: f})
	}
	kind.Values = append(kind.Values, casetype.Value{Decision: kind.Decisions[1]}, casetype.Value{Decision: kind.Decisions[2]})
	worked := func(result string) *engine.Decision {
		return &engine.Decision{WorkedOut: &engine.WorkedOut{Outputs: json.RawMessage(`{"result":"` + result + `"}`), Because: result}}
	}
	c := &engine.Case{
		Submitted: json.RawMessage(`{"contact":{"email":"SECRET"},"cars":2,"people":[{"name":"Ann","birth":"SECRET"},{"birth":"SECRET"}]}`),
		Data:      json.RawMessage(`{"contact":"SECRET","cars":10000000000000000001}`),
		Facts:     map[string]json.RawMessage{"reach": json.RawMessage(`"SECRET"`), "near": json.RawMessage(`"SECRET"`), "cars": json.RawMessage(`2`), "risk": json.RawMessage(`"SECRET"`)},
		People:    map[string]engine.Person{"applicant": {Name: "Ann", Email: "SECRET", Telephone: "SECRET", Values: json.RawMessage(`{"name":"Ann","email":"SECRET"}`)}},
		Tasks:     []*engine.Task{{ID: "proof", Name: "proof", Answers: json.RawMessage(`{"result":"passed","note":"SECRET"}`)}},
		Decisions: map[string]*engine.Decision{"band": worked("SECRET"), "size": worked("two cars"), "permit": {
			Proposed: &engine.Proposal{Outputs: json.RawMessage(`{"result":"granted","fee":"SECRET"}`), Inputs: json.RawMessage(`{"near":"SECRET"}`)},
			Made:     []engine.Made{{Outputs: json.RawMessage(`{"result":"granted","fee":"SECRET"}`), Inputs: json.RawMessage(`{"near":"SECRET"}`)}},
		}},
		Documents: []engine.Document{{Name: "SECRET", Field: "/contact/proof"}, {Name: "SECRET", Field: "/people/3/birth"}, {Name: "kept.pdf", Field: "/proof"}, {Name: "late.pdf"}},
	}
	before, _ := json.Marshal(c)
	view, ok := identity.View(kind, staff("a", []string{"clerk"}, nil), c)
	if !ok {
		t.Fatal("the clerk does not see the case")
	}
	got, _ := json.Marshal(view)
	if strings.Contains(string(got), "SECRET") {
		t.Errorf("what is hidden is shown: %s", got)
	}
	for _, kept := range []string{`"Ann"`, `"cars":2`, `10000000000000000001`, `"passed"`, `"granted"`, "two cars", "kept.pdf", "late.pdf"} {
		if !strings.Contains(string(got), kept) {
			t.Errorf("%s is not hidden, and gone: %s", kept, got)
		}
	}
	if after, _ := json.Marshal(c); string(after) != string(before) {
		t.Error("the case itself was changed")
	}

	// What was sent before the case was moved to other names is hidden whole: nothing says what it is called there.
	moved := *c
	moved.Moved, moved.Submitted = &engine.Moved{Seq: 9}, json.RawMessage(`{"how_to_reach":"SECRET","cars":2}`)
	view, _ = identity.View(kind, staff("a", []string{"clerk"}, nil), &moved)
	if got, _ := json.Marshal(view); strings.Contains(string(got), "SECRET") {
		t.Errorf("what is hidden is shown under its old name: %s", got)
	}
}

// Whatever the data and whatever is hidden, a value at or under a hidden path is not in what is shown.
func TestNothingHiddenIsShown(t *testing.T) {
	names := []string{"a", "b", "c"}
	rapid.Check(t, func(r *rapid.T) {
		hide := make([]string, rapid.IntRange(1, 3).Draw(r, "hidden"))
		for n := range hide {
			hide[n] = "form." + strings.Join(rapid.SliceOfN(rapid.SampledFrom(names), 1, 3).Draw(r, "path"), ".")
		}
		var build func(path string, depth int) any
		build = func(path string, depth int) any {
			switch kind := rapid.IntRange(0, 3).Draw(r, "kind at "+path); {
			case depth == 0 || kind == 0:
				for _, h := range hide {
					if path == h || strings.HasPrefix(path, h+".") {
						return "SECRET"
					}
				}
				return "shown"
			case kind == 1:
				return []any{build(path, depth-1), build(path, depth-1)}
			default:
				object := map[string]any{}
				for _, name := range names {
					object[name] = build(path+"."+name, depth-1)
				}
				return object
			}
		}
		data, _ := json.Marshal(build("form", 3))
		kind := &casetype.Type{Access: casetype.Access{"clerk": {See: "all", Hide: hide}}}
		view, _ := identity.View(kind, staff("a", []string{"clerk"}, nil), &engine.Case{Submitted: data, Data: data})
		if strings.Contains(string(view.Submitted)+string(view.Data), "SECRET") {
			r.Fatalf("hiding %q of %s shows %s", hide, data, view.Data)
		}
		if strings.Count(string(data), "shown") != strings.Count(string(view.Data), "shown") {
			r.Fatalf("hiding %q of %s takes more than it should: %s", hide, data, view.Data)
		}
	})
}
