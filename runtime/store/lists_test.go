package store

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/engine"
)

func keys(rows []TaskRow) string {
	var all []string
	for _, r := range rows {
		all = append(all, r.ID)
	}
	return strings.Join(all, " ")
}

func TestTasksComeInTheOrderTheyShouldBeDone(t *testing.T) {
	db := openRecord(t)
	m := newCase(1)
	soon, late := morning.Add(time.Hour), morning.Add(90*time.Hour)
	m.task("undated", "x", engine.Open, "normal", nil)
	m.task("late", "x", engine.Open, "normal", &late)
	m.task("soon", "x", engine.Open, "normal", &soon)
	m.task("low", "x", engine.Open, "low", &soon)
	m.task("urgent", "x", engine.Open, "urgent", nil)
	m.task("high", "x", engine.Open, "high", &late)
	m.task("done", "x", engine.Done, "urgent", nil)
	commit(t, db, m.u)
	rows, next, err := db.Tasks(bg, TaskQuery{Teams: []string{"parking"}})
	if err != nil || next != "" || keys(rows) != "urgent high soon late proof undated low" {
		t.Errorf("the list is %q, next %q, %v", keys(rows), next, err)
	}
	rows, _, err = db.Tasks(bg, TaskQuery{States: []string{engine.Done, engine.Waiting}})
	if err != nil || keys(rows) != "done permit" {
		t.Errorf("other states: %q, %v", keys(rows), err)
	}
}

func TestACursorStandsInAnAddressAsItIs(t *testing.T) {
	db := openRecord(t)
	commit(t, db, newCase(1).u)
	commit(t, db, newCase(2).u)
	_, tasks, err := db.Tasks(bg, TaskQuery{Limit: 1})
	if err != nil || tasks == "" || url.QueryEscape(tasks) != tasks {
		t.Errorf("of tasks: %q, %v", tasks, err)
	}
	_, cases, err := db.Cases(bg, CaseQuery{Limit: 1})
	if err != nil || cases == "" || url.QueryEscape(cases) != cases {
		t.Errorf("of cases: %q, %v", cases, err)
	}
}

func TestTheCasesOfAListAreReadAtOnce(t *testing.T) {
	db := openRecord(t)
	commit(t, db, newCase(1).u)
	commit(t, db, newCase(2).u)
	all, err := db.CasesByID(bg, []string{"c000002", "c000009", "c000001", "c000001"})
	if err != nil || len(all) != 2 || all["c000001"].Reference != "PP-2026-000001" || all["c000002"].People["applicant"].Name != "Ada Number2" {
		t.Errorf("read %v, %v", all, err)
	}
	if none, err := db.CasesByID(bg, nil); err != nil || len(none) != 0 {
		t.Errorf("of nothing: %v, %v", none, err)
	}
}

func TestTaskListsAreNarrowed(t *testing.T) {
	db := openRecord(t)
	m := newCase(1)
	for id, set := range map[string]map[string]string{
		"mine":    {"owner": "cath"},
		"hers":    {"owner": "rose"},
		"street":  {"team": "street"},
		"senior":  {"team": "appeals", "role": "senior"},
		"senior2": {"role": "senior"},
	} {
		m.task(id, id, engine.Open, "normal", nil)
		for _, field := range []string{"owner", "team", "role"} {
			if set[field] != "" {
				m.event("routed", map[string]any{"task": id, "field": field, "value": set[field]})
			}
		}
	}
	commit(t, db, m.u)
	for _, c := range []struct {
		name string
		q    TaskQuery
		want string
	}{
		{"mine", TaskQuery{Owner: "cath"}, "mine"},
		{"mine in a team", TaskQuery{Owner: "cath", Teams: []string{"street"}, Roles: []string{"nobody"}}, ""},
		{"mine in my team", TaskQuery{Owner: "cath", Teams: []string{"parking"}}, "mine"},
		{"the pool", TaskQuery{Teams: []string{"parking"}, Unowned: true}, "proof senior2"},
		{"the pool without what waits for others", TaskQuery{Teams: []string{"parking"}, Unowned: true, Holding: []string{}}, "proof"},
		{"the pool with what waits for one like me", TaskQuery{Teams: []string{"parking"}, Unowned: true, Holding: []string{"other", "senior"}}, "proof senior2"},
		{"two teams", TaskQuery{Teams: []string{"parking", "street"}}, "hers mine proof senior2 street"},
		{"a team or a role", TaskQuery{Teams: []string{"parking", "parking"}, Roles: []string{"senior"}, Unowned: true}, "proof senior senior2"},
		{"another case type", TaskQuery{CaseTypes: []string{"other"}}, ""},
		{"this case type", TaskQuery{CaseTypes: []string{"parking-permit", "other"}, Roles: []string{"senior"}}, "senior senior2"},
		{"everything open", TaskQuery{}, "hers mine proof senior senior2 street"},
	} {
		rows, _, err := db.Tasks(bg, c.q)
		got := strings.Fields(keys(rows))
		slices.Sort(got)
		if err != nil || strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %q, %v", c.name, got, c.want, err)
		}
	}
}

