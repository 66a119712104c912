package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/caseloom/caseloom/rules"
)

// book makes a workbook with excelize, whose first page is called Fees.
func book(t testing.TB, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	_ = f.SetSheetName("Sheet1", "Fees")
	fill(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func rows(t testing.TB, f *excelize.File, page string, rows ...[]any) {
	t.Helper()
	for i, r := range rows {
		if err := f.SetSheetRow(page, fmt.Sprint("A", i+1), &r); err != nil {
			t.Fatal(err)
		}
	}
}

func style(t testing.TB, f *excelize.File, cell, code string) {
	t.Helper()
	id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
	if err == nil {
		err = f.SetCellStyle("Fees", cell, cell, id)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func readBook(raw []byte, page string) (*Sheet, []rules.Diagnostic) {
	return Read("t/tables/fees.xlsx", raw, page)
}

func TestAWorkbook(t *testing.T) {
	raw := book(t, func(f *excelize.File) {
		rows(t, f, "Fees", []any{"zone", "cars", "fee", "from", "badge"}, []any{"A", "> 2", 45, time.Date(2024, 9, 1, 0, 0, 0, 0, time.UTC), true}, nil,
			[]any{"# a comment", 1}, []any{"B", 1, 0.1 + 0.2, time.Date(2027, 8, 31, 14, 30, 0, 0, time.UTC), false}, []any{"C", "00123", 47.5})
		style(t, f, "C2", "£#,##0.00")
		style(t, f, "C6", "0.00")
	})
	s, found := readBook(raw, "")
	check(t, s, found, "zone=A@A2 cars=> 2@B2 fee=45.00@C2 from=2024-09-01@D2 badge=true@E2\n"+
		"zone=B@A5 cars=1@B5 fee=0.3@C5 from=2027-08-31 14:30@D5 badge=false@E5\n"+
		"zone=C@A6 cars=00123@B6 fee=47.50@C6\n")
	if s.Page != "Fees" || s.Rows[0].Cells[3].Kind != Day || s.Rows[0].Cells[4].Kind != Yes || s.Rows[2].Cells[1].Kind != Text || s.Rows[1].Cells[1].Kind != Number {
		t.Errorf("the kinds of its cells: %+v", s.Rows)
	}
	if c := s.Rows[0].Cells[2].Source; c.Line != 2 || c.Column != 3 || c.Cell != "C2" {
		t.Errorf("its place: %+v", c)
	}
}

func TestNumbersKeepTheirDecimals(t *testing.T) {
	for _, one := range []struct{ code, stored, want string }{
		{"General", "45", "45"}, {"General", "45.1", "45.1"}, {"0.00", "45", "45.00"}, {"£#,##0.00;[Red]-£#,##0.00", "1234.5", "1234.50"}, {`_-"£"* #,##0.00_-`, "-7", "-7.00"},
		{"0", "45", "45"}, {"0000", "42", "0042"}, {"#,##0", "1200", "1200"}, {"0%", "0.05", "0.05"}, {"0.0", "0.30000000000000004", "0.3"},
		{"General", "4.7500000000000001E1", "47.5"}, {"General", "1E-7", "0.0000001"}, {"# ?/?", "0.5", "0.5"}, {"0.00E+00", "1500", "1500"}, {"[h]:mm", "1.5", "1.5"}, {"@", "7", "7"},
	} {
		text, shown, ok := parseFormat(one.code).number(one.stored)
		if text != one.want || !shown || !ok {
			t.Errorf("%s of %s: %s, shown %v, %v", one.stored, one.code, text, shown, ok)
		}
	}
	if text, shown, _ := parseFormat("0.00").number("12.345"); text != "12.345" || shown {
		t.Errorf("a number that is shown rounded: %s, shown %v", text, shown)
	}
	for _, stored := range []string{"NaN", "1e300", "Inf", "x", ""} {
		if _, _, ok := (format{decimals: -1}).number(stored); ok {
			t.Errorf("%s is a number", stored)
		}
	}
}

func TestDatesAreNumbers(t *testing.T) {
	for _, one := range []struct {
		code, stored string
		from04       bool
		want         string
	}{
		{"dd/mm/yyyy", "45536", false, "2024-09-01"}, {"d mmmm yyyy", "46112.5", false, "2026-03-31 12:00"}, {`[$-809]dd\ mmmm\ yyyy;@`, "45536", false, "2024-09-01"},
		{"yyyy-mm-dd", "1", false, "1900-01-01"}, {"yyyy-mm-dd", "59", false, "1900-02-28"}, {"yyyy-mm-dd", "61", false, "1900-03-01"}, {"yyyy-mm-dd", "44074", true, "2024-09-01"},
		{"hh:mm", "0.375", false, "09:00"}, {builtIn[14], "45536", false, "2024-09-01"}, {builtIn[22], "45536.75", false, "2024-09-01 18:00"},
	} {
		f := parseFormat(one.code)
		if text, ok := f.date(one.stored, one.from04); !ok || text != one.want || !f.day && !f.clock {
			t.Errorf("%s of %s: %s %v", one.stored, one.code, text, ok)
		}
	}
	for _, stored := range []string{"60", "-1", "2958466", "NaN", "x"} {
		if text, ok := parseFormat("yyyy-mm-dd").date(stored, false); ok {
			t.Errorf("day %s is %s", stored, text)
		}
	}
	raw := book(t, func(f *excelize.File) {
		rows(t, f, "Fees", []any{"from"}, []any{60})
		style(t, f, "A2", "dd/mm/yyyy")
	})
	_, found := readBook(raw, "")
	check(t, nil, found, "error: Cell A2: This is shown as a date, and there is no such day.\n")
}

func TestFormulas(t *testing.T) {
	with := func(formula, cached, kind string) []byte {
		return packed(t, pageOf(fmt.Sprintf(`<row r="1"><c r="A1" t="inlineStr"><is><t>fee</t></is></c></row><row r="2"><c r="A2"%s><f>%s</f>%s</c></row>`, kind, formula, cached)))
	}
	s, found := readBook(with("45*1.05", "<v>47.25</v>", ""), "")
	check(t, s, found, "fee=47.25@A2\nhint: Cell A2: This is a formula.\n")
	for _, one := range []struct{ formula, cached, kind, want string }{
		{"45*1.05", "", "", "error: Cell A2: This formula was never worked out.\n"},
		{"TODAY()", "<v>45536</v>", "", "error: Cell A2: TODAY gives another value each time the file is opened.\n"},
		{"B2+now()", "<v>45536</v>", "", "error: Cell A2: NOW gives another value each time the file is opened.\n"},
		{"[1]Rates!B2", "<v>45</v>", "", "error: Cell A2: [1] gives another value each time the file is opened.\n"},
		{"45+cars*90", "<v>#NAME?</v>", ` t="e"`, "error: Cell A2: The spreadsheet could not work this formula out (#NAME?).\n"},
	} {
		_, found := readBook(with(one.formula, one.cached, one.kind), "")
		check(t, nil, found, one.want)
	}
	for formula, want := range map[string]string{
		"240.00 + (cars - 1) * 150.00": "A rule's own sum is written with an apostrophe first: '= 240.00 + (cars - 1) * 150.00",
		"B2*1.05":                      "Open it in a spreadsheet program and save it, or write the value in place of the formula.",
	} {
		if _, found := readBook(with(formula, "", ""), ""); len(found) != 1 || found[0].Fix != want {
			t.Errorf("%s: %v", formula, found)
		}
	}
}

func TestMergedCellsAreRefusedWithTheirPlace(t *testing.T) {
	raw := book(t, func(f *excelize.File) {
		rows(t, f, "Fees", []any{"zone", "fee"}, []any{"A", 1}, []any{nil, 2}, []any{nil, 3})
		_ = f.MergeCell("Fees", "A2", "A4")
	})
	_, found := readBook(raw, "")
	check(t, nil, found, "error: Cell A2: The cells A2 to A4 are merged, and a value that stands for several rows or columns is not read.\n")
	if found[0].Line != 2 || found[0].Column != 1 {
		t.Errorf("its place: %+v", found[0])
	}
}

func TestPages(t *testing.T) {
	raw := book(t, func(f *excelize.File) {
		_, _ = f.NewSheet("Rates 2026")
		_, _ = f.NewSheet("Notes")
		rows(t, f, "Fees", []any{"fee"}, []any{1})
		rows(t, f, "Rates 2026", []any{"rate"}, []any{2})
		_ = f.SetSheetVisible("Notes", false)
	})
	s, found := readBook(raw, "")
	check(t, s, found, "fee=1@A2\nhint: This workbook has 2 pages, and only the first, Fees, is read.\n")
	s, found = readBook(raw, "rates 2026")
	check(t, s, found, "rate=2@A2\n")
	_, found = readBook(raw, "Rates 2025")
	check(t, nil, found, "error: This workbook has no page \"Rates 2025\".\n")
	if found[0].Fix != `Did you mean "Rates 2026"?` {
		t.Error(found[0].Fix)
	}
}

func TestWhatIsHiddenIsSaid(t *testing.T) {
	raw := book(t, func(f *excelize.File) {
		rows(t, f, "Fees", []any{"zone", "fee"}, []any{"A", 1}, []any{"B", 2})
		_ = f.SetColVisible("Fees", "B", false)
		_ = f.SetRowVisible("Fees", 3, false)
	})
	s, found := readBook(raw, "")
	check(t, s, found, "zone=A@A2 fee=1@B2\nzone=B@A3 fee=2@B3\nwarning: What is hidden counts all the same: column B, row 3.\n")
}

func TestANumberThatIsShownRoundedIsSaid(t *testing.T) {
	raw := book(t, func(f *excelize.File) {
		rows(t, f, "Fees", []any{"fee"}, []any{12.345})
		style(t, f, "A2", "0.00")
	})
	s, found := readBook(raw, "")
	check(t, s, found, "fee=12.345@A2\nwarning: Cell A2: This is 12.345, though the spreadsheet shows it rounded; 12.345 counts.\n")
}

const (
	contentTypes = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`
	rootLinks    = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	bookXML      = `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Fees" sheetId="1" r:id="p"/></sheets></workbook>`
	bookLinks    = `<Relationships><Relationship Id="p" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="s" Type="http://x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`
)

func pageOf(sheetData string) map[string]string {
	return map[string]string{"xl/worksheets/sheet1.xml": "<worksheet><sheetData>" + sheetData + "</sheetData></worksheet>"}
}

// packed is a workbook of these parts, with those that every one has.
func packed(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	all := map[string]string{"[Content_Types].xml": contentTypes, "_rels/.rels": rootLinks, "xl/workbook.xml": bookXML, "xl/_rels/workbook.xml.rels": bookLinks}
	for name, text := range parts {
		all[name] = text
	}
	for name, text := range all {
		out, err := w.Create(name)
		if err == nil {
			_, err = out.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAZipBombIsRefused(t *testing.T) {
	for name, parts := range map[string]map[string]string{
		"in its cells":  pageOf(strings.Repeat(" ", maxUnpacked+1)),
		"in its texts":  {"xl/sharedStrings.xml": "<sst>" + strings.Repeat("<si><t>x</t></si>", maxUnpacked/17+1) + "</sst>"},
		"in one text":   {"xl/sharedStrings.xml": "<sst><si><t>" + strings.Repeat("x", maxUnpacked) + "</t></si></sst>"},
		"in its styles": {"xl/_rels/workbook.xml.rels": strings.Replace(bookLinks, "sharedStrings", "styles", 1), "xl/sharedStrings.xml": "<styleSheet>" + strings.Repeat("\n", maxUnpacked) + "</styleSheet>"},
	} {
		t.Run(name, func(t *testing.T) {
			raw := packed(t, parts)
			if len(raw) > 1<<20 {
				t.Fatalf("the bomb is %d bytes", len(raw))
			}
			_, found := readBook(raw, "")
			check(t, nil, found, "error: This workbook holds more than 16 MB once it is unpacked, which is more than Caseloom reads.\n")
		})
	}
}

func TestCellsFarAwayCostNothing(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<row r="1"><c r="A1" t="inlineStr"><is><t>fee</t></is></c></row>`)
	for r := 2; r < 5_002; r++ {
		fmt.Fprintf(&b, `<row r="%d"><c r="A%d"><v>1</v></c><c r="XFD%d" s="1"/></row>`, r, r, r)
	}
	raw := packed(t, pageOf(b.String()))
	if n := testing.AllocsPerRun(1, func() { _, _ = readBook(raw, "") }); n > 1_000_000 {
		t.Errorf("%v allocations", n)
	}
	if s, found := readBook(raw, ""); s == nil || len(s.Rows) != 5_000 {
		t.Error(found)
	}
}

func TestWhatIsWrongWithAWorkbookIsSaid(t *testing.T) {
	head := `<row r="1"><c r="A1" t="inlineStr"><is><t>fee</t></is></c></row>`
	for name, one := range map[string]struct {
		raw  []byte
		want string
	}{
		"not a zip":         {[]byte("zone,fee\n"), "This is not an .xlsx workbook."},
		"a password":        {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on"), "This workbook is protected by a password, or is in the old format .xls."},
		"another zip":       {packed(t, map[string]string{"_rels/.rels": "<Relationships/>", "xl/workbook.xml": "<a"}), "This workbook cannot be read"},
		"no page":           {packed(t, map[string]string{"xl/workbook.xml": "<workbook/>"}), "This workbook has no page with cells that is not hidden."},
		"rows out of order": {packed(t, pageOf(`<row r="2"/><row r="1"/>`)), "its cells are not in order"},
		"cells again":       {packed(t, pageOf(`<row r="1"><c r="B1"/><c r="A1"/></row>`)), "its cells are not in order"},
		"too far right":     {packed(t, pageOf(`<row r="1"><c r="ZZZZ1"><v>1</v></c></row>`)), "its cells are not in order"},
		"too many columns":  {packed(t, pageOf(`<row r="1"><c r="IW1"><v>1</v></c></row>`)), "Cell IW1: A table has at most 256 columns."},
		"no text of a cell": {packed(t, pageOf(head+`<row r="2"><c r="A2" t="s"><v>7</v></c></row>`)), "Cell A2: The text of this cell is not in the file."},
		"an error":          {packed(t, pageOf(head+`<row r="2"><c r="A2" t="e"><v>#N/A</v></c></row>`)), "Cell A2: This is an error of the spreadsheet (#N/A)."},
		"broken off":        {packed(t, map[string]string{"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row r=\"1\">"}), "This workbook cannot be read"},
		"nothing in it":     {packed(t, pageOf("")), "There is nothing in this table."},
		"an entity":         {packed(t, map[string]string{"xl/worksheets/sheet1.xml": `<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row></sheetData></worksheet>`}), "This workbook cannot be read"},
	} {
		s, found := readBook(one.raw, "")
		if s != nil || len(found) != 1 || !strings.Contains(found[0].Message, one.want) {
			t.Errorf("%s: %s", name, seen(s, found))
		}
	}
}

func FuzzWorkbook(f *testing.F) {
	f.Add([]byte(`<row r="1"><c r="A1" t="inlineStr"><is><t>fee</t></is></c><c t="b"><v>1</v></c></row><row><c s="0"><f>1+1</f><v>2</v></c></row>`), []byte("<styleSheet/>"), []byte(bookXML))
	f.Add([]byte(`<row r="1" hidden="1"><c r="A1" t="d"><v>2026-03-31T00:00:00</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells><sheetData>`), []byte(`<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy"/></numFmts><cellXfs><xf numFmtId="164"/></cellXfs></styleSheet>`), []byte(bookXML))
	f.Fuzz(func(t *testing.T, page, styles, workbook []byte) {
		raw := packed(t, map[string]string{"xl/worksheets/sheet1.xml": "<worksheet><sheetData>" + string(page) + "</sheetData></worksheet>", "xl/styles.xml": string(styles), "xl/workbook.xml": string(workbook),
			"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="p" Type="/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="s" Type="/styles" Target="styles.xml"/></Relationships>`})
		s, found := readBook(raw, "")
		if s == nil && !hasErrors(found) {
			t.Fatal("neither a sheet nor a fault")
		}
	})
}
