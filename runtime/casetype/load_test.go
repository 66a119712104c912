package casetype

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/caseloom/caseloom/rules"
)

// live are the case types that we ship. small is a parking permit of one page of rules, which tests of the machinery use: it
// stays as it is while the shipped services grow.
const (
	live  = "../../casetypes"
	small = "../testdata/casetypes"
)

// mustLoad loads a case type that has no error.
func mustLoad(t testing.TB, root fs.FS, name string) *Type {
	t.Helper()
	typ, found := Load(root, name)
	if typ == nil {
		var out strings.Builder
		found.Print(&out)
		t.Fatalf("%s did not load:\n%s", name, out.String())
	}
	return typ
}

func TestTheCaseTypesWeShipHaveNoFaults(t *testing.T) {
	for _, dir := range []string{live, small, "../../examples/casetypes"} {
		names := Names(os.DirFS(dir))
		if len(names) == 0 {
			t.Errorf("there are no case types in %s", dir)
		}
		for _, name := range names {
			_, found := Load(os.DirFS(dir), name)
			for _, d := range found {
				t.Errorf("%s", d)
			}
		}
	}
}

func TestTheParkingPermitIsAsItsFilesSay(t *testing.T) {
	typ := mustLoad(t, os.DirFS(small), "parking-permit")
	if typ.Title != "Resident parking permit" || typ.Team != "parking" || typ.Intake.By != "anyone" || typ.Intake.Form.ID != "apply" {
		t.Errorf("title %q, team %q, intake %q by %q", typ.Title, typ.Team, typ.Intake.Form.ID, typ.Intake.By)
	}
	var stages []string
	for _, s := range typ.Stages {
		for _, task := range s.Tasks {
			stages = append(stages, s.ID+"/"+task.ID)
		}
	}
	if got := strings.Join(stages, " "); got != "check/proof check/visit decide/permit issue/send" {
		t.Errorf("stages and tasks: %s", got)
	}
	proof := typ.Stages[0].Tasks[0]
	if proof.Form.ID != "proof_check" || proof.Due != (rules.Duration{N: 2, Unit: "working day"}) || proof.When == nil {
		t.Errorf("the proof task: %+v", proof)
	}
	permit := typ.Decisions[0]
	if permit.Table == nil || len(permit.Confirm) != 4 || permit.Confirm[2].Then != "role.manager" || permit.Types["fee"].Kind != rules.Money {
		t.Errorf("the decision: %+v", permit)
	}
	for path, kind := range map[string]rules.Kind{
		"form.address.zone": rules.String, "form.applicant.date_of_birth": rules.Date, "form.vehicles": rules.List, "fact.cars": rules.Int,
		"person.applicant.email": rules.String, "task.proof.answers.result": rules.String, "task.proof.due": rules.Moment, "stage.issue.done": rules.Bool,
		"decision.permit.fee": rules.Money, "decision.permit.proposed.result": rules.String, "case.received": rules.Moment, "today": rules.Date,
	} {
		if typ, found := typ.Scope.TypeOf(path); !found || typ.Kind != kind {
			t.Errorf("%s is %v (there: %v), want %s", path, typ, found, kind)
		}
	}
	if on := typ.Notify[3].On; on.Event != "" || on.Path != "task.proof.due" || on.Plus.N != 1 || typ.Notify[3].For != "task" {
		t.Errorf("the late rule waits for %+v, for %s", on, typ.Notify[3].For)
	}
	if cal := typ.Org.Calendar; cal == nil || typ.Org.Zone.String() != "Europe/London" {
		t.Errorf("the calendar %v, the zone %s", cal, typ.Org.Zone)
	}
}

// onlyFiles is a type's own files as a folder of case types.
func onlyFiles(typ *Type) fstest.MapFS {
	root := fstest.MapFS{}
	for path, text := range typ.Files {
		root[path] = &fstest.MapFile{Data: text}
	}
	return root
}

