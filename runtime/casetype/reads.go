package casetype

import "github.com/caseloom/caseloom/rules"

// reads calls use with each path that anything in the case type reads, but for the tests.
func (l *loader) reads(use func(path string)) {
	t := l.t
	all := func(paths []string) {
		for _, path := range paths {
			use(path)
		}
	}
	program := func(programs ...*rules.Program) {
		for _, p := range programs {
			if p != nil {
				all(p.Reads())
			}
		}
	}
	text := func(texts ...*rules.Text) {
		for _, x := range texts {
			if x != nil {
				all(x.Reads())
			}
		}
	}
	for _, p := range t.People {
		program(p.From, p.Contact)
	}
	for _, f := range t.Facts {
		program(f.Is)
	}
	for _, s := range t.Stages {
		program(s.Enter, s.When)
		if s.On != nil {
			use(s.On.Path)
		}
	}
	for _, task := range t.AllTasks() {
		program(task.When, task.After)
		program(task.Not...)
		if task.On != nil {
			use(task.On.Path)
		}
		if task.Each != nil {
			program(task.Each.Of)
		}
		for _, x := range task.Checks {
			program(x.That)
		}
		l.readsOfKind(task, all)
		text(task.Title)
	}
	for _, a := range t.Actions {
		program(a.When)
		for _, x := range a.Checks {
			program(x.That)
		}
		if a.Until != nil {
			use(a.Until.Path)
		}
	}
	for _, d := range t.Decisions {
		if d.Table != nil {
			all(d.Table.Reads())
		}
		for _, line := range d.Confirm {
			program(line.When)
			program(line.Not...)
		}
	}
	for _, rules := range [][]*Rule{t.Routing, t.Notify} {
		for _, r := range rules {
			program(r.When)
			if r.On != nil {
				use(r.On.Path)
			}
		}
	}
	for _, c := range t.Clocks {
		program(c.From, c.Pauses, c.Restarts, c.Extend.When, c.Stops)
	}
	for _, x := range t.Templates {
		if x != nil {
			text(x.Subject, x.Body)
		}
	}
	for _, h := range t.Hides {
		program(h.When)
	}
	text(t.Reference)
	program(t.Outcome, t.Close)
}
