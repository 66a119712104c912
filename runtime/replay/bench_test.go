package replay_test

import (
	"context"
	"runtime/debug"
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
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // as the command has it
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

// BenchmarkRedecides asks the tables again of cases that have been read, on every processor.
func BenchmarkRedecides(b *testing.B) {
	typ := permit(b)
	l := refused(b, typ)
	if d := replay.Redecide(typ, l.c, l.now); len(d) > 0 {
		b.Fatal(d)
	}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if len(replay.Redecide(typ, l.c, l.now)) > 0 {
				b.Error("it is decided otherwise")
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "cases/s")
}
