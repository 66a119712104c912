package store

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

// The chain. Each event's hash covers the hash before it, the whole envelope (its why included), the bones of its body,
// and one salted commitment for each retention class of its content. Taking a class out leaves its commitment and
// destroys its salt, so nobody can try guesses against it, and every hash stays as it was.

const (
	saltSize = 16
	sealSize = saltSize + sha256.Size
)

// line is an event as it lies in the table.
type line struct {
	seq     int
	id      string
	kind    string
	at      int64
	cause   int
	actor   []byte
	version string
	why     []byte // nil when there is none
	asks    int
	parts   string
	seals   []byte
	erased  string
	body    []byte
	hash    []byte // when it was read
}

const insertEvents = `INSERT INTO events (case_num, seq, id, kind, at, cause, actor, version, why, asks, parts, seals, hash, body)`

// hashColumn is where the hash stands in a row.
const hashColumn = 12

// row is the line as it is inserted, but for the case's number and the hash.
func (l *line) row() []any {
	var why any
	if l.why != nil {
		why = l.why
	}
	return []any{nil, int64(l.seq), l.id, l.kind, l.at, int64(l.cause), l.actor, l.version, why, int64(l.asks), l.parts, l.seals, nil, l.body}
}

// newLine makes an event ready to be written; the hash comes later, when the one before is known.
func newLine(e *engine.Event, asks int) (line, error) {
	l := line{seq: e.Seq, id: e.ID, kind: e.Kind, at: micros(e.At), cause: e.Cause, version: e.Version, asks: asks, body: e.Body}
	if !json.Valid(e.Body) {
		return l, fmt.Errorf("event %d of case %s has a body that is not JSON", e.Seq, e.Case)
	}
	var err error
	if l.actor, err = json.Marshal(e.Actor); err != nil {
		return l, err
	}
	if e.Why != nil {
		if l.why, err = json.Marshal(e.Why); err != nil {
			return l, err
		}
	}
	parts := present(e.Kind, e.Body)
	l.parts = formatParts(parts)
	l.seals = make([]byte, 0, len(parts)*sealSize)
	for _, p := range parts {
		var salt [saltSize]byte
		rand.Read(salt[:])
		l.seals = append(append(l.seals, salt[:]...), commitment(salt[:], p, e.Body)...)
	}
	return l, nil
}

// event is the line as the engine knows it.
func (l *line) event(caseID string) (engine.Event, error) {
	e := engine.Event{Case: caseID, Seq: l.seq, ID: l.id, Kind: l.kind, At: moment(l.at), Cause: l.cause, Version: l.version, Body: l.body}
	if err := json.Unmarshal(l.actor, &e.Actor); err != nil {
		return e, fmt.Errorf("event %d of case %s: its actor cannot be read: %w", l.seq, caseID, err)
	}
	if l.why != nil {
		e.Why = new(engine.Why)
		if err := json.Unmarshal(l.why, e.Why); err != nil {
			return e, fmt.Errorf("event %d of case %s: its why cannot be read: %w", l.seq, caseID, err)
		}
	}
	return e, nil
}

// genesis is the hash before a case's first event.
func genesis(caseID string) []byte {
	h := newDigest("caseloom case 1")
	h.text(caseID)
	return h.sum()
}

// link is the hash of a line that follows prev.
func (l *line) link(prev []byte, caseID string) []byte {
	h := newDigest("caseloom event 1")
	h.bytes(prev)
	h.text(caseID)
	h.number(int64(l.seq))
	h.text(l.id)
	h.text(l.kind)
	h.number(l.at)
	h.number(int64(l.cause))
	h.bytes(l.actor)
	h.text(l.version)
	h.bytes(l.why)
	h.number(int64(l.asks))
	h.text(l.parts)
	var paths []string
	for i, p := range parseParts(l.parts) {
		if end := (i + 1) * sealSize; end <= len(l.seals) {
			h.bytes(l.seals[end-sha256.Size : end])
		}
		paths = append(paths, p.paths...)
	}
	h.bytes(without(l.body, paths))
	return h.sum()
}

// commitment binds a class's content without telling it to anyone who lacks the salt.
func commitment(salt []byte, p part, body []byte) []byte {
	h := newDigest("caseloom content 1")
	h.bytes(salt)
	h.text(p.class)
	for _, path := range p.paths {
		h.text(path)
		if s, ok := find(body, path); ok {
			h.bytes(body[s.from:s.to])
		} else {
			h.number(-1)
		}
	}
	return h.sum()
}

// check says whether the line is what was written after prev.
func (l *line) check(prev []byte, caseID string) error {
	if !bytes.Equal(l.hash, l.link(prev, caseID)) {
		return errors.New("its hash does not fit what it says and the events before it: it, or one before it, was changed, removed or added")
	}
	parts := parseParts(l.parts)
	if len(l.seals) != len(parts)*sealSize {
		return errors.New("the seals of its content are damaged")
	}
	gone := strings.Fields(l.erased)
	for i, p := range parts {
		seal := l.seals[i*sealSize : (i+1)*sealSize]
		if !slices.Contains(gone, p.class) {
			if !bytes.Equal(seal[saltSize:], commitment(seal[:saltSize], p, l.body)) {
				return fmt.Errorf("its content (%s) is not what was sealed", p.class)
			}
			continue
		}
		for _, path := range p.paths {
			if s, ok := find(l.body, path); ok && string(l.body[s.from:s.to]) != "null" {
				return fmt.Errorf("its content (%s) is marked as erased, yet something stands in its place", p.class)
			}
		}
	}
	return nil
}

// erase takes a class out of the line; false when there is nothing of it.
func (l *line) erase(class string) bool {
	gone := strings.Fields(l.erased)
	if slices.Contains(gone, class) {
		return false
	}
	for i, p := range parseParts(l.parts) {
		if p.class != class {
			continue
		}
		l.body = without(l.body, p.paths)
		l.seals = slices.Clone(l.seals)
		clear(l.seals[i*sealSize : i*sealSize+saltSize])
		l.erased = strings.Join(append(gone, class), " ")
		return true
	}
	return false
}

// digest hashes fields so that no two lists of fields give the same bytes.
type digest struct{ h hash.Hash }

func newDigest(purpose string) digest {
	d := digest{sha256.New()}
	d.text(purpose)
	return d
}

func (d digest) bytes(b []byte) {
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(len(b)))
	d.h.Write(n[:])
	d.h.Write(b)
}

func (d digest) text(s string)  { d.bytes([]byte(s)) }
func (d digest) number(n int64) { d.bytes(binary.BigEndian.AppendUint64(nil, uint64(n))) }
func (d digest) sum() []byte    { return d.h.Sum(nil) }

// Times are kept as microseconds since 1970, UTC.

func micros(t time.Time) int64  { return t.UnixMicro() }
func moment(us int64) time.Time { return time.UnixMicro(us).UTC() }
func exact(t time.Time) bool    { return t.Equal(t.Truncate(time.Microsecond)) }
