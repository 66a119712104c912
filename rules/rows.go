package rules

// RowPlace is where a row stands, counted from 1; 0 is the default, which has no place of its own.
func (t *Table) RowPlace(n int) Source {
	if n < 1 || n > len(t.rows) {
		return t.place
	}
	return t.rows[n-1].place
}

// RowNumber is what its author calls row n, counted from 1: in a spreadsheet, the number that stands beside it.
func (t *Table) RowNumber(n int) int { return t.rows[n-1].shown }

// HasDefault says whether the table gives something when no row fits.
func (t *Table) HasDefault() bool { return t.otherwise != nil && len(t.otherwise) > 0 }
