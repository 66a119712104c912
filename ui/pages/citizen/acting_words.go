package citizen

// ActingWords are what is said of what people do to a case outside its tasks.
type ActingWords struct {
	NeedYou       string
	CanDo         string
	Send          string
	NothingToFill string
	Done          func(title string) string

	Beforehand    string // above what the case type says of the answers, before they are sent
	BeforehandNot string
}

var englishActing = ActingWords{
	NeedYou:       "What we need from you",
	CanDo:         "What you can do",
	Send:          "Send",
	NothingToFill: "There is nothing to fill in. When you press the button, we are told.",
	Done:          func(title string) string { return "We have received this: " + title + "." },

	Beforehand:    "What we work out from your answers",
	BeforehandNot: "This is by the answers that you have given and by our rules of today. We have not decided anything yet.",
}

var welshActing = ActingWords{
	NeedYou:       "Yr hyn sydd ei angen arnom gennych",
	CanDo:         "Beth allwch chi ei wneud",
	Send:          "Anfon",
	NothingToFill: "Nid oes dim i’w lenwi. Pan fyddwch yn pwyso’r botwm, byddwn yn cael gwybod.",
	Done:          func(title string) string { return "Rydym wedi derbyn hwn: " + title + "." },

	Beforehand:    "Yr hyn a gyfrifwn o’ch atebion",
	BeforehandNot: "Mae hyn yn ôl yr atebion a roesoch ac yn ôl ein rheolau heddiw. Nid ydym wedi penderfynu dim eto.",
}
