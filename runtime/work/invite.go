package work

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/store"
)

// Link is what a link to somebody's task, or to an action of theirs, holds in the store, under the hash of its secret: a draft of no service, which is
// kept for a while after it has run out, so that whoever comes by it can have a new one sent.
type Link struct {
	Case  string    `json:"case"`
	Task  string    `json:"task,omitempty"`
	Key   string    `json:"key,omitempty"` // of the invitation
	Until time.Time `json:"until"`

	Action string `json:"action,omitempty"` // in place of a task
	Person string `json:"person,omitempty"` // whose it is
	Sent   bool   `json:"sent,omitempty"`   // it has been done by this link

	Held string    `json:"held,omitempty"` // the hash of what the browser holds that has opened it; "": nobody has
	Ends time.Time `json:"ends,omitzero"`  // how long that browser may go on
}

// LinkPath is where links to tasks lead.
const LinkPath = "/answer/"

// linkKept is how long a link is known after it has run out.
const linkKept = 60 * 24 * time.Hour

// LinkID is the name of a link in the store, which never holds the secret itself.
func LinkID(secret string) string {
	sum := sha256.Sum256([]byte("answer:" + secret))
	return hex.EncodeToString(sum[:])
}

// invitation makes the link that a mail holds, at the moment it leaves. A mail that is sent twice holds two; the case takes
// one answer. False: the task no longer waits for this mail.
func (w *Work) invitation(ctx context.Context, e store.LeasedEffect, m engine.Mail) (engine.Mail, bool, error) {
	in := m.Invitation
	c, err := w.db.Case(ctx, e.Reference)
	if err != nil {
		return m, false, err
	}
	if t := c.Task(in.Task); in.Action == "" && (t == nil || t.State != engine.Open || t.Key != in.Key) {
		return m, false, w.tell(ctx, e, engine.MessageFailed{Message: m.Message, Reason: "It was not sent: the task no longer waited for it."})
	}
	var random [32]byte
	rand.Read(random[:]) // never fails: it ends the process instead
	secret := base64.RawURLEncoding.EncodeToString(random[:])
	body, err := json.Marshal(Link{Case: c.ID, Task: in.Task, Key: in.Key, Action: in.Action, Person: in.Person, Until: in.Until})
	if err != nil {
		return m, false, err
	}
	err = w.db.SaveDraft(ctx, store.Draft{ID: LinkID(secret), Form: "answer", Data: body, At: w.now(), Expires: in.Until.Add(linkKept)})
	address := w.address(LinkPath + secret)
	m.Text += "\n\n" + address + "\n\n" + in.After
	if m.Also != nil {
		also := *m.Also
		also.Text += "\n\n" + address + "?lang=" + also.Language + "\n\n" + also.After
		m.Also = &also
	}
	return m, true, err
}
