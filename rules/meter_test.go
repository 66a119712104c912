package rules

import (
	"fmt"
	"strings"
	"testing"
)

// lines is a snapshot with many vehicles.
func lines(n int) *Snapshot {
	many := make([]any, n)
	for i := range many {
		many[i] = map[string]any{"fuel": "diesel"}
	}
	return NewSnapshot(map[string]any{"form": map[string]any{"vehicles": many}, "fact": map[string]any{"cars": 3}})
}

// What is made of many programs is bounded as a whole: each of them stays far within its own limit.
func TestATextAndATableAreBoundedAsAWhole(t *testing.T) {
	overspent := func(what string, err error) {
		t.Helper()
		if e, ok := err.(*RunError); !ok || e.Code != "budget" {
			t.Errorf("%s: %v", what, err)
		}
	}
	s := lines(300)
	text, faults := CompileText(at(`{{ for a in form.vehicles }}{{ for b in form.vehicles }}{{ count(form.vehicles, .fuel == a.fuel) }}{{ end }}{{ end }}`), parking())
	if text == nil {
		t.Fatal(faults)
	}
	_, err := text.Render(s)
	overspent("a text", err)

	var rows []map[string]string
	for i := range 60 {
		rows = append(rows, cells{"cars": "> 2", "when": fmt.Sprintf("count(form.vehicles, count(form.vehicles, .fuel == \"petrol\") > %d) > 0", i), "result": "granted"})
	}
	tab := table(t, permit("first", rows...))
	_, err = tab.Match(s)
	overspent("a table", err)
	_, err = tab.Decide(s)
	overspent("a table with its reasons", err)
	if short := lines(3); func() bool { _, err := text.Render(short); return err != nil }() {
		t.Error("a short text is stopped too")
	}
}

func TestAMeterCountsAcrossProgramsAndNamesTheDearest(t *testing.T) {
	m := NewMeter(600_000)
	s := lines(300).Metered(m)
	dearOne := compiled(t, `count(form.vehicles, count(form.vehicles, .fuel == "petrol") > 5) > 0`, boolean)
	dearOne.src.Line = 7
	cheap := compiled(t, `fact.cars > 2`, boolean)
	ran := 0
	for ; !m.Empty() && ran < 100; ran++ {
		if ok, err := cheap.Bool(s); !ok || err != nil {
			t.Fatal(err)
		}
		if _, err := dearOne.Bool(s); err != nil && !strings.Contains(err.Error(), "take too many steps together") {
			t.Fatal(err)
		}
	}
	if ran < 2 || ran > 4 {
		t.Errorf("the meter was empty after %d rounds", ran)
	}
	if _, err := cheap.Bool(s); err == nil {
		t.Error("a rule runs on an empty meter")
	}
	if d := m.Dearest(3); len(d) != 1 || d[0].Rule.Line != 7 || d[0].Steps < 300_000 {
		t.Errorf("%+v", d)
	}
}