func TestATypeLoadsFromItsOwnFiles(t *testing.T) {
	typ := mustLoad(t, os.DirFS(small), "parking-permit")
	again := mustLoad(t, onlyFiles(typ), "parking-permit")
	if again.Version != typ.Version {
		t.Errorf("version %s became %s", typ.Version, again.Version)
	}
	if !reflect.DeepEqual(again.Files, typ.Files) {
		t.Error("the files differ")
	}
	if a, b := outline(again), outline(typ); a != b {
		t.Errorf("the types differ:\n%s\n%s", a, b)
	}
}

// outline says what a type is made of, without its compiled parts.
func outline(t *Type) string {
	var b strings.Builder
	add := func(parts ...string) { b.WriteString(strings.Join(parts, " ") + "\n") }
	add(t.Name, t.Title, t.Team, t.Intake.By)
	for _, s := range t.Stages {
		add("stage", s.ID, s.Title)
	}
	for _, task := range t.AllTasks() {
		add("task", task.ID, task.Stage, task.Decides, task.Due.String())
	}
	for _, d := range t.Decisions {
		for _, o := range d.Outputs {
			add("decision", d.ID, o.ID, o.Type.Kind.String())
		}
	}
	for _, r := range append(t.Routing, t.Notify...) {
		add("rule", r.Name, r.For, r.Then.Team)
	}
	for _, f := range t.Facts {
		add("fact", f.ID, f.Type.Kind.String())
	}
	add(sortedKeys(t.Forms)...)
	add(sortedKeys(t.Templates)...)
	return b.String()
}

func TestTheVersionFollowsEveryFileThatIsRead(t *testing.T) {
	typ := mustLoad(t, os.DirFS(small), "parking-permit")
	for path := range typ.Files {
		root := onlyFiles(typ)
		root[path] = &fstest.MapFile{Data: append(append([]byte{}, typ.Files[path]...), '\n')}
		if changed := mustLoad(t, root, "parking-permit"); changed.Version == typ.Version {
			t.Errorf("a changed %s is the same version", path)
		}
	}
	root := onlyFiles(typ)
	root["parking-permit/.casetype.yaml.swp"] = &fstest.MapFile{Data: []byte("b0VIM")}
	root["parking-permit/forms/apply.yaml~"] = &fstest.MapFile{Data: []byte("{")}
	root["another/casetype.yaml"] = &fstest.MapFile{Data: []byte("title: Another")}
	root["README.md"] = &fstest.MapFile{Data: []byte("# Case types")}
	if same := mustLoad(t, root, "parking-permit"); same.Version != typ.Version {
		t.Error("files that are not read changed the version")
	}
}

func TestTheVersionDependsOnWhereContentStands(t *testing.T) {
	a := hash(map[string][]byte{"ab": []byte("c"), "d": nil})
	for _, other := range []map[string][]byte{{"a": []byte("bc"), "d": nil}, {"ab": nil, "d": []byte("c")}, {"ab": []byte("c")}, {"ab": []byte("cd")}} {
		if hash(other) == a {
			t.Errorf("%v has the same version", other)
		}
	}
}

func TestNames(t *testing.T) {
	root := fstest.MapFS{}
	for _, path := range []string{
		"organisation.yaml", "shared/address.yaml", "parking/casetype.yaml", "bike-storage.json", "lost-property.yaml", "broken/forms/apply.yaml",
		".git/config", ".bike-storage.json.swp", "bike-storage.json~", "#bike-storage.json#", "4913", "README.md", "notes.txt", "saving.json.tmp",
		"empty/.keep", "old.json.bak",
	} {
		root[path] = &fstest.MapFile{Data: []byte("{}")}
	}
	if got := strings.Join(Names(root), " "); got != "bike-storage broken lost-property parking" {
		t.Errorf("names: %s", got)
	}
	if got := Names(fstest.MapFS{}); len(got) != 0 {
		t.Errorf("an empty folder has %v", got)
	}
}

