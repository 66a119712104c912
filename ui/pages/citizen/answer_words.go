package citizen

// AnswerWords are what somebody reads who was sent a link to a task.
type AnswerWords struct {
	Asks     func(office string) string
	AsksYou  string // where nobody has said what the office is called
	OnceOnly string
	Begin    string
	Told     string
	Until    func(moment string) string
	Send     string

	Thanks, ThanksText     string
	Done, DoneText         string
	Unneeded, UnneededText string
	Newer, NewerText       string
	Spent, SpentText       string
	RanOut, RanOutText     string
	Unknown, UnknownText   string
	Paused, PausedText     string

	Again      string
	AgainWhere string
}

var englishAnswer = AnswerWords{
	Asks:     func(office string) string { return office + " needs an answer from you." },
	AsksYou:  "We need an answer from you.",
	OnceOnly: "This link opens once, in this browser. After that you have 24 hours to send your answer. If that is not enough, you can have a new link sent.",
	Begin:    "Begin",
	Told:     "What we were told",
	Until:    func(moment string) string { return "You can send your answer in this browser until " + moment + "." },
	Send:     "Send your answer",

	Thanks: "Thank you", ThanksText: "We have received your answer. There is nothing more that you need to do.",
	Done: "This has been answered", DoneText: "We have the answer, and nothing more is needed. If it did not come from you, and should have, contact us.",
	Unneeded: "This is no longer needed", UnneededText: "We do not need an answer any more. There is nothing that you need to do.",
	Newer: "A newer link has been sent", NewerText: "This link does not open any more, because there is a newer one. It is in the newest email that we sent, which can take a few minutes to arrive. If none arrives, contact us.",
	Spent: "This link has been used", SpentText: "It opens once. If it was you who opened it, and you have not sent your answer, you can have a new one sent. If it was not you, contact us.",
	RanOut: "This link has run out", RanOutText: "It can no longer be opened, but we still need your answer. You can have a new one sent.",
	Unknown: "This link cannot be used", UnknownText: "If you typed or copied the address, check that it is whole. If it is an old link, ask whoever wrote to you for a new one.",
	Paused: "This has been paused", PausedText: "We cannot take your answer at the moment. Try again in a few days. The answers that you have saved are kept for 14 days.",

	Again:      "Send me a new link",
	AgainWhere: "It goes by email to the address that we have for you. This link then does not open any more.",
}

var welshAnswer = AnswerWords{
	Asks:     func(office string) string { return "Mae angen ateb gennych ar " + office + "." },
	AsksYou:  "Mae angen ateb gennych arnom.",
	OnceOnly: "Mae’r ddolen hon yn agor unwaith, yn y porwr hwn. Wedi hynny bydd gennych 24 awr i anfon eich ateb. Os nad yw hynny’n ddigon, gallwch ofyn am ddolen newydd.",
	Begin:    "Dechrau",
	Told:     "Yr hyn a ddywedwyd wrthym",
	Until:    func(moment string) string { return "Gallwch anfon eich ateb yn y porwr hwn hyd at " + moment + "." },
	Send:     "Anfon eich ateb",

	Thanks: "Diolch", ThanksText: "Rydym wedi derbyn eich ateb. Nid oes angen i chi wneud dim arall.",
	Done: "Mae hwn wedi’i ateb", DoneText: "Mae’r ateb gennym, ac nid oes angen dim arall. Os nad oddi wrthych chi y daeth, ac y dylai fod, cysylltwch â ni.",
	Unneeded: "Nid oes angen hwn mwyach", UnneededText: "Nid oes angen ateb arnom mwyach. Nid oes dim y mae angen i chi ei wneud.",
	Newer: "Mae dolen fwy newydd wedi’i hanfon", NewerText: "Nid yw’r ddolen hon yn agor mwyach, gan fod un fwy newydd. Mae hi yn yr e-bost diweddaraf a anfonwyd gennym, a all gymryd ychydig funudau i gyrraedd. Os na fydd un yn cyrraedd, cysylltwch â ni.",
	Spent: "Mae’r ddolen hon wedi’i defnyddio", SpentText: "Mae’n agor unwaith. Os chi a’i hagorodd, ac nad ydych wedi anfon eich ateb, gallwch ofyn am un newydd. Os nad chi oedd hynny, cysylltwch â ni.",
	RanOut: "Mae’r ddolen hon wedi dod i ben", RanOutText: "Ni ellir ei hagor mwyach, ond mae angen eich ateb arnom o hyd. Gallwch ofyn am un newydd.",
	Unknown: "Ni ellir defnyddio’r ddolen hon", UnknownText: "Os gwnaethoch deipio neu gopïo’r cyfeiriad, gwiriwch ei fod yn gyfan. Os yw’n hen ddolen, gofynnwch am un newydd i bwy bynnag a ysgrifennodd atoch.",
	Paused: "Mae hwn wedi’i oedi", PausedText: "Ni allwn dderbyn eich ateb ar hyn o bryd. Rhowch gynnig arall arni ymhen ychydig ddyddiau. Cedwir yr atebion yr ydych wedi’u cadw am 14 diwrnod.",

	Again:      "Anfonwch ddolen newydd ataf",
	AgainWhere: "Mae’n mynd drwy e-bost i’r cyfeiriad sydd gennym ar eich cyfer. Ni fydd y ddolen hon yn agor wedyn.",
}

