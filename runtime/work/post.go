package work

import (
	"context"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
)

// sendMost is what the talk with a mail server about one message may take.
const sendMost = 30 * time.Second

// post is the way to one mail server. Each message has a connection of its own: a server that hangs holds up one.
type post struct {
	host    string
	from    *netmail.Address
	domain  string // of our Message-IDs
	options []mail.Option
}

// newPost reads an SMTP address: smtp:// speaks STARTTLS when the server offers it, and insists when there is a
// password; smtps:// speaks TLS from the first byte; ?tls=required insists, ?tls=none never encrypts.
func newPost(address string, from *netmail.Address) (*post, error) {
	const form = "the mail server must be given as smtp://host:587, smtp://user:password@host:587 or smtps://host:465"
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" || strings.Trim(u.Path, "/") != "" {
		return nil, errors.New(form) // without the address: it may hold a password
	}
	port := 587
	if u.Scheme == "smtps" {
		port = 465
	}
	if u.Port() != "" {
		if port, err = strconv.Atoi(u.Port()); err != nil || port < 1 || port > 65535 {
			return nil, errors.New(form)
		}
	}
	_, domain, _ := strings.Cut(from.Address, "@")
	p := &post{host: u.Hostname(), from: from, domain: domain}
	p.options = []mail.Option{mail.WithPort(port), mail.WithTimeout(sendMost), mail.WithHELO(domain), mail.WithoutNoop()}
	password, secret := u.User.Password()
	loopback := p.host == "localhost" || net.ParseIP(p.host).IsLoopback()
	policy := mail.TLSOpportunistic
	switch tls := u.Query().Get("tls"); {
	case tls == "required" || tls == "" && secret && !loopback:
		policy = mail.TLSMandatory
	case tls == "none":
		policy = mail.NoTLS
	case tls != "":
		return nil, fmt.Errorf("the mail server's ?tls= may be required or none, and not %q", tls)
	}
	if u.Scheme == "smtps" {
		if policy == mail.NoTLS {
			return nil, errors.New("the mail server is smtps://, which is always encrypted: leave ?tls=none out, or write smtp://")
		}
		p.options = append(p.options, mail.WithSSL())
	} else {
		p.options = append(p.options, mail.WithTLSPolicy(policy))
	}
	if secret {
		// The library picks the strongest way the server offers, and refuses to show a password to a wire.
		p.options = append(p.options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(u.User.Username()), mail.WithPassword(password))
	}
	if _, err := mail.NewClient(p.host, p.options...); err != nil {
		return nil, fmt.Errorf("%s: %w", form, err)
	}
	return p, nil
}

// send gives a letter to the mail server. nil means that the server has said yes; a *permanent that it never will;
// anything else may pass.
func (p *post) send(ctx context.Context, l letter) error {
	message, err := l.message(p.from, p.domain)
	if err != nil {
		return err
	}
	client, err := mail.NewClient(p.host, p.options...)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, sendMost)
	defer cancel()
	err = client.DialAndSendWithContext(ctx, message)
	if err == nil || message.IsDelivered() {
		return nil // what goes wrong after the yes, while saying goodbye, is nobody's concern
	}
	var refused *mail.SendError
	if errors.As(err, &refused) {
		about := refused.Reason == mail.ErrSMTPRcptTo || refused.Reason == mail.ErrSMTPData || refused.Reason == mail.ErrSMTPDataClose
		if code := refused.ErrorCode(); about && code >= 500 && code <= 599 {
			return &permanent{reason: "the mail server refused it: " + answer(refused)}
		}
		return errors.New("the mail server did not take it: " + answer(refused))
	}
	return fmt.Errorf("the mail server cannot be used: %w", err)
}

// answer gives the server's own words, without the library's around them.
func answer(e *mail.SendError) string {
	text := e.Error()
	if n := strings.Index(text, ", affected recipient(s)"); n > 0 {
		text = text[:n]
	}
	if n := strings.Index(text, ", affected message ID"); n > 0 {
		text = text[:n]
	}
	if _, said, found := strings.Cut(text, ": "); found {
		text = said
	}
	return strings.TrimSpace(text)
}
