package identity

import (
	"context"
	"errors"
	"strings"
	"testing"
)

func TestAFloodOfSignInsCannotExhaustTheMemory(t *testing.T) {
	h := newHasher(hashMemory)
	if cap(h.running)*hashMemory > 64*1024 {
		t.Errorf("%d hashes at once take %d KiB", cap(h.running), cap(h.running)*hashMemory)
	}
	var ends []func()
	for range cap(h.running) {
		end, err := h.turn(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		ends = append(ends, end)
	}
	// All who may hash do. Whoever comes now waits, and whoever leaves makes room for the next.
	gone, leave := context.WithCancel(context.Background())
	leave()
	for range 3 * hashesWaited {
		if _, err := h.turn(gone); !errors.Is(err, context.Canceled) {
			t.Fatalf("somebody who had left got %v", err)
		}
	}
	for len(h.waiting) < cap(h.waiting) {
		h.waiting <- struct{}{}
	}
	if _, err := h.matches(context.Background(), "a password", ""); !errors.Is(err, errBusy) {
		t.Errorf("with a full queue the answer is %v", err)
	}
	for range hashesWaited {
		<-h.waiting
	}
	for _, end := range ends {
		end()
	}
	if _, err := h.hash(context.Background(), "a password"); err != nil {
		t.Error(err)
	}
}

func TestPasswordHashes(t *testing.T) {
	h, ctx := newHasher(hashMemory), context.Background()
	kept, err := h.hash(ctx, "caf\u00e9 au lait, merci")
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := h.hash(ctx, "caf\u00e9 au lait, merci"); again == kept {
		t.Error("two hashes of one password are the same: the salt is not random")
	}
	for password, want := range map[string]bool{
		"caf\u00e9 au lait, merci":  true,
		"cafe\u0301 au lait, merci": true, // the same letters from another keyboard
		"cafe au lait, merci":       false,
		"":                          false,
	} {
		if got, err := h.matches(ctx, password, kept); err != nil || got != want {
			t.Errorf("%q matches: %v, %v", password, got, err)
		}
	}
	if got, _ := h.matches(ctx, "", ""); got {
		t.Error("the password of nobody was found right")
	}
	if got, _ := h.matches(ctx, strings.Repeat("x", 5<<20), kept); got {
		t.Error("a huge password was found right")
	}
	// A row that somebody changed must not cost the server its memory, nor let anybody in.
	for _, row := range []string{
		"x", "$argon2id$v=19$m=99999999,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA", "$argon2id$v=19$m=19456,t=9999,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
		"$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$", "$argon2id$v=19$m=0,t=0,p=0$$", "$2a$10$abcdefghijklmnopqrstuv",
	} {
		if got, err := h.matches(ctx, "a password", row); got || err == nil {
			t.Errorf("%q: %v, %v", row, got, err)
		}
	}
}
