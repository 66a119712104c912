package citizen

import (
	"fmt"
	"strconv"

	"github.com/caseloom/caseloom/rules/language"
)

// Where a name or a step comes into a sentence it stands after a colon or at the end of it, so that its first letter need
// not change.
var welsh = Words{
	Services:      "Gwasanaethau",
	OtherServices: "Gwasanaethau eraill",
	FindService:   "Dod o hyd i wasanaeth",
	Search:        "Chwilio",
	ServicesFound: func(n int, sought string) string {
		if n == 0 {
			return "Nid oes gwasanaethau ar gyfer “" + sought + "”"
		}
		return fmt.Sprintf("Nifer y gwasanaethau ar gyfer “%s”: %d", sought, n)
	},
	NoneFound:      "Gwiriwch y sillafu, neu defnyddiwch lai o eiriau.",
	NothingToApply: "Nid oes dim i wneud cais amdano ar hyn o bryd.",
	AlreadyApplied: "Os ydych eisoes wedi gwneud cais",
	SeeProgress:    "Gweld sut mae eich cais yn dod yn ei flaen",
	GetReference:   "Cael eich cyfeirnod eto",
	WorkHere:       "Os ydych yn gweithio yma",
	SignIn:         "Mewngofnodi",

	WhatWeAsk:      "Beth y byddwn yn gofyn amdano",
	MayAsk:         "Yn dibynnu ar eich atebion, efallai y byddwn yn gofyn am:",
	SendAFile:      "Byddwn yn gofyn i chi anfon llun neu gopi:",
	MaySendAFile:   "Yn dibynnu ar eich atebion, efallai y byddwn yn gofyn i chi anfon llun neu gopi:",
	FileKinds:      "Mae tudalen sy’n gofyn am ffeil yn dweud pa fathau y gallwn eu derbyn, a pha mor fawr y gall y ffeil fod.",
	CannotFinish:   "Os na allwch orffen nawr",
	SavedForADay:   "Mae eich atebion yn cael eu cadw ar bob tudalen. Gallwch ddod yn ôl atynt yn y porwr hwn am 24 awr. Ar ôl hynny byddwn yn eu dileu.",
	StartNow:       "Dechrau nawr",
	StartAgain:     "Dechrau eto",
	BegunHere:      "Rydych wedi dechrau cais yn y porwr hwn, ond heb ei anfon eto.",
	ContinueIt:     "Parhau â’ch cais",
	DeleteAnswers:  "Dileu eich atebion",
	DeleteSure:     "Ydych chi’n siŵr eich bod am ddileu eich atebion?",
	DeleteLoses:    "Bydd popeth rydych wedi’i ddweud wrthym yn y cais hwn yn cael ei ddileu. Ni allwch ei gael yn ôl.",
	DeleteMailed:   "Bydd y ddolen a anfonwyd gennym drwy e-bost yn peidio â gweithio hefyd.",
	DeleteKeep:     "Na, cadw fy atebion",
	AnswersDeleted: "Mae eich atebion wedi’u dileu.",
	TakeForPerson:  "Rydych wedi mewngofnodi fel aelod o staff. I gofnodi cais a ddaeth i law wrth y cownter, dros y ffôn neu ar bapur, [gwnewch y cais ar ran y person hwnnw]. Os byddwch yn dechrau yma, byddwch yn gwneud cais drosoch eich hun.",

	NewQuestions: func(n int) string {
		switch n {
		case 1:
			return "Mae 1 cwestiwn newydd ar y ffurflen ers i chi ddechrau:"
		case 2:
			return "Mae 2 gwestiwn newydd ar y ffurflen ers i chi ddechrau:"
		}
		return "Mae " + strconv.Itoa(n) + " cwestiwn newydd ar y ffurflen ers i chi ddechrau:"
	},
	RemoveTitle:      "Ydych chi’n siŵr eich bod am dynnu hwn?",
	Removed:          func(what string) string { return "Cafodd ei dynnu: " + what + "." },
	BlankNotKept:     func(what string) string { return "Roedd hwn yn wag, ac ni chafodd ei gadw: " + what + "." },
	RemovedBlank:     "Cafodd yr un gwag ei dynnu.",
	RemoveLoses:      "Byddwch yn colli’r atebion a roesoch yma.",
	RemoveKeep:       "Na, peidiwch â dileu",
	SeeCopy:          "Gweld copi o’ch atebion, i’w argraffu neu ei gadw",
	CopyTitle:        "Yr hyn a ddywedoch wrthym",
	CopySent:         "Anfonwyd",
	CopyService:      "Gwasanaeth",
	CopyTo:           "Anfonwyd at",
	KeepCopy:         "Cadw copi",
	PrintCopy:        "Argraffwch y dudalen hon, neu ei chadw o’ch porwr. Peidiwch â’i gadael lle gall eraill ei darllen.",
	CopyAsPDF:        "Lawrlwytho copi fel PDF",
	CopyAsData:       "Lawrlwytho eich atebion ar gyfer rhaglen gyfrifiadurol (JSON)",
	ToDeclareAgain:   "Mae ateb wedi newid ers i chi wneud eich datganiad. Edrychwch dros eich atebion, ac yna gwnewch ef unwaith eto.",
	DeclareAgain:     "Mae ateb wedi newid ers i hyn gael ei gadarnhau. Cadarnhewch ef unwaith eto.",
	ChangedElsewhere: "Atebwyd y dudalen hon yn wahanol mewn ffenestr arall, neu ar ddyfais arall. Nid yw’r hyn a welwch isod wedi’i gadw. I’w gadw yn lle’r atebion eraill, dewiswch “Parhau”.",
	SavedThere:       "Dyma’r hyn a gadwyd yno:",
	ShowSaved:        "Mynd ymlaen gyda’r hyn a gadwyd yno",
	AskedAgain:       "Nid yw eich atebion i’r rhain yn ffitio’r ffurflen mwyach, felly rydym yn eu gofyn eto:",
	FormChanged:      "Mae’r ffurflen hon wedi newid ers i chi ddechrau. Rydym wedi cadw’r atebion sy’n dal i ffitio, a byddwn yn gofyn eto am y lleill.",
	CheckTitle:       "Gwiriwch eich atebion cyn anfon eich cais",
	NowSend:          "Nawr anfonwch eich cais",
	SendingConfirms:  "Drwy ei anfon, rydych yn cadarnhau bod yr atebion yn gywir, hyd y gwyddoch.",
	AcceptAndSend:    "Derbyn ac anfon",

	Received:      "Cais wedi dod i law",
	YourReference: "Eich cyfeirnod",
	WeMailedYou:   "Rydym wedi anfon e-bost atoch i ddweud bod eich cais wedi dod i law.",
	KeepReference: "Cadwch y cyfeirnod: bydd ei angen arnoch os byddwch yn ysgrifennu atom neu’n ein ffonio. Os byddwch yn ei golli, gallwn ei [anfon atoch eto drwy e-bost].",
	KeepIt:        "Cadwch y cyfeirnod: bydd ei angen arnoch os byddwch yn ysgrifennu atom neu’n ein ffonio.",
	WhatNext:      "Beth sy’n digwydd nesaf",
	OthersUseThis: "Os yw pobl eraill yn defnyddio’r cyfrifiadur hwn, caewch y porwr cyfan pan fyddwch wedi gorffen, ac nid y dudalen hon yn unig. Ni ellir gweld eich atebion ynddo ar ôl hynny.",
	AimToDecide:   func(day string) string { return "Ein nod yw penderfynu erbyn **" + day + "**." },

	TrackTitle:     "Gweld sut mae cais yn dod yn ei flaen",
	TrackReference: "Cyfeirnod eich cais",
	TrackHint: func(like string) string {
		return "Mae ar y dudalen a welsoch pan wnaethoch gais, ac yn y negeseuon e-bost a anfonwyd atoch. Er enghraifft, " + like + "."
	},
	TrackEmpty:      func(like string) string { return "Rhowch gyfeirnod eich cais, fel " + like },
	TrackNone:       func(like string) string { return "Nid cyfeirnod yw hwn. Mae cyfeirnod yn edrych fel " + like },
	TrackLong:       "Rhaid i’r cyfeirnod fod yn 60 nod neu lai",
	NoReference:     "Nid yw fy nghyfeirnod gennyf",
	YourApplication: "Eich cais",
	Reference:       "Cyfeirnod",
	ReceivedOn:      "Dyddiad y daeth i law",
	Status:          "Statws",
	Steps:           "Y camau",
	WhatWeSent:      "Beth rydym wedi’i ysgrifennu atoch",
	SentOn:          func(day, subject string) string { return day + ": " + subject },
	WrittenOn: func(day, subject string) string {
		return day + ": " + subject + " (nid ydym wedi anfon hyn atoch drwy e-bost)"
	},
	ReadLetters:       "I ddarllen yr hyn rydym wedi’i ysgrifennu atoch, agorwch y dudalen hon yn y porwr y gwnaethoch gais ag ef, neu drwy ddolen a anfonwn atoch drwy e-bost. Os na allwch, cysylltwch â ni ac fe ddywedwn wrthych beth mae’n ei ddweud.",
	ReadLettersUs:     "I ddarllen yr hyn rydym wedi’i ysgrifennu atoch, agorwch y dudalen hon yn y porwr y gwnaethoch gais ag ef. Os na allwch, cysylltwch â ni ac fe ddywedwn wrthych beth mae’n ei ddweud.",
	GuardedText:       "I’ch cadw’n ddiogel, nid ydym yn dangos mwy yma i rywun sydd ond yn gwybod eich dyddiad geni neu eich cyfeiriad e-bost. I weld popeth, agorwch y dudalen hon yn y porwr y gwnaethoch gais ag ef, neu drwy ddolen a anfonwn atoch drwy e-bost. Os na allwch, cysylltwch â ni.",
	GuardedTextUs:     "I’ch cadw’n ddiogel, nid ydym yn dangos mwy yma i rywun sydd ond yn gwybod eich dyddiad geni neu eich cyfeiriad e-bost. I weld popeth, agorwch y dudalen hon yn y porwr y gwnaethoch gais ag ef. Os na allwch, cysylltwch â ni.",
	LetterTo:          "At",
	LetterFrom:        "Oddi wrth",
	LetterOf:          "Dyddiad",
	LetterGone:        "Nid yw’r hyn a ddywedodd y neges hon gennym mwyach. Dim ond cyhyd ag y bo’u hangen rydym yn cadw negeseuon.",
	WhatWeDecided:     "Ein penderfyniad",
	HowItStands:       "Y sefyllfa nawr",
	Decision:          "Penderfyniad",
	Why:               "Pam",
	ToldOn:            "Dyddiad y cawsoch wybod",
	Withdrawn:         "Wedi’i dynnu’n ôl",
	Decided:           "Wedi’i benderfynu",
	Paused:            "Wedi’i oedi",
	WaitingForSomeone: "Yn aros am rywun arall",
	InProgress:        "Ar y gweill",
	Completed:         "Wedi’i gwblhau",
	NotStarted:        "Heb ddechrau",
	Yes:               "Ie",
	No:                "Na",

	NextAbandoned: "Rydym wedi cau’r cais hwn, ac ni fyddwn yn penderfynu arno. Os ydych yn meddwl bod hyn yn gamgymeriad, cysylltwch â ni.",
	NextHandedOver: func(reference string) string {
		return "Roedd hwn ar gyfer gwasanaeth arall, ac rydym wedi ei symud yno: " + reference + " ydyw bellach. Rydym wedi cadw eich atebion, ac nid oes angen i chi wneud cais eto. Defnyddiwch y cyfeirnod hwnnw o hyn ymlaen."
	},
	NextDuplicate: "Roedd y cais hwn gennym ddwywaith. Rydym wedi cau’r un hwn, ac yn mynd ymlaen gyda’r llall. Nid oes angen i chi wneud dim.",
	Closed:        "Ar gau",
	NextWithdrawn: "Cafodd y cais hwn ei dynnu’n ôl. Rydym wedi rhoi’r gorau i weithio arno. Gallwch wneud cais eto unrhyw bryd.",
	NextFinished:  "Rydym wedi gorffen. Mae’r hyn a ysgrifennwyd atoch yn dweud a oes angen i chi wneud rhywbeth.",
	NextDecided:   "Rydym wedi gorffen. Os nad ydych yn cytuno â’n penderfyniad, darllenwch yr hyn a anfonwyd atoch amdano, neu cysylltwch â ni.",
	NextDeciding:  "Rydym yn cwblhau ein penderfyniad.",
	NextWrite:     "Byddwn yn cysylltu â chi cyn gynted ag y bydd yn barod. Nid oes angen i chi wneud dim.",
	NextTellingOf: func(title string) string {
		return "Rydym wedi penderfynu ar yr hyn y gofynnoch amdano, “" + title + "”, ac yn anfon neges atoch i ddweud beth yw’r penderfyniad. Darllenwch hi pan ddaw: mae’n dweud a oes angen i chi wneud rhywbeth."
	},
	NextTelling: "Rydym wedi gwneud ein penderfyniad, ac yn anfon neges atoch i ddweud beth ydyw. Darllenwch hi pan ddaw: mae’n dweud a oes angen i chi wneud rhywbeth.",
	NextPaused:  "Rydym wedi oedi eich cais. Byddwn yn cysylltu â chi pan fyddwn yn ailddechrau gweithio arno, neu os bydd angen rhywbeth arnom gennych.",
	NextWaiting: "Rydym yn aros i glywed gan rywun cyn y gallwn fynd ymlaen. Os chi yw’r person hwnnw, rydym wedi dweud wrthych beth sydd ei angen arnom.",
	NextAt:      func(step string) string { return "Rydym nawr ar y cam “" + step + "”." },
	NextAfter:   func(step string) string { return "Y cam nesaf yw “" + step + "”." },
	NextLook:    "Byddwn yn edrych ar eich cais.",
	NextNothing: "Nid oes dim y mae angen i chi ei wneud nawr.",
	NextUntil:   "Byddwn yn cysylltu â chi os bydd angen unrhyw beth arall arnom, a phan fyddwn wedi penderfynu.",
	NextNeeded:  "Byddwn yn cysylltu â chi os bydd angen unrhyw beth arall arnom.",

	ProofTitle:     "Dangoswch mai eich cais chi yw hwn",
	ProofReference: func(reference string) string { return "Cyfeirnod " + reference },
	ProofClosed:    "Mae gormod o atebion anghywir wedi’u rhoi ar gyfer y cyfeirnod hwn heddiw, gennych chi neu gan rywun arall. I ddiogelu eich gwybodaeth, nid ydym yn derbyn rhagor o atebion tan yfory.",
	ProofWhy:       "Rydym yn gofyn am hyn fel na all neb arall weld eich gwybodaeth.",
	ProofEither:    "Rydym yn gofyn am hyn fel na all neb arall weld eich gwybodaeth. Rhowch un o’r rhain, yn union fel y’i rhoddwyd yn eich cais.",
	BirthDate:      "Eich dyddiad geni",
	BirthHint:      "Er enghraifft, 27 3 1985.",
	BirthWrong:     "Rhaid i’ch dyddiad geni fod yn ddyddiad go iawn, fel 27 3 1985",
	BirthLacks: func(parts []string) string {
		in := map[string]string{"day": "diwrnod", "month": "mis", "year": "blwyddyn"}
		var lacks []string
		for _, part := range parts {
			lacks = append(lacks, in[part])
		}
		return "Rhaid i’ch dyddiad geni gynnwys " + language.And(language.Welsh, lacks)
	},
	Or:            "neu",
	Email:         "Eich cyfeiriad e-bost",
	EmailAsGiven:  "Eich cyfeiriad e-bost, fel y’i rhoddwyd yn eich cais",
	ProofEmpty:    "Rhowch eich dyddiad geni neu eich cyfeiriad e-bost",
	ProofNoEmail:  "Rhowch eich cyfeiriad e-bost",
	ProofMismatch: "Nid yw’r manylion hyn yn cyfateb i gais â’r cyfeirnod hwn",
	LinkByEmail:   "Cael dolen drwy e-bost",
	IfNeither:     "Os na roesoch yr un o’r ddau i ni, neu os nad ydych yn siŵr",
	IfNotSure:     "Os nad ydych yn siŵr pa gyfeiriad e-bost a roesoch",
	WeCanMail:     "Gallwn anfon dolen drwy e-bost i’r cyfeiriad sydd yn y cais.",
	MailMeALink:   "Anfon dolen ataf drwy e-bost",

	LostTitle:      "Cael eich cyfeirnod eto",
	LostSent:       "Edrychwch ar eich e-bost",
	LostWhat:       "Byddwn yn anfon cyfeirnodau eich ceisiadau atoch drwy e-bost, gyda dolen i bob un.",
	LostEmail:      "Cyfeiriad e-bost",
	LostHint:       "Yr un a roesoch pan wnaethoch gais.",
	LostEmpty:      "Rhowch eich cyfeiriad e-bost",
	LostWrong:      "Rhowch gyfeiriad e-bost yn y fformat cywir, fel enw@enghraifft.com",
	LostSend:       "Anfon fy nghyfeirnodau",
	LostLinkSent:   "Os oes cais â’r cyfeirnod hwn, a bod cyfeiriad e-bost ynddo, rydym wedi anfon dolen i’r cyfeiriad hwnnw. Mae’r ddolen yn gweithio unwaith, am 24 awr.",
	LostAllSent:    "Os oes gennym geisiadau o’r cyfeiriad e-bost hwn, rydym wedi anfon eu cyfeirnodau iddo, gyda dolen i bob un.",
	LostNothing:    "Os na fydd dim yn cyrraedd o fewn 10 munud, edrychwch yn eich ffolder sbam. Efallai eich bod wedi defnyddio cyfeiriad e-bost arall pan wnaethoch gais.",
	LostCorrect:    "Rhoi cyfeiriad e-bost arall",
	LostCorrectRef: "Cywiro’r cyfeirnod",
	NoMailYet:      "Nid yw’r gweinydd hwn yn anfon e-bost eto. Gall gweinyddwr ddarllen yr hyn y byddai wedi’i anfon.",
	LinkTitle:      "Gweld eich cais",
	LinkOnce:       "Mae’r ddolen a anfonwyd atoch yn gweithio unwaith. Wedyn gallwch weld eich cais yn y porwr hwn am awr.",
	LinkSee:        "Gweld fy nghais",
	MailAll:        "Eich ceisiadau",
	MailAllText:    "Gwnaethoch ofyn i ni am gyfeirnodau eich ceisiadau.",
	MailLink:       func(reference string) string { return "Eich dolen i gais " + reference },
	MailLinkText:   "Gwnaethoch ofyn i ni am ddolen i weld sut mae eich cais yn dod yn ei flaen.",
	MailLine: func(title, reference, day, link string) string {
		return title + ", cyfeirnod **" + reference + "**, a ddaeth i law ar " + day + ": " + link
	},
	MailSmallPrint: "Mae pob dolen yn gweithio unwaith, am 24 awr. Peidiwch â’i hanfon at neb arall.\n\nOs na wnaethoch ofyn am hyn, nid oes angen i chi wneud dim.",

	OpenCase:    "Agor yr achos",
	GoToTasks:   "Mynd i’ch tasgau",
	BackToPage:  "Mynd yn ôl i’r dudalen, a dewis ffeil arall",
	AllServices: "Gweld pob gwasanaeth",
	TellCode: func(code string) string {
		return "Os bydd yn digwydd eto, rhowch y cod hwn i ni, er mwyn i ni ddarganfod pam: **" + code + "**"
	},

	Journey: welshJourney,
	Helping: welshHelping,
	Acting:  welshActing,
	Answer:  welshAnswer,
	Offer:   welshOffer,

	Help: HelpWords{
		Title:     "Help",
		Applying:  "Os ydych yn gwneud cais am rywbeth",
		NoAccount: "Nid oes angen cyfrif arnoch. Dewiswch wasanaeth o’r [rhestr o wasanaethau] ac atebwch y cwestiynau un dudalen ar y tro.",
		Saved:     "Mae eich atebion yn cael eu cadw pan fyddwch yn parhau i’r dudalen nesaf. Gallwch ddod yn ôl atynt yn yr un porwr am 24 awr, oni bai bod y gwasanaeth yn enwi diwrnod arall. Os dewiswch “Cadw a dod yn ôl nes ymlaen”, byddwn yn anfon dolen atoch drwy e-bost sy’n gweithio ar unrhyw ddyfais, ac yn eu cadw am fwy o amser: mae’r e-bost yn dweud tan pryd. Ar ôl hynny byddwn yn eu dileu.",
		Cookies:   "Rhaid i’ch porwr ganiatáu cwcis ar gyfer y wefan hon. Rydym yn eu defnyddio dim ond i gadw eich atebion gyda’i gilydd, i’w cadw’n ddiogel, ac i gofio eich iaith. Mae’r tudalennau’n gweithio heb JavaScript.",
		Files:     "Os oes angen i chi anfon ffeil",
		AnyPhoto:  "Mae llun a dynnwyd â’ch ffôn yn iawn, cyhyd â bod modd darllen pob gair. Mae’r dudalen sy’n gofyn amdano yn dweud pa fathau o ffeiliau y gallwn eu derbyn, a pha mor fawr y gall y ffeil fod.",
		Applied:   "Os ydych wedi gwneud cais",
		Track:     "Gallwch [weld sut mae eich cais yn dod yn ei flaen]. Bydd angen ei gyfeirnod arnoch, a’ch dyddiad geni neu eich cyfeiriad e-bost.",
		Lost:      "Os ydych wedi colli’r cyfeirnod, gallwn ei [anfon atoch eto drwy e-bost].",
		CannotUse: "Os na allwch ddefnyddio’r wefan hon",
		AskStaff:  "Gofynnwch i’r sefydliad a’ch anfonodd yma. Gall ei staff lenwi’r un ffurflen ar eich rhan, wyneb yn wyneb neu dros y ffôn.",
		CaseTypes: "Os ydych yn ysgrifennu mathau o achosion",
		Manual:    "Mae’r [llawlyfr] (yn Saesneg) yn dweud sut mae ysgrifennu ffurflenni, rheolau a thablau, a [beth mae pob nam yn ei olygu].",
		Work:      "Os ydych yn gweithio yma",
		SignIn:    "[Mewngofnodwch] gyda’r cyfeiriad e-bost a’r cyfrinair a ddewiswyd gennych. Os ydych wedi anghofio’r cyfrinair, gall gweinyddwr anfon dolen atoch i osod un newydd.",
	},
	OpensOn:  func(day string) string { return "Ni allwch wneud cais eto. Bydd ceisiadau’n agor ar " + day + "." },
	ClosedOn: func(day string) string { return "Ni allwch wneud cais mwyach. Caeodd ceisiadau ar " + day + "." },
	HowLong:  "Faint o amser mae’n ei gymryd",
	Takes:    func(time string) string { return "Mae’n cymryd tua " + time + "." },
	YouNeed:  "Beth fydd ei angen arnoch",

	SectionsDone: func(done, all int) string { return fmt.Sprintf("Rydych wedi cwblhau %d o %d adran.", done, all) },
	SectionDone:  "Wedi’i chwblhau",
	SectionBegun: "Ar y gweill",
	SectionNew:   "Heb ei dechrau",
	CheckAndSend: "Gwirio ac anfon",

	About: AboutWords{
		PrivacyTitle: "Preifatrwydd",
		RunBy: func(org string) string {
			return org + " sy’n rhedeg y gwasanaeth hwn, ac yn penderfynu at beth y defnyddir eich atebion."
		},
		Kept: "Beth sy’n cael ei gadw",
		KeptAre: [3]string{
			"yr atebion rydych yn eu hanfon, a’r ffeiliau gyda nhw",
			"beth mae staff yn ei wneud gyda’ch cais, pryd, a pham",
			"y negeseuon sy’n cael eu hanfon atoch",
		},
		NotKept: "Beth nad yw’n cael ei gadw",
		NotKeptAre: [2]string{
			"atebion nad ydych yn eu hanfon: cânt eu dileu erbyn y diwrnod a nodir ar y dudalen ddechrau",
			"pa dudalennau rydych yn edrych arnynt: nid oes dim yn eich dilyn o dudalen i dudalen, ac ni ddywedir wrth unrhyw gwmni arall beth rydych yn ei wneud yma",
		},
		WhoSees:      "Pwy all ei weld",
		StaffSee:     "Staff sy’n gweithio ar geisiadau o’r math hwn. Cofnodir yr hyn y maent yn ei newid gyda’u henw.",
		Rights:       "Eich hawliau",
		YouCanAsk:    "Gallwch ofyn am gopi o’r hyn a gedwir amdanoch, ac am gywiro camgymeriadau. [Cysylltwch â ni].",
		CookiesTitle: "Cwcis",
		Essential:    "Ffeiliau bach y mae eich porwr yn eu cadw ar gyfer gwefan yw cwcis. Dim ond y rhai na all y gwasanaeth weithio hebddynt rydym yn eu defnyddio.",
		NoOthers:     "Nid ydym yn defnyddio cwcis sy’n mesur yr hyn rydych yn ei wneud, na rhai cwmnïau eraill.",
		Table:        "Y cwcis rydym yn eu defnyddio",
		Name:         "Enw",
		Purpose:      "At beth y mae",
		Lasts:        "Pa mor hir y mae’n para",
		Of: map[string][2]string{
			"draft":   {"mae’n agor y cais rydych wedi’i ddechrau yn y porwr hwn", "cyhyd ag y cedwir y cais"},
			"answer":  {"mae’n gadael i chi ateb yr hyn y gofynnodd dolen i chi, yn y porwr lle y gwnaethoch ei hagor", "24 awr"},
			"track":   {"mae’n gadael i chi weld sut mae cais yn dod yn ei flaen, ar ôl i chi ddangos mai eich cais chi ydyw", "nes i chi gau eich porwr"},
			"csrf":    {"mae’n sicrhau bod yr hyn a anfonir yn dod o’n tudalennau ein hunain", "nes i chi gau eich porwr"},
			"lang":    {"mae’n cofio’r iaith a ddewisoch", "1 flwyddyn"},
			"notice":  {"mae’n cario neges i’r dudalen nesaf", "1 munud"},
			"session": {"mae’n cadw staff wedi’u mewngofnodi", "nes iddynt allgofnodi neu gau eu porwr"},
		},
		ContactTitle: "Cysylltu â ni",
		IfApplied:    "Os ydych wedi gwneud cais, gallwch [weld sut mae eich cais yn dod yn ei flaen].",
		GetInTouch: func(org string) string {
			return "I gysylltu, defnyddiwch y rhif ffôn neu’r cyfeiriad ar wefan neu lythyrau " + org + "."
		},
		Tested: TestedWords{
			Title: "Sut y cafodd ei brofi",
			How:   "Bob tro y caiff y feddalwedd ei newid, mae rhaglen yn agor ei thudalennau mewn porwr ac yn rhoi cynnig arnynt. Ni ryddheir dim tra bo rhywbeth o’i le.",
			Axe: func(version string, rules, states int) string {
				return fmt.Sprintf("Mae axe-core %s yn chwilio am yr hyn y gall peiriant ei ganfod. Nifer y rheolau: %d. Nifer y cyflyrau y gwelodd y tudalennau ynddynt, megis yn wag, wedi’u llenwi a gyda gwallau: %d. Ni chanfu ddim o’i le.", version, rules, states)
			},
			Guidelines: func(versions, levels string) string {
				return "Mae’r rheolau’n ymwneud â Chanllawiau Hygyrchedd Cynnwys y We " + versions + ", lefelau " + levels + "."
			},
			BestPractice: "Mae’r arferion gorau y mae axe-core yn eu gwybod yn eu plith.",
			Which:        "Pa dudalennau a welwyd",
			Table:        "Y tudalennau a welwyd",
			Kind:         "Math o dudalen",
			States:       "Cyflyrau",
			Languages:    "Ieithoedd",
			Widths:       "Lled y sgrin",
			Scripts:      "JavaScript",
			Kinds: map[string]string{
				"services": "Y rhestr o wasanaethau",
				"start":    "Y dudalen cyn ffurflen",
				"sections": "Adrannau ffurflen hir",
				"question": "Cwestiynau ffurflen",
				"exit":     "Yr hyn a ddywedir wrth rywun nad yw gwasanaeth ar ei gyfer",
				"check":    "Atebion i’w gwirio cyn eu hanfon",
				"done":     "Y dderbynneb, a’r copi o’r atebion",
				"later":    "Cadw cais, a dod yn ôl ato",
				"track":    "Sut mae cais yn dod yn ei flaen",
				"about":    "Help, preifatrwydd, cwcis, cysylltu a’r datganiad hwn",
				"problem":  "Tudalennau sy’n dweud bod rhywbeth o’i le",
				"sign-in":  "Mewngofnodi",
				"work":     "Tasgau ac achosion, i staff",
				"studio":   "Mathau o achos, i ddadansoddwyr",
				"admin":    "Gweinyddu",
				"manual":   "Y llawlyfr",
				"parts":    "Pob math o gwestiwn a rhan, ar dudalennau ar wahân",
			},
			Pixels:   func(widths string) string { return widths + " picsel" },
			On:       "Ymlaen",
			Off:      "Wedi’i ddiffodd",
			OnAndOff: "Ymlaen, ac wedi’i ddiffodd",
			Too:      "Rhoddir cynnig ar y rhain hefyd:",
			TooAre: [3]string{
				"ceisiadau cyfan mewn porwr, 320 picsel o led heb JavaScript, a 1280 picsel o led gyda JavaScript",
				"a yw gwallau’n cael eu darllen yn gyntaf, a yw penawdau mewn trefn, ac a oes gan bob cwestiwn ei label ei hun",
				"rhediad mewn iaith ddychmygol, sy’n dod o hyd i eiriau nad ydynt wedi’u cyfieithu",
			},
			Not: "Yr hyn nad yw’r profion hyn yn ei ddweud",
			NotAre: [4]string{
				"Dim ond rhai o’r rhwystrau y mae rhaglen yn eu canfod. Nid pobl sy’n defnyddio darllenydd sgrin, chwyddwr neu adnabod lleferydd sy’n gwneud y profion a restrir yma.",
				"Yn Saesneg yn unig y mae’r tudalennau i staff, a’r llawlyfr.",
				"Nid yw axe-core yn edrych ar gopïau o atebion a gedwir fel PDF, nac ar negeseuon e-bost.",
				"Nid yw’r hyn y mae sefydliad yn ei ysgrifennu yn ei ffurflenni a’i dudalennau ei hun yn y profion hyn.",
			},
		},
	},
	Accessibility: AccessibilityWords{
		Title:    "Datganiad hygyrchedd",
		Everyone: "Rydym am i bawb allu defnyddio’r gwasanaeth hwn. Dylech allu:",
		Able: [4]string{
			"chwyddo hyd at 400% heb i’r testun fynd oddi ar y sgrin",
			"defnyddio pob tudalen gyda bysellfwrdd yn unig, neu drwy adnabod lleferydd",
			"gwrando ar bob tudalen gyda darllenydd sgrin",
			"defnyddio pob tudalen gyda JavaScript wedi’i ddiffodd",
		},
		Built:      "Mae’r tudalennau wedi’u hadeiladu o gydrannau System Ddylunio GOV.UK a System Ddylunio’r MOJ, a’u nod yw cyrraedd lefel AA o fersiwn 2.2 o’r Canllawiau Hygyrchedd Cynnwys Gwe.",
		NotWorking: "Os nad yw rhywbeth yn gweithio i chi",
		TellUs:     "Dywedwch wrth y sefydliad a’ch anfonodd yma pa dudalen oedd hi a beth rydych yn ei ddefnyddio. Gall ei staff lenwi’r un ffurflen ar eich rhan, wyneb yn wyneb neu dros y ffôn.",
	},
}
