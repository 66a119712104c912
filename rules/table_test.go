package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// permit is the table of LANGUAGE.md section 2. Each row is "name: cell, name: cell" with the outputs among them.
func permit(hit string, rows ...map[string]string) TableSpec {
	spec := TableSpec{
		Name: "permit", Place: at(""), Hit: hit,
		Inputs: []InputSpec{
			{"zone", at("form.address.zone")}, {"cars", at("fact.cars")}, {"proof", at("form.address.old_zone")},
			{"born", at("form.applicant.date_of_birth")}, {"benefits", at("form.benefits")}, {"badge", at("form.applicant.blue_badge")},
			{"income", at("form.income")},
		},
		Outputs: []OutputSpec{
			{"result", &Type{Kind: String, Enum: []string{"refused", "granted"}}, at("")},
			{"fee", amount, at("")},
			{"sections", &Type{Kind: List, Elem: &Type{Kind: String, Enum: []string{"s22", "s40"}}}, at("")},
		},
	}
	for i, cells := range rows {
		row := RowSpec{Place: Source{File: "rules/decisions.yaml", Line: 10 + i, Column: 7}, Cells: map[string]Source{}}
		for name, text := range cells {
			src := Source{Text: text, File: "rules/decisions.yaml", Line: 10 + i, Column: 20}
			switch name {
			case "because":
				row.Because = src
			case "source":
				row.Law = src
			default:
				row.Cells[name] = src
			}
		}
		spec.Rows = append(spec.Rows, row)
	}
	return spec
}

type cells = map[string]string

var permitRows = []map[string]string{
	{"proof": "C", "result": "refused", "because": "The proof of address did not match the application."},
	{"zone": "A", "cars": "> 2", "result": "refused", "because": "Zone A allows two permits.", "source": "Parking policy 2026, 4.2"},
	{"cars": "1", "result": "granted", "fee": "45.00"},
	{"cars": "> 1", "result": "granted", "fee": "= 45.00 + (cars - 1) * 90.00"},
}

func table(t testing.TB, spec TableSpec) *Table {
	t.Helper()
	tab, faults := CompileTable(spec, parking())
	for _, d := range faults {
		if d.Severity == Error {
			t.Fatalf("%s", d)
		}
	}
	return tab
}

// household is the resident with other answers.
func household(change func(form, fact map[string]any)) *Snapshot {
	s := resident()
	change(s.base.root.Part("form").(map[string]any), s.base.root.Part("fact").(map[string]any))
	return s
}

func TestThePermitTable(t *testing.T) {
	tab := table(t, permit("first", permitRows...))
	got, err := tab.Decide(resident())
	if err != nil {
		t.Fatal(err)
	}
	if got.Row != 2 || got.Outputs["result"] != "refused" || got.Because != "Zone A allows two permits." || got.Source != "Parking policy 2026, 4.2" || got.Place.Line != 11 {
		t.Errorf("three cars in zone A: %+v", got)
	}
	if got.Text != "zone is A and cars is more than 2" || got.Inputs["cars"] != 3 || got.Inputs["proof"] != nil {
		t.Errorf("the reasons: %q %v", got.Text, got.Inputs)
	}
	if miss := tab.Nearest(resident(), nil); miss == nil || miss.Row != 4 || miss.Otherwise.Words() != "cars had been 2 (it is 3)" {
		t.Errorf("the nearest miss: %+v", miss)
	}
	if !slices.Contains(got.Reads, "fact.cars") || slices.Contains(got.Reads, "cars") {
		t.Errorf("reads %v", got.Reads)
	}
	zoneB := household(func(form, _ map[string]any) { form["address"] = map[string]any{"zone": "B"} })
	if got, err = tab.Decide(zoneB); err != nil || got.Row != 4 || got.Outputs["fee"] != money("225.00") {
		t.Errorf("three cars in zone B: %+v %v", got, err)
	}
	one := household(func(_, fact map[string]any) { fact["cars"] = 1 })
	if got, err = tab.Decide(one); err != nil || got.Row != 3 || Format(got.Outputs["fee"]) != "45.00" {
		t.Errorf("one car: %+v %v", got, err)
	}
	none := household(func(_, fact map[string]any) { delete(fact, "cars") })
	if got, err = tab.Decide(none); err != nil || got.Row != 0 || len(got.Outputs) != 0 || tab.Nearest(none, nil) == nil || closest(tab, none) != 1 {
		t.Errorf("nobody knows how many cars: %+v %v", got, err)
	}
}

