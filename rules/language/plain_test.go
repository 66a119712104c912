package language

import (
	"strings"
	"testing"
)

func TestWhatIsHardToReadIsRemarkedOn(t *testing.T) {
	long := strings.Repeat("word ", 31) + "end."
	for text, want := range map[string]string{
		"Click here for the fees.":                    "“Click here” says nothing",
		"You MUST sign it.":                           "“MUST” is in capitals",
		"DO NOT WRITE BELOW THIS LINE":                "in capitals",
		"Fill in the red boxes.":                      "told by its colour",
		"Press the green button.":                     "told by its colour",
		"See the menu on the left.":                   "told by where it stands",
		"The number is below left.":                   "told by where it stands",
		"It is in the top right corner of this page.": "told by where it stands",
		"Short. " + long:                              "This sentence has 32 words",
	} {
		got := Plain(text)
		if len(got) != 1 || !strings.Contains(got[0].Message, want) || got[0].Fix == "" {
			t.Errorf("of %q it says %v", text, got)
		}
	}
	if at := Plain("Short. " + long)[0].At; at != 7 {
		t.Errorf("the sentence begins at %d", at)
	}
	for _, text := range []string{
		"Your National Insurance number", "NHS number", "HMRC and DVLA will check it", "Enter your PIP or ESA award", "A PDF, JPG or PNG file, from a UK GP.",
		"It is in the top right corner of your card.", "Is the light green or red?", "A red car", "The Blue Badge is blue.", "Turn right at the lights.",
		"It is on the front of your badge, and is 6 characters long. For example, AB12C3.", "CO2 emissions", "Log book (V5C)", "",
		"We need:\n- " + strings.Repeat("one two three four five\n- ", 12), "Your licence (DVLA D1, MOT or V5C)",
	} {
		if got := Plain(text); len(got) > 0 {
			t.Errorf("of %q it says %v", text, got)
		}
	}
}

func TestReadingAge(t *testing.T) {
	plain := strings.Repeat("We will look at your form. Then we will write to you. ", 12)
	hard := strings.Repeat("Notwithstanding the aforementioned considerations, the determination of eligibility is conditional upon satisfactory verification of documentary evidence. ", 8)
	if age := ReadingAge(plain); age < 5 || age > 9 {
		t.Errorf("plain words are for the age of %d", age)
	}
	if age := ReadingAge(hard); age < 19 {
		t.Errorf("hard words are for the age of %d", age)
	}
	if age := ReadingAge("Notwithstanding documentary considerations."); age != 0 {
		t.Errorf("three words are for the age of %d", age)
	}
}
