package casetype

import "github.com/caseloom/caseloom/rules"

// Diagnostics is everything found wrong with a case type, in the order of its files and lines.
type Diagnostics []rules.Diagnostic

// HasErrors says whether any of them stops the case type from going live.
func (d Diagnostics) HasErrors() bool {
	for _, one := range d {
		if one.Severity == rules.Error {
			return true
		}
	}
	return false
}
