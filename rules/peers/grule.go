package main

import (
	"fmt"
	"strings"

	"github.com/hyperjumptech/grule-rule-engine/ast"
	"github.com/hyperjumptech/grule-rule-engine/builder"
	gengine "github.com/hyperjumptech/grule-rule-engine/engine"
	"github.com/hyperjumptech/grule-rule-engine/logger"
	"github.com/hyperjumptech/grule-rule-engine/pkg"
)

// Permit is what grule's rules read, and write their answer to.
type Permit struct {
	Zone, Status string
	Cars, Years  int64
	Rate         float64
	Badge        bool
	Row          int64
}

func grule() engine {
	logger.SetLogLevel(logger.ErrorLevel)
	library := func(text string) *ast.KnowledgeLibrary {
		lib := ast.NewKnowledgeLibrary()
		err := builder.NewRuleBuilder(lib).BuildRuleFromResource("permit", "1", pkg.NewBytesResource([]byte(text)))
		must(err == nil, err)
		return lib
	}
	base := func(lib *ast.KnowledgeLibrary) *ast.KnowledgeBase {
		kb, err := lib.NewKnowledgeBaseInstance("permit", "1")
		must(err == nil, err)
		return kb
	}
	run := func(kb *ast.KnowledgeBase, want int) error {
		p := &Permit{Zone: zone, Status: status, Cars: cars, Years: years, Rate: rate, Badge: true}
		data := ast.NewDataContext()
		if err := data.Add("P", p); err != nil {
			return err
		}
		if err := gengine.NewGruleEngine().Execute(data, kb); err != nil || p.Row != int64(want) {
			return wrong(fmt.Sprint(p.Row, err))
		}
		return nil
	}
	rule := func(n int) string {
		return fmt.Sprintf("rule R%d \"r\" salience %d { when P.Zone == \"A\" && P.Cars > %d && P.Years >= 1 && P.Rate < 0.7 && P.Status != \"closed\" then P.Row = 1; Complete(); }\n", n, -n, n)
	}
	five := base(library(rule(2)))
	e := engine{"grule", map[string]func() error{
		"five": func() error { return run(five, 1) },
		"compile500": func() error {
			var all strings.Builder
			for i := range 500 {
				all.WriteString(rule(i))
			}
			base(library(all.String()))
			return nil
		},
	}}
	for _, rows := range []int{20, 1000} {
		var all strings.Builder
		for i, r := range tableRows(rows) {
			fmt.Fprintf(&all, "rule R%d \"r\" salience %d { when P.Zone == %q && P.Cars >= %d && P.Cars < %d && P.Years < %d && P.Badge == %t then P.Row = %d; Complete(); }\n",
				i+1, -i, r.zone, r.low, r.high, r.most, r.badge, i+1)
		}
		kb := base(library(all.String()))
		e.does[fmt.Sprint("table", rows)] = func() error { return run(kb, hitRow(rows)) }
		if rows == 20 {
			e.does["stored"] = func() error {
				for range storedCases {
					if err := run(kb, hitRow(20)); err != nil {
						return err
					}
				}
				return nil
			}
		}
	}
	return e
}
