package outside

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// names is a DNS server that gives each name its addresses, one at each question in turn.
func names(t *testing.T, addresses map[string][]string) *net.Resolver {
	t.Helper()
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	go func() {
		asked := map[string]int{}
		for buf := make([]byte, 2048); ; {
			n, from, err := server.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			q := m.Questions[0]
			m.Response, m.Additionals = true, nil
			name := strings.TrimSuffix(q.Name.String(), ".")
			if all := addresses[name]; len(all) > 0 {
				a := netip.MustParseAddr(all[min(asked[name], len(all)-1)])
				h := dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class}
				switch {
				case q.Type == dnsmessage.TypeA && a.Is4():
					m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AResource{A: a.As4()}})
					asked[name]++
				case q.Type == dnsmessage.TypeAAAA && a.Is6():
					m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AAAAResource{AAAA: a.As16()}})
					asked[name]++
				}
			}
			if raw, err := m.Pack(); err == nil {
				_, _ = server.WriteTo(raw, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp", server.LocalAddr().String())
	}}
}

func caller(t *testing.T, c Config) *Caller {
	t.Helper()
	made, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func post(c *Caller, url string) (string, *Failure) {
	body, err := c.Post(context.Background(), Request{Service: "mapping", URL: url, Key: "k1", Body: []byte(`{"from":"AB1"}`), Timeout: 5 * time.Second})
	var f *Failure
	if err != nil && !errors.As(err, &f) {
		f = &Failure{Reason: "not a Failure: " + err.Error()}
	}
	return string(body), f
}

func wantFinal(t *testing.T, f *Failure, words string) {
	t.Helper()
	switch {
	case f == nil:
		t.Errorf("it was called")
	case !strings.Contains(f.Reason, words) || !f.Final:
		t.Errorf("it says %q (final: %v), and not %q", f.Reason, f.Final, words)
	}
}

// An address that an analyst writes is refused by what it says, before anybody is asked where it is.
func TestAddressesAreRefusedByWhatTheySay(t *testing.T) {
	c := caller(t, Config{Hosts: []string{"maps.example.org", "127.0.0.1", "10.0.0.1", "127.0.0.1:8080"}})
	for _, one := range []struct{ name, url, says string }{
		{"a host that nobody allowed", "https://other.example.org/", "other.example.org is not one of the hosts that the administrator allows"},
		{"another port of an allowed host", "https://maps.example.org:8443/", "maps.example.org:8443 is not one of the hosts"},
		{"an allowed host in its name", "https://maps.example.org.evil.example/", "is not one of the hosts"},
		{"an allowed host before an @", "https://maps.example.org@evil.example/", "must hold no name or password"},
		{"no encryption", "http://maps.example.org:443/", "without encryption"},
		{"another scheme", "file:///etc/passwd", "must begin with https://"},
		{"a scheme of old", "gopher://maps.example.org/", "must begin with https://"},
		{"no host", "https:///path", "must begin with https://"},
		{"one decimal number", "https://2130706433/", "2130706433 is an address written as a number"},
		{"hexadecimal", "https://0x7f000001/", "is an address written as a number"},
		{"hexadecimal parts", "https://0x7f.0x0.0x0.0x1/", "is an address written as a number"},
		{"octal", "https://0177.0.0.1/", "is an address written as a number"},
		{"octal, one number", "https://017700000001/", "is an address written as a number"},
		{"two parts", "https://127.1/", "is an address written as a number"},
		{"three parts", "https://127.0.1/", "is an address written as a number"},
		{"a dot at its end", "https://2130706433./", "is an address written as a number"},
		{"digits of another script", "https://１２７.０.０.１/", "is not the name of a host"},
		{"dots of another script", "https://127。0。0。1/", "is not the name of a host"},
		{"an escaped host", "https://%31%32%37.0.0.1/", "must begin with https://"},
		{"mapped", "https://[::ffff:127.0.0.1]/", "is an IPv4 address written as IPv6"},
		{"mapped, in hexadecimal", "https://[::ffff:7f00:1]/", "is an IPv4 address written as IPv6"},
		{"an interface", "https://[fe80::1%25eth0]/", "is a link-local address"},
	} {
		t.Run(one.name, func(t *testing.T) {
			_, f := post(c, one.url)
			wantFinal(t, f, one.says)
		})
	}
}

// The address that a name leads to is refused when it is dialled, though the name is allowed.
func TestAddressesAreRefusedWhenDialled(t *testing.T) {
	for _, one := range []struct{ name, address, says string }{
		{"loopback", "127.0.0.1", "an address of this machine itself"},
		{"loopback, another", "127.9.9.9", "an address of this machine itself"},
		{"this machine", "0.0.0.0", "an address that means this machine"},
		{"private 10", "10.1.2.3", "a private address"},
		{"private 172", "172.31.255.255", "a private address"},
		{"private 192", "192.168.1.1", "a private address"},
		{"the cloud's metadata", "169.254.169.254", "a link-local address"},
		{"a provider's network", "100.64.0.1", "an address inside a provider's network"},
		{"measurements", "198.19.0.1", "an address for measurements"},
		{"6to4 relay", "192.88.99.1", "an address that stands for another (6to4)"},
		{"multicast", "239.1.1.1", "a multicast address"},
		{"broadcast", "255.255.255.255", "a reserved address"},
		{"IPv6 loopback", "::1", "an address of this machine itself"},
		{"IPv6 this machine", "::", "an address that means this machine"},
		{"mapped loopback", "::ffff:127.0.0.1", "an address of this machine itself"}, // dialled as what it is
		{"compatible loopback", "::127.0.0.1", "an IPv4 address written as IPv6"},
		{"NAT64 of loopback", "64:ff9b::7f00:1", "an address that stands for another (NAT64)"},
		{"NAT64, local", "64:ff9b:1::7f00:1", "an address that stands for another (NAT64)"},
		{"6to4 of a private address", "2002:a01:203::1", "an address that stands for another (6to4)"},
		{"Teredo", "2001::1", "an address that stands for another (Teredo)"},
		{"unique local", "fd12:3456::1", "a unique local address"},
		{"the cloud's metadata by IPv6", "fd00:ec2::254", "a unique local address"},
		{"IPv6 link-local", "fe80::1", "a link-local address"},
		{"site-local", "fec0::1", "a private address"},
		{"IPv6 multicast", "ff02::1", "a multicast address"},
		{"no part of the internet", "4000::1", "a reserved address"},
	} {
		t.Run(one.name, func(t *testing.T) {
			c := caller(t, Config{Hosts: []string{"maps.example.org"}})
			c.dialer.Resolver = names(t, map[string][]string{"maps.example.org": {one.address}})
			_, f := post(c, "https://maps.example.org/distance")
			wantFinal(t, f, one.says)
		})
		a := netip.MustParseAddr(one.address)
		if a.Is4In6() {
			continue // written out, it is refused before anybody looks where it leads: the test above has it
		}
		t.Run(one.name+", allowed and written out", func(t *testing.T) {
			host := a.String()
			if a.Is6() {
				host = "[" + host + "]"
			}
			_, f := post(caller(t, Config{Hosts: []string{host + ":443"}}), "https://"+host+"/")
			wantFinal(t, f, one.says)
		})
	}
	for _, public := range []string{"93.184.216.34", "1.1.1.1", "2606:2800:220:1::1"} {
		if what := whatIs(netip.MustParseAddr(public)); what != "" {
			t.Errorf("%s is called %s", public, what)
		}
	}
}

// A name that leads to a public address when it is asked first, and to ours when it is asked again, is looked at each time.
func TestANameThatChangesItsMindGainsNothing(t *testing.T) {
	called := false
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called = true }))
	defer server.Close()
	_, port, _ := net.SplitHostPort(server.Listener.Addr().String())
	c := caller(t, Config{Hosts: []string{"maps.example.org:" + port}})
	c.dialer.Resolver = names(t, map[string][]string{"maps.example.org": {"93.184.216.34", "127.0.0.1"}})
	first, err := c.dialer.Resolver.LookupHost(t.Context(), "maps.example.org")
	if err != nil || len(first) != 1 || first[0] != "93.184.216.34" {
		t.Fatalf("whoever looks first sees %v, %v", first, err)
	}
	_, f := post(c, "https://maps.example.org:"+port+"/")
	wantFinal(t, f, "maps.example.org leads to 127.0.0.1, which is an address of this machine itself")
	if called {
		t.Error("the service on this machine was called")
	}
}

