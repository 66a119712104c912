package citizen

// ActingWords are what is said of what people do to a case outside its tasks.
type ActingWords struct {
	NeedYou       string
	CanDo         string
	Send          string
	NothingToFill string
	Done          func(title string) string

	Check    string // the title of the page where they check their answers
	Continue string // to the page where they check their answers
	More     string // what else is asked, with a link to the first of it
	Gone     string // it can no longer be done
	GoneText string
	GoneBack string

	Since func(day, title string) string // what they sent after they were told of a decision

	Beforehand    string // above what the case type says of the answers, before they are sent
	BeforehandNot string
}

var englishActing = ActingWords{
	NeedYou:       "What we need from you",
	CanDo:         "What you can do",
	Send:          "Send",
	NothingToFill: "There is nothing to fill in. When you press the button, we are told.",
	Done:          func(title string) string { return "We have received this: " + title + "." },

	Check:    "Check your answers",
	Continue: "Continue",
	More:     "Because of your answers, we ask you something more: [go to the first question that is new].",
	Gone:     "You can no longer do this",
	GoneText: "Your case has moved on, and this is not possible as it stands now. Nothing was sent.",
	GoneBack: "See how your application is getting on",

	Since: func(day, title string) string {
		return "On " + day + " you sent us this: " + title + ". We are looking at it. Until we tell you, what we decided before goes on."
	},

	Beforehand:    "What we work out from your answers",
	BeforehandNot: "This is by the answers that you have given and by our rules of today. We have not decided anything yet.",
}

var welshActing = ActingWords{
	NeedYou:       "Yr hyn sydd ei angen arnom gennych",
	CanDo:         "Beth allwch chi ei wneud",
	Send:          "Anfon",
	NothingToFill: "Nid oes dim i’w lenwi. Pan fyddwch yn pwyso’r botwm, byddwn yn cael gwybod.",
	Done:          func(title string) string { return "Rydym wedi derbyn hwn: " + title + "." },

	Check:    "Gwiriwch eich atebion",
	Continue: "Parhau",
	More:     "Oherwydd eich atebion, rydym yn gofyn rhywbeth arall i chi: [ewch i’r cwestiwn newydd cyntaf].",
	Gone:     "Ni allwch wneud hyn mwyach",
	GoneText: "Mae eich achos wedi symud yn ei flaen, ac nid yw hyn yn bosibl fel y mae nawr. Nid anfonwyd dim.",
	GoneBack: "Gweld sut mae eich cais yn dod yn ei flaen",

	Since: func(day, title string) string {
		return "Ar " + day + " anfonoch hwn atom: " + title + ". Rydym yn edrych arno. Hyd nes y byddwn yn rhoi gwybod i chi, mae’r hyn a benderfynwyd gennym o’r blaen yn parhau."
	},

	Beforehand:    "Yr hyn a gyfrifwn o’ch atebion",
	BeforehandNot: "Mae hyn yn ôl yr atebion a roesoch ac yn ôl ein rheolau heddiw. Nid ydym wedi penderfynu dim eto.",
}