func TestCells(t *testing.T) {
	for _, test := range []struct {
		column, cell string
		fits         bool
		words        string
	}{
		{"zone", "A", true, "zone is A"},
		{"zone", `"A"`, true, "zone is A"},
		{"zone", "B", false, "zone is B"},
		{"zone", "[B, A]", true, "zone is B or A"},
		{"zone", "[ A,B , C ]", true, "zone is A, B or C"},
		{"zone", "!= A", false, "zone is not A"},
		{"zone", "-", true, "in every case"},
		{"zone", "", true, "in every case"},
		{"zone", "missing", false, "zone is missing"},
		{"proof", "missing", true, "proof is missing"},
		{"proof", "not missing", false, "proof is not missing"},
		{"proof", "!= A", true, "proof is not A"},
		{"proof", "[A, B, C]", false, "proof is A, B or C"},
		{"cars", "3", true, "cars is 3"},
		{"cars", "> 2", true, "cars is more than 2"},
		{"cars", ">3", false, "cars is more than 3"},
		{"cars", ">= 3", true, "cars is 3 or more"},
		{"cars", "< 3", false, "cars is less than 3"},
		{"cars", "<= 3", true, "cars is 3 or less"},
		{"cars", "[1..3)", false, "cars is from 1 to less than 3"},
		{"cars", "[1..3]", true, "cars is from 1 to 3"},
		{"cars", "(3..9]", false, "cars is more than 3 to 9"},
		{"born", "< 2000-01-01", true, "born is before 1 January 2000"},
		{"born", "[1985-03-27..1990-01-01)", true, "born is from 27 March 1985 to less than 1 January 1990"},
		{"benefits", "pip", true, "benefits has pip"},
		{"benefits", "[esa]", false, "benefits has esa"},
		{"benefits", "!= esa", true, "benefits has not esa"},
		{"badge", "true", true, "badge is yes"},
		{"badge", "no", false, "badge is no"},
		{"income", "> 0.5", false, "income is more than 0.5"},
	} {
		t.Run(test.column+" "+test.cell, func(t *testing.T) {
			tab := table(t, permit("first", cells{test.column: test.cell, "result": "granted"}))
			got, err := tab.Decide(resident())
			if err != nil || (got.Row == 1) != test.fits {
				t.Errorf("row %d, %v", got.Row, err)
			}
			if words := tab.words(tab.rows[0]); words != test.words {
				t.Errorf("in words: %q", words)
			}
		})
	}
}

func TestHitPolicies(t *testing.T) {
	both := []map[string]string{{"zone": "A", "result": "granted", "fee": "1"}, {"cars": "> 2", "result": "refused", "fee": "2"}}
	alike := []map[string]string{{"zone": "A", "result": "granted", "fee": "1"}, {"cars": "> 2", "result": "granted", "fee": "= 0.5 + 0.5"}}
	for _, test := range []struct {
		hit   string
		rows  []map[string]string
		row   int
		fault string
	}{
		{"first", both, 1, ""},
		{"unique", both, 0, "Rows 1 and 2 of permit both fit, and only one may."},
		{"", both, 0, "Rows 1 and 2 of permit both fit, and only one may."},
		{"any", both, 0, "Rows 1 and 2 of permit both fit, and they do not give the same."},
		{"any", alike, 1, ""},
		{"priority", both, 2, ""},
		{"unique", both[:1], 1, ""},
	} {
		got, err := table(t, permit(test.hit, test.rows...)).Decide(resident())
		if test.fault == "" && (err != nil || got.Row != test.row) || test.fault != "" && (err == nil || !strings.HasSuffix(err.Error(), test.fault)) {
			t.Errorf("%q: row %d, %v", test.hit, got.Row, err)
		}
	}
}