// service is a real server inside our network.
func service(t *testing.T, answer http.HandlerFunc) (*Caller, string) {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	host := server.Listener.Addr().String()
	return caller(t, Config{Inside: []string{host}, Secret: func(service string) string {
		if service == "mapping" {
			return host + " Bearer letmein"
		}
		return ""
	}}), server.URL
}

func TestAServiceIsAskedAndAnswers(t *testing.T) {
	c, url := service(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		for name, want := range map[string]string{"Content-Type": "application/json", "Idempotency-Key": "k1", "Authorization": "Bearer letmein"} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("%s is %q", name, got)
			}
		}
		if r.Method != "POST" || string(body) != `{"from":"AB1"}` || r.URL.Path != "/distance" {
			t.Errorf("it was asked %s %s %s", r.Method, r.URL.Path, body)
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = w.Write([]byte(`{"miles":3}`))
	})
	body, f := post(c, url+"/distance")
	if f != nil || body != `{"miles":3}` {
		t.Errorf("the answer is %q, and what failed %v", body, f)
	}
}

// The environment's proxy would be asked in place of the service, and could be anywhere.
func TestNoProxyIsAsked(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:1")
	if c := caller(t, Config{}); c.transport(place{"maps.example.org", "443"}).Proxy != nil {
		t.Error("a proxy would be asked")
	}
}

