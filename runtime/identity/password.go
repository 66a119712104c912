package identity

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/trustelem/zxcvbn"
	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// The cost of one hash: 19 MiB and two passes, the least that OWASP's password storage sheet advises for argon2id.
const (
	hashMemory = 19 * 1024 // KiB
	hashPasses = 2
	hashLanes  = 1
	hashLength = 32
	saltLength = 16

	// Hashes made at once, and people who may wait for one. Together they bound what a flood of sign-ins can cost:
	// about 40 MiB, and a queue of some two seconds; the next one is told to try again.
	hashesAtOnce = 2
	hashesWaited = 64

	passwordLeast = 12  // characters
	passwordMost  = 512 // bytes; a longer one would only be work for us
)

// hasher makes and checks password hashes, a few at once.
type hasher struct {
	memory  uint32 // KiB
	running chan struct{}
	waiting chan struct{}
	dummy   string // what a password of nobody is compared with, so that it takes as long
}

func newHasher(memory uint32) *hasher {
	h := &hasher{memory: memory, running: make(chan struct{}, hashesAtOnce), waiting: make(chan struct{}, hashesAtOnce+hashesWaited)}
	// A hash that no password has: its work is the same, its sum is random.
	h.dummy = h.phc(random(saltLength), random(hashLength))
	return h
}

var errBusy = &Refusal{Code: "busy", Message: "Too many people are signing in at this moment. Try again in a minute."}

// turn waits until a hash may be made. The function it gives ends the turn.
func (h *hasher) turn(ctx context.Context) (func(), error) {
	select {
	case h.waiting <- struct{}{}:
	default:
		return nil, errBusy
	}
	select {
	case h.running <- struct{}{}:
		return func() { <-h.running; <-h.waiting }, nil
	case <-ctx.Done():
		<-h.waiting
		return nil, ctx.Err()
	}
}

// hash makes the text that is kept of a password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	end, err := h.turn(ctx)
	if err != nil {
		return "", err
	}
	defer end()
	salt := random(saltLength)
	return h.phc(salt, argon2.IDKey(plain(password), salt, hashPasses, h.memory, hashLanes, hashLength)), nil
}

// matches says whether a password is the one that was kept. An empty kept text is nobody's: it takes as long and is false.
func (h *hasher) matches(ctx context.Context, password, kept string) (bool, error) {
	somebody := kept != ""
	if !somebody {
		kept = h.dummy
	}
	salt, sum, memory, passes, lanes, err := readPHC(kept)
	if err != nil {
		return false, err
	}
	if len(password) > passwordMost {
		password, somebody = password[:passwordMost], false
	}
	end, err := h.turn(ctx)
	if err != nil {
		return false, err
	}
	defer end()
	got := argon2.IDKey(plain(password), salt, passes, memory, lanes, uint32(len(sum)))
	return subtle.ConstantTimeCompare(got, sum) == 1 && somebody, nil
}

// plain gives the bytes of a password, the same however the keyboard composed its letters.
func plain(password string) []byte { return norm.NFC.Bytes([]byte(password)) }

// phc writes a hash in the PHC string format, with its parameters, so that they can be raised later.
func (h *hasher) phc(salt, sum []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.memory, hashPasses, hashLanes,
		b64.EncodeToString(salt), b64.EncodeToString(sum))
}

// readPHC reads what phc wrote. Parameters are bounded, so that a changed row cannot exhaust the memory.
func readPHC(kept string) (salt, sum []byte, memory, passes uint32, lanes uint8, err error) {
	parts := strings.Split(kept, "$")
	bad := errors.New("a stored password hash cannot be read; reset that person's password")
	var version int
	if len(parts) != 6 || parts[1] != "argon2id" {
		return nil, nil, 0, 0, 0, bad
	}
	if _, e := fmt.Sscanf(parts[2], "v=%d", &version); e != nil || version != argon2.Version {
		return nil, nil, 0, 0, 0, bad
	}
	if _, e := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &lanes); e != nil ||
		memory < 8 || memory > 256*1024 || passes < 1 || passes > 10 || lanes < 1 || lanes > 4 {
		return nil, nil, 0, 0, 0, bad
	}
	salt, e1 := base64.RawStdEncoding.DecodeString(parts[4])
	sum, e2 := base64.RawStdEncoding.DecodeString(parts[5])
	if e1 != nil || e2 != nil || len(salt) < 8 || len(sum) < 16 || len(sum) > 64 {
		return nil, nil, 0, 0, 0, bad
	}
	return salt, sum, memory, passes, lanes, nil
}

// passwordFaults says what is wrong with a new password, all at once.
func passwordFaults(password, email, name string) []Fault {
	var faults []Fault
	fault := func(message string) { faults = append(faults, Fault{Field: "password", Message: message}) }
	letters := utf8.RuneCountInString(password)
	switch {
	case password == "":
		fault("Enter a password")
		return faults
	case !utf8.ValidString(password):
		fault("Password must be text")
		return faults
	case letters < passwordLeast:
		fault(fmt.Sprintf("Password must be %d characters or more; three words you will remember are good", passwordLeast))
	case len(password) > passwordMost:
		fault(fmt.Sprintf("Password must be %d characters or fewer", passwordMost))
	}
	lower := strings.ToLower(strings.TrimSpace(password))
	if email != "" && lower == strings.ToLower(email) || name != "" && lower == strings.ToLower(name) {
		fault("Password must not be your email address or your name")
	}
	if len(faults) == 0 && guessable(password, email, name) {
		fault("Password is too easy to guess; three words that have nothing to do with each other are good")
	}
	return faults
}

// guessable says that a password would be found in fewer than a hundred million guesses: common ones, those of a
// keyboard or a calendar, and what the person is known by. More than the first 64 bytes would only take longer to judge.
func guessable(password, email, name string) bool {
	known := append(strings.FieldsFunc(email+" "+name, func(r rune) bool { return !unicode.IsLetter(r) }), "caseloom")
	return zxcvbn.PasswordStrength(password[:min(len(password), 64)], known).Score < 3
}

// random gives n random bytes. crypto/rand never fails: it would rather end the process.
func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}
