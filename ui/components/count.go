package components

import (
	"maps"
	"strconv"
	"strings"

	"github.com/caseloom/caseloom/ui/words"
)

// textarea is the text area with what a script needs to count: the limit and
// the sentences, as the attributes that govuk-frontend reads.
func (o CountOptions) textarea(w *words.Words) TextareaOptions {
	t := o.TextareaOptions
	id := t.id()
	limit := o.MaxWords
	if limit == 0 {
		limit = o.MaxLength
	}
	kind := o.Type
	if kind == "" && o.MaxWords > 0 {
		kind = "words"
	}

	attrs := Attrs{"data-module": "govuk-character-count"}
	for name, n := range map[string]int{"data-maxlength": o.MaxLength, "data-maxwords": o.MaxWords, "data-threshold": o.Threshold} {
		if n > 0 {
			attrs[name] = strconv.Itoa(n)
		}
	}
	if kind != "" {
		attrs["data-count-type"] = kind
	}
	description := o.Description
	switch {
	case description == "" && kind == "words":
		description = "You can enter up to %{count} words"
	case description == "":
		description = w.EnterUpTo
	case limit == 0:
		attrs["data-i18n.textarea-description.other"] = description
	}
	if limit > 0 {
		description = strings.ReplaceAll(description, "%{count}", strconv.Itoa(limit))
	} else {
		description = ""
	}
	if o.Messages == nil && w != words.Of("en") {
		maps.Copy(attrs, Attrs{
			"data-i18n.characters-under-limit.one":   w.CharsUnderOne,
			"data-i18n.characters-under-limit.other": w.CharsUnderOther,
			"data-i18n.characters-at-limit":          w.CharsAt,
			"data-i18n.characters-over-limit.one":    w.CharsOverOne,
			"data-i18n.characters-over-limit.other":  w.CharsOverOther,
		})
	}
	maps.Copy(attrs, o.Messages)
	maps.Copy(attrs, t.Group.Attrs)

	t.DescribedBy = id + "-info"
	t.Classes = cls("govuk-js-character-count", t.Classes)
	t.groupClass = "govuk-character-count"
	t.Group.Attrs = attrs
	t.Group.After = countMessage(id, description, o.CountClasses, t.Group.After)
	return t
}
