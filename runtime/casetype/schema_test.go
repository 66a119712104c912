package casetype

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v5"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"
)

func compiledSchema(t testing.TB, kind string) *jsonschema.Schema {
	t.Helper()
	text, err := Schema(kind)
	if err != nil {
		t.Fatal(err)
	}
	schema, err := jsonschema.CompileString(kind+".json", string(text))
	if err != nil {
		t.Fatalf("%s: %v", kind, err)
	}
	return schema
}

func TestEveryKindHasADraft07Schema(t *testing.T) {
	for _, kind := range SchemaKinds() {
		text, err := Schema(kind)
		if err != nil {
			t.Fatal(err)
		}
		var doc map[string]any
		if err := json.Unmarshal(text, &doc); err != nil {
			t.Fatal(err)
		}
		if doc["$schema"] != "http://json-schema.org/draft-07/schema#" {
			t.Errorf("%s says it is %v", kind, doc["$schema"])
		}
		compiledSchema(t, kind)
	}
	if _, err := Schema("rooting"); err == nil || !strings.Contains(err.Error(), `"routing"`) {
		t.Errorf("an unknown kind: %v", err)
	}
}

// asJSON is a YAML value as an editor's YAML 1.2 reader has it: dates are text, keys are text.
func asJSON(t interface{ Fatal(...any) }, n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		out := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			out[n.Content[i].Value] = asJSON(t, n.Content[i+1])
		}
		return out
	case yaml.SequenceNode:
		out := []any{}
		for _, item := range n.Content {
			out = append(out, asJSON(t, item))
		}
		return out
	}
	var v any
	if err := n.Decode(&v); err != nil {
		t.Fatal(err)
	}
	if _, isDate := v.(time.Time); isDate {
		return n.Value
	}
	return v
}

// TestLoaderAndSchemaAgree writes files from the tables of keys, some of them broken at random, and asks both.
func TestLoaderAndSchemaAgree(t *testing.T) {
	for _, kind := range sortedKeys(kinds) {
		schema := compiledSchema(t, kind)
		accepted, refused := 0, 0
		t.Run(kind, rapid.MakeCheck(func(t *rapid.T) {
			faults := rapid.IntRange(0, 2).Draw(t, "faults")
			g := &writer{t: t, breaks: faults > 0}
			text, err := yaml.Marshal(g.write(kinds[kind], 0))
			if err != nil {
				t.Fatal(err)
			}
			doc, _, err := decodeYAML(text)
			if err != nil || doc == nil {
				t.Fatalf("unreadable: %v\n%s", err, text)
			}
			n, found := parseYAML(newFile(kind+".yaml", text))
			if n.ok() {
				found = append(found, checkShape(n, kinds[kind], "")...)
			} else if !kinds[kind].empty {
				found = append(found, newFile("", nil).start().At(0, 0, "empty", "error", "empty", ""))
			}
			invalid := schema.Validate(asJSON(t, doc.Content[0]))
			if (len(found) == 0) != (invalid == nil) {
				t.Fatalf("the loader says %v\nthe schema says %v\nof\n%s", found, invalid, text)
			}
			if len(found) == 0 {
				accepted++
			} else {
				refused++
			}
		}))
		if !testing.Short() && (accepted == 0 || refused == 0) { // so few tries may all be of one kind
			t.Errorf("%s: only %d files accepted and %d refused", kind, accepted, refused)
		}
	}
}

// writer makes a file of a shape; when it breaks things, one value in twenty is something else.
type writer struct {
	t      *rapid.T
	breaks bool
}

func (g *writer) pick(label string, words ...string) string {
	return rapid.SampledFrom(words).Draw(g.t, label)
}

func (g *writer) often(label string, n int) bool { return rapid.IntRange(0, n).Draw(g.t, label) > 0 }

func (g *writer) write(s *shape, depth int) *yaml.Node {
	if g.breaks && !g.often("sound", 20) {
		return g.junk()
	}
	switch {
	case s.any:
		return g.junk()
	case len(s.or) > 0:
		return g.write(rapid.SampledFrom(s.or).Draw(g.t, "or"), depth)
	case len(s.one) > 0:
		return g.write(rapid.SampledFrom(slices.DeleteFunc(slices.Clone(s.one), func(one *shape) bool { return one.keys[0].later && !g.breaks })).Draw(g.t, "one"), depth)
	case s.text != nil:
		return g.text(s.text)
	case len(s.words) > 0:
		return plain(g.pick("word", s.words...))
	case s.yes:
		return plain(g.pick("yes", "true", "false"))
	case s.list != nil:
		out := &yaml.Node{Kind: yaml.SequenceNode}
		for range rapid.IntRange(min(s.least, 1), 2).Draw(g.t, "items") {
			out.Content = append(out.Content, g.write(s.list, depth+1))
		}
		return out
	}
	return g.mapping(s, depth)
}

