package rules

import (
	"fmt"
	"strings"
	"testing"
)

// A table of many columns, few cells and no default has gaps that no list could say. It is proved within its bounds all
// the same: what is said is little, and each of it is so.
func TestAWideTableWithoutADefaultIsProvedWithinBounds(t *testing.T) {
	fields := map[string]*Type{}
	spec := TableSpec{Name: "wide", Hit: "first", Outputs: []OutputSpec{{ID: "result", Type: &Type{Kind: String, Enum: []string{"a", "b"}}}}}
	low, high := 0.0, 100.0
	for i := range 33 {
		name := fmt.Sprintf("q%02d", i)
		fields[name] = &Type{Kind: Int, Min: &low, Max: &high}
		spec.Inputs = append(spec.Inputs, InputSpec{name, at(name)})
	}
	for _, rows := range []int{8, 270} {
		spec.Rows = nil
		for r := range rows {
			cells := map[string]Source{"result": at("a")}
			for c := range 3 {
				cells[fmt.Sprintf("q%02d", (r*7+c*11)%33)] = at(fmt.Sprintf("[%d..%d]", (r*13+c*29)%60, (r*13+c*29)%60+20))
			}
			spec.Rows = append(spec.Rows, RowSpec{Place: at(""), Cells: cells})
		}
		table, faults := CompileTable(spec, NewScope(&Type{Kind: Object, Fields: fields}))
		if table == nil {
			t.Fatal(faults)
		}
		found := table.Prove(nil)
		if len(found) == 0 || len(found) > 40 {
			t.Errorf("of %d rows %d things are said", rows, len(found))
		}
		for _, d := range found {
			if len(d.Message) > 3_000 || len(d.Fix) > 3_000 || d.Code == "gap" && !strings.HasPrefix(d.Message, "No row ") && !strings.HasPrefix(d.Message, "There are ") {
				t.Errorf("%d rows: %.300s", rows, d.Message)
			}
		}
	}
}
