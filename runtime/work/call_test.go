package work_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/store"
	"github.com/caseloom/caseloom/runtime/work"
)

// mapping is a real service: it writes down what it was asked, and answers as the test says.
type mapping struct {
	*httptest.Server
	mu     sync.Mutex
	keys   []string // of each request
	bodies []string
	answer func(n int, w http.ResponseWriter) // the nth request, from 1
}

func (m *mapping) asked() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.keys
}

func says(body string) func(int, http.ResponseWriter) {
	return func(_ int, w http.ResponseWriter) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(body))
	}
}

func status(code int) func(int, http.ResponseWriter) {
	return func(_ int, w http.ResponseWriter) { w.WriteHeader(code) }
}

// calling is an office in which each application has the distance looked up.
func calling(t *testing.T, answer func(int, http.ResponseWriter)) (*office, *mapping) {
	t.Helper()
	m := &mapping{answer: answer}
	m.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		m.mu.Lock()
		m.keys, m.bodies = append(m.keys, r.Header.Get("Idempotency-Key")), append(m.bodies, string(body))
		n := len(m.keys)
		m.mu.Unlock()
		m.answer(n, w)
	}))
	t.Cleanup(m.Close)
	return openWith(t, map[string]string{
		"organisation.yaml": "title: Testing\nzone: Europe/London\nservices:\n  mapping: { title: The map, url: " + m.URL + ", give_up: 10 minutes }\n",
		"permit/casetype.yaml": folder["permit/casetype.yaml"] + `tasks:
  - id: distance
    title: Find the distance
    does: call
    service: mapping
    send: { name: form.applicant.name }
    answers: { miles: { type: number, from: routes.0.miles } }
`,
	}), m
}

// services makes a sweep that may call what is on this machine.
func (o *office) services(m *mapping, desk commander) *work.Work {
	o.t.Helper()
	w, err := work.New(o.db, desk, o.people, work.Config{Inside: []string{m.Listener.Addr().String()}}, o.now, o.logger())
	if err != nil {
		o.t.Fatal(err)
	}
	return w
}

type commander interface {
	Do(ctx context.Context, reference string, actor engine.Actor, expect int, body engine.Body) (*engine.Case, error)
	Submit(ctx context.Context, casetype string, actor engine.Actor, s engine.Submit, key *store.Key, draft string) (*engine.Case, error)
	TypeOf(ctx context.Context, c *engine.Case) (*casetype.Type, error)
}

func (o *office) task(c *engine.Case, id string) *engine.Task {
	o.t.Helper()
	now, err := o.db.Case(o.ctx, c.Reference)
	if err != nil {
		o.t.Fatal(err)
	}
	if now.Task(id) == nil {
		o.t.Fatalf("the case has no task %s", id)
	}
	return now.Task(id)
}

func TestAServiceIsAskedAfterTheCommit(t *testing.T) {
	o, m := calling(t, says(`{"routes":[{"miles":3.5,"by":"road"}],"internal":"not for the record"}`))
	c := o.apply("Amina", "amina@example.org")
	if len(m.asked()) > 0 {
		t.Error("it was asked before the sweep")
	}
	o.services(m, o.desk).Sweep(o.ctx)
	if task := o.task(c, "distance"); task.State != engine.Done || string(task.Answers) != `{"miles":3.5}` {
		t.Errorf("the task is %s with %s: %s", task.State, task.Answers, task.Reason)
	}
	if len(m.bodies) != 1 || m.bodies[0] != `{"name":"Amina"}` || len(m.keys[0]) != 32 {
		t.Errorf("it was asked %q with %q", m.bodies, m.keys)
	}
	all, err := o.db.Events(o.ctx, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if strings.Contains(string(e.Body), "not for the record") {
			t.Errorf("%s keeps what nobody asked for: %s", e.Kind, e.Body)
		}
	}
	if strings.Contains(o.log.String(), "Amina") {
		t.Errorf("the log names a person:\n%s", o.log)
	}
	o.sound()
}

