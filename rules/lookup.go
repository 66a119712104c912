package rules

import (
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
)

const lookupUsage = `lookup(tables.schools, form.school), or lookup(tables.schools, form.postcode, "postcode")`

// lookup finds a row of a reference table, by its first column or by the one that is named. Of a table whose rows are in
// force on some days only, it is the row of the day that the scope is dated by, or of the day that is given last.
func (c *compiler) lookup(args []ast.Node, at *node) *node {
	if len(args) < 2 || len(args) > 4 {
		for _, a := range args {
			c.compileLoose(a)
		}
		return c.wrong(at, "arguments", "Write "+lookupUsage+".", "lookup is given %s, and needs a table and a value.", things(len(args)))
	}
	table := c.static(args[0])
	key := c.compile(args[1])
	var rest []*node
	for _, a := range args[2:] {
		rest = append(rest, c.compile(a))
	}
	at.spanning(append(slices.Clone(rest), key)...)
	if table != nil {
		at.from = min(at.from, table.from)
	}
	at.to = min(at.to+closingCall(c.text, at.to), len(c.text))
	if table != nil && table.bad || key.bad || slices.ContainsFunc(rest, func(n *node) bool { return n.bad }) {
		return badNode(at.from, at.to)
	}
	if table == nil || table.typ.Table == nil {
		return c.wrong(at, "wrong-type", "Write "+lookupUsage+".", "lookup looks in a table of reference data, and this is not one.")
	}
	ref := table.typ.Table
	column, day, ok := c.lookedBy(ref, rest, at)
	if !ok {
		return badNode(at.from, at.to)
	}
	fault, sure := c.lookupKey(ref, column, key)
	if fault != nil {
		return fault
	}
	if a, b, found := ref.twice(column.Name); found {
		c.say(at.from, "found-twice", Warning, "Take one of them out, or look up by a column that tells them apart.",
			"%s has %s %q twice, in %s: the first is given.", table.path, column.Name, shorten(Format(ref.rows[a][column.Name]), 40), ref.rowNames(a, b))
	}
	ix := ref.index(column.Name)
	at.typ, at.maybe = ref.typ.item(), !sure
	if at.maybe {
		at.typ = at.typ.optional()
	}
	at.eval = func(f *frame) any {
		v := key.eval(f)
		if v == nil {
			return nil
		}
		f.spend(at, 1)
		rows := ix[keyOf(v)]
		if len(rows) == 0 {
			return nil
		}
		var on any
		if day != nil {
			if on = day.eval(f); on == nil {
				return nil
			}
			on, _ = f.s.conform(on, dateType)
		}
		return ref.inForce(rows, on)
	}
	return c.truth(at)
}

// lookedBy reads what may follow the value: the name of a column, and a day.
func (c *compiler) lookedBy(ref *Reference, rest []*node, at *node) (column *RefColumn, day *node, ok bool) {
	column = &ref.columns[0]
	for i, n := range rest {
		text, named := n.constantText()
		switch {
		case named && i == 0:
			if column = ref.column(text); column == nil {
				c.say(n.from, "unknown-column", Error, DidYouMean(text, ref.columnNames(), "columns are"), "tables.%s has no column %q.", ref.name, shorten(text, 40))
				return nil, nil, false
			}
		case n.typ.Kind.dated() && i == len(rest)-1:
			day = n
		default:
			c.wrong(n, "wrong-type", "Write "+lookupUsage+"; a date may follow.", "After the value stands the name of a column, written out, or a date, and this is %s.", n.typ.words())
			return nil, nil, false
		}
	}
	if day != nil && !ref.dated {
		c.say(day.from, "not-allowed", Error, "Leave the date out.", "The rows of tables.%s are always in force: it has no column `valid`, `valid from` or `valid to`.", ref.name)
		return nil, nil, false
	}
	if day == nil && ref.dated {
		if day = c.dated(at); day == nil {
			c.wrong(at, "arguments", "Give the day, as in lookup(tables."+ref.name+", …, case.received).", "The rows of tables.%s are in force on some days only, and nothing says on which day to look.", ref.name)
			return nil, nil, false
		}
	}
	return column, day, true
}

// dated reads the day that the scope is dated by.
func (c *compiler) dated(at *node) *node {
	if c.scope.day == "" {
		return nil
	}
	names := strings.Split(c.scope.day, ".")
	typ, ok := c.scope.TypeOf(c.scope.day)
	if !ok || !typ.Kind.dated() {
		return nil
	}
	return c.follow(&trail{names: names, path: c.scope.day, typ: typ, optional: typ.Optional, from: at.from, to: at.to})
}

// lookupKey checks that the column can hold what is looked for. It is sure of a row when the table has one, always in
// force, for each value that the key can have.
func (c *compiler) lookupKey(ref *Reference, column *RefColumn, key *node) (fault *node, sure bool) {
	a, b := column.Type.Kind, key.typ.Kind
	alike := a == b || a.numeric() && b.numeric() || a.dated() && b.dated() || b == Unknown || a == String && b == Int || a == Int && b == String
	if !alike {
		return c.wrong(key, "wrong-type", "", "The column %s of tables.%s is %s, and this is %s.", column.Name, ref.name, column.Type.words(), key.typ.words()), false
	}
	if b != String || len(key.typ.Enum) == 0 || len(ref.rows) == 0 {
		return nil, false
	}
	sure = !key.maybe && !key.typ.Optional
	ix := ref.index(column.Name)
	var absent []string
	for _, word := range key.typ.Enum {
		if len(ix[word]) == 0 {
			absent = append(absent, word)
		}
		sure = sure && slices.ContainsFunc(ix[word], func(row int) bool { return ref.force[row].kind == cellAny })
	}
	switch {
	case len(absent) == 0:
	case key.literal:
		return c.wrong(key, "impossible-value", DidYouMean(absent[0], column.Type.Enum, "values are"), "tables.%s has no row whose %s is %q.", ref.name, column.Name, shorten(absent[0], 40)), false
	default:
		c.say(key.from, "not-in-table", Warning, "Add a row for it, or the lookup gives nothing.", "%s may be %q, and tables.%s has no such row.", c.textOf(key), shorten(absent[0], 40), ref.name)
	}
	return nil, sure
}
