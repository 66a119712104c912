package work

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/mail"
	"strings"
	"sync"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/outside"
	"github.com/caseloom/caseloom/runtime/store"
)

const (
	senders    = 4                // effects carried out at once: one slow mail server must not stop the rest
	effectMost = 2 * time.Minute  // what one effect may take
	leaseLasts = 10 * time.Minute // how long a row is ours; far above effectMost, so that nothing is done twice at once
	timerMost  = 30 * time.Second // what one timer may take
	timerBatch = 100
	tidyEvery  = time.Hour   // how often what has expired is cleared away; nothing that has expired counts meanwhile
	poll       = time.Second // how soon what fell due without a commit is noticed; finding nothing costs microseconds
)

// system is who acts when time does.
var system = engine.Actor{ID: "system", Kind: "system", Name: "Caseloom"}

// Config says how mail leaves, and whom a case may ask.
type Config struct {
	SMTP string // "smtp://user:password@host:587", "smtps://host:465"; "" keeps mail at /admin/mail and sends none
	From string // `Caseloom <no-reply@example.org>`

	Link func(path string) string // the address of a page of ours, as mails give it; nil: the path alone

	// Which services of others may be asked: see outside.Config.
	Hosts, Inside []string
	Secret        func(service string) string
}

// commander is what work needs of the desk.
type commander interface {
	Do(ctx context.Context, reference string, actor engine.Actor, expect int, body engine.Body) (*engine.Case, error)
	Submit(ctx context.Context, casetype string, actor engine.Actor, s engine.Submit, key *store.Key, draft string) (*engine.Case, error)
	TypeOf(ctx context.Context, c *engine.Case) (*casetype.Type, error)
}

// Work is the sweep of effects and timers.
type Work struct {
	db      *store.DB
	desk    commander
	people  *identity.Identity
	post    *post // nil: mail is kept
	caller  *outside.Caller
	from    *mail.Address
	address func(path string) string
	now     func() time.Time
	log     *slog.Logger

	worker                  string        // our name on the rows we lease
	wakeTimers, wakeEffects chan struct{} // each holds one: a second call before the first is seen adds nothing

	mu       sync.Mutex
	accepted map[string]map[string]bool // by effect: the addresses a mail server has said yes for, until the row is done
}

// New makes the sweep. A wrong SMTP address is an error in a sentence.
func New(db *store.DB, d commander, people *identity.Identity, config Config, now func() time.Time, log *slog.Logger) (*Work, error) {
	w := &Work{
		db: db, desk: d, people: people, now: now, log: log,
		worker: rand.Text(), wakeTimers: make(chan struct{}, 1), wakeEffects: make(chan struct{}, 1),
		accepted: map[string]map[string]bool{},
	}
	if w.address = config.Link; w.address == nil {
		w.address = func(path string) string { return path }
	}
	from := config.From
	if from == "" && config.SMTP == "" {
		from = "Caseloom <no-reply@localhost>"
	}
	var err error
	if w.from, err = mail.ParseAddress(from); err != nil {
		return nil, fmt.Errorf("the sender of mail must be an address, such as \"Caseloom <no-reply@example.org>\", and not %q", config.From)
	}
	if w.caller, err = outside.New(outside.Config{Hosts: config.Hosts, Inside: config.Inside, Secret: config.Secret}); err != nil {
		return nil, err
	}
	if config.SMTP != "" {
		if w.post, err = newPost(config.SMTP, w.from); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// Sends says whether mail leaves this machine; false means that it is kept at /admin/mail.
func (w *Work) Sends() bool { return w.post != nil }

// Run sweeps until ctx ends, finishes what it has in hand, and returns. It is safe to run in several servers at once:
// what one has leased, no other takes. Timers and effects do not wait for each other.
func (w *Work) Run(ctx context.Context) {
	if !w.Sends() {
		w.log.Warn("no mail server is set up: mail is kept at /admin/mail and not sent")
	}
	var both sync.WaitGroup
	both.Go(func() { w.runTimers(ctx) })
	both.Go(func() { w.effects(ctx, true) })
	both.Wait()
}

func (w *Work) runTimers(ctx context.Context) {
	ticker := time.NewTicker(poll)
	defer ticker.Stop()
	var tidied time.Time
	for ctx.Err() == nil {
		if now := w.now(); now.Sub(tidied) >= tidyEvery {
			tidied = now
			if err := w.db.Sweep(ctx, now); err != nil && ctx.Err() == nil {
				w.log.Error("drafts, sessions and uploads that have expired could not be cleared away", "error", err)
			}
		}
		w.timers(ctx)
		select {
		case <-ctx.Done():
		case <-ticker.C:
		case <-w.wakeTimers:
		}
	}
}

// Wake makes the sweep look at once; call it after a commit. It never blocks.
func (w *Work) Wake() {
	for _, wake := range []chan struct{}{w.wakeTimers, w.wakeEffects} {
		select {
		case wake <- struct{}{}:
		default:
		}
	}
}

// Sweep does everything that is due now, and what becomes due by it, says how much it did, and returns. It is Run for
// those who want to see the end of it: a test, a demonstration.
func (w *Work) Sweep(ctx context.Context) int {
	done := 0
	for ctx.Err() == nil {
		n := w.timers(ctx) + w.effects(ctx, false)
		if n == 0 {
			break
		}
		done += n
	}
	return done
}

// Letter is mail that no event of a case asked for: a lost reference, a track link, a password to be set.
type Letter struct {
	Case    string // the id of the case it is about; "" when it is about none
	To      string // who of the case it is to: person.applicant
	Name    string // of the person; may be empty
	Address string
	Subject string
	Text    string // Markdown

	Language string // of the text; "" is English
}

// Queue asks for a letter to be sent. It is durable when Queue returns, and sent as a case's mail is.
func (w *Work) Queue(ctx context.Context, l Letter) error {
	if strings.TrimSpace(l.Address) == "" {
		return fmt.Errorf("the letter %q has no address to go to", l.Subject)
	}
	body, err := json.Marshal(engine.Mail{To: l.To, Name: l.Name, Address: l.Address, Subject: l.Subject, Text: l.Text, Language: l.Language})
	if err != nil {
		return err
	}
	if err := w.db.AddEffect(ctx, l.Case, engine.Effect{ID: rand.Text(), Kind: mailKind, Body: body}, w.now()); err != nil {
		return err
	}
	w.Wake()
	return nil
}
