package main

import (
	"fmt"

	"github.com/caseloom/caseloom/rules"
)

func caseloom() engine {
	scope := rules.NewScope(&rules.Type{Kind: rules.Object, Fields: map[string]*rules.Type{
		"zone": {Kind: rules.String, Enum: []string{"A", "B"}}, "cars": {Kind: rules.Int}, "years": {Kind: rules.Int},
		"rate": {Kind: rules.Number}, "status": {Kind: rules.String}, "badge": {Kind: rules.Bool},
	}})
	data := map[string]any{"zone": zone, "cars": cars, "years": years, "rate": rate, "status": status, "badge": true}
	s := rules.NewSnapshot(data)
	yes := &rules.Type{Kind: rules.Bool}
	five, found := rules.Compile(text(ruleText(2, "and")), scope, yes)
	must(five != nil, found)
	e := engine{"caseloom", map[string]func() error{
		"five": func() error {
			if ok, err := five.Bool(s); !ok {
				return wrong(err)
			}
			return nil
		},
		"compile500": func() error {
			for i := range 500 {
				if p, found := rules.Compile(text(ruleText(i, "and")), scope, yes); p == nil {
					return wrong(found)
				}
			}
			return nil
		},
	}}
	for _, rows := range []int{20, 1000} {
		t := ownTable(rows, scope)
		e.does[fmt.Sprint("table", rows)] = func() error {
			if row, err := t.Match(s); row != hitRow(rows) {
				return wrong(fmt.Sprint(row, err))
			}
			return nil
		}
	}
	t := ownTable(20, scope)
	stored := make([]map[string]any, storedCases)
	for i := range stored {
		stored[i] = data
	}
	e.does["stored"] = func() error {
		for _, one := range stored {
			if row, err := t.Match(rules.NewSnapshot(one)); row != hitRow(20) {
				return wrong(fmt.Sprint(row, err))
			}
		}
		return nil
	}
	return e
}

func ownTable(n int, scope *rules.Scope) *rules.Table {
	spec := rules.TableSpec{Name: "permit", Hit: "first", Outputs: []rules.OutputSpec{{ID: "result", Type: &rules.Type{Kind: rules.String}}}}
	for _, name := range []string{"zone", "cars", "years", "badge"} {
		spec.Inputs = append(spec.Inputs, rules.InputSpec{Name: name, Is: text(name)})
	}
	for _, r := range tableRows(n) {
		spec.Rows = append(spec.Rows, rules.RowSpec{Place: text(""), Cells: map[string]rules.Source{
			"zone": text(r.zone), "cars": text(fmt.Sprintf("[%d..%d)", r.low, r.high)), "years": text(fmt.Sprint("< ", r.most)),
			"badge": text(fmt.Sprint(r.badge)), "result": text("granted"),
		}})
	}
	t, found := rules.CompileTable(spec, scope)
	must(t != nil, found)
	return t
}

func text(s string) rules.Source { return rules.Source{Text: s, File: "peers", Line: 1, Column: 1} }

func must(ok bool, why any) {
	if !ok {
		panic(fmt.Sprint(why))
	}
}
