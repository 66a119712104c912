package server_test

import (
	"os"
	"strings"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

// voting is the parking permit, with a panel in place of whoever confirms.
func voting(t *testing.T, confirm string) map[string]string {
	raw, err := os.ReadFile("../testdata/casetypes/parking-permit/rules/decisions.yaml")
	if err != nil {
		t.Fatal(err)
	}
	rules, _, _ := strings.Cut(string(raw), "  confirm:")
	return map[string]string{"parking-permit/rules/decisions.yaml": rules + "  confirm: [ " + confirm + " ]\n"}
}

func TestAPanelVotesOnPages(t *testing.T) {
	h := open(t, voting(t, "{ panel: 3, by: role.caseworker, differ: role.manager }"))
	ref := h.browser().sent("B", true)
	ada, ben, cy := h.caseworker("Ada Obi"), h.caseworker("Ben Cole"), h.caseworker("Cy Dean")
	mo := h.colleague("Mo Lead", []string{"manager"}, []string{"parking"})
	decide := func(b *browser) *view { return b.task("/cases/"+ref, "Decide the application") }

	v := decide(ada).says("A panel of 3 decides this by their votes, each of them a caseworker", "Nobody has voted yet", "Vote for this answer", "Vote against this answer").silent("Confirm this answer", "Send it back")
	ada.press(v, "/vote").is(200).says("Saved. A panel of 3", "For it: Ada Obi.", "Ada Obi voted for the answer")
	decide(ada).says("You have voted on this").silent("Vote for this answer")
	decide(mo).says("To confirm this you would have to be a caseworker").silent("Vote for this answer")
	v = decide(ben)
	v = ben.form(v, "_back").send().is(422).says("Say why you vote against it")
	ben.form(v, "_back").fill("_back", "They have two already.").send().is(200).says("For it: Ada Obi. Against it: Ben Cole.", "They have two already.")
	cy.press(decide(cy), "/vote").is(200).says("The votes of the panel differ, so a manager decides")
	decide(cy).says("To confirm this you would have to be a manager")
	mo.press(decide(mo), "/confirm").is(200).says("The answer is confirmed", "Votes", "For it: Ada Obi and Cy Dean. Against it: Ben Cole.", "Granted")
}

func TestWhatAPanelSendsBackIsSaid(t *testing.T) {
	h := open(t, voting(t, "{ panel: 3, by: role.caseworker }"))
	ref := h.browser().sent("B", true)
	for _, name := range []string{"Ada Obi", "Ben Cole", "Cy Dean"} {
		b := h.caseworker(name)
		b.form(b.task("/cases/"+ref, "Decide the application"), "_back").fill("_back", name+" says no.").send().is(200)
	}
	b := h.caseworker("Di Eng")
	b.get("/cases/"+ref).says("The panel sent back the proposal", "Sent back by The panel", "Ada Obi says no. Ben Cole says no. Cy Dean says no.")
	b.task("/cases/"+ref, "Decide the application").says("Give this answer")
}

func TestWhoDecidedBeforeIsNotOfferedToConfirm(t *testing.T) {
	h := open(t, voting(t, "{ by: role.caseworker, not: decision.permit.decided_by }"))
	ref := h.browser().sent("B", true)
	ada, ben := h.caseworker("Ada Obi"), h.caseworker("Ben Cole")
	decide := func(b *browser) *view { return b.task("/cases/"+ref, "Decide the application") }
	ada.press(decide(ada), "/confirm").is(200).says("The answer is confirmed")

	k, err := h.db.Case(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	who, err := h.people.StaffByEmail(t.Context(), "ben@example.org")
	if err != nil {
		t.Fatal(err)
	}
	data := strings.Replace(string(k.Data), `"zone":"B"`, `"zone":"C"`, 1)
	if _, err := h.desk.Do(t.Context(), ref, who.Actor(), -1, engine.CorrectData{Data: []byte(data), Reason: "They have moved."}); err != nil {
		t.Fatal(err)
	}
	again := func(b *browser) *view {
		return b.task("/cases/"+ref, "Decide again: Should this household have a permit?")
	}
	again(ada).says("You took part in deciding this before").silent("Confirm this answer", "Send it back")
	ben.press(again(ben), "/confirm").is(200).says("The answer is confirmed")
}
