package engine

import "encoding/json"

// The bodies of the events that follow from a given. Each is what Fold needs and nothing more: an event can be read
// without the files of its day.

type openedBody struct {
	Reference string  `json:"reference"`
	CaseType  string  `json:"casetype"`
	Title     string  `json:"title"`
	Stages    []Stage `json:"stages"`
	Language  string  `json:"language,omitempty"`

	Migrations []string `json:"migrations,omitempty"` // those of the files, which it need not have
}

type followedBody struct {
	From   string  `json:"from"`
	Stages []Stage `json:"stages"` // the stages as they stand under the new version
}

type factBody struct {
	Fact  string          `json:"fact"`
	Value json.RawMessage `json:"value,omitempty"` // absent: missing
}

type personBody struct {
	Person string `json:"person"`
	Value  Person `json:"value"`
}

type stageBody struct {
	Stage string `json:"stage"`
	Row   int    `json:"row,omitempty"` // as Stage has it
}

type newTaskBody struct {
	Task Task `json:"task"`
}

type taskBody struct {
	Task   string `json:"task"`
	Reason string `json:"reason,omitempty"`

	Answers json.RawMessage `json:"answers,omitempty"` // of a task that a machine has done
	By      string          `json:"by,omitempty"`      // who has done it, when that was not the system
}

// routedBody sets one routed value of the case (Task empty) or of a task. By is "rule" or "person" when the value is to
// stay as it is set, and empty when routing set it and may set it again.
type routedBody struct {
	Task  string          `json:"task,omitempty"`
	Field string          `json:"field"` // team priority skills due role owner
	Value json.RawMessage `json:"value"`
	By    string          `json:"by,omitempty"`
}

type proposedBody struct {
	Decision string   `json:"decision"`
	Proposal Proposal `json:"proposal"`
}

type confirmedFirstBody struct {
	Decision string `json:"decision"`
	By       string `json:"by"`
	Needs    string `json:"needs"`
}

type madeBody struct {
	Decision string `json:"decision"`
	Made     Made   `json:"made"`
}

type workedOutBody struct {
	Decision  string     `json:"decision"`
	WorkedOut *WorkedOut `json:"worked_out,omitempty"` // absent: no row fits
}

type decisionBody struct {
	Decision string `json:"decision"`
}

type clockBody struct {
	Clock Clock `json:"clock"`
}

type messageBody struct {
	Message Message `json:"message"`
	Mail    Mail    `json:"mail"`
}

type outcomeBody struct {
	Outcome string `json:"outcome"`
}

type problemBody struct {
	Where    string `json:"where"`
	Message  string `json:"message,omitempty"`
	Standing bool   `json:"standing,omitempty"`
	Task     string `json:"task,omitempty"`
}

// givenBody is how a given is recorded: what was said, and what had to be known of the world.
type givenBody struct {
	Given json.RawMessage `json:"given"`
	World World           `json:"world,omitzero"`
}