// A service that does not answer is asked again, later each time, under the same key, by whichever server is there.
func TestAServiceThatIsSilentIsAskedAgain(t *testing.T) {
	o, m := calling(t, nil)
	m.answer = func(n int, w http.ResponseWriter) {
		if n < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		says(`{"routes":[{"miles":2}]}`)(n, w)
	}
	c := o.apply("Amina", "amina@example.org")
	o.services(m, o.desk).Sweep(o.ctx)
	if n := len(m.asked()); n != 1 {
		t.Fatalf("it was asked %d times at once", n)
	}
	if trouble := o.troubles(); len(trouble) != 1 || trouble[0].RetryAt == nil || !strings.Contains(trouble[0].Reason, "answered 503") {
		t.Errorf("in trouble: %+v", trouble)
	}
	o.wait(29 * time.Second)
	o.services(m, o.desk).Sweep(o.ctx) // another server, or the same after a restart
	if n := len(m.asked()); n != 1 {
		t.Fatalf("it was asked again after 29 seconds")
	}
	for range 2 {
		o.wait(time.Minute)
		o.services(m, o.desk).Sweep(o.ctx)
	}
	keys := m.asked()
	if len(keys) != 3 || keys[0] != keys[1] || keys[1] != keys[2] {
		t.Errorf("it was asked with the keys %q", keys)
	}
	if task := o.task(c, "distance"); task.State != engine.Done {
		t.Errorf("the task is %s: %s", task.State, task.Reason)
	}
	if len(o.troubles()) > 0 {
		t.Errorf("still in trouble: %+v", o.troubles())
	}
	o.sound()
}

// When the patience of the files is at its end, a person is asked, and told what happened; what they have tried again is
// asked under the same key.
func TestAServiceThatStaysSilentIsAPersonsToSeeTo(t *testing.T) {
	o, m := calling(t, status(http.StatusBadGateway))
	c := o.apply("Amina", "amina@example.org")
	for range 30 {
		o.services(m, o.desk).Sweep(o.ctx)
		o.wait(time.Minute)
	}
	task := o.task(c, "distance")
	if want := "It was tried 5 times. The last time: " + m.Listener.Addr().String() + " answered 502 Bad Gateway."; task.State != engine.Failed || task.Reason != want {
		t.Errorf("the task is %s: %s", task.State, task.Reason)
	}
	if see := o.task(c, "exception"); see.State != engine.Open || see.For != "distance" {
		t.Errorf("the person's task is %+v", see)
	}
	if len(o.troubles()) > 0 {
		t.Errorf("an administrator is asked too: %+v", o.troubles())
	}
	m.mu.Lock()
	m.answer = says(`{"routes":[{"miles":2}]}`)
	m.mu.Unlock()
	ada := engine.Actor{ID: "ada", Kind: "staff", Roles: []string{"caseworker"}}
	if _, err := o.desk.Do(o.ctx, c.Reference, ada, -1, engine.RetryTask{Task: "distance"}); err != nil {
		t.Fatal(err)
	}
	o.services(m, o.desk).Sweep(o.ctx)
	if keys := m.asked(); len(keys) != 6 || keys[5] != keys[0] {
		t.Errorf("it was asked with the keys %q", keys)
	}
	if task := o.task(c, "distance"); task.State != engine.Done {
		t.Errorf("the task is %s: %s", task.State, task.Reason)
	}
	o.sound()
}

// What asking again cannot mend is not asked again.
func TestFailuresForGood(t *testing.T) {
	for _, one := range []struct {
		name   string
		answer func(int, http.ResponseWriter)
		says   string
	}{
		{"refused", status(http.StatusUnprocessableEntity), "refused what was sent: it answered 422"},
		{"a redirect", func(_ int, w http.ResponseWriter) { w.Header().Set("Location", "/else"); w.WriteHeader(302) }, "that is not followed"},
		{"not JSON", says(`{"routes":`), "its answer is not JSON."},
		{"another shape", says(`{"routes":[]}`), "miles is missing (it was looked for at routes.0.miles)."},
		{"another kind", says(`{"routes":[{"miles":"far"}]}`), `miles is "far", and must be a number.`},
		{"a heap", says(`{"routes":[{"miles":"` + strings.Repeat("x", 70_000) + `"}]}`), "larger than 64 KB."},
	} {
		t.Run(one.name, func(t *testing.T) {
			o, m := calling(t, one.answer)
			c := o.apply("Amina", "amina@example.org")
			w := o.services(m, o.desk)
			w.Sweep(o.ctx)
			o.wait(time.Hour)
			w.Sweep(o.ctx)
			if n := len(m.asked()); n != 1 {
				t.Errorf("it was asked %d times", n)
			}
			if task := o.task(c, "distance"); task.State != engine.Failed || !strings.Contains(task.Reason, one.says) {
				t.Errorf("the task is %s: %s", task.State, task.Reason)
			}
			if n := o.events(c, "task.failed"); n != 1 {
				t.Errorf("it failed %d times", n)
			}
			o.sound()
		})
	}
}

