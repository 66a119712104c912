package forms

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/rules"
)

var writeKeywords = flag.Bool("keywords", false, "write the table of keywords into the manual")

var drafts = []struct {
	draft     int
	name, uri string
}{
	{4, "04", "http://json-schema.org/draft-04/schema#"}, {6, "06", "http://json-schema.org/draft-06/schema#"}, {7, "07", "http://json-schema.org/draft-07/schema#"},
	{2019, "2019-09", "https://json-schema.org/draft/2019-09/schema"}, {2020, "2020-12", "https://json-schema.org/draft/2020-12/schema"},
}

// held has, for each keyword that says what an answer may be: the schema of a question in a form with that keyword, an
// answer that it takes and one that it refuses. until is the last draft in which it is so; 0: it is to this day.
var held = []struct {
	keyword             string
	since, until        int
	schema, takes, bars string
}{
	{"type", 4, 0, `{"type":"integer"}`, `3`, `"x"`},
	{"type (a list)", 4, 0, `{"type":["integer","null"]}`, `3`, `"x"`},
	{"enum", 4, 0, `{"enum":["a","b"]}`, `"a"`, `"c"`},
	{"const", 6, 0, `{"type":"string","const":"a"}`, `"a"`, `"c"`},
	{"multipleOf", 4, 0, `{"type":"integer","multipleOf":3}`, `6`, `7`},
	{"minimum", 4, 0, `{"type":"integer","minimum":3}`, `3`, `2`},
	{"maximum", 4, 0, `{"type":"integer","maximum":3}`, `3`, `4`},
	{"exclusiveMinimum (true)", 4, 4, `{"type":"integer","minimum":3,"exclusiveMinimum":true}`, `4`, `3`},
	{"exclusiveMaximum (true)", 4, 4, `{"type":"integer","maximum":3,"exclusiveMaximum":true}`, `2`, `3`},
	{"exclusiveMinimum", 6, 0, `{"type":"integer","exclusiveMinimum":3}`, `4`, `3`},
	{"exclusiveMaximum", 6, 0, `{"type":"integer","exclusiveMaximum":3}`, `2`, `3`},
	{"minLength", 4, 0, `{"type":"string","minLength":2}`, `"ab"`, `"a"`},
	{"maxLength", 4, 0, `{"type":"string","maxLength":2}`, `"ab"`, `"abc"`},
	{"pattern", 4, 0, `{"type":"string","pattern":"^(?!x)[a-z]+$"}`, `"ab"`, `"xb"`},
	{"format", 4, 0, `{"type":"string","format":"email"}`, `"a@example.org"`, `"a"`},
	{"properties", 4, 0, `{"type":"object","properties":{"a":{"type":"integer"}}}`, `{"a":1}`, `{"a":"x"}`},
	{"required", 4, 0, `{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"}},"required":["a"]}`, `{"a":1}`, `{"b":1}`},
	{"patternProperties", 4, 0, `{"type":"object","properties":{"a":{"type":"integer"}},"patternProperties":{"^n_":{"type":"integer"}}}`, `{"a":1,"n_b":2}`, `{"a":1,"n_b":"x"}`},
	{"additionalProperties", 4, 0, `{"type":"object","properties":{"a":{"type":"integer"}},"additionalProperties":false}`, `{"a":1}`, `{"a":1,"b":1}`},
	{"unevaluatedProperties", 2019, 0, `{"type":"object","properties":{"a":{"type":"integer"}},"unevaluatedProperties":false}`, `{"a":1}`, `{"a":1,"b":1}`},
	{"propertyNames", 6, 0, `{"type":"object","properties":{"a":{"type":"integer"}},"propertyNames":{"maxLength":1}}`, `{"a":1,"b":1}`, `{"a":1,"bb":1}`},
	{"minProperties", 4, 0, `{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"}},"minProperties":2}`, `{"a":1,"b":1}`, `{"a":1}`},
	{"maxProperties", 4, 0, `{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"}},"maxProperties":1}`, `{"a":1}`, `{"a":1,"b":1}`},
	{"dependencies", 4, 0, `{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"}},"dependencies":{"a":["b"]}}`, `{"a":1,"b":1}`, `{"a":1}`},
	{"dependentRequired", 2019, 0, `{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"}},"dependentRequired":{"a":["b"]}}`, `{"a":1,"b":1}`, `{"a":1}`},
	{"dependentSchemas", 2019, 0, `{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"}},"dependentSchemas":{"a":{"required":["b"]}}}`, `{"a":1,"b":1}`, `{"a":1}`},
	{"items", 4, 0, `{"type":"array","items":{"type":"integer"}}`, `[1]`, `["x"]`},
	{"items (a list)", 4, 2019, `{"type":"array","items":[{"type":"integer"},{"type":"string"}]}`, `[1,"x"]`, `["x",1]`},
	{"additionalItems", 4, 2019, `{"type":"array","items":[{"type":"integer"}],"additionalItems":false}`, `[1]`, `[1,2]`},
	{"prefixItems", 2020, 0, `{"type":"array","prefixItems":[{"type":"integer"},{"type":"string"}]}`, `[1,"x"]`, `["x",1]`},
	{"unevaluatedItems", 2019, 0, `{"type":"array","contains":{"type":"integer"},"items":{"type":"integer"},"unevaluatedItems":false}`, `[1,2]`, `[1,"x"]`},
	{"contains", 6, 0, `{"type":"array","items":{"type":"integer"},"contains":{"minimum":5}}`, `[1,5]`, `[1]`},
	{"minContains", 2019, 0, `{"type":"array","items":{"type":"integer"},"contains":{"minimum":5},"minContains":2}`, `[5,6]`, `[5]`},
	{"maxContains", 2019, 0, `{"type":"array","items":{"type":"integer"},"contains":{"minimum":5},"maxContains":1}`, `[5]`, `[5,6]`},
	{"minItems", 4, 0, `{"type":"array","items":{"type":"integer"},"minItems":2}`, `[1,2]`, `[1]`},
	{"maxItems", 4, 0, `{"type":"array","items":{"type":"integer"},"maxItems":1}`, `[1]`, `[1,2]`},
	{"uniqueItems", 4, 0, `{"type":"array","items":{"type":"integer"},"uniqueItems":true}`, `[1,2]`, `[1,1]`},
	{"allOf", 4, 0, `{"allOf":[{"type":"integer"},{"minimum":3}]}`, `3`, `2`},
	{"anyOf", 4, 0, `{"type":"integer","anyOf":[{"minimum":3},{"maximum":1}]}`, `1`, `2`},
	{"oneOf", 4, 0, `{"type":"integer","oneOf":[{"minimum":3},{"maximum":1}]}`, `1`, `2`},
	{"not", 4, 0, `{"type":"integer","not":{"enum":[2]}}`, `1`, `2`},
	{"if, then, else", 7, 0, `{"type":"integer","if":{"minimum":10},"then":{"multipleOf":10},"else":{"maximum":3}}`, `20`, `4`},
	{"$ref", 4, 0, `{"$ref":"#/definitions/small"}`, `3`, `10`},
	{"$defs", 4, 0, `{"$ref":"#/$defs/small"}`, `3`, `10`},
}

