package sheet

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"

	"github.com/caseloom/caseloom/rules"
)

// seen writes a sheet, or what is wrong with it, for comparing.
func seen(s *Sheet, found []rules.Diagnostic) string {
	var b strings.Builder
	if s != nil {
		for _, r := range s.Rows {
			var parts []string
			for _, c := range r.Cells {
				for _, h := range s.Head {
					if h.Column == c.Column {
						parts = append(parts, h.Source.Text+"="+c.Source.Text+"@"+c.Source.Cell)
					}
				}
			}
			b.WriteString(strings.Join(parts, " ") + "\n")
		}
	}
	for _, d := range found {
		b.WriteString(string(d.Severity) + ": " + d.Message + "\n")
	}
	return b.String()
}

func check(t *testing.T, s *Sheet, found []rules.Diagnostic, want string) {
	t.Helper()
	if got := seen(s, found); got != want {
		t.Errorf("read as\n%swanted\n%s", got, want)
	}
}

func readCSV(text string) (*Sheet, []rules.Diagnostic) {
	return Read("t/tables/fees.csv", []byte(text), "")
}

func TestCommaSeparatedValuesAsOfficesHaveThem(t *testing.T) {
	const want = "zone=A@A2 cars=> 2@B2 because=Zone A, two permits “only”@C2\nzone=B@A3\n"
	const text = "zone,cars,because\nA,> 2,\"Zone A, two permits “only”\"\nB\n"
	utf16Text := func(order func(u uint16) []byte) string {
		var b bytes.Buffer
		for _, u := range append([]uint16{0xfeff}, utf16.Encode([]rune(text))...) {
			b.Write(order(u))
		}
		return b.String()
	}
	for name, text := range map[string]string{
		"as it is":                   text,
		"a byte-order mark":          "\xef\xbb\xbf" + text,
		"UTF-16, as Excel saves it":  utf16Text(func(u uint16) []byte { return []byte{byte(u), byte(u >> 8)} }),
		"UTF-16, the other way":      utf16Text(func(u uint16) []byte { return []byte{byte(u >> 8), byte(u)} }),
		"semicolons":                 "zone;cars;because\nA;> 2;\"Zone A, two permits “only”\"\nB\n",
		"tabs":                       "zone\tcars\tbecause\nA\t> 2\tZone A, two permits “only”\nB\n",
		"carriage returns":           strings.ReplaceAll(text, "\n", "\r\n"),
		"no line break at the end":   strings.TrimSuffix(text, "\n"),
		"a line that names them":     "sep=;\r\nzone;cars;because\r\nA;> 2;\"Zone A, two permits “only”\"\r\nB\r\n",
		"empty columns and blanks":   " zone , cars ,because,,\nA ,> 2,\"Zone A, two permits “only”\",,\n B,,,,\n,,,,\n",
		"a column of comments":       "zone,cars,because,# seen by\nA,> 2,\"Zone A, two permits “only”\",KL\nB,,,KL\n",
		"a heading within quotes":    "\"zone\",cars,because\nA,> 2,\"Zone A, two permits “only”\"\nB\n",
		"more commas than semicolon": "zone,cars,because\nA,> 2,\"Zone A, two permits “only”\"\nB;",
	} {
		t.Run(name, func(t *testing.T) {
			s, found := readCSV(text)
			want := want
			if strings.HasSuffix(text, "B;") {
				want = strings.Replace(want, "zone=B@", "zone=B;@", 1)
			}
			check(t, s, found, want)
		})
	}
}

func TestRowsAreCountedAsASpreadsheetDoes(t *testing.T) {
	s, found := readCSV("# Fees, agreed in June\n\nzone,note\nA,\"two\nlines\"\n\n# not yet: \"B\nC,x\n")
	check(t, s, found, "zone=A@A4 note=two\nlines@B4\nzone=C@A7 note=x@B7\n")
	if s.Rows[1].Number != 7 || s.Rows[1].Place.Line != 8 || s.Rows[1].Cells[1].Source.Column != 3 {
		t.Errorf("the last row: %+v", s.Rows[1])
	}
}

