package casework

import (
	"strings"
	"time"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/server/fields"
	"github.com/caseloom/caseloom/runtime/server/web"
	"github.com/caseloom/caseloom/runtime/server/words"
)

// An action is one thing a person may do to a case, on a small page of its own: /cases/{reference}/{name}.
type action struct {
	name    string // the last part of its address
	link    string // how the case page offers it; "" when something else on the page does
	heading string
	intro   string
	warning string
	button  string
	danger  bool
	upload  bool
	done    string                     // what is said afterwards
	offered func(f *folder) bool       // whether it can be done now, by this person
	asks    func(a *asked) engine.Body // draws the form and reads it; the body counts only when nothing is wrong
}

// asked is what an action's form is made from.
type asked struct {
	*fields.Form
	f     *folder
	query func(string) string
	staff []*identity.Staff // everyone who works here, where the form asks for somebody
	away  map[string]string // of those who are away now, the name of who stands in
	file  *engine.File      // the upload that was kept
	fault string            // what is wrong with the upload

	warning string // in place of the action's own, where more is to be said of this case
}

// actions are in the order in which the case page offers them.
var actions = []*action{
	{
		name: "note", link: "Add a note", heading: "Add a note", button: "Save the note", done: "The note was added.",
		intro:   "Notes stay with the case for good, and everyone who works on it can read them.",
		offered: (*folder).works,
		asks: func(a *asked) engine.Body {
			return engine.AddNote{Text: a.Long("Note", "", "text", "Write the note before you save it")}
		},
	},
	{
		name: "document", link: "Add a document", heading: "Add a document", button: "Add the document", done: "The document was added.", upload: true,
		offered: (*folder).works,
		asks: func(a *asked) engine.Body {
			item := forms.Item{Widget: forms.File, Name: "_file", ID: "file", Label: "Document", MaxSize: web.MaxFile, MaxText: "10MB",
				Hint: "It must be " + web.AllowedText + ", and smaller than 10MB"}
			fault := a.fault
			if a.file == nil && fault == "" {
				fault = "Choose a file"
			}
			a.Add(item, fault)
			a.Model.Multipart = true
			if a.file == nil {
				return engine.AddDocument{}
			}
			return engine.AddDocument{File: *a.file}
		},
	},
	{
		name: "task", link: "Add a task", heading: "Add a task", button: "Add the task", done: "The task was added.",
		offered: func(f *folder) bool { return f.works() && f.c.Status == engine.Open },
		asks:    askTask,
	},
	{
		name: "assign", link: "Give the case or a task to someone", heading: "Give it to someone", button: "Give it to them", done: "It now belongs to them.",
		offered: func(f *folder) bool { return f.works() && f.c.Status != engine.Closed },
		asks:    askAssign,
	},
	{
		name: "conflict", link: "Declare a conflict of interest", heading: "Declare a conflict of interest", button: "Declare it",
		done:    "Your conflict of interest is recorded. What you had taken of this case is back in the pool.",
		intro:   "Declare it when you know somebody in this case, or could not be fair for another reason. From then on you can neither read the case nor act on it; what you have taken of it goes back to the pool. A manager can lift it.",
		offered: (*folder).works,
		asks: func(a *asked) engine.Body {
			return engine.DeclareConflict{Reason: a.Long("What is the conflict of interest?", "This stays with the case, and everyone who works on it can read it", "reason", "Say what the conflict of interest is")}
		},
	},
	{
		name: "lift", link: "Lift a conflict of interest", heading: "Lift a conflict of interest", button: "Lift it", done: "The conflict of interest is lifted.",
		intro:   "Do this only when it was a mistake, or is no longer in the way. They can act on the case again.",
		offered: func(f *folder) bool { return f.manages() && len(f.c.Conflicts) > 0 },
		asks: func(a *asked) engine.Body {
			options := make([]forms.Choice, len(a.f.c.Conflicts))
			for i, x := range a.f.c.Conflicts {
				options[i] = forms.Choice{Value: x.Staff, Text: a.f.teller.staff(x.Staff), Hint: x.Reason}
			}
			return engine.LiftConflict{
				Staff:  a.One("Whose is it?", "", "staff", options, "Choose whose conflict of interest it is"),
				Reason: a.Long("Why is it no longer in the way?", "", "reason", "Say why the conflict of interest is no longer in the way"),
			}
		},
	},
	{
		name: "told", heading: "Record that the person was told", button: "Save", done: "It is recorded that the person was told.",
		offered: func(f *folder) bool { return f.works() && len(f.untold()) > 0 },
		asks:    askTold,
	},
	{
		name: "hold", link: "Put the case on hold", heading: "Put the case on hold", button: "Put it on hold", done: "The case is on hold.",
		intro:   "While a case is on hold nobody can complete its tasks or decide it. Clocks that pause on hold stand still.",
		offered: func(f *folder) bool { return f.works() && f.c.Held == nil && f.c.Status != engine.Closed },
		asks: func(a *asked) engine.Body {
			b := engine.HoldCase{Reason: a.Long("Why is it put on hold?", "", "reason", "Say why the case is put on hold")}
			b.Until = a.Day("Until when?", "Leave this empty if you do not know. On that day the case goes on by itself. For example, 27 3 2026", "until", "", a.f.zone, func(d time.Time) string {
				if !d.After(a.f.now) {
					return "The day it goes on must be in the future"
				}
				return ""
			})
			return b
		},
	},
	{
		name: "resume", link: "Take the case off hold", heading: "Take the case off hold", button: "Take it off hold", done: "The case is off hold.",
		offered: func(f *folder) bool { return f.works() && f.c.Held != nil },
		asks: func(a *asked) engine.Body {
			return engine.ResumeCase{Reason: a.Long("Why does it go on?", "", "reason", "")}
		},
	},
	{
		name: "withdraw", link: "Withdraw the case", heading: "Withdraw the case", button: "Withdraw the case", done: "The case was withdrawn.", danger: true,
		offered: func(f *folder) bool { return f.works() && f.c.Status != engine.Closed },
		asks: func(a *asked) engine.Body {
			a.warning = "Do this only when the applicant asks for it. The case is closed and its open tasks are cancelled." + a.f.unfinished()
			if a.f.c.Outcome != "" {
				a.warning += " It has been decided, so its outcome stays “" + a.f.teller.outcome(a.f.c.Outcome) + "”."
			}
			return engine.WithdrawCase{Reason: a.Long("What did the applicant say?", "", "reason", "Say why the application is withdrawn")}
		},
	},
	{
		name: "transfer", link: "Hand the case over to another team", heading: "Hand the case over to another team", button: "Hand it over", done: "The case belongs to another team now.",
		offered: func(f *folder) bool { return f.works() && f.c.Status != engine.Closed && len(f.teamsToGo()) > 0 },
		asks:    askTransfer,
	},
	{
		name: "merge", link: "Close it as the same as another case", heading: "Close it as the same as another case", button: "Close this case", done: "The case was closed, and the other one names it.", danger: true,
		offered: func(f *folder) bool { return f.works() && f.c.Status != engine.Closed },
		asks: func(a *asked) engine.Body {
			a.warning = "The work goes on in the other case. This one stays as it is, to be read, and each names the other. Its open tasks are cancelled." + a.f.unfinished()
			return engine.MergeCase{
				Into:   a.Text(forms.Item{Label: "Reference of the other case"}, "into", "Enter the reference of the other case"),
				Reason: a.Long("How do you know that they are the same?", "", "reason", "Say how you know that they are the same"),
			}
		},
	},
	{
		name: "abandon", link: "Close it without an answer", heading: "Close the case without an answer", button: "Close the case", done: "The case was closed without an answer.", danger: true,
		offered: func(f *folder) bool { return f.manages() && f.c.Status != engine.Closed },
		asks: func(a *asked) engine.Body {
			a.warning = "Do this when nobody can go on: the applicant cannot be found, say, or the case was opened by mistake. Its open tasks are cancelled, and nobody is told anything by itself." + a.f.unfinished()
			return engine.AbandonCase{Reason: a.Long("Why can nobody go on with it?", "", "reason", "Say why nobody can go on with the case")}
		},
	},
	{
		name: "close", link: "Close the case by hand", heading: "Close the case by hand", button: "Close the case", done: "The case was closed.", danger: true,
		offered: func(f *folder) bool { return f.manages() && f.c.Status == engine.Open && len(f.t.Outcomes) > 0 },
		asks: func(a *asked) engine.Body {
			a.warning = "The case ends with the outcome you choose, whatever the rules say. Its open tasks are cancelled." + a.f.unfinished()
			options := make([]forms.Choice, len(a.f.t.Outcomes))
			for i, o := range a.f.t.Outcomes {
				options[i] = forms.Choice{Value: o.ID, Text: or(o.Title, words.Humane(o.ID))}
			}
			return engine.CloseCase{
				Outcome: a.One("How does it end?", "", "outcome", options, "Choose how the case ends"),
				Reason:  a.Long("Why are you closing it by hand?", "", "reason", "Say why you are closing the case"),
			}
		},
	},
	{
		name: "reopen", link: "Reopen the case", heading: "Reopen the case", button: "Reopen the case", done: "The case is open again.",
		offered: func(f *folder) bool { return f.works() && f.c.Status == engine.Closed },
		asks: func(a *asked) engine.Body {
			return engine.ReopenCase{Reason: a.Long("Why is it reopened?", "", "reason", "Say why the case is reopened")}
		},
	},
}

