package studio

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/caseloom/caseloom/runtime/casetype"
	page "github.com/caseloom/caseloom/ui/pages/studio"
)

func TestTheGraphDrawsWhatEachAnswerRestsOn(t *testing.T) {
	archive, err := txtar.ParseFile("../../casetype/testdata/quiet_housing.txtar")
	if err != nil {
		t.Fatal(err)
	}
	root := fstest.MapFS{}
	for _, f := range archive.Files {
		root[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	typ, faults := casetype.Load(root, "housing")
	if typ == nil {
		t.Fatal(faults)
	}
	var b strings.Builder
	var write func(nodes []page.Node, depth int)
	write = func(nodes []page.Node, depth int) {
		for _, n := range nodes {
			b.WriteString(strings.Repeat("  ", depth) + strings.Join([]string{n.Title, n.Kind, n.Says, n.Href}, " | "))
			if n.Again {
				b.WriteString(" | again")
			}
			b.WriteString("\n")
			write(n.From, depth+1)
		}
	}
	p := describe(typ)
	write(p.Graph, 0)
	const want = `Is this household owed a place on the register? | Decision | proposed by its table | #decision-duty
  In which band is it? | Decision | worked out | #decision-band
    How many points does it have? | Decision | worked out | #decision-points
      Children | Fact | worked out | #facts
        The case: Received | Case |  | 
        The application: Who lives with you | Form |  | 
      Needs ground floor | Fact | found by staff | #facts
        Needs: Is a ground floor needed? | Task |  | #stages
      People | Fact | worked out | #facts
        The application: Who lives with you | Form |  | 
      The application: Has anybody medical needs?, Rooms | Form |  | 
    The application: Are you without a home? | Form |  | 
  How many points does it have? | Decision | worked out | #decision-points | again
  The application: Years in the borough | Form |  | 
  Documents: Are they complete? | Task |  | #stages
`
	if b.String() != want {
		t.Errorf("drawn is\n%s\nnot\n%s", b.String(), want)
	}
	for _, d := range p.Decisions {
		if !strings.Contains(want, "#"+d.Anchor) {
			t.Errorf("the decision %q is not in the graph as #%s", d.Question, d.Anchor)
		}
	}
}
