package forms

import (
	"strings"
)

func (p *parser) date(f *Field, before any, pointer string) (any, bool) {
	names := []string{pointer + "-day", pointer + "-month", pointer + "-year"}
	if !p.values.Has(names[0]) && !p.values.Has(names[1]) && !p.values.Has(names[2]) {
		if text := clean(p.values.Get(pointer)); text != "" { // one control, as a script or a program would send it
			if y, m, d := splitDate(text); y != "" {
				if v, ok := readDate(d, m, y); ok {
					return v, true
				}
			}
			p.fault(f, pointer, "date", f.say("date", ""), text)
			return nil, true
		}
		return before, false
	}
	day, month, year := clean(p.values.Get(names[0])), clean(p.values.Get(names[1])), clean(p.values.Get(names[2]))
	if day == "" && month == "" && year == "" {
		return nil, true
	}
	v, ok := readDate(day, month, year)
	if !ok {
		p.fault(f, pointer, "date", f.dateWords(day, month, year), strings.TrimSpace(day+" "+month+" "+year))
		return nil, true
	}
	return v, true
}

func splitDate(text string) (year, month, day string) {
	parts := strings.Split(text, "-")
	if len(parts) != 3 {
		return "", "", ""
	}
	return parts[0], parts[1], parts[2]
}

func (p *parser) file(f *Field, before any, pointer string) (any, bool) {
	ref, ok := p.files[pointer]
	if !ok {
		if p.remove == pointer {
			return nil, true
		}
		return before, before != nil
	}
	switch {
	case ref.Size == 0:
		p.fault(f, pointer, "empty", f.say("empty", ""), ref.Name)
		return before, true
	case ref.Size >= f.MaxSize:
		p.fault(f, pointer, "size", f.say("size", f.sizeWords()), ref.Name)
		return before, true
	case !f.accepts(ref):
		p.fault(f, pointer, "media", f.say("media", f.mediaWords()), ref.Name)
		return before, true
	case ref.Refused != "":
		p.fault(f, pointer, "file", ref.Refused, ref.Name)
		return before, true
	}
	return ref.data(), true
}

// settleConstants fills in what has only one value, where the answers so far call for it.
func (p *parser) settleConstants(fields []*Field, owner map[string]any, page int) {
	for _, f := range fields {
		if f.constant == nil && f.preset != nil && f.hidden && f.Required {
			if _, ok := owner[f.Name]; !ok {
				owner[f.Name] = f.preset
			}
		}
		if f.constant != nil && f.Required && (page < 0 || f.page <= page) && p.view.asks(f, owner) {
			owner[f.Name] = f.constant
			continue
		}
		switch v := owner[f.Name].(type) {
		case map[string]any:
			if f.Widget == Group {
				p.settleConstants(f.Fields, v, page)
			}
		case []any:
			if f.Widget == List && f.item.Widget == Group {
				for _, item := range v {
					if object, ok := item.(map[string]any); ok {
						p.settleConstants(f.Fields, object, page)
					}
				}
			}
		}
	}
}
