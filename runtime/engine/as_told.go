package engine

// AsTold is a case as its applicant knows it: as it stood before the first decision was made that they have not been told of.
// Nil: there was no case then. Events are those of the case, which are asked for only where they are needed.
func AsTold(c *Case, events func() ([]Event, error)) (*Case, error) {
	first := 0
	for _, d := range c.Decisions {
		if n := len(d.Made); n > 0 && d.Made[n-1].Told == nil && (first == 0 || d.Made[n-1].Seq < first) {
			first = d.Made[n-1].Seq
		}
	}
	if first == 0 {
		return c, nil
	}
	all, err := events()
	if err != nil || first > len(all) {
		return nil, err
	}
	before := all[:all[first-1].Cause-1] // all that followed from one given is told together
	if len(before) == 0 {
		return nil, nil
	}
	known := &Case{}
	for i := range before {
		if err := Fold(known, &before[i]); err != nil {
			return nil, err
		}
	}
	return known, nil
}