func TestAllRowsThatFitCountTogether(t *testing.T) {
	rows := []map[string]string{
		{"zone": "A", "result": "refused", "fee": "10.00", "sections": "s40", "because": "Zone A.", "source": "Policy 1"},
		{"cars": "> 1", "result": "granted", "fee": "= 20.00 + cars", "sections": "[s22, s40]", "because": "More than one car.", "source": "Policy 2"},
		{"zone": "B", "result": "granted", "fee": "99.00", "sections": "s22"},
		{"cars": "3", "result": "granted", "fee": "5.00", "because": "Zone A."},
	}
	for hit, want := range map[string]string{
		"collect":       "refused 10.00 s40, s22",
		"rule order":    "refused 10.00 s40, s22, s40",
		"output order":  "refused 10.00 s22, s40, s40",
		"collect sum":   "refused 38.00 s40",
		"collect min":   "refused 5.00 s40",
		"collect max":   "refused 23.00 s40",
		"collect count": "",
	} {
		spec := permit(hit, rows...)
		if hit == "collect count" {
			spec.Outputs[1].Type = wholeType
			for i := range spec.Rows {
				spec.Rows[i].Cells["fee"] = at("1")
			}
			want = "refused 3 s40"
		}
		tab := table(t, spec)
		got, err := tab.Decide(resident())
		if err != nil {
			t.Fatalf("%s: %v", hit, err)
		}
		if said := Format(got.Outputs["result"]) + " " + Format(got.Outputs["fee"]) + " " + Format(got.Outputs["sections"]); said != want {
			t.Errorf("%s gives %q, want %q", hit, said, want)
		}
		if got.Row != 1 || !slices.Equal(got.Rows, []int{1, 2, 4}) || got.Because != "Zone A. More than one car." || got.Source != "Policy 1; Policy 2" || got.Text != "zone is A; cars is more than 1; cars is 3" || got.Place.Line != 10 {
			t.Errorf("%s: the reasons are %+v", hit, got)
		}
		if n, err := tab.Match(resident()); n != 1 || err != nil {
			t.Errorf("%s matches row %d, %v", hit, n, err)
		}
		if miss := tab.Nearest(resident(), nil); miss == nil || miss.Row != 3 {
			t.Errorf("%s: the nearest miss is %+v", hit, miss)
		}
		zoneC := household(func(form, fact map[string]any) { form["address"] = map[string]any{"zone": "C"}; fact["cars"] = 1 })
		if got, err = tab.Decide(zoneC); err != nil || got.Row != 0 || len(got.Rows) != 0 || len(got.Outputs) != 0 {
			t.Errorf("%s, no row fits: %+v %v", hit, got, err)
		}
	}
	tooMuch := permit("collect sum", cells{"result": "granted", "fee": "9999999999999999999"}, cells{"result": "granted", "fee": "9999999999999999999"})
	if _, err := table(t, tooMuch).Decide(resident()); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("a sum that is too large: %v", err)
	}
	for hit, fault := range map[string]string{"collect": "an output with `many`", "rule order": "an output with `many`", "collect sum": "a number or money", "collect count": "a whole number", "collects": "no hit policy"} {
		spec := permit(hit, cells{"result": "granted"})
		spec.Outputs = spec.Outputs[:1]
		_, faults := CompileTable(spec, parking())
		if len(faults) == 0 || !strings.Contains(faults[0].Message, fault) {
			t.Errorf("hit: %s with no such output: %v", hit, faults)
		}
	}
}

func TestRowsMayHaveAConditionOfTheirOwn(t *testing.T) {
	tab := table(t, permit("first", cells{"when": "cars > 2 and form.rate > 0.7", "result": "refused"}, cells{"when": "cars > 2", "result": "granted", "sections": "[s22, s40]"}))
	got, err := tab.Decide(resident())
	if err != nil || got.Row != 2 || got.Text != "cars > 2" || fmt.Sprint(got.Outputs["sections"]) != "[s22 s40]" {
		t.Errorf("%+v %v", got, err)
	}
	if !slices.Contains(tab.Reads(), "form.rate") {
		t.Errorf("reads %v", tab.Reads())
	}
}

