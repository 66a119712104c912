package casework

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/words"
)

// teller says what happened to one case in plain sentences. It reads the recorded events only: an old event is told
// with the titles of its day where the case keeps them, and with a word made of the id where nothing is left.
type teller struct {
	t    *casetype.Type // the version the case stands on; nil when it can no longer be read
	c    *engine.Case
	name func(id string) string // of a member of staff; "" when nobody of that id is known
	zone *time.Location
}

// told is one event in words: a sentence, and what a person wrote.
type told struct{ Title, Detail string }

// said holds what the body of any event may carry. Each kind fills in its own part.
type said struct {
	Reference, CaseType, Channel      string
	Received, At, Due, Until          *time.Time
	Task, Person                      json.RawMessage // an id, or the whole thing
	Owner, Team, Name, Title, Key     string
	Staff                             string
	Yes                               bool
	Decision, Comment, Reason, How    string
	Action, For                       string
	Who                               engine.Actor
	Outputs, Value                    json.RawMessage
	Items                             []int
	Stages, Tasks                     []casetype.Rename
	Helped                            []engine.Helped
	Text, Outcome, Where, Fact, Stage string
	File                              engine.File
	Field, By, Needs, Subject         string
	Bare, Unneeded                    bool
	Told                              *engine.Told
	Send                              json.RawMessage
	Proposal                          engine.Proposal
	Made                              engine.Made
	WorkedOut                         engine.WorkedOut `json:"worked_out"`
	Clock                             engine.Clock
	Into, Case                        string
	Link                              engine.Link
	// Message is an id when it was sent or failed, and the whole message when it was asked for.
	Message json.RawMessage
}

// tell says an event. A kind that is not known, from a newer program, is told by its own name.
func (s *teller) tell(e *engine.Event) told {
	say, ok := sentences[e.Kind]
	if !ok {
		return told{Title: words.Humane(e.Kind)}
	}
	var b said
	unwrap(e, &b)
	return say(s, e, &b)
}

// unwrap reads the body of an event. What cannot be read is left out of the sentence.
func unwrap(e *engine.Event, b *said) {
	raw := e.Body
	if e.IsGiven() {
		var g struct{ Given json.RawMessage }
		if json.Unmarshal(e.Body, &g) == nil && g.Given != nil {
			raw = g.Given
		}
	}
	_ = json.Unmarshal(raw, b)
}

