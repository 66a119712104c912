package forms

// position is where a pointer's question stands among all; list items keep the order of their list.
func (f *Form) position(pointer string) int {
	tokens, _ := splitPointer(pointer)
	for n := len(tokens); n > 0; n-- {
		if at := f.locate(tokens[:n]); at != nil {
			if at.page < 0 {
				return 1 << 30
			}
			return at.page<<12 | f.within(at)
		}
	}
	return 1 << 30
}

// within counts the fields drawn before one on its page, up to the list that holds it.
func (f *Form) within(at *Field) int {
	for p := at; p != nil; p = p.parent {
		if p.Widget == List {
			at = p
		}
	}
	n, found := 0, false
	var walk func(fields []*Field)
	walk = func(fields []*Field) {
		for _, c := range fields {
			if found = found || c == at; found {
				return
			}
			n++
			if c.Widget == Group {
				walk(c.Fields)
			}
			if found {
				return
			}
		}
	}
	walk(f.Pages[at.page].Fields)
	return min(n, 1<<12-1)
}

// comparePointers puts /a/2 before /a/10.
func comparePointers(a, b string) int {
	x, _ := splitPointer(a)
	y, _ := splitPointer(b)
	for i := 0; i < len(x) && i < len(y); i++ {
		if x[i] == y[i] {
			continue
		}
		n, ok1 := index(x[i])
		m, ok2 := index(y[i])
		if ok1 && ok2 {
			return n - m
		}
		return 0 // different questions of one item: as they were found, then by message
	}
	return len(x) - len(y)
}
