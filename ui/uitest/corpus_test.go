package uitest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"golang.org/x/net/html"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/ui"
)

// TestCorpus loads every schema of a folder (NAME-schema.json, or any .json or .yaml that is not an example), and fills
// its pages with each instance of it (NAME-example.json) as a person does whose browser runs no scripts: page by page,
// beginning with nothing, with the controls that the page has. What is stored in the end must be the instance. The table
// is printed; `make corpus CORPUS=DIR` runs it on any folder. Without CORPUS it is the folder of our own.
func TestCorpus(t *testing.T) {
	dir := os.Getenv("CORPUS")
	ours := dir == ""
	if ours {
		dir = "testdata/corpus"
	}
	var table bytes.Buffer
	out := tabwriter.NewWriter(&table, 2, 0, 2, ' ', 0)
	fmt.Fprintln(out, "schema\tpages\tits own example\tinstances")
	for _, schema := range corpus(t, dir) {
		line := tryCorpus(dir, schema)
		fmt.Fprintf(out, "%s\t%s\t%s\t%s\n", schema, line.pages, line.example, strings.Join(line.instances, "; "))
		for _, wrong := range line.wrong {
			if ours {
				t.Errorf("%s: %s", schema, wrong)
			} else {
				fmt.Fprintf(out, "\t%s\n", wrong)
			}
		}
	}
	out.Flush()
	t.Log("\n" + table.String())
}

func corpus(t *testing.T, dir string) []string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var schemas []string
	for _, e := range entries {
		name := e.Name()
		if ext := filepath.Ext(name); (ext == ".json" || ext == ".yaml") && !strings.Contains(name, "-example") {
			schemas = append(schemas, name)
		}
	}
	if len(schemas) == 0 {
		t.Fatalf("%s has no schema", dir)
	}
	return schemas
}

// tried is what came of one schema.
type tried struct {
	pages, example string
	instances      []string
	wrong          []string
}

func tryCorpus(dir, schema string) (line tried) {
	src, err := os.ReadFile(filepath.Join(dir, schema))
	if err != nil {
		line.wrong = append(line.wrong, err.Error())
		return line
	}
	form, faults := forms.Load(src, schema, "apply", nil)
	if form == nil {
		line.pages = "refused"
		for _, f := range faults {
			if f.Severity == rules.Error {
				line.wrong = append(line.wrong, fmt.Sprintf("line %d: %s", f.Line, f.Message))
			}
		}
		return line
	}
	line.pages = fmt.Sprint(len(form.Pages))
	example := form.Example()
	line.example = outcomeOf(form, example)
	if line.example != "the same" {
		line.wrong = append(line.wrong, "its own example: "+line.example)
	}
	stem := strings.TrimSuffix(strings.TrimSuffix(schema, filepath.Ext(schema)), "-schema")
	instances, _ := filepath.Glob(filepath.Join(dir, stem+"*-example*.json"))
	for _, file := range instances {
		raw, err := os.ReadFile(file)
		if err != nil {
			line.wrong = append(line.wrong, err.Error())
			continue
		}
		name := strings.TrimPrefix(strings.TrimSuffix(filepath.Base(file), ".json"), stem+"-")
		data, err := form.Decode(raw)
		if err != nil {
			line.instances = append(line.instances, name+": "+err.Error())
			continue
		}
		outcome := outcomeOf(form, data)
		if bad := form.Validate(data, time.Now()); len(bad) > 0 {
			outcome = fmt.Sprintf("not valid (%s: %s), and the pages: %s", bad[0].Pointer, bad[0].Message, outcome)
		} else if outcome != "the same" {
			line.wrong = append(line.wrong, name+": "+outcome)
		}
		line.instances = append(line.instances, name+": "+outcome)
	}
	return line
}

// outcomeOf fills the pages in with what a person has to say, and says what came of it.
func outcomeOf(form *forms.Form, want map[string]any) string {
	got, refused := fillIn(form, want)
	if refused != "" {
		return refused
	}
	if a, b := encoded(got), encoded(want); a != b {
		return "stored otherwise: " + difference("", want, got)
	}
	return "the same"
}

// fillIn goes through the pages as the form leads on. A page that will not be left says why.
func fillIn(form *forms.Form, want map[string]any) (map[string]any, string) {
	draft := map[string]any{}
	done := map[int]bool{}
	for {
		path := form.Path(draft)
		next := slices.IndexFunc(path, func(p int) bool { return !done[p] })
		if next < 0 {
			break
		}
		page := path[next]
		done[page] = true
		var refused string
		if draft, refused = fillPage(form, page, draft, want); refused != "" {
			return nil, refused
		}
	}
	if faults := form.Validate(form.Prune(draft), time.Now()); len(faults) > 0 {
		return nil, fmt.Sprintf("refused at the end: %s: %s", faults[0].Pointer, faults[0].Message)
	}
	return form.Prune(draft), ""
}

