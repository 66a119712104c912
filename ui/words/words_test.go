package words

import (
	"context"
	"testing"
)

// A person reading Welsh must not meet an empty place, nor a sentence that
// lost its number or its name.
func TestEveryLanguageSaysEverything(t *testing.T) {
	for _, lack := range catalogue.Lacks() {
		t.Error(lack)
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