func TestAHostThatIsNotAllowedIsNotAsked(t *testing.T) {
	o, m := calling(t, says(`{}`))
	c := o.apply("Amina", "amina@example.org")
	o.work("").Sweep(o.ctx)
	if task := o.task(c, "distance"); task.State != engine.Failed || !strings.Contains(task.Reason, "is not one of the hosts that the administrator allows to be called.") {
		t.Errorf("the task is %s: %s", task.State, task.Reason)
	}
	if n := len(m.asked()); n != 0 {
		t.Errorf("it was asked %d times", n)
	}
}

// died is a desk whose server was killed before it could write down what it was told.
type died struct{ commander }

func (died) Do(context.Context, string, engine.Actor, int, engine.Body) (*engine.Case, error) {
	return nil, errors.New("killed")
}

// A server killed between the answer and our note of it asks again, under the same key: the service can do it once.
func TestAnAnswerThatWasNotWrittenDownIsAskedForAgain(t *testing.T) {
	o, m := calling(t, says(`{"routes":[{"miles":2}]}`))
	c := o.apply("Amina", "amina@example.org")
	o.services(m, died{}).Sweep(o.ctx)
	if task := o.task(c, "distance"); task.State != engine.Open {
		t.Fatalf("the task is %s", task.State)
	}
	o.wait(time.Hour)
	o.services(m, o.desk).Sweep(o.ctx)
	if keys := m.asked(); len(keys) != 2 || keys[0] != keys[1] {
		t.Errorf("it was asked with the keys %q", keys)
	}
	if task := o.task(c, "distance"); task.State != engine.Done {
		t.Errorf("the task is %s: %s", task.State, task.Reason)
	}
	if n := o.events(c, "task.done"); n != 1 {
		t.Errorf("it is done %d times", n)
	}
	o.sound()
}

// A case that was withdrawn meanwhile has nothing asked for it, and nothing of it is sent anywhere.
func TestACaseThatMovedOnAsksNothing(t *testing.T) {
	o, m := calling(t, says(`{}`))
	c := o.apply("Amina", "amina@example.org")
	if _, err := o.desk.Do(o.ctx, c.Reference, engine.Actor{ID: "ada", Kind: "staff"}, -1, engine.WithdrawCase{Reason: "r"}); err != nil {
		t.Fatal(err)
	}
	o.services(m, o.desk).Sweep(o.ctx)
	if n := len(m.asked()); n != 0 {
		t.Errorf("it was asked %d times", n)
	}
	o.sound()
}

// Somebody who steps in while the service is asked is not overruled by what it answers; and it is asked no more.
func TestWhoeverStepsInIsNotOverruled(t *testing.T) {
	o, m := calling(t, nil)
	c := o.apply("Amina", "amina@example.org")
	m.answer = func(n int, w http.ResponseWriter) {
		if n == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		ada := engine.Actor{ID: "ada", Kind: "staff", Roles: []string{"caseworker"}}
		if _, err := o.desk.Do(o.ctx, c.Reference, ada, -1, engine.CompleteTask{Task: "distance", Answers: json.RawMessage(`{"miles":5}`)}); err != nil {
			t.Error(err)
		}
		says(`{"routes":[{"miles":2}]}`)(n, w)
	}
	for range 5 {
		o.services(m, o.desk).Sweep(o.ctx)
		o.wait(time.Minute)
	}
	if n := len(m.asked()); n != 2 {
		t.Errorf("it was asked %d times", n)
	}
	if task := o.task(c, "distance"); task.State != engine.Done || string(task.Answers) != `{"miles":5}` || task.By != "ada" {
		t.Errorf("the task is %s with %s by %s", task.State, task.Answers, task.By)
	}
	if trouble := o.troubles(); len(trouble) != 0 {
		t.Errorf("in trouble: %+v", trouble)
	}
	o.sound()

	// It was stepped in between two tries: it is not asked again.
	o, m = calling(t, status(http.StatusServiceUnavailable))
	c = o.apply("Amina", "amina@example.org")
	o.services(m, o.desk).Sweep(o.ctx)
	ada := engine.Actor{ID: "ada", Kind: "staff", Roles: []string{"caseworker"}}
	if _, err := o.desk.Do(o.ctx, c.Reference, ada, -1, engine.SkipTask{Task: "distance", Reason: "It is next door."}); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		o.wait(time.Minute)
		o.services(m, o.desk).Sweep(o.ctx)
	}
	if n := len(m.asked()); n != 1 || len(o.troubles()) != 0 {
		t.Errorf("it was asked %d times; in trouble: %+v", n, o.troubles())
	}
	o.sound()
}

