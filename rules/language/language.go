package language

import (
	"context"
	"regexp"
	"strings"
)

// The languages that everything built in speaks, by BCP 47 tag. Another may be an analyst's own: then their words are in
// it, and ours are in English.
const (
	English = "en"
	Welsh   = "cy"
	// Pseudo is English with every built-in sentence in ⟦ ⟧: whatever a page says outside of them is in no catalogue.
	Pseudo = "en-XA"
)

// names are what languages call themselves, for a switch that its reader must be able to read.
var names = map[string]string{
	English: "English", Welsh: "Cymraeg", Pseudo: "Pseudo", "ar": "العربية", "bn": "বাংলা", "bg": "Български", "cs": "Čeština", "de": "Deutsch", "es": "Español",
	"fa": "فارسی", "fr": "Français", "ga": "Gaeilge", "gd": "Gàidhlig", "gu": "ગુજરાતી", "he": "עברית", "hi": "हिन्दी", "hu": "Magyar", "it": "Italiano", "ja": "日本語",
	"lt": "Lietuvių", "nl": "Nederlands", "pa": "ਪੰਜਾਬੀ", "pl": "Polski", "ps": "پښتو", "pt": "Português", "ro": "Română", "ru": "Русский", "sk": "Slovenčina", "so": "Soomaali",
	"sq": "Shqip", "ta": "தமிழ்", "tr": "Türkçe", "uk": "Українська", "ur": "اردو", "vi": "Tiếng Việt", "zh": "中文",
}

// Name is what a language calls itself, or its tag where we do not know.
func Name(lang string) string {
	if n := names[lang]; n != "" {
		return n
	}
	return lang
}

var tag = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z]{2})?$`)

// IsTag says whether a text can be the tag of a language: "cy", "ur", "en-GB".
func IsTag(s string) bool { return tag.MatchString(s) }

// Direction is which way a language is written: "rtl" or "ltr".
func Direction(lang string) string {
	base, _, _ := strings.Cut(lang, "-")
	switch base {
	case "ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi", "ckb":
		return "rtl"
	}
	return "ltr"
}

type key struct{}

// Into puts the language of a page into the context that it is drawn with.
func Into(ctx context.Context, lang string) context.Context {
	return context.WithValue(ctx, key{}, lang)
}

// From is the language of the page being drawn: English when nothing was said.
func From(ctx context.Context) string {
	if lang, ok := ctx.Value(key{}).(string); ok && lang != "" {
		return lang
	}
	return English
}