// askTask asks for a task to add: one of those the case type offers, or one in the person's own words.
func askTask(a *asked) engine.Body {
	var options []forms.Choice
	for _, d := range a.f.t.AllTasks() {
		if !d.Adhoc {
			continue
		}
		if s := a.f.c.Stage(d.Stage); s != nil && s.State != engine.Open {
			continue
		}
		title := words.Humane(d.ID)
		if d.Title != nil {
			if text, err := d.Title.Render(engine.Snapshot(a.f.t, a.f.c, a.f.now, a.f.who)); err == nil {
				title = text
			}
		}
		options = append(options, forms.Choice{Value: d.ID, Text: title})
	}
	free := "" // the value of "something else": no declared task can have it
	var b engine.AddTask
	missing := "Say what is to be done"
	if len(options) > 0 {
		free = "-"
		options = append(options, forms.Choice{Value: free, Text: "Something else"})
		b.Name = a.One("Which task?", "", "name", options, "Choose a task")
		if b.Name != free {
			missing = ""
		}
	}
	b.Title = a.Text(forms.Item{Label: "What is to be done?", Hint: ifSome(options, "Fill this in for something else")}, "title", missing)
	if len([]rune(b.Title)) > 200 {
		a.Blame("title", "What is to be done must be 200 characters or fewer")
	}
	if b.Name == free {
		b.Name = ""
	} else {
		b.Title = ""
	}
	if due := a.Day("When must it be done?", "For example, 27 3 2026", "due", "", a.f.zone, func(d time.Time) string {
		if endOfDay(d).Before(a.f.now) {
			return "The date it must be done by must be today or in the future"
		}
		return ""
	}); due != nil {
		end := endOfDay(*due)
		b.Due = &end
	}
	return b
}

