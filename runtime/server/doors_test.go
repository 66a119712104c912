package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// fill gives a route's path an address.
func fill(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if strings.HasPrefix(p, ":") {
			parts[i] = "x"
			if p == ":casetype" {
				parts[i] = "parking-permit"
			}
		}
	}
	return strings.Join(parts, "/")
}

// public is every address that someone who is nobody may reach. A route that is not here must refuse them: adding one
// to this list is a decision, and this is where it is seen.
var public = []string{
	"/", "/apply", "/apply/:casetype", "/apply/:casetype/", "/track", "/track/", "/help", "/help/", "/livez", "/readyz", "/assets/:name", "/api/openapi.json",
	"/sign-in", "/sign-out", "/setup/", "/password/", "/reset/", "/link/", "/answer/",
}

func isPublic(path string) bool {
	for _, p := range public {
		if path == p || len(p) > 1 && strings.HasSuffix(p, "/") && strings.HasPrefix(path, p) {
			return true
		}
	}
	return false
}

func TestNobodyReachesWhatIsNotPublic(t *testing.T) {
	h := open(t, nil)
	b := h.browser()
	b.c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for _, route := range h.server.Routes() {
		if isPublic(route.Path) {
			continue
		}
		who := route.Audience.String()
		if who == "public" || who == "nobody" {
			t.Errorf("%s %s is for %s and not on the list of what is public", route.Method, route.Path, who)
		}
		if who == "anyone" || who == "operator" {
			continue // judged for itself: TestAServiceForStaff…, TestAnOperator…
		}
		path := fill(route.Path)
		var v *view
		if route.Method == http.MethodGet {
			v = b.get(path)
		} else {
			v = b.post(path, url.Values{"_csrf": {"x"}})
		}
		switch {
		case v.status == http.StatusSeeOther && strings.HasPrefix(v.header.Get("Location"), "/sign-in"):
		case v.status == http.StatusUnauthorized, v.status == http.StatusForbidden:
		default:
			t.Errorf("%s %s answered nobody with %d", route.Method, path, v.status)
		}
	}
}

func TestARoleOpensOnlyItsOwnDoors(t *testing.T) {
	h := open(t, nil)
	b := h.person("ana@example.org", []string{"analyst"}, nil)
	b.c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for _, route := range h.server.Routes() {
		who := route.Audience.String()
		if !strings.HasPrefix(who, "role ") || strings.Contains(who, "analyst") || route.Method != http.MethodGet {
			continue
		}
		b.get(fill(route.Path)).is(http.StatusForbidden)
	}
}

func TestAnyPostToAnyRouteIsAnswered(t *testing.T) {
	h := open(t, nil)
	for _, route := range h.server.Routes() {
		if route.Method != http.MethodPost {
			continue
		}
		b := h.browser()
		path := fill(route.Path)
		for media, body := range map[string]string{
			"application/x-www-form-urlencoded": "%ff=%00&_csrf=" + strings.Repeat("&x=1", 20_000),
			"multipart/form-data; boundary=b":   "--b\r\nContent-Disposition: form-data; name=\"/\xff\"; filename=\"\r\n\r\n",
			"application/json":                  strings.Repeat("[", 10_000),
			"application/xml":                   "<!DOCTYPE x [<!ENTITY a \"a\">]><x>&a;</x>",
			"":                                  "\x00",
		} {
			req, err := http.NewRequest("POST", h.url+path, strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if media != "" {
				req.Header.Set("Content-Type", media)
			}
			if v := b.do(req); v.status < 400 && v.path == path || v.status >= 500 {
				t.Errorf("%s answered %q with %d: %s", path, media, v.status, v.text)
			}
		}
	}
}

func TestAnswersToNothingThatWasAskedChangeNothing(t *testing.T) {
	h := open(t, nil)
	b := h.browser()
	s := b.form(b.begin(), "/applicant/name")
	for _, name := range []string{"/zone", "/applicant", "/applicant/name/x", "/applicant/__proto__", "/vehicles/0/registration", "/vehicles/99999999999/make", "/declaration", "/", "//", "/applicant/blue_badge?branch", "~", "/~2", "_unknown"} {
		s.values.Set(name, "1")
	}
	s.values["/applicant/name"] = []string{"Amina", "Yusuf", "three"}
	if v := s.send(); v.status != 422 && v.status != 200 {
		t.Fatal(v.status, v.text)
	}
	// A page that is not there, a page of another form, and a place beyond the end.
	b.get(permit + "/no-such-page").is(404)
	b.get(permit + "/page-99999999999999999999").is(404)
	v := b.get(permit + "/vehicles").is(200)
	for _, button := range []string{"/vehicles/99999", "/vehicles/-1", "/", "", "/applicant", "/vehicles/0/make"} {
		b.form(v, "").press("_remove", button)
		b.form(v, "").press("_add", button)
	}
	b.get(permit + "/vehicles").is(200)
	b.get(permit+"/check").is(422).says("About you", "Enter your email address") // as it was left
}

func TestWhatAnOperatorAsks(t *testing.T) {
	h := open(t, nil)
	b := h.browser()
	b.get("/livez").is(200).says("alive")
	b.get("/readyz").is(200).says("ready")
	b.get("/metrics").is(200).says("caseloom_http_requests_total")
	b.get("/help").is(200).says("If you have lost the reference")
	b.get("/help/accessibility").is(200).says("Accessibility statement")
	b.get("/assets/nothing.css").is(404)
	if err := h.db.Close(); err != nil {
		t.Fatal(err)
	}
	b.get("/readyz").is(503).says("not ready")
	b.get("/livez").is(200)
}
