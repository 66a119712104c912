package rehearse_test

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/xuri/excelize/v2"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/rehearse"
)

// stall loads the example whose table is a spreadsheet, with its files changed.
func stall(t *testing.T, change func(root fstest.MapFS)) *casetype.Type {
	t.Helper()
	typ, _ := casetype.Load(os.DirFS("../../examples/casetypes"), "market-stall")
	if typ == nil {
		t.Fatal("the example does not load")
	}
	root := fstest.MapFS{}
	for name, data := range typ.Files {
		root[name] = &fstest.MapFile{Data: data}
	}
	change(root)
	typ, found := casetype.Load(root, "market-stall")
	if typ == nil {
		t.Fatal(found)
	}
	return typ
}

const fees = "market-stall/tables/fees.csv"

// asWorkbook keeps the fees in a workbook, in place of the comma-separated values.
func asWorkbook(t *testing.T, root fstest.MapFS) {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, line := range strings.Split(strings.TrimSpace(string(root[fees].Data)), "\n") {
		cells := strings.Split(strings.NewReplacer(`"Market rules 2024, 7"`, "Market rules", `"Market rules 2027, 9"`, "Market rules", `"No food is cooked on this square, from 2027."`, "No food is cooked on this square.").Replace(line), ",")
		for c, text := range cells {
			name, _ := excelize.CoordinatesToCellName(c+1, i+1)
			if err := f.SetCellStr("Sheet1", name, text); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	delete(root, fees)
	root["market-stall/tables/fees.xlsx"] = &fstest.MapFile{Data: b.Bytes()}
	tests := root["market-stall/tests/fees.yaml"]
	tests.Data = []byte(strings.Replace(string(tests.Data), "square, from 2027.", "square.", 1))
}

func TestASpreadsheetIsChangedCellByCell(t *testing.T) {
	ctx := context.Background()
	csv := rehearse.Mutate(ctx, stall(t, func(fstest.MapFS) {}), nil)
	xlsx := rehearse.Mutate(ctx, stall(t, func(root fstest.MapFS) { asWorkbook(t, root) }), nil)
	if csv.Made < 30 || xlsx.Made != csv.Made || xlsx.Tried != csv.Tried || len(csv.Survivors)+len(xlsx.Survivors) > 0 {
		t.Errorf("of comma-separated values %d changes, %d tried, %v; of a workbook %d, %d, %v", csv.Made, csv.Tried, csv.Survivors, xlsx.Made, xlsx.Tried, xlsx.Survivors)
	}
	for _, keep := range []func(fstest.MapFS){func(fstest.MapFS) {}, func(root fstest.MapFS) { asWorkbook(t, root) }} {
		m := rehearse.Mutate(ctx, stall(t, func(root fstest.MapFS) {
			keep(root)
			tests := root["market-stall/tests/fees.yaml"]
			tests.Data = []byte(strings.Replace(string(tests.Data), "2027-01-01", "2027-06-01", 9))
		}), nil)
		var said []string
		for _, s := range m.Survivors {
			said = append(said, s.Place.Cell+": "+s.Change)
		}
		if all := strings.Join(said, "\n"); !strings.Contains(all, "H4: cell H4: “2027-01-01” becomes “2027-01-02”") {
			t.Errorf("the first day of a law that no test is about: %s", all)
		}
	}
}

func TestRowsOfASpreadsheetAreCoveredByTheirNumber(t *testing.T) {
	typ := stall(t, func(root fstest.MapFS) { asWorkbook(t, root) })
	var rules []string
	for _, r := range rehearse.Run(context.Background(), typ, rehearse.Options{Cover: true}).Coverage.Rules {
		if r.Tests == 0 {
			t.Errorf("%s fires in no test", r.Rule)
		}
		rules = append(rules, r.Rule)
	}
	if got := strings.Join(rules, ", "); got != "row 3 of licence, row 4 of licence, row 5 of licence, row 6 of licence, row 7 of licence, row 8 of licence" {
		t.Error(got)
	}
}
