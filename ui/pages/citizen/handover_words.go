package citizen

import "strconv"

// HelpingWords are what is said when an application is handed to somebody who helps, and back.
type HelpingWords struct {
	Title         string
	What          string
	Stays         []string
	Pending       func(helper string) string
	Name          string
	NameHint      string
	NameMissing   string
	NameLong      func(most int) string
	Email         string
	EmailHint     string
	Make          string
	OfferedTitle  string
	OfferedTo     func(helper string) string
	Mailed        func(email string) string
	Link          string
	Copy          string
	Copied        string // read out
	LinkOnce      string
	AwayTitle     func(helper string) string
	AwayWhat      func(helper string) string
	TakeBack      string
	TakeBackWhat  string
	TakenBack     string
	NotYours      func(helper string) string
	GiveBackTitle string
	GiveBackWhat  []string
	GiveBackKept  func(moment string) string
	GiveBack      string
	GivenBack     string
	AskedTitle    string
	AskedWhat     func(helper, title string) string
	AskedHow      []string
	AskedOwn      string
	AskedStart    string
	Notice        string // rich
	GetHelp       string
	GetHelpLink   string // rich
	OnlyThey      string // rich
	AnsweredBy    func(helper string) string
	CheckTitle    string
	Returned      func(helper string) string
	BeforeStart   string
	Begun         string // to a helper, on the page that says what the service is
	OwnStart      string // the button with which they would apply for themselves

	MailSubject func(title string) string
	MailText    func(helper, title string) string
	MailOnce    string
	BackSubject func(title string) string
	BackText    func(helper, title string) string
}

var englishHelping = HelpingWords{
	Title: "Get help from somebody else",
	What:  "Somebody you trust can answer questions for you, on their own phone or computer.",
	Stays: []string{
		"they see all your answers so far, and can change them",
		"while they have your application you cannot change it, but you can take it back at any time",
		"only you can send it",
		"we keep a record of which answers they gave",
	},
	Pending: func(helper string) string {
		return "The link that you made for " + helper + " has not been used yet. If you make another, that one stops working."
	},
	Name:        "Their name",
	NameHint:    "So that you, and we, can see which answers are theirs.",
	NameMissing: "Enter the name of the person who will help you",
	NameLong:    func(most int) string { return "Their name must be " + strconv.Itoa(most) + " characters or fewer" },
	Email:       "Their email address (optional)",
	EmailHint:   "We email the link to them. Without an address, you pass the link on yourself.",
	Make:        "Make a link",

	OfferedTitle: "Give this link to your helper",
	OfferedTo: func(helper string) string {
		return "This link is for " + helper + ". Whoever opens it first gets your application: send it to nobody else."
	},
	Mailed:   func(email string) string { return "We are also emailing it to " + email + "." },
	Link:     "Link for your helper",
	Copy:     "Copy the link",
	Copied:   "The link is copied.",
	LinkOnce: "It opens once. We cannot show it again: if you lose it, make another. Until your helper opens it, you can go on yourself.",

	AwayTitle: func(helper string) string { return helper + " has your application" },
	AwayWhat: func(helper string) string {
		return "While " + helper + " is answering questions, you cannot change or send your application. You get it back when they give it back, or when you take it back."
	},
	TakeBack:  "Take it back",
	TakenBack: "Your application is yours again. Check the answers before you send it.",
	NotYours: func(helper string) string {
		return "What you just sent was not saved, because " + helper + " has your application now."
	},
	TakeBackWhat: "If you take it back, the answers that they have saved are kept, and they can no longer see your application. What they have typed and not saved is lost.",

	GiveBackTitle: "Give the application back",
	GiveBackWhat: []string{
		"The answers that you have saved are kept. The person who is applying checks them, and sends the application.",
		"When you have given it back you can no longer see it. To go on later, leave it with you for now.",
	},
	GiveBackKept: func(moment string) string {
		return "You can come back to it in this browser until " + moment + ", unless they take it back."
	},
	GiveBack:  "Give it back",
	GivenBack: "You have given the application back. You can no longer see it in this browser.",

	AskedTitle: "Help somebody with their application",
	AskedWhat: func(helper, title string) string {
		return "Somebody has asked " + helper + " to help with their application: " + title + "."
	},
	AskedHow: []string{
		"you see the answers so far, and can change them",
		"which answers are yours is kept, with your name",
		"you cannot send the application: give it back when you are done",
		"this link opens once, in this browser",
	},
	AskedOwn:    "This is your own application. The link is for your helper: do not open it yourself.",
	AskedStart:  "Begin to help",
	Notice:      "You are helping somebody with their application. [Give it back] when you are done.",
	GetHelp:     "If you want somebody to help you",
	GetHelpLink: "You can [hand your application to somebody you trust], and get it back.",
	OnlyThey:    "Only the person who is applying can send the application. When you are done, [give it back].",
	AnsweredBy:  func(helper string) string { return "Answered by " + helper },
	CheckTitle:  "Check the answers",
	Returned: func(helper string) string {
		return helper + " has given your application back. Check the answers before you send it."
	},
	BeforeStart: "Somebody you trust can answer questions for you: choose “Save and come back later” on any page to find out how.",
	Begun:       "You are helping somebody else with an application in this browser. It has not been sent yet.",
	OwnStart:    "Start an application of my own",

	MailSubject: func(title string) string { return "Somebody asks for your help: " + title },
	MailText: func(helper, title string) string {
		return "Hello " + helper + ",\n\nsomebody has asked you to help with their application: " + title + ". With this link you can answer questions for them:"
	},
	MailOnce:    "The link opens once, in the browser where you use it. Do not send it to anyone else.\n\nIf you do not know who might have asked for this, do not use it.",
	BackSubject: func(title string) string { return "Your application has been given back: " + title },
	BackText: func(helper, title string) string {
		return helper + " has given your application back: " + title + ". Check the answers, and send it."
	},
}

