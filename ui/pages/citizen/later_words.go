package citizen

// JourneyWords are what is said to somebody who cannot finish an application now.
type JourneyWords struct {
	// On the pages
	SaveLater     string
	SavedUntil    func(day string) string
	OrByLink      string // rich
	SaveTitle     string
	SaveWhat      func(day string) string
	SaveHint      string
	NoEmail       string
	ThisBrowser   func(moment string) string
	SavedTitle    string
	SavedSent     string
	SavedUntilDay func(day string) string // rich
	SavedSpam     string
	WrongAddress  string
	GiveAnother   string // rich
	IfLeaving     string
	CloseBrowser  string
	Forget        string
	Forgotten     string
	LostTitle     string
	LostWhat      string
	LostMaybe     string
	ReturnTitle   string
	ReturnWhose   func(address string) string
	ReturnOther   string
	ReturnSent    string
	SeeReceipt    string
	ExpiredKept   string
	ExitChange    string
	ExitOthers    string

	// In the mail
	MailSubject func(title string) string
	MailText    func(title string) string // what they asked for, and what if they did not
	MailUntil   func(moment string) string
	MailCare    string
	MailTooMany string
}

var englishJourney = JourneyWords{
	ExitChange: "Go back and change an answer",
	ExitOthers: "See what else you can apply for",
	SaveLater:  "Save and come back later",
	SavedUntil: func(day string) string {
		return "Your answers are saved on each page. You can come back to them in this browser until " + day + ". After that we delete them."
	},
	OrByLink:  "You can also choose “Save and come back later” on any page: we email you a link that works on any device. [I have lost my link].",
	SaveTitle: "Save and come back later",
	SaveWhat: func(day string) string {
		return "We can email you a link, with which you can go on with this application on any device until " + day + ". After that we delete your answers."
	},
	SaveHint: "Check it carefully: whoever gets the link can see your answers.",
	NoEmail:  "If you do not have an email address",
	ThisBrowser: func(moment string) string {
		return "Your answers so far are saved. You can come back to them in this browser until " + moment + "."
	},

	SavedTitle: "Check your email",
	SavedSent:  "Your answers so far are saved. We email a link to:",
	SavedUntilDay: func(day string) string {
		return "The link works until **" + day + "**. Each time you save a page, we keep your answers for as long again. After that we delete them."
	},
	SavedSpam:    "If no email arrives within 10 minutes, look in your spam folder. We send only a few emails to one address in an hour: if you have asked several times, use the newest, or ask again in an hour.",
	WrongAddress: "If the address is wrong",
	GiveAnother:  "[Give another address]. A link that we sent to the wrong one then stops working.",
	IfLeaving:    "If others use this computer",
	Forget:       "Remove it from this browser",
	Forgotten:    "Your application can no longer be opened in this browser. The link that we emailed still opens it.",
	CloseBrowser: "Wait until the email has arrived. Then remove your application from this browser: closing it is not enough. The link in the email still opens it.",

	LostTitle:   "Get your link again",
	LostWhat:    "We will email a new link to the address that you gave when you saved your application.",
	LostMaybe:   "If there is an unfinished application that was saved with this address, we have emailed a link to it.",
	ReturnTitle: "Continue your application",
	ReturnWhose: func(address string) string {
		return "This application was saved by somebody with the email address " + address + ". Go on only if that is you: whoever has the link can see what you answer."
	},
	ReturnOther: "You have begun another application in this browser. If you go on, this browser forgets it, unless you have been emailed a link to it.",
	ReturnSent:  "This application has been sent.",
	SeeReceipt:  "See your reference",
	ExpiredKept: "To protect your information, we delete an application that has not been finished within the time that its first page names. You need to start again.",

	MailSubject: func(title string) string { return "Continue your application: " + title },
	MailText: func(title string) string {
		return "You asked us to save your application, so that you can come back to it: " + title + ".\n\nIf you did not ask for this, you do not need to do anything."
	},
	MailUntil: func(moment string) string {
		return "The link works until **" + moment + "**. Each time you save a page, we keep your answers for as long again. After that we delete them."
	},
	MailCare:    "Whoever has the link can see your answers: do not send it to anyone else.",
	MailTooMany: "You asked us to save an application. We have not mailed a link to it: 20 unfinished applications have been saved with this address already. Finish or delete one of those, then save this one again.",
}

