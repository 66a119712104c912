package rules

import (
	"cmp"
	"slices"
)

// Meter bounds what rules may take together, in steps: a step is a part of an expression worked out, about 20
// nanoseconds. It is given to the snapshots that the rules run in, and is for one goroutine at a time. Once it has run
// out, every further rule gives the *RunError "budget".
type Meter struct {
	left int
	dear map[Source]int
}

// dear is from how many steps on the meter remembers which rule took them.
const dear = 10_000

// NewMeter makes a meter of so many steps.
func NewMeter(steps int) *Meter { return &Meter{left: steps} }

// Empty says whether a rule was stopped, or the next one will be, because all of them together take too many steps.
func (m *Meter) Empty() bool { return m.left <= 0 }

// take counts what a run has taken.
func (m *Meter) take(src Source, steps int) {
	if m.left -= steps; steps < dear {
		return
	}
	if m.dear == nil {
		m.dear = map[Source]int{}
	}
	m.dear[src] += steps
}

// Cost is what a rule has taken.
type Cost struct {
	Rule  Source
	Steps int
}

// Dearest lists the rules that took most, at most n of them, the dearest first.
func (m *Meter) Dearest(n int) []Cost {
	var all []Cost
	for src, steps := range m.dear {
		all = append(all, Cost{src, steps})
	}
	slices.SortFunc(all, func(a, b Cost) int {
		return cmp.Or(cmp.Compare(b.Steps, a.Steps), cmp.Compare(a.Rule.File, b.Rule.File), cmp.Compare(a.Rule.Line, b.Rule.Line), cmp.Compare(a.Rule.Column, b.Rule.Column))
	})
	return all[:min(n, len(all))]
}

// Metered counts what runs in the snapshot. It changes the snapshot, and gives it back.
func (s *Snapshot) Metered(m *Meter) *Snapshot {
	s.base.meter = m
	return s
}

// bounded meters the snapshot while something runs that is made of many programs, when nobody else does: a text, or what
// the rows of a table work out. The function it gives ends that.
func (s *Snapshot) bounded() func() {
	base := s.base
	if base.meter != nil {
		return func() {}
	}
	base.meter = NewMeter(maxTogether)
	return func() { base.meter = nil }
}
