package casetype

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/rules/language"
)

const (
	organisationFile = "organisation.yaml"
	sharedFolder     = "shared"
)

// schemaEndings are how a form's file may end, and so a case type that is one schema.
var schemaEndings = []string{".yaml", ".yml", ".json"}

// Names lists the case types that root holds, sorted: its folders, and its single schemas without their endings.
// A folder with nothing in it is not yet one.
func Names(root fs.FS) []string {
	entries, err := fs.ReadDir(root, ".")
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		name := e.Name()
		if IsScratch(name) || name == sharedFolder || strings.HasPrefix(name, "organisation.") {
			continue
		}
		if isFolder(root, name) {
			inside, _ := fs.ReadDir(root, name)
			if slices.ContainsFunc(inside, func(e fs.DirEntry) bool { return !IsScratch(e.Name()) }) {
				out = append(out, name)
			}
		} else if ending := path.Ext(name); slices.Contains(schemaEndings, ending) && isFile(root, name) {
			out = append(out, strings.TrimSuffix(name, ending))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// IsScratch says whether a file's name is one that editors and tools use while they save, or that hides it: it is never
// part of a case type.
func IsScratch(name string) bool {
	switch {
	case name == "", name == "4913", strings.HasPrefix(name, "."), strings.HasPrefix(name, "~$"), strings.HasPrefix(name, "#"):
		return true
	case strings.HasSuffix(name, "~"), strings.HasSuffix(name, "#"), strings.HasSuffix(name, ".tmp"), strings.HasSuffix(name, ".swp"), strings.HasSuffix(name, ".swx"),
		strings.HasSuffix(name, ".bak"), strings.HasSuffix(name, ".orig"), strings.HasSuffix(name, ".part"), strings.Contains(name, "___jb_"):
		return true
	}
	return false
}

func isFile(root fs.FS, path string) bool {
	info, err := fs.Stat(root, path)
	return err == nil && !info.IsDir()
}

func isFolder(root fs.FS, path string) bool {
	info, err := fs.Stat(root, path)
	return err == nil && info.IsDir()
}

// folderFiles lists the files of one folder inside the case type, without those that editors leave.
func (l *loader) folderFiles(folder string) []string { return l.filesOf(path.Join(l.name, folder)) }

func (l *loader) filesOf(folder string) []string {
	entries, err := fs.ReadDir(l.root, folder)
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		if !IsScratch(e.Name()) && isFile(l.root, path.Join(folder, e.Name())) {
			out = append(out, e.Name())
		}
	}
	slices.Sort(out)
	return out
}

// formFile is the path of a form's file.
func (l *loader) formFile(id string) string {
	for _, ending := range schemaEndings {
		if file := path.Join(l.name, "forms", id+ending); isFile(l.root, file) {
			return file
		}
	}
	return ""
}

// unread complains of what stands in the folder and would be passed over in silence: a file of a later version of the
// language, or one whose name has slipped.
func (l *loader) unread() {
	entries, err := fs.ReadDir(l.root, l.name)
	if err != nil {
		return
	}
	folders := []string{"forms", "rules", "templates", "tests", "tables", "migrations"}
	say := func(severity rules.Severity, file, code, message, fix string) {
		l.add(rules.Source{File: path.Join(l.name, file), Line: 1, Column: 1}.At(0, 0, code, severity, message, fix))
	}
	for _, e := range entries {
		name := e.Name()
		switch {
		case IsScratch(name), name == "casetype.yaml":
		case isFolder(l.root, path.Join(l.name, name)):
			if !slices.Contains(folders, name) {
				say(rules.Warning, name, "unread-file", "Nothing in this folder is read", rules.DidYouMean(name, folders, "folders of a case type are"))
			}
		case isWords(name):
		case strings.HasSuffix(name, ".yaml"), strings.HasSuffix(name, ".yml"), strings.HasSuffix(name, ".json"):
			say(rules.Warning, name, "unread-file", "This file is not read", rules.DidYouMean(name, []string{"casetype.yaml"}, "file read here is"))
		}
	}
	for _, name := range l.folderFiles("tables") {
		if !slices.Contains(tableEndings, path.Ext(name)) {
			say(rules.Warning, path.Join("tables", name), "unread-file", "This file is not read", "A table ends in .csv, .tsv, .xlsx or .yaml.")
		}
	}
	ruleFiles := []string{"decisions.yaml", "notifications.yaml", "routing.yaml"}
	for _, name := range l.folderFiles("rules") {
		if !slices.Contains(ruleFiles, name) {
			say(rules.Warning, path.Join("rules", name), "unread-file", "This file is not read", rules.DidYouMean(name, ruleFiles, "files read here are"))
		}
	}
	for _, name := range l.folderFiles("templates") {
		if base, lang := inLanguage(name); lang != "" && !isFile(l.root, path.Join(l.name, "templates", base)) {
			say(rules.Error, path.Join("templates", name), "unknown-translation", "There is no "+base+" of which this would be the "+language.EnglishName(lang), rules.DidYouMean(base, l.folderFiles("templates"), "templates here are"))
		}
		if path.Ext(name) != ".md" {
			say(rules.Warning, path.Join("templates", name), "unread-file", "This file is not read", "A template ends in .md.")
		}
	}
	for _, name := range l.folderFiles("migrations") {
		if path.Ext(name) != ".yaml" {
			say(rules.Warning, path.Join("migrations", name), "unread-file", "This file is not read", "A migration ends in .yaml.")
		}
	}
	for _, name := range l.folderFiles("tests") {
		if ext := path.Ext(name); ext != ".yaml" && ext != ".json" { // a case that a test begins with is .json
			say(rules.Warning, path.Join("tests", name), "unread-file", "This file is not read", "A test file ends in .yaml.")
		}
	}
	seen := map[string]string{}
	for _, name := range l.folderFiles("forms") {
		ending := path.Ext(name)
		id := strings.TrimSuffix(name, ending)
		switch {
		case strings.HasSuffix(id, uiEnding) && slices.Contains(schemaEndings, ending):
			if base := strings.TrimSuffix(id, uiEnding); l.formFile(base) == "" {
				say(rules.Error, path.Join("forms", name), "unknown-form", "There is no form "+base+" beside this uiSchema", rules.DidYouMean(base, l.formNames(), "forms here are"))
			}
		case strings.Contains(id, "."):
			if base, lang := inLanguage(name); lang == "" {
				say(rules.Warning, path.Join("forms", name), "unread-file", "This file is not read", "A form in another language is named after the form and the language, such as apply.cy.yaml.")
			} else if base, _, _ = strings.Cut(base, "."); l.formFile(base) == "" {
				say(rules.Error, path.Join("forms", name), "unknown-translation", "There is no form "+base+" of which this would be the "+language.EnglishName(lang), rules.DidYouMean(base, l.formNames(), "forms here are"))
			}
		case !slices.Contains(schemaEndings, ending):
			say(rules.Warning, path.Join("forms", name), "unread-file", "This file is not read", "A form ends in .yaml or .json.")
		case seen[id] != "":
			say(rules.Error, path.Join("forms", name), "two-files", "This file and "+seen[id]+" are both the form "+id, "Remove one of them.")
		}
		seen[id] = name
	}
}
