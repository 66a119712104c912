package casetype

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/rules/language"
)

// Service is a group of the front page: organisation.yaml says which there are, and each case type which it stands in.
type Service struct {
	ID          string
	Title       string
	Description string // "" when none is written
	Place       rules.Source

	others map[string]said // by language
}

// said is what a group says in one language; "" where that has no words.
type said struct{ title, description string }

// In gives the title and the description in a language, and as they are written where there are no words in it.
func (s Service) In(lang string) (title, description string) {
	own := s.others[lang]
	return cmp.Or(own.title, s.Title), cmp.Or(own.description, s.Description)
}

// organisationWordsShape is organisation.cy.yaml.
var organisationWordsShape = &shape{noun: "an organisation in another language", doc: "organisation.cy.yaml: what organisation.yaml says to citizens, in another language", empty: true, keys: []key{
	{name: "service_groups", doc: "The groups of services, by their ids.", shape: &shape{ids: gID, each: &shape{noun: "a group of services", or: []*shape{sText, {noun: "a group of services", keys: []key{
		{name: "title", shape: sText, doc: "What the group is called."},
		{name: "description", shape: sText, doc: "A sentence that stands under its title."},
	}}}}}},
}}

// services reads the groups of the front page, and their words in other languages.
func (l *loader) services(n node, org *Organisation) {
	for _, e := range n.entries() {
		title, description := ofService(e.value)
		place := e.key.source()
		place.Text = ""
		org.Services = append(org.Services, Service{ID: e.key.text(), Title: title, Description: description, Place: place, others: map[string]said{}})
		l.named[e.key.text()] = e.key
	}
	known := map[string]string{}
	for _, s := range org.Services {
		known[s.ID] = s.Title
	}
	for _, name := range l.filesOf(".") {
		base, lang := inLanguage(name)
		if base != organisationFile || lang == "" {
			continue
		}
		for _, e := range l.parse(name, organisationWordsShape).get("service_groups").entries() {
			if _, ok := known[e.key.text()]; !ok {
				l.fault(e.key, "unknown-translation", fmt.Sprintf("There is no group of services %q in %s", e.key.text(), organisationFile), rules.DidYouMean(e.key.text(), sortedKeys(known), "there are"))
				continue
			}
			at := slices.IndexFunc(org.Services, func(s Service) bool { return s.ID == e.key.text() })
			title, description := ofService(e.value)
			org.Services[at].others[lang] = said{title, description}
		}
	}
}

// ofService reads a group, which may be its title alone.
func ofService(n node) (title, description string) {
	if n.isMap() {
		return n.get("title").text(), n.get("description").text()
	}
	return n.text(), ""
}

// declareService reads which group the case type stands in. An organisation that names no groups has a flat front page, and
// whatever a case type says then is only a name.
func (l *loader) declareService(n node) {
	l.t.Service = n.text()
	services := l.t.Org.Services
	if len(services) == 0 {
		return
	}
	var ids []string
	for _, s := range services {
		ids = append(ids, s.ID)
	}
	if !l.checkName(n, n.text(), ids, "unknown-group", "group of services", "groups of organisation.yaml are") {
		return
	}
	s := services[slices.Index(ids, n.text())]
	for _, lang := range l.t.Languages[1:] {
		if s.others[lang].title == "" || s.Description != "" && s.others[lang].description == "" {
			l.warn(l.named[s.ID], "not-translated", fmt.Sprintf("%s has no words for the service “%s”", language.EnglishName(lang), s.Title),
				fmt.Sprintf("Write its title and description into organisation.%s.yaml. Until then, people who read it see those that stand here.", lang))
		}
	}
}

// UnusedServices names the groups that no case type stands in: nobody ever sees those. It is given every case type of the
// folder.
func UnusedServices(types []*Type) Diagnostics {
	if len(types) == 0 {
		return nil
	}
	var out Diagnostics
	for _, s := range types[0].Org.Services {
		if !slices.ContainsFunc(types, func(t *Type) bool { return t.Service == s.ID }) {
			d := s.Place.At(0, 0, "unused", rules.Warning, fmt.Sprintf("No case type stands in the group of services %s, so it is not shown.", s.ID), fmt.Sprintf("Write service: %s into the casetype.yaml of each that belongs to it, or remove it.", s.ID))
			d.Excerpt = types[0].Excerpt(s.Place)
			out = append(out, d)
		}
	}
	return out
}
