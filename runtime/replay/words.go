package replay

import (
	"slices"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/engine"
)

// inWordsOf puts what was given to a case into the words of a case type. Where the case was moved from older names to newer
// ones, files that have the migration know only the newer, and those that do not only the older. The move itself is
// nothing that was given then.
func inWordsOf(t *casetype.Type, given []engine.Given) ([]engine.Given, error) {
	for i := 0; i < len(given); i++ {
		moved, ok := given[i].Body.(engine.MigrateCase)
		if !ok {
			continue
		}
		words := moved
		from, to := 0, len(given)
		for _, name := range moved.Migrations {
			if !slices.Contains(t.MigrationNames(), name) {
				words, from = moved.Back(), i
			}
		}
		given = slices.Delete(slices.Clone(given), i, i+1)
		i--
		for n := from; n < to-1; n++ {
			if _, another := given[n].Body.(engine.MigrateCase); another {
				continue
			}
			body, err := words.Reworded(given[n].Body)
			if err != nil {
				return nil, err
			}
			given[n].Body = body
		}
	}
	return given, nil
}
