package web

import (
	"fmt"

	"github.com/caseloom/caseloom/rules/language"
)

// words are what a person reads of a problem.
type words struct{ Title, Message string }

// problems holds them for each code, and why a file was not kept.
type problems struct {
	Of        map[string]words
	FileEmpty string
	FileLarge func(mb int) string
	FileKind  string // names every kind that we keep
}

var problemWords = language.New(problems{
	Of:        english,
	FileEmpty: "The selected file is empty",
	FileLarge: func(mb int) string { return fmt.Sprintf("The selected file must be smaller than %dMB", mb) },
	FileKind:  "The selected file must be " + AllowedText,
}, problems{
	Of:        welsh,
	FileEmpty: "Mae’r ffeil a ddewiswyd yn wag",
	FileLarge: func(mb int) string { return fmt.Sprintf("Rhaid i’r ffeil a ddewiswyd fod yn llai na %dMB", mb) },
	FileKind:  "Rhaid i’r ffeil a ddewiswyd fod yn PDF, yn llun (JPEG, PNG, HEIC, GIF neu WEBP), yn ffeil Word, Excel neu OpenDocument, neu’n destun plaen",
})

// say takes the words of the code where the problem brings none of its own.
func (p *Problem) say(lang string) {
	of := problemWords.In(lang).Of
	w, ok := of[p.Code]
	if !ok {
		w = of["refused"]
	}
	if p.Title == "" {
		p.Title = w.Title
	}
	if p.Message == "" {
		p.Message = w.Message
	}
}

var english = map[string]words{
	"not-found":       {"Page not found", "If you typed the address, check that it is correct. If you followed a link, the page may have moved."},
	"forbidden":       {"You do not have access to this page", "Your account does not have the role that this page needs. Ask an administrator if you think it should."},
	"conflict":        {"You cannot act on this case", "You have a conflict of interest in it. Leave it to a colleague."},
	"sign-in-first":   {"Sign in to see this page", "Your session has ended, or you have not signed in yet."},
	"token":           {"A token is needed", "Send a token that is still valid."},
	"changed":         {"Someone else has changed this case", "The case changed while you were working on it. Nothing has been overwritten. Look at what changed, then try again."},
	"duplicate":       {"This has already been received", "We received the same thing before, and have kept it once."},
	"cursor":          {"This page of the list cannot be found", "Start again from the first page of the list."},
	"shut":            {"You cannot apply now", "The start page of the service says when you can."},
	"closed":          {"This case is closed", "A closed case cannot be changed in this way."},
	"invalid":         {"There is a problem with what was sent", "Check what was sent and try again."},
	"too-large":       {"What you sent is too large", "A file must be smaller than 10MB. Go back and choose a smaller file, or a photo with a lower quality. Your other answers are still saved."},
	"too-many":        {"There is too much on this page", "More answers were sent than one page can hold. Go back and remove some."},
	"encoding":        {"We could not read what was sent", "Some of the characters that were sent are not text. Go back, and type the answer again rather than pasting it."},
	"media-type":      {"We could not read what was sent", "It was sent in a form that this address does not take."},
	"foreign":         {"This form was sent from another site", "For your safety we only take forms from our own pages. Open the service from its start page and try again."},
	"old-page":        {"This page was open for too long", "For your safety we did not save what you sent from it. Go back, reload the page, and send it again. If this keeps happening, allow cookies for this site."},
	"wait":            {"Too many tries", "Wait a few minutes, then try again."},
	"link":            {"This link cannot be used", "It has been used, or it has run out. Ask for a new one."},
	"throttled":       {"Too many tries", "Wait a few minutes, then try again."},
	"method":          {"Page not found", "This address cannot be used in that way."},
	"headers":         {"We could not read what was sent", "Your browser sent too many cookies. Clear the cookies of this site and try again."},
	"slow":            {"That took too long", "We waited, but not everything arrived. Check your connection and try again."},
	"malformed":       {"We could not read what was sent", "The request was not complete. Go back and try again."},
	"busy":            {"The service is busy", "We could not finish in time. Wait a minute, then try again. Nothing you saved before is lost."},
	"unknown-outcome": {"We do not know if this was saved", "Something went wrong at the last moment. Send it again: if it was saved the first time, it will not be saved twice."},
	"broken":          {"Sorry, there is a problem with the service", "Try again later. What you saved before is not lost."},
	"refused":         {"This could not be done", "It is not possible at this point of the case."},
	"expired":         {"Your answers have been deleted", "We delete an application that has not been finished 24 hours after its last page was saved, or 14 days if we have emailed you a link to it, to protect your information. You need to start again."},
	"link-spent":      {"This link cannot be used any more", "It has been used already, or is older than 24 hours. You can ask for a new one on the page that shows how an application is getting on."},
	"help-ended":      {"You no longer have this application", "A link to help somebody opens once, and works until the application is given back or taken back. If you still need to help, ask the person who is applying for a new link."},
	"link-expired":    {"This link cannot be used any more", "The application has been deleted, or the link was replaced by one to another address. We delete an application that has not been finished by the day that its email named. You can start again."},
	"service-broken":  {"This service is not available at the moment", "We are mending it. Try again later. If you had begun, the answers you saved are kept."},
	"form-stuck":      {"There is a problem with this form", "It asks for something that none of its pages lets you answer. We have been told. Your answers are kept."},
	"tries-spent":     {"Too many tries", "To protect people's information, we limit how often this can be tried. Wait an hour, then try again."},
}

