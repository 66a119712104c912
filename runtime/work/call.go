package work

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/outside"
	"github.com/caseloom/caseloom/runtime/store"
)

// maxTaken is how many bytes the values that are taken out of one answer may have.
const maxTaken = 64 << 10

// call asks a service what a task wants to know, and gives its case the answer. One that does not answer is asked again
// until the task's patience is at its end; then the case is told why, and from there on it is a person's.
func (w *Work) call(ctx context.Context, e store.LeasedEffect) error {
	var ask engine.Ask
	if err := json.Unmarshal(e.Body, &ask); err != nil {
		return &permanent{reason: "what is to be asked cannot be read, or its content has been erased"}
	}
	c, err := w.db.Case(ctx, e.Reference)
	if err != nil {
		return err
	}
	if t := c.Task(ask.Task); t == nil || t.State != engine.Open || t.Key != ask.Key {
		return nil // the case has moved on, and waits for no answer
	}
	answer, err := w.caller.Post(ctx, outside.Request{
		Service: ask.Service, URL: ask.URL, Key: idempotencyKey(e.CaseID, ask.Key), Body: ask.Send, Timeout: ask.Timeout, Silent: len(ask.Take) == 0,
	})
	var failed *outside.Failure
	switch {
	case errors.As(err, &failed):
		now := w.now()
		if again := now.Add(waitAfter(e.Tries)); !failed.Final && !again.After(ask.Until) {
			if told := comeBack(failed.ComeBack, now); told.After(again) {
				again = earlier(told, ask.Until) // the last try is at the end of the task's patience, and not beyond
			}
			return &busy{failed, again}
		}
		w.log.Warn("a service was asked in vain, and a person is asked to see to it", "effect", e.ID, "service", ask.Service, "try", e.Tries)
		reason := failed.Reason + "."
		if !failed.Final && e.Tries > 1 {
			reason = fmt.Sprintf("It was tried %d times. The last time: %s.", e.Tries, failed.Reason)
		}
		return w.tell(ctx, e, engine.FailTask{Task: ask.Task, Key: ask.Key, Reason: reason, Refused: failed.Refused})
	case err != nil:
		return err
	}
	taken, wrong := take(answer, ask.Take)
	if wrong != "" {
		return w.tell(ctx, e, engine.FailTask{Task: ask.Task, Key: ask.Key, Reason: wrong})
	}
	return w.tell(ctx, e, engine.AnswerTask{Task: ask.Task, Key: ask.Key, Answers: taken})
}

// busy is a failure after which a service is to be asked again at a moment.
type busy struct {
	error
	again time.Time
}

// comeBack reads when a service wants to be asked again; zero when it does not say, or nobody understands it.
func comeBack(header string, now time.Time) time.Time {
	if n, err := strconv.ParseUint(header, 10, 31); err == nil {
		return now.Add(time.Duration(n) * time.Second)
	}
	at, err := http.ParseTime(header)
	if err != nil {
		return time.Time{}
	}
	return at
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// tellUndone tells the case of a failure of our own.
func (w *Work) tellUndone(ctx context.Context, e store.LeasedEffect, reason string) error {
	var asked struct{ Task, Key string } // of whatever kind
	if json.Unmarshal(e.Body, &asked) != nil {
		return nil
	}
	return w.tell(ctx, e, engine.FailTask{Task: asked.Task, Key: asked.Key, Reason: "It could not be carried out: " + strings.TrimSuffix(reason, ".") + "."})
}

// idempotencyKey is what a service knows one request by. It says nothing of the case.
func idempotencyKey(caseID, key string) string {
	sum := sha256.Sum256([]byte("caseloom call 1\x00" + caseID + "\x00" + key))
	return hex.EncodeToString(sum[:16])
}

// take picks the values out of an answer that the task wants, and leaves the rest. It says in a sentence why it cannot.
func take(answer []byte, want []engine.Take) (taken json.RawMessage, wrong string) {
	if !json.Valid(answer) {
		return nil, "The service answered, and its answer is not JSON."
	}
	values := map[string]json.RawMessage{}
	for _, t := range want {
		if raw := at(answer, t.From); raw != nil {
			values[t.Name] = raw
		}
	}
	taken, err := json.Marshal(values)
	if err != nil || len(taken) > maxTaken {
		return nil, "The service answered, and what is wanted of its answer is larger than 64 KB."
	}
	return taken, ""
}

// at finds a value within JSON; nil when there is none.
func at(raw json.RawMessage, way []string) json.RawMessage {
	for _, step := range way {
		var object map[string]json.RawMessage
		var list []json.RawMessage
		if json.Unmarshal(raw, &object) == nil && object != nil {
			raw = object[step]
		} else if n, err := strconv.Atoi(step); err == nil && json.Unmarshal(raw, &list) == nil && n >= 0 && n < len(list) {
			raw = list[n]
		} else {
			return nil
		}
		if raw == nil {
			return nil
		}
	}
	return raw
}
