package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
)

// guard is one guard, and what removing it makes of it.
type guard struct {
	file string
	line int
	name string // "accept.go submit: r.err != nil is false", as in exceptions.txt
}

// removable finds the guards of a file, and gives its source with each of them removable by its number, from first on.
func removable(path string, first int) ([]guard, []byte) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, nil, 0)
	check(err)
	var guards []guard
	var wrap []func() // done once all are found, so that none is found in the wrapping of another
	function := ""
	add := func(at *ast.Expr, becomes, code string) {
		number, name := first+len(guards), filepath.Base(path)
		text := strings.Join(strings.Fields(source(fset, *at)), " ")
		guards = append(guards, guard{name, fset.Position((*at).Pos()).Line, fmt.Sprintf("%s %s: %s %s", name, function, text, becomes)})
		wrap = append(wrap, func() {
			e, err := parser.ParseExpr(fmt.Sprintf(code, number))
			check(err)
			switch e := e.(type) { // the expression itself stays in the tree, where the guards inside it are wrapped too
			case *ast.BinaryExpr:
				e.Y = &ast.ParenExpr{X: *at}
			case *ast.CallExpr:
				e.Args[1] = *at
			}
			*at = &ast.ParenExpr{X: e}
		})
	}
	never := func(at *ast.Expr) { add(at, "is false", "guardGone != %d && x") }
	always := func(at *ast.Expr) { add(at, "is true", "guardGone == %d || x") }
	text := func(at *ast.Expr) { add(at, "is another text", "guardText(%d, x)") }
	ast.Inspect(file, func(node ast.Node) bool {
		switch x := node.(type) {
		case *ast.FuncDecl:
			function = x.Name.Name
		case *ast.IfStmt:
			never(&x.Cond)
			if !leaves(x.Body) {
				always(&x.Cond)
			}
		case *ast.ForStmt:
			if x.Cond != nil {
				always(&x.Cond)
			}
		case *ast.RangeStmt:
			if x.Key == nil {
				add(&x.X, "is without end", "guardBound(%d, x)")
			}
		case *ast.SwitchStmt:
			if x.Tag == nil {
				for _, c := range x.Body.List {
					each(c.(*ast.CaseClause).List, never)
				}
			}
		case *ast.BinaryExpr:
			for _, operand := range []*ast.Expr{&x.X, &x.Y} {
				if b, ok := ast.Unparen(*operand).(*ast.BinaryExpr); ok && b.Op == x.Op {
					continue // its own operands are guards
				}
				switch x.Op {
				case token.LAND:
					always(operand)
				case token.LOR:
					never(operand)
				}
			}
		case *ast.CallExpr:
			f, _ := x.Fun.(*ast.SelectorExpr)
			if f == nil {
				break
			}
			switch f.Sel.Name {
			case "needs":
				text(&x.Args[0])
			case "Contains":
				if list, ok := x.Args[0].(*ast.CompositeLit); ok {
					each(list.Elts, text)
				}
			}
		}
		return true
	})
	for _, w := range wrap {
		w()
	}
	return guards, []byte(source(fset, file))
}

// leaves says whether a block ends by leaving: then its condition guards what follows it, and not the block.
func leaves(b *ast.BlockStmt) bool {
	if len(b.List) == 0 {
		return false
	}
	switch b.List[len(b.List)-1].(type) {
	case *ast.ReturnStmt, *ast.BranchStmt:
		return true
	}
	return false
}

func each(list []ast.Expr, do func(*ast.Expr)) {
	for i := range list {
		do(&list[i])
	}
}

func source(fset *token.FileSet, node any) string {
	var b bytes.Buffer
	check(format.Node(&b, fset, node))
	return b.String()
}
