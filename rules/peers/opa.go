package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
)

// The rows of a table are data, and the row that counts is the first that fits.
const opaTable = `package permit
hit := min([i |
	some i, row in data.rows
	row.zone == input.zone
	input.cars >= row.low
	input.cars < row.high
	input.years < row.most
	row.badge == input.badge
])`

func opaRego() engine {
	ctx := context.Background()
	input := map[string]any{"zone": zone, "cars": cars, "years": years, "rate": rate, "status": status, "badge": true}
	prepare := func(module, query string, data map[string]any) rego.PreparedEvalQuery {
		q, err := rego.New(rego.Query(query), rego.Module("permit.rego", module), rego.Store(inmem.NewFromObject(data))).PrepareForEval(ctx)
		must(err == nil, err)
		return q
	}
	ask := func(q rego.PreparedEvalQuery, want string) error {
		results, err := q.Eval(ctx, rego.EvalInput(input))
		if err != nil || len(results) != 1 || fmt.Sprint(results[0].Expressions[0].Value) != want {
			return wrong(fmt.Sprint(results, err))
		}
		return nil
	}
	rule := func(n int) string {
		text := ruleText(n, "\n")
		for _, name := range []string{"zone", "cars", "years", "rate", "status"} {
			text = strings.Replace(text, name+" ", "input."+name+" ", 1)
		}
		return text
	}
	five := prepare("package permit\nallow if {\n"+rule(2)+"\n}", "data.permit.allow", map[string]any{})
	e := engine{"opa", map[string]func() error{
		"five": func() error { return ask(five, "true") },
		"compile500": func() error {
			var module strings.Builder
			module.WriteString("package permit\n")
			for i := range 500 {
				fmt.Fprintf(&module, "allow%d if {\n%s\n}\n", i, rule(i))
			}
			prepare(module.String(), "data.permit.allow2", map[string]any{})
			return nil
		},
	}}
	for _, rows := range []int{20, 1000} {
		var data []any
		for _, r := range tableRows(rows) {
			data = append(data, map[string]any{"zone": r.zone, "low": json.Number(fmt.Sprint(r.low)), "high": json.Number(fmt.Sprint(r.high)), "most": json.Number(fmt.Sprint(r.most)), "badge": r.badge})
		}
		q := prepare(opaTable, "data.permit.hit", map[string]any{"rows": data})
		want := fmt.Sprint(hitRow(rows) - 1)
		e.does[fmt.Sprint("table", rows)] = func() error { return ask(q, want) }
		if rows == 20 {
			e.does["stored"] = func() error {
				for range storedCases {
					if err := ask(q, want); err != nil {
						return err
					}
				}
				return nil
			}
		}
	}
	return e
}