// teamsToGo are the teams that could take the case over.
func (f *folder) teamsToGo() []forms.Choice {
	var out []forms.Choice
	for _, t := range f.t.Org.Teams {
		if t.ID != f.c.Team {
			out = append(out, forms.Choice{Value: t.ID, Text: or(t.Title, words.Humane(t.ID))})
		}
	}
	return out
}

func ifSome(options []forms.Choice, hint string) string {
	if len(options) > 0 {
		return hint
	}
	return ""
}

// askAssign asks who gets the case or one of its open tasks.
func askAssign(a *asked) engine.Body {
	about := []forms.Choice{{Value: "case", Text: "The whole case"}}
	for _, t := range a.f.c.Tasks {
		if (t.State == engine.Open || t.State == engine.Waiting) && a.f.worksTask(t) {
			about = append(about, forms.Choice{Value: "task " + t.ID, Text: t.Title})
		}
	}
	if !a.Posted {
		if id := a.query("task"); id != "" {
			a.Values.Set("_about", "task "+id)
		}
	}
	var b engine.Assign
	what := a.One("What do you want to give?", "", "about", about, "Choose what to give")
	b.Task = strings.TrimPrefix(strings.TrimPrefix(what, "case"), "task ")
	var people []forms.Choice
	for _, s := range a.staff {
		if s.Disabled || !a.couldWork(s) || a.f.KeptFrom(s.Actor()) != "" {
			continue
		}
		text := s.Name
		if s.ID == a.f.who.ID {
			text += " (you)"
		} else if standIn := a.away[s.ID]; standIn != "" {
			text += " (away: " + standIn + " stands in)"
		}
		people = append(people, forms.Choice{Value: s.ID, Text: text})
	}
	teams := make([]forms.Choice, len(a.f.t.Org.Teams))
	for i, t := range a.f.t.Org.Teams {
		teams[i] = forms.Choice{Value: t.ID, Text: or(t.Title, words.Humane(t.ID))}
	}
	missing := ""
	if a.Typed("team") == "" {
		missing = "Choose a person or a team"
	}
	b.Owner = a.Pick("Who gets it?", "Leave this empty to put it in the pool of a team", "owner", people, missing)
	if len(teams) > 0 {
		b.Team = a.Pick("Which team?", "Choose none to leave it with the team that has it", "team", teams, "")
	}
	return b
}