var welshJourney = JourneyWords{
	ExitChange: "Mynd yn ôl a newid ateb",
	ExitOthers: "Gweld am beth arall y gallwch wneud cais",
	SaveLater:  "Cadw a dod yn ôl nes ymlaen",
	SavedUntil: func(day string) string {
		return "Mae eich atebion yn cael eu cadw ar bob tudalen. Gallwch ddod yn ôl atynt yn y porwr hwn tan " + day + ". Ar ôl hynny byddwn yn eu dileu."
	},
	OrByLink:  "Gallwch hefyd ddewis “Cadw a dod yn ôl nes ymlaen” ar unrhyw dudalen: byddwn yn anfon dolen atoch drwy e-bost sy’n gweithio ar unrhyw ddyfais. [Rwyf wedi colli fy nolen].",
	SaveTitle: "Cadw a dod yn ôl nes ymlaen",
	SaveWhat: func(day string) string {
		return "Gallwn anfon dolen atoch drwy e-bost, fel y gallwch barhau â’r cais hwn ar unrhyw ddyfais tan " + day + ". Ar ôl hynny byddwn yn dileu eich atebion."
	},
	SaveHint: "Gwiriwch ef yn ofalus: gall pwy bynnag sy’n cael y ddolen weld eich atebion.",
	NoEmail:  "Os nad oes gennych gyfeiriad e-bost",
	ThisBrowser: func(moment string) string {
		return "Mae eich atebion hyd yma wedi’u cadw. Gallwch ddod yn ôl atynt yn y porwr hwn tan " + moment + "."
	},

	SavedTitle: "Edrychwch ar eich e-bost",
	SavedSent:  "Mae eich atebion hyd yma wedi’u cadw. Rydym yn anfon dolen drwy e-bost i:",
	SavedUntilDay: func(day string) string {
		return "Mae’r ddolen yn gweithio tan **" + day + "**. Bob tro y byddwch yn cadw tudalen, byddwn yn cadw eich atebion am yr un cyfnod eto. Ar ôl hynny byddwn yn eu dileu."
	},
	SavedSpam:    "Os na fydd e-bost yn cyrraedd o fewn 10 munud, edrychwch yn eich ffolder sbam. Dim ond ychydig o negeseuon rydym yn eu hanfon i un cyfeiriad mewn awr: os ydych wedi gofyn sawl gwaith, defnyddiwch yr un diweddaraf, neu gofynnwch eto ymhen awr.",
	WrongAddress: "Os yw’r cyfeiriad yn anghywir",
	GiveAnother:  "[Rhowch gyfeiriad arall]. Yna bydd dolen a anfonwyd i’r un anghywir yn peidio â gweithio.",
	IfLeaving:    "Os yw pobl eraill yn defnyddio’r cyfrifiadur hwn",
	Forget:       "Ei dynnu o’r porwr hwn",
	Forgotten:    "Ni ellir agor eich cais yn y porwr hwn mwyach. Mae’r ddolen a anfonwyd gennym yn dal i’w agor.",
	CloseBrowser: "Arhoswch nes bod yr e-bost wedi cyrraedd. Yna tynnwch eich cais o’r porwr hwn: nid yw ei gau yn ddigon. Bydd y ddolen yn yr e-bost yn dal i’w agor.",

	LostTitle:   "Cael eich dolen eto",
	LostWhat:    "Byddwn yn anfon dolen newydd drwy e-bost i’r cyfeiriad a roesoch pan wnaethoch gadw eich cais.",
	LostMaybe:   "Os oes cais heb ei orffen a gadwyd gyda’r cyfeiriad hwn, rydym wedi anfon dolen iddo drwy e-bost.",
	ReturnTitle: "Parhau â’ch cais",
	ReturnWhose: func(address string) string {
		return "Cadwyd y cais hwn gan rywun â’r cyfeiriad e-bost " + address + ". Ewch ymlaen dim ond os chi yw’r person hwnnw: gall pwy bynnag sydd â’r ddolen weld beth y byddwch yn ei ateb."
	},
	ReturnOther: "Rydych wedi dechrau cais arall yn y porwr hwn. Os ewch ymlaen, bydd y porwr hwn yn ei anghofio, oni bai bod dolen iddo wedi’i hanfon atoch drwy e-bost.",
	ReturnSent:  "Mae’r cais hwn wedi’i anfon.",
	SeeReceipt:  "Gweld eich cyfeirnod",
	ExpiredKept: "I ddiogelu eich gwybodaeth, rydym yn dileu cais nad yw wedi’i orffen o fewn yr amser y mae ei dudalen gyntaf yn ei nodi. Bydd angen i chi ddechrau eto.",

	MailSubject: func(title string) string { return "Parhau â’ch cais: " + title },
	MailText: func(title string) string {
		return "Gwnaethoch ofyn i ni gadw eich cais, fel y gallwch ddod yn ôl ato: " + title + ".\n\nOs na wnaethoch ofyn am hyn, nid oes angen i chi wneud dim."
	},
	MailUntil: func(moment string) string {
		return "Mae’r ddolen yn gweithio tan **" + moment + "**. Bob tro y byddwch yn cadw tudalen, byddwn yn cadw eich atebion am yr un cyfnod eto. Ar ôl hynny byddwn yn eu dileu."
	},
	MailCare:    "Gall pwy bynnag sydd â’r ddolen weld eich atebion: peidiwch â’i hanfon at neb arall.",
	MailTooMany: "Gwnaethoch ofyn i ni gadw cais. Nid ydym wedi anfon dolen iddo: mae 20 o geisiadau heb eu gorffen eisoes wedi’u cadw gyda’r cyfeiriad hwn. Gorffennwch neu dilëwch un o’r rheini, yna cadwch hwn eto.",
}
