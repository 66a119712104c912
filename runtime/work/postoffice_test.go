package work_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"log"
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
)

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
		listener.Close() // a test that sends nothing may end before the server knows of it, and then would not close it
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
