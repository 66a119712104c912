package ui

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"github.com/caseloom/caseloom/forms"
	"github.com/caseloom/caseloom/ui/words"
)

func html(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func has(t *testing.T, page string, wanted ...string) {
	t.Helper()
	for _, w := range wanted {
		if !strings.Contains(page, w) {
			t.Errorf("the page does not hold %q:\n%s", w, page)
		}
	}
}

func hasNot(t *testing.T, page string, unwanted ...string) {
	t.Helper()
	for _, w := range unwanted {
		if strings.Contains(page, w) {
			t.Errorf("the page holds %q:\n%s", w, page)
		}
	}
}

func TestTheTitleSaysFirstThatSomethingIsWrong(t *testing.T) {
	page := html(t, Layout(Page{Title: "Your name", Service: "Parking permit", Error: true}))
	has(t, page, "<title>Error: Your name – Parking permit – Caseloom</title>", `<html lang="en"`)
	page = html(t, Layout(Page{Title: "Eich enw", Error: true, Lang: "cy"}))
	has(t, page, "<title>Gwall: Eich enw – Caseloom</title>", `<html lang="cy"`, "Neidio i’r prif gynnwys")
}

func TestPeopleAreLedOnlyWhereTheyMayGo(t *testing.T) {
	page := html(t, Layout(Page{Title: "Tasks", Section: SectionTasks, CSRF: "t0ken", User: &User{Name: "Sam <Clerk>", Tasks: true}}))
	has(t, page, `href="/tasks" aria-current="true"`, `href="/cases"`, "Sam &lt;Clerk&gt;", `action="/sign-out"`, `name="_csrf" value="t0ken"`)
	hasNot(t, page, `href="/studio"`, `href="/admin"`)
	page = html(t, Layout(Page{Title: "Admin", User: &User{Name: "Ada", Administer: true}}))
	has(t, page, `href="/admin"`)
	hasNot(t, page, `href="/tasks"`, `href="/studio"`)
	page = html(t, Layout(Page{Title: "Apply", Service: "Parking permit", ServiceURL: "/apply/parking-permit"}))
	has(t, page, `href="/apply/parking-permit"`)
	hasNot(t, page, "/sign-out", "Demonstration", `href="/tasks"`)
	has(t, html(t, Layout(Page{Title: "Apply", Demo: true})), "Demonstration")
}

// The first question is the heading, unless something must be read before it:
// then the heading comes first and the question keeps its name for those who
// listen.
func TestTheHeadingComesBeforeItsIntroduction(t *testing.T) {
	m := forms.PageModel{Title: "Date of birth", Items: []forms.Item{{Widget: forms.Date, ID: "q", Label: "Date of birth", Heading: true}}}
	page := html(t, Form(m, FormOptions{}))
	has(t, page, `<legend class="govuk-fieldset__legend govuk-fieldset__legend--l"><h1 class="govuk-fieldset__heading">Date of birth</h1></legend>`)
	m.Intro = "The price depends on it."
	page = html(t, Form(m, FormOptions{}))
	has(t, page, `<h1 class="govuk-heading-l">Date of birth</h1>`, `<legend class="govuk-fieldset__legend govuk-visually-hidden">Date of birth</legend>`)
	if strings.Count(page, "<h1") != 1 {
		t.Errorf("there are %d headings of the first level", strings.Count(page, "<h1"))
	}
}

func TestWhatWasTypedIsKeptAsTyped(t *testing.T) {
	m := forms.PageModel{Items: []forms.Item{
		{Widget: forms.Textarea, Name: "/t", ID: "q-t", Label: "Text", Value: "\nsecond <line>"},
		{Widget: forms.Text, Name: `/"x"`, ID: "q-x", Label: "X & Y", Value: `"><script>alert(1)</script>`},
	}}
	var b strings.Builder
	if err := FormFields(m).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	has(t, b.String(), ">\n\nsecond &lt;line&gt;</textarea>", `name="/&#34;x&#34;"`, "X &amp; Y", `value="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"`)
}

func TestAnswersAreShownWithAWayToChangeEach(t *testing.T) {
	sections := []forms.Section{{Title: "About you", Rows: []forms.Row{
		{Pointer: "/name", Label: "Full name", Values: []string{"Ann <b>"}},
		{Pointer: "/nhs", Label: "NHS number"},
		{Pointer: "/lines", Label: "I live at", Values: []string{"One\nTwo"}},
		{Pointer: "/proof", Label: "Proof", Values: []string{"bill.pdf"}, File: &forms.FileRef{Name: "bill.pdf", Hash: "abc"}},
	}}}
	page := html(t, Summary(sections, SummaryOptions{
		Change: func(r forms.Row) string { return "/apply/p/1" + r.Pointer },
		File:   func(f forms.FileRef) string { return "/files/" + f.Hash },
	}))
	has(t, page, "Ann &lt;b&gt;", `Change<span class="govuk-visually-hidden"> full name</span>`, "> NHS number</span>", "> your answer to “I live at”</span>", "Not answered", "One<br> Two", `href="/files/abc"`)
	page = html(t, Summary(sections, SummaryOptions{Plain: true}))
	hasNot(t, page, "Change", "<h2", "<a ")
	// A link says of which vehicle, and only the words that are in another language say so.
	vehicle := Summary([]forms.Section{{Title: "Cerbyd 2", Item: true, Rows: []forms.Row{
		{Pointer: "/vehicles/1/reg", Label: "Rhif cofrestru"}, {Pointer: "/vehicles/1/keeper", Label: "Are you the keeper?", Lang: "en"}, {Pointer: "/vehicles/1/make", Label: "Make", Lang: "en"},
	}}}, SummaryOptions{Change: func(r forms.Row) string { return r.Pointer }})
	page = html(t, templ.ComponentFunc(func(ctx context.Context, w io.Writer) error { return vehicle.Render(words.Into(ctx, "cy"), w) }))
	has(t, page, `Newid<span class="govuk-visually-hidden"> rhif cofrestru, cerbyd 2</span>`,
		`Newid<span class="govuk-visually-hidden"> eich ateb i “<span dir="ltr" lang="en">Are you the keeper?</span>”, cerbyd 2</span>`,
		`<span dir="ltr" lang="en">make</span>, cerbyd 2</span>`)
}

// On a page in Welsh, a sentence of ours is in Welsh also where it quotes a question that is not: beside the question and at
// the top.
func TestOnlyTheQuestionIsInItsOwnLanguage(t *testing.T) {
	form, _ := forms.LoadIn(forms.Beside{Overlays: []forms.Overlay{{Lang: "cy", File: "a.cy.yaml", Text: []byte("title: Gwneud cais\n")}}},
		[]byte("title: Apply\ntype: object\nrequired: [name]\nproperties: { name: { title: Full name, type: string } }\n"), "a.yaml", "a", nil)
	welsh := form.In("cy")
	m := welsh.Draw(0, nil, welsh.ValidatePage(0, nil, time.Time{}), nil)
	page := html(t, templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return Form(m, FormOptions{}).Render(words.Into(ctx, "cy"), w)
	}))
	quoted := `Rhowch ateb i “<span dir="ltr" lang="en">Full name</span>”`
	if strings.Count(page, quoted) != 2 {
		t.Errorf("it is not twice that the page says %s: %s", quoted, page)
	}
	has(t, page, `<p id="q-name-error" class="govuk-error-message" lang="cy">`)
}