func TestWindows1252IsRefusedAtTheCell(t *testing.T) {
	raw, _ := charmap.Windows1252.NewEncoder().String("zone,because\nA,x\nB,It costs £45\n")
	s, found := readCSV(raw)
	check(t, s, found, "error: Cell B3: This is not saved as UTF-8: it looks like Windows-1252, in which it reads \"It costs £45\".\n")
}

func TestWhatIsWrongWithAFileOfValuesIsSaid(t *testing.T) {
	for text, want := range map[string]string{
		"":                                       "error: There is nothing in this table.\n",
		"\n\n# nothing\n":                        "error: There is nothing in this table.\n",
		"zone,fee\nA,1,2\n":                      "error: Cell C2: This stands in a column without a heading.\n",
		"zone,fee\nA,#DIV/0!\n":                  "zone=A@A2\nerror: Cell B2: This is an error of the spreadsheet (#DIV/0!).\n",
		"zone,fee\n#REF!,5\nB,6\n":               "zone=B@A3 fee=6@B3\nerror: This is an error of the spreadsheet (#REF!).\n",
		"Fees of 2026\nzone,fee\nA,5\n":          "error: Cell A1: The first row holds the headings of the columns, and this row has one cell alone.\n",
		"zone,fee\nA,5\" pipe\n":                 "error: Cell B2: A quotation mark stands inside this cell.\n",
		"zone,fee\nA,\"5\n":                      "error: Cell B2: The quotation mark that begins this cell is never closed.\n",
		"zone,fee\nA,\"5\"x\n":                   "error: Cell B2: A quotation mark ends this cell, and the cell goes on.\n",
		"zone,fee\nA,5\x07\n":                    "error: Cell B2: There is a character here that cannot be seen (U+0007).\n",
		"z\x00o\x00n\x00e\x00\n\x00":             "error: This is not a text, or it is saved as UTF-16 without a mark that says so.\n",
		"PK\x03\x04 a workbook, really":          "error: This is a workbook, and not a file of comma-separated values.\n",
		"zone,fee\nA,5\rB,6\n":                   "zone=A@A2 fee=5\rB@B2\nerror: Cell C2: This stands in a column without a heading.\n",
		strings.Repeat("a,", 300) + "a":          "error: Cell IW1: A table has at most 256 columns.\n",
		"a\n" + strings.Repeat("1\n", maxRows+5): "error: This table has more than 20000 rows.\n",
		"a\n" + strings.Repeat("x", maxCell+1):   "error: Cell A2: This is longer than 32767 characters.\n",
	} {
		_, found := readCSV(text)
		if want := want[strings.Index(want, "error"):]; seen(nil, found) != want {
			t.Errorf("%.40q: %s", text, seen(nil, found))
		}
	}
	s, found := Read("t/tables/fees.csv", []byte("zone\nA\n"), "Fees")
	check(t, s, found, "zone=A@A2\nwarning: A file of comma-separated values has no pages, so \"Fees\" is not looked for.\n")
}

func TestAFaultShowsTheCell(t *testing.T) {
	_, found := readCSV("zone,fee\nA,1,\"some text\"\n")
	if len(found) != 1 || found[0].Cell != "C2" || found[0].Line != 2 || found[0].Column != 5 || found[0].Excerpt != "some text\n^" {
		t.Errorf("%+v", found)
	}
}

func TestASheetWrittenOutIsTheSameSheet(t *testing.T) {
	s, found := readCSV("# x\nzone,cars,because\n\nA,,\"a \"\"b\"\", c\nd\"\n#\n,> 2,x\n")
	again, _ := Read("t/tables/fees.csv", s.CSV(), "")
	check(t, again, nil, seen(s, found))
	changed, _ := Read("t/tables/fees.csv", s.With(1, 0, "B").With(0, 2, "").CSV(), "")
	check(t, changed, nil, "zone=A@A4\nzone=B@A6 cars=> 2@B6 because=x@C6\n")
	less, _ := Read("t/tables/fees.csv", s.Without(0).CSV(), "")
	check(t, less, nil, "cars=> 2@B6 because=x@C6\n")
}

