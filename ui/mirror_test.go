package ui

import "testing"

func TestAStylesheetIsMirrored(t *testing.T) {
	for css, want := range map[string]string{
		".a{margin-left:5px;padding-right:2px}":                               ".a{margin-right:5px;padding-left:2px}",
		".left:hover{text-align:left!important;left:0}":                       ".left:hover{text-align:right!important;right:0}",
		".a { margin: 1px 2px 3px 4px; }":                                     ".a { margin: 1px 4px 3px 2px; }",
		".a{padding:0 15px 0 0 !important}":                                   ".a{padding:0 0 0 15px !important}",
		".a{margin:0 auto;border-radius:1px 2px 3px 4px}":                     ".a{margin:0 auto;border-radius:2px 1px 4px 3px}",
		".a{transform:rotate(225deg)}.b{transform:translateX(-50%)}":          ".a{transform:rotate(-225deg)}.b{transform:translateX(50%)}",
		".a{clip-path:polygon(0% 0%, 100% 50%, 0% 100%)}":                     ".a{clip-path:polygon(100% 0%, 0% 50%, 100% 100%)}",
		`@import "left.css";.a{content:"left: 1"}`:                            `@import "left.css";.a{content:"left: 1"}`,
		"/* left: 1; */.a{border-left:10px solid;border-top-left-radius:1px}": "/* left: 1; */.a{border-right:10px solid;border-top-right-radius:1px}",
		"@media (min-width:40em){.a{float:left}}":                             "@media (min-width:40em){.a{float:right}}",
		".a{--left:1px;background:url(left.png)}":                             ".a{--left:1px;background:url(left.png)}",
		".a{border-width:max(1px, 2em) max(3px, 4em) 0 0}":                    ".a{border-width:max(1px, 2em) 0 0 max(3px, 4em)}",
		"/* never closed": "/* never closed",
	} {
		if got := string(mirror([]byte(css))); got != want {
			t.Errorf("%s\nbecomes %s\nwant    %s", css, got, want)
		}
		if back := string(mirror(mirror([]byte(css)))); back != css {
			t.Errorf("mirrored twice, %s is %s", css, back)
		}
	}
}
