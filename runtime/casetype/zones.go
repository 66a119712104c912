package casetype

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // so that a zone means the same on every machine

	"github.com/caseloom/caseloom/rules"
)

// zoneNames are those that people may mean: the standard library reads any of the database's, and lists none.
//
//go:embed zones.txt
var zoneNames string

// zone finds a time zone by its name, and says which may be meant when there is none of that name.
func (l *loader) zone(n node) *time.Location {
	name := n.text()
	if found, err := time.LoadLocation(name); err == nil && name != "Local" {
		return found
	}
	fix := "For example: Europe/London."
	all := strings.Fields(zoneNames)
	places := make([]string, len(all)) // "Londn" is near to London, and far from Europe/London
	for i, one := range all {
		places[i] = one[strings.LastIndexByte(one, '/')+1:]
	}
	if near := rules.Nearest(name, all); near != "" {
		fix = rules.DidYouMean(near, all, "")
	} else if near := rules.Nearest(strings.ReplaceAll(name, " ", "_"), places); near != "" {
		fix = rules.DidYouMean(all[slices.Index(places, near)], all, "")
	}
	l.fault(n, "bad-zone", fmt.Sprintf("There is no time zone called %q", name), fix)
	return time.UTC
}
