package casetype

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/caseloom/caseloom/rules"
)

// office is a case type with a table as real offices have them: 33 inputs and 270 rows in a spreadsheet, nine cells in ten
// empty, and reference data of 10,000 rows.
func office() fstest.MapFS {
	var form, inputs, head, rows, streets strings.Builder
	form.WriteString("title: Apply\ntype: object\nrequired: [street]\nproperties:\n  street: { title: Street, type: string }\n")
	for i := range 33 {
		kind := []string{"type: boolean", "enum: [A, B, C, D]", "type: integer, minimum: 0"}[i%3]
		fmt.Fprintf(&form, "  q%d: { title: Question %d, %s }\n", i, i, kind)
		fmt.Fprintf(&inputs, "    q%d: form.q%d\n", i, i)
		fmt.Fprintf(&head, "Q%d;", i)
	}
	r := rand.New(rand.NewPCG(4, 2026))
	for row := range 270 {
		for i := range 33 {
			if r.IntN(10) == 0 || i == row%33 {
				rows.WriteString([][]string{{"yes", "no"}, {"A", "[B, C]"}, {"> 3", "[0..5]"}}[i%3][r.IntN(2)])
			}
			rows.WriteByte(';')
		}
		fmt.Fprintf(&rows, "awarded;%d.50;Row %d says so.\n", row, row)
	}
	for i := range 10_000 {
		fmt.Fprintf(&streets, "S%05d,%s,%d.%02d\n", i, []string{"North", "South"}[i%2], i, i%100)
	}
	text := map[string]string{
		"office/casetype.yaml":        "title: Office\nintake: apply\nfacts:\n  district: { is: \"lookup(tables.streets, form.street).district\" }\nstages:\n  - id: decide\n    tasks:\n      - { id: award, decides: award }\n",
		"office/forms/apply.yaml":     form.String(),
		"office/rules/decisions.yaml": "award:\n  inputs:\n" + inputs.String() + "  outputs: { result: [awarded, refused], amount: money }\n  table: awards\n  default: { result: refused }\n",
		"office/tables/awards.csv":    head.String() + "result;amount;because\n" + rows.String(),
		"office/tables/streets.csv":   "Code,District,Rate\n" + streets.String(),
	}
	root := fstest.MapFS{}
	for name, data := range text {
		root[name] = &fstest.MapFile{Data: []byte(data)}
	}
	return root
}

func TestATableOfTheSizeThatOfficesHave(t *testing.T) {
	typ, found := Load(office(), "office")
	if typ == nil {
		t.Fatal(found)
	}
	table := typ.Decisions[0].Table
	if table.Rows() != 270 || table.RowNumber(270) != 271 || len(found) > 30 {
		t.Errorf("%d rows, the last is %d; %d things are said", table.Rows(), table.RowNumber(270), len(found))
	}
	for _, d := range found {
		if d.Severity == rules.Error || d.File != "office/tables/awards.csv" {
			t.Errorf("%s", d)
		}
	}
	fact := typ.Facts[0].Is
	for street, district := range map[string]any{"S00000": "North", "S09999": "South", "S10000": nil} {
		got, err := fact.Run(rules.NewSnapshot(map[string]any{"form": map[string]any{"street": street}}))
		if err != nil || got != district {
			t.Errorf("%s lies %v (%v)", street, got, err)
		}
	}
}

func BenchmarkOffice(b *testing.B) {
	root := office()
	b.Run("load", func(b *testing.B) {
		for b.Loop() {
			if typ, found := Load(root, "office"); typ == nil {
				b.Fatal(found)
			}
		}
	})
	typ, _ := Load(root, "office")
	b.Run("prove", func(b *testing.B) {
		for b.Loop() {
			typ.Decisions[0].Table.Prove(nil)
		}
	})
	b.Run("lookup in 10,000 rows", func(b *testing.B) {
		s := rules.NewSnapshot(map[string]any{"form": map[string]any{"street": "S07321"}})
		for b.Loop() {
			if v, err := typ.Facts[0].Is.Run(s); v == nil || err != nil {
				b.Fatal(v, err)
			}
		}
	})
}
