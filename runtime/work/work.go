package work

import (
	"context"
	"log/slog"
	"time"

	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/store"
)

// Config says how mail leaves.
type Config struct {
	SMTP string // "smtp://user:password@host:587", "smtps://host:465"; "" keeps mail at /admin/mail and sends none
	From string // `Caseloom <no-reply@example.org>`
}

// Work is the sweep of effects and timers.
type Work struct{}

// New makes the sweep. A wrong SMTP address is an error in a sentence.
func New(db *store.DB, d *desk.Desk, people *identity.Identity, config Config, now func() time.Time, log *slog.Logger) (*Work, error) {
	return nil, nil
}

// Run sweeps until ctx ends, finishes what it has in hand, and returns.
func (w *Work) Run(ctx context.Context) {}

// Wake makes the sweep look at once; call it after a commit. It never blocks.
func (w *Work) Wake() {}

// Letter is mail that belongs to no case: a lost reference, a track link, a password to be set.
type Letter struct {
	Name    string // of the person; may be empty
	Address string
	Subject string
	Text    string // Markdown
}

// Queue asks for a letter to be sent. It is durable when Queue returns, and sent as a case's mail is.
func (w *Work) Queue(ctx context.Context, l Letter) error { return nil }

// Sends says whether mail leaves this machine; false means that it is kept at /admin/mail.
func (w *Work) Sends() bool { return false }
