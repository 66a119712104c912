package rules

import (
	"fmt"
	"testing"

	"github.com/expr-lang/expr"
)

const fiveComparisons = `form.address.zone == "A" and fact.cars > 2 and form.address.years >= 1 and form.rate < 0.7 and case.status != "closed"`

func BenchmarkFiveComparisons(b *testing.B) {
	p := compiled(b, fiveComparisons, boolean)
	s := resident()
	b.ReportAllocs()
	for b.Loop() {
		if ok, err := p.Bool(s); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}

// The same rule and the same data in expr's own machine, over nested maps and over flattened ones.
func BenchmarkFiveComparisonsExpr(b *testing.B) {
	env := resident().base.root.Parts()
	b.Run("nested", func(b *testing.B) { benchExpr(b, fiveComparisons, env) })
	b.Run("flattened", func(b *testing.B) {
		flat := map[string]any{"zone": "A", "cars": 3, "years": 4, "rate": 0.5, "status": "open"}
		benchExpr(b, `zone == "A" and cars > 2 and years >= 1 and rate < 0.7 and status != "closed"`, flat)
	})
}

func benchExpr(b *testing.B, text string, env map[string]any) {
	p, err := expr.Compile(text, expr.Env(env), expr.AsBool())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if ok, err := expr.Run(p, env); ok != true || err != nil {
			b.Fatal(ok, err)
		}
	}
}

// A snapshot is made for every event, and forgets.
func BenchmarkFiveComparisonsInANewSnapshot(b *testing.B) {
	p := compiled(b, fiveComparisons, boolean)
	root := resident().base.root.Parts()
	b.ReportAllocs()
	for b.Loop() {
		if ok, err := p.Bool(NewSnapshot(root)); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}

// bigTable has 4 columns; the resident meets the last row but two.
func bigTable(b *testing.B, rows int) *Table {
	var all []map[string]string
	for i := range rows {
		row := cells{"zone": "B", "cars": fmt.Sprintf("[%d..%d)", i, i+10), "born": "< 1990-01-01", "badge": "true", "result": "granted"}
		if i == rows-3 {
			row["zone"], row["cars"] = "A", "> 2"
		}
		all = append(all, row)
	}
	return table(b, permit("first", all...))
}

func BenchmarkTableMatch(b *testing.B) {
	for _, rows := range []int{20, 1000} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			t := bigTable(b, rows)
			s := resident()
			b.ReportAllocs()
			for b.Loop() {
				if row, err := t.Match(s); row != rows-2 || err != nil {
					b.Fatal(row, err)
				}
			}
		})
	}
}

func BenchmarkTableDecide(b *testing.B) {
	t := bigTable(b, 20)
	s := resident()
	b.ReportAllocs()
	for b.Loop() {
		if r, err := t.Decide(s); r.Row != 18 || err != nil {
			b.Fatal(r, err)
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	scope := parking()
	for b.Loop() {
		if p, faults := Compile(at(fiveComparisons), scope, boolean); p == nil {
			b.Fatal(faults)
		}
	}
}

func BenchmarkExplain(b *testing.B) {
	p := compiled(b, fiveComparisons, boolean)
	s := resident()
	for b.Loop() {
		p.Explain(s)
	}
}

// The nearest row that missed, with the smallest change of facts: explained when somebody asks, never while serving.
func BenchmarkNearest(b *testing.B) {
	for _, rows := range []int{20, 1000} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			t := bigTable(b, rows)
			s := resident()
			b.ReportAllocs()
			for b.Loop() {
				if miss := t.Nearest(s, nil); len(miss.Otherwise.Changes) != 1 {
					b.Fatal(miss.Otherwise)
				}
			}
		})
	}
}

func BenchmarkOtherwise(b *testing.B) {
	p := compiled(b, fiveComparisons, boolean)
	s := resident()
	b.ReportAllocs()
	for b.Loop() {
		if o := p.Otherwise(s, nil); len(o.Changes) != 1 {
			b.Fatal(o)
		}
	}
}
