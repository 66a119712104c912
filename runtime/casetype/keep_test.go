package casetype

import (
	"testing"
	"testing/fstest"
)

func TestHowLongAnUnfinishedApplicationIsKept(t *testing.T) {
	for keep, want := range map[string]string{
		"1 hour": "", "14 days": "", "3 months": "", "90 days": "",
		"59 minutes": "bad-duration", "0 days": "bad-duration", "91 days": "bad-duration", "4 months": "bad-duration", "99999 years": "bad-duration",
		"10 working days": "bad-duration", "a fortnight": "bad-duration",
	} {
		typ, found := Load(fstest.MapFS{
			"t/casetype.yaml":    {Data: []byte("title: T\nintake: { form: apply, keep: " + keep + " }\n")},
			"t/forms/apply.yaml": {Data: []byte("title: A\ntype: object\nproperties: { a: { type: string, title: A } }\n")},
		}, "t")
		got := ""
		for _, d := range found {
			if d.Code == "bad-duration" {
				got += d.Code
			}
		}
		if got != want || want == "" && typ.Intake.Keep.String() != keep {
			t.Errorf("%s: %q, want %q: %v", keep, got, want, found)
		}
	}
}
