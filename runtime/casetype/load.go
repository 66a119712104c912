package casetype

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"runtime/debug"
	"strings"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/rules/language"
)

// maxFaults bounds what is said of one case type: past it, nobody reads on.
const maxFaults = 500

// Load reads the case type called name from root, the folder that holds the case types: the folder of that name, or a
// single schema file of that name. It returns the compiled Type and whatever warnings there were, or nil and every
// fault that was found. Errors in test files leave out those tests, and not the Type: with `publish: tests` it may not go
// live, and can still be tested and tried.
//
// Give it os.OpenRoot(dir).FS(), which does not follow a link out of the folder. Load over a Type's own Files gives the
// same Type again, version and all.
func Load(root fs.FS, name string) (*Type, Diagnostics) {
	l := newLoader(root)
	t := l.guarded(name, func() *Type { return l.load(name) })
	found := l.finish()
	if t == nil || !l.sound || len(found) > maxFaults {
		return nil, found
	}
	t.Files = l.files
	t.Version = hash(l.files)
	t.all = t.AllTasks()
	return t, found
}

// LoadOrganisation reads organisation.yaml from root, or gives the defaults when there is none.
func LoadOrganisation(root fs.FS) (*Organisation, Diagnostics) {
	l := newLoader(root)
	var org *Organisation
	l.guarded(organisationFile, func() *Type { org = l.organisation(); return nil })
	found := l.finish()
	if found.HasErrors() {
		return nil, found
	}
	return org, found
}

// loader is one run of Load: what it has read and what it has found wrong.
type loader struct {
	root  fs.FS
	files map[string][]byte // by path, as read
	texts map[string]*file  // by path, checked; nil: not there, or not a text
	seen  map[string]*file  // by path, checked or not, for excerpts
	total int
	full  bool
	found Diagnostics

	name    string // of the case type
	t       *Type
	scope   *scopes
	clocks  node
	granted node            // what stands under access
	orgless bool            // organisation.yaml cannot be read, so nothing is known of teams, roles and calendars
	noOrg   bool            // there is no organisation.yaml
	lost    map[string]bool // what nothing is known of, since a part of the files cannot be read: task, stage, fact, person, decision
	bare    bool            // the case type is a single schema
	sound   bool            // there are no errors but in test files
	nodes   map[any]node    // the node that each part of t was made from, for the checks that come after
	used    map[string]bool
	named   map[string]node             // the groups of services of organisation.yaml, by id
	refs    map[string]*rules.Reference // tables of reference data, by name; nil: it has faults
}

func newLoader(root fs.FS) *loader {
	return &loader{root: root, files: map[string][]byte{}, texts: map[string]*file{}, seen: map[string]*file{}, lost: map[string]bool{}, nodes: map[any]node{}, used: map[string]bool{}, named: map[string]node{}, refs: map[string]*rules.Reference{}}
}

func (l *loader) add(found ...rules.Diagnostic) {
	for _, d := range found {
		l.found = append(l.found, l.neverMade(d))
	}
}

// fault adds an error at a node; a node that is not there has had its fault already.
func (l *loader) fault(n node, code, message, fix string) {
	if n.ok() {
		l.add(n.fault(code, message, fix))
	}
}

func (l *loader) warn(n node, code, message, fix string) {
	if n.ok() {
		d := n.fault(code, message, fix)
		d.Severity = rules.Warning
		l.add(d)
	}
}

func (l *loader) hint(n node, code, message, fix string) {
	if n.ok() {
		d := n.fault(code, message, fix)
		d.Severity = rules.Hint
		l.add(d)
	}
}

// guarded turns a fault of our own into a diagnostic: whatever an analyst saved, the server goes on with its other
// case types.
func (l *loader) guarded(name string, load func() *Type) (t *Type) {
	defer func() {
		if r := recover(); r != nil {
			t = nil
			l.add(rules.Diagnostic{Code: "internal", Severity: rules.Error, File: name, Line: 1, Column: 1,
				Message: fmt.Sprintf("Caseloom itself failed while reading this: %v", r), Fix: "Please report it, with the files. " + firstOwnFrame(debug.Stack())})
		}
	}()
	return load()
}

var ownFrame = regexp.MustCompile(`/((?:rules|forms|runtime/casetype)/\w+\.go:\d+)`)

func firstOwnFrame(stack []byte) string {
	for _, m := range ownFrame.FindAllSubmatch(stack, -1) {
		if frame := string(m[1]); !strings.Contains(frame, "casetype/load.go") {
			return frame
		}
	}
	return ""
}

// finish sorts what was found and adds the excerpts.
func (l *loader) finish() Diagnostics {
	l.found = l.found.Sort()
	if len(l.found) > maxFaults {
		more := len(l.found) - maxFaults
		last := l.found[maxFaults]
		l.found = append(l.found[:maxFaults:maxFaults], rules.Diagnostic{Code: "too-many-faults", Severity: rules.Error, File: last.File, Line: last.Line, Column: last.Column,
			Message: fmt.Sprintf("%d more faults are not shown", more), Fix: "Mend those above first."})
	}
	for i, d := range l.found {
		if f := l.seen[d.File]; f != nil && d.Cell == "" { // the whole line, not only the text that a compiler was given
			l.found[i].Excerpt = excerpt(f.from(d.Line), d.Column)
		}
		if !strings.HasSuffix(d.Message, ".") && !strings.HasSuffix(d.Message, "?") {
			l.found[i].Message += "." // a message is a sentence
		}
	}
	return l.found
}