// What is said of a link to an action, which nobody waits for: where it says something else than one to a task.
var englishOffer, welshOffer = func() (AnswerWords, AnswerWords) {
	en, cy := englishAnswer, welshAnswer
	en.Asks = func(office string) string {
		return office + " sent you this link, so that you can tell them this when you need to."
	}
	en.AsksYou = "We sent you this link, so that you can tell us this when you need to."
	en.OnceOnly = "The link opens once, in this browser. After that you have 24 hours to send what you fill in."
	en.ThanksText = "We have received this. There is nothing more that you need to do. If there is something else to tell us later, contact us."
	en.Done, en.DoneText = "This link has been used", "It was good for one time, and we have received what was sent with it. If that was not you, or there is something else to tell us, contact us."
	en.Unneeded, en.UnneededText = "This cannot be sent any more", "What the link was for is over. If there is something that you want to tell us, contact us."
	en.SpentText = "It opens once. If it was you who opened it, and you have not sent anything, contact us for another. If it was not you, contact us."
	en.RanOutText = "It can no longer be opened. If there is something that you want to tell us, contact us."
	cy.Asks = func(office string) string {
		return "Anfonodd " + office + " y ddolen hon atoch, er mwyn i chi allu rhoi gwybod iddynt am hyn pan fydd angen."
	}
	cy.AsksYou = "Anfonwyd y ddolen hon atoch, er mwyn i chi allu rhoi gwybod i ni am hyn pan fydd angen."
	cy.OnceOnly = "Mae’r ddolen yn agor unwaith, yn y porwr hwn. Wedi hynny bydd gennych 24 awr i anfon yr hyn a lenwch."
	cy.ThanksText = "Rydym wedi derbyn hyn. Nid oes angen i chi wneud dim arall. Os bydd rhywbeth arall i’w ddweud wrthym yn nes ymlaen, cysylltwch â ni."
	cy.Done, cy.DoneText = "Mae’r ddolen hon wedi’i defnyddio", "Roedd yn dda am un tro, ac rydym wedi derbyn yr hyn a anfonwyd gyda hi. Os nad chi oedd hynny, neu os oes rhywbeth arall i’w ddweud wrthym, cysylltwch â ni."
	cy.Unneeded, cy.UnneededText = "Ni ellir anfon hwn mwyach", "Mae’r hyn yr oedd y ddolen ar ei gyfer ar ben. Os oes rhywbeth yr hoffech ei ddweud wrthym, cysylltwch â ni."
	cy.SpentText = "Mae’n agor unwaith. Os chi a’i hagorodd, ac nad ydych wedi anfon dim, cysylltwch â ni am un arall. Os nad chi oedd hynny, cysylltwch â ni."
	cy.RanOutText = "Ni ellir ei hagor mwyach. Os oes rhywbeth yr hoffech ei ddweud wrthym, cysylltwch â ni."
	return en, cy
}()
