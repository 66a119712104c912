// Command build turns ui/src/app.js and what it imports into ui/dist/app.js,
// and copies the icon beside it. `make ui` runs it from the project's root; the
// styles are built by sass.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	root := "ui"
	if len(os.Args) > 1 {
		root = os.Args[1]
	}
	if err := build(root); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// build reads root/src and writes root/dist. The script has no source map and
// no reading of globals, so that a strict Content-Security-Policy suffices.
func build(root string) error {
	abs, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	result := api.Build(api.BuildOptions{
		AbsWorkingDir:     abs,
		EntryPoints:       []string{"src/app.js"},
		Outfile:           "dist/app.js",
		Bundle:            true,
		Format:            api.FormatESModule,
		Target:            api.ES2020,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		LegalComments:     api.LegalCommentsEndOfFile,
		Write:             true,
		LogLevel:          api.LogLevelWarning,
	})
	if n := len(result.Errors); n > 0 {
		return fmt.Errorf("ui: app.js was not built: %s", result.Errors[0].Text)
	}
	icon, err := os.ReadFile(filepath.Join(abs, "src", "icon.svg"))
	if err != nil {
		return fmt.Errorf("ui: the icon is missing: %w", err)
	}
	return os.WriteFile(filepath.Join(abs, "dist", "icon.svg"), icon, 0o644)
}
