package work_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"log/slog"
	"math/big"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"github.com/caseloom/caseloom/runtime/catalog"
	"github.com/caseloom/caseloom/runtime/desk"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/store"
	"github.com/caseloom/caseloom/runtime/work"
)

// The applicant is told that we have it and what was decided; a check that is late by a day is told to managers.
var folder = map[string]string{
	"organisation.yaml": "title: Testing\nzone: Europe/London\n",
	"permit/casetype.yaml": `title: Permit
reference: "P-{{ number(4) }}"
intake: apply
people:
  applicant: { from: form.applicant, contact: form.applicant }
stages:
  - id: check
    title: Check
    tasks:
      - { id: proof, title: Check the proof, due: 2 days }
      - { id: permit, title: Decide, decides: permit }
outcome: decision.permit.result
outcomes: { granted: Granted, refused: Refused }
`,
	"permit/forms/apply.yaml": `title: Apply
type: object
required: [applicant]
properties:
  applicant:
    type: object
    title: About you
    required: [name, email]
    properties:
      name: { type: string, title: Your name }
      email: { type: string, title: Your e-mail address }
`,
	"permit/rules/notifications.yaml": `- name: Tell the applicant we have it
  on: case.opened
  send: { to: person.applicant, template: received }
- name: Tell the applicant what was decided
  on: decision.permit.made
  send: { to: person.applicant, template: decided, tells: permit }
- name: Tell managers of a late check
  on: task.proof.due + 1 day
  when: task.proof.open
  then: { priority: high }
  send: { to: role.manager, template: late }
`,
	"permit/rules/decisions.yaml": `permit:
  question: Should they have it?
  outputs: { result: [granted, refused] }
`,
	"permit/templates/decided.md":  "Subject: It is {{ decision.permit.result }}\n\nIt is {{ decision.permit.result }}.\n",
	"permit/templates/received.md": "Subject: We have your application {{ case.reference }}\n\nDear {{ form.applicant.name }},\n\nwe have **your** application. See https://cases.example.org/track\n",
	"permit/templates/late.md":     "Subject: {{ case.reference }} is late\n\nThe check is late.\n",
}

// office is a whole server but its pages: record, case types, desk, people and the sweep, with a clock the test moves.
type office struct {
	t      *testing.T
	ctx    context.Context
	db     *store.DB
	desk   *desk.Desk
	people *identity.Identity
	log    *safeBuffer

	mu    sync.Mutex
	clock time.Time
}

func open(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, ctx: context.Background(), clock: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC), log: &safeBuffer{}}
	types := t.TempDir()
	for name, text := range folder {
		path := filepath.Join(types, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	db, err := store.Open(o.ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	cat, err := catalog.New(o.ctx, types, db, o.now, o.logger())
	if err != nil {
		t.Fatal(err)
	}
	if cat.Get("permit") == nil {
		t.Fatalf("the test's case type did not load: %+v", cat.All())
	}
	o.db, o.desk, o.people = db, desk.New(db, cat, o.now), identity.New(db, o.now)
	return o
}

func (o *office) logger() *slog.Logger { return slog.New(slog.NewTextHandler(o.log, nil)) }

func (o *office) now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.clock
}

func (o *office) wait(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.clock = o.clock.Add(d)
}

// work makes a sweep that sends to a mail server; "" keeps.
func (o *office) work(smtpURL string) *work.Work {
	o.t.Helper()
	w, err := work.New(o.db, o.desk, o.people, work.Config{SMTP: smtpURL, From: "Testing <no-reply@cases.example.org>"}, o.now, o.logger())
	if err != nil {
		o.t.Fatal(err)
	}
	return w
}

// apply opens a case, whose message to the applicant waits to be sent.
func (o *office) apply(name, email string) *engine.Case {
	o.t.Helper()
	data, _ := json.Marshal(map[string]any{"applicant": map[string]any{"name": name, "email": email}})
	c, err := o.desk.Submit(o.ctx, "permit", engine.Actor{ID: "citizen", Kind: "citizen"}, engine.Submit{Data: data, Channel: "web"}, nil, "")
	if err != nil {
		o.t.Fatal(err)
	}
	return c
}

func (o *office) add(email, role string) *identity.Staff {
	o.t.Helper()
	s, _, err := o.people.AddStaff(o.ctx, identity.NewStaff{Email: email, Name: "Morgan " + email[:1], Roles: []string{role}})
	if err != nil {
		o.t.Fatal(err)
	}
	return s
}

// message is a case's only message, as people see it on the case.
func (o *office) message(c *engine.Case) engine.Message {
	o.t.Helper()
	now, err := o.db.Case(o.ctx, c.Reference)
	if err != nil {
		o.t.Fatal(err)
	}
	if len(now.Messages) != 1 {
		o.t.Fatalf("the case has %d messages", len(now.Messages))
	}
	return now.Messages[0]
}

func (o *office) troubles() []store.FailedEffect {
	o.t.Helper()
	list, _, err := o.db.FailedEffects(o.ctx, "", 50)
	if err != nil {
		o.t.Fatal(err)
	}
	return list
}

// sound wants the record to be whole.
func (o *office) sound() {
	o.t.Helper()
	report, err := o.db.Verify(o.ctx)
	if err != nil || len(report.Faults) > 0 {
		o.t.Errorf("the record is not sound: %v %q", err, report.Faults)
	}
}

// events counts a case's events of a kind.
func (o *office) events(c *engine.Case, kind string) int {
	o.t.Helper()
	all, err := o.db.Events(o.ctx, c.ID)
	if err != nil {
		o.t.Fatal(err)
	}
	n := 0
	for _, e := range all {
		if e.Kind == kind {
			n++
		}
	}
	return n
}

// postOffice is a real mail server, whose answers the test chooses.
type postOffice struct {
	url     string
	address string

	mu       sync.Mutex
	rcpt     func(to string) error                // nil: yes
	data     func(c *smtp.Conn, raw []byte) error // nil: yes; what it is asked about is kept either way
	received []letter                             // everything that came after DATA
	accepted int
	users    []string
}

// letter is one mail as the server got it.
type letter struct {
	raw  []byte
	to   string
	head mail.Header
	text string
	html string
}

func (l letter) id() string { return l.head.Get("Message-Id") }

func (l letter) subject() string {
	s, _ := new(mime.WordDecoder).DecodeHeader(l.head.Get("Subject"))
	return s
}

// newPostOffice starts a server. how is "plain", "starttls", "tls", or "auth" (STARTTLS and a password).
func newPostOffice(t *testing.T, how string) *postOffice {
	t.Helper()
	p := &postOffice{}
	s := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		if how == "auth" {
			return &authSession{session{p: p, c: c}}, nil
		}
		return &session{p: p, c: c}, nil
	}))
	s.Domain, s.ErrorLog = "mail.example.org", log.New(io.Discard, "", 0)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.address = listener.Addr().String()
	p.url = "smtp://" + p.address
	if how != "plain" {
		s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}}
	}
	switch how {
	case "tls":
		listener = tls.NewListener(listener, s.TLSConfig)
		p.url = "smtps://" + p.address
	case "auth":
		p.url = "smtp://robot:p%40ss@" + p.address + "?tls=required"
	}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = s.Serve(listener)
	}()
	t.Cleanup(func() {
		s.Close()
		<-served
	})
	return p
}

