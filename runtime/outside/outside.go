package outside

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"
)

// maxAnswer is how many bytes of an answer are read.
const maxAnswer = 1 << 20

// Config is what the administrator allows.
type Config struct {
	Hosts  []string // that may be called, by https and at public addresses: maps.example.org, maps.example.org:8443
	Inside []string // that are in our own network, and may be called at any address, by http too: 10.1.2.3:9000

	// Secret gives what a service wants to see for authorization, as "HOST VALUE": the value is sent to that host and to no
	// other, whatever the files say of where the service is. "" or nil: nothing is sent.
	Secret func(service string) string
}

// Caller asks services. It may be used from several goroutines.
type Caller struct {
	hosts, inside []place
	secret        func(string) string
	dialer        net.Dialer
}

// New makes a caller. What is wrong with what is allowed is an error in a sentence.
func New(c Config) (*Caller, error) {
	hosts, err := places(c.Hosts)
	if err != nil {
		return nil, err
	}
	inside, err := places(c.Inside)
	if err != nil {
		return nil, err
	}
	if c.Secret == nil {
		c.Secret = func(string) string { return "" }
	}
	return &Caller{hosts: hosts, inside: inside, secret: c.Secret, dialer: net.Dialer{Timeout: 10 * time.Second}}, nil
}

func places(allowed []string) ([]place, error) {
	var out []place
	for _, one := range allowed {
		host, port := one, "443"
		if h, p, err := net.SplitHostPort(one); err == nil {
			host, port = h, p
		}
		clean, err := cleanHost(strings.Trim(host, "[]"))
		if err != nil || strings.Trim(port, "0123456789") != "" || port == "" {
			return nil, fmt.Errorf("a host that may be called is written as maps.example.org or maps.example.org:8443, and not as %q", one)
		}
		out = append(out, place{clean, port})
	}
	return out, nil
}

// Request is one thing to ask.
type Request struct {
	Service string // its name in organisation.yaml
	URL     string
	Key     string // the same each time the same thing is asked, so that the service does it once
	Body    []byte // JSON
	Timeout time.Duration
	Silent  bool // nothing is expected in the answer, and nothing of it is read
}

// Failure says why there is no answer, in a sentence that holds no secret.
type Failure struct {
	Reason  string
	Final   bool // asking again cannot mend it
	Refused bool // the service itself said no: it has done nothing

	// ComeBack is when a busy service wants to be asked again, as its Retry-After says it: seconds, or a date; "".
	ComeBack string
}

func (f *Failure) Error() string { return f.Reason }

func final(format string, args ...any) *Failure {
	return &Failure{Reason: fmt.Sprintf(format, args...), Final: true}
}

// Post asks a service, and gives its answer: JSON of at most 1 MB. The error is a *Failure.
func (c *Caller) Post(ctx context.Context, r Request) ([]byte, error) {
	u, at, err := c.allowed(r.URL)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, r.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(r.Body))
	if err != nil {
		return nil, final("The address of the service cannot be called")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Idempotency-Key", r.Key)
	req.Header.Set("User-Agent", "Caseloom")
	if host, value, ok := strings.Cut(strings.TrimSpace(c.secret(r.Service)), " "); ok {
		if host != at.String() && host != at.host {
			return nil, final("The administrator's authorization for this service is for %s, and the service is at %s", host, at)
		}
		req.Header.Set("Authorization", strings.TrimSpace(value))
	}
	client := http.Client{
		Transport:     c.transport(at),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	defer client.CloseIdleConnections()
	answer, err := client.Do(req)
	if err != nil {
		return nil, c.unreached(ctx, at, r.Timeout, err)
	}
	defer answer.Body.Close()
	if f := judge(answer, at, r.Silent); f != nil {
		return nil, f
	}
	if r.Silent {
		return []byte("{}"), nil
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer+1))
	switch {
	case err != nil:
		return nil, c.unreached(ctx, at, r.Timeout, err)
	case len(body) > maxAnswer:
		return nil, final("%s answered with more than 1 MB", at)
	}
	return body, nil
}

