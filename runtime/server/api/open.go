package api

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	accept "golang.org/x/text/language"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/store"
)

// opened is the answer to a case that was opened.
type opened struct {
	Reference string `json:"reference"`
}

// intake is the case type in the address, if the caller may open cases of it.
func intake(c *web.Ctx) (*casetype.Type, error) {
	t := c.Site.Catalog.Get(c.Param("casetype"))
	if t == nil || t.Intake.Form == nil {
		return nil, web.NotFound()
	}
	if t.Intake.By == "anyone" || t.Intake.By == "" {
		return t, nil
	}
	who := c.Actor()
	if who.Kind == "citizen" {
		c.SetHeader("WWW-Authenticate", `Bearer realm="caseloom"`)
		return nil, &web.Problem{Status: http.StatusUnauthorized, Code: "token", Message: "This case type is not open to everyone: send a token."}
	}
	if t.Intake.By == "staff" && !identity.May(t, who, nil, identity.Work) {
		return nil, &web.Problem{Status: http.StatusForbidden, Code: "forbidden", Title: "Not allowed", Message: "The token's role may not open cases of this type."}
	}
	return t, nil
}

// openCase opens a case. The key, when there is one, is kept in the same transaction, so that whoever repeats the
// request after an answer that never arrived gets the answer, and no second case.
func openCase(c *web.Ctx) error {
	t, err := intake(c)
	if err != nil {
		return err
	}
	key, err := newKey(c, t.Name)
	if err != nil {
		return err
	}
	if key != nil {
		before, err := c.Site.Store.KeyResponse(c.Context(), key.Caller, key.CaseType, key.Key)
		var missing *store.NotFound
		if err == nil && before != nil {
			return repeat(c, key, before)
		}
		if err != nil && !errors.As(err, &missing) {
			return err
		}
	}
	submit := engine.Submit{Data: append([]byte(nil), c.Body()...), Channel: "api"}
	if submit.Language, err = written(c, t); err != nil {
		return err
	}
	if submit.Files, err = judged(c, t, t.Intake.Form, submit.Data, ""); err != nil {
		return err
	}
	k, err := c.Site.Desk.Submit(c.Context(), t.Name, c.Actor(), submit, key, "")
	var again *store.Duplicate
	if errors.As(err, &again) && again.Key != nil && key != nil {
		return repeat(c, key, again.Key)
	}
	if err != nil {
		return err
	}
	return created(c, k.Reference)
}

// written is the language in which the applicant wrote, and is written to: "" for English.
func written(c *web.Ctx, t *casetype.Type) (string, error) {
	given, _, _ := strings.Cut(strings.TrimSpace(c.Header("Content-Language")), "-")
	if given == "" || given == language.English {
		return "", nil
	}
	if !slices.Contains(t.Languages, given) {
		return "", &web.Problem{Status: http.StatusUnprocessableEntity, Code: "language", Title: "The Content-Language cannot be used", Message: "This case type is in " + strings.Join(t.Languages, ", ") + "."}
	}
	return given, nil
}

// wanted is the language in which the caller asks to be told what is wrong with answers: the one of the case type's that they
// would like best, English when it is in none of these.
func wanted(c *web.Ctx, t *casetype.Type) string {
	tags, _, err := accept.ParseAcceptLanguage(c.Header("Accept-Language"))
	if err != nil {
		return language.English
	}
	for _, tag := range tags {
		if base, _ := tag.Base(); slices.Contains(t.Languages, base.String()) {
			return base.String()
		}
	}
	return language.English
}

func created(c *web.Ctx, reference string) error {
	c.SetHeader("Location", prefix+"/cases/"+escape(reference))
	return c.JSON(http.StatusCreated, opened{reference})
}

// newKey reads the Idempotency-Key, or nil when there is none.
func newKey(c *web.Ctx, casetype string) (*store.Key, error) {
	given := c.Header("Idempotency-Key")
	if given == "" {
		return nil, nil
	}
	if len(given) > 255 || strings.IndexFunc(given, func(r rune) bool { return r < 0x20 || r > 0x7e }) >= 0 {
		return nil, &web.Problem{Status: http.StatusUnprocessableEntity, Code: "idempotency-key", Title: "The Idempotency-Key cannot be used", Message: "It must be at most 255 printable ASCII characters."}
	}
	sum := sha256.Sum256(c.Body())
	return &store.Key{Caller: c.Actor().ID, CaseType: casetype, Key: given, BodyHash: hex.EncodeToString(sum[:]), Status: http.StatusCreated}, nil
}

