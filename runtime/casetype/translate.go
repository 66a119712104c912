package casetype

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/rules/language"
)

// A case type is in another language by files beside its own: words.cy.yaml for titles, outcomes and reasons,
// forms/apply.cy.yaml for what a form asks, templates/granted.cy.md for a letter. What one leaves out is read in the case
// type's own language.

// wordsShape is words.cy.yaml.
var wordsShape = &shape{noun: "words in another language", doc: "words.cy.yaml: what citizens read of a case, in another language", empty: true, keys: []key{
	{name: "title", shape: sText, doc: "What people call the case type."},
	{name: "stages", doc: "The titles of stages, by their ids.", shape: &shape{ids: gID, each: named("a title", *sText)}},
	{name: "actions", doc: "The titles of actions, by their ids.", shape: &shape{ids: gID, each: named("a title", *sText)}},
	{name: "tasks", doc: "The titles of tasks that somebody outside does, by their ids.", shape: &shape{ids: gID, each: named("a title", *sText)}},
	{name: "outcomes", doc: "The titles of outcomes, by their ids.", shape: &shape{ids: gID, each: named("a title", *sText)}},
	{name: "decisions", doc: "What decisions say, by their ids.", shape: &shape{ids: gID, each: &shape{noun: "a decision", keys: []key{
		{name: "outputs", doc: "What each output is called, by its id.", shape: &shape{ids: gID, each: named("a name", *sText)}},
		{name: "values", doc: "Words for the values of outputs.", shape: &shape{ids: gWritten, each: named("words", *sText)}},
	}}}},
	{name: "checks", doc: "Sentences by what checks of answers say (say), as it stands there.", shape: &shape{ids: gWritten, each: named("a sentence", *sText)}},
	{name: "reasons", doc: "Sentences by the reasons (because) of decisions, as they stand there.", shape: &shape{ids: gWritten, each: named("a sentence", *sText)}},
}}

// inLanguage parts the name of a file that is in a language: apply.cy.yaml is apply.yaml in Welsh.
func inLanguage(name string) (base, lang string) {
	parts := strings.Split(name, ".")
	if len(parts) != 3 || "."+parts[1] == uiEnding || !language.IsTag(parts[1]) {
		return name, ""
	}
	return parts[0] + "." + parts[2], parts[1]
}

// Translates says whether a file of a case type, by its path, only puts others into another language.
func Translates(file string) bool {
	_, lang := inLanguage(path.Base(file))
	return lang != ""
}

func isWords(name string) bool {
	base, lang := inLanguage(name)
	return base == "words.yaml" && lang != ""
}

// languages are those that the case type has any file in.
func (l *loader) languages() []string {
	seen := map[string]bool{}
	for _, folder := range []string{"", "forms", "templates"} {
		for _, name := range l.folderFiles(folder) {
			base, lang := inLanguage(name)
			seen[lang] = seen[lang] || folder != "" || base == "words.yaml"
		}
	}
	delete(seen, "")
	delete(seen, language.English)
	return slices.DeleteFunc(sortedKeys(seen), func(lang string) bool { return !seen[lang] })
}

// formNames are the forms of the folder.
func (l *loader) formNames() []string {
	var out []string
	for _, name := range l.folderFiles("forms") {
		if _, lang := inLanguage(name); lang == "" {
			out = append(out, strings.TrimSuffix(name, path.Ext(name)))
		}
	}
	return out
}

// overlays are a form's texts in other languages. The intake form is wanted in each language of the case type, whether or
// not it has words in it.
func (l *loader) overlays(id string, d definition) []forms.Overlay {
	if l.bare {
		return nil
	}
	intake := d.caseType.get("intake")
	if intake.isMap() {
		intake = intake.get("form")
	}
	var out []forms.Overlay
	for _, lang := range l.t.Languages[1:] {
		o := forms.Overlay{Lang: lang}
		for _, ending := range schemaEndings {
			file := path.Join(l.name, "forms", id+"."+lang+ending)
			if !isFile(l.root, file) {
				continue
			}
			if f := l.read(file); f != nil {
				o.File, o.Text = file, f.text
			}
		}
		if o.File != "" || id == intake.text() {
			out = append(out, o)
		}
	}
	return out
}

