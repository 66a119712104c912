// Package words holds every sentence that the frame of a page and its
// components say of their own accord, in English and in Welsh. What a form, a
// case type or a page says arrives in its model; nothing here knows of those.
//
// A sentence is a field, so that the compiler finds one that is spelled wrong
// and the test finds one that a language lacks.
package words

import (
	"context"

	"github.com/caseloom/caseloom/rules/language"
)

// Words are the sentences of one language.
type Words struct {
	// The frame of a page
	Product         string
	SkipToMain      string
	ErrorPrefix     string // before the title of a page with faults
	ServiceInfo     string // name of the region that holds a service's name and navigation
	Menu            string
	Tasks           string
	FindCase        string
	Studio          string
	Admin           string
	SignOut         string
	SignedInAs      string // followed by a visually separate name
	Help            string
	Accessibility   string
	Cookies         string
	Privacy         string
	Contact         string
	SupportLinks    string
	Language        string // name of the region that offers languages
	Demonstration   string // the tag
	DemonstrationIs string // the sentence beside it
	ExitPage        string // the button that leaves a page at once
	ExitLoading     string // read out as it is left
	ExitTimedOut    string // read out: Shift was not pressed three times in time
	ExitTwoMore     string
	ExitOneMore     string
	NotStyled       string // said at the top when the program holds no styles

	// Components
	Back          string
	Breadcrumb    string
	Error         string // read out before an error message
	Problem       string // title of the error summary
	Important     string
	Success       string
	Warning       string
	Pagination    string
	Previous      string
	PreviousPage  string // hidden remainder of Previous
	Next          string
	NextPage      string // hidden remainder of Next
	PageNumber    string // "Page %s"
	Secondary     string // name of a sub-navigation
	By            string // before the name in a timeline
	Show, Hide    string // password toggle
	ShowPassword  string
	HidePassword  string
	PasswordShown string
	PasswordGone  string
	Contents      string

	// Forms
	Change          string
	YourAnswer      string // after Change, and before a question
	NotAnswered     string
	Or              string // between the choices of a set and "None of these"
	Continue        string
	Optional        string
	Day, Month      string
	Year            string
	Choose          string // the empty choice of a select
	Find            string // read out of a box that finds an answer in a long list: how it is used
	FindFits        string // read out: how many answers of the list fit, "%{count}"
	FindMore        string // beneath the first of very many that fit, "%{count}"
	FindNone        string // where none fits
	AddAnother      string // "Add another %s"
	AddFirst        string // "Add %s"
	Remove          string
	ItemOf          string // "%s %d": the heading of a repeated item
	NoneAdded       string // shown where a list has no item yet
	Uploaded        string // before the name of a file already kept
	UploadInstead   string // what choosing another file does
	TooBig          string // said by script when a chosen file is over the limit: "%{name}…%{limit}"
	EnterUpTo       string // "You can enter up to %{count} characters"
	CharsUnderOne   string
	CharsUnderOther string
	CharsAt         string
	CharsOverOne    string
	CharsOverOther  string
	Renewed         string // read out when a part of the page has renewed itself
}

var catalogue = language.New(english, welsh)

// Into puts the language of a page into the context its components are drawn
// with. A language that is not known here is English.
func Into(ctx context.Context, lang string) context.Context { return language.Into(ctx, lang) }

// From gives the words of the page being drawn: English when nothing was said.
func From(ctx context.Context) *Words { return Of(language.From(ctx)) }

// Of gives the words of a language by its BCP 47 tag ("en", "cy").
func Of(lang string) *Words { return catalogue.In(lang) }

var english = Words{
	Product:         "Caseloom",
	SkipToMain:      "Skip to main content",
	ErrorPrefix:     "Error: ",
	ServiceInfo:     "Service information",
	Menu:            "Menu",
	Tasks:           "Tasks",
	FindCase:        "Find a case",
	Studio:          "Studio",
	Admin:           "Admin",
	SignOut:         "Sign out",
	SignedInAs:      "Signed in as",
	Help:            "Help",
	Accessibility:   "Accessibility statement",
	Cookies:         "Cookies",
	Privacy:         "Privacy",
	Contact:         "Contact us",
	SupportLinks:    "Support links",
	Language:        "Language",
	Demonstration:   "Demonstration",
	DemonstrationIs: "The people and cases here are made up. Do not enter real personal information.",
	ExitPage:        "Leave this page now",
	ExitLoading:     "Loading another site",
	ExitTimedOut:    "You can press Shift again to leave this page",
	ExitTwoMore:     "Shift pressed: press it 2 more times to leave this page",
	ExitOneMore:     "Shift pressed: press it once more to leave this page",
	NotStyled:       "This page has no styles yet: whoever runs this server can add them with “make ui”. Everything works without them.",

	Back:          "Back",
	Breadcrumb:    "Breadcrumb",
	Error:         "Error",
	Problem:       "There is a problem",
	Important:     "Important",
	Success:       "Success",
	Warning:       "Warning",
	Pagination:    "Pagination",
	Previous:      "Previous",
	PreviousPage:  " page",
	Next:          "Next",
	NextPage:      " page",
	PageNumber:    "Page %s",
	Secondary:     "Secondary navigation region",
	By:            "by",
	Show:          "Show",
	Hide:          "Hide",
	ShowPassword:  "Show password",
	HidePassword:  "Hide password",
	PasswordShown: "Your password is visible",
	PasswordGone:  "Your password is hidden",
	Contents:      "Contents",

	Change:          "Change",
	YourAnswer:      "your answer to",
	NotAnswered:     "Not answered",
	Or:              "or",
	Continue:        "Continue",
	Optional:        "(optional)",
	Day:             "Day",
	Month:           "Month",
	Year:            "Year",
	Choose:          "Choose one",
	Find:            "Start typing, then choose from the list. Use the up and down arrow keys to move through it.",
	FindFits:        "Answers that fit: %{count}.",
	FindMore:        "These are the first %{count}. Keep typing to find others.",
	FindNone:        "No answer in the list fits.",
	AddAnother:      "Add another %s",
	AddFirst:        "Add %s",
	Remove:          "Remove",
	ItemOf:          "%s %d",
	NoneAdded:       "Nothing added yet.",
	Uploaded:        "File received:",
	UploadInstead:   "Choose a file only if you want to replace this one.",
	TooBig:          "%{name} is too large. Choose a file that is smaller than %{limit}.",
	EnterUpTo:       "You can enter up to %{count} characters",
	CharsUnderOne:   "You have %{count} character remaining",
	CharsUnderOther: "You have %{count} characters remaining",
	CharsAt:         "You have 0 characters remaining",
	CharsOverOne:    "You have %{count} character too many",
	CharsOverOther:  "You have %{count} characters too many",
	Renewed:         "This page has been updated.",
}

