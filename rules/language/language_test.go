package language

import (
	"context"
	"strings"
	"testing"
	"time"
)

func TestEveryLanguageSaysDays(t *testing.T) {
	for _, lack := range sayings.Lacks() {
		t.Error(lack)
	}
}

func TestDaysAreSaidInTheLanguage(t *testing.T) {
	noon := time.Date(2026, 3, 12, 12, 0, 0, 0, time.UTC)
	for got, want := range map[string]string{
		Day(English, noon): "12 March 2026",
		Day(Welsh, noon):   "12 Mawrth 2026",
		Day("ur", noon):    "12 March 2026",
		Moment(English, noon.Add(3*time.Hour+4*time.Minute)): "12 March 2026 at 3:04pm",
		Clock(Welsh, noon.Add(5*time.Hour)):                  "5yp",
		Clock(Welsh, noon.Add(6*time.Hour)):                  "6yh",
		Clock(Welsh, noon.Add(12*time.Hour-time.Minute)):     "11:59yh",
		Clock(Welsh, noon.Add(12*time.Hour)):                 "hanner nos",
		Clock(Welsh, noon.Add(12*time.Hour+time.Minute)):     "12:01yb",
		Clock(English, noon.Add(6*time.Hour)):                "6pm",
		Moment(Welsh, noon.Add(-3*time.Hour)):                "12 Mawrth 2026 am 9yb",
		Moment(Welsh, noon):                                  "12 Mawrth 2026 am hanner dydd",
		Clock(English, noon.Add(-12*time.Hour)):              "midnight",
		And(English, []string{"a", "b", "c"}):                "a, b and c",
		And(Welsh, []string{"Ann", "Bo"}):                    "Ann a Bo",
		And(Welsh, []string{"Bo", "Ann"}):                    "Bo ac Ann",
		Or(Welsh, []string{"PDF", "PNG"}):                    "PDF neu PNG",
		Or(Welsh, nil):                                       "",
		YesNo(Welsh, true):                                   "ie",
		Direction("ur"):                                      "rtl",
		Direction("ar-EG"):                                   "rtl",
		Direction("cy"):                                      "ltr",
		Name("cy"):                                           "Cymraeg",
		Name("xx"):                                           "xx",
		From(Into(context.Background(), "cy")):               "cy",
		From(context.Background()):                           "en",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestAMonthIsReadInEveryLanguage(t *testing.T) {
	for typed, want := range map[string]time.Month{"March": 3, "sep.": 9, "Mawrth": 3, "mai": 5, "May": 5, "gorff": 7, "Rhagfyr": 12, "ma": 0, "xyz": 0, "": 0} {
		if got, ok := Month(typed); got != want || ok != (want > 0) {
			t.Errorf("%q is read as month %d, want %d", typed, got, want)
		}
	}
}

type sample struct {
	Plain  string
	Parts  func(n int) string
	Codes  map[string]struct{ Title string }
	Listed [2]string
}

func english() sample {
	return sample{
		Plain: "Page %s", Parts: func(n int) string { return strings.Repeat("x", n) },
		Codes: map[string]struct{ Title string }{"a": {"A"}}, Listed: [2]string{"one", "two"},
	}
}

func TestWhatALanguageLacksIsNamed(t *testing.T) {
	if lacks := New(english(), english()).Lacks(); len(lacks) > 0 {
		t.Errorf("the same words lack %v", lacks)
	}
	welsh := sample{Plain: "Tudalen", Listed: [2]string{"un", ""}}
	got := strings.Join(New(english(), welsh).Lacks(), "; ")
	for _, want := range []string{"Welsh.Plain does not fill in", "Welsh.Parts has no words", "Welsh.Codes.a has no words", "Welsh.Listed[] has no words"} {
		if !strings.Contains(got, want) {
			t.Errorf("it says %q, and not %q", got, want)
		}
	}
}

func TestThePseudoLanguageMarksEverySentence(t *testing.T) {
	c := New(english(), english())
	w := c.In(Pseudo)
	if got := w.Plain + w.Parts(2) + w.Codes["a"].Title + w.Listed[1]; got != "⟦Page %s⟧⟦xx⟧⟦A⟧⟦two⟧" {
		t.Errorf("it says %s", got)
	}
	if got := c.In(English).Plain + c.In(English).Codes["a"].Title; got != "Page %sA" {
		t.Errorf("English has become %s", got)
	}
}
