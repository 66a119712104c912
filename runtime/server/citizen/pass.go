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
	Case string `json:"case"`
}

// mostGranted is how many cases a browser may see at once: somebody may have several, and their partner others.
const mostGranted = 5

// grant lets this browser see the case for a while, and no longer than until it is closed. What it may see already it goes on
// seeing, each case for its own while.
func grant(c *web.Ctx, k *engine.Case) error {
	secret, err := keepPass(c, "track", k.ID, grantLife)
	if err != nil {
		return err
	}
	kept := []string{secret}
	for _, held := range grants(c) {
		other, err := readPass(c, "track", held)
		if err != nil {
			return err
		}
		if other != nil && other.ID != k.ID && len(kept) < mostGranted {
			kept = append(kept, held)
		}
	}
	c.SetCookie("track", strings.Join(kept, "."), 0)
	return nil
}

// granted is the case in the address, and the secret by which this browser may see it; nil when it may not.
func granted(c *web.Ctx) (*engine.Case, string, error) {
	for _, secret := range grants(c) {
		k, err := readPass(c, "track", secret)
		if err != nil {
			return nil, "", err
		}
		if k != nil && k.Reference == reference(c) {
			return k, secret, nil
		}
	}
	return nil, "", nil
}

// grants are the secrets that this browser holds, the newest first.
func grants(c *web.Ctx) []string {
	held := strings.Split(c.Cookie("track"), ".")
	return held[:min(len(held), mostGranted)]
}

// keepPass makes a secret that stands for a case. The kind is part of its name in the store: a secret made for one
// purpose is nothing for another.
func keepPass(c *web.Ctx, kind, caseID string, life time.Duration) (string, error) {
	secret := web.Secret()
	body, err := json.Marshal(pass{Case: caseID})
	if err != nil {
		return "", err
	}
	return secret, c.Site.Store.SaveDraft(c.Context(), store.Draft{ID: draftID(kind, secret), Form: kind, Data: body, At: c.Now(), Expires: c.Now().Add(life)})
}

// readPass is the case that a secret stands for, or nil.
func readPass(c *web.Ctx, kind, secret string) (*engine.Case, error) {
	var missing *store.NotFound
	d, err := c.Site.Store.Draft(c.Context(), draftID(kind, secret), c.Now())
	if errors.As(err, &missing) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var p pass
	if err := json.Unmarshal(d.Data, &p); err != nil {
		return nil, err
	}
	k, err := c.Site.Store.CaseByID(c.Context(), p.Case)
	if errors.As(err, &missing) {
		return nil, nil
	}
	return k, err
}
