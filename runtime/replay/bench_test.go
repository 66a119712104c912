package replay_test

import (
	"context"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/replay"
)

// BenchmarkLives lives cases again on every processor, each from its application to its end: two mails, a check, a
// decision, a permit that is sent. Its cases/s are those of `caseloom replay` with the cases already read.
func BenchmarkLives(b *testing.B) {
	typ := permit(b)
	l := refused(b, typ)
	h, err := replay.Read(l.c, l.events)
	if err != nil {
		b.Fatal(err)
	}
	h.Was = replay.Tell(l.c, time.UTC)
	whole := replay.WhatIf{Tried: typ, Until: l.now}
	if a := whole.Ask(h); a.Err != nil || len(a.Differences) > 0 {
		b.Fatal(a)
	}
	all := make([]replay.History, 100)
	for i := range all {
		all[i] = h
	}
	n := 0
	for b.Loop() {
		_, err := whole.All(context.Background(), func(yield func(replay.Batch) bool) error {
			for range 4 {
				yield(func() ([]replay.History, error) { return all, nil })
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		n += 4 * len(all)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "cases/s")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/case")
}