// Each keyword, in each draft: an answer that it takes is taken, one that it bars is refused, and in a draft that does not
// know it, it is passed over as the draft says, and the analyst is told so.
func TestEachKeywordInEachDraft(t *testing.T) {
	table := map[string][]string{}
	for _, k := range held {
		for _, d := range drafts {
			t.Run(k.keyword+" in "+d.name, func(t *testing.T) {
				small := `{"small":{"type":"integer","maximum":5}}`
				f, found := Load(fmt.Appendf(nil, `{"$schema":%q,"type":"object","title":"T","definitions":%s,"$defs":%s,"properties":{"v":%s}}`, d.uri, small, small, k.schema), "apply.json", "apply", nil)
				bars := func(answer string) bool {
					data, err := f.Decode([]byte(`{"v":` + answer + `}`))
					if err != nil {
						t.Fatal(err)
					}
					return len(f.Validate(data, time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC))) > 0
				}
				if knows := d.draft >= k.since && (k.until == 0 || d.draft <= k.until); !knows {
					table[k.keyword] = append(table[k.keyword], "–")
					told := slices.ContainsFunc(found, func(g rules.Diagnostic) bool { return g.Severity != rules.Hint })
					if !told {
						t.Errorf("nobody is told that it has no meaning here: %v", found)
					}
					return
				}
				table[k.keyword] = append(table[k.keyword], "yes")
				switch {
				case f == nil:
					t.Fatalf("it does not load: %v", found)
				case bars(k.takes):
					t.Errorf("%s is refused", k.takes)
				case !bars(k.bars):
					t.Errorf("%s is taken", k.bars)
				}
				for _, g := range found {
					if g.Code == "keyword-draft" {
						t.Errorf("it is said to have no meaning here: %s", g)
					}
				}
			})
		}
	}
	if !t.Failed() {
		publish(t, table)
	}
}

// publish holds the table in the manual to what was just seen.
func publish(t *testing.T, table map[string][]string) {
	const file = "../ui/manual/schema-keywords.md"
	var b strings.Builder
	b.WriteString("| keyword |")
	for _, d := range drafts {
		b.WriteString(" " + d.name + " |")
	}
	b.WriteString("\n|" + strings.Repeat(" --- |", len(drafts)+1) + "\n")
	for _, k := range held {
		b.WriteString("| `" + strings.Replace(k.keyword, " (", "` (", 1))
		if !strings.Contains(k.keyword, " (") {
			b.WriteString("`")
		}
		b.WriteString(" | " + strings.Join(table[k.keyword], " | ") + " |\n")
	}
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(page), "| keyword |")
	_, after, _ := strings.Cut(rest, "\n\n")
	want := before + b.String() + "\n" + after
	if *writeKeywords {
		err = os.WriteFile(file, []byte(want), 0o600)
		if err != nil {
			t.Fatal(err)
		}
	} else if want != string(page) {
		t.Errorf("%s has another table: go test ./forms -run EachKeyword -keywords, and read the difference", file)
	}
}

// Every keyword that a validator can fault is in the table.
func TestTheTableOfKeywordsIsWhole(t *testing.T) {
	var have []string
	for _, k := range held {
		for name := range strings.SplitSeq(k.keyword, ", ") {
			have = append(have, strings.Fields(name)[0])
		}
	}
	for name, k := range keywords {
		if k.shape != ours && !slices.Contains(have, name) && !slices.Contains(silentKeywords, name) {
			t.Errorf("%s is in no row of the table", name)
		}
	}
}

// silentKeywords say nothing of what an answer may be: they name, describe, or say how an answer is to be read.
var silentKeywords = []string{
	"$schema", "$id", "id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor", "$vocabulary", "$comment", "definitions",
	"title", "description", "default", "examples", "example", "deprecated", "readOnly", "writeOnly", "contentMediaType", "contentEncoding", "contentSchema",
	"enumNames", "x-key", "x-date", "x-accept", "x-masked", "x-hint", "x-autocomplete", "x-prefill",
}
