package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/ui/browser"
	"github.com/caseloom/caseloom/ui/manual"
)

// These tests use the program as people do, in Chromium: a citizen on a narrow phone with and without JavaScript, a
// caseworker, a senior, an analyst and an administrator. Every page and state that is visited is checked by axe-core
// and by our own checks. CASELOOM_PICTURES names a folder to keep pictures of them in.

// site is a running server with the demonstration's people and a real mail server behind it.
type site struct {
	t     *testing.T
	url   string
	types string // the folder of case types, the test's own copy
	mail  *postbox
	b     *browser.Browser
}

func serving(t *testing.T) *site { return servingWith(t, func(*serveCmd) {}) }

// servingWith is a site whose settings the test changes.
func servingWith(t *testing.T, change func(*serveCmd)) *site {
	t.Helper()
	if testing.Short() {
		t.Skip("opens a browser; make test runs it")
	}
	dir := t.TempDir()
	s := &site{t: t, types: filepath.Join(dir, "casetypes"), mail: &postbox{}, b: browser.Open(t)}
	copyParking(t, s.types)
	ctx, stop := context.WithCancel(context.Background())
	ready, done := make(chan net.Addr, 1), make(chan error, 1)
	cmd := serveCmd{stories: smallStories(), where: where{Data: filepath.Join(dir, "data")}, Casetypes: s.types, Listen: "127.0.0.1:0", Demo: true, Chromium: "chromium",
		SMTP: "smtp://" + s.mail.listen(t), MailFrom: "Riverside Council <permits@example.org>"}
	change(&cmd)
	go func() {
		done <- cmd.serve(ctx, slog.New(slog.NewTextHandler(io.Discard, nil)), func(a net.Addr) { ready <- a })
	}()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("the server stopped with: %v", err)
		}
	})
	select {
	case a := <-ready:
		s.url = "http://" + a.String()
	case err := <-done:
		done <- nil
		t.Fatalf("the server did not start: %v", err)
	}
	return s
}

// write puts files into the folder of case types, each by its path in there.
func (s *site) write(files map[string]string) {
	s.t.Helper()
	for name, content := range files {
		at := filepath.Join(s.types, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			s.t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(content), 0o644); err != nil {
			s.t.Fatal(err)
		}
	}
}

// sound holds the page to the checks, and keeps a picture of it where one is wanted.
func (s *site) sound(p *browser.Page, name string) {
	s.t.Helper()
	if dir := os.Getenv("CASELOOM_PICTURES"); dir != "" {
		p.Shot(filepath.Join(dir, name+".png"))
	}
	for _, fault := range p.CheckAs(kindOfPage(p), name) {
		s.t.Errorf("%s: %s", name, fault)
	}
}

// kindOfPage is what the accessibility statement calls the page, by its address.
func kindOfPage(p *browser.Page) string {
	u, err := url.Parse(p.MustInfo().URL)
	if err != nil {
		return ""
	}
	part := strings.Split(strings.Trim(u.Path, "/"), "/")
	switch part[0] {
	case "":
		return "services"
	case "apply":
		if len(part) < 3 {
			return "start"
		}
		kind := map[string]string{"tasks": "sections", "check": "check", "exit": "exit", "done": "done", "copy": "done", "save": "later", "return": "later", "link": "later", "help": "later"}
		return cmp.Or(kind[part[2]], "question")
	case "answer":
		return "question"
	case "help":
		if len(part) < 2 || slices.Contains(casetype.SharedPages, part[1]) {
			return "about"
		}
		return "manual"
	case "tasks", "cases", "away":
		return "work"
	case "track", "sign-in", "studio", "admin":
		return part[0]
	case "setup":
		return "sign-in"
	}
	return "problem"
}

// says fails when the page does not show some words.
func (s *site) says(p *browser.Page, words ...string) {
	s.t.Helper()
	text := strings.Join(strings.Fields(p.Text("body")), " ")
	for _, w := range words {
		if !strings.Contains(text, w) {
			s.t.Fatalf("the page does not say %q; it says:\n%s", w, text)
		}
	}
}

// staff signs a member of the demonstration's staff in, in a session of their own.
func (s *site) staff(email string, screen browser.Screen) *browser.Page {
	s.t.Helper()
	p := s.b.Page(screen)
	p.Go(s.url + "/sign-in")
	p.Fill("Email address", email)
	p.Fill("Password", "try it and see")
	p.Press("Sign in")
	return p
}

