// Package help draws the manual.
package help

import (
	"fmt"

	"github.com/caseloom/caseloom/ui/components"
	"github.com/caseloom/caseloom/ui/manual"
)

func leads(to *manual.Page) *components.PageLink {
	if to == nil {
		return nil
	}
	return &components.PageLink{Label: to.Title, Href: "/help/" + to.Name}
}

func second(m *manual.Page) []manual.Section {
	var heads []manual.Section
	for _, s := range m.Sections {
		if s.Level == 2 {
			heads = append(heads, s)
		}
	}
	return heads
}

func count(n int) string {
	switch n {
	case 0:
		return "Nothing was found"
	case 1:
		return "1 place"
	}
	return fmt.Sprintf("%d places", n)
}