func FuzzSeparated(f *testing.F) {
	for _, text := range []string{"a,b\n1,2\n", "a;b\r\n\"1\";2", "\xff\xfea\x00,\x00b\x00", "sep=;\na;b\n", "#\n\n\"a\"\n\"\n\n\"\n", "a\n\"x\"\"\n", "\xa3,b\n"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, found := Read("t.csv", raw, "")
		if s == nil && !hasErrors(found) {
			t.Fatal("neither a sheet nor a fault")
		}
		if hasErrors(found) {
			return
		}
		again, found := Read("t.csv", s.CSV(), "")
		if got := seen(again, nil); got != strings.ReplaceAll(seen(s, nil), "\r\n", "\n") {
			t.Fatalf("written out and read again (%v)\n%q\nit was\n%q", found, got, seen(s, nil))
		}
	})
}

func hasErrors(found []rules.Diagnostic) bool {
	for _, d := range found {
		if d.Severity == rules.Error {
			return true
		}
	}
	return false
}

// Where a semicolon parts the cells, a comma stands before the pennies and a date is written with points.
func TestAFileWithSemicolonsHasItsOwnNumbersAndDates(t *testing.T) {
	s, found := readCSV("fee;valid from;cars;because\n60,00;01.02.2026;> 1,5;Not 60,00 but less\n-1.234,5;31.12.2026;<= 3;A,B\n")
	check(t, s, found, "fee=60.00@A2 valid from=2026-02-01@B2 cars=> 1.5@C2 because=Not 60,00 but less@D2\n"+
		"fee=-1234.5@A3 valid from=2026-12-31@B3 cars=<= 3@C3 because=A,B@D3\n")
	s, found = readCSV("fee,valid from\n\"60,00\",01.02.2026\n")
	check(t, s, found, "fee=60,00@A2 valid from=01.02.2026@B2\n")
}