// compileTranslations reads the messages in other languages, each beside the one it translates.
func (l *loader) compileTranslations() {
	for _, name := range l.folderFiles("templates") {
		base, lang := inLanguage(name)
		own := l.t.Templates[strings.TrimSuffix(base, ".md")]
		if lang == "" || own == nil {
			continue
		}
		f := l.read(path.Join(l.name, "templates", name))
		if f == nil {
			continue
		}
		other := l.compileTemplate(f, own.Subject == nil)
		if other == nil || other.Body == nil {
			continue
		}
		t := l.t // the type is kept, and not the loader
		words := func(said string) string { return t.Words[lang].Reason(said) }
		if other.Subject != nil {
			other.Subject = other.Subject.In(lang, words)
		}
		other.ID, other.Lang, other.Body = own.ID, lang, other.Body.In(lang, words)
		if own.others == nil {
			own.others = map[string]*Template{}
		}
		own.others[lang] = other
	}
}

// words reads words.cy.yaml and its like, and says what each leaves out.
func (l *loader) words() {
	if l.t.Intake.Form != nil {
		for _, lang := range l.t.Intake.Form.Languages() { // x-i18n within the schema
			if !slices.Contains(l.t.Languages, lang) {
				l.t.Languages = append(l.t.Languages, lang)
			}
		}
	}
	l.t.Words = map[string]*Words{}
	if l.bare {
		for _, lang := range l.t.Languages[1:] {
			l.t.Words[lang] = &Words{title: l.t.Intake.Form.In(lang).Title}
		}
		return
	}
	for _, lang := range l.t.Languages[1:] {
		file := path.Join(l.name, "words."+lang+".yaml")
		var n node
		if isFile(l.root, file) {
			n = l.parse(file, wordsShape)
		}
		w := &Words{title: n.get("title").text(), stages: l.told(n.get("stages"), l.stageTitles(), "stage"), outcomes: l.told(n.get("outcomes"), l.outcomeTitles(), "outcome"), actions: l.told(n.get("actions"), l.actionTitles(), "action"), tasks: l.told(n.get("tasks"), l.askedTitles(), "task"),
			checks: l.told(n.get("checks"), l.checkWords(), "check"), reasons: l.told(n.get("reasons"), l.reasons(), "reason"), outputs: map[string]map[string]string{}, values: map[string]map[string]string{}}
		known := map[string]string{}
		for _, d := range l.t.Decisions {
			known[d.ID] = d.Question
		}
		l.told(n.get("decisions"), known, "decision")
		for _, d := range l.t.Decisions {
			own := n.get("decisions").get(d.ID)
			w.outputs[d.ID] = l.told(own.get("outputs"), outputNames(d), "output")
			w.values[d.ID] = l.told(own.get("values"), outputValues(d), "value")
		}
		l.t.Words[lang] = w
		if lacks := l.lacks(w, lang); len(lacks) > 0 {
			at := rules.Source{File: file, Line: 1, Column: 1}
			if !n.ok() {
				at.File = path.Join(l.name, "casetype.yaml")
			}
			d := at.At(0, 0, "not-translated", rules.Warning, fmt.Sprintf("%s has no words for %s", language.EnglishName(lang), language.Some(lacks)),
				fmt.Sprintf("Write them into words.%s.yaml (a letter into templates/ID.%s.md). Until then, people who read it see those in the case type's own language.", lang, lang))
			d.Names = language.Unsaid(lacks)
			l.add(d)
		}
	}
}

// told reads words by what they translate, and refuses those about nothing.
func (l *loader) told(n node, known map[string]string, what string) map[string]string {
	out := map[string]string{}
	for _, e := range n.entries() {
		name := e.key.text()
		if _, ok := known[name]; !ok {
			if l.faultyIn(map[string]string{"stage": "casetype.yaml", "outcome": "casetype.yaml", "action": "casetype.yaml", "check": "casetype.yaml"}[what]) {
				continue // nobody knows what there would be
			}
			l.fault(e.key, "unknown-translation", fmt.Sprintf("There is no %s %q here", what, name), rules.DidYouMean(name, sortedKeys(known), "there are"))
			continue
		}
		out[name] = e.value.text()
	}
	return out
}

