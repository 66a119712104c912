package citizen

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/rules/language"
	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/server/web"
)

// What a reference looks like is told by the case types' templates alone, so that to say "this is not one" tells nothing of
// any case.

// knownReference is what a reference looks like where no service has one that can be told without a case.
const knownReference = "PP-2026-000123"

var (
	digits = regexp.MustCompile(`[0-9]+`)

	// perhaps is the reference of a service that is no longer offered, or whose references were others once.
	perhaps = regexp.MustCompile(`^[A-Z0-9/._-]*[0-9]{3}[A-Z0-9/._-]*$`)
)

// sample is the reference that a case type would give to its 123rd case of this year, as far as it can be told; "" when it has
// no number.
func sample(c *web.Ctx, t *casetype.Type) string {
	if t == nil || t.Reference == nil {
		return ""
	}
	now := c.Now().In(t.Org.Zone)
	text, err := t.Reference.Render(rules.NewSnapshot(map[string]any{"number": 123, "year": now.Year(), "today": now}))
	if err != nil || !strings.Contains(text, "123") {
		return ""
	}
	return strings.ToUpper(text)
}

// mostLike is how many references people are given to look at.
const mostLike = 3

// likeReference is a reference for people to look at, or one of each of a few services that they can apply for: whoever has
// another looks for it in vain.
func likeReference(c *web.Ctx) string {
	var like []string
	for _, e := range c.Site.Catalog.All() {
		if e.Type == nil || !listed(c, e.Type) {
			continue
		}
		if one := sample(c, e.Type); one != "" && len(like) < mostLike && !slices.Contains(like, one) {
			like = append(like, one)
		}
	}
	if len(like) == 0 {
		return knownReference
	}
	return language.Or(c.Lang(), like)
}

var runs = regexp.MustCompile(`[A-Z]+|[0-9]+|[^A-Z0-9]+`)

// asWritten puts the signs of a service's references where somebody left them out or typed others: "pp 2026 000023" is
// PP-2026-000023. What is like none stays as it is, without spaces.
func asWritten(c *web.Ctx, typed string) string {
	typed = strings.ToUpper(strings.TrimSpace(typed))
	for _, e := range c.Site.Catalog.All() {
		if e.Type == nil {
			continue
		}
		like, pattern, fill := sample(c, e.Type), "^", ""
		for i, run := range runs.FindAllString(like, -1) {
			switch {
			case run[0] >= '0' && run[0] <= '9':
				pattern += "(?P<n" + strconv.Itoa(i) + ">[0-9]{" + strconv.Itoa(len(run)) + "})"
				fill += "${n" + strconv.Itoa(i) + "}"
			case run[0] >= 'A' && run[0] <= 'Z':
				pattern, fill = pattern+run, fill+run
			default:
				pattern, fill = pattern+"[^A-Z0-9]*", fill+run
			}
		}
		if re, err := regexp.Compile(pattern + "$"); err == nil && like != "" && re.MatchString(typed) {
			return re.ReplaceAllString(typed, fill)
		}
	}
	return strings.Join(strings.Fields(typed), "")
}

// mayBeReference says whether what somebody typed could be a reference: it looks like those of a service, or at least as those
// of one that is no longer offered may have looked.
func mayBeReference(c *web.Ctx, ref string) bool {
	if perhaps.MatchString(ref) {
		return true
	}
	for _, e := range c.Site.Catalog.All() {
		if e.Type == nil {
			continue
		}
		like := sample(c, e.Type)
		if like == "" {
			if e.Type.Reference != nil { // its references say something of the case
				return true
			}
			continue
		}
		if digits.ReplaceAllString(like, "#") == digits.ReplaceAllString(ref, "#") {
			return true
		}
	}
	return false
}
