package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
)

// givenKinds reads a recorded given of each kind back.
var givenKinds = map[string]func(json.RawMessage) (Body, error){
	Submit{}.Kind():           read[Submit],
	CorrectData{}.Kind():      read[CorrectData],
	Claim{}.Kind():            read[Claim],
	Assign{}.Kind():           read[Assign],
	Release{}.Kind():          read[Release],
	CompleteTask{}.Kind():     read[CompleteTask],
	AddTask{}.Kind():          read[AddTask],
	TakeAction{}.Kind():       read[TakeAction],
	InviteAgain{}.Kind():      read[InviteAgain],
	AnswerTask{}.Kind():       read[AnswerTask],
	FailTask{}.Kind():         read[FailTask],
	DocumentMade{}.Kind():     read[DocumentMade],
	CaseOpened{}.Kind():       read[CaseOpened],
	RetryTask{}.Kind():        read[RetryTask],
	SkipTask{}.Kind():         read[SkipTask],
	ProposeDecision{}.Kind():  read[ProposeDecision],
	ConfirmDecision{}.Kind():  read[ConfirmDecision],
	ReturnDecision{}.Kind():   read[ReturnDecision],
	VoteDecision{}.Kind():     read[VoteDecision],
	OverrideDecision{}.Kind(): read[OverrideDecision],
	DeclareConflict{}.Kind():  read[DeclareConflict],
	LiftConflict{}.Kind():     read[LiftConflict],
	AddNote{}.Kind():          read[AddNote],
	AddDocument{}.Kind():      read[AddDocument],
	HoldCase{}.Kind():         read[HoldCase],
	ResumeCase{}.Kind():       read[ResumeCase],
	WithdrawCase{}.Kind():     read[WithdrawCase],
	CloseCase{}.Kind():        read[CloseCase],
	AbandonCase{}.Kind():      read[AbandonCase],
	TransferCase{}.Kind():     read[TransferCase],
	MergeCase{}.Kind():        read[MergeCase],
	LinkCase{}.Kind():         read[LinkCase],
	MigrateCase{}.Kind():      read[MigrateCase],
	UndoMigration{}.Kind():    read[UndoMigration],
	MeetRules{}.Kind():        read[MeetRules],
	ReopenCase{}.Kind():       read[ReopenCase],
	RecordTold{}.Kind():       read[RecordTold],
	TimerFell{}.Kind():        read[TimerFell],
	MessageSent{}.Kind():      read[MessageSent],
	MessageFailed{}.Kind():    read[MessageFailed],
	MessageRead{}.Kind():      read[MessageRead],
}

func read[B Body](raw json.RawMessage) (Body, error) {
	var b B
	err := json.Unmarshal(raw, &b)
	return b, err
}

// GivenKinds lists the kinds of everything that a case can be given, sorted.
func GivenKinds() []string { return slices.Sorted(maps.Keys(givenKinds)) }

// DecodeGiven reads a recorded given back, as it was handed to Handle.
func DecodeGiven(e *Event) (Given, error) {
	read, ok := givenKinds[e.Kind]
	if !ok || !e.IsGiven() {
		return Given{}, fmt.Errorf("event %d of case %s is not a given: %q", e.Seq, e.Case, e.Kind)
	}
	var b givenBody
	if err := json.Unmarshal(e.Body, &b); err != nil {
		return Given{}, fmt.Errorf("event %d of case %s: %w", e.Seq, e.Case, err)
	}
	body, err := read(b.Given)
	if err != nil {
		return Given{}, fmt.Errorf("event %d of case %s: %w", e.Seq, e.Case, err)
	}
	return Given{ID: e.ID, Actor: e.Actor, At: e.At, Body: body, World: b.World}, nil
}

// Replay feeds givens to the rules of a case type, those up to and including the moment until (zero: all), and returns
// the case and every event. Refusals are part of the answer a what-if gives: the first one ends it, as the error.
func Replay(t *casetype.Type, given []Given, until time.Time) (*Case, []Event, error) {
	var c *Case
	var events []Event
	for _, g := range given {
		if !until.IsZero() && g.At.After(until) {
			break
		}
		out, next, err := Handle(t, c, g)
		if err != nil {
			return c, events, err
		}
		c = next
		events = append(events, out.Events...)
	}
	return c, events, nil
}

// FoldAll folds a whole history, or its events up to and including a seq.
func FoldAll(events []Event, upTo int) (*Case, error) {
	c := &Case{}
	for i := range events {
		if events[i].Seq > upTo {
			break
		}
		if err := Fold(c, &events[i]); err != nil {
			return nil, err
		}
	}
	return c, nil
}