var welsh = Words{
	Product:         "Caseloom",
	SkipToMain:      "Neidio i’r prif gynnwys",
	ErrorPrefix:     "Gwall: ",
	ServiceInfo:     "Gwybodaeth am y gwasanaeth",
	Menu:            "Dewislen",
	Tasks:           "Tasgau",
	FindCase:        "Dod o hyd i achos",
	Studio:          "Stiwdio",
	Admin:           "Gweinyddu",
	SignOut:         "Allgofnodi",
	SignedInAs:      "Wedi mewngofnodi fel",
	Help:            "Help",
	Accessibility:   "Datganiad hygyrchedd",
	Cookies:         "Cwcis",
	Privacy:         "Preifatrwydd",
	Contact:         "Cysylltu â ni",
	SupportLinks:    "Dolenni cymorth",
	Language:        "Dewis iaith",
	Demonstration:   "Arddangosiad",
	DemonstrationIs: "Mae’r bobl a’r achosion yma’n ddychmygol. Peidiwch â rhoi gwybodaeth bersonol go iawn.",
	ExitPage:        "Gadael y dudalen hon nawr",
	ExitLoading:     "Wrthi’n agor gwefan arall",
	ExitTimedOut:    "Gallwch wasgu Shift eto i adael y dudalen hon",
	ExitTwoMore:     "Gwasgwyd Shift: gwasgwch ef 2 waith eto i adael y dudalen hon",
	ExitOneMore:     "Gwasgwyd Shift: gwasgwch ef unwaith eto i adael y dudalen hon",
	NotStyled:       "Nid oes arddull i’r dudalen hon eto: gall pwy bynnag sy’n rhedeg y gweinydd ei hychwanegu gyda “make ui”. Mae popeth yn gweithio hebddi.",

	Back:          "Yn ôl",
	Breadcrumb:    "Llwybr y dudalen",
	Error:         "Gwall",
	Problem:       "Mae problem wedi codi",
	Important:     "Pwysig",
	Success:       "Llwyddiant",
	Warning:       "Rhybudd",
	Pagination:    "Tudalennu",
	Previous:      "Blaenorol",
	PreviousPage:  ": tudalen",
	Next:          "Nesaf",
	NextPage:      ": tudalen",
	PageNumber:    "Tudalen %s",
	Secondary:     "Llywio eilaidd",
	By:            "gan",
	Show:          "Dangos",
	Hide:          "Cuddio",
	ShowPassword:  "Dangos cyfrinair",
	HidePassword:  "Cuddio cyfrinair",
	PasswordShown: "Mae eich cyfrinair i’w weld",
	PasswordGone:  "Mae eich cyfrinair wedi’i guddio",
	Contents:      "Cynnwys",

	Change:          "Newid",
	YourAnswer:      "eich ateb i",
	NotAnswered:     "Heb ei ateb",
	Or:              "neu",
	Continue:        "Parhau",
	Optional:        "(dewisol)",
	Day:             "Diwrnod",
	Month:           "Mis",
	Year:            "Blwyddyn",
	Choose:          "Dewiswch un",
	Find:            "Dechreuwch deipio, yna dewiswch o’r rhestr. Defnyddiwch y bysellau saeth i fyny ac i lawr i symud drwyddi.",
	FindFits:        "Atebion sy’n cyfateb: %{count}.",
	FindMore:        "Dyma’r %{count} cyntaf. Daliwch ati i deipio i ddod o hyd i rai eraill.",
	FindNone:        "Nid oes ateb yn y rhestr sy’n cyfateb.",
	AddAnother:      "Ychwanegu un arall: %s",
	AddFirst:        "Ychwanegu: %s",
	Remove:          "Dileu",
	ItemOf:          "%s %d",
	NoneAdded:       "Dim wedi’i ychwanegu eto.",
	Uploaded:        "Ffeil wedi’i derbyn:",
	UploadInstead:   "Dewiswch ffeil dim ond os ydych am newid yr un hon.",
	TooBig:          "Mae %{name} yn rhy fawr. Dewiswch ffeil sy’n llai na %{limit}.",
	EnterUpTo:       "Gallwch roi hyd at %{count} nod",
	CharsUnderOne:   "Mae gennych %{count} nod ar ôl",
	CharsUnderOther: "Mae gennych %{count} nod ar ôl",
	CharsAt:         "Mae gennych 0 nod ar ôl",
	CharsOverOne:    "Mae gennych %{count} nod yn ormod",
	CharsOverOther:  "Mae gennych %{count} nod yn ormod",
	Renewed:         "Mae’r dudalen hon wedi’i diweddaru.",
}
