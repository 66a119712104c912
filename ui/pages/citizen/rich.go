package citizen

import "strings"

// piece is a part of a sentence: plain, strong, or a link.
type piece struct {
	text, href string
	strong     bool
}

// pieces cuts a sentence at its [links], to which the addresses go in order, and its **strong** words. What a person
// wrote never passes through it.
func pieces(sentence string, hrefs []string) []piece {
	var out []piece
	for sentence != "" {
		i := strings.IndexByte(sentence, '[')
		if s := strings.Index(sentence, "**"); s >= 0 && (i < 0 || s < i) {
			if text, rest, closed := strings.Cut(sentence[s+2:], "**"); closed {
				out = append(out, piece{text: sentence[:s]}, piece{text: text, strong: true})
				sentence = rest
				continue
			}
		}
		if i >= 0 && len(hrefs) > 0 {
			if text, rest, closed := strings.Cut(sentence[i+1:], "]"); closed {
				out = append(out, piece{text: sentence[:i]}, piece{text: text, href: hrefs[0]})
				sentence, hrefs = rest, hrefs[1:]
				continue
			}
		}
		out = append(out, piece{text: sentence})
		break
	}
	return out
}
