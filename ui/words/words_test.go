package words

import (
	"context"
	"reflect"
	"regexp"
	"slices"
	"testing"
)

// A person reading Welsh must not meet an empty place, nor a sentence that
// lost its number or its name.
func TestEveryLanguageSaysEverything(t *testing.T) {
	slots := regexp.MustCompile(`%[sd]|%\{\w+\}`)
	en := reflect.ValueOf(*Of("en"))
	for _, lang := range []string{"en", "cy"} {
		v := reflect.ValueOf(*Of(lang))
		for i := range v.NumField() {
			name, text := v.Type().Field(i).Name, v.Field(i).String()
			if text == "" {
				t.Errorf("%s has no words for %s", lang, name)
			}
			want, got := slots.FindAllString(en.Field(i).String(), -1), slots.FindAllString(text, -1)
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(want, got) {
				t.Errorf("%s: %s fills %v where English fills %v", lang, name, got, want)
			}
		}
	}
}

func TestTheContextCarriesTheLanguage(t *testing.T) {
	if got := From(context.Background()).Back; got != "Back" {
		t.Errorf("without a language: %q, want English", got)
	}
	if got := From(Into(context.Background(), "cy")).Back; got != "Yn ôl" {
		t.Errorf("in Welsh: %q", got)
	}
	if got := From(Into(context.Background(), "xx")).Back; got != "Back" {
		t.Errorf("in a language we do not have: %q, want English", got)
	}
}