// couldWork says whether somebody could work this case if it were theirs.
func (a *asked) couldWork(s *identity.Staff) bool {
	return a.f.WouldWork(s.Actor())
}

// untold are the decisions made of which nobody has been told.
func (f *folder) untold() []string {
	var ids []string
	for _, d := range f.t.Decisions {
		if now := f.c.Decisions[d.ID]; now != nil && len(now.Made) > 0 && now.Made[len(now.Made)-1].Told == nil {
			ids = append(ids, d.ID)
		}
	}
	return ids
}

func askTold(a *asked) engine.Body {
	var b engine.RecordTold
	open := a.f.untold()
	if !a.Posted && a.Values.Get("_decision") == "" {
		a.Values.Set("_decision", a.query("decision"))
	}
	if len(open) == 1 {
		b.Decision = open[0]
	} else {
		options := make([]forms.Choice, len(open))
		for i, id := range open {
			options[i] = forms.Choice{Value: id, Text: a.f.questionOf(id)}
		}
		b.Decision = a.One("Which decision?", "", "decision", options, "Choose the decision they were told")
	}
	b.How = a.One("How were they told?", "", "how", []forms.Choice{
		{Value: "by telephone", Text: "By telephone"}, {Value: "in person", Text: "In person"}, {Value: "by post", Text: "By post"}, {Value: "by email", Text: "By email"},
	}, "Choose how they were told")
	day := a.Day("When were they told?", "For example, 27 3 2026", "at", "Enter the date they were told", a.f.zone, func(d time.Time) string {
		if d.After(a.f.now) {
			return "The date they were told must be today or in the past"
		}
		if made := a.f.decidedOn(b.Decision); made != nil && endOfDay(d).Before(*made) {
			return "The date they were told must be on or after the day it was decided, " + words.Day(*made, a.f.zone)
		}
		return ""
	})
	if day != nil {
		b.At = latest(*day, a.f.now)
	}
	return b
}

func (f *folder) decidedOn(id string) *time.Time {
	if d := f.c.Decisions[id]; d != nil && len(d.Made) > 0 {
		return &d.Made[len(d.Made)-1].At
	}
	return nil
}

// latest is a moment on a day that a person named: now, when the day is today, and midday otherwise.
func latest(day, now time.Time) time.Time {
	if !endOfDay(day).Before(now) {
		return now
	}
	return day.Add(12 * time.Hour)
}

func or(text, fallback string) string {
	if text != "" {
		return text
	}
	return fallback
}
