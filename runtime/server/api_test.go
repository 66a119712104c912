package server_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/caseloom/caseloom/runtime/engine"
)

// program is a client of the API.
type program struct {
	*house
	token string
}

func (h *house) program(role string) *program {
	h.t.Helper()
	if role == "" {
		return &program{h, ""}
	}
	token, err := h.people.AddToken(h.t.Context(), role+"-program", role)
	if err != nil {
		h.t.Fatal(err)
	}
	return &program{h, token}
}

// reply is an answer with its JSON.
type reply struct {
	t      *testing.T
	status int
	media  string
	body   string
	json   map[string]any
	header http.Header
}

func (p *program) send(method, path, media, body string, headers ...string) *reply {
	p.t.Helper()
	req, err := http.NewRequest(method, p.url+path, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	if media != "" {
		req.Header.Set("Content-Type", media)
	}
	if p.token != "" {
		req.Header.Set("Authorization", "Bearer "+p.token)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	r := &reply{t: p.t, status: res.StatusCode, media: res.Header.Get("Content-Type"), body: string(text), header: res.Header}
	if strings.Contains(r.media, "json") {
		if err := json.Unmarshal(text, &r.json); err != nil {
			p.t.Fatalf("%s: %v: %s", path, err, text)
		}
	}
	return r
}

func (p *program) get(path string) *reply { p.t.Helper(); return p.send("GET", path, "", "") }

func (p *program) post(path, body string, headers ...string) *reply {
	p.t.Helper()
	return p.send("POST", path, "application/json", body, headers...)
}

// is checks the status, and that a problem is one in form.
func (r *reply) is(status int) *reply {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("status %d, want %d: %s", r.status, status, r.body)
	}
	if status >= 400 && (r.media != "application/problem+json" || r.json["title"] == "" || r.json["detail"] == "" || r.json["status"] != float64(status)) {
		r.t.Fatalf("not a problem: %s %s", r.media, r.body)
	}
	return r
}

// faults are the pointers at fault.
func (r *reply) faults() string {
	var out []string
	all, _ := r.json["errors"].([]any)
	for _, e := range all {
		e := e.(map[string]any)
		if e["code"] == "" || e["message"] == "" {
			r.t.Fatal(r.body)
		}
		out = append(out, e["pointer"].(string))
	}
	return strings.Join(out, " ")
}

const open1 = "/api/v1/casetypes/parking-permit/cases"

// application is valid data of the intake form, once its proof of address is kept.
func (p *program) application(zone string, matched bool) string {
	p.t.Helper()
	file := p.send("POST", "/api/v1/casetypes/parking-permit/uploads?name=bill.pdf", "application/pdf", "%PDF-1.7\n").is(201)
	return fmt.Sprintf(`{"applicant":{"name":"Ben Ode","email":"ben@example.com","date_of_birth":"1990-01-02","blue_badge":false},"contact":{"prefers":"email"},`+
		`"address":{"line1":"1 Hill St","town":"Riverside","postcode":"RV1 2AB","zone":"%s","years":1,"matched":%v},`+
		`"vehicles":[{"registration":"AB12 CDE","make":"Ford","fuel":"petrol","owned":true}],"proof_of_address":%s,"declaration":true}`, zone, matched, file.body)
}

func TestAProgramOpensACaseAndWorksIt(t *testing.T) {
	h := open(t, nil)
	anyone, worker := h.program(""), h.program("caseworker")
	data := anyone.application("B", false)
	opened := anyone.post(open1, data).is(201)
	ref, _ := opened.json["reference"].(string)
	if ref != "PP-2026-000001" || opened.header.Get("Location") != "/api/v1/cases/"+ref {
		t.Fatal(opened.body)
	}
	k := worker.get("/api/v1/cases/" + ref).is(200)
	var want any
	if err := json.Unmarshal([]byte(data), &want); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(k.json["submitted"]) != fmt.Sprint(want) || fmt.Sprint(k.json["data"]) != fmt.Sprint(want) {
		t.Fatalf("%v\n%v", k.json["submitted"], want)
	}

	cases := worker.get("/api/v1/cases?casetype=parking-permit&status=open").is(200)
	if list := cases.json["cases"].([]any); len(list) != 1 || list[0].(map[string]any)["reference"] != ref || strings.Contains(cases.body, "Ben") {
		t.Fatal(cases.body)
	}
	tasks := worker.get("/api/v1/tasks").is(200).json["tasks"].([]any)
	if len(tasks) != 1 {
		t.Fatal(tasks)
	}
	task := "/api/v1/tasks/" + tasks[0].(map[string]any)["key"].(string)
	if one := worker.get(task).is(200); one.json["form"] != "proof_check" || one.json["state"] != "open" {
		t.Fatal(one.body)
	}
	if f := worker.post(task+"/complete", `{"answers":{"document":"nonsense"}}`).is(422).faults(); f != "/answers/document /answers/result" && f != "/answers/result /answers/document" {
		t.Fatal(f)
	}
	worker.post("/api/v1/cases/"+ref+"/notes", `{"text":"He wrote."}`).is(201)
	worker.post(task+"/complete", `{"answers":{"document":"tenancy","result":"passed"},"expect":10}`).is(409)
	worker.post(task+"/complete", `{"answers":{"document":"tenancy","result":"passed"},"answer":{}}`).is(422)
	if done := worker.post(task+"/complete", `{"answers":{"document":"tenancy","result":"passed"}}`).is(200); done.json["state"] != "done" {
		t.Fatal(done.body)
	}
	worker.post(task+"/complete", `{"answers":{"document":"tenancy","result":"passed"}}`).is(409)

	worker.post("/api/v1/cases/"+ref+"/notes", `{"text":"She called."}`).is(201)
	worker.post("/api/v1/cases/"+ref+"/notes", `{"text":""}`).is(422)
	worker.post("/api/v1/cases/"+ref+"/notes", `{"text":"a","text":"b"}`).is(422)
	worker.send("POST", "/api/v1/cases/"+ref+"/documents?name=letter.pdf", "application/pdf", "%PDF-1.7\nletter").is(201)
	worker.send("POST", "/api/v1/cases/"+ref+"/documents?name=x.html", "text/html", "<script>").is(422)
	worker.send("POST", "/api/v1/cases/"+ref+"/documents", "application/pdf", "%PDF-1.7\n").is(422)
	k = worker.get("/api/v1/cases/" + ref).is(200)
	if !strings.Contains(k.body, "She called.") || !strings.Contains(k.body, "letter.pdf") {
		t.Fatal(k.body)
	}
}

func TestFaultsOfASubmissionAreNamedOneByOne(t *testing.T) {
	h := open(t, nil)
	p := h.program("")
	r := p.post(open1, `{"applicant":{"name":"","email":"x","date_of_birth":"1990-02-31","blue_badge":true},"contact":{"prefers":"owl"},"address":{},"vehicles":[],"declaration":false}`).is(422)
	for _, want := range []string{"/applicant/name", "/applicant/email", "/applicant/date_of_birth", "/applicant/badge_number", "/contact/prefers", "/address/zone", "/vehicles", "/proof_of_address", "/declaration"} {
		if !strings.Contains(r.faults()+" ", want+" ") {
			t.Errorf("%s is not named: %s", want, r.body)
		}
	}
	for _, body := range []string{"", "null", "[]", "{", `{"a":1}{"b":2}`, `{"a":1e3000000}`, `{"applicant":{},"applicant":{}}`, "\xff", strings.Repeat("[", 20_000)} {
		p.post(open1, body).is(422)
	}
	// A file that was never uploaded, or is not what it is said to be.
	data := p.application("B", true)
	for _, change := range [][2]string{{`"hash":"`, `"hash":"0`}, {`"media":"application/pdf"`, `"media":"image/png"`}, {`"size":9`, `"size":10`}, {`bill.pdf`, `../bill.pdf`}} {
		if f := p.post(open1, strings.Replace(data, change[0], change[1], 1)).is(422).faults(); !strings.Contains(f, "/proof_of_address") {
			t.Errorf("%v: %s", change, f)
		}
	}
	// A name that the form does not have, a birth to come and a file that is not kept: all at once.
	wrong := strings.NewReplacer(`"make"`, `"makes"`, `"1990-01-02"`, `"2026-03-03"`, `"hash":"`, `"hash":"0`, `"declaration"`, `"colour":"red","declaration"`).Replace(data)
	r = p.post(open1, wrong).is(422)
	if f := r.faults(); f != "/applicant/date_of_birth /vehicles/0/make /colour /vehicles/0/makes /proof_of_address" || !strings.Contains(r.body, `for “makes”. Did you mean \"make\"?`) {
		t.Errorf("%s: %s", f, r.body)
	}
	r = p.post("/api/v1/casetypes/nothing/cases", "{}").is(404)
	r.body += p.send("POST", open1, "text/plain", "{}").is(415).body
	r.body += p.send("GET", open1, "", "").is(405).body
	if lower := strings.ToLower(r.body); strings.Contains(lower, "page") || strings.Contains(lower, "go back") {
		t.Errorf("a program is told of pages: %s", r.body)
	}
	if n, _ := h.db.CountCases(t.Context()); n != 0 {
		t.Fatal(n)
	}
}

func TestAnIdempotencyKeyOpensOneCase(t *testing.T) {
	h := open(t, nil)
	p := h.program("")
	data := p.application("B", true)
	bodies := make([]string, 8)
	var wait sync.WaitGroup
	for i := range bodies {
		wait.Go(func() {
			req, _ := http.NewRequest("POST", h.url+open1, strings.NewReader(data))
			req.Header.Set("Content-Type", "application/json")
			req.Header.Set("Idempotency-Key", "monday-1")
			if res, err := http.DefaultClient.Do(req); err == nil {
				text, _ := io.ReadAll(res.Body)
				res.Body.Close()
				bodies[i] = fmt.Sprint(res.StatusCode, string(text))
			}
		})
	}
	wait.Wait()
	for _, b := range bodies {
		if b != bodies[0] || !strings.HasPrefix(b, "201{") {
			t.Fatal(bodies)
		}
	}
	p.post(open1, data+" ", "Idempotency-Key", "monday-1").is(422)
	// The key belongs to its caller.
	if other := h.program("caseworker").post(open1, data, "Idempotency-Key", "monday-1").is(201); fmt.Sprint(201, other.body) == bodies[0] {
		t.Fatal("another caller's key was taken for this one")
	}
	p.post(open1, data, "Idempotency-Key", strings.Repeat("k", 256)).is(422)
	if n, _ := h.db.CountCases(t.Context()); n != 2 {
		t.Fatal(n)
	}
}

// What is done to a case is done once for each key, by however many requests at once, and each is answered alike.
func TestAnIdempotencyKeyDoesEachThingOnce(t *testing.T) {
	h := open(t, nil)
	p := h.program("caseworker")
	ref, _ := p.post(open1, p.application("B", false)).is(201).json["reference"].(string)
	other, _ := p.post(open1, p.application("B", false)).is(201).json["reference"].(string)
	k, err := h.db.Case(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	at := "/api/v1/cases/" + ref
	file := func(name, key string) *reply {
		return p.send("POST", at+"/documents?name="+name, "application/pdf", "%PDF-1.7\nonce", "Idempotency-Key", key)
	}
	for name, do := range map[string]func() *reply{
		"a note":     func() *reply { return p.post(at+"/notes", `{"text":"They rang."}`, "Idempotency-Key", "n") },
		"a document": func() *reply { return file("once.pdf", "d") },
		"a task": func() *reply {
			return p.post("/api/v1/tasks/"+k.ID+"-proof/complete", `{"answers":{"document":"other","result":"passed"}}`, "Idempotency-Key", "t")
		},
	} {
		replies := make([]*reply, 6)
		var wait sync.WaitGroup
		for i := range replies {
			wait.Go(func() { replies[i] = do() })
		}
		wait.Wait()
		for _, r := range replies {
			if r.status >= 300 || r.status != replies[0].status || r.body != replies[0].body {
				t.Errorf("%s: %d %s beside %d %s", name, r.status, r.body, replies[0].status, replies[0].body)
			}
		}
	}
	p.post(at+"/notes", `{"text":"They rang again."}`, "Idempotency-Key", "n").is(422)
	p.post("/api/v1/cases/"+other+"/notes", `{"text":"They rang."}`, "Idempotency-Key", "n").is(422)
	file("twice.pdf", "d").is(422)
	p.post("/api/v1/tasks/"+k.ID+"-proof/complete", `{"answers":{"document":"other","result":"passed"}}`).is(409)
	k, err = h.db.Case(t.Context(), ref)
	if err != nil || len(k.Notes) != 1 || len(k.Documents) != 2 || k.Task("proof").State != engine.Done {
		t.Errorf("%d notes, %d documents, %v", len(k.Notes), len(k.Documents), err)
	}
	if k, err := h.db.Case(t.Context(), other); err != nil || len(k.Notes) != 0 {
		t.Errorf("the note went to the other case too: %v, %v", k.Notes, err)
	}
}

func TestATokenSeesWhatItsRoleMay(t *testing.T) {
	h := open(t, nil)
	anyone := h.program("")
	ref := anyone.post(open1, anyone.application("B", false)).is(201).json["reference"].(string)
	analyst := h.program("analyst")
	analyst.get("/api/v1/cases/" + ref).is(404)
	analyst.post("/api/v1/cases/"+ref+"/notes", `{"text":"x"}`).is(404)
	if list := analyst.get("/api/v1/cases").is(200).json["cases"].([]any); len(list) != 0 {
		t.Fatal(list)
	}
	if list := analyst.get("/api/v1/tasks").is(200).json["tasks"].([]any); len(list) != 0 {
		t.Fatal(list)
	}
	k, err := h.db.Case(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	analyst.get("/api/v1/tasks/" + k.ID + "-proof").is(404)
	anyone.get("/api/v1/cases/" + ref).is(401)
	(&program{h, "wrong"}).post(open1, "{}").is(401)
	worker := h.program("caseworker")
	worker.get("/api/v1/cases/PP-2026-999999").is(404)
	worker.get("/api/v1/cases?limit=0").is(422)
	worker.get("/api/v1/cases?status=lost").is(422)
	worker.get("/api/v1/cases?cursor=nonsense").is(422)
}

func TestListsAreReadPageByPage(t *testing.T) {
	h := open(t, nil)
	anyone, worker := h.program(""), h.program("caseworker")
	data := anyone.application("B", false)
	for range 5 {
		anyone.post(open1, data).is(201)
	}
	for _, name := range []string{"cases", "tasks"} {
		seen, cursor := map[string]bool{}, ""
		for pages := 0; ; pages++ {
			r := worker.get("/api/v1/" + name + "?limit=2&cursor=" + url.QueryEscape(cursor)).is(200)
			for _, row := range r.json[name].([]any) {
				seen[row.(map[string]any)["reference"].(string)] = true
			}
			if cursor, _ = r.json["next"].(string); cursor == "" {
				break
			}
			if pages > 5 {
				t.Fatal("no end")
			}
		}
		if len(seen) != 5 {
			t.Fatalf("%s: %v", name, seen)
		}
	}
}

func TestTheDescriptionIsOfTheRoutesThatAreThere(t *testing.T) {
	h := open(t, nil)
	d := h.program("").get("/api/openapi.json").is(200)
	paths := d.json["paths"].(map[string]any)
	described := 0
	for _, route := range h.server.Routes() {
		if !strings.HasPrefix(route.Path, "/api/v1/") {
			continue
		}
		parts := strings.Split(route.Path, "/")
		for i, p := range parts {
			if name, ok := strings.CutPrefix(p, ":"); ok {
				parts[i] = "{" + name + "}"
			}
		}
		op, ok := paths[strings.Join(parts, "/")].(map[string]any)[strings.ToLower(route.Method)].(map[string]any)
		if !ok || op["summary"] == "" || op["responses"] == nil {
			t.Errorf("%s %s is not described", route.Method, route.Path)
		}
		described++
	}
	if described < 9 || d.json["openapi"] != "3.1.0" {
		t.Fatal(described, d.body)
	}
}