// apply fills in the parking permit up to the check of the answers, making a mistake on the first page on the way.
func (s *site) apply(p *browser.Page, name, zone, badge string) {
	s.t.Helper()
	at := "apply-"
	p.Go(s.url + "/")
	s.sound(p, at+"0-services")
	p.Press("Resident parking permit")
	s.sound(p, at+"1-start")
	p.Press("Start now")
	p.Press("Continue")
	s.says(p, "There is a problem", "Enter your full name")
	if title, _ := p.Eval(`() => document.title`); title == nil || !strings.HasPrefix(title.Value.Str(), "Error: ") {
		s.t.Errorf("the title does not begin with Error: %v", title)
	}
	s.sound(p, at+"2-mistakes")
	p.Fill("Full name", name)
	p.Fill("Email address", "lin@example.net")
	p.Fill("Day", "31")
	p.Fill("Month", "2")
	p.Fill("Year", "1990")
	p.Choose(badge)
	if badge == "Yes" {
		p.Fill("Blue Badge number", "AB12C3")
	}
	p.Press("Continue")
	s.says(p, "Date of birth must be a real date")
	s.sound(p, at+"3-date")
	p.Fill("Day", "3")
	p.Press("Continue")
	s.sound(p, at+"4-contact")
	p.Choose("Email")
	p.Press("Continue")
	p.Fill("Address line 1", "4 Weir Walk")
	p.Fill("Town or city", "Riverside")
	p.Fill("Postcode", "RV1 3CD")
	p.Choose(zone)
	p.Fill("How many years have you lived at this address?", "2")
	p.Choose("No")
	s.sound(p, at+"5-address")
	p.Press("Continue")
	p.Fill("Registration number", "RV21 ABC")
	p.Fill("Make", "Kia")
	p.Choose("Electric")
	p.Choose("Yes")
	s.sound(p, at+"6-vehicle")
	p.Press("Continue")
	p.Attach("Upload proof of address", bill(s.t))
	s.sound(p, at+"7-upload")
	p.Press("Continue")
	p.Choose("I confirm that the answers I have given are true, to the best of my knowledge")
	p.Press("Continue")
	s.says(p, "Check your answers", name, "3 February 1990", "RV21 ABC", "bill.pdf")
	s.sound(p, at+"8-check")
}

var referencePattern = regexp.MustCompile(`PP-\d{4}-\d{6}`)

// send submits the checked answers and gives the reference.
func (s *site) send(p *browser.Page) string {
	s.t.Helper()
	p.Press("Accept and send")
	ref := referencePattern.FindString(p.Text("body"))
	if ref == "" {
		s.t.Fatalf("the confirmation shows no reference:\n%s", p.Text("body"))
	}
	s.sound(p, "apply-9-done")
	return ref
}

// TestBrowserACitizenAppliesAndACaseworkerDecides is the whole journey: a phone of 320 px without JavaScript, the check,
// the decision, the mail, and what the citizen sees afterwards.
func TestBrowserACitizenAppliesAndACaseworkerDecides(t *testing.T) {
	s := serving(t)
	phone := s.b.Page(browser.Screen{Width: browser.Phone, NoJS: true})
	s.apply(phone, "Lin Haruki", "B", "No")
	ref := s.send(phone)
	s.mail.await(t, "lin@example.net", ref)
	phone.Press("See a copy of your answers, to print or keep")
	s.says(phone, "What you told us", ref, "Lin Haruki", "Keep a copy", "Download your answers")
	s.sound(phone, "receipt")

	// Where it stands: on another phone, the reference alone is not a secret.
	phone = s.b.Page(browser.Screen{Width: browser.Phone, NoJS: true})
	phone.Go(s.url + "/track/" + ref)
	s.says(phone, "Your email address")
	s.sound(phone, "track-1-ask")
	if strings.Contains(phone.Text("body"), "Lin") {
		t.Error("the reference alone shows who applied")
	}

	desk := s.staff("casey@example.org", browser.Screen{})
	s.sound(desk, "tasks-mine")
	desk.Go(s.url + "/cases/" + ref)
	s.says(desk, "Lin Haruki", "Check the application")
	s.sound(desk, "case-open")
	desk.Press("Check proof of address")
	s.sound(desk, "task-form")
	desk.Press("Complete this task")
	s.says(desk, "There is a problem")
	s.sound(desk, "task-mistakes")
	desk.Choose("Council Tax bill")
	desk.Choose("Yes, the name and address match")
	desk.Press("Complete this task")
	desk.Go(s.url + "/cases/" + ref)
	s.says(desk, "Granted", "Send the permit to Lin Haruki")
	s.sound(desk, "case-granted")
	s.mail.await(t, "lin@example.net", "granted")

	// Why: the decision's own page says the rule, what it read, and the rule that nearly fired.
	desk.Press("Why this was the answer : Should this household have a permit?")
	s.says(desk, "Should this household have a permit?", "B")
	s.sound(desk, "why-granted")

	// The citizen proves who they are, and sees the outcome.
	phone.Go(s.url + "/track/" + ref)
	phone.Fill("Your email address", "someone.else@example.net")
	phone.Press("Continue")
	s.says(phone, "There is a problem")
	s.sound(phone, "track-2-wrong")
	phone.Fill("Your email address", "lin@example.net")
	phone.Press("Continue")
	s.says(phone, ref, "Granted")
	s.sound(phone, "track-3-status")
}