// However the pages are cut, every task is seen once and in order.
func TestPagesOfTasksJoinUp(t *testing.T) {
	db := openRecord(t)
	for n := range 30 {
		m := newCase(n + 1)
		due := morning.Add(time.Duration(n%5) * time.Hour)
		m.task("extra", "x", engine.Open, []string{"urgent", "high", "normal", "low"}[n%4], &due)
		commit(t, db, m.u)
	}
	whole, _, err := db.Tasks(bg, TaskQuery{Teams: []string{"parking", "other"}, Roles: []string{"senior"}, Limit: 200})
	if err != nil || len(whole) != 60 {
		t.Fatalf("%d tasks, %v", len(whole), err)
	}
	for _, size := range []int{1, 7, 59, 60} {
		var joined []string
		cursor, pages := "", 0
		for {
			rows, next, err := db.Tasks(bg, TaskQuery{Teams: []string{"parking", "other"}, Roles: []string{"senior"}, Limit: size, Cursor: cursor})
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range rows {
				joined = append(joined, r.Key)
			}
			if pages++; next == "" {
				break
			}
			cursor = next
		}
		var want []string
		for _, r := range whole {
			want = append(want, r.Key)
		}
		if !slices.Equal(joined, want) || pages != (60+size-1)/size {
			t.Errorf("pages of %d: %d pages, %d rows", size, pages, len(joined))
		}
	}
	for _, cursor := range []string{"x", "1~2~3", "a~b~c~d"} {
		if _, _, err := db.Tasks(bg, TaskQuery{Cursor: cursor}); err == nil {
			t.Errorf("the cursor %q was taken", cursor)
		}
	}
}

func TestPagesOfCasesJoinUp(t *testing.T) {
	db := openRecord(t)
	for n := range 25 {
		commit(t, db, newCase(n+1).u)
	}
	for _, n := range []int{3, 4} {
		m := onCase(read(t, db, n), fmt.Sprintf("close-%d", n)).given1("case.withdrawn", engine.WithdrawCase{Reason: "x"})
		m.event("case.outcome", map[string]any{"outcome": "withdrawn"})
		m.event("case.closed", struct{}{})
		commit(t, db, m.u)
	}
	var seen []string
	for cursor := ""; ; {
		rows, next, err := db.Cases(bg, CaseQuery{Limit: 10, Cursor: cursor, CaseTypes: []string{"parking-permit"}, Statuses: []string{engine.Open, engine.Held}})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			seen = append(seen, r.Reference)
		}
		if cursor = next; next == "" {
			break
		}
	}
	if len(seen) != 23 || seen[0] != "PP-2026-000025" || seen[22] != "PP-2026-000001" {
		t.Errorf("%d open cases: %v", len(seen), seen)
	}
	rows, _, err := db.Cases(bg, CaseQuery{Statuses: []string{engine.Closed}})
	if err != nil || len(rows) != 2 || rows[0].Outcome != "withdrawn" || rows[0].Closed == nil || rows[0].Applicant != "Ada Number4" {
		t.Errorf("closed cases: %+v, %v", rows, err)
	}
	if _, _, err := db.Cases(bg, CaseQuery{Cursor: "x"}); err == nil {
		t.Error("a cursor that is none was taken")
	}
}

