package language

// Text is a text for a page. Lang is the language that it is in where the page is in another, so that the page can say
// so; "" otherwise.
type Text struct{ Text, Lang string }

func (t Text) String() string { return t.Text }

// Told is a text for a page in a language: what was said there, which is still as it was written, in English, where that
// language has no words for it.
func Told(lang, said, written string) Text {
	if said == written && lang != English && said != "" {
		return Text{said, English}
	}
	return Text{Text: said}
}