// TestBrowserARefusalNeedsASenior follows a refusal: the caseworker may not confirm it, the senior does, and two people
// on one case are told of each other.
func TestBrowserARefusalNeedsASenior(t *testing.T) {
	s := serving(t)
	casey := s.staff("casey@example.org", browser.Screen{})
	casey.Go(s.url + "/cases/PP-2026-000007") // Sam Whitlock: three cars in zone A
	s.says(casey, "Sam Whitlock", "Zone A allows two permits for each household.")
	casey.Press("Decide the application")
	s.says(casey, "senior caseworker")
	if casey.Has(`form[action$="/confirm"]`) {
		t.Error("a caseworker is offered to confirm what needs a senior")
	}
	s.sound(casey, "decision-not-mine")

	sal := s.staff("sal@example.org", browser.Screen{})
	sal.Go(s.url + "/cases/PP-2026-000007")
	sal.Press("Decide the application")
	s.sound(sal, "decision-mine")

	// Casey writes a note while Sal reads; Sal is told, and nothing is overwritten.
	casey.Go(s.url + "/cases/PP-2026-000007")
	casey.Press("Add a note")
	s.sound(casey, "note")
	casey.Fill("Note", "They rang to say that one car was sold.")
	casey.Press("Save the note")
	sal.Press("Confirm this answer")
	s.says(sal, "one car was sold")
	s.sound(sal, "decision-changed")
	sal.Press("Confirm this answer")
	sal.Go(s.url + "/cases/PP-2026-000007")
	s.says(sal, "Refused", "Closed")
	s.sound(sal, "case-refused")
	s.mail.await(t, "sam.whitlock@example.com", "Zone A allows two permits")
}

// TestBrowserWithJavaScript is the same form on the same phone with scripts running, with the conditional question.
func TestBrowserWithJavaScript(t *testing.T) {
	s := serving(t)
	phone := s.b.Page(browser.Screen{Width: browser.Phone})
	s.apply(phone, "Ada Quill", "C", "Yes")
	ref := s.send(phone)
	desk := s.staff("casey@example.org", browser.Screen{})
	desk.Go(s.url + "/cases/" + ref)
	s.says(desk, "Ada Quill", "AB12C3")
}

// TestBrowserAnAnalystBreaksAndMendsARule shows the fault in words while the service stays up, and the rule at work
// once it is mended.
func TestBrowserAnAnalystBreaksAndMendsARule(t *testing.T) {
	s := serving(t)
	p := s.staff("ana@example.org", browser.Screen{})
	p.Go(s.url + "/studio")
	s.sound(p, "studio-live")
	file := filepath.Join(s.types, "parking-permit", "rules", "routing.yaml")
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	broken := strings.Replace(string(good), "form.applicant.blue_badge", "form.aplicant.blue_badge", 1)
	if err := os.WriteFile(file, []byte(broken), 0o644); err != nil {
		t.Fatal(err)
	}
	s.eventually(p, "Did you mean")
	s.says(p, "rules/routing.yaml", "aplicant")
	s.sound(p, "studio-broken")
	citizen := s.b.Page(browser.Screen{Width: browser.Phone})
	citizen.Go(s.url + "/apply/parking-permit")
	s.says(citizen, "Apply for a resident parking permit")
	if err := os.WriteFile(file, good, 0o644); err != nil {
		t.Fatal(err)
	}
	s.eventuallyNot(p, "Did you mean")
	p.Press("Resident parking permit")
	s.sound(p, "studio-casetype")
}

// eventually waits for the page, which renews itself, to say something.
func (s *site) eventually(p *browser.Page, words string) { s.t.Helper(); s.await(p, words, true) }

// eventuallyNot waits for the page to say something no longer.
func (s *site) eventuallyNot(p *browser.Page, words string) { s.t.Helper(); s.await(p, words, false) }

