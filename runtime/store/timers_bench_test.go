package store

import (
	"fmt"
	"testing"
	"time"
)

// BenchmarkDueTimers finds what has fallen due among a million timers that have not: as many as 100,000 cases with ten
// deadlines each, over two years.
func BenchmarkDueTimers(b *testing.B) {
	db := openRecord(b)
	const cases, timers = 100, 1_000_000
	for n := range cases {
		if err := db.Commit(bg, newCase(n+1).u); err != nil {
			b.Fatal(err)
		}
	}
	err := db.write(bg, func(t *tx) error {
		_, err := t.exec(`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $1)
			INSERT INTO timers (case_num, key, at, wake)
			SELECT (SELECT MIN(num) FROM cases) + i % $2, 'later ' || i, $3 + i * $4, $3 + i * $4 FROM n`,
			timers, cases, micros(morning.AddDate(0, 0, 1)), int64(2*365*24*time.Hour/time.Microsecond)/timers)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	for _, due := range []int{0, 50, 5000} {
		now := morning.AddDate(0, 0, 1).Add(-time.Second)
		if due > 0 {
			now = morning.AddDate(0, 0, 1).Add(time.Duration(due-1) * (2 * 365 * 24 * time.Hour / timers))
		}
		b.Run(fmt.Sprintf("%d due of a million", due), func(b *testing.B) {
			for b.Loop() {
				if found, err := db.DueTimers(bg, now, 50); err != nil || len(found) < min(due, 50) {
					b.Fatal(len(found), err)
				}
			}
		})
	}
}