func TestABareSchemaIsACaseType(t *testing.T) {
	schema := `{"title": "Store a bike", "type": "object", "required": ["name"], "properties": {"name": {"title": "Name", "type": "string"}}}`
	root := fstest.MapFS{"bike-storage.json": {Data: []byte(schema)}}
	typ := mustLoad(t, root, "bike-storage")
	if typ.Title != "Store a bike" || typ.Intake.By != "anyone" || typ.Team != "staff" {
		t.Errorf("title %q by %q team %q", typ.Title, typ.Intake.By, typ.Team)
	}
	task := typ.Stages[0].Tasks[0]
	if typ.Stages[0].ID != "review" || task.ID != "review" || task.Decides != "decision" || len(typ.Stages) != 1 {
		t.Errorf("stage %q task %q decides %q", typ.Stages[0].ID, task.ID, task.Decides)
	}
	d := typ.Decisions[0]
	if d.Table != nil || d.Confirm[0].By != "role.caseworker" || strings.Join(d.Types["result"].Enum, " ") != "approved refused" {
		t.Errorf("decision %+v", d)
	}
	if len(typ.Files) != 1 || typ.Files["bike-storage.json"] == nil {
		t.Errorf("files: %v", sortedKeys(typ.Files))
	}
	if again := mustLoad(t, onlyFiles(typ), "bike-storage"); again.Version != typ.Version {
		t.Error("it does not load from its own files")
	}
	if !typ.Access["caseworker"].covers() || !typ.Access["manager"].Manage {
		t.Errorf("access: %+v", typ.Access)
	}
}

func (g Grant) covers() bool { return g.See == "all" && g.Work == "all" }

func TestSharedSchemasBelongToTheVersion(t *testing.T) {
	root := fstest.MapFS{
		"club/casetype.yaml":    {Data: []byte("title: Club\nintake: apply\n")},
		"club/forms/apply.yaml": {Data: []byte("type: object\nproperties:\n  address: { $ref: ../../shared/address.yaml }\n")},
		"shared/address.yaml":   {Data: []byte("title: Address\ntype: object\nproperties:\n  town: { title: Town, type: string }\n")},
		"shared/other.yaml":     {Data: []byte("type: string\n")},
	}
	typ := mustLoad(t, root, "club")
	if typ.Files["shared/address.yaml"] == nil || typ.Files["shared/other.yaml"] != nil {
		t.Errorf("files: %v", sortedKeys(typ.Files))
	}
	if town, found := typ.Scope.TypeOf("form.address.town"); !found || town.Kind != rules.String {
		t.Errorf("form.address.town: %v %v", town, found)
	}
}

