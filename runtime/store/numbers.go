package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// numbers hands out the numbers of case types from blocks, so that most of them cost no write. What is left of a block
// is given back on Close; after a crash it is a gap.
type numbers struct {
	mu     sync.Mutex
	blocks map[string]*block
}

type block struct {
	mu        sync.Mutex
	next, end int // the numbers next to end-1 are ours
	size      int
}

const (
	smallestBlock = 16
	largestBlock  = 256
)

// NextNumber returns a number of the case type that nobody has had or will have, from 1.
func (db *DB) NextNumber(ctx context.Context, casetype string) (int, error) {
	db.numbers.mu.Lock()
	b := db.numbers.blocks[casetype]
	if b == nil {
		if db.numbers.blocks == nil {
			db.numbers.blocks = map[string]*block{}
		}
		b = &block{size: smallestBlock}
		db.numbers.blocks[casetype] = b
	}
	db.numbers.mu.Unlock()

	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next == b.end {
		var next int64
		err := db.write(ctx, func(t *tx) (err error) {
			next, err = t.number(`INSERT INTO counters (casetype, next) VALUES ($1, $2)
				ON CONFLICT (casetype) DO UPDATE SET next = counters.next + $2 - 1 RETURNING next`, casetype, b.size+1)
			return err
		})
		if err != nil {
			return 0, err
		}
		b.next, b.end = int(next)-b.size, int(next)
		b.size = min(2*b.size, largestBlock)
	}
	b.next++
	return b.next - 1, nil
}

// giveBack returns what is left of each block, unless someone else has taken a block after it.
func (n *numbers) giveBack(db *DB) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	for casetype, b := range n.blocks {
		b.mu.Lock()
		next, end := b.next, b.end
		b.next = b.end
		b.mu.Unlock()
		if next == end {
			continue
		}
		err := db.write(context.Background(), func(t *tx) error {
			_, err := t.exec(`UPDATE counters SET next = $2 WHERE casetype = $1 AND next = $3`, casetype, next, end)
			return err
		})
		if err != nil && !errors.Is(err, ErrClosed) && !errors.Is(err, sql.ErrConnDone) {
			return err
		}
	}
	return nil
}
