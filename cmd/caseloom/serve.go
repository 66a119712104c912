package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/caseloom/caseloom/runtime/catalog"
	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/migrate"
	"github.com/caseloom/caseloom/runtime/paper"
	"github.com/caseloom/caseloom/runtime/server"
	"github.com/caseloom/caseloom/runtime/store"
	"github.com/caseloom/caseloom/runtime/work"
)

type serveCmd struct {
	where
	Casetypes    string   `help:"The folder of case types, which the server watches." default:"casetypes" type:"path" env:"CASELOOM_CASETYPES"`
	Listen       string   `help:"The address to answer on." default:"127.0.0.1:8080" env:"CASELOOM_LISTEN"`
	BaseURL      string   `help:"How people reach the server, for the links in mail: https://cases.example.org." name:"base-url" env:"CASELOOM_BASE_URL"`
	SMTP         string   `help:"The mail server: smtp://user:password@host:587 or smtps://host:465. Without it, mail is kept at /admin/mail." name:"smtp" env:"CASELOOM_SMTP"`
	MailFrom     string   `help:"Who mail is from." default:"Caseloom <no-reply@localhost>" name:"mail-from" env:"CASELOOM_MAIL_FROM"`
	TrustedProxy []string `help:"A proxy whose X-Forwarded-For is believed: 127.0.0.1." name:"trusted-proxy" env:"CASELOOM_TRUSTED_PROXY"`
	Calls        []string `help:"A host whose services may be called, by https: maps.example.org, maps.example.org:8443. What it wants for authorization stands in CASELOOM_SERVICE_NAME, as HOST VALUE." placeholder:"HOST" env:"CASELOOM_CALLS"`
	CallsInside  []string `help:"A host inside your own network whose services may be called, at private addresses and by http too: 10.1.2.3:9000." name:"calls-inside" placeholder:"HOST" env:"CASELOOM_CALLS_INSIDE"`
	Chromium     string   `help:"The path of Chromium. With it, people can keep a copy of their answers as PDF." env:"CASELOOM_CHROMIUM"`
	Demo         bool     `help:"Demonstration people and cases, with their sign-ins on the sign-in page. Never with real data." env:"CASELOOM_DEMO"`

	stories []story // the demonstration's; nil: those of the case types that we ship
}

// stopping is how long requests that are being answered may take once the server was asked to stop.
const stopping = 20 * time.Second

func (c *serveCmd) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return c.serve(ctx, slog.New(slog.NewTextHandler(os.Stderr, nil)), nil)
}

// serve wires the rooms together and answers until ctx ends. When ready is not nil it is told the address.
func (c *serveCmd) serve(ctx context.Context, log *slog.Logger, ready func(net.Addr)) error {
	if os.Getenv("GOGC") == "" {
		// Little is kept in memory and much is made in passing, so collecting half as often costs megabytes and saves a
		// tenth of the work.
		debug.SetGCPercent(200)
	}
	now := time.Now // the one clock; every room is handed it
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fmt.Errorf("the data folder cannot be made: %w", err)
	}
	db, err := store.Open(ctx, c.url())
	if err != nil {
		return err
	}
	defer db.Close()
	cat, err := catalog.New(ctx, c.Casetypes, db, now, log)
	if err != nil {
		return err
	}
	people := identity.New(db, now)
	counter := desk.New(db, cat, now)
	base := c.BaseURL
	post, err := work.New(db, counter, people, work.Config{
		Link: func(path string) string { return base + path },
		SMTP: c.SMTP, From: c.MailFrom, Hosts: c.Calls, Inside: c.CallsInside, Secret: serviceSecret,
	}, now, log)
	if err != nil {
		return err
	}
	counter.OnCommit(post.Wake)

	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", c.Listen, err)
	}
	defer listener.Close()
	if base == "" {
		base = "http://" + listener.Addr().String()
	}
	var printer *paper.Printer
	if c.Chromium != "" {
		if printer, err = paper.New(c.Chromium); err != nil {
			return err
		}
	}
	srv, err := server.New(server.Config{
		Desk: counter, Catalog: cat, Store: db, Identity: people, Work: post, Paper: printer,
		BaseURL: base, TrustedProxies: c.TrustedProxy, Demo: c.Demo, Log: log, Now: now,
	})
	if err != nil {
		return err
	}
	if err := c.prepare(ctx, db, cat, people, base, log); err != nil {
		return err
	}

	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var rooms sync.WaitGroup
	rooms.Go(func() { post.Run(ctx) })
	rooms.Go(func() { migrate.Meetings{Record: db, Desk: counter, Catalog: cat, Log: log}.Run(ctx) })
	rooms.Go(func() {
		if err := cat.Watch(ctx); err != nil {
			log.Error("case types are no longer watched: restart to load changes", "error", err)
		}
	})
	rooms.Go(func() {
		if err := srv.Serve(listener); err != nil && ctx.Err() == nil {
			cancel(fmt.Errorf("the server stopped: %w", err))
		}
	})
	log.Info("serving", "address", base, "casetypes", c.Casetypes)
	if ready != nil {
		ready(listener.Addr())
	}
	<-ctx.Done()
	log.Info("stopping")
	grace, done := context.WithTimeout(context.WithoutCancel(ctx), stopping)
	defer done()
	if err := srv.Shutdown(grace); err != nil {
		log.Warn("some requests were cut off", "error", err)
	}
	rooms.Wait()
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		return cause
	}
	return nil
}

// serviceSecret is what a service wants to see for authorization. It stands in the environment, or in a file that the
// environment names, and never with the case types: CASELOOM_SERVICE_MAPPING="maps.example.org Bearer …".
func serviceSecret(service string) string {
	return os.Getenv("CASELOOM_SERVICE_" + strings.ToUpper(service))
}

// prepare makes the people of a first run: the demonstration's, or a link by which the first administrator is made.
func (c *serveCmd) prepare(ctx context.Context, db *store.DB, cat *catalog.Catalog, people *identity.Identity, base string, log *slog.Logger) error {
	if c.Demo {
		stories := c.stories
		if stories == nil {
			stories = demoStories()
		}
		return demonstrate(ctx, db, cat, people, stories)
	}
	needed, err := people.NeedsSetup(ctx)
	if err != nil || !needed {
		return err
	}
	link, err := people.SetupLink(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "\nThere is no administrator yet. Open this link within 30 minutes to make the first one:\n\n  %s/setup/%s\n\n", base, url.PathEscape(link))
	return nil
}