var typeName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,63}$`)

// load finds out what a name stands for, a folder or a single schema.
func (l *loader) load(name string) *Type {
	whole := rules.Source{File: name, Line: 1, Column: 1}
	if !typeName.MatchString(name) {
		l.add(whole.At(0, 0, "bad-name", rules.Error, fmt.Sprintf("%q cannot be the name of a case type", name), "Use lower-case letters, digits, - and _, beginning with a letter or digit."))
		return nil
	}
	l.name = name
	schema := ""
	for _, ending := range schemaEndings {
		if isFile(l.root, name+ending) {
			if schema != "" {
				l.add(whole.At(0, 0, "two-files", rules.Error, fmt.Sprintf("%s and %s are both the case type %s", schema, name+ending, name), "Remove one of them."))
				return nil
			}
			schema = name + ending
		}
	}
	info, err := fs.Stat(l.root, name)
	isFolder := err == nil && info.IsDir()
	switch {
	case isFolder && schema != "":
		l.add(whole.At(0, 0, "two-files", rules.Error, fmt.Sprintf("%s and the folder %s are both the case type %s", schema, name, name), "Remove one of them."))
		return nil
	case isFolder:
		return l.loadFolder()
	case schema != "":
		return l.loadSchema(schema)
	}
	l.add(whole.At(0, 0, "not-found", rules.Error, fmt.Sprintf("There is no case type called %q here", name), rules.DidYouMean(name, Names(l.root), "case types here are")))
	return nil
}

// parse reads a YAML file and checks its shape. The zero node: there is nothing to read.
func (l *loader) parse(file string, s *shape) node {
	f := l.read(file)
	if f == nil {
		return node{}
	}
	n, faults := parseYAML(f)
	l.add(faults...)
	if !n.ok() {
		if len(faults) == 0 && !s.empty {
			l.add(f.start().At(0, 0, "empty", rules.Error, "This file has nothing in it", "It needs at least: title and intake."))
		}
		return node{}
	}
	l.add(checkShape(n, s, "")...)
	if n.bad[n.y] {
		return node{}
	}
	return n
}

// loadFolder reads a case type that is a folder.
func (l *loader) loadFolder() *Type {
	f := path.Join(l.name, "casetype.yaml")
	if !isFile(l.root, f) {
		l.add(rules.Source{File: f, Line: 1, Column: 1}.At(0, 0, "no-casetype", rules.Error, fmt.Sprintf("The folder %s has no casetype.yaml", l.name), "Make one, or see what `caseloom new` makes."))
		return nil
	}
	l.unread()
	return l.build(definition{
		caseType:      l.parse(f, caseTypeShape),
		routing:       l.parse(path.Join(l.name, "rules/routing.yaml"), routingShape),
		decisions:     l.parse(path.Join(l.name, "rules/decisions.yaml"), decisionsShape),
		notifications: l.parse(path.Join(l.name, "rules/notifications.yaml"), notificationsShape),
		form:          l.formFile,
	})
}

// definition is what a case type is built from: its checked files, and where to find its forms.
type definition struct {
	caseType, routing, decisions, notifications node
	form                                        func(id string) string // the path of a form's file; "" when there is none
}

// build compiles a definition: first what has types of its own, then the scope made from those types, then everything
// that is written in expressions.
func (l *loader) build(d definition) *Type {
	l.t = &Type{Name: l.name, Forms: map[string]*forms.Form{}, Templates: map[string]*Template{}, Tables: map[string]any{}}
	l.t.Languages = append([]string{language.English}, l.languages()...)
	l.t.Org = l.organisation()
	if l.t.Org == nil {
		l.t.Org, l.orgless = defaultOrganisation(), true // its faults are said; go on to those of the case type
	}
	l.clocks = d.caseType.get("clocks")
	if l.unreadable(d.caseType, "casetype.yaml") {
		l.loadForms(d)
		return nil
	}
	l.lose(d)
	l.declare(d)
	l.references(d.decisions)
	l.scope = l.newScopes()
	l.compilePeople(d.caseType.get("people"))
	l.compileValues()
	l.compileStages(d.caseType)
	l.compileActions()
	l.compileDecisions(d.decisions)
	l.plainReasons()
	l.compileTemplates(l.pages(d.caseType))
	l.compileKinds()
	l.compileOutsiders()
	l.t.Routing = l.compileRules(d.routing, false)
	l.t.Notify = l.compileRules(d.notifications, true)
	l.compileEnds(d.caseType)
	l.t.Pinned = d.caseType.get("versions").text() == "pin"
	l.migrations()
	l.words()
	l.compileClocks(l.clocks)
	l.granted = d.caseType.get("access")
	l.access(l.granted)
	before := l.found.Count(rules.Error)
	if !l.orgless {
		l.tests(d.caseType.get("publish"))
	}
	inTests := l.found.Count(rules.Error) - before
	if before == 0 { // what is half said proves nothing
		l.prove()
	}
	l.sound = l.found.Count(rules.Error) == inTests
	l.t.Scope = l.scope.all
	return l.t
}
