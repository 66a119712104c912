package casetype

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

//go:embed all:template
var template embed.FS

// New writes a small working case type called name into dir, a folder of case types, and gives the paths of its files.
// It refuses to touch one that is there. The folder appears whole or not at all, so that a server that is watching
// never sees half of it.
func New(dir, name string) ([]string, error) {
	if !typeName.MatchString(name) {
		return nil, fmt.Errorf("%q cannot be the name of a case type: use lower-case letters, digits, - and _, beginning with a letter or digit", name)
	}
	if name == sharedFolder || name == "organisation" {
		return nil, fmt.Errorf("%q has a meaning of its own in a folder of case types: choose another name", name)
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("there is no folder %s: make it first, or say where the case types are", dir)
	}
	for _, ending := range append([]string{""}, schemaEndings...) {
		if _, err := os.Lstat(filepath.Join(dir, name+ending)); err == nil {
			return nil, fmt.Errorf("%s is there already, and will not be overwritten", filepath.Join(dir, name+ending))
		}
	}
	making, err := os.MkdirTemp(dir, "."+name+"-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(making)
	words := strings.NewReplacer("TITLE", humane(name), "PREFIX", strings.ToUpper(name))
	var made []string
	err = fs.WalkDir(template, "template", func(path string, e fs.DirEntry, err error) error {
		if err != nil || path == "template" {
			return err
		}
		inside := filepath.FromSlash(strings.TrimPrefix(path, "template/"))
		if e.IsDir() {
			return os.Mkdir(filepath.Join(making, inside), 0o755)
		}
		text, err := template.ReadFile(path)
		if err != nil {
			return err
		}
		made = append(made, filepath.Join(dir, name, inside))
		return os.WriteFile(filepath.Join(making, inside), []byte(words.Replace(string(text))), 0o644)
	})
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(making, 0o755); err != nil {
		return nil, err
	}
	return made, os.Rename(making, filepath.Join(dir, name))
}
