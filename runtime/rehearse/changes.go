package rehearse

import (
	"bytes"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

// change is a mutant with the file that makes it.
type change struct {
	Mutant
	file     string
	text     []byte
	gone     string // a file that is taken away for it
	decision string // whose table it changes, when that is all it changes
}

// changer walks the files of rules and thinks of changes. A change is made in the tree of the file, the file is written
// again, and the tree is put back; where a mutant stands is said by the file as its author wrote it.
type changer struct {
	t        *casetype.Type
	file     string
	doc      *yaml.Node
	decision string
	aim      aim
	out      []change
}

// aim is how a test would notice the changes that are being thought of.
type aim struct {
	when    string // what must hold in its case; "" for any
	expects string // what it expects, as a test file has it
}

// try says in words what test would notice a change. Sides are the two texts of a condition that is changed.
func (a aim) try(sides ...string) string {
	if a.expects == "" {
		return ""
	}
	var in []string
	if a.when != "" {
		in = append(in, "`"+a.when+"` holds")
	}
	if len(sides) == 2 {
		in = append(in, fmt.Sprintf("`%s` and `%s` are not the same", sides[0], sides[1]))
	}
	if len(in) == 0 {
		return "Expect `" + a.expects + "`."
	}
	return "Play a case in which " + strings.Join(in, " and ") + ", and expect `" + a.expects + "`."
}

// changesOf thinks of every change to a case type's rules.
func changesOf(t *casetype.Type) []change {
	c := &changer{t: t}
	for _, one := range []struct {
		file string
		walk func(*yaml.Node)
	}{
		{"casetype.yaml", c.caseType}, {"rules/decisions.yaml", c.decisions}, {"rules/notifications.yaml", c.rules}, {"rules/routing.yaml", c.rules},
	} {
		c.file = path.Join(t.Name, one.file)
		doc := &yaml.Node{}
		if yaml.Unmarshal(t.Files[c.file], doc) != nil || len(doc.Content) == 0 {
			continue
		}
		c.doc = doc
		one.walk(doc.Content[0])
	}
	return c.out
}

// add makes a change with do, keeps it, and undoes it.
func (c *changer) add(at *yaml.Node, do, undo func(), try, format string, args ...any) {
	do()
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	err := enc.Encode(c.doc)
	undo()
	if err != nil || enc.Close() != nil {
		return
	}
	c.out = append(c.out, change{
		Mutant: Mutant{Place: rules.Source{File: c.file, Line: at.Line, Column: at.Column}, Change: fmt.Sprintf(format, args...), Try: try},
		file:   c.file, text: b.Bytes(), decision: c.decision,
	})
}

// value gives a scalar other texts, one at a time.
func (c *changer) value(n *yaml.Node, texts []string) {
	c.values(n, texts, func(string) string { return c.aim.try() })
}

func (c *changer) values(n *yaml.Node, texts []string, try func(text string) string) {
	if n == nil || n.Kind != yaml.ScalarNode {
		return
	}
	was := *n
	for _, text := range texts {
		c.add(n, func() {
			n.Value, n.Tag = text, ""
			if n.Style == 0 && (strings.ContainsAny(text, `:#{}[],&*!|>'"%@`+"`") || text == "-") {
				n.Style = yaml.DoubleQuotedStyle
			}
		}, func() { *n = was }, try(text), "“%s” becomes “%s”", was.Value, text)
	}
}

// spared is said of an item that nobody could miss.
const spared = "spared"

// without leaves each item of a sequence out, one at a time, but those that are spared.
func (c *changer) without(list *yaml.Node, what string, say func(item *yaml.Node) string) {
	if list == nil || list.Kind != yaml.SequenceNode {
		return
	}
	was := list.Content
	for i, item := range was {
		if say(item) == spared {
			continue
		}
		c.add(item, func() { list.Content = slices.Delete(slices.Clone(was), i, i+1) }, func() { list.Content = was }, c.aim.try(), "%s is left out%s", what, say(item))
	}
}

// drop leaves a key of a mapping out.
func (c *changer) drop(m *yaml.Node, key string) {
	for i := 0; i+1 < len(m.Content); i += 2 {
		if m.Content[i].Value == key {
			was := m.Content
			c.add(m.Content[i], func() { m.Content = slices.Delete(slices.Clone(was), i, i+2) }, func() { m.Content = was }, c.aim.try(), "`%s` is left out", strings.TrimSpace(key+": "+said(was[i+1])))
			return
		}
	}
}

// said is a short value as it may be written on one line.
func said(n *yaml.Node) string {
	if n.Kind != yaml.SequenceNode {
		return n.Value
	}
	var words []string
	for _, item := range n.Content {
		words = append(words, item.Value)
	}
	return "[" + strings.Join(words, ", ") + "]"
}

func get(m *yaml.Node, key string) *yaml.Node {
	if m == nil || m.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(m.Content); i += 2 {
		if m.Content[i].Value == key {
			return m.Content[i+1]
		}
	}
	return nil
}

func items(n *yaml.Node) []*yaml.Node {
	if n == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	return n.Content
}

// pairs calls f with each key and value of a mapping.
func pairs(m *yaml.Node, f func(key string, value *yaml.Node)) {
	if m == nil || m.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(m.Content); i += 2 {
		f(m.Content[i].Value, m.Content[i+1])
	}
}

// condition changes an expression.
func (c *changer) condition(n *yaml.Node) {
	if n != nil && n.Kind == yaml.ScalarNode {
		was := n.Value
		c.values(n, expressions(was), func(text string) string { return c.aim.try(was, text) })
	}
}

// aimed sets what a test would expect.
func (c *changer) aimed(when *yaml.Node, format string, args ...any) {
	c.aim = aim{expects: fmt.Sprintf(format, args...)}
	if when != nil {
		c.aim.when = when.Value
	}
}

func (c *changer) duration(n *yaml.Node) {
	if n != nil && n.Kind == yaml.ScalarNode {
		c.value(n, longer(n.Value))
	}
}

func (c *changer) caseType(top *yaml.Node) {
	pairs(get(top, "facts"), func(id string, fact *yaml.Node) {
		c.aimed(nil, "fact.%s: …", id)
		c.condition(get(fact, "is"))
	})
	all := slices.Clone(items(get(top, "tasks")))
	for _, stage := range items(get(top, "stages")) {
		c.aimed(nil, "stage.%s: …", get(stage, "id").Value)
		c.condition(get(stage, "when"))
		c.condition(get(stage, "enter"))
		all = append(all, items(get(stage, "tasks"))...)
	}
	for _, task := range all {
		id := get(task, "id").Value
		c.aimed(nil, "task.%s: …", id)
		c.condition(get(task, "when"))
		c.condition(get(task, "after"))
		c.aimed(nil, "- { complete: %s, by: …, refused: took part in this before }", id)
		c.keptFrom(task)
		c.aimed(get(task, "when"), "task.%s.due: …", id)
		c.duration(get(task, "due"))
	}
	c.aimed(nil, "case.outcome: …")
	c.condition(get(top, "outcome"))
	c.aimed(nil, "case.status: …")
	c.condition(get(top, "close"))
	pairs(get(top, "clocks"), func(id string, clock *yaml.Node) {
		c.aimed(nil, "clock.%s.ends: …", id)
		c.duration(get(clock, "limit"))
		c.aimed(nil, "clock.%s.warned: …", id)
		c.duration(get(clock, "warn"))
		c.aimed(nil, "clock.%s: …", id)
		c.condition(get(clock, "pauses"))
		c.condition(get(clock, "stops"))
		c.drop(clock, "again")
	})
}

// rules changes routing and notification rules.
func (c *changer) rules(top *yaml.Node) {
	was := top.Content
	for i, rule := range was {
		c.ruleAim(rule)
		c.add(rule, func() { top.Content = slices.Delete(slices.Clone(was), i, i+1) }, func() { top.Content = was }, c.aim.try(), "this rule is left out: “%s”", get(rule, "name").Value)
		whole := c.aim
		c.aim.when = ""
		c.condition(get(rule, "when"))
		c.duration(get(rule, "on"))
		c.without(get(rule, "on"), "this event", func(*yaml.Node) string { return "" })
		c.aim = whole
		then := get(rule, "then")
		if then != nil && then.Kind == yaml.MappingNode && len(then.Content) > 2 {
			pairs(then, func(key string, _ *yaml.Node) {
				c.setAim(rule, key)
				c.drop(then, key)
			})
		}
		for _, x := range []struct {
			key   string
			words []string
		}{{"team", teams(c.t)}, {"priority", []string{"normal", "high", "urgent", "low"}}, {"assign", roles}} {
			if value := get(then, x.key); value != nil {
				c.setAim(rule, x.key)
				c.value(value, other(value, x.words))
			}
		}
		if due := get(then, "due"); due != nil {
			c.setAim(rule, "due")
			c.duration(due)
		}
		c.aim = whole
		if send := get(rule, "send"); send != nil {
			if tells := get(send, "tells"); tells != nil {
				c.aim.expects = "decision." + tells.Value + ".told: true"
			}
			c.drop(send, "tells")
			c.without(get(send, "to"), "this one of `to`", func(*yaml.Node) string { return "" })
			c.aim = whole
			c.value(get(send, "template"), other(get(send, "template"), slices.Sorted(maps.Keys(c.t.Templates))))
		}
	}
}

// ruleAim is how a test notices that a rule is not there: by what it sends, or by the first thing that it sets.
func (c *changer) ruleAim(rule *yaml.Node) {
	c.aimed(get(rule, "when"), "")
	if send := get(rule, "send"); send != nil && get(send, "template") != nil {
		c.aim.expects = "sent: [… " + get(send, "template").Value + " …]"
	} else if then := get(rule, "then"); then != nil && len(then.Content) > 0 {
		c.setAim(rule, then.Content[0].Value)
	}
	if on := get(rule, "on"); on != nil && c.aim.expects != "" {
		c.aim.when = strings.TrimSuffix(said(on)+" has come and "+c.aim.when, " has come and ")
	}
}

// setAim is how a test notices what a rule sets: on the case, or on a task.
func (c *changer) setAim(rule *yaml.Node, key string) {
	value := get(get(rule, "then"), key)
	if value == nil {
		return
	}
	of := "case"
	if scope := get(rule, "for"); scope != nil && scope.Value == "task" {
		of = "task.…"
	} else if on := get(rule, "on"); on != nil {
		if names := strings.Split(on.Value, "."); names[0] == "task" && len(names) > 1 {
			of = "task." + names[1]
		}
	}
	text := said(value)
	switch key {
	case "assign":
		key, text = "role", strings.TrimPrefix(text, "role.")
	case "due":
		text = "…"
	}
	c.aim.when, c.aim.expects = "", of+"."+key+": "+text
	if when := get(rule, "when"); when != nil {
		c.aim.when = when.Value
	}
}

func (c *changer) decisions(top *yaml.Node) {
	pairs(top, func(id string, d *yaml.Node) {
		c.decision = id
		c.aimed(nil, "decision.%s.proposed.result: …", id)
		c.without(get(d, "rules"), "this row", func(*yaml.Node) string { return "" })
		inputs := map[string]bool{}
		pairs(get(d, "inputs"), func(name string, _ *yaml.Node) { inputs[name] = true })
		outputs := map[string]*rules.Type{}
		for _, one := range c.t.Decisions {
			if one.ID == id {
				outputs = one.Types
				c.sheet(one)
			}
		}
		for _, row := range items(get(d, "rules")) {
			pairs(row, func(key string, cell *yaml.Node) {
				switch {
				case key == "when":
					c.condition(cell)
				case key == "valid":
					c.drop(row, key)
					c.value(cell, nextDays(cell.Value))
				case inputs[key]:
					c.drop(row, key)
					if cell.Kind == yaml.ScalarNode {
						c.value(cell, comparisons(cell.Value))
					}
				case outputs[key] != nil:
					c.output(cell, outputs[key])
				}
			})
		}
		pairs(get(d, "default"), func(key string, cell *yaml.Node) {
			if outputs[key] != nil {
				c.output(cell, outputs[key])
			}
		})
		c.decision = "" // from here on it is not only the table that changes
		pairs(get(d, "inputs"), func(_ string, in *yaml.Node) { c.condition(in) })
		c.aimed(nil, "decision.%s: missing", id)
		if !c.ordered(id, get(d, "needs")) {
			c.without(get(d, "needs"), "this need", func(item *yaml.Node) string { return ": " + item.Value })
		}
		c.aimed(nil, "decision.%s.needs: …", id)
		c.without(get(d, "confirm"), "this line of `confirm`", func(line *yaml.Node) string {
			if lines := items(get(d, "confirm")); line == lines[len(lines)-1] && len(line.Content) == 2 && line.Content[1].Value == "role.caseworker" {
				return spared // it is what holds without it, too
			}
			return ""
		})
		for _, line := range items(get(d, "confirm")) {
			c.aimed(nil, "decision.%s.needs: …", id)
			c.condition(get(line, "when"))
			c.aimed(get(line, "when"), "decision.%s.needs: …", id)
			c.value(get(line, "by"), other(get(line, "by"), roles))
			c.drop(line, "then")
			c.aimed(get(line, "when"), "- { confirm: %s, by: …, refused: took part in deciding this before }", id)
			c.keptFrom(line)
		}
	})
}

// keptFrom lets in those whom `not` keeps out: all of them, or one of several lists of them.
func (c *changer) keptFrom(of *yaml.Node) {
	c.drop(of, "not")
	if not := get(of, "not"); len(items(not)) > 1 {
		c.without(not, "this of `not`", func(*yaml.Node) string { return "" })
	}
}

// ordered says whether the order of the stages sees to it anyway that what a decision needs is done before it is asked:
// then nobody could notice that a need is left out.
func (c *changer) ordered(decision string, needs *yaml.Node) bool {
	done := map[string]bool{} // tasks of the stages before
	for _, stage := range c.t.Stages {
		if stage.Enter != nil {
			return false
		}
		for _, task := range stage.Tasks {
			if task.Decides == decision && slices.ContainsFunc(items(needs), func(n *yaml.Node) bool { return !done[n.Value] }) {
				return false
			}
		}
		for _, task := range stage.Tasks {
			done[task.ID] = !task.Adhoc && !task.Optional && task.On == nil
		}
	}
	return !slices.ContainsFunc(c.t.Tasks, func(task *casetype.Task) bool { return task.Decides == decision })
}

// output changes what a row gives.
func (c *changer) output(n *yaml.Node, t *rules.Type) {
	if n.Kind != yaml.ScalarNode {
		return
	}
	if expression, ok := strings.CutPrefix(strings.TrimSpace(n.Value), "="); ok {
		var texts []string
		for _, text := range expressions(expression) {
			texts = append(texts, "="+text)
		}
		c.value(n, texts)
		return
	}
	switch {
	case len(t.Enum) > 0:
		c.value(n, other(n, t.Enum))
	case t.Kind == rules.Bool:
		c.value(n, other(n, []string{"true", "false"}))
	default:
		c.value(n, numbers(n.Value))
	}
}

// other is the first of some words that a node does not say: one wrong word is as good as another.
func other(n *yaml.Node, words []string) []string {
	for _, word := range words {
		if n != nil && word != n.Value {
			return []string{word}
		}
	}
	return nil
}

func teams(t *casetype.Type) (ids []string) {
	for _, team := range t.Org.Teams {
		ids = append(ids, team.ID)
	}
	return ids
}

// roles are two that every server has.
var roles = []string{"role.caseworker", "role.manager"}