func (p *postOffice) answer(rcpt func(string) error, data func(*smtp.Conn, []byte) error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rcpt, p.data = rcpt, data
}

func (p *postOffice) letters() []letter {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]letter(nil), p.received...)
}

type session struct {
	p  *postOffice
	c  *smtp.Conn
	to string
}

func (s *session) Reset()                               { s.to = "" }
func (s *session) Logout() error                        { return nil }
func (s *session) Mail(string, *smtp.MailOptions) error { return nil }
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.p.mu.Lock()
	ask := s.p.rcpt
	s.p.mu.Unlock()
	if ask != nil {
		if err := ask(to); err != nil {
			return err
		}
	}
	s.to = to
	return nil
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.p.mu.Lock()
	s.p.received = append(s.p.received, read(raw, s.to))
	ask := s.p.data
	s.p.mu.Unlock()
	if ask != nil {
		if err := ask(s.c, raw); err != nil {
			return err
		}
	}
	s.p.mu.Lock()
	s.p.accepted++
	s.p.mu.Unlock()
	return nil
}

type authSession struct{ session }

func (s *authSession) AuthMechanisms() []string { return []string{sasl.Plain} }
func (s *authSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "robot" || password != "p@ss" {
			return smtp.ErrAuthFailed
		}
		s.p.mu.Lock()
		s.p.users = append(s.p.users, user)
		s.p.mu.Unlock()
		return nil
	}), nil
}

// read takes a mail apart as a reader does.
func read(raw []byte, to string) letter {
	l := letter{raw: raw, to: to}
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return l
	}
	l.head = m.Header
	_, params, _ := mime.ParseMediaType(m.Header.Get("Content-Type"))
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err != nil {
			return l
		}
		body, _ := io.ReadAll(quotedprintable.NewReader(part))
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/html") {
			l.html = string(body)
		} else {
			l.text = string(body)
		}
	}
}

func saying(code int, enhanced smtp.EnhancedCode, words string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: words}
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// certificate is the mail server's, for 127.0.0.1, and trusted by this test as the system's certificates are.
var certificate tls.Certificate

func TestMain(m *testing.M) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail.example.org"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.ParseIP("127.0.0.1")}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		panic(err)
	}
	certificate = tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	dir, err := os.MkdirTemp("", "work")
	if err != nil {
		panic(err)
	}
	file := filepath.Join(dir, "roots.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		panic(err)
	}
	os.Setenv("SSL_CERT_FILE", file) // read once, at the first handshake
	code := m.Run()
	os.RemoveAll(dir)
	if code != 0 {
		fmt.Fprintln(os.Stderr)
	}
	os.Exit(code)
}