func fillPage(form *forms.Form, page int, draft, want map[string]any) (map[string]any, string) {
	say := answersOf(form, page, want)
	var raw url.Values
	var faults []forms.Fault
	for range 200 {
		controls := pageControls(form.Draw(page, draft, faults, raw))
		post, files := url.Values{}, map[string]forms.FileRef{}
		for name := range controls.names {
			if ref, ok := say.files[name]; ok {
				files[name] = ref
			} else if v := say.values[name]; v != nil {
				post[name] = v
			} else if controls.names[name] {
				post.Set(name, "")
			}
		}
		if add := more(controls.adds, want); add != "" {
			post.Set("_add", add)
		}
		draft, faults = form.Parse(page, post, draft, files)
		raw = post
		if forms.Edits(post) {
			continue
		}
		if faults = forms.Join(faults, form.ValidatePage(page, draft, time.Now())); len(faults) > 0 {
			return nil, fmt.Sprintf("page %d is refused: %s: %s", page+1, faults[0].Pointer, faults[0].Message)
		}
		return draft, ""
	}
	return nil, fmt.Sprintf("page %d: its lists never end", page+1)
}

// more is the list that still needs another item; each button to add one says how many there are.
func more(adds map[string]int, want map[string]any) string {
	for _, pointer := range slices.Sorted(maps.Keys(adds)) {
		if list, ok := at(want, pointer).([]any); ok && len(list) > adds[pointer] {
			return pointer
		}
	}
	return ""
}

// said is what a person has to say on one page: values by the name of the control, and files.
type said struct {
	values url.Values
	files  map[string]forms.FileRef
}

// answersOf reads them off the page as it is drawn with everything filled in.
func answersOf(form *forms.Form, page int, want map[string]any) said {
	m := form.Draw(page, want, nil, nil)
	return said{pageControls(m).filled, pageFiles(m.Items, map[string]forms.FileRef{})}
}

func pageFiles(items []forms.Item, into map[string]forms.FileRef) map[string]forms.FileRef {
	for _, it := range items {
		if it.File != nil {
			into[it.Name] = *it.File
		}
		pageFiles(it.Items, into)
		for _, o := range it.Options {
			pageFiles(o.Items, into)
		}
	}
	return into
}

// controls are what the HTML of a page lets a person say.
type controls struct {
	names  map[string]bool // of all controls; true when the browser sends something for one that is left alone
	filled url.Values      // what it sends as the page stands
	adds   map[string]int  // the lists with a button to add an item, and how many items are there
}

func pageControls(m forms.PageModel) controls {
	var b bytes.Buffer
	if err := ui.FormFields(m).Render(context.Background(), &b); err != nil {
		panic(err)
	}
	doc, err := html.Parse(&b)
	if err != nil {
		panic(err)
	}
	c := controls{names: map[string]bool{}, filled: url.Values{}, adds: map[string]int{}}
	c.read(doc)
	counted(m.Items, c.adds)
	return c
}

func counted(items []forms.Item, adds map[string]int) {
	for _, it := range items {
		if _, there := adds[it.Add]; there && it.Add != "" {
			adds[it.Add] = len(it.Items)
		}
		counted(it.Items, adds)
		for _, o := range it.Options {
			counted(o.Items, adds)
		}
	}
}

func (c *controls) read(n *html.Node) {
	if n.Type == html.ElementNode {
		name, value, kind := attribute(n, "name"), attribute(n, "value"), attribute(n, "type")
		switch n.Data {
		case "button":
			if name == "_add" {
				c.adds[value] = 0
			}
		case "input":
			choice := kind == "radio" || kind == "checkbox"
			c.names[name] = c.names[name] || !choice && kind != "file"
			if kind != "file" && (!choice || has(n, "checked")) {
				c.filled.Add(name, value)
			}
		case "textarea":
			c.names[name] = true
			c.filled.Add(name, strings.ReplaceAll(strings.TrimPrefix(inner(n), "\n"), "\n", "\r\n"))
		case "select":
			c.names[name] = true
			c.filled.Add(name, selected(n))
		}
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		c.read(child)
	}
}

func selected(n *html.Node) string {
	first, found := "", false
	for o := range n.Descendants() {
		if o.Type != html.ElementNode || o.Data != "option" {
			continue
		}
		if has(o, "selected") {
			return attribute(o, "value")
		}
		if !found {
			first, found = attribute(o, "value"), true
		}
	}
	return first
}

func inner(n *html.Node) string {
	var b strings.Builder
	for child := range n.Descendants() {
		if child.Type == html.TextNode {
			b.WriteString(child.Data)
		}
	}
	return b.String()
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// at is the value at a JSON Pointer, or nil.
func at(v any, pointer string) any {
	for token := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		token = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
		switch x := v.(type) {
		case map[string]any:
			v = x[token]
		case []any:
			i := -1
			if _, err := fmt.Sscan(token, &i); err != nil || i < 0 || i >= len(x) {
				return nil
			}
			v = x[i]
		default:
			return nil
		}
	}
	return v
}

func encoded(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(raw)
}

// difference is the first place where two values are not the same.
func difference(path string, want, got any) string {
	a, isObject := want.(map[string]any)
	b, also := got.(map[string]any)
	if isObject && also {
		names := slices.Sorted(maps.Keys(a))
		for name := range b {
			if _, both := a[name]; !both {
				names = append(names, name)
			}
		}
		for _, name := range names {
			if encoded(a[name]) != encoded(b[name]) {
				return difference(path+"/"+name, a[name], b[name])
			}
		}
	}
	short := func(v any) string {
		if r := []rune(encoded(v)); len(r) > 60 {
			return string(r[:60]) + "…"
		}
		return encoded(v)
	}
	return fmt.Sprintf("%s is %s, and was %s", path, short(got), short(want))
}
