package casetype

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/caseloom/caseloom/rules"
)

// withTables is a case type whose decision keeps its rows in tables/fees, and looks into tables/streets.
func withTables(tables map[string][]byte) fstest.MapFS {
	root := fstest.MapFS{}
	for name, text := range map[string]string{
		"t/casetype.yaml":        "title: T\nintake: apply\nfacts:\n  street: { is: \"lookup(tables.streets, form.street)\" }\nstages: [ { id: s, tasks: [ { id: a, decides: d } ] } ]\n",
		"t/forms/apply.yaml":     "title: Apply\ntype: object\nrequired: [zone, cars, badge]\nproperties:\n  zone: { title: Zone, enum: [A, B] }\n  cars: { title: Cars, type: integer, minimum: 1, maximum: 3 }\n  badge: { title: Badge, type: boolean }\n  born: { title: Born, type: string, format: date }\n  street: { title: Street, type: string }\n",
		"t/rules/decisions.yaml": "d:\n  inputs: { zone: form.zone, cars: form.cars, badge: form.badge, born: form.born }\n  outputs: { result: [granted, refused], fee: money }\n  table: fees\n",
		"t/tables/streets.csv":   "name,zone\nHigh Street,A\n",
	} {
		root[name] = &fstest.MapFile{Data: []byte(text)}
	}
	for name, data := range tables {
		root[name] = &fstest.MapFile{Data: data}
	}
	return root
}

func TestADecisionInAWorkbook(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	money, date := "£#,##0.00", "dd/mm/yyyy"
	moneyStyle, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &money})
	dateStyle, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &date})
	for i, row := range [][]any{
		{"Zone", "Cars", "Badge", "Born", "Result", "Fee", "Valid from", "Because"},
		{"A", "> 2", nil, nil, "refused", nil, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), "Zone A allows two."},
		{nil, nil, true, nil, "granted", 0, nil, nil},
		{nil, 1, false, nil, "granted", 45, nil, nil},
		{nil, "> 1", false, nil, "granted", "= 45.00 + (cars - 1) * 90.00", nil, nil},
	} {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	_ = f.SetCellStyle("Sheet1", "F2", "F5", moneyStyle)
	_ = f.SetCellStyle("Sheet1", "G2", "G5", dateStyle)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	typ, found := Load(withTables(map[string][]byte{"t/tables/fees.xlsx": b.Bytes()}), "t")
	if typ == nil {
		t.Fatal(found)
	}
	for _, d := range found {
		if d.Severity != rules.Warning || d.Code != "unused" {
			t.Errorf("%s", d)
		}
	}
	for _, one := range []struct {
		cars  int
		badge bool
		day   int
		row   int
		fee   string
	}{{3, false, 2026, 2, ""}, {3, false, 2025, 5, "225.00"}, {1, false, 2026, 4, "45.00"}, {2, true, 2026, 3, "0.00"}} {
		s := rules.NewSnapshot(map[string]any{
			"form": map[string]any{"zone": "A", "cars": one.cars, "badge": one.badge},
			"case": map[string]any{"received": time.Date(one.day, 6, 1, 9, 0, 0, 0, time.UTC)},
		})
		ruling, err := typ.Decisions[0].Table.Decide(s)
		if fee := rules.Format(ruling.Outputs["fee"]); err != nil || ruling.Row != one.row || strings.TrimPrefix(fee, "£") != one.fee {
			t.Errorf("%+v: row %d gives %s (%v)", one, ruling.Row, fee, err)
		}
	}
	if again, _ := Load(folderOf(typ), "t"); again == nil || again.Version != typ.Version {
		t.Error("loaded from its own files it is another version")
	}
	changed := folderOf(typ)
	changed["t/tables/streets.csv"] = &fstest.MapFile{Data: []byte("name,zone\nHigh Street,B\n")}
	if again, _ := Load(changed, "t"); again == nil || again.Version == typ.Version {
		t.Error("another table is the same version")
	}
}

func folderOf(typ *Type) fstest.MapFS {
	root := fstest.MapFS{}
	for name, data := range typ.Files {
		root[name] = &fstest.MapFile{Data: data}
	}
	return root
}

