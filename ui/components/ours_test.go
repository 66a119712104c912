package components

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// ours draws a component with the options of a fixture.
var ours = map[string]func(options) templ.Component{
	"back-link": func(o options) templ.Component { return BackLink(o.link()) },
	"skip-link": func(o options) templ.Component { return SkipLink(o.link()) },
	"breadcrumbs": func(o options) templ.Component {
		b := BreadcrumbOptions{Collapse: o.yes("collapseOnMobile"), Label: o.text("labelText"), Classes: o.text("classes"), Attrs: o.attrs("attributes")}
		for _, i := range o.list("items") {
			b.Items = append(b.Items, Crumb{Text: i.text("text"), HTML: i.html("html"), Href: i.text("href"), Attrs: i.attrs("attributes")})
		}
		return Breadcrumbs(b)
	},
	"language-navigation": func(o options) templ.Component {
		l := LanguageOptions{Label: o.text("ariaLabel"), Classes: o.text("classes"), Attrs: o.attrs("attributes")}
		for _, i := range o.list("items") {
			l.Items = append(l.Items, LanguageItem{
				Text: i.text("text"), HTML: i.html("html"), Lang: i.text("lang"), HrefLang: i.text("hrefLang"), Dir: i.text("dir"), Href: i.text("href"),
				Current: i.yes("current"), Hidden: i.text("languageDescriptionText"), Classes: i.text("classes"), Attrs: i.attrs("attributes"),
			})
		}
		return LanguageNavigation(l)
	},
	"button": func(o options) templ.Component {
		return Button(ButtonOptions{
			Text: o.text("text"), HTML: o.html("html"), Href: o.text("href"), Name: o.text("name"), Value: o.text("value"), Type: o.text("type"), ID: o.text("id"),
			Classes: o.text("classes"), Start: o.yes("isStartButton"), Disabled: o.yes("disabled"), Once: o.yes("preventDoubleClick"), Twice: o.no("preventDoubleClick"), Attrs: o.attrs("attributes"),
		})
	},
	"label": func(o options) templ.Component {
		l := options{"label": map[string]any(o)}.label()
		l.For = o.text("for")
		return Label(l)
	},
	"hint": func(o options) templ.Component {
		h := options{"hint": map[string]any(o)}.hint()
		h.ID = o.text("id")
		return Hint(h)
	},
	"error-message": func(o options) templ.Component { return ErrorMessage(errorFrom(o)) },
	"fieldset": func(o options) templ.Component {
		return around(Fieldset(fieldsetFrom(o)), o.html("html"))
	},
	"input": func(o options) templ.Component {
		i := InputOptions{
			Name: o.text("name"), ID: o.text("id"), Type: o.text("type"), Value: o.text("value"), Label: o.label(), Hint: o.hint(), Error: o.err(),
			Prefix: o.affix("prefix"), Suffix: o.affix("suffix"), Classes: o.text("classes"), Mode: o.text("inputmode"), Autofill: o.text("autocomplete"),
			Capitals: o.text("autocapitalize"), Pattern: o.text("pattern"), Spellcheck: o.text("spellcheck"), Disabled: o.yes("disabled"),
			DescribedBy: o.text("describedBy"), Group: o.group(), Attrs: o.attrs("attributes"),
		}
		w := o.in("inputWrapper")
		i.wrapper, i.wrapperAttrs = w.text("classes"), w.attrs("attributes")
		return Input(i)
	},
	"password-input": func(o options) templ.Component {
		return PasswordInput(PasswordOptions{
			Name: o.text("name"), ID: o.text("id"), Label: o.label(), Hint: o.hint(), Error: o.err(), Classes: o.text("classes"), Autofill: o.text("autocomplete"),
			Value: o.text("value"), DescribedBy: o.text("describedBy"), Group: o.group(), Attrs: o.attrs("attributes"),
			Show: o.text("showPasswordText"), ShowLabel: o.text("showPasswordAriaLabelText"),
			Messages: o.messages(map[string]string{
				"showPasswordText": "show-password", "hidePasswordText": "hide-password", "showPasswordAriaLabelText": "show-password-aria-label",
				"hidePasswordAriaLabelText": "hide-password-aria-label", "passwordShownAnnouncementText": "password-shown-announcement", "passwordHiddenAnnouncementText": "password-hidden-announcement",
			}),
		})
	},
	"textarea": func(o options) templ.Component { return Textarea(o.textarea()) },
	"character-count": func(o options) templ.Component {
		return CharacterCount(CountOptions{
			TextareaOptions: o.textarea(), MaxLength: o.number("maxlength"), MaxWords: o.number("maxwords"), Threshold: o.number("threshold"), Type: o.text("countType"),
			Description: o.text("textareaDescriptionText"), CountClasses: o.in("countMessage").text("classes"),
			Messages: o.messages(map[string]string{
				"charactersUnderLimitText": "characters-under-limit", "charactersAtLimitText": "characters-at-limit", "charactersOverLimitText": "characters-over-limit",
				"wordsUnderLimitText": "words-under-limit", "wordsAtLimitText": "words-at-limit", "wordsOverLimitText": "words-over-limit",
			}),
		})
	},
	"select": func(o options) templ.Component {
		s := SelectOptions{
			Name: o.text("name"), ID: o.text("id"), Value: o.text("value"), Label: o.label(), Hint: o.hint(), Error: o.err(), Classes: o.text("classes"),
			Disabled: o.yes("disabled"), DescribedBy: o.text("describedBy"), Group: o.group(), Attrs: o.attrs("attributes"),
		}
		for _, i := range o.list("items") {
			item := SelectItem{Value: i.text("value"), Text: i.text("text"), Plain: !i.has("value"), Disabled: i.yes("disabled"), Attrs: i.attrs("attributes")}
			item.Selected = i.yes("selected") || s.Value != "" && item.value() == s.Value && !i.no("selected")
			s.Items = append(s.Items, item)
		}
		s.Value = "" // each item says for itself whether it is chosen
		return Select(s)
	},
	"file-upload": func(o options) templ.Component {
		f := FileOptions{
			Name: o.text("name"), ID: o.text("id"), Label: o.label(), Hint: o.hint(), Error: o.err(), Classes: o.text("classes"), Multiple: o.yes("multiple"), Disabled: o.yes("disabled"),
			DescribedBy: o.text("describedBy"), Group: o.group(), Attrs: o.attrs("attributes"), Improved: o.yes("javascript"), WrapClasses: o.text("wrapperClasses"),
			WrapperAttrs: o.messages(map[string]string{
				"chooseFilesButtonText": "choose-files-button", "noFileChosenText": "no-file-chosen", "multipleFilesChosenText": "multiple-files-chosen",
				"dropInstructionText": "drop-instruction", "enteredDropZoneText": "entered-drop-zone", "leftDropZoneText": "left-drop-zone",
			}),
		}
		for name, value := range o.attrs("wrapperAttributes") {
			f.WrapperAttrs[name] = value
		}
		return FileUpload(f)
	},
	"radios":     func(o options) templ.Component { return Radios(o.choices()) },
	"checkboxes": func(o options) templ.Component { return Checkboxes(o.choices()) },
	"date-input": func(o options) templ.Component { return DateInput(o.date()) },
	"error-summary": func(o options) templ.Component {
		e := ErrorSummaryOptions{
			Title: o.text("titleText"), TitleHTML: o.html("titleHtml"), Description: o.text("descriptionText"), DescriptionHTML: o.html("descriptionHtml"),
			Classes: o.text("classes"), NoFocus: o.yes("disableAutoFocus"), Focus: o.no("disableAutoFocus"), Attrs: o.attrs("attributes"),
		}
		for _, i := range o.list("errorList") {
			e.Errors = append(e.Errors, ErrorItem{Text: i.text("text"), HTML: i.html("html"), Href: i.text("href"), Attrs: i.attrs("attributes")})
		}
		return ErrorSummary(e)
	},
	"tag": func(o options) templ.Component { return Tag(o.tag()) },
	"panel": func(o options) templ.Component {
		a := o.in("actions")
		p := PanelOptions{
			Title: o.text("titleText"), TitleHTML: o.html("titleHtml"), Text: o.text("text"), HTML: o.html("html"), Level: o.number("headingLevel"), Classes: o.text("classes"), Attrs: o.attrs("attributes"),
			ActionsClasses: a.text("classes"), ActionsAttrs: a.attrs("attributes"),
		}
		if a != nil {
			p.Actions = []PanelAction{}
		}
		for _, i := range a.list("items") {
			p.Actions = append(p.Actions, PanelAction{Text: i.text("text"), Href: i.text("href"), Type: i.text("type"), Classes: i.text("classes"), Attrs: i.attrs("attributes")})
		}
		return Panel(p)
	},
	"notification-banner": func(o options) templ.Component {
		return NotificationBanner(BannerOptions{
			Text: o.text("text"), HTML: o.html("html"), Success: o.text("type") == "success", Title: o.text("titleText"), TitleHTML: o.html("titleHtml"), TitleID: o.text("titleId"),
			TitleLevel: o.number("titleHeadingLevel"), Role: o.text("role"), Classes: o.text("classes"), NoFocus: o.yes("disableAutoFocus"), Focus: o.no("disableAutoFocus"), Attrs: o.attrs("attributes"),
		})
	},
	"inset-text":   func(o options) templ.Component { return InsetText(o.notice()) },
	"warning-text": func(o options) templ.Component { return WarningText(o.notice()) },
	"details": func(o options) templ.Component {
		return Details(DetailsOptions{Summary: o.text("summaryText"), SummaryHTML: o.html("summaryHtml"), Text: o.text("text"), HTML: o.html("html"), ID: o.text("id"), Open: o.yes("open"), Classes: o.text("classes"), Attrs: o.attrs("attributes")})
	},
	"exit-this-page": func(o options) templ.Component {
		return ExitThisPage(ExitOptions{
			Text: o.text("text"), HTML: o.html("html"), Href: o.text("redirectUrl"), ID: o.text("id"), Classes: o.text("classes"), Activated: o.text("activatedText"), TimedOut: o.text("timedOutText"),
			TwoMore: o.text("pressTwoMoreTimesText"), OneMore: o.text("pressOneMoreTimeText"), Attrs: o.attrs("attributes"),
		})
	},
	"phase-banner": func(o options) templ.Component {
		return PhaseBanner(PhaseOptions{Tag: o.in("tag").tag(), Text: o.text("text"), HTML: o.html("html"), Classes: o.text("classes"), Attrs: o.attrs("attributes")})
	},
	"summary-list":       func(o options) templ.Component { return SummaryList(o.summaryList()) },
	"table":              func(o options) templ.Component { return Table(o.table()) },
	"task-list":          func(o options) templ.Component { return TaskList(o.taskList()) },
	"pagination":         func(o options) templ.Component { return Pagination(o.pagination()) },
	"service-navigation": func(o options) templ.Component { return ServiceNavigation(o.serviceNavigation()) },
	"generic-header": func(o options) templ.Component {
		return GenericHeader(HeaderOptions{Text: o.text("logoText"), HTML: o.html("logoHtml"), URL: o.text("url"), Classes: o.text("classes"), Containers: o.text("containerClasses"), Attrs: o.attrs("attributes")})
	},
}

// around draws a component with a child.
func around(c, child templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if child == nil {
			return c.Render(ctx, w)
		}
		return c.Render(templ.WithChildren(ctx, child), w)
	})
}
