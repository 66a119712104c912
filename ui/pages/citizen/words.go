package citizen

import (
	"context"

	"github.com/caseloom/caseloom/rules/language"
)

// Words are the sentences of the citizens' pages in one language: those that stand on the pages, those that the server
// chooses, and its mails. Each is whole. In one that is drawn by rich, [ ] is a link and ** ** is strong.
type Words struct {
	// The list of services
	Services       string
	NothingToApply string
	OtherServices  string // the title over those in no group
	FindService    string
	Search         string
	ServicesFound  func(n int, sought string) string
	NoneFound      string
	AlreadyApplied string
	SeeProgress    string
	GetReference   string
	WorkHere       string
	SignIn         string

	// Before a form
	WhatWeAsk      string
	MayAsk         string
	SendAFile      string
	MaySendAFile   string
	FileKinds      string
	CannotFinish   string
	SavedForADay   string
	StartNow       string
	StartAgain     string
	BegunHere      string
	ContinueIt     string
	DeleteAnswers  string
	DeleteSure     string
	DeleteLoses    string
	DeleteMailed   string
	DeleteKeep     string
	AnswersDeleted string
	TakeForPerson  string // rich

	OpensOn  func(day string) string
	ClosedOn func(day string) string
	HowLong  string
	Takes    func(time string) string
	YouNeed  string

	// The sections of a long form
	SectionsDone func(done, all int) string
	SectionDone  string
	SectionBegun string
	SectionNew   string
	CheckAndSend string

	// In a form
	ChangedElsewhere string
	SavedThere       string
	ShowSaved        string
	AskedAgain       string
	ToDeclareAgain   string
	DeclareAgain     string
	FormChanged      string
	RemoveTitle      string
	Removed          func(what string) string
	BlankNotKept     func(what string) string
	RemovedBlank     string
	RemoveLoses      string
	RemoveKeep       string
	SeeCopy          string
	CopyTitle        string
	CopySent         string
	CopyService      string
	CopyTo           string
	KeepCopy         string
	PrintCopy        string
	CopyAsData       string
	CopyAsPDF        string
	NewQuestions     func(n int) string
	CheckTitle       string
	NowSend          string
	SendingConfirms  string
	AcceptAndSend    string

	// The receipt
	Received      string
	YourReference string
	WeMailedYou   string
	KeepReference string // rich
	KeepIt        string // where nobody may be emailed
	WhatNext      string
	OthersUseThis string
	AimToDecide   func(day string) string // rich

	// How an application is getting on
	TrackTitle        string
	TrackReference    string
	TrackHint         func(like string) string
	TrackEmpty        func(like string) string
	TrackNone         func(like string) string // of what is no reference
	TrackLong         string
	NoReference       string
	YourApplication   string
	Reference         string
	ReceivedOn        string
	Status            string
	Steps             string
	WhatWeSent        string
	SentOn            func(day, subject string) string
	WrittenOn         func(day, subject string) string // of what no mail has told
	ReadLetters       string                           // how to come to read the messages
	ReadLettersUs     string                           // the same, where nobody is mailed a link
	GuardedText       string
	GuardedTextUs     string
	LetterTo          string
	LetterFrom        string
	LetterOf          string // the day it was written
	LetterGone        string
	WhatWeDecided     string
	HowItStands       string // over what the case type says of a case, where that has no heading of its own
	Decision          string
	Why               string
	ToldOn            string
	Withdrawn         string
	Decided           string
	Paused            string
	WaitingForSomeone string
	InProgress        string
	Completed         string
	NotStarted        string
	Yes, No           string

	// What happens next
	NextAbandoned string
	NextDuplicate string
	// NextHandedOver names the case in which the work goes on, by its reference.
	NextHandedOver func(reference string) string
	Closed         string // of a case that ended without an answer
	NextWithdrawn  string
	NextFinished   string
	NextDecided    string // and they have been told what was decided
	NextDeciding   string
	NextWrite      string
	NextTellingOf  func(title string) string // the same, of what they asked for after they applied
	NextTelling    string                    // the decision is made, and a message is on its way that says which
	NextPaused     string
	NextWaiting    string
	NextAt         func(step string) string
	NextAfter      func(step string) string
	NextLook       string
	NextNothing    string // it is decided and open, and nobody has anything to do
	NextUntil      string // we write when something is needed, and when it is decided
	NextNeeded     string // it is decided: we write when something is needed

	// Showing that an application is yours
	ProofTitle     string
	ProofReference func(reference string) string
	ProofClosed    string
	ProofWhy       string
	ProofEither    string
	BirthDate      string
	BirthHint      string
	BirthWrong     string
	BirthLacks     func(parts []string) string // "day", "month", "year"
	Or             string
	Email          string
	EmailAsGiven   string
	ProofEmpty     string
	ProofNoEmail   string
	ProofMismatch  string
	LinkByEmail    string
	IfNeither      string
	IfNotSure      string
	WeCanMail      string
	MailMeALink    string

	// What is mailed
	LostTitle      string
	LostSent       string
	LostWhat       string
	LostEmail      string
	LostHint       string
	LostEmpty      string
	LostWrong      string
	LostSend       string
	LostLinkSent   string
	LostAllSent    string
	LostNothing    string
	LostCorrect    string // links to what was typed, to put it right
	LostCorrectRef string
	NoMailYet      string
	LinkTitle      string
	LinkOnce       string
	LinkSee        string
	MailAll        string // subject
	MailAllText    string
	MailLink       func(reference string) string // subject
	MailLinkText   string
	MailLine       func(title, reference, day, link string) string
	MailSmallPrint string

	// Problems
	OpenCase    string
	GoToTasks   string
	BackToPage  string
	AllServices string
	TellCode    func(code string) string // rich

	Journey       JourneyWords
	Helping       HelpingWords
	Acting        ActingWords
	Answer        AnswerWords
	Offer         AnswerWords // of a link to an action
	Help          HelpWords
	Accessibility AccessibilityWords
	About         AboutWords
}