var welsh = map[string]words{
	"not-found":       {"Ni ddaethpwyd o hyd i’r dudalen", "Os gwnaethoch deipio’r cyfeiriad, gwiriwch ei fod yn gywir. Os gwnaethoch ddilyn dolen, efallai fod y dudalen wedi symud."},
	"forbidden":       {"Nid oes gennych fynediad at y dudalen hon", "Nid oes gan eich cyfrif y rôl sydd ei hangen ar gyfer y dudalen hon. Gofynnwch i weinyddwr os ydych yn meddwl y dylai fod ganddo."},
	"conflict":        {"Ni allwch weithredu ar yr achos hwn", "Mae gennych wrthdaro buddiannau ynddo. Gadewch ef i gydweithiwr."},
	"sign-in-first":   {"Mewngofnodwch i weld y dudalen hon", "Mae eich sesiwn wedi dod i ben, neu nid ydych wedi mewngofnodi eto."},
	"token":           {"Mae angen tocyn", "Anfonwch docyn sy’n dal yn ddilys."},
	"changed":         {"Mae rhywun arall wedi newid yr achos hwn", "Newidiodd yr achos tra oeddech yn gweithio arno. Nid oes dim wedi’i drosysgrifo. Edrychwch ar beth sydd wedi newid, yna rhowch gynnig arall arni."},
	"duplicate":       {"Mae hwn eisoes wedi dod i law", "Daeth yr un peth i law o’r blaen, ac rydym wedi’i gadw unwaith."},
	"cursor":          {"Ni ellir dod o hyd i’r dudalen hon o’r rhestr", "Dechreuwch eto o dudalen gyntaf y rhestr."},
	"shut":            {"Ni allwch wneud cais nawr", "Mae tudalen ddechrau’r gwasanaeth yn dweud pryd y gallwch."},
	"closed":          {"Mae’r achos hwn wedi’i gau", "Ni ellir newid achos sydd wedi’i gau yn y ffordd hon."},
	"invalid":         {"Mae problem gyda’r hyn a anfonwyd", "Gwiriwch yr hyn a anfonwyd a rhowch gynnig arall arni."},
	"too-large":       {"Mae’r hyn a anfonwyd gennych yn rhy fawr", "Rhaid i ffeil fod yn llai na 10MB. Ewch yn ôl a dewiswch ffeil lai, neu lun o ansawdd is. Mae eich atebion eraill wedi’u cadw o hyd."},
	"too-many":        {"Mae gormod ar y dudalen hon", "Anfonwyd mwy o atebion nag y gall un dudalen eu dal. Ewch yn ôl a thynnwch rai ohonynt."},
	"encoding":        {"Nid oeddem yn gallu darllen yr hyn a anfonwyd", "Nid testun yw rhai o’r nodau a anfonwyd. Ewch yn ôl, a theipiwch yr ateb eto yn hytrach na’i ludo."},
	"media-type":      {"Nid oeddem yn gallu darllen yr hyn a anfonwyd", "Cafodd ei anfon ar ffurf nad yw’r cyfeiriad hwn yn ei derbyn."},
	"foreign":         {"Anfonwyd y ffurflen hon o wefan arall", "Er eich diogelwch, dim ond ffurflenni o’n tudalennau ein hunain rydym yn eu derbyn. Agorwch y gwasanaeth o’i dudalen ddechrau a rhowch gynnig arall arni."},
	"old-page":        {"Roedd y dudalen hon ar agor yn rhy hir", "Er eich diogelwch, nid ydym wedi cadw’r hyn a anfonwyd ohoni. Ewch yn ôl, ail-lwythwch y dudalen, a’i hanfon eto. Os yw hyn yn parhau i ddigwydd, caniatewch gwcis ar gyfer y wefan hon."},
	"wait":            {"Gormod o gynigion", "Arhoswch ychydig funudau, yna rhowch gynnig arall arni."},
	"link":            {"Ni ellir defnyddio’r ddolen hon", "Mae wedi’i defnyddio, neu mae wedi dod i ben. Gofynnwch am un newydd."},
	"throttled":       {"Gormod o gynigion", "Arhoswch ychydig funudau, yna rhowch gynnig arall arni."},
	"method":          {"Ni ddaethpwyd o hyd i’r dudalen", "Ni ellir defnyddio’r cyfeiriad hwn yn y ffordd honno."},
	"headers":         {"Nid oeddem yn gallu darllen yr hyn a anfonwyd", "Anfonodd eich porwr ormod o gwcis. Cliriwch gwcis y wefan hon a rhowch gynnig arall arni."},
	"slow":            {"Cymerodd hynny ormod o amser", "Gwnaethom aros, ond ni chyrhaeddodd popeth. Gwiriwch eich cysylltiad a rhowch gynnig arall arni."},
	"malformed":       {"Nid oeddem yn gallu darllen yr hyn a anfonwyd", "Nid oedd y cais yn gyflawn. Ewch yn ôl a rhowch gynnig arall arni."},
	"busy":            {"Mae’r gwasanaeth yn brysur", "Nid oeddem yn gallu gorffen mewn pryd. Arhoswch funud, yna rhowch gynnig arall arni. Nid oes dim a gadwyd gennych o’r blaen wedi’i golli."},
	"unknown-outcome": {"Nid ydym yn gwybod a gafodd hwn ei gadw", "Aeth rhywbeth o’i le ar y funud olaf. Anfonwch ef eto: os cafodd ei gadw y tro cyntaf, ni fydd yn cael ei gadw ddwywaith."},
	"broken":          {"Mae’n ddrwg gennym, mae problem gyda’r gwasanaeth", "Rhowch gynnig arall arni yn nes ymlaen. Nid yw’r hyn a gadwyd gennych o’r blaen wedi’i golli."},
	"refused":         {"Nid oedd modd gwneud hyn", "Nid yw’n bosibl ar y pwynt hwn yn yr achos."},
	"expired":         {"Mae eich atebion wedi’u dileu", "Rydym yn dileu cais nad yw wedi’i orffen 24 awr ar ôl cadw ei dudalen olaf, neu 14 diwrnod os ydym wedi anfon dolen iddo atoch drwy e-bost, i ddiogelu eich gwybodaeth. Bydd angen i chi ddechrau eto."},
	"link-spent":      {"Ni ellir defnyddio’r ddolen hon mwyach", "Mae eisoes wedi’i defnyddio, neu mae’n hŷn na 24 awr. Gallwch ofyn am un newydd ar y dudalen sy’n dangos sut mae cais yn dod yn ei flaen."},
	"help-ended":      {"Nid yw’r cais hwn gennych mwyach", "Mae dolen i helpu rhywun yn agor unwaith, ac yn gweithio nes i’r cais gael ei roi yn ôl neu ei gymryd yn ôl. Os oes angen i chi helpu o hyd, gofynnwch i’r person sy’n gwneud cais am ddolen newydd."},
	"link-expired":    {"Ni ellir defnyddio’r ddolen hon mwyach", "Mae’r cais wedi’i ddileu, neu mae dolen i gyfeiriad arall wedi disodli’r ddolen hon. Rydym yn dileu cais nad yw wedi’i orffen erbyn y diwrnod a nodwyd yn ei e-bost. Gallwch ddechrau eto."},
	"service-broken":  {"Nid yw’r gwasanaeth hwn ar gael ar hyn o bryd", "Rydym wrthi’n ei drwsio. Rhowch gynnig arall arni yn nes ymlaen. Os oeddech wedi dechrau, mae’r atebion a gadwyd gennych yn ddiogel."},
	"form-stuck":      {"Mae problem gyda’r ffurflen hon", "Mae’n gofyn am rywbeth nad yw’r un o’i thudalennau yn gadael i chi ei ateb. Rydym wedi cael gwybod. Mae eich atebion wedi’u cadw."},
	"tries-spent":     {"Gormod o gynigion", "I ddiogelu gwybodaeth pobl, rydym yn cyfyngu ar ba mor aml y gellir rhoi cynnig ar hyn. Arhoswch awr, yna rhowch gynnig arall arni."},
}
