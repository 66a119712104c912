package studio

import (
	"slices"
	"strings"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/server/words"
	page "github.com/caseloom/caseloom/ui/pages/studio"
)

// graph draws what each answer rests on, as a tree under each decision that a task makes: the decisions and facts that it
// reads, and what those read in turn, down to what people say. What two of them rest on is drawn out once.
func graph(t *casetype.Type) []page.Node {
	g := &grapher{t: t, drawn: map[string]bool{}}
	var roots []page.Node
	for _, d := range t.Decisions {
		if !d.WorkedOut {
			roots = append(roots, g.decision(d))
		}
	}
	for _, v := range slices.Backward(t.Values) { // what no decision rests on; those that read others come later in the type
		switch {
		case v.Decision != nil && !g.drawn["decision."+v.Decision.ID]:
			roots = append(roots, g.decision(v.Decision))
		case v.Fact != nil && !g.drawn["fact."+v.Fact.ID]:
			roots = append(roots, g.fact(v.Fact))
		}
	}
	return roots
}

type grapher struct {
	t     *casetype.Type
	drawn map[string]bool // "decision.band", "fact.cars"
}

func (g *grapher) decision(d *casetype.Decision) page.Node {
	n := page.Node{Title: d.Question, Kind: "Decision", Href: "#" + decisionAnchor(d.ID)}
	switch {
	case d.WorkedOut:
		n.Says = "worked out"
	case d.Table == nil:
		n.Says = "a person judges"
	default:
		n.Says = "proposed by its table"
	}
	if d.Table != nil {
		g.grow(&n, "decision."+d.ID, d.Table.Reads())
	}
	g.drawn["decision."+d.ID] = true
	return n
}

func (g *grapher) fact(f *casetype.Fact) page.Node {
	n := page.Node{Title: words.Humane(f.ID), Kind: "Fact", Says: "worked out", Href: "#facts"}
	if f.Is == nil {
		n.Says = "found by staff"
		g.grow(&n, "fact."+f.ID, []string{"task." + f.Set + ".answers." + f.ID})
	} else {
		g.grow(&n, "fact."+f.ID, f.Is.Reads())
	}
	return n
}

// grow hangs what a thing reads under it, once: where it is met again, it is only named.
func (g *grapher) grow(n *page.Node, key string, reads []string) {
	if g.drawn[key] {
		n.Again = len(reads) > 0
		return
	}
	g.drawn[key] = true
	seen := map[string]bool{}
	leaves, parts := map[string]page.Node{}, map[string][]string{} // what people say, and which of it
	var order []string
	leaf := func(key string, made page.Node, part string) {
		if leaves[key].Title == "" {
			leaves[key] = made
			order = append(order, key)
		}
		if !slices.Contains(parts[key], part) {
			parts[key] = append(parts[key], part)
		}
	}
	for _, path := range reads {
		of, rest, _ := strings.Cut(path, ".")
		id, _, _ := strings.Cut(rest, ".")
		if seen[of+"."+id] {
			continue
		}
		if found := g.find(of, id); found != nil {
			seen[of+"."+id] = true
			n.From = append(n.From, *found)
			continue
		}
		switch of {
		case "form":
			leaf(of, page.Node{Title: "The application", Kind: "Form"}, g.title(path))
		case "task":
			leaf(of+"."+id, page.Node{Title: words.Humane(id), Kind: "Task", Href: "#stages"}, g.title(path))
		case "tables":
			leaf(of, page.Node{Title: "Reference data", Kind: "Table"}, words.Humane(id))
		case "today":
			leaf(of, page.Node{Title: "Its day", Kind: "Event"}, "")
		default:
			leaf(of, page.Node{Title: "The " + of, Kind: "Case"}, g.title(path))
		}
	}
	for _, key := range order {
		said := leaves[key]
		if all := strings.Join(parts[key], ", "); all != "" {
			said.Title += ": " + all
		}
		n.From = append(n.From, said)
	}
}

// find is a decision or fact, drawn; nil when it is something else.
func (g *grapher) find(of, id string) *page.Node {
	switch of {
	case "decision":
		for _, d := range g.t.Decisions {
			if d.ID == id {
				n := g.decision(d)
				return &n
			}
		}
	case "fact":
		for _, f := range g.t.Facts {
			if f.ID == id {
				n := g.fact(f)
				return &n
			}
		}
	}
	return nil
}

// title is what a person calls the value at a path.
func (g *grapher) title(path string) string {
	if at, found := g.t.Scope.TypeOf(path); found && at.Title != "" {
		return at.Title
	}
	return words.Humane(path[strings.LastIndexByte(path, '.')+1:])
}

func decisionAnchor(id string) string { return "decision-" + strings.ReplaceAll(id, "_", "-") }
