package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// links are the links to unfinished applications that were mailed to an address, the newest first.
func (h *house) links(address string) []string {
	h.t.Helper()
	all, _, err := h.db.Mail(h.t.Context(), "", 50)
	if err != nil {
		h.t.Fatal(err)
	}
	var out []string
	for _, m := range all {
		for rest := m.Text; m.Address == address; {
			_, after, ok := strings.Cut(rest, permit+"/return/")
			if !ok {
				break
			}
			token, left, _ := strings.Cut(after, "\n")
			out, rest = append(out, permit+"/return/"+strings.Trim(token, "* .<>")), left
		}
	}
	return out
}

// mailedLink waits for a mail that holds a link which begins so, and gives it.
func (h *house) mailedLink(begins string) (link string) {
	h.t.Helper()
	eventually(h.t, "the mail with "+begins, func() bool {
		all, _, err := h.db.Mail(h.t.Context(), "", 50)
		for _, m := range all {
			if _, after, ok := strings.Cut(m.Text, begins); ok {
				link = begins + strings.TrimRight(strings.Fields(after)[0], "* .<>")
			}
		}
		return err == nil && link != ""
	})
	return link
}

// away fills in the first page, leaves the second as it stands, and asks for a link.
func (b *browser) away(address string) *view {
	b.t.Helper()
	v := b.aboutYou(b.begin()).at(permit + "/contact")
	v = b.form(v, "/contact/prefers").send()
	v = b.form(b.get(permit+"/contact"), "/contact/prefers").press("_save", "1").is(200).at(permit + "/save").says("Save and come back later")
	return b.form(v, "_email").fill("_email", address).send()
}

func TestAnApplicantComesBackOnAnotherDevice(t *testing.T) {
	h := open(t, nil)
	b := h.browser()
	b.away("nonsense").is(422).says("There is a problem", "Enter an email address in the correct format")
	v := b.form(b.get(permit+"/save"), "_email").fill("_email", "amina@example.org").send().is(200).says("Check your email", "amina@example.org")
	if strings.Contains(v.html, "/return/") {
		t.Error("the page shows the link that only the mail may hold")
	}
	eventually(t, "the mail", func() bool { return len(h.links("amina@example.org")) == 1 })
	link := h.links("amina@example.org")[0]

	// Another device looks at the link, which shows nothing of the answers, and goes on at the page that was left.
	other := h.browser()
	v = other.get(link).is(200).says("a…@example.org").silent("Amina Yusuf", "amina@example.org")
	v = other.form(v, "_csrf").send().is(200).at(permit + "/contact")
	v = other.form(v, "/contact/prefers").fill("/contact/prefers", "email").send().at(permit + "/address")
	if !strings.Contains(other.get(permit+"/about-you").html, `value="Amina Yusuf"`) {
		t.Error("what was answered before is not there")
	}
	// What was typed and cannot be read yet is kept too.
	v = other.form(other.get(permit+"/address"), "/address/line1").fill("/address/line1", "12 Mill Lane", "/address/years", "four or so").press("_save", "1").at(permit + "/save")
	if v = other.get(permit + "/address"); !strings.Contains(v.html, `value="12 Mill Lane"`) || !strings.Contains(v.html, `value="four or so"`) {
		t.Error("what was typed is gone")
	}

	// The first browser finds what the second has answered; the link works again, for as long as the draft is there.
	b.get(permit + "/continue").at(permit + "/address")
	third := h.browser()
	third.form(third.get(link), "_csrf").send().is(200).at(permit + "/address")
	h.later(13 * 24 * time.Hour)
	third.form(third.get(permit+"/address"), "/address/line1").press("_save", "1").at(permit + "/save")
	h.later(13 * 24 * time.Hour)
	third.get(permit + "/address").at(permit + "/address")
	h.later(2 * 24 * time.Hour)
	h.browser().get(link).is(http.StatusGone).says("This link cannot be used any more")
	third.get(permit + "/address").is(http.StatusGone).says("Your answers have been deleted")
}

// One that was mailed to the wrong address is called back by giving another.
func TestALinkToTheWrongAddressIsCalledBack(t *testing.T) {
	h := open(t, nil)
	b := h.browser()
	b.away("wrong@example.org").is(200).says("Check your email")
	eventually(t, "the mail", func() bool { return len(h.links("wrong@example.org")) == 1 })
	b.form(b.get(permit+"/save"), "_email").fill("_email", "right@example.org").send().is(200).says("right@example.org")
	eventually(t, "the second mail", func() bool { return len(h.links("right@example.org")) == 1 })
	h.browser().get(h.links("wrong@example.org")[0]).is(http.StatusGone)
	h.browser().get(h.links("right@example.org")[0]).is(200)
	h.browser().get(permit + "/return/" + strings.Repeat("A", 43)).is(http.StatusGone)
}

// A lost link is mailed again to the address it went to, and the answer tells nobody whether there was one.
func TestALostLinkIsMailedAgain(t *testing.T) {
	h := open(t, nil)
	h.browser().away("amina@example.org").is(200)
	eventually(t, "the mail", func() bool { return len(h.links("amina@example.org")) == 1 })
	ask := func(address string) *view {
		b := h.browser()
		return b.form(b.get(permit+"/link"), "_email").fill("_email", address).send()
	}
	ask("nonsense").is(422)
	if a, n := ask("AMINA@example.org").is(200), ask("nobody@example.org").is(200); a.text != n.text {
		t.Errorf("%s\n%s", a.text, n.text)
	}
	eventually(t, "the second mail", func() bool { return len(h.links("AMINA@example.org")) == 1 })
	b := h.browser()
	b.form(b.get(h.links("AMINA@example.org")[0]), "_csrf").send().is(200).at(permit + "/contact")
	if n := len(h.links("nobody@example.org")); n != 0 {
		t.Errorf("%d links were mailed to somebody who saved nothing", n)
	}
	// More mails than anybody needs are not sent, whoever asks for them.
	for range 10 {
		ask("amina@example.org").is(200)
	}
	h.browser().away("last@example.org") // mails go out in turn: once this one has, so have those before it
	eventually(t, "the last mail", func() bool { return len(h.links("last@example.org")) == 1 })
	if n := len(h.links("amina@example.org")) + len(h.links("AMINA@example.org")); n != 3 {
		t.Errorf("%d mails went to one address", n)
	}
}

// The link to an application that was sent leads to its receipt, and a second person cannot send it again.
func TestTheLinkOfASentApplicationLeadsToItsReceipt(t *testing.T) {
	h := open(t, nil)
	b := h.browser()
	v := b.apply("B", true)
	s := b.form(b.get(permit+"/save"), "_email").fill("_email", "amina@example.org").send()
	s.is(200)
	eventually(t, "the mail", func() bool { return len(h.links("amina@example.org")) == 1 })
	b.form(v, "_csrf").send().is(200).at(permit + "/done")
	other := h.browser()
	v = other.get(h.links("amina@example.org")[0]).is(200).says("This application has been sent")
	other.form(v, "_csrf").send().is(200).at(permit + "/done").says("PP-2026-000001")
	if n, err := h.db.CountCases(t.Context()); n != 1 || err != nil {
		t.Error(n, err)
	}
}