// A service that says when to come back is not asked before, unless that is beyond what the files have patience for: then
// it is asked once more at the end.
func TestAServiceThatSaysWhenToComeBack(t *testing.T) {
	for _, one := range []struct {
		code  int
		after func(now time.Time) string
		wait  time.Duration
	}{
		{429, func(time.Time) string { return "240" }, 4 * time.Minute},
		{503, func(now time.Time) string { return now.Add(5 * time.Minute).UTC().Format(http.TimeFormat) }, 5 * time.Minute},
		{503, func(time.Time) string { return "86400" }, 10 * time.Minute},
		{503, func(time.Time) string { return "99999999999999999999" }, 30 * time.Second},
		{503, func(time.Time) string { return "soon" }, 30 * time.Second},
		{503, func(time.Time) string { return "-5" }, 30 * time.Second},
		{503, func(time.Time) string { return "1" }, 30 * time.Second},
		{500, func(time.Time) string { return "240" }, 30 * time.Second},
	} {
		o, m := calling(t, nil)
		began := o.now()
		m.answer = func(n int, w http.ResponseWriter) {
			if n == 1 {
				w.Header().Set("Retry-After", one.after(began))
				w.WriteHeader(one.code)
				return
			}
			says(`{"routes":[{"miles":2}]}`)(n, w)
		}
		c := o.apply("Amina", "amina@example.org")
		o.services(m, o.desk).Sweep(o.ctx)
		o.wait(one.wait - 2*time.Second)
		o.services(m, o.desk).Sweep(o.ctx)
		if n := len(m.asked()); n != 1 {
			t.Errorf("%d %s: it was asked %d times before %s", one.code, one.after(began), n, one.wait)
		}
		o.wait(2 * time.Second)
		o.services(m, o.desk).Sweep(o.ctx)
		if task := o.task(c, "distance"); task.State != engine.Done {
			t.Errorf("%d %s: after %s the task is %s: %s", one.code, one.after(began), one.wait, task.State, task.Reason)
		}
		o.sound()
	}
}

// What a machine is at work on is on no list of open tasks; what a person is to see to is.
func TestAMachinesTaskIsOnNobodysList(t *testing.T) {
	o, m := calling(t, status(http.StatusUnprocessableEntity))
	o.apply("Amina", "amina@example.org")
	titles := func() string {
		rows, _, err := o.db.Tasks(o.ctx, store.TaskQuery{})
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, r := range rows {
			all = append(all, r.Title)
		}
		return strings.Join(all, ", ")
	}
	if got := titles(); got != "Check the proof, Decide" {
		t.Errorf("on the list: %s", got)
	}
	o.services(m, o.desk).Sweep(o.ctx)
	if got := titles(); got != "See to “Find the distance”: it failed, Check the proof, Decide" {
		t.Errorf("on the list: %s", got)
	}
	o.sound()
}

// What a service was sent, and what it answered, goes when the case's answers are erased, and the record still holds.
func TestWhatAServiceKnewIsErasedToo(t *testing.T) {
	o, m := calling(t, says(`{"routes":[{"miles":"about 31337"}]}`))
	c := o.apply("Amina", "amina@example.org")
	o.services(m, o.desk).Sweep(o.ctx)
	if task := o.task(c, "distance"); !strings.Contains(task.Reason, "31337") {
		t.Fatalf("the task says %q", task.Reason)
	}
	for _, class := range []string{store.Answers, store.Messages} {
		if err := o.db.Erase(o.ctx, c.ID, class, o.now()); err != nil {
			t.Fatal(err)
		}
	}
	all, err := o.db.Events(o.ctx, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if strings.Contains(string(e.Body), "31337") || strings.Contains(string(e.Body), "Amina") {
			t.Errorf("%s still says %s", e.Kind, e.Body)
		}
	}
	if now := o.task(c, "distance"); strings.Contains(now.Reason, "31337") {
		t.Errorf("the task still says %q", now.Reason)
	}
	o.sound()
}