func (s *site) await(p *browser.Page, words string, there bool) {
	s.t.Helper()
	var text string
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if got, err := p.Eval(`() => document.body.innerText`); err == nil {
			if text = got.Value.Str(); strings.Contains(text, words) == there {
				return
			}
		}
	}
	s.t.Fatalf("waited for the page to say %q (%v) by itself; it says:\n%s", words, there, text)
}

// TestBrowserEveryStaffPage visits the pages that the journeys above do not.
func TestBrowserEveryStaffPage(t *testing.T) {
	s := serving(t)
	anyone := s.b.Page(browser.Screen{Width: browser.Phone})
	for name, path := range map[string]string{"sign-in": "/sign-in", "help": "/help", "accessibility": "/help/accessibility", "track": "/track", "track-lost": "/track/lost", "not-found": "/no-such-page"} {
		anyone.Go(s.url + path)
		s.sound(anyone, name)
	}
	for email, pages := range map[string]map[string]string{
		"casey@example.org":  {"tasks": "/tasks", "tasks-team": "/tasks?tab=team", "cases": "/cases", "search": "/cases?q=Amina", "counter": "/cases/new/parking-permit"},
		"morgan@example.org": {"tasks-manager": "/tasks"},
		"ana@example.org":    {"studio": "/studio", "studio-permit": "/studio/parking-permit"},
		"adi@example.org":    {"admin": "/admin", "admin-new": "/admin/staff/new", "admin-tokens": "/admin/tokens", "admin-mail": "/admin/mail", "admin-problems": "/admin/problems", "admin-about": "/admin/about"},
	} {
		for _, width := range []int{browser.Phone, browser.Desk} {
			p := s.staff(email, browser.Screen{Width: width})
			for name, path := range pages {
				p.Go(s.url + path)
				if strings.Contains(p.Text("h1"), "not found") {
					t.Errorf("%s cannot open %s", email, path)
				}
				if width == browser.Phone {
					name += "-phone"
				}
				s.sound(p, name)
			}
		}
	}
}

// TestBrowserTheManual visits every page of the manual: without scripts, on a phone and on a desk.
func TestBrowserTheManual(t *testing.T) {
	s := serving(t)
	for _, width := range []int{browser.Phone, browser.Desk} {
		p := s.b.Page(browser.Screen{Width: width, NoJS: true})
		paths := []string{"/help/manual", "/help/faults", "/help/search?q=gap", "/help/search?q=zzz"}
		for m, _ := manual.Open("first-rule"); m != nil; m = m.Next {
			paths = append(paths, "/help/"+m.Name)
		}
		for i, code := range manual.Codes() { // they are alike: some are looked at
			if i%25 == 0 {
				paths = append(paths, "/help/faults/"+code)
			}
		}
		for _, path := range paths {
			p.Go(s.url + path)
			s.sound(p, fmt.Sprintf("manual%s-%d", strings.ReplaceAll(strings.Split(path, "?")[0], "/", "-"), width))
		}
		p.Go(s.url + "/help/manual")
		p.Fill("Search the manual", "hit policy")
		p.Press("Search")
		p.Press("hit-policy")
		if said := p.Text("h1"); said != "hit-policy" {
			t.Errorf("a search for “hit policy” and its first answer lead to %q", said)
		}
	}
}

// postbox is a real mail server that keeps what it is given.
type postbox struct {
	mu    sync.Mutex
	mails []string
	to    []string
}

func (b *postbox) listen(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := smtp.NewServer(b)
	srv.Domain, srv.AllowInsecureAuth = "localhost", true
	go srv.Serve(ln)
	t.Cleanup(func() { srv.Close() })
	return ln.Addr().String()
}

func (b *postbox) NewSession(*smtp.Conn) (smtp.Session, error) { return &posting{box: b}, nil }

type posting struct {
	box *postbox
	to  string
}

func (p *posting) Mail(string, *smtp.MailOptions) error      { return nil }
func (p *posting) Rcpt(to string, _ *smtp.RcptOptions) error { p.to = to; return nil }
func (p *posting) Reset()                                    {}
func (p *posting) Logout() error                             { return nil }
func (p *posting) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	p.box.mu.Lock()
	defer p.box.mu.Unlock()
	p.box.mails, p.box.to = append(p.box.mails, string(raw)), append(p.box.to, p.to)
	return err
}

// await waits for a mail to an address that holds some words.
func (b *postbox) await(t *testing.T, to, words string) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		b.mu.Lock()
		for i := range b.mails {
			if b.to[i] == to && strings.Contains(b.mails[i], words) {
				b.mu.Unlock()
				return
			}
		}
		b.mu.Unlock()
	}
	t.Fatalf("no mail to %s says %q; there are %d mails", to, words, len(b.mails))
}
