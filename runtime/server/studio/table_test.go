package studio

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/caseloom/caseloom/runtime/casetype"
)

// kept is a case type whose decision looks at so many answers, and keeps its rows in a spreadsheet.
func kept(t *testing.T, inputs int, csv string) (*casetype.Type, *casetype.Decision) {
	t.Helper()
	form, names := "title: Apply\ntype: object\nproperties:\n", ""
	for i := range inputs {
		form += fmt.Sprintf("  q%d: { title: Q%d, type: boolean }\n", i, i)
		names += fmt.Sprintf("q%d: form.q%d, ", i, i)
	}
	root := fstest.MapFS{}
	for name, text := range map[string]string{
		"t/casetype.yaml": "title: T\nintake: apply\nstages: [ { id: s, tasks: [ { id: a, decides: d } ] } ]\n", "t/forms/apply.yaml": form,
		"t/rules/decisions.yaml": "d:\n  inputs: { " + names + "}\n  outputs: { result: [granted, refused], fee: money }\n  table: fees\n  default: { result: refused }\n",
		"t/tables/fees.csv":      csv,
	} {
		root[name] = &fstest.MapFile{Data: []byte(text)}
	}
	typ, found := casetype.Load(root, "t")
	if typ == nil {
		t.Fatal(found)
	}
	return typ, typ.Decisions[0]
}

func drawn(rows [][]string) string {
	var all []string
	for _, r := range rows {
		all = append(all, strings.Join(r, " | "))
	}
	return strings.Join(all, "\n")
}

func TestATableInASpreadsheetIsDrawnAsItStandsThere(t *testing.T) {
	typ, d := kept(t, 3, "Q0,Q1,Q2,Result,Fee,Valid from,Because\n\n,yes,,granted,= 2.00 * 3,2026-01-01,\nno,,,refused,,,Not so\n")
	got := drawTable(typ, d)
	if want := "Row | q0 | q1 | valid from | result | fee | because"; strings.Join(got.Head, " | ") != want {
		t.Errorf("its head is %v", got.Head)
	}
	if want := "3 | – | yes | 2026-01-01 | granted | = 2.00 * 3 | –\n4 | no | – | – | refused | – | Not so\notherwise | – | – | – | refused | – | –"; drawn(got.Rows) != want {
		t.Errorf("its rows are\n%s", drawn(got.Rows))
	}
	if !strings.Contains(got.Caption, "t/tables/fees.csv") {
		t.Error(got.Caption)
	}
}

func TestAWideTableIsDrawnNarrow(t *testing.T) {
	head, rows := []string{}, ""
	for i := range 33 {
		head = append(head, fmt.Sprint("Q", i))
	}
	for row := range 33 {
		cells := slices.Repeat([]string{""}, 33)
		cells[row], cells[(row+5)%33] = "yes", "no"
		rows += strings.Join(cells, ",") + fmt.Sprintf(",granted,%d.00\n", row)
	}
	typ, d := kept(t, 33, strings.Join(head, ",")+",result,fee\n"+rows)
	got := drawTable(typ, d)
	if strings.Join(got.Head, " ") != "Row When result fee" || drawn(got.Rows[:1]) != "2 | q0: yes; q5: no | granted | 0.00" || len(got.Rows) != 34 {
		t.Errorf("%v\n%s", got.Head, drawn(got.Rows))
	}
}