func TestAnAmountThatACommaCutIsPutTogetherAgain(t *testing.T) {
	for text, want := range map[string]string{
		"zone,fee,because\nA,1,045.00,x\n":    "zone=A@A2 fee=1045.00@B2 because=x@D2\nerror: Cell B2: The comma in 1,045.00 has cut this amount in two.\n",
		"zone,fee,because\nA,1,045.00,\n":     "zone=A@A2 fee=1045.00@B2\nerror: Cell B2: The comma in 1,045.00 has cut this amount in two.\n",
		"zone,fee,because\nA,£12,345,678,x\n": "zone=A@A2 fee=12345678@B2 because=x@E2\nerror: Cell B2: The comma in £12,345,678 has cut this amount in two.\n",
		"zone,fee,years\nA,1,045\n":           "zone=A@A2 fee=1@B2 years=045@C2\n", // as many cells as headings: two numbers
		"zone,fee,because\nA,0,045,x\n":       "zone=A@A2 fee=0@B2 because=045@C2\nerror: Cell D2: This stands in a column without a heading.\n",
		// In a file with semicolons nobody can say which it is.
		"zone;fee\nA;1,045\nB;1,5\nC;1.080\nD;1.080,50\n": "zone=A@A2 fee=1045@B2\nzone=B@A3 fee=1.5@B3\nzone=C@A4 fee=1080@B4\nzone=D@A5 fee=1080.50@B5\n" +
			"error: Cell B2: In a file with semicolons 1,045 may be 1045 or 1.045.\nerror: Cell B4: In a file with semicolons 1.080 may be 1080 or 1.080.\n",
		// A comma cuts a text as well.
		"zone,fee,because\nA,1,x\nB,2,One, two\nC,3,z\n":   "zone=A@A2 fee=1@B2 because=x@C2\nzone=C@A4 fee=3@B4 because=z@C4\nerror: Cell C3: The comma after “One” has cut this cell in two.\n",
		"zone,fee,because\nA,1,x\nB,2,y,z\nC,3,z\n":        "zone=A@A2 fee=1@B2 because=x@C2\nzone=C@A4 fee=3@B4 because=z@C4\nerror: Cell D3: Row 3 has more cells than there are headings: a comma within one of its cells has cut it, or there is text to the right of the last heading.\n",
		"zone,fee,because\nA,1,x\nB,2,y,,ask Ann\nC,3,z\n": "zone=A@A2 fee=1@B2 because=x@C2\nzone=B@A3 fee=2@B3 because=y@C3\nzone=C@A4 fee=3@B4 because=z@C4\nerror: Cell E3: There is text to the right of the last heading.\n",
		// What is worked out has points, and says so.
		"zone;fee\nA;= 240,00 + (cars - 1) * 150,00\nB;= max(1,2)\n": "zone=A@A2 fee== 240.00 + (cars - 1) * 150.00@B2\nzone=B@A3 fee== max(1,2)@B3\nerror: Cell B2: In a cell that is worked out, an amount is written with a point, in a file with semicolons too.\n",
		"zone,fee,because\n[A, B],1,x\nC,3,z\n":                      "zone=C@A3 fee=3@B3 because=z@C3\nerror: Cell A2: The comma after “[A” has cut this cell in two.\n",
		"zone,fee,because\nA,\"=IF(A2>1,2,3)\",x\n":                  "error: Cell B2: This is a formula of the spreadsheet, which names its cells: =IF(A2>1,2,3).\n",
		"zone,fee,because\nA,=IF(A2>1,2,3),x\n":                      "error: Cell B2: This is a formula of the spreadsheet, which names its cells: =IF(A2>1,2,3).\n",
		"zone;fee\nA;=IF(A2>1;2;3)\n":                                "error: Cell B2: This is a formula of the spreadsheet, which names its cells: =IF(A2>1;2;3).\n",
		"zone;fee\nA;=SUM(B2:B9)\n":                                  "error: Cell B2: This is a formula of the spreadsheet, which names its cells: =SUM(B2:B9).\n",
		"zone,fee\nA,= max(45.00 * cars; 2)\n":                       "zone=A@A2 fee== max(45.00 * cars; 2)@B2\n",
		"zone,fee\nA,'= 2 * 3\n":                                     "zone=A@A2 fee== 2 * 3@B2\n",
	} {
		s, found := readCSV(text)
		check(t, s, found, want)
	}
}

// A quotation mark that nothing closes is told where it was opened, however far the reader has gone on.
func TestAnUnclosedQuotationMarkIsToldAtItsOwnCell(t *testing.T) {
	for text, want := range map[string]string{
		"zone,fee,because\nA,1,\"One\nB,2,\"Two\"\n":                 "2:5 Cell C2: The quotation mark that begins this cell is never closed.",
		"zone,fee,because\n\n\"[A, B],1,x\n\"[C, D]\",2,y\n":         "3:1 Cell A3: The quotation mark that begins this cell is never closed.",
		"zone,fee,because\nA,1,\"One\ntwo\"\nB,\"2,x\nC,3,y\n":       "4:3 Cell B3: The quotation mark that begins this cell is never closed.",
		"zone,fee,because\nA,1,\"Says \"\"no\"\"\"\nB,2,\"Two\" x\n": "3:9 Cell C3: A quotation mark ends this cell, and the cell goes on.",
		"zone;fee;because\nA;1;Ü\nB;\"2;x\n":                         "3:3 Cell B3: The quotation mark that begins this cell is never closed.",
		"zone,fee,because\nA,1,5\" pipe\n":                           "2:6 Cell C2: A quotation mark stands inside this cell.",
	} {
		_, found := readCSV(text)
		if len(found) != 1 || fmt.Sprintf("%d:%d %s", found[0].Line, found[0].Column, found[0].Message) != want {
			t.Errorf("%q: %v", text, found)
		}
	}
}
