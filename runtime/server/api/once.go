package api

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"

	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/store"
)

// once does something to a case, and with an Idempotency-Key does it once: whoever repeats the request after an answer
// that never arrived is answered again, and nothing happens. answer makes the answer from the case and the Seq that the
// command made; the record keeps no more of it than that number, so that it holds no content that would have to be
// erased with the case's.
func once(c *web.Ctx, k *engine.Case, status, expect int, body engine.Body, answer func(k *engine.Case, seq int) any) error {
	key, err := newKey(c, k.CaseType)
	if err != nil {
		return err
	}
	if key != nil {
		// Unlike the opening of a case, what is done to one depends on the address too.
		sum := sha256.Sum256([]byte(c.Path() + "?name=" + c.Query("name") + "\n" + key.BodyHash))
		key.BodyHash, key.Status = hex.EncodeToString(sum[:]), status
		if done, err := again(c, k, key, answer); done || err != nil {
			return err
		}
	}
	after, err := c.Site.Desk.DoOnce(c.Context(), k.Reference, c.Actor(), expect, body, key)
	if err != nil {
		if key != nil { // another request with this key may have been quicker
			if done, failed := again(c, k, key, answer); done || failed != nil {
				return failed
			}
		}
		return err
	}
	return c.JSON(status, answer(after, after.Seq))
}

// again answers a request whose key was spent before; false when it was not.
func again(c *web.Ctx, k *engine.Case, key *store.Key, answer func(k *engine.Case, seq int) any) (bool, error) {
	before, err := c.Site.Store.KeyResponse(c.Context(), key.Caller, key.CaseType, key.Key)
	var missing *store.NotFound
	if errors.As(err, &missing) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if err := same(key, before); err != nil {
		return false, err
	}
	seq, err := strconv.Atoi(string(before.Response))
	if err != nil {
		return false, err
	}
	now, err := c.Site.Store.CaseByID(c.Context(), k.ID)
	if err != nil {
		return false, err
	}
	return true, c.JSON(before.Status, answer(now, seq))
}

var keyHeader = []web.Param{{Name: "Idempotency-Key", Text: "At most 255 printable characters, chosen by the caller. It belongs to the caller and the case type. A repeat with the same key, address and body is answered again, and nothing is done twice.", Schema: text}}

// answersHeader is what may be said of a request that holds answers to a form.
var answersHeader = append([]web.Param{{Name: "Accept-Language", Text: "The language in which to say what is wrong with answers, such as cy. Without it, and where the case type is not in it, English.", Schema: text}}, keyHeader...)
