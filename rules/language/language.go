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

// names are what languages call themselves, for a switch that its reader must be able to read, and what English calls them.
var names = map[string]struct{ own, english string }{
	English: {"English", "English"}, Welsh: {"Cymraeg", "Welsh"}, Pseudo: {"⟦English⟧", "The pseudo-language"},
	"ar": {"العربية", "Arabic"}, "bn": {"বাংলা", "Bengali"}, "bg": {"Български", "Bulgarian"}, "cs": {"Čeština", "Czech"}, "de": {"Deutsch", "German"},
	"es": {"Español", "Spanish"}, "fa": {"فارسی", "Persian"}, "fr": {"Français", "French"}, "ga": {"Gaeilge", "Irish"}, "gd": {"Gàidhlig", "Scottish Gaelic"},
	"gu": {"ગુજરાતી", "Gujarati"}, "he": {"עברית", "Hebrew"}, "hi": {"हिन्दी", "Hindi"}, "hu": {"Magyar", "Hungarian"}, "it": {"Italiano", "Italian"},
	"lt": {"Lietuvių", "Lithuanian"}, "nl": {"Nederlands", "Dutch"}, "pa": {"ਪੰਜਾਬੀ", "Punjabi"}, "pl": {"Polski", "Polish"}, "ps": {"پښتو", "Pashto"},
	"pt": {"Português", "Portuguese"}, "ro": {"Română", "Romanian"}, "ru": {"Русский", "Russian"}, "sk": {"Slovenčina", "Slovak"}, "so": {"Soomaali", "Somali"},
	"sq": {"Shqip", "Albanian"}, "ta": {"தமிழ்", "Tamil"}, "tr": {"Türkçe", "Turkish"}, "uk": {"Українська", "Ukrainian"}, "ur": {"اردو", "Urdu"},
	"vi": {"Tiếng Việt", "Vietnamese"}, "zh": {"中文", "Chinese"},
}

// Name is what a language calls itself, or its tag where we do not know.
func Name(lang string) string {
	if n, ok := names[lang]; ok {
		return n.own
	}
	return lang
}

// EnglishName is what English calls a language, or its tag where we do not know.
func EnglishName(lang string) string {
	if n, ok := names[lang]; ok {
		return n.english
	}
	return lang
}

var tag = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z]{2})?$`)

// IsTag says whether a text can be the tag of a language: "cy", "ur", "en-GB".
func IsTag(s string) bool { return tag.MatchString(s) }

// Built is the language that our own sentences are in for a reader of another: that one itself, where we have it.
func Built(lang string) string {
	if lang == Welsh || lang == Pseudo {
		return lang
	}
	return English
}

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