// allowed reads an address, and says who is called by it when the administrator allows that.
func (c *Caller) allowed(raw string) (*url.URL, place, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Opaque != "" || u.Hostname() == "" {
		return nil, place{}, final("The address of the service must begin with https://")
	}
	if u.User != nil {
		return nil, place{}, final("The address of the service must hold no name or password: they belong in the environment of the server")
	}
	host, err := cleanHost(u.Hostname())
	if err != nil {
		return nil, place{}, final("The service cannot be called: %s", err)
	}
	at := place{host, u.Port()}
	if at.port == "" {
		at.port = map[string]string{"https": "443", "http": "80"}[u.Scheme]
	}
	switch {
	case slices.Contains(c.inside, at):
	case !slices.Contains(c.hosts, at):
		return nil, place{}, final("%s is not one of the hosts that the administrator allows to be called", at)
	case u.Scheme != "https":
		return nil, place{}, final("%s would be called without encryption: its address must begin with https://", at)
	}
	u.Fragment = ""
	return u, at, nil
}

// refused is why an address was not dialled.
type refused struct{ reason string }

func (r *refused) Error() string { return r.reason }

// transport dials one place, and looks at the address that its name has led to before anything is said to it. It asks no
// proxy: then it would be the proxy's address that is looked at.
func (c *Caller) transport(at place) *http.Transport {
	dialer := c.dialer
	if !slices.Contains(c.inside, at) {
		dialer.Control = func(_, address string, _ syscall.RawConn) error {
			a, err := netip.ParseAddrPort(address)
			if err != nil {
				return &refused{fmt.Sprintf("%s leads to an address that cannot be read", at.host)}
			}
			if what := whatIs(a.Addr()); what != "" {
				return &refused{fmt.Sprintf("%s leads to %s, which is %s, and the administrator has not said that it is inside our own network", at.host, a.Addr(), what)}
			}
			return nil
		}
	}
	return &http.Transport{
		DialContext: dialer.DialContext, TLSHandshakeTimeout: 10 * time.Second, MaxResponseHeaderBytes: 64 << 10,
		DisableCompression: true, // what is small on the way could be large once it is here
		DisableKeepAlives:  true,
	}
}

// unreached says in plain words why there is no answer. What the network said may hold the address, never what was sent.
func (c *Caller) unreached(ctx context.Context, at place, limit time.Duration, err error) *Failure {
	var no *refused
	var dns *net.DNSError
	switch {
	case errors.As(err, &no):
		return final("The service cannot be called: %s", no.reason)
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return &Failure{Reason: fmt.Sprintf("%s did not answer within %s", at, seconds(limit))}
	case errors.As(err, &dns):
		return &Failure{Reason: fmt.Sprintf("There is no host called %s, or the network cannot say where it is", at.host)}
	case errors.Is(err, syscall.ECONNREFUSED):
		return &Failure{Reason: fmt.Sprintf("Nothing answers at %s", at)}
	}
	if wrong := (*url.Error)(nil); errors.As(err, &wrong) {
		err = wrong.Err // without the address, which may hold more than people should read
	}
	return &Failure{Reason: fmt.Sprintf("%s could not be reached: %s", at, err)}
}

func seconds(d time.Duration) string {
	if d == time.Second {
		return "1 second"
	}
	return fmt.Sprintf("%g seconds", d.Seconds())
}

// judge says what is wrong with an answer, from its first lines; nil when it is to be read.
func judge(answer *http.Response, at place, silent bool) *Failure {
	code := answer.StatusCode
	status := strings.TrimSpace(fmt.Sprintf("%d %s", code, http.StatusText(code)))
	media, _, _ := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	switch {
	case code == http.StatusTooManyRequests, code == http.StatusServiceUnavailable:
		return &Failure{Reason: fmt.Sprintf("%s answered %s", at, status), ComeBack: answer.Header.Get("Retry-After")}
	case code >= 500, code == http.StatusRequestTimeout, code == http.StatusTooEarly:
		return &Failure{Reason: fmt.Sprintf("%s answered %s", at, status)}
	case code >= 400:
		return &Failure{Reason: fmt.Sprintf("%s refused what was sent: it answered %s", at, status), Final: true, Refused: true}
	case code >= 300:
		return final("%s answered %s: it sends us on to another address, and that is not followed", at, status)
	case !silent && media != "application/json" && !strings.HasSuffix(media, "+json"):
		return final("%s answered with %s, and not with application/json", at, orNothing(media))
	}
	return nil
}

func orNothing(media string) string {
	if media == "" {
		return "no kind of content"
	}
	return media
}