func TestWhatStandsBesideAResult(t *testing.T) {
	for _, c := range []struct {
		result string
		rows   []map[string]string
		want   string
	}{
		{"granted", permitRows, "fee"},
		{"refused", permitRows, ""},
		{"granted", append([]map[string]string{{"zone": "B", "result": "granted"}}, permitRows...), ""},
		{"granted", append([]map[string]string{{"zone": "B", "result": "granted", "fee": "missing"}}, permitRows...), ""},
		{"granted", []map[string]string{{"zone": "B", "result": `= "granted"`, "fee": "1.00"}}, ""},
	} {
		tab := table(t, permit("first", c.rows...))
		if got := strings.Join(tab.Beside("result", c.result), " "); got != c.want {
			t.Errorf("beside %s of %d rows stands %q, and should %q", c.result, len(c.rows), got, c.want)
		}
	}
}

func TestWithoutARowTheDefaultHolds(t *testing.T) {
	spec := permit("first", cells{"zone": "B", "result": "granted"})
	spec.Default = map[string]Source{"result": at("refused"), "fee": at("= 2 * cars")}
	got, err := table(t, spec).Decide(resident())
	if err != nil || got.Row != 0 || got.Outputs["result"] != "refused" || got.Outputs["fee"] != money("6") {
		t.Errorf("%+v %v", got, err)
	}
}

func TestFaultsOfATableAreAtTheirCells(t *testing.T) {
	spec := permit("best",
		cells{"zone": "D", "cars": "> many", "result": "grantd", "fee": "= 45 + zone"},
		cells{"zoen": "A", "result": "granted"},
		cells{"zone": "A"},
		cells{"income": "> 1", "result": "granted", "fee": "= income * 2", "sections": "s23"},
		cells{"result": "granted", "fee": "= income * 2"},
	)
	spec.Inputs = append(spec.Inputs, InputSpec{"oops", at("form.adress.zone")})
	tab, faults := CompileTable(spec, parking())
	if tab != nil {
		t.Fatal("a table with faults should not be made")
	}
	var said []string
	slices.SortStableFunc(faults, func(a, b Diagnostic) int {
		return cmp.Or(strings.Compare(b.File, a.File), a.Line-b.Line, a.Column-b.Column)
	})
	for _, d := range faults {
		said = append(said, d.String())
	}
	got := strings.Join(said, "\n")
	want := `rules/test.yaml:1:1: error: There is no hit policy "best". [hit-policy]
  The hit policies are: unique, first, any, priority, collect, collect sum, collect min, collect max, collect count, rule order, output order.
rules/test.yaml:1:6: error: There is no "adress" in form. [unknown-name]
  Did you mean "address"?
rules/decisions.yaml:10:20: error: zone is never "D". [impossible-value]
  The values are: A, B, C.
rules/decisions.yaml:10:20: error: result is never "grantd". [impossible-value]
  Did you mean "granted"?
rules/decisions.yaml:10:22: error: cars is a whole number, and this is "many". [wrong-type]
  Write digits, such as 18000 or 45.50, without a currency sign or commas.
rules/decisions.yaml:10:27: error: "+" cannot be done with a whole number and one of A, B, C. [wrong-type]
rules/decisions.yaml:11:20: error: The table has no column "zoen". [unknown-column]
  Did you mean "zone"?
rules/decisions.yaml:12:7: error: Row 3 gives nothing. [no-outputs]
  Give it at least one of result, fee, sections.
rules/decisions.yaml:13:20: error: sections is never "s23". [impossible-value]
  Did you mean "s22"?
rules/decisions.yaml:14:22: warning: income may be missing, and then this cannot be worked out. [arithmetic-on-missing]
  Test it first, as in income != missing and …, or give a value for it: (income ?? 0).`
	if got != want {
		t.Errorf("%s\n%s", got, firstDifference(got, want))
	}
}

func TestALargeTableIsReadInTime(t *testing.T) {
	var rows []map[string]string
	for i := range 3000 {
		n := fmt.Sprint(i)
		rows = append(rows, cells{"cars": "[" + n + ".." + n + "9]", "income": "> " + n, "born": ">= 1985-01-01", "zone": "B", "result": "granted"})
	}
	rows[2999] = cells{"cars": "3", "result": "refused"}
	within(t, func() {
		tab := table(t, permit("first", rows...))
		if got, err := tab.Decide(resident()); err != nil || got.Row != 3000 || closest(tab, resident()) == 0 || tab.Nearest(resident(), nil) == nil {
			t.Errorf("%+v %v", got, err)
		}
	})
}

