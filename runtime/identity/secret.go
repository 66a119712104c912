package identity

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
)

// newSecret gives 256 random bits in letters that a link, a cookie and a header all take.
func newSecret() string { return base64.RawURLEncoding.EncodeToString(random(32)) }

// hashed is what is kept of a secret. With 256 random bits nothing slower than SHA-256 is needed.
func hashed(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// plausible says whether a text could be a secret of ours, before the database is asked.
func plausible(secret string) bool {
	if len(secret) != base64.RawURLEncoding.EncodedLen(32) {
		return false
	}
	_, err := base64.RawURLEncoding.DecodeString(secret)
	return err == nil
}
