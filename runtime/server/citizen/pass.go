package citizen

import (
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/store"
)

// Lives of what lets someone see a case.
const (
	grantLife = time.Hour      // after the applicant has shown who they are
	linkLife  = 24 * time.Hour // of a link in a mail, which works once
)

// pass is what a grant or a mailed link holds in the store. Both are kept as drafts of no service: values under the
// hash of a secret, that expire.
type pass struct {
	Case   string `json:"case"`
	Strong bool   `json:"strong,omitempty"` // it was more than the answer to a question that others may know, too
}

// mostGranted is how many cases a browser may see at once: somebody may have several, and their partner others.
const mostGranted = 5

// grant lets this browser see the case for a while, and no longer than until it is closed. What it may see already it goes on
// seeing, each case for its own while. Strong: by a link that was mailed to them, or since they have just applied. Whoever has
// shown that keeps it, whatever they show after it.
func grant(c *web.Ctx, k *engine.Case, strong bool) error {
	var others []string
	for _, held := range grants(c) {
		other, p, err := readPass(c, "track", held)
		if err != nil {
			return err
		}
		if other != nil && other.ID == k.ID {
			strong = strong || p.Strong
		} else if other != nil && len(others) < mostGranted-1 {
			others = append(others, held)
		}
	}
	secret, err := keepPass(c, "track", pass{Case: k.ID, Strong: strong}, grantLife)
	if err != nil {
		return err
	}
	kept := append([]string{secret}, others...)
	c.SetCookie("track", strings.Join(kept, "."), 0)
	return nil
}

// seen is a case that a browser may see.
type seen struct {
	*engine.Case
	secret string // by which it may
	strong bool   // whoever looks has shown more than an answer that others may know
}

// granted is the case in the address, which is nil when this browser may not see it. The browser that applied shows by the receipt
// which it holds that it did.
func granted(c *web.Ctx) (seen, error) {
	for _, secret := range grants(c) {
		k, p, err := readPass(c, "track", secret)
		if err != nil {
			return seen{}, err
		}
		if k != nil && k.Reference == reference(c) {
			return seen{k, secret, p.Strong || applied(c, k)}, nil
		}
	}
	return seen{}, nil
}

// applied says whether this browser holds the receipt of the application that a case is.
func applied(c *web.Ctx, k *engine.Case) bool {
	t := c.Site.Catalog.Get(k.CaseType)
	if t == nil || t.Intake.Form == nil {
		return false
	}
	a, err := findBy(c, t, c.Cookie(cookieName(t)))
	return err == nil && a.spent == k.Reference
}

// grants are the secrets that this browser holds, the newest first.
func grants(c *web.Ctx) []string {
	held := strings.Split(c.Cookie("track"), ".")
	return held[:min(len(held), mostGranted)]
}

// keepPass makes a secret that stands for a case. The kind is part of its name in the store: a secret made for one
// purpose is nothing for another.
func keepPass(c *web.Ctx, kind string, p pass, life time.Duration) (string, error) {
	secret := web.Secret()
	body, err := json.Marshal(p)
	if err != nil {
		return "", err
	}
	return secret, c.Site.Store.SaveDraft(c.Context(), store.Draft{ID: draftID(kind, secret), Form: kind, Data: body, At: c.Now(), Expires: c.Now().Add(life)})
}

// readPass is the case that a secret stands for, or nil, and what the secret holds.
func readPass(c *web.Ctx, kind, secret string) (*engine.Case, pass, error) {
	var missing *store.NotFound
	var p pass
	d, err := c.Site.Store.Draft(c.Context(), draftID(kind, secret), c.Now())
	if errors.As(err, &missing) {
		return nil, p, nil
	}
	if err != nil {
		return nil, p, err
	}
	if err := json.Unmarshal(d.Data, &p); err != nil {
		return nil, p, err
	}
	k, err := c.Site.Store.CaseByID(c.Context(), p.Case)
	if errors.As(err, &missing) {
		return nil, p, nil
	}
	return k, p, err
}
