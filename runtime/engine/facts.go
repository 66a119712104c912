package engine

import (
	"strings"

	"github.com/caseloom/caseloom/rules"
	"github.com/caseloom/caseloom/runtime/casetype"
)

const onRecord = "that is on record and cannot be changed"

// Facts says what is known of the paths that rules of the type read: what a person calls them, which of them are
// worked out from others, and which cannot be otherwise.
func Facts(t *casetype.Type) *rules.Facts {
	f := &rules.Facts{Of: func(path string) rules.Fact { return factOf(t, path) }}
	for _, fact := range t.Facts {
		if fact.Is != nil {
			f.Derived = append(f.Derived, rules.Derived{Path: "fact." + fact.ID, Is: fact.Is})
		}
	}
	return f
}

func factOf(t *casetype.Type, path string) rules.Fact {
	top, rest, _ := strings.Cut(path, ".")
	switch top {
	case "tables":
		return rules.Fact{Given: true}
	case "task":
		switch rest { // the task that a rule is asked about
		case "id", "title", "stage", "adhoc", "decides":
			return rules.Fact{Given: true}
		}
	case "today", "event":
		return rules.Fact{Label: "the day it happened", Fixed: onRecord}
	case "actor":
		return rules.Fact{Label: strings.TrimSpace("who did it: " + strings.ReplaceAll(rest, "_", " ")), Fixed: onRecord}
	case "case":
		switch rest {
		case "received", "opened", "decided", "closed", "reference", "title":
			return rules.Fact{Label: "the case's " + rest, Fixed: onRecord}
		}
		return rules.Fact{Label: "the case's " + rest}
	}
	if strings.ContainsAny(path, "0123456789") {
		return rules.Fact{} // a part of an item of a list is named by its types
	}
	return rules.Fact{Label: label(t, path)}
}