func TestAFaultInAWorkbookNamesTheCell(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range [][]any{{"zone", "cars", "result", "fee"}, {"A", "lots", "granted", "45,00"}, {"Q", 9, "granted", 45}} {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		_ = f.SetSheetRow("Sheet1", cell, &row)
	}
	var b bytes.Buffer
	_ = f.Write(&b)
	_, found := Load(withTables(map[string][]byte{"t/tables/fees.xlsx": b.Bytes()}), "t")
	var said []string
	for _, d := range found {
		if d.Severity == rules.Error {
			said = append(said, d.String())
		}
	}
	want := []string{
		"t/tables/fees.xlsx:2:2: error: Cell B2: cars is a whole number, and this is \"lots\". [wrong-type]\n  Write digits, such as 18000 or 45.50, without a currency sign or commas.",
		"t/tables/fees.xlsx:2:4: error: Cell D2: fee is an amount such as 45.00, and this is \"45,00\". [wrong-type]\n  Write it as 45.00.",
		"t/tables/fees.xlsx:3:1: error: Cell A3: zone is never \"Q\". [impossible-value]\n  The values are: A, B.",
		"t/tables/fees.xlsx:3:2: error: Cell B3: cars is never more than 3. [wrong-type]",
	}
	if strings.Join(said, "\n") != strings.Join(want, "\n") {
		t.Errorf("it says\n%s", strings.Join(said, "\n"))
	}
}

func TestARowThatWouldCloseAGapIsWrittenAsTheFileIs(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range [][]any{{"Zone", "Cars", "# ours", "Result", "Fee", "Valid from"}, {"A", nil, nil, "granted", 45, "2026-01-01"}} {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		_ = f.SetSheetRow("Sheet1", cell, &row)
	}
	var book bytes.Buffer
	_ = f.Write(&book)
	for file, one := range map[string]struct{ text, want string }{
		"t/tables/fees.csv":  {"Cars,# ours,Zone,Because,Result,Fee\n,,A,,granted,45\n", "To close it, add a row such as: ,,B,,…,…"},
		"t/tables/fees.tsv":  {"Cars\tZone\tResult\n> 1\t\tgranted\n1\tA\tgranted\n", "To close it, add a row such as: 1\tB\t…"},
		"t/tables/fees.xlsx": {book.String(), "To close it, add a row such as: Zone: B | Result: … | Fee: …"},
	} {
		_, found := Load(withTables(map[string][]byte{file: []byte(one.text)}), "t")
		if !slices.ContainsFunc(found, func(d rules.Diagnostic) bool { return d.Code == "gap" && d.Fix == one.want }) {
			t.Errorf("%s: no gap is closed by %q in\n%s", file, one.want, found)
		}
	}
}

func TestWhatStandsAboveTheHeadingsIsOneFault(t *testing.T) {
	for text, want := range map[string]string{
		"Fees 2026,by Ann\nzone,cars,badge,result,fee\nA,1,,granted,45\n": "title-row",
		"A,1,yes,granted,45\nB,1,yes,granted,45\n":                        "no-headings",
		"Fee,2026\nzone,cars,badge,result,fee\nA,1,,granted,45\n":         "title-row",
		"zone,cars,badge,result,fee\nA,1,,granted,45\nTotal,,,,45\n":      "no-result",
	} {
		_, found := Load(withTables(map[string][]byte{"t/tables/fees.csv": []byte(text)}), "t")
		var said []string
		for _, d := range found {
			if d.Severity == rules.Error {
				said = append(said, d.Code)
			}
		}
		if len(said) != 1 || said[0] != want {
			t.Errorf("%q: it says %v, and not %s alone", text, said, want)
		}
	}
}

// FuzzTables puts any bytes in the place of a decision's rows, and of reference data.
func FuzzTables(f *testing.F) {
	for _, fees := range []string{
		"zone,cars,result,fee\nA,> 2,refused,\n", "Zone;Cars;Result;Fee;Valid from;Valid to;when;because;source\nA;[1..3);granted;= cars * 2.50;2026-01-01;;form.cars > 1;x;y\n",
		"\xef\xbb\xbfzone\tresult\n\"A\"\tgranted\n", "result,valid\ngranted,until 2026-01-01\nrefused,2027-01-01 to 2026-01-01\n", "badge,born,result\nTRUE,< 2000-01-01,granted\nno,31/12/2000,refused\n",
		"zone,zone,# x,result\n#,,,\n!= A,,,granted\n\"[A, B]\",-,,missing\n", "cars,result\n(0..2],granted\n[3..1],refused\n>= ,granted\nnot missing,granted\n",
	} {
		f.Add([]byte(fees), []byte("name,zone,rate,valid from\nHigh Street,A,45.00,2026-01-01\n"))
	}
	f.Add([]byte("result\ngranted\n"), []byte("a b;1;Größe\n;;\n01;yes;2026-02-30\n"))
	f.Fuzz(func(t *testing.T, fees, streets []byte) {
		checkLoad(t, withTables(map[string][]byte{"t/tables/fees.csv": fees, "t/tables/streets.csv": streets}), 10*time.Second)
	})
}