// The index is only a quick way to the rows that cells allow one by one.
func TestTheIndexAgreesWithTheCells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pick := func(label string, from ...string) string { return rapid.SampledFrom(from).Draw(t, label) }
		var rows []map[string]string
		for range rapid.IntRange(1, 80).Draw(t, "rows") {
			rows = append(rows, map[string]string{
				"zone":     pick("zone", "-", "A", "B", "[A, C]", "missing", "!= B", "not missing"),
				"cars":     pick("cars", "-", "1", "> 2", "[1..3)", "(2..5]", "<= 1", "missing", "!= 3"),
				"born":     pick("born", "-", "< 1990-01-01", ">= 1985-03-27", "1985-03-27", "missing"),
				"benefits": pick("benefits", "-", "pip", "[pip, esa]", "!= esa", "missing"),
				"badge":    pick("badge", "-", "true", "false", "missing"),
				"income":   pick("income", "-", "> 10", "[0.5..10]", "missing", "!= 2"),
				"result":   "granted",
			})
		}
		tab, faults := CompileTable(permit("first", rows...), parking())
		if tab == nil {
			t.Fatal(faults)
		}
		s := household(func(form, fact map[string]any) {
			maybe := func(m map[string]any, name string, vals ...any) {
				if v := rapid.SampledFrom(append(vals, nil)).Draw(t, name); v == nil {
					delete(m, name)
				} else {
					m[name] = v
				}
			}
			maybe(form["address"].(map[string]any), "zone", "A", "B", "C", "?")
			maybe(fact, "cars", 0, 1, 2, 3, 4, 5, 6)
			maybe(form["applicant"].(map[string]any), "date_of_birth", day("1985-03-26"), day("1985-03-27"), day("1989-12-31"), day("2001-01-01"))
			maybe(form["applicant"].(map[string]any), "blue_badge", true, false)
			maybe(form, "benefits", []any{}, []any{"pip"}, []any{"esa", "pip"})
			maybe(form, "income", 0.0, 0.5, 2.0, 10.0, 11.5)
		})
		got, err := tab.Match(s)
		if err != nil {
			t.Fatal(err)
		}
		values := make([]any, len(tab.inputs))
		want := 0
		for i, in := range tab.inputs {
			values[i], _ = in.prog.Run(s)
		}
		for _, r := range tab.rows {
			fits := true
			for i, c := range r.cells {
				fits = fits && c.fits(values[i])
			}
			if fits && want == 0 {
				want = r.number
			}
		}
		if got != want {
			t.Fatalf("row %d by the index, %d cell by cell, for %v", got, want, values)
		}
	})
}

func TestAColumnThatIsWrongThroughoutIsNotSaidRowByRow(t *testing.T) {
	var rows []map[string]string
	for i := range 26 {
		rows = append(rows, cells{"cars": fmt.Sprint(i % 3), "result": "granted", "fee": fmt.Sprintf("£%d", i)})
	}
	rows[9]["zone"] = "Q"
	_, faults := CompileTable(permit("first", rows...), parking())
	var fees, others []string
	for _, d := range faults {
		if strings.Contains(d.Message, "fee") {
			fees = append(fees, d.Message)
		} else {
			others = append(others, d.Message)
		}
	}
	if len(fees) != 6 || !strings.HasPrefix(fees[5], "The column fee has 21 more cells with a fault of this kind: line 15, line 16, ") || !strings.HasSuffix(fees[5], ", line 34, line 35.") {
		t.Errorf("it says of the fees %q", fees)
	}
	if !slices.Equal(others, []string{`zone is never "Q".`}) {
		t.Errorf("it says of the others %q", others)
	}
}

func TestADashIsNoResult(t *testing.T) {
	_, faults := CompileTable(permit("first", cells{"zone": "-", "result": "granted", "fee": "-"}), parking())
	if len(faults) != 1 || faults[0].Fix != "Leave the cell empty when the row gives no fee, or write 0." {
		t.Errorf("%v", faults)
	}
}