// sentences has one line for each kind of event that the engine records.
var sentences = map[string]func(s *teller, e *engine.Event, b *said) told{
	"case.received": func(s *teller, e *engine.Event, b *said) told {
		d := told{Title: "The application was received" + channels[b.Channel]}
		if b.Channel != "web" && b.Channel != "api" && e.Actor.Kind == "staff" {
			d.Title = s.who(e) + " took the application" + channels[b.Channel]
		}
		if b.Received != nil && e.At.Sub(*b.Received) > time.Minute {
			d.Detail = "It was given to us on " + words.Day(*b.Received, s.zone) + "."
		}
		for _, h := range b.Helped {
			d.Detail = strings.TrimSpace(d.Detail + " " + h.Name + " helped the applicant, and gave " + words.Count(len(h.Fields), "answer") + ".")
		}
		return d
	},
	"data.corrected": func(s *teller, e *engine.Event, b *said) told {
		return told{s.who(e) + " changed answers", b.Reason}
	},
	"data.changed": func(s *teller, e *engine.Event, b *said) told {
		return told{Title: "The answers are other than before"}
	},
	"claimed": func(s *teller, e *engine.Event, b *said) told {
		return told{Title: s.who(e) + " took " + s.thing(b.Task)}
	},
	"released": func(s *teller, e *engine.Event, b *said) told {
		return told{Title: s.who(e) + " put " + s.thing(b.Task) + " back in the team’s pool"}
	},
	"assigned": func(s *teller, e *engine.Event, b *said) told {
		var to []string
		if b.Owner != "" {
			to = append(to, s.staff(b.Owner))
		}
		if b.Team != "" {
			to = append(to, "the "+s.team(b.Team)+" team")
		}
		return told{Title: s.who(e) + " gave " + s.thing(b.Task) + " to " + strings.Join(to, " in ")}
	},
	"task.completed": func(s *teller, e *engine.Event, b *said) told {
		d := told{Title: s.who(e) + " completed " + s.thing(b.Task)}
		if b.For != "" {
			d.Title += " for the " + lowerFirst(words.Humane(b.For))
		}
		if b.Told != nil {
			d.Detail = strings.TrimSpace("They were told on "+words.Day(b.Told.At, s.zone)+" "+lowerFirst(b.Told.How)) + "."
		}
		return d
	},
	"action.taken": func(s *teller, e *engine.Event, b *said) told {
		d := told{Title: s.who(e) + " did " + quote(s.action(b.Action))}
		if b.For != "" {
			d.Title += " for the " + lowerFirst(words.Humane(b.For))
		}
		return d
	},
	"task.answered": func(s *teller, _ *engine.Event, b *said) told {
		return told{Title: "An answer came for " + s.thing(b.Task)}
	},
	"task.gave_up": func(s *teller, _ *engine.Event, b *said) told {
		return told{"No answer came for " + s.thing(b.Task), b.Reason}
	},
	"task.retried": func(s *teller, e *engine.Event, b *said) told {
		return told{Title: s.who(e) + " had " + s.thing(b.Task) + " tried again"}
	},
	"task.skipped": func(s *teller, e *engine.Event, b *said) told {
		return told{s.who(e) + " skipped " + s.thing(b.Task), b.Reason}
	},
	"task.added": func(s *teller, e *engine.Event, b *said) told {
		title := b.Title
		if title == "" {
			title = s.declared(b.Name)
		}
		return told{Title: s.who(e) + " added the task " + quote(title)}
	},
	"decision.answered": func(s *teller, e *engine.Event, b *said) told {
		return told{s.who(e) + " answered " + s.question(b.Decision) + colon(s.outputs(b.Decision, b.Outputs)), b.Comment}
	},
	"decision.overridden": func(s *teller, e *engine.Event, b *said) told {
		return told{s.who(e) + " gave a different answer to " + s.question(b.Decision) + colon(s.outputs(b.Decision, b.Outputs)), b.Reason}
	},
	"decision.confirmed": func(s *teller, e *engine.Event, b *said) told {
		return told{s.who(e) + " confirmed the answer to " + s.question(b.Decision), b.Comment}
	},
	"decision.returned": func(s *teller, e *engine.Event, b *said) told {
		return told{s.who(e) + " sent back the proposal for " + s.question(b.Decision), b.Comment}
	},
	"conflict.declared": func(s *teller, e *engine.Event, b *said) told {
		return told{s.who(e) + " declared a conflict of interest in this case", b.Reason}
	},
	"conflict.lifted": func(s *teller, e *engine.Event, b *said) told {
		return told{s.who(e) + " lifted the conflict of interest of " + s.staff(b.Staff), b.Reason}
	},
	"decision.voted": func(s *teller, e *engine.Event, b *said) told {
		how := " voted against the answer to "
		if b.Yes {
			how = " voted for the answer to "
		}
		return told{s.who(e) + how + s.question(b.Decision), b.Comment}
	},
	"decision.differed": func(s *teller, _ *engine.Event, b *said) told {
		return told{Title: "The votes on the answer to " + s.question(b.Decision) + " differ: " + s.authority(b.Needs) + " decides"}
	},
	"decision.sent_back": func(s *teller, _ *engine.Event, b *said) told {
		return told{Title: "The panel sent back the proposal for " + s.question(b.Decision)}
	},
	"note.added": func(s *teller, e *engine.Event, b *said) told { return told{s.who(e) + " wrote a note", b.Text} },
	"document.asked": func(s *teller, _ *engine.Event, b *said) told {
		return told{Title: "A letter was written for " + s.thing(b.Task) + ": " + quote(b.Subject)}
	},
	"opening.asked": func(s *teller, _ *engine.Event, b *said) told {
		return told{Title: "Another case is to be opened for " + s.thing(b.Task)}
	},
	"opening.done": func(s *teller, _ *engine.Event, b *said) told {
		return told{Title: "The case " + b.Case + " was opened for " + s.thing(b.Task)}
	},
	"document.made": func(s *teller, _ *engine.Event, b *said) told {
		return told{Title: "The letter of " + s.thing(b.Task) + " was made"}
	},
	"document.added": func(s *teller, e *engine.Event, b *said) told {
		if !e.IsGiven() {
			return told{Title: "The document " + quote(b.File.Name) + " was added"}
		}
		return told{Title: s.who(e) + " added the document " + quote(b.File.Name)}
	},
	"case.held": func(s *teller, e *engine.Event, b *said) told {
		d := told{s.who(e) + " put the case on hold", b.Reason}
		if b.Until != nil {
			d.Title += " until " + words.Day(*b.Until, s.zone)
		}
		return d
	},
	"case.resumed": func(s *teller, e *engine.Event, b *said) told {
		return told{s.who(e) + " took the case off hold", b.Reason}
	},
	"case.withdrawn": func(s *teller, e *engine.Event, b *said) told {
		return told{s.who(e) + " withdrew the case at the applicant’s wish", b.Reason}
	},
	"case.ended": func(s *teller, e *engine.Event, b *said) told {
		return told{s.who(e) + " closed the case by hand" + as(s.outcome(b.Outcome)), b.Reason}
	},
	"case.abandoned": func(s *teller, e *engine.Event, b *said) told {
		return told{s.who(e) + " closed the case without an answer", b.Reason}
	},
	"case.transferred": func(s *teller, e *engine.Event, b *said) told {
		return told{s.who(e) + " handed the case over to the " + s.team(b.Team) + " team", b.Reason}
	},
	"case.merged": func(s *teller, e *engine.Event, b *said) told {
		return told{s.who(e) + " closed the case: the work goes on in " + b.Into, b.Reason}
	},
	"case.migrated": func(s *teller, e *engine.Event, b *said) told {
		return told{s.mover(e) + " moved the case to newer rules", s.moved(b)}
	},
	"case.migration_undone": func(s *teller, e *engine.Event, b *said) told {
		return told{s.mover(e) + " put the case back to the rules that it had before it was moved", b.Reason}
	},
	"rules.changed": func(*teller, *engine.Event, *said) told {
		return told{Title: "The rules of this kind of case have changed, and the case goes by the new ones"}
	},
	"case.linked": func(s *teller, e *engine.Event, b *said) told {
		return told{Title: "The case " + b.Link.Case + " is " + linkedAs(b.Link.As)}
	},
	"case.reopened": func(s *teller, e *engine.Event, b *said) told {
		if b.Action != "" {
			return told{Title: s.who(&engine.Event{Actor: b.Who}) + " did " + quote(s.action(b.Action)) + ", and that reopened the case"}
		}
		return told{s.who(e) + " reopened the case", b.Reason}
	},
	"decision.told_recorded": func(s *teller, e *engine.Event, b *said) told {
		d := told{Title: s.who(e) + " recorded that the person was told the answer to " + s.question(b.Decision)}
		if b.At != nil {
			d.Detail = strings.TrimSpace("On "+words.Day(*b.At, s.zone)+" "+lowerFirst(b.How)) + "."
		}
		return d
	},
	"timer.fell": func(s *teller, _ *engine.Event, b *said) told {
		return told{Title: "A moment came: " + s.moment(b.Key)}
	},
	"moment.awaited": func(s *teller, _ *engine.Event, b *said) told {
		return told{Title: "From now on " + s.moment(b.Key)}
	},
	"message.sent": func(s *teller, _ *engine.Event, b *said) told {
		if b.Bare {
			return told{"The message " + s.message(b.Message) + " was sent without what it says", "Others read this person’s mail."}
		}
		return told{Title: "The message " + s.message(b.Message) + " was sent"}
	},
	"message.read": func(s *teller, e *engine.Event, b *said) told {
		return told{Title: s.who(e) + " read the message " + s.message(b.Message) + " on the page of the case"}
	},
	"message.failed": func(s *teller, _ *engine.Event, b *said) told {
		if b.Unneeded {
			return told{"The message " + s.message(b.Message) + " was not sent, since it was needed no longer", b.Reason}
		}
		return told{"The message " + s.message(b.Message) + " could not be sent", b.Reason}
	},

	"case.opened": func(_ *teller, _ *engine.Event, b *said) told {
		return told{Title: "The case was opened as " + b.Reference}
	},
	"case.followed": func(*teller, *engine.Event, *said) told {
		return told{Title: "The case moved to the newest version of its rules"}
	},
	"case.hold_ended": func(*teller, *engine.Event, *said) told { return told{Title: "The hold ended"} },
	"fact.set": func(s *teller, _ *engine.Event, b *said) told {
		if len(b.Value) == 0 || string(b.Value) == "null" {
			return told{Title: "The fact " + quote(s.factTitle(b.Fact)) + " is no longer known"}
		}
		return told{Title: "The fact " + quote(s.factTitle(b.Fact)) + " became " + or(s.colleagues(b.Value), s.value(b.Value, s.factType(b.Fact)))}
	},
	"person.set": func(s *teller, _ *engine.Event, b *said) told {
		var p engine.Person
		_ = json.Unmarshal(b.Value, &p)
		role := lowerFirst(words.Humane(text(b.Person)))
		if p.Name == "" {
			return told{Title: "The " + role + " was recorded"}
		}
		return told{Title: "The " + role + " was recorded as " + p.Name}
	},
	"stage.entered": func(s *teller, _ *engine.Event, b *said) told {
		return told{Title: "The stage " + s.stage(b.Stage) + " began"}
	},
	"stage.done": func(s *teller, _ *engine.Event, b *said) told {
		return told{Title: "The stage " + s.stage(b.Stage) + " was finished"}
	},
	"stage.skipped": func(s *teller, _ *engine.Event, b *said) told {
		return told{Title: "The stage " + s.stage(b.Stage) + " was not needed and was skipped"}
	},
	"task.created": func(s *teller, _ *engine.Event, b *said) told { return told{Title: s.Thing(b.Task) + " was planned"} },
	"task.opened": func(s *teller, _ *engine.Event, b *said) told {
		return told{Title: s.Thing(b.Task) + " became ready to do"}
	},
	"task.invited_again": func(s *teller, e *engine.Event, b *said) told {
		return told{Title: s.who(e) + " asked for a new link to " + s.thing(b.Task)}
	},
	"task.invited": func(s *teller, _ *engine.Event, b *said) told {
		d := told{Title: "The " + lowerFirst(words.Humane(text(b.Person))) + " was asked to do " + s.thing(b.Task)}
		if b.Until != nil {
			d.Detail = "A link opens it once, until " + words.Day(*b.Until, s.zone) + "."
		}
		return d
	},
	"case.waiting": func(*teller, *engine.Event, *said) told { return told{Title: "The case waits for somebody outside"} },
	"case.waited": func(*teller, *engine.Event, *said) told {
		return told{Title: "The case no longer waits for somebody outside"}
	},
	"task.called": func(s *teller, _ *engine.Event, b *said) told {
		return told{upperFirst(b.Title) + " was asked, for " + s.thing(b.Task), sent(b.Send)}
	},
	"task.failed": func(s *teller, _ *engine.Event, b *said) told { return told{s.Thing(b.Task) + " failed", b.Reason} },
	"task.done":   func(s *teller, _ *engine.Event, b *said) told { return told{s.Thing(b.Task) + " was done", b.Reason} },
	"task.cancelled": func(s *teller, _ *engine.Event, b *said) told {
		if b.Reason == "closed" {
			b.Reason = "The case was closed."
		}
		return told{s.Thing(b.Task) + " was cancelled", b.Reason}
	},
	"task.unneeded": func(s *teller, _ *engine.Event, b *said) told {
		return told{s.Thing(b.Task) + " was not needed", b.Reason}
	},
	"task.needed": func(s *teller, _ *engine.Event, b *said) told {
		return told{Title: s.Thing(b.Task) + " is needed after all"}
	},
	"task.flagged": func(s *teller, _ *engine.Event, b *said) told {
		return told{s.Thing(b.Task) + " may no longer be needed", b.Reason}
	},
	"task.unflagged": func(s *teller, _ *engine.Event, b *said) told {
		return told{Title: s.Thing(b.Task) + " is needed again"}
	},
	"task.items": func(s *teller, _ *engine.Event, b *said) told {
		each := quote(words.Humane(text(b.Task)))
		if len(b.Items) == 0 {
			return told{Title: "There is nothing in the list for which " + each + " is to be done"}
		}
		return told{Title: each + " is to be done for " + words.Count(len(b.Items), "item") + " of a list"}
	},
	"task.titled": func(_ *teller, _ *engine.Event, b *said) told {
		return told{Title: "A task is now called " + quote(b.Title) + ", as what it is about says now"}
	},
	"task.overdue": func(s *teller, _ *engine.Event, b *said) told { return told{Title: s.Thing(b.Task) + " became late"} },
	"routed":       func(s *teller, _ *engine.Event, b *said) told { return told{Title: s.routed(b)} },
	"decision.worked_out": func(s *teller, _ *engine.Event, b *said) told {
		if len(b.WorkedOut.Outputs) == 0 {
			return told{Title: "There is no answer to " + s.question(b.Decision) + " any more"}
		}
		return told{s.question(b.Decision) + " was worked out" + colon(s.outputs(b.Decision, b.WorkedOut.Outputs)), citing(b.WorkedOut.Because, b.WorkedOut.Source)}
	},
	"decision.proposed": func(s *teller, _ *engine.Event, b *said) told {
		by := "The rules"
		if b.Proposal.By != "" && b.Proposal.By != "rules" {
			by = s.staff(b.Proposal.By)
		}
		return told{by + " proposed an answer to " + s.question(b.Decision) + otherwise(b.Proposal.Against) + colon(s.outputs(b.Decision, b.Proposal.Outputs)), citing(b.Proposal.Because, b.Proposal.Source)}
	},
	"decision.half_confirmed": func(s *teller, _ *engine.Event, b *said) told {
		return told{Title: s.staff(b.By) + " gave the first of two confirmations for " + s.question(b.Decision) + "; " + s.authority(b.Needs) + " must confirm next"}
	},
	"decision.made": func(s *teller, _ *engine.Event, b *said) told {
		return told{s.question(b.Decision) + " was decided" + otherwise(b.Made.Against) + colon(s.outputs(b.Decision, b.Made.Outputs)), citing(b.Made.Because, b.Made.Source)}
	},
	"decision.retracted": func(s *teller, _ *engine.Event, b *said) told {
		return told{Title: "The proposed answer to " + s.question(b.Decision) + " no longer stands: a person must answer"}
	},
	"decision.changed": func(s *teller, _ *engine.Event, b *said) told {
		return told{Title: "The facts behind the answer to " + s.question(b.Decision) + " have changed since it was decided"}
	},
	"decision.told": func(s *teller, _ *engine.Event, b *said) told {
		return told{Title: "The person was told the answer to " + s.question(b.Decision)}
	},
	"clock.started": func(s *teller, _ *engine.Event, b *said) told { return told{Title: clock(b) + " started" + s.ends(b)} },
	"clock.paused":  func(_ *teller, _ *engine.Event, b *said) told { return told{Title: clock(b) + " was paused"} },
	"clock.resumed": func(s *teller, _ *engine.Event, b *said) told { return told{Title: clock(b) + " went on" + s.ends(b)} },
	"clock.stopped": func(_ *teller, _ *engine.Event, b *said) told { return told{Title: clock(b) + " was stopped"} },
	"clock.restarted": func(s *teller, _ *engine.Event, b *said) told {
		return told{Title: clock(b) + " started again" + s.ends(b)}
	},
	"clock.rearmed": func(_ *teller, _ *engine.Event, b *said) told {
		return told{Title: clock(b) + " was looked at", Detail: "It starts again when its condition next comes to hold."}
	},
	"clock.extended": func(s *teller, _ *engine.Event, b *said) told {
		return told{Title: clock(b) + " was given more time" + s.ends(b)}
	},
	"clock.warned": func(s *teller, _ *engine.Event, b *said) told {
		return told{Title: clock(b) + " is near its end" + s.ends(b)}
	},
	"clock.breached": func(_ *teller, _ *engine.Event, b *said) told { return told{Title: clock(b) + " ran out"} },
	"message.asked": func(s *teller, _ *engine.Event, b *said) told {
		var m engine.Message
		_ = json.Unmarshal(b.Message, &m)
		return told{Title: "A message to " + s.recipient(m.To) + " was asked for: " + quote(m.Subject)}
	},
	"case.outcome": func(s *teller, _ *engine.Event, b *said) told {
		if b.Outcome == "" {
			return told{Title: "The case no longer has an outcome"}
		}
		return told{Title: "The outcome became " + quote(s.outcome(b.Outcome))}
	},
	"case.closed": func(*teller, *engine.Event, *said) told { return told{Title: "The case was closed"} },
	"problem.found": func(_ *teller, _ *engine.Event, b *said) told {
		return told{"Something in the rules broke and now needs a person", strings.TrimSuffix(b.Text+text(b.Message), ".") + place(b.Where)}
	},
	"problem.mended": func(_ *teller, _ *engine.Event, b *said) told {
		return told{"What had broken in the rules works again", strings.TrimSpace(place(b.Where))}
	},
}

// sent says what a service was sent, and not the values: not everybody who reads this may read each answer of the form.
func sent(raw json.RawMessage) string {
	var values map[string]json.RawMessage
	if json.Unmarshal(raw, &values) != nil || len(values) == 0 {
		return ""
	}
	return "It was sent: " + strings.Join(sortedKeys(values), ", ") + "."
}

var channels = map[string]string{
	"web": " through the website", "api": " from another system", "counter": " at the counter", "telephone": " by telephone", "paper": " on paper",
}