var welshHelping = HelpingWords{
	Title: "Cael help gan rywun arall",
	What:  "Gall rhywun rydych yn ymddiried ynddo ateb cwestiynau ar eich rhan, ar ei ffôn neu gyfrifiadur ei hun.",
	Stays: []string{
		"bydd yn gweld eich holl atebion hyd yma, ac yn gallu eu newid",
		"tra bydd eich cais ganddo, ni allwch ei newid, ond gallwch ei gymryd yn ôl unrhyw bryd",
		"dim ond chi sy’n gallu ei anfon",
		"rydym yn cadw cofnod o ba atebion a roddodd",
	},
	Pending: func(helper string) string {
		return "Nid yw’r ddolen a wnaethoch i " + helper + " wedi’i defnyddio eto. Os gwnewch un arall, bydd honno’n peidio â gweithio."
	},
	Name:        "Enw’r person",
	NameHint:    "Fel y gallwch chi, a ninnau, weld pa atebion a roddodd.",
	NameMissing: "Rhowch enw’r person a fydd yn eich helpu",
	NameLong:    func(most int) string { return "Rhaid i’r enw fod yn " + strconv.Itoa(most) + " nod neu lai" },
	Email:       "Cyfeiriad e-bost y person (dewisol)",
	EmailHint:   "Byddwn yn anfon y ddolen ato drwy e-bost. Heb gyfeiriad, byddwch yn rhoi’r ddolen iddo eich hun.",
	Make:        "Gwneud dolen",

	OfferedTitle: "Rhowch y ddolen hon i’ch helpwr",
	OfferedTo: func(helper string) string {
		return "Mae’r ddolen hon i " + helper + ". Bydd pwy bynnag sy’n ei hagor gyntaf yn cael eich cais: peidiwch â’i hanfon at neb arall."
	},
	Mailed:   func(email string) string { return "Rydym hefyd yn ei hanfon drwy e-bost i " + email + "." },
	Link:     "Dolen i’ch helpwr",
	Copy:     "Copïo’r ddolen",
	Copied:   "Mae’r ddolen wedi’i chopïo.",
	LinkOnce: "Mae’n agor unwaith. Ni allwn ei dangos eto: os byddwch yn ei cholli, gwnewch un arall. Nes i’ch helpwr ei hagor, gallwch barhau eich hun.",

	AwayTitle: func(helper string) string { return "Mae eich cais gan " + helper },
	AwayWhat: func(helper string) string {
		return "Tra bydd " + helper + " yn ateb cwestiynau, ni allwch newid nac anfon eich cais. Byddwch yn ei gael yn ôl pan gaiff ei roi yn ôl, neu pan fyddwch yn ei gymryd yn ôl."
	},
	TakeBack:  "Ei gymryd yn ôl",
	TakenBack: "Chi biau eich cais eto. Gwiriwch yr atebion cyn ei anfon.",
	NotYours: func(helper string) string {
		return "Ni chadwyd yr hyn yr ydych newydd ei anfon, oherwydd bod eich cais gan " + helper + " nawr."
	},
	TakeBackWhat: "Os cymerwch ef yn ôl, bydd yr atebion a gadwyd yn aros, ac ni fydd eich helpwr yn gallu gweld eich cais mwyach. Collir yr hyn a deipiwyd ond na chafodd ei gadw.",

	GiveBackTitle: "Rhoi’r cais yn ôl",
	GiveBackWhat: []string{
		"Mae’r atebion rydych wedi’u cadw yn aros. Bydd y person sy’n gwneud cais yn eu gwirio, ac yn anfon y cais.",
		"Ar ôl ei roi yn ôl ni fyddwch yn gallu ei weld mwyach. I barhau nes ymlaen, gadewch ef gyda chi am y tro.",
	},
	GiveBackKept: func(moment string) string {
		return "Gallwch ddod yn ôl ato yn y porwr hwn tan " + moment + ", oni bai ei fod yn cael ei gymryd yn ôl."
	},
	GiveBack:  "Ei roi yn ôl",
	GivenBack: "Rydych wedi rhoi’r cais yn ôl. Ni allwch ei weld yn y porwr hwn mwyach.",

	AskedTitle: "Helpu rhywun gyda’i gais",
	AskedWhat: func(helper, title string) string {
		return "Mae rhywun wedi gofyn i " + helper + " helpu gyda’i gais: " + title + "."
	},
	AskedHow: []string{
		"byddwch yn gweld yr atebion hyd yma, ac yn gallu eu newid",
		"cedwir cofnod o ba atebion sy’n eiddo i chi, gyda’ch enw",
		"ni allwch anfon y cais: rhowch ef yn ôl pan fyddwch wedi gorffen",
		"mae’r ddolen hon yn agor unwaith, yn y porwr hwn",
	},
	AskedOwn:    "Eich cais chi yw hwn. Mae’r ddolen i’ch helpwr: peidiwch â’i hagor eich hun.",
	AskedStart:  "Dechrau helpu",
	Notice:      "Rydych yn helpu rhywun gyda’i gais. [Rhowch ef yn ôl] pan fyddwch wedi gorffen.",
	GetHelp:     "Os ydych eisiau i rywun eich helpu",
	GetHelpLink: "Gallwch [roi eich cais i rywun rydych yn ymddiried ynddo], a’i gael yn ôl.",
	OnlyThey:    "Dim ond y person sy’n gwneud cais sy’n gallu anfon y cais. Pan fyddwch wedi gorffen, [rhowch ef yn ôl].",
	AnsweredBy:  func(helper string) string { return "Atebwyd gan " + helper },
	CheckTitle:  "Gwirio’r atebion",
	Returned: func(helper string) string {
		return "Mae " + helper + " wedi rhoi eich cais yn ôl. Gwiriwch yr atebion cyn ei anfon."
	},
	BeforeStart: "Gall rhywun rydych yn ymddiried ynddo ateb cwestiynau ar eich rhan: dewiswch “Cadw a dod yn ôl nes ymlaen” ar unrhyw dudalen i weld sut.",
	Begun:       "Rydych yn helpu rhywun arall gyda chais yn y porwr hwn. Nid yw wedi’i anfon eto.",
	OwnStart:    "Dechrau fy nghais fy hun",

	MailSubject: func(title string) string { return "Mae rhywun yn gofyn am eich help: " + title },
	MailText: func(helper, title string) string {
		return "Helo " + helper + ",\n\nmae rhywun wedi gofyn i chi helpu gyda’i gais: " + title + ". Gyda’r ddolen hon gallwch ateb cwestiynau ar ei ran:"
	},
	MailOnce:    "Mae’r ddolen yn agor unwaith, yn y porwr lle byddwch yn ei defnyddio. Peidiwch â’i hanfon at neb arall.\n\nOs nad ydych yn gwybod pwy allai fod wedi gofyn am hyn, peidiwch â’i defnyddio.",
	BackSubject: func(title string) string { return "Mae eich cais wedi’i roi yn ôl: " + title },
	BackText: func(helper, title string) string {
		return "Mae " + helper + " wedi rhoi eich cais yn ôl: " + title + ". Gwiriwch yr atebion, ac anfonwch ef."
	},
}
