package rules

import (
	"strings"
	"testing"
)

// fees is a table of two laws, one after the other, with a hole between them and an end.
func fees(t *testing.T, change func(*TableSpec)) *Table {
	t.Helper()
	spec := TableSpec{
		Name: "fee", Hit: "first", Place: at(""), AsOf: at("case.received"),
		Inputs:  []InputSpec{{"cars", at("fact.cars")}},
		Outputs: []OutputSpec{{"fee", amount, at("")}},
		Rows: []RowSpec{
			{Place: at(""), Cells: map[string]Source{"cars": at("< 2"), "fee": at("45.00")}, Valid: at("2024-09-01 to 2025-08-31")},
			{Place: at(""), Cells: map[string]Source{"cars": at("> 1"), "fee": at("90.00")}, Valid: at("2024-09-01 to 2025-08-31")},
			{Place: at(""), Cells: map[string]Source{"cars": at("< 2"), "fee": at("47.50")}, From: at("2025-10-01"), Until: at("2027-08-31")},
		},
	}
	if change != nil {
		change(&spec)
	}
	return table(t, spec)
}

func onDay(received string, cars int) *Snapshot {
	return NewSnapshot(map[string]any{"case": map[string]any{"received": day(received)}, "fact": map[string]any{"cars": cars}})
}

func TestTheLawOfThatDayCounts(t *testing.T) {
	tab := fees(t, nil)
	for _, one := range []struct {
		received string
		cars     int
		fee      string
		row      int
	}{
		{"2024-08-31", 1, "", 0}, {"2024-09-01", 1, "45.00", 1}, {"2025-08-31", 3, "90.00", 2}, {"2025-09-15", 1, "", 0},
		{"2025-10-01", 1, "47.50", 3}, {"2027-08-31", 1, "47.50", 3}, {"2027-09-01", 1, "", 0}, {"2026-01-01", 3, "", 0},
	} {
		ruling, err := tab.Decide(onDay(one.received, one.cars))
		if err != nil || Format(ruling.Outputs["fee"]) != one.fee || ruling.Row != one.row {
			t.Errorf("on %s with %d cars: row %d gives %s (%v), and it should be row %d with %s", one.received, one.cars, ruling.Row, Format(ruling.Outputs["fee"]), err, one.row, one.fee)
		}
		if Format(ruling.Inputs[AsOf]) != Format(day(one.received)) {
			t.Errorf("the day is recorded as %v", ruling.Inputs[AsOf])
		}
		number, err := tab.Match(onDay(one.received, one.cars))
		if number != one.row || err != nil {
			t.Errorf("on %s: Match says row %d (%v)", one.received, number, err)
		}
	}
}

func TestARowThatIsNotInForceSaysSo(t *testing.T) {
	miss := fees(t, nil).Nearest(onDay("2025-09-15", 1), nil)
	if miss == nil || !strings.Contains(strings.Join(miss.Want, " "), "not in force on 15 September 2025") {
		t.Errorf("it says %+v", miss)
	}
	// A row in force that misses is nearer than last year's row, which misses by nothing but its day.
	miss = fees(t, nil).Nearest(onDay("2026-01-01", 3), nil)
	if miss == nil || miss.Row != 3 {
		t.Errorf("the nearest is %+v", miss)
	}
}

func TestDaysWithoutLawAreSaidPlainly(t *testing.T) {
	var said []string
	for _, d := range fees(t, func(s *TableSpec) { s.Onward = true }).Prove(nil) {
		said = append(said, string(d.Severity)+": "+d.Message)
	}
	want := []string{
		"warning: No row is in force from 1 September 2025 to 30 September 2025.",
		"warning: No row is in force from 1 September 2027.",
		"warning: No row fits when the day is from 1 October 2025 to 31 August 2027 and cars is 2 or more.",
	}
	if strings.Join(said, "\n") != strings.Join(want, "\n") {
		t.Errorf("it says\n%s", strings.Join(said, "\n"))
	}
	said = nil
	for _, d := range fees(t, nil).Prove(nil) {
		said = append(said, d.Message)
	}
	if said[0] != "No row is in force before 1 September 2024." && !strings.Contains(strings.Join(said, ""), "until 31 August 2024") {
		t.Errorf("of the days before the first row it says\n%s", strings.Join(said, "\n"))
	}
}

func TestWhatValidMaySay(t *testing.T) {
	for text, want := range map[string]string{
		"2024-09-01 to 2027-08-31": "in force from 1 September 2024 to 31 August 2027", "from 2024-09-01": "in force from 1 September 2024", "until 2027-08-31": "in force until 31 August 2027",
		"to 2027-08-31": "in force until 31 August 2027", "from 2024-09-01 until 2027-08-31": "in force from 1 September 2024 to 31 August 2027", "-": "in force always", "": "in force always",
	} {
		c, faults := parseValid(at(text))
		if len(faults) > 0 || c.force() != want {
			t.Errorf("%q: %s %v", text, c.force(), faults)
		}
	}
	for text, want := range map[string]string{
		"2024":                     "does not say from which day",
		"2027-08-31 to 2024-09-01": "ends before it begins",
		"from 1 September 2024":    "does not say from which day",
		"from 2024-13-01":          "is a date such as",
		"2024-09-01":               "does not say from which day",
	} {
		_, faults := parseValid(at(text))
		if len(faults) != 1 || !strings.Contains(faults[0].Message, want) {
			t.Errorf("%q: %v", text, faults)
		}
	}
	_, faults := CompileTable(TableSpec{Name: "x", Place: at(""), Outputs: []OutputSpec{{"fee", amount, at("")}}, Rows: []RowSpec{{Place: at(""), Cells: map[string]Source{"fee": at("1.00")}, Valid: at("from 2024-09-01")}}}, nil)
	if len(faults) != 1 || faults[0].Code != "valid" {
		t.Errorf("rows of a day in a table of no day: %v", faults)
	}
}