func TestALinkOutOfTheFolderIsNotFollowed(t *testing.T) {
	dir, secret := t.TempDir(), filepath.Join(t.TempDir(), "secret.json")
	if err := os.WriteFile(secret, []byte(`{"type": "object"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(dir, "club.json")); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if typ, found := Load(root.FS(), "club"); typ != nil || !found.HasErrors() {
		t.Error("the link was followed")
	}
}

func TestAPipeIsNotWaitedFor(t *testing.T) {
	root := fstest.MapFS{"club/casetype.yaml": {Data: []byte("title: Club"), Mode: fs.ModeNamedPipe}}
	if typ, found := Load(root, "club"); typ != nil || found[0].Code != "unreadable" {
		t.Errorf("found %v", found)
	}
}

func BenchmarkLoad(b *testing.B) {
	root := os.DirFS(small)
	for b.Loop() {
		if typ, found := Load(root, "parking-permit"); typ == nil {
			b.Fatal(found)
		}
	}
}

func TestTheExampleOfEveryFormWeShipIsAccepted(t *testing.T) {
	for _, dir := range []string{live, small, "../../examples/casetypes"} {
		for _, name := range Names(os.DirFS(dir)) {
			for id, form := range mustLoad(t, os.DirFS(dir), name).Forms {
				if faults := form.Validate(form.Example(), time.Time{}); len(faults) > 0 {
					t.Errorf("%s/%s: %+v", name, id, faults)
				}
			}
		}
	}
}

// BenchmarkLoad500 loads a case type of 500 rules: 250 that route and 250 facts, each of five comparisons.
func BenchmarkLoad500(b *testing.B) {
	root := parkingPermit(b)
	var routing, facts strings.Builder
	routing.Write(root["t/rules/routing.yaml"].Data)
	for i := range 250 {
		fmt.Fprintf(&facts, "  f%d: { is: 'form.address.zone == \"A\" and len(form.vehicles) > %d and form.applicant.blue_badge and case.priority != \"high\" and not form.address.matched' }\n", i, i%9)
		fmt.Fprintf(&routing, "- name: Rule %d\n  when: fact.f%d and form.address.zone == \"B\" and len(form.vehicles) < %d and case.held and case.status == \"open\"\n  then: { priority: high }\n", i, i, 1+i%9)
	}
	root["t/rules/routing.yaml"] = &fstest.MapFile{Data: []byte(routing.String())}
	root["t/casetype.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(string(root["t/casetype.yaml"].Data), "\nfacts:\n", "\nfacts:\n"+facts.String(), 1))}
	if typ, found := Load(root, "t"); typ == nil || len(typ.Facts) < 250 || len(typ.Routing) < 250 {
		b.Fatal(found)
	}
	for b.Loop() {
		if typ, _ := Load(root, "t"); typ == nil {
			b.Fatal("it does not load")
		}
	}
}

// One slip in a file is one fault: what would have stood there is not missed by all the others.
func TestWhatCannotBeReadIsNotMissedByOtherFiles(t *testing.T) {
	files := map[string]string{
		"organisation.yaml":      "roles: { clerk: Clerk }\nteams: { desk: Desk }\n",
		"t/casetype.yaml":        "title: T\nintake: apply\nteam: desk\npeople:\n  who: { from: form.who }\nfacts:\n  cars: { is: form.cars }\nstages:\n  - id: s\n    tasks: [ { id: a, decides: d } ]\n",
		"t/forms/apply.yaml":     "title: Apply\ntype: object\nproperties:\n  cars: { title: Cars, type: integer }\n  who: { title: You, type: object, properties: { email: { title: Email, type: string } } }\n",
		"t/rules/decisions.yaml": "d:\n  inputs: { cars: fact.cars }\n  outputs: { result: [granted, refused] }\n  rules: [ { cars: 1, result: granted } ]\n",
		"t/rules/routing.yaml":   "- { name: N, for: task, when: task.a.open and fact.cars > 1 and stage.s.open, then: { team: desk } }\n",
		"t/tests/one.yaml":       "- name: N\n  given: { form: { cars: 1 } }\n  steps:\n    - submit\n    - expect: { stage.s: open, task.a: open, case.team: desk, fact.cars: 1 }\n    - confirm: d\n      by: clerk\n",
	}
	for _, one := range []struct{ file, from, to, want string }{
		{"t/casetype.yaml", "    tasks:", "   tasks:", "t/casetype.yaml:10 yaml"},
		{"t/casetype.yaml", "title: T", "title:", "t/casetype.yaml:1 empty"},
		{"t/casetype.yaml", "title: T", "title: #1", "t/casetype.yaml:1 empty"},
		{"t/casetype.yaml", "stages:", "stage:", "t/casetype.yaml:8 unknown-key"},
		{"t/casetype.yaml", "facts:", "fact:", "t/casetype.yaml:6 unknown-key"},
		{"t/casetype.yaml", "people:", "poeple:", "t/casetype.yaml:4 unknown-key"},
		{"t/rules/decisions.yaml", "  outputs", "outputs", "t/rules/decisions.yaml:3 yaml"},
		{"t/forms/apply.yaml", "  cars", "   cars", "t/forms/apply.yaml:5 yaml"},
		{"organisation.yaml", "roles", " roles", "organisation.yaml:2 yaml"},
	} {
		root := fstest.MapFS{}
		for name, text := range files {
			if name == one.file {
				text = strings.Replace(text, one.from, one.to, 1)
			}
			root[name] = &fstest.MapFile{Data: []byte(text)}
		}
		_, found := Load(root, "t")
		var said []string
		for _, d := range found {
			if d.Severity != rules.Hint && d.Code != "gap" {
				said = append(said, fmt.Sprintf("%s:%d %s", d.File, d.Line, d.Code))
			}
		}
		if got := strings.Join(said, ", "); got != one.want {
			t.Errorf("%s for %s: it says %s, and not %s", one.to, one.from, got, one.want)
		}
	}
}
