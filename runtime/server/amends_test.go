package server_test

import (
	"io"
	"log"
	"mime/quotedprintable"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/caseloom/caseloom/runtime/engine"
)

// What went wrong, and what people do about it.

// moody is a mail server that refuses everybody for good until it is mended, and then keeps what it is given.
type moody struct {
	mended atomic.Bool
	mu     sync.Mutex
	taken  string // what it was given, one after another, as plain text
}

func (m *moody) NewSession(*smtp.Conn) (smtp.Session, error) { return m, nil }
func (m *moody) Reset()                                      {}
func (m *moody) Logout() error                               { return nil }
func (m *moody) Mail(string, *smtp.MailOptions) error        { return nil }
func (m *moody) Data(r io.Reader) error {
	text, err := io.ReadAll(quotedprintable.NewReader(r))
	m.mu.Lock()
	defer m.mu.Unlock()
	m.taken += string(text)
	return err
}
func (m *moody) said(what string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return strings.Contains(m.taken, what)
}
func (m *moody) Rcpt(string, *smtp.RcptOptions) error {
	if m.mended.Load() {
		return nil
	}
	return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such person here"}
}

// refusing starts a house whose mail server refuses everybody, and opens a case in it.
func refusing(t *testing.T) (*house, *moody, string) {
	t.Helper()
	h, post := mailing(t, nil)
	return h, post, h.browser().sent("B", false)
}

// mailing starts a house with a mail server.
func mailing(t *testing.T, extra map[string]string) (*house, *moody) {
	t.Helper()
	post := &moody{}
	s := smtp.NewServer(post)
	s.ErrorLog = log.New(io.Discard, "", 0)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go s.Serve(ln)
	h := openMailing(t, extra, "smtp://"+ln.Addr().String())
	t.Cleanup(func() { s.Close() })
	return h, post
}

func TestAMailThatFailedIsTriedAgain(t *testing.T) {
	h, post, ref := refusing(t)
	adi, ada := h.colleague("Adi Min", []string{"administrator"}, nil), h.caseworker("Ada Obi")
	says := func(b *browser, path, what string) func() bool {
		return func() bool { return strings.Contains(b.get(path).text, what) }
	}
	eventually(t, "the failure", says(adi, "/admin/problems", "no such person here"))
	v := adi.get("/admin/problems").is(200).says("Mail: We have your parking permit application", ref, "no such person here", "Try again")
	eventually(t, "the case hears of it", says(ada, "/cases/"+ref, "no such person here"))

	post.mended.Store(true)
	adi.form(v, "_id").send().is(200).says("It is being tried again")
	eventually(t, "the mail is sent", says(ada, "/cases/"+ref, "Sent on 2 March 2026"))
	eventually(t, "nothing is left to mend", says(adi, "/admin/problems", "Nothing has failed"))
}

// The rules refuse; a senior decides otherwise, with a reason; the letter cannot be sent, and the applicant is told by telephone.
func TestADecisionIsOverriddenAndTheApplicantIsToldByTelephone(t *testing.T) {
	h, _, ref := refusing(t)
	h.do(ref, engine.Actor{ID: "s0", Kind: "staff", Roles: []string{"caseworker"}}, engine.CompleteTask{Task: "proof", Answers: []byte(`{"document":"other","result":"failed"}`)})
	k, err := h.db.Case(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	sal := h.colleague("Sal Wright", []string{"caseworker", "senior_caseworker"}, []string{"parking"})
	v := sal.get("/tasks/" + k.ID + "-permit").is(200).says("Decide otherwise")
	v = sal.form(v, "_out-result").fill("_out-result", "granted", "_out-fee", "45").send().is(422).says("Say why you are deciding otherwise")
	sal.form(v, "_out-result").fill("_reason", "The bill is in her married name.").send().is(200)
	v = sal.get("/cases/"+ref).is(200).says("Granted", "£45.00", "Decided otherwise", "The bill is in her married name.", "The person has not been told yet")

	told := v.link("Record that the person was told")
	h.later(24 * time.Hour)
	ada := h.caseworker("Ada Obi")
	when := func(day string) []string {
		return []string{"_how", "by telephone", "_at-day", day, "_at-month", "3", "_at-year", "2026"}
	}
	v = ada.form(ada.get(told), "_how").fill(when("1")...).send().is(422).says("must be on or after the day it was decided, 2 March 2026")
	v = ada.form(v, "_how").fill(when("4")...).send().is(422).says("must be today or in the past")
	ada.form(v, "_how").fill(when("3")...).send().is(200).says("It is recorded that the person was told")
	ada.get("/cases/" + ref).is(200).says("Told 3 March 2026").silent("The person has not been told yet")
}
