package identity

// CheapHashes makes passwords cost next to nothing, so that a test may try many.
func (i *Identity) CheapHashes() { i.hasher = newHasher(8) }
