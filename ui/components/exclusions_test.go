package components

// notDrawn are the components of govuk-frontend that no page of ours has.
var notDrawn = map[string]string{
	"accordion":     "pages show what matters, or a details element; no page hides its sections",
	"cookie-banner": "the only cookies are needed ones, which call for no consent",
	"feedback":      "asks for feedback on GOV.UK",
	"footer":        "draws the crown, the licence and the copyright of GOV.UK; ours is Footer, without them",
	"header":        "the header of GOV.UK; ours is GenericHeader",
	"tabs":          "the parts of a case are pages of their own, reached by the sub-navigation",
}

// exclusions are single fixtures that we do not draw the same.
var exclusions = map[string]string{
	"exit-this-page/default":      "a page always says in its own words what the button does",
	"task-list/with empty values": "the macro counts the empty values that it passes over in the ids of the others; our list has none",
}
