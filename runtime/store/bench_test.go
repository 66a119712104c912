package store

import (
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// BenchmarkCommit commits new cases (six events, two tasks, a timer and a mail each) with so many waiting at a time.
// Beside units a second it says how long the slowest hundredth waited.
func BenchmarkCommit(b *testing.B) {
	for _, waiting := range []int{1, 16, 64, 256} {
		b.Run(fmt.Sprintf("waiting=%d", waiting), func(b *testing.B) {
			db := openRecord(b)
			units := make([]Unit, b.N)
			for i := range units {
				units[i] = newCase(i + 1).u
			}
			took := make([]time.Duration, b.N)
			var next atomic.Int64
			var wg sync.WaitGroup
			b.ResetTimer()
			for range waiting {
				wg.Go(func() {
					for {
						i := int(next.Add(1)) - 1
						if i >= b.N {
							return
						}
						began := time.Now()
						if err := db.Commit(bg, units[i]); err != nil {
							b.Error(err)
						}
						took[i] = time.Since(began)
					}
				})
			}
			wg.Wait()
			b.StopTimer()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "units/s")
			b.ReportMetric(float64(percentile(took, 99).Microseconds())/1000, "p99-ms")
		})
	}
}

// BenchmarkPlain is the measure to hold BenchmarkCommit against, in the same run: the same driver, six inserts of 500
// bytes into one table with one index, so many of them in a transaction, and nothing else.
func BenchmarkPlain(b *testing.B) {
	for _, together := range []int{1, 16, 64, 256} {
		b.Run(fmt.Sprintf("together=%d", together), func(b *testing.B) {
			write, read, err := openSQLite(bg, filepath.Join(b.TempDir(), "plain.db"))
			if err != nil {
				b.Fatal(err)
			}
			defer write.Close()
			defer read.Close()
			if _, err := write.Exec(`CREATE TABLE plain (id INTEGER PRIMARY KEY, word TEXT, body BLOB)`); err != nil {
				b.Fatal(err)
			}
			if _, err := write.Exec(`CREATE INDEX by_word ON plain (word)`); err != nil {
				b.Fatal(err)
			}
			body := make([]byte, 500)
			b.ResetTimer()
			for done := 0; done < b.N; {
				t, err := write.Begin()
				if err != nil {
					b.Fatal(err)
				}
				insert, err := t.Prepare(`INSERT INTO plain (word, body) VALUES (?, ?)`)
				if err != nil {
					b.Fatal(err)
				}
				for n := 0; n < together && done < b.N; n++ {
					for range 6 {
						if _, err := insert.Exec("word", body); err != nil {
							b.Fatal(err)
						}
					}
					done++
				}
				if err := t.Commit(); err != nil {
					b.Fatal(err)
				}
			}
			b.StopTimer()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "units/s")
		})
	}
}

// BenchmarkLists reads a page of each list from a record of many cases.
func BenchmarkLists(b *testing.B) {
	db := openRecord(b)
	const cases = 5000
	var wg sync.WaitGroup
	for w := range 64 {
		wg.Go(func() {
			for n := w; n < cases; n += 64 {
				if err := db.Commit(bg, newCase(n+1).u); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
	for name, list := range map[string]func() error{
		"team's tasks": func() error {
			_, _, err := db.Tasks(bg, TaskQuery{Teams: []string{"parking", "street"}, Unowned: true})
			return err
		},
		"newest cases": func() error { _, _, err := db.Cases(bg, CaseQuery{Statuses: []string{"open"}}); return err },
		"search":       func() error { _, err := db.Search(bg, "ada number123", 20); return err },
		"common word":  func() error { _, err := db.Search(bg, "example", 20); return err },
		"one case":     func() error { _, err := db.Case(bg, "PP-2026-000777"); return err },
		"due timers":   func() error { _, err := db.DueTimers(bg, morning, 50); return err },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := list(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func percentile(took []time.Duration, p int) time.Duration {
	slices.Sort(took)
	return took[(len(took)-1)*p/100]
}
