package rules

// RowPlace is where a row stands, counted from 1; 0 is the default, which has no place of its own.
func (t *Table) RowPlace(n int) Source {
	if n < 1 || n > len(t.rows) {
		return t.place
	}
	return t.rows[n-1].place
}

// HasDefault says whether the table gives something when no row fits.
func (t *Table) HasDefault() bool { return t.otherwise != nil && len(t.otherwise) > 0 }
