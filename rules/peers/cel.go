package main

import (
	"fmt"

	"github.com/google/cel-go/cel"
)

func celGo() engine {
	env, err := cel.NewEnv(cel.Variable("zone", cel.StringType), cel.Variable("cars", cel.IntType), cel.Variable("years", cel.IntType),
		cel.Variable("rate", cel.DoubleType), cel.Variable("status", cel.StringType), cel.Variable("badge", cel.BoolType))
	must(err == nil, err)
	data := map[string]any{"zone": zone, "cars": cars, "years": years, "rate": rate, "status": status, "badge": true}
	program := func(text string) cel.Program {
		ast, found := env.Compile(text)
		must(found.Err() == nil, found.Err())
		p, err := env.Program(ast, cel.EvalOptions(cel.OptOptimize))
		must(err == nil, err)
		return p
	}
	holds := func(p cel.Program) bool {
		v, _, err := p.Eval(data)
		return err == nil && v.Value() == true
	}
	five := program(ruleText(2, "&&"))
	e := engine{"cel-go", map[string]func() error{
		"five": func() error {
			if !holds(five) {
				return wrong(false)
			}
			return nil
		},
		"compile500": func() error {
			for i := range 500 {
				program(ruleText(i, "&&"))
			}
			return nil
		},
	}}
	for _, rows := range []int{20, 1000} {
		var table []cel.Program
		for _, r := range tableRows(rows) {
			table = append(table, program(fmt.Sprintf("zone == %q && cars >= %d && cars < %d && years < %d && badge == %t", r.zone, r.low, r.high, r.most, r.badge)))
		}
		hit := func() error {
			for i, p := range table {
				if holds(p) {
					if i+1 != hitRow(rows) {
						return wrong(i + 1)
					}
					return nil
				}
			}
			return wrong(0)
		}
		e.does[fmt.Sprint("table", rows)] = hit
		if rows == 20 {
			e.does["stored"] = func() error {
				for range storedCases {
					if err := hit(); err != nil {
						return err
					}
				}
				return nil
			}
		}
	}
	return e
}