func TestRowsThatAskForTheSameAreComparedInWhatTheyGive(t *testing.T) {
	tab := table(t, permit("first",
		cells{"cars": "1", "result": "granted", "fee": "40.00"},
		cells{"cars": "1", "result": "granted", "fee": "45.00"},
		cells{"cars": "2", "result": "granted", "fee": "= 45.00 * cars"},
		cells{"cars": "2", "result": "granted"},
		cells{"cars": "2", "result": "granted", "fee": "= 45.00 * cars"}))
	var said []string
	for _, d := range tab.Prove(nil) {
		if d.Code == "duplicate-row" {
			said = append(said, d.Message+" "+d.Fix)
		}
	}
	want := []string{
		"Row 2 asks for the same as row 1, and gives fee 45.00 where that one gives fee 40.00. Keep the one that is right, and remove the other.",
		"Row 4 asks for the same as row 3, and gives no fee where that one gives fee = 45.00 * cars. Keep the one that is right, and remove the other.",
		"Row 5 asks for the same as row 3. Remove one of them.",
	}
	if !slices.Equal(said, want) {
		t.Errorf("it says\n%s", strings.Join(said, "\n"))
	}
}

func TestOfManyRowsTheNearestAreTold(t *testing.T) {
	var rows []map[string]string
	for i := range 70 {
		rows = append(rows, cells{"zone": "A", "cars": fmt.Sprint(i % 2), "income": fmt.Sprint(1000 + i), "result": "granted"})
	}
	rows[64]["cars"], rows[64]["zone"] = "3", "B"
	tab := table(t, permit("any", rows...))
	e := tab.Explain(household(func(form, fact map[string]any) { form["address"].(map[string]any)["zone"], fact["cars"] = "B", 3 }), nil)
	told := slices.ContainsFunc(e.Rows, func(r RowExplained) bool { return r.Row == 65 })
	if !told || len(e.Rows) != mostRows || len(e.Skipped) != 1 || e.Skipped[0] != "Rows 40 to 64 and 66 to 70 do not count either, for more reasons." {
		t.Errorf("row 65 misses by its income alone: told %v, of %d rows; %q", told, len(e.Rows), e.Skipped)
	}
}

func TestWhatARowWorksOutIsToldWithWhatItWasWorkedOutFrom(t *testing.T) {
	spec := permit("first", cells{"cars": "> 1", "result": "granted", "fee": "= 45.00 + (cars - 1) * 90.00"}, cells{"result": "refused"})
	spec.AsOf = at("form.applicant.date_of_birth")
	spec.Rows[0].Valid = at("from 1900-01-01")
	e := table(t, spec).Explain(household(func(form, fact map[string]any) { fact["cars"] = 3 }), nil)
	if len(e.Worked) != 1 || e.Worked[0] != "fee = 45.00 + (cars - 1) * 90.00, where cars is 3: 45.00 + (3 - 1) * 90.00 = 225.00" {
		t.Errorf("%q", e.Worked)
	}
	if !strings.HasPrefix(e.Day, "The day that counts is ") || !strings.HasSuffix(e.Day, "(date of birth).") {
		t.Errorf("%q", e.Day)
	}
}

func TestARowThatLeavesOutWhatTheOthersGiveIsNamed(t *testing.T) {
	for _, one := range []struct {
		fee  string
		want bool
	}{{"", true}, {"0", false}, {"missing", false}} {
		free := cells{"cars": "2", "result": "granted"}
		if one.fee != "" {
			free["fee"] = one.fee
		}
		tab := table(t, permit("first", cells{"cars": "1", "result": "granted", "fee": "45.00"}, free, cells{"cars": "3", "result": "granted", "fee": "90.00"}, cells{"result": "refused"}))
		said := slices.ContainsFunc(tab.Prove(nil), func(d Diagnostic) bool {
			return d.Code == "left-out" && d.Message == "Row 2 gives no fee, and all the others that give result granted do."
		})
		if said != one.want {
			t.Errorf("with a fee %q it is named: %v", one.fee, said)
		}
	}
}