func (g *writer) mapping(s *shape, depth int) *yaml.Node {
	out := &yaml.Node{Kind: yaml.MappingNode}
	has := map[string]bool{}
	put := func(name string, value *yaml.Node) {
		if !has[name] {
			has[name] = true
			out.Content = append(out.Content, plain(name), value)
		}
	}
	for _, k := range s.keys {
		if k.later {
			if g.breaks && !g.often("later", 40) {
				put(k.name, g.junk())
			}
			continue
		}
		if k.need && (!g.breaks || g.often("need", 20)) || !k.need && rapid.IntRange(0, 2).Draw(g.t, "key") == 0 {
			put(k.name, g.write(k.shape, depth+1))
		}
	}
	if !g.breaks { // the rules between keys
		for _, group := range s.some {
			put(group[0], g.write(s.find(group[0]).shape, depth+1))
		}
		for _, pair := range s.together {
			if has[pair[0]] {
				put(pair[1], g.write(s.find(pair[1]).shape, depth+1))
			}
		}
		for _, pair := range s.apart {
			if has[pair[0]] && has[pair[1]] {
				drop(out, pair[1])
			}
		}
	}
	if s.ids != nil {
		for range rapid.IntRange(min(s.least, 1), 2).Draw(g.t, "names") {
			put(g.text(s.ids).Value, g.write(s.each, depth+1))
		}
	}
	if g.breaks && !g.often("stranger", 30) {
		put("stranger_here", g.junk())
	}
	return out
}

func drop(n *yaml.Node, name string) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			n.Content = append(n.Content[:i:i], n.Content[i+2:]...)
			return
		}
	}
}

func plain(text string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Value: text} }

func (g *writer) text(grammar *grammar) *yaml.Node {
	if grammar.like != nil {
		text := rapid.StringMatching(grammar.like.String()).Draw(g.t, grammar.name)
		if grammar.strings { // "12" and "true" are text only in quotes
			return &yaml.Node{Kind: yaml.ScalarNode, Value: text, Style: yaml.DoubleQuotedStyle}
		}
		return plain(text)
	}
	if grammar.strings {
		return plain(g.pick("text", "case.opened", "task.proof.due + 1 working day"))
	}
	return plain(g.pick("text", "word", "two words", "45.00", "2026", "true", "form.x > 2", "2026-03-01", "on", "- "))
}

// junk is a value that fits hardly anywhere.
func (g *writer) junk() *yaml.Node {
	text := g.pick("junk", "[]", "{}", "~", "12", "1.5", "true", `""`, `" "`, "Word With Capitals", "[a, [b]]", "{a: {b: c}}", "[1, 2]", "2026-03-01", "role.x", "x", "12 parsecs", "no", "\"3\"")
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		g.t.Fatal(err)
	}
	return doc.Content[0]
}

// kindOf says which schema a file of a case type is held to; "" for none.
func kindOf(file string) string {
	switch base := path.Base(file); {
	case base == "casetype.yaml":
		return "casetype"
	case base == "organisation.yaml":
		return "organisation"
	case strings.HasPrefix(base, "organisation.") && Translates(base):
		return "organisation-words"
	case strings.Contains(file, "/rules/"):
		return strings.TrimSuffix(base, ".yaml")
	case strings.Contains(file, "/tests/"):
		return "tests"
	case strings.Contains(file, "/migrations/"):
		return "migration"
	case isWords(base):
		return "words"
	case strings.Contains(file, "/forms/") && Translates(base):
		return "translation"
	case strings.Contains(file, "/forms/"):
		return "form"
	case strings.Contains(file, "/tables/"):
		return "table"
	}
	return ""
}

func TestTheFilesWeShipFitTheirSchemas(t *testing.T) {
	checked := map[string]int{}
	for _, dir := range []string{live, small, "../../examples", "template"} {
		err := fs.WalkDir(os.DirFS(dir), ".", func(file string, e fs.DirEntry, err error) error {
			if err != nil || path.Ext(file) != ".yaml" || kindOf("x/"+file) == "" {
				return err
			}
			text, err := os.ReadFile(dir + "/" + file)
			if err != nil {
				return err
			}
			kind := kindOf("x/" + file)
			doc, _, err := decodeYAML(bytes.TrimSpace(text))
			if err != nil {
				return fmt.Errorf("%s: %w", file, err)
			}
			checked[kind]++
			if err := compiledSchema(t, kind).Validate(asJSON(t, doc.Content[0])); err != nil {
				t.Errorf("%s/%s: %#v", dir, file, err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	for _, kind := range SchemaKinds() {
		if checked[kind] == 0 {
			t.Errorf("no file of kind %s was checked", kind)
		}
	}
}
