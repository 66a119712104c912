package sheet

import (
	"bytes"
	"slices"
	"strings"
)

// With is the sheet with one cell changed; "" empties it. The row is one of Rows, the column counts from 0.
func (s *Sheet) With(row, column int, text string) *Sheet {
	changed := *s
	changed.Rows = slices.Clone(s.Rows)
	r := &changed.Rows[row]
	r.Cells = slices.Clone(r.Cells)
	i, found := slices.BinarySearchFunc(r.Cells, column, func(c Cell, column int) int { return c.Column - column })
	switch {
	case found && text == "":
		r.Cells = slices.Delete(r.Cells, i, i+1)
	case found:
		r.Cells[i].Source.Text = text
	case text != "":
		c := Cell{Column: column}
		c.Source.Text = text
		r.Cells = slices.Insert(r.Cells, i, c)
	}
	return &changed
}

// Without is the sheet without one of its Rows.
func (s *Sheet) Without(row int) *Sheet {
	changed := *s
	changed.Rows = slices.Delete(slices.Clone(s.Rows), row, row+1)
	return &changed
}

// CSV writes the sheet as comma-separated values, each row under its own number.
func (s *Sheet) CSV() []byte {
	var b bytes.Buffer
	line := 1
	write := func(number int, cells []Cell) {
		for ; line < number; line++ {
			b.WriteByte('\n')
		}
		at := 0
		for _, c := range cells {
			b.WriteString(strings.Repeat(",", c.Column-at))
			at = c.Column
			b.WriteString(`"` + strings.ReplaceAll(c.Source.Text, `"`, `""`) + `"`)
		}
		b.WriteByte('\n')
		line++
	}
	if len(s.Head) > 0 {
		write(s.HeadRow, s.Head)
	}
	for _, r := range s.Rows {
		if len(r.Cells) > 0 {
			write(r.Number, r.Cells)
		}
	}
	return b.Bytes()
}
