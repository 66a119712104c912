package rules

import (
	"encoding/json"
	"strings"
	"testing"
)

// placed holds every fault to having a place and words.
func placed(t *testing.T, faults []Diagnostic) {
	t.Helper()
	for _, d := range faults {
		if d.Line < 1 || d.Column < 1 || d.Message == "" || d.Code == "" {
			t.Fatalf("no place or no words: %+v", d)
		}
	}
}

// declared holds an error to being one that rules give on purpose.
func declared(t *testing.T, err error) {
	t.Helper()
	if e, ok := err.(*RunError); err != nil && (!ok || e.Message == "This rule cannot be worked out." || e.Code == "") {
		t.Fatalf("%#v", err)
	}
}

func FuzzTemplate(f *testing.F) {
	for _, text := range []string{
		"Dear {{ form.applicant.name }},", "{{ if fact.cars > 1 }}a{{ else if form.address.matched }}b{{ else }}c{{ end }}", "{{ for v in form.vehicles }}- {{ v.fuel }}\n{{ end }}",
		"{{ for v in form.vehicles }}{{ for w in form.vehicles }}{{ count(form.vehicles, .fuel == w.fuel) }}{{ end }}{{ end }}", "{{ \"}}\" }}", "{{", "}}", "{{ end }}", "{{ number(6) }} {{ year }}",
		"{{ for é in x }}", "{{\n\nform\n}}", strings.Repeat("{{ if true }}", 30),
	} {
		f.Add(text)
	}
	scope, s := parking(), resident()
	f.Fuzz(func(t *testing.T, text string) {
		tx, faults := CompileText(at(text), scope)
		placed(t, faults)
		if tx == nil && len(faults) == 0 {
			t.Fatal("neither a text nor a fault")
		}
		if tx != nil {
			_, err := tx.Render(s)
			declared(t, err)
			_, err = tx.Markdown(s)
			declared(t, err)
		}
	})
}

func FuzzTrigger(f *testing.F) {
	for _, text := range []string{"task.proof.due + 1 working day", "decision.permit.made", "case.opened", "form.applicant.born - 1 month", "every 1 March", "+", "a.b - ", "task.proof.due + 99999999999999999999 days", "é.é"} {
		f.Add(text)
	}
	scope, s := parking(), resident()
	f.Fuzz(func(t *testing.T, text string) {
		tr, faults := ParseTrigger(at(text), scope)
		placed(t, faults)
		if (tr == nil) != (len(faults) > 0) {
			t.Fatal("neither a trigger nor a fault")
		}
		if tr != nil {
			if due, ok := tr.Due(s, nil); ok && !inCalendar(due) {
				t.Fatalf("%q falls on %s", text, due)
			}
		}
	})
}

// FuzzEvaluate runs rules that load over whatever a record may hold.
func FuzzEvaluate(f *testing.F) {
	for _, data := range []string{
		`{}`, `{"form":null}`, `{"form":[]}`, `{"form":{"vehicles":[null,1,{"fuel":[]}],"address":{"zone":5,"years":1e300}}}`, `{"form":{"savings":1e400,"rate":-0,"applicant":{"date_of_birth":"2026-02-30"}}}`,
		`{"form":{"benefits":{"pip":1},"income":99999999999999999999},"fact":{"cars":2.5},"case":{"received":"x"},"task":{"visit":{"last":[]}}}`,
	} {
		f.Add(data)
	}
	scope := parking()
	var programs []*Program
	for _, text := range []string{
		fiveComparisons, `count(form.vehicles, .co2 ?? 0 > 1) + len(form.benefits)`, `form.savings / (form.rent ?? 1) * form.rate`, `sum(form.vehicles, .price ?? 0)`, `age(form.applicant.date_of_birth, case.received)`,
		`form.vehicles.last.registration + lower(form.applicant.name)`, `task.visit[0].due + days(fact.cars)`, `"pip" in form.benefits or form["x-y"] matches "a+"`, `tables.fees[form.address.zone] ?? 1`,
		`max(map(form.vehicles, .price ?? 0))`, `let v = find(form.vehicles, .owned); v.first_used ?? today`, `form.vehicles == [] or case.received > today`,
	} {
		if p, faults := Compile(at(text), scope, nil); p != nil {
			programs = append(programs, p)
		} else if !strings.Contains(faults[0].Message, "??") {
			f.Fatal(text, faults)
		}
	}
	f.Fuzz(func(t *testing.T, data string) {
		d := json.NewDecoder(strings.NewReader(data))
		d.UseNumber()
		var root map[string]any
		if d.Decode(&root) != nil {
			return
		}
		s := NewSnapshot(root)
		for _, p := range programs {
			v, err := p.Run(s)
			declared(t, err)
			if err == nil && !isOf(v, p.Type()) {
				t.Fatalf("%s gives %#v", p.src.Text, v)
			}
			p.Explain(s)
		}
	})
}
