package rehearse

import "github.com/caseloom/caseloom/runtime/casetype"

// Coverage says which rules the tests made fire.
type Coverage struct{}

func newCoverage(t *casetype.Type) Coverage { return Coverage{} }

func (c *Coverage) note(p *play) {}