// What a comma, a minus sign, a point or a dash did to a cell is said at the cell, though each of the cells can be read.
func TestWhatIsOddInACellIsSaidAtTheCell(t *testing.T) {
	for text, want := range map[string]string{
		"zone,cars,result,fee,because\nA,,granted,1,045.00\nB,,granted,45,\n":             `D2 cut-amount error: Write 1045.00, without a comma.`,
		"zone,cars,result,fee,because\nA,,granted,1,045.00,\nB,,granted,45,\n":            `D2 cut-amount error: Write 1045.00, without a comma.`,
		"zone,cars,result,fee,because,source\nA,,granted,1,045\nB,,granted,45,,\n":        `D2 cut-amount error: Write 1045, without a comma.`,
		"zone,result,fee,because\nA,granted,-45,\nB,granted,45,\n":                        `C2 bad-amount warning: Take the minus sign out. If so much is to be paid back, write = -45.`,
		"zone,result,fee,because\nA,granted,= -45,\nB,granted,45,\n":                      ``,
		"zone,result,fee,because\nA,granted,-45,\nB,granted,-30,\n":                       ``,
		"zone,result,fee,because\nA,granted,1,-\nB,granted,2,Why\n":                       `D2 wrong-type warning: Leave the cell empty when there is nothing to say.`,
		"zone,result,fee\nA,granted,-\nB,granted,2\n":                                     `C2 cell error: Leave the cell empty when the row gives no fee, or write 0.`,
		"zone,cars,result,fee\nA,-,granted,1\nB,,granted,2\n":                             ``,
		"zone,rate,result,fee\nA,>= 18.000,granted,1\nA,< 18.0,granted,1\nB,,granted,2\n": `B2 bad-amount warning: Write 18000, or 18 if that is meant.`,
		"zone,rate,result,fee\nA,[1.250..2],granted,1\nB,,granted,2\n":                    `B2 bad-amount warning: Write 1250, or 1.25 if that is meant.`,
		"zone,rate,result,fee\nA,>= 0.050,granted,1\nB,,granted,2\n":                      ``,
	} {
		root := withTables(map[string][]byte{"t/tables/fees.csv": []byte(text)})
		for name, change := range map[string][2]string{
			"t/rules/decisions.yaml": {"born: form.born }", "born: form.born, rate: form.rate }"},
			"t/forms/apply.yaml":     {"  badge:", "  rate: { title: Rate, type: number }\n  badge:"},
		} {
			root[name] = &fstest.MapFile{Data: bytes.Replace(root[name].Data, []byte(change[0]), []byte(change[1]), 1)}
		}
		_, found := Load(root, "t")
		var said []string
		for _, d := range found {
			if d.Cell != "" && d.Code != "gap" {
				said = append(said, d.Cell+" "+d.Code+" "+string(d.Severity)+": "+d.Fix)
			}
		}
		if got := strings.Join(said, "\n"); got != want {
			t.Errorf("%q: it says %s\nand not %s", text, got, want)
		}
	}
}

// What rows are lacking is said below the last of them, and a row without its reason at the cell that is empty.
func TestWhatATableLacksIsSaidWhereItWouldStand(t *testing.T) {
	for text, want := range map[string]string{
		"cars,zone,result,because\n,A,granted,x\n":                   "A3 gap",
		"# ours\ncars,zone,result,because\n\n,A,granted,x\n":         "A5 gap",
		",cars,zone,result,because\n,,A,granted,x\n":                 "B3 gap",
		"zone,result,because\nA,granted,x\nB,refused,\nB,granted,\n": "C3 no-reason",
		"zone,result\nA,granted\n":                                   "B1 no-reason",
	} {
		root := withTables(map[string][]byte{"t/tables/fees.csv": []byte(text)})
		root["t/rules/decisions.yaml"].Data = append(root["t/rules/decisions.yaml"].Data, "  every_row: [because]\n"...)
		_, found := Load(root, "t")
		var said []string
		for _, d := range found {
			if d.Code == "gap" || d.Code == "no-reason" {
				said = append(said, d.Cell+" "+d.Code)
			}
		}
		if got := strings.Join(said, "\n"); got != want {
			t.Errorf("%q: it says %s, and not %s", text, got, want)
		}
	}
}
