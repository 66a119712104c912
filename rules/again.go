package rules

// Ran is what is known of a run that went well: it would give the same again, and take as many steps, until something
// changes that it reads. The zero Ran is of no run.
type Ran struct {
	turn  int // how many changes the snapshot had been told of, and one
	steps int
	left  int // of the meter, when it began
}

// Begins is to be given to Ran when what begins now is over.
func (s *Snapshot) Begins() Ran {
	return Ran{turn: len(s.base.changed) + 1, left: s.base.meter.remains()}
}

// Ran tells of what has run in the snapshot since it began.
func (s *Snapshot) Ran(began Ran) Ran {
	began.steps = began.left - s.base.meter.remains()
	return began
}

// Again says whether the program would give what it gave when it ran, and then counts its steps as if it had run.
func (p *Program) Again(s *Snapshot, ran *Ran) bool { return s.again(ran, p.reads) }

// Again says whether the table would decide what it decided when it ran, and then counts its steps as if it had run.
func (t *Table) Again(s *Snapshot, ran *Ran) bool { return s.again(ran, t.reads) }

func (s *Snapshot) again(ran *Ran, reads []string) bool {
	if ran.turn == 0 {
		return false
	}
	for _, changed := range s.base.changed[ran.turn-1:] {
		for _, path := range reads {
			if below(path, changed) || below(changed, path) {
				return false
			}
		}
	}
	if !s.base.meter.again(ran.steps) {
		return false
	}
	ran.turn = len(s.base.changed) + 1
	return true
}

// remains is how many steps are left; 0 when nobody counts.
func (m *Meter) remains() int {
	if m == nil {
		return 0
	}
	return m.left
}

// again counts what would take as many steps as it did before. Of what would be stopped, or is so dear that its rule is
// remembered, it says false: that is to run.
func (m *Meter) again(steps int) bool {
	if m == nil {
		return true
	}
	if steps > m.left || steps >= dear {
		return false
	}
	m.left -= steps
	return true
}
