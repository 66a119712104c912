package main

import "fmt"

// The data is one application for a parking permit.
const (
	zone   = "A"
	cars   = 3
	years  = 4
	rate   = 0.5
	status = "open"
)

// hitRow is the row of a table that fits, counted from 1: the last but two.
func hitRow(rows int) int { return rows - 2 }

// tableRow is a row of four conditions: the zone, cars from low up to but not high, fewer years than most, the badge.
type tableRow struct {
	zone      string
	low, high int
	most      int
	badge     bool
}

func tableRows(n int) []tableRow {
	rows := make([]tableRow, n)
	for i := range rows {
		rows[i] = tableRow{"B", i, i + 10, 90, true}
	}
	rows[hitRow(n)-1] = tableRow{"A", 3, 1000, 90, true}
	return rows
}

// ruleText is the nth of 500 rules, in the words that CEL and expr share.
func ruleText(n int, and string) string {
	return fmt.Sprintf(`zone == "A" %s cars > %d %s years >= 1 %s rate < 0.7 %s status != "closed"`, and, n, and, and, and)
}

func wrong(got any) error { return fmt.Errorf("the answer is wrong: %v", got) }