// HelpWords are the help page. Those with [ ] are rich.
type HelpWords struct {
	Title                      string
	Applying, NoAccount, Saved string
	Cookies                    string
	Files, AnyPhoto            string
	Applied, Track, Lost       string
	CannotUse, AskStaff        string
	CaseTypes, Manual          string
	Work, SignIn               string
}

// AccessibilityWords are the accessibility statement.
type AccessibilityWords struct {
	Title, Everyone    string
	Able               [4]string
	Built              string
	NotWorking, TellUs string
}

// AboutWords are the pages about the site that its administrator has not written. Those with [ ] are rich.
type AboutWords struct {
	PrivacyTitle string
	RunBy        func(org string) string
	Kept         string
	KeptAre      [3]string
	NotKept      string
	NotKeptAre   [2]string
	WhoSees      string
	StaffSee     string
	Rights       string
	YouCanAsk    string // rich

	CookiesTitle string
	Essential    string
	NoOthers     string
	Table        string // its caption
	Name         string
	Purpose      string
	Lasts        string
	Of           map[string][2]string // by the cookie's name: its purpose, and how long it lasts

	ContactTitle string
	IfApplied    string // rich
	GetInTouch   func(org string) string

	Tested TestedWords
}

// TestedWords are what the accessibility statement says of the tests.
type TestedWords struct {
	Title, How   string
	Axe          func(version string, rules, states int) string
	Guidelines   func(versions, levels string) string
	BestPractice string
	Which        string // opens the table
	Table        string // its caption
	Kind         string // the heads of its columns
	States       string
	Languages    string
	Widths       string
	Scripts      string
	Kinds        map[string]string // by the kinds of ui/tested
	Pixels       func(widths string) string
	On, Off      string
	OnAndOff     string
	Too          string // what else is tried
	TooAre       [3]string
	Not          string // what these tests do not tell
	NotAre       [4]string
}

var catalogue = language.New(english, welsh)

// Of gives the words of a language by its tag: English for one that is not known here.
func Of(lang string) *Words { return catalogue.In(lang) }

// say gives the words of the page being drawn.
func say(ctx context.Context) *Words { return Of(language.From(ctx)) }
