package engine

import "github.com/caseloom/caseloom/rules/language"

// Following is what a mail to an applicant ends with: where they see how it is getting on. It is put there when the mail
// leaves, since no rule knows under which address people reach the server.
func (m Mail) Following(address string) string {
	return "\n\n" + followWords.In(m.Language).See + "\n\n" + address
}

// Waited is what a mail begins with that was kept until its reader may be written to: what it says was so when it was written.
func (m Mail) Waited(written string) string {
	return followWords.In(m.Language).Waited(written) + "\n\n"
}

// Whoever words these otherwise has Verify know the old ones, too: kept mail holds them.
var followWords = language.New(
	leadWords{"You can see how your application is getting on here:", func(written string) string {
		return "We wrote this on " + written + ". It was kept until now, because you asked us not to write to you at that time."
	}},
	leadWords{"Gallwch weld sut mae eich cais yn dod yn ei flaen yma:", func(written string) string {
		return "Ysgrifenasom hwn ar " + written + ". Fe’i cadwyd tan nawr, oherwydd i chi ofyn i ni beidio ag ysgrifennu atoch bryd hynny."
	}},
)

type leadWords struct {
	See    string
	Waited func(written string) string
}
