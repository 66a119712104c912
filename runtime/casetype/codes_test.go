package casetype

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// notOfFiles are the files of package forms that speak to whoever fills a form in: what they say has codes of its own.
var notOfFiles = []string{"parse.go", "validate.go", "strangers.go", "decode.go", "answers.go", "dateandfile.go", "read.go", "words.go"}

// TestCodesAreListed reads the sources of all that speaks to an analyst, and holds the codes written in them to Codes:
// one that is not listed has no page, and nobody can look it up.
func TestCodesAreListed(t *testing.T) {
	listed := map[string]bool{}
	for _, c := range Codes() {
		if listed[c.ID] {
			t.Errorf("%q is listed twice", c.ID)
		}
		listed[c.ID] = true
		if c.Says == "" || strings.HasSuffix(c.Says, ".") {
			t.Errorf("%q says %q", c.ID, c.Says)
		}
	}
	written := map[string]string{}
	for _, dir := range []string{"../../rules", "../../forms", "../sheet", "."} {
		var sources []*ast.File
		files, _ := filepath.Glob(filepath.Join(dir, "*.go"))
		for _, path := range files {
			name := filepath.Base(path)
			if strings.HasSuffix(name, "_test.go") || dir == "../../forms" && slices.Contains(notOfFiles, name) {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			sources = append(sources, file)
		}
		for code := range codesIn(sources) {
			written[code] = dir
		}
	}
	for _, code := range sortedKeys(written) {
		if !listed[code] {
			t.Errorf("%q, written in %s, is not listed in codes.go", code, written[code])
		}
	}
	for _, code := range sortedKeys(listed) {
		if written[code] == "" {
			t.Errorf("%q is listed, and nothing says it", code)
		}
	}
}

var codeLike = regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)

// codesIn finds the texts that are handed to a parameter called code, or written into a field of that name.
func codesIn(files []*ast.File) map[string]bool {
	taking := map[string][]int{} // which argument is the code, by the name of what is called
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				taking[n.Name.Name] = append(taking[n.Name.Name], codeAt(n.Type)...)
			case *ast.TypeSpec:
				if f, ok := n.Type.(*ast.FuncType); ok {
					taking["say"] = append(taking["say"], codeAt(f)...)
				}
			case *ast.AssignStmt:
				name, named := n.Lhs[0].(*ast.Ident)
				if f, ok := n.Rhs[0].(*ast.FuncLit); ok && named {
					taking[name.Name] = append(taking[name.Name], codeAt(f.Type)...)
				}
			}
			return true
		})
	}
	taking["At"] = []int{2}
	found := map[string]bool{}
	note := func(e ast.Expr) {
		if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if code, _ := strconv.Unquote(lit.Value); codeLike.MatchString(code) {
				found[code] = true
			}
		}
	}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				name := ""
				switch f := n.Fun.(type) {
				case *ast.Ident:
					name = f.Name
				case *ast.SelectorExpr:
					name = f.Sel.Name
				}
				for _, i := range taking[name] {
					if i < len(n.Args) {
						note(n.Args[i])
					}
				}
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && strings.ToLower(key.Name) == "code" {
					note(n.Value)
				}
			case *ast.AssignStmt:
				if name, ok := n.Lhs[0].(*ast.Ident); ok && name.Name == "code" {
					note(n.Rhs[0])
				}
			}
			return true
		})
	}
	return found
}

// codeAt says which parameters of a function are a code.
func codeAt(f *ast.FuncType) []int {
	var at []int
	i := 0
	for _, field := range f.Params.List {
		for _, name := range field.Names {
			if name.Name == "code" {
				at = append(at, i)
			}
			i++
		}
	}
	return at
}
