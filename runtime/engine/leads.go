package engine

import "github.com/caseloom/caseloom/rules/language"

// Following is what a mail to an applicant ends with: where they see how it is getting on. It is put there when the mail
// leaves, since no rule knows under which address people reach the server.
func (m Mail) Following(address string) string {
	return "\n\n" + followWords.In(m.Language).See + "\n\n" + address
}

// Whoever words these otherwise has Verify know the old ones, too: kept mail holds them.
var followWords = language.New(
	struct{ See string }{"You can see how your application is getting on here:"},
	struct{ See string }{"Gallwch weld sut mae eich cais yn dod yn ei flaen yma:"},
)
