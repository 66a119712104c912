package citizen

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/server/web"
	page "github.com/caseloom/caseloom/ui/pages/citizen"
)

// counter is how somebody's application reached the staff member who fills it in for them.
type counter struct {
	Channel  string `json:"channel"`  // counter, telephone, paper
	Received string `json:"received"` // "2026-03-12"
}

var channels = []string{"counter", "telephone", "paper"}

// forSomeone says whether the person signed in fills the form in for somebody else, because they work such cases.
func forSomeone(c *web.Ctx, t *casetype.Type) bool {
	return c.Staff() != nil && identity.May(t, c.Actor(), nil, identity.Work)
}

// readCounter reads how and when an application was received; the model holds what was typed, with its faults.
func readCounter(post *web.Posted, now time.Time, zone *time.Location) (*counter, *page.Counter) {
	m := &page.Counter{
		Channel: post.Get("_channel"),
		Day:     strings.TrimSpace(post.Get("_received-day")), Month: strings.TrimSpace(post.Get("_received-month")), Year: strings.TrimSpace(post.Get("_received-year")),
	}
	if !slices.Contains(channels, m.Channel) {
		m.ChannelError = "Select how you received the application"
	}
	day, err := readDate(m.Day, m.Month, m.Year)
	switch {
	case m.Day == "" && m.Month == "" && m.Year == "":
		m.ReceivedError = "Enter the date that you received the application"
	case err != nil:
		m.ReceivedError = "The date that you received the application must be a real date"
	case day.Format(time.DateOnly) > now.In(zone).Format(time.DateOnly):
		m.ReceivedError = "The date that you received the application must be today or in the past"
	case day.Year() < 2000:
		m.ReceivedError = "The date that you received the application must be after 1999"
	}
	if m.ChannelError != "" || m.ReceivedError != "" {
		return nil, m
	}
	return &counter{Channel: m.Channel, Received: day.Format(time.DateOnly)}, m
}

// newCounter is the model before anything was typed: received today.
func newCounter(now time.Time, zone *time.Location) *page.Counter {
	d := now.In(zone)
	return &page.Counter{Day: strconv.Itoa(d.Day()), Month: strconv.Itoa(int(d.Month())), Year: strconv.Itoa(d.Year())}
}

// received is the moment the application was given to us: now for today, the middle of an earlier day.
func (k *counter) received(now time.Time, zone *time.Location) *time.Time {
	if k == nil || k.Received == now.In(zone).Format(time.DateOnly) {
		return nil
	}
	day, err := time.ParseInLocation(time.DateOnly, k.Received, zone)
	if err != nil {
		return nil
	}
	at := day.Add(12 * time.Hour).UTC()
	return &at
}

// readDate reads the three controls of a date.
func readDate(day, month, year string) (time.Time, error) {
	d, err1 := strconv.Atoi(day)
	m, err2 := strconv.Atoi(month)
	y, err3 := strconv.Atoi(year)
	if err1 != nil || err2 != nil || err3 != nil || y < 1000 || y > 9999 {
		return time.Time{}, fmt.Errorf("not a date: %q %q %q", day, month, year)
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if t.Day() != d || int(t.Month()) != m {
		return time.Time{}, fmt.Errorf("no such day: %d-%d-%d", y, m, d)
	}
	return t, nil
}