// A list of many reads its page from an index, and sorts nothing.
func TestListsReadFromAnIndex(t *testing.T) {
	db := openRecord(t)
	tasks := TaskQuery{Teams: []string{"parking", "street"}, Roles: []string{"senior"}, Unowned: true, Cursor: "1~2~3~k"}
	q1, a1, err := tasks.sql(50)
	if err != nil {
		t.Fatal(err)
	}
	mine := TaskQuery{Owner: "cath"}
	q2, a2, _ := mine.sql(50)
	q3, a3 := (&CaseQuery{Teams: []string{"parking"}, Statuses: []string{"open"}}).sql(1000, 50)
	q4, a4 := (&CaseQuery{}).sql(1000, 50)
	for _, c := range []struct {
		name  string
		query string
		args  []any
		index []string
	}{
		{"a team's pool", q1, a1, []string{"tasks_by_team (team=?", "tasks_by_role (role=?"}},
		{"mine", q2, a2, []string{"tasks_by_owner (owner=?"}},
		{"a team's cases", q3, a3, []string{"cases_by_team (team=?"}},
		{"all cases", q4, a4, []string{"INTEGER PRIMARY KEY (rowid<?)"}},
		{"due timers", `SELECT key FROM timers WHERE wake <= $1 ORDER BY wake LIMIT 5`, []any{1}, []string{"timers_by_wake (wake<?)"}},
		{"wanted effects", `SELECT id FROM effects WHERE state = 'wanted' AND wake <= $1 ORDER BY wake LIMIT 5`, []any{1}, []string{"effects_wanted (wake<?)"}},
		{"effects in trouble", `SELECT id FROM effects WHERE state <> 'done' AND reason IS NOT NULL AND (changed, id) < ($1, $2) ORDER BY changed DESC, id DESC LIMIT 5`, []any{1, "x"}, []string{"effects_in_trouble ((changed,id)<(?,?))"}},
	} {
		var plan []string
		err := db.rows(bg, "EXPLAIN QUERY PLAN "+c.query, func(scan func(...any) error) error {
			var id, parent, unused int
			var detail string
			err := scan(&id, &parent, &unused, &detail)
			plan = append(plan, detail)
			return err
		}, c.args...)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		text := strings.Join(plan, "\n")
		for _, want := range c.index {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not use %s:\n%s", c.name, want, text)
			}
		}
		for _, line := range plan {
			if strings.HasPrefix(line, "SCAN tasks") || strings.HasPrefix(line, "SCAN cases") {
				t.Errorf("%s reads a whole table:\n%s", c.name, text)
			}
		}
	}
}

func TestSearchTakesWhateverIsTyped(t *testing.T) {
	db := openRecord(t)
	for n := range 12 {
		commit(t, db, newCase(n+1).u)
	}
	m := onCase(read(t, db, 5), "rename").given1("note.added", engine.AddNote{Text: "x"})
	m.event("person.set", map[string]any{"person": "applicant", "value": engine.Person{Name: "Siân O'Neill-Łukasz", Email: "s.o'neill@example.org"}})
	commit(t, db, m.u)
	for text, want := range map[string]int{
		"": 0, "   ": 0, `"`: 0, "*": 0, "AND": 0, "ada": 11, "number1*": 4, "Ada num": 11, "ada NOT number1": 0, `ada" OR "x`: 0, "o'neill": 1,
		"sian oneil": 0, "sian o'nei": 1, "neill": 1, "lukasz": 0, "łukasz": 1, "s.o'neill@example.org": 1, "(": 0, "name:ada": 0, "^ada": 11, "\x00": 0, "-": 0,
		"ada5@example.org": 0, "ada6@example.org": 1, "pp-2026-000005": 1, "000005": 1, "example": 12,
		strings.Repeat("a ", 500): 0, strings.Repeat("x", 100_000): 0, "日本": 0,
	} {
		found, err := db.Search(bg, text, 100)
		if err != nil || len(found) != want {
			t.Errorf("%.40q found %d, want %d, %v", text, len(found), want, err)
		}
	}
	found, err := db.Search(bg, "example", 3)
	if err != nil || len(found) != 3 || found[0].Reference != "PP-2026-000012" {
		t.Errorf("the latest three: %+v, %v", found, err)
	}
}