// faultyIn says whether a file of the case type has errors; "": those of its decisions.
func (l *loader) faultyIn(file string) bool {
	return slices.ContainsFunc(l.found, func(d rules.Diagnostic) bool {
		if d.Severity != rules.Error {
			return false
		}
		if file != "" {
			return d.File == path.Join(l.name, file)
		}
		return d.File == path.Join(l.name, "rules/decisions.yaml") || strings.Contains(d.File, "/"+tablesFolder+"/")
	})
}

func (l *loader) stageTitles() map[string]string {
	out := map[string]string{}
	for _, s := range l.t.Stages {
		out[s.ID] = s.Title
	}
	return out
}

// actionTitles are those of what the applicant may do.
func (l *loader) actionTitles() map[string]string {
	out := map[string]string{}
	for _, a := range l.t.Actions {
		if slices.Contains(a.By, "person.applicant") {
			out[a.ID] = a.Title
		}
	}
	return out
}

// askedTitles are those of tasks that somebody outside does, as far as they are the same in every case.
func (l *loader) askedTitles() map[string]string {
	out := map[string]string{}
	for _, t := range l.t.AllTasks() {
		if title := l.nodes[t].get("title").text(); t.Person != "" && title != "" && !strings.Contains(title, "{{") {
			out[t.ID] = title
		}
	}
	return out
}

func (l *loader) outcomeTitles() map[string]string {
	out := map[string]string{}
	for _, o := range l.t.Outcomes {
		out[o.ID] = o.Title
	}
	return out
}

// reasons are the sentences of every row of every table that a citizen may read.
func (l *loader) reasons() map[string]string {
	out := map[string]string{}
	for _, d := range l.t.Decisions {
		if d.Table == nil || d.WorkedOut {
			continue
		}
		for _, reason := range d.Table.Reasons() {
			out[reason] = reason
		}
	}
	return out
}

// outputNames are what a citizen is told of a decision beside its result.
func outputNames(d *Decision) map[string]string {
	out := map[string]string{}
	for _, o := range d.Outputs {
		if o.ID != "result" && !d.WorkedOut {
			out[o.ID] = humane(o.ID)
		}
	}
	return out
}

func outputValues(d *Decision) map[string]string {
	out := map[string]string{}
	for _, o := range d.Outputs {
		if o.Type == nil {
			continue
		}
		for _, v := range o.Type.Enum {
			out[v] = humane(v)
		}
	}
	return out
}

// lacks names what a citizen may read of a case and has no words for.
func (l *loader) lacks(w *Words, lang string) []string {
	var out []string
	want := func(known, has map[string]string, what string) {
		for _, id := range sortedKeys(known) {
			if has[id] == "" {
				out = append(out, fmt.Sprintf("%s “%s”", what, known[id]))
			}
		}
	}
	if w.title == "" {
		out = append(out, "the title")
	}
	want(l.stageTitles(), w.stages, "the stage")
	want(l.outcomeTitles(), w.outcomes, "the outcome")
	want(l.actionTitles(), w.actions, "the action")
	want(l.askedTitles(), w.tasks, "the task")
	for _, d := range l.t.Decisions {
		want(outputNames(d), w.outputs[d.ID], "the output")
		if d.WorkedOut {
			continue
		}
		values := outputValues(d)
		for id := range l.outcomeTitles() { // said in the words of the outcome
			delete(values, id)
		}
		want(values, w.values[d.ID], "the value")
	}
	want(l.reasons(), w.reasons, "the reason")
	want(l.checkWords(), w.checks, "the check")
	letters := map[string]string{}
	for _, rule := range l.t.Notify {
		if rule.Send != nil && slices.Contains(rule.Send.To, "person.applicant") {
			if t := l.t.Templates[rule.Send.Template]; t != nil && t.others[lang] == nil {
				letters[t.ID] = t.ID
			}
		}
	}
	for _, task := range l.t.AllTasks() {
		if t := l.t.Templates[task.Template]; task.Person == "applicant" && t != nil && t.others[lang] == nil {
			letters[t.ID] = t.ID
		}
	}
	for _, id := range l.t.told() {
		if t := l.t.Templates[id]; t != nil && t.others[lang] == nil {
			letters[t.ID] = t.ID
		}
	}
	want(letters, nil, "the letter")
	return out
}