// repeat answers as the first time.
func repeat(c *web.Ctx, key, before *store.Key) error {
	if err := same(key, before); err != nil {
		return err
	}
	return created(c, before.Reference)
}

// same says that a key was used again with another request, which is a mistake of the caller's.
func same(key, before *store.Key) error {
	if before.BodyHash == key.BodyHash {
		return nil
	}
	return &web.Problem{Status: http.StatusUnprocessableEntity, Code: "idempotency-key", Title: "The Idempotency-Key was used before", Message: "It was used with another body. Use a new key for a new request."}
}

// judged holds what a program sent against a form and against the files that are kept here, and says all that is wrong
// with it at once, in the language that the caller wants. It gives the uploads that the data names. The pointers of faults
// begin with prefix.
func judged(c *web.Ctx, t *casetype.Type, f *forms.Form, body []byte, prefix string) ([]engine.File, error) {
	f = f.In(wanted(c, t))
	data, err := f.Decode(body)
	if err != nil {
		return nil, wrong(prefix, capital(err.Error())+".")
	}
	faults := append(f.Validate(data, c.Now().In(t.Org.Zone)), f.Strangers(data)...)
	var out []engine.File
	named := f.Files(data)
	for _, pointer := range sortedKeys(named) {
		ref := named[pointer]
		if problem := stands(c, ref); problem != "" {
			faults = append(faults, forms.Fault{Pointer: pointer, Code: "file", Message: problem})
			continue
		}
		out = append(out, engine.File{Field: pointer, Name: ref.Name, Hash: ref.Hash, Media: ref.Media, Size: ref.Size})
	}
	if len(faults) == 0 {
		return out, nil
	}
	all := web.Faults(faults)
	for i := range all {
		all[i].Pointer = prefix + all[i].Pointer
	}
	return nil, &web.Problem{Status: http.StatusUnprocessableEntity, Code: "invalid", Errors: all}
}

// capital begins a sentence.
func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// stands says what is wrong with a file that is said to be kept; "" is nothing.
func stands(c *web.Ctx, ref forms.FileRef) string {
	const upload = "Upload the file first, and send what was returned."
	if len(ref.Hash) != 64 || strings.Trim(ref.Hash, "0123456789abcdef") != "" {
		return upload
	}
	if c.Site.Blobs.Renew(ref.Hash) != nil {
		return upload
	}
	f, err := c.Site.Blobs.Open(ref.Hash)
	if err != nil {
		return upload
	}
	defer f.Close()
	body, err := io.ReadAll(io.LimitReader(f, web.MaxFile+1))
	if err != nil || int64(len(body)) != ref.Size {
		return upload
	}
	if media, ok := web.Sniff(ref.Name, body); !ok || media != ref.Media || ref.Name != web.FileName(ref.Name) {
		return upload
	}
	return ""
}

// uploadFile keeps a file before the case or answer that will name it.
func uploadFile(c *web.Ctx) error {
	if _, err := intake(c); err != nil {
		return err
	}
	ref, err := keep(c)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, ref)
}

// keep puts the body into the blob store.
func keep(c *web.Ctx) (forms.FileRef, error) {
	name := c.Query("name")
	if strings.TrimSpace(name) == "" {
		return forms.FileRef{}, &web.Problem{Status: http.StatusUnprocessableEntity, Code: "invalid", Errors: []web.Fault{{Pointer: "/name", Code: "required", Message: "Say the file's name: ?name=bill.pdf"}}}
	}
	ref, fault, err := c.Keep(web.Upload{Name: name, Body: c.Body()})
	if err != nil {
		return ref, err
	}
	if fault != "" {
		return ref, &web.Problem{Status: http.StatusUnprocessableEntity, Code: "invalid", Errors: []web.Fault{{Pointer: "", Code: "file", Message: fault + "."}}}
	}
	return ref, nil
}
