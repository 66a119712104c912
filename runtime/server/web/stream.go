package web

import (
	"bufio"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
)

// Times of a stream of events.
const (
	heartbeat  = 15 * time.Second
	streamSend = 10 * time.Second // how long one event may take to be taken
	// perPerson is how many streams one person has at a time. A page that was left still counts until the next write
	// shows that it has gone, so it is far above the pages that anybody looks at at once.
	perPerson = 32
)

// streams counts the open streams of each person.
type streams struct {
	mu   sync.Mutex
	open map[string]int
}

func newStreams() *streams { return &streams{open: map[string]int{}} }

func (s *streams) enter(who string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[who] >= perPerson {
		return false
	}
	s.open[who]++
	return true
}

func (s *streams) leave(who string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[who]--; s.open[who] == 0 {
		delete(s.open, who)
	}
}

// Sent is one server-sent event.
type Sent struct{ ID, Name, Data string }

// Stream answers with server-sent events until next is closed, the client goes away or the server shuts down. done is
// called once, whatever ends it. LastEventID tells where a client that comes back had got to.
func (c *Ctx) Stream(next <-chan Sent, done func()) error {
	who := c.Actor().ID
	if !c.router.streams.enter(who) {
		done()
		return &Problem{Status: http.StatusTooManyRequests, Code: "throttled", Title: "Too many pages are open", Message: "Close another page of this kind, then reload this one."}
	}
	c.f.Set(fiber.HeaderContentType, "text/event-stream")
	c.f.Set("X-Accel-Buffering", "no")
	conn, closing, log, streams := c.f.Context().Conn(), c.Site.Closing, c.Site.Log, c.router.streams
	c.f.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		// This runs after the handler has returned, in the server's goroutine: a panic here would end the process.
		defer func() {
			if v := recover(); v != nil {
				log.Error("panic in a stream", "panic", fmt.Sprint(v))
			}
		}()
		defer done()
		defer streams.leave(who)
		beat := time.NewTicker(heartbeat)
		defer beat.Stop()
		send := func(text string) error {
			// The server's write timeout would cut the stream: each event has a limit of its own.
			if err := conn.SetWriteDeadline(time.Now().Add(streamSend)); err != nil {
				return err
			}
			if _, err := w.WriteString(text); err != nil {
				return err
			}
			return w.Flush()
		}
		if send(": ready\n\n") != nil {
			return
		}
		for {
			var err error
			select {
			case e, open := <-next:
				if !open {
					return
				}
				err = send(e.text())
			case <-beat.C:
				err = send(": \n\n")
			case <-closing:
				return
			}
			if err != nil {
				return // the client has gone: only writing shows it
			}
		}
	})
	return nil
}

// LastEventID is what a client that comes back has seen last.
func (c *Ctx) LastEventID() string { return c.Header("Last-Event-ID") }

func (e Sent) text() string {
	var b strings.Builder
	if e.ID != "" {
		b.WriteString("id: " + oneLine(e.ID) + "\n")
	}
	if e.Name != "" {
		b.WriteString("event: " + oneLine(e.Name) + "\n")
	}
	for _, line := range strings.Split(e.Data, "\n") {
		b.WriteString("data: " + strings.TrimRight(line, "\r") + "\n")
	}
	b.WriteString("\n")
	return b.String()
}

func oneLine(s string) string { return strings.NewReplacer("\n", " ", "\r", " ").Replace(s) }
