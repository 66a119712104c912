package casetype

import (
	"path"
)

// A single schema file is a case type too: what it leaves out is written here, in the language itself.

const bareCaseType = `title: Application
intake: apply
people:
  applicant: { from: form }
stages:
  - id: review
    title: Review
    tasks:
      - { id: review, title: Review the application, decides: decision }
outcome: decision.decision.result
outcomes: { approved: Approved, refused: Refused, withdrawn: Withdrawn }
`

const bareDecisions = `decision:
  question: Should this application be approved?
  outputs: { result: [approved, refused] }
  confirm:
    - { by: role.caseworker }
`

// loadSchema reads a case type that is a single schema.
func (l *loader) loadSchema(file string) *Type {
	part := func(text, name string, s *shape) node {
		f := newFile(path.Join(l.name, name), []byte(text))
		n, faults := parseYAML(f)
		l.add(faults...)
		l.add(checkShape(n, s, "")...)
		return n
	}
	d := definition{
		caseType:  part(bareCaseType, "casetype.yaml", caseTypeShape),
		decisions: part(bareDecisions, "rules/decisions.yaml", decisionsShape),
		form:      func(string) string { return file },
	}
	l.bare = true
	t := l.build(d)
	t.Title = humane(l.name)
	if t.Intake.Form != nil && t.Intake.Form.Title != "" {
		t.Title = t.Intake.Form.Title
	}
	return t
}