func TestAnswersThatAreNotTaken(t *testing.T) {
	var hits atomic.Int32
	answer := func(status int, media, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			hits.Add(1)
			if media != "" {
				w.Header().Set("Content-Type", media)
			}
			w.Header().Set("Location", "http://"+r.Host+"/elsewhere")
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}
	for _, one := range []struct {
		name           string
		answer         http.HandlerFunc
		says           string
		final, refused bool
	}{
		{"a redirect", answer(302, "", ""), "sends us on to another address, and that is not followed", true, false},
		{"a redirect that keeps the post", answer(307, "", ""), "sends us on to another address", true, false},
		{"what was sent is wrong", answer(422, "application/json", `{"secret":"x"}`), "refused what was sent: it answered 422 Unprocessable Entity", true, true},
		{"too many requests", answer(429, "", ""), "answered 429 Too Many Requests", false, false},
		{"its own fault", answer(500, "", ""), "answered 500 Internal Server Error", false, false},
		{"out of service", answer(503, "", ""), "answered 503 Service Unavailable", false, false},
		{"a web page", answer(200, "text/html", "<p>Hello"), "answered with text/html, and not with application/json", true, false},
		{"too much", answer(200, "application/json", strings.Repeat(" ", maxAnswer+1)), "more than 1 MB", true, false},
		{"no answer in time", func(_ http.ResponseWriter, r *http.Request) {
			hits.Add(1)
			_, _ = io.ReadAll(r.Body) // so that the server sees us go
			<-r.Context().Done()
		}, "did not answer within 0.2 seconds", false, false},
		{"half an answer", func(w http.ResponseWriter, _ *http.Request) {
			hits.Add(1)
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte(`{"miles":`))
		}, "could not be reached", false, false},
	} {
		t.Run(one.name, func(t *testing.T) {
			hits.Store(0)
			c, url := service(t, one.answer)
			limit := 5 * time.Second
			if strings.Contains(one.says, "0.2") {
				limit = 200 * time.Millisecond
			}
			_, err := c.Post(context.Background(), Request{Service: "mapping", URL: url, Key: "k", Body: []byte("{}"), Timeout: limit})
			var f *Failure
			if !errors.As(err, &f) || !strings.Contains(f.Reason, one.says) || f.Final != one.final || f.Refused != one.refused {
				t.Errorf("it says %+v", f)
			}
			if f != nil && (strings.Contains(f.Reason, "letmein") || strings.Contains(f.Reason, "secret")) {
				t.Errorf("the reason holds a secret: %s", f.Reason)
			}
			if hits.Load() != 1 {
				t.Errorf("it was called %d times", hits.Load())
			}
		})
	}
}

// Whoever moves a service in the files to another host is not given what was meant for the first.
func TestASecretGoesToItsOwnHostAlone(t *testing.T) {
	called := false
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called = true }))
	defer server.Close()
	c := caller(t, Config{Inside: []string{server.Listener.Addr().String()}, Secret: func(string) string { return "maps.example.org Bearer letmein" }})
	_, f := post(c, server.URL)
	wantFinal(t, f, "authorization for this service is for maps.example.org")
	if called || strings.Contains(f.Reason, "letmein") {
		t.Errorf("called: %v; said: %s", called, f.Reason)
	}
}

func TestNobodyIsThere(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	host := l.Addr().String()
	l.Close()
	_, f := post(caller(t, Config{Inside: []string{host}}), "http://"+host)
	if f == nil || f.Final || f.Reason != "Nothing answers at "+host {
		t.Errorf("it says %+v", f)
	}
}

func TestWhatIsAllowedIsRead(t *testing.T) {
	for _, wrong := range []string{"https://maps.example.org", "maps.example.org/path", "2130706433", "0x7f.1", "maps.example.org:http", "", "[::ffff:127.0.0.1]:80"} {
		if _, err := New(Config{Hosts: []string{wrong}}); err == nil {
			t.Errorf("%q is allowed", wrong)
		}
	}
	c := caller(t, Config{Hosts: []string{"Maps.Example.org."}})
	if _, at, err := c.allowed("https://MAPS.example.ORG/x"); err != nil || at.String() != "maps.example.org" {
		t.Errorf("a host is known by %s: %v", at, err)
	}
}
