package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
)

// writer is the one goroutine that writes. Jobs that wait at the same time share a transaction, and none is answered
// before the transaction is durable.
type writer struct {
	d     *dialect
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	texts map[shape]string // of inserts of many rows
	queue chan *job
	ended chan struct{}

	mu     sync.RWMutex // held for reading while a job is handed over
	closed bool

	// before is asked before each step ("begin", "commit", "rollback", or a statement's text) and after a COMMIT
	// ("committed"); an error stands for the step's own. Only tests set it.
	before atomic.Pointer[func(step string) error]
}

// maxBatch bounds how long the first of a batch waits for the last.
const maxBatch = 256

// job is one write. do may run more than once: when its batch fails, it is done again alone.
type job struct {
	do    func(*tx) error
	state atomic.Int32
	err   error
	done  chan struct{}
}

const (
	jobWaiting int32 = iota
	jobTaken
	jobWithdrawn
)

func newWriter(d *dialect, pool *sql.DB) (*writer, error) {
	// The writer outlives every request, so no caller's context may reach it: a cancelled statement rolls back the
	// whole transaction, everybody's.
	conn, err := pool.Conn(context.Background())
	if err != nil {
		return nil, err
	}
	for _, s := range d.settings {
		if _, err := conn.ExecContext(context.Background(), s); err != nil {
			return nil, errors.Join(err, conn.Close())
		}
	}
	w := &writer{d: d, conn: conn, stmts: map[string]*sql.Stmt{}, texts: map[shape]string{}, queue: make(chan *job, 4*maxBatch), ended: make(chan struct{})}
	go w.run()
	return w, nil
}

// write hands a job over and waits until it is durable, or refused. A context that ends before the job is taken
// withdraws it; after that its end is waited for, so that nobody is told "no" about something that was written.
func (db *DB) write(ctx context.Context, do func(*tx) error) error {
	w := db.w
	j := &job{do: do, done: make(chan struct{})}
	if err := w.hand(ctx, j); err != nil {
		return err
	}
	select {
	case <-j.done:
		return j.err
	case <-ctx.Done():
		if j.state.CompareAndSwap(jobWaiting, jobWithdrawn) {
			return ctx.Err()
		}
		<-j.done
		return j.err
	}
}

func (w *writer) hand(ctx context.Context, j *job) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return ErrClosed
	}
	select {
	case w.queue <- j:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// stop takes no more jobs, finishes those that wait, and closes the connection.
func (w *writer) stop() {
	w.mu.Lock()
	if !w.closed {
		w.closed = true
		close(w.queue)
	}
	w.mu.Unlock()
	<-w.ended
}

func (w *writer) run() {
	defer close(w.ended)
	batch := make([]*job, 0, maxBatch)
	for first := range w.queue {
		batch = w.collect(batch[:0], first)
		if len(batch) > 0 {
			w.settle(batch)
		}
		for _, j := range batch {
			close(j.done)
		}
		clear(batch)
	}
	for _, s := range w.stmts {
		s.Close()
	}
	w.conn.Close()
}

// collect takes what waits now; nobody is made to wait for others to come.
func (w *writer) collect(batch []*job, j *job) []*job {
	for {
		if j.state.CompareAndSwap(jobWaiting, jobTaken) {
			batch = append(batch, j)
		}
		if len(batch) == maxBatch {
			return batch
		}
		select {
		case next, open := <-w.queue:
			if !open {
				return batch
			}
			j = next
		default:
			return batch
		}
	}
}

// settle gives every job of the batch its answer. A batch that fails as a whole is done again one job at a time, so
// that only the job that cannot be written is refused.
func (w *writer) settle(batch []*job) {
	doubt, err := w.together(batch, false)
	if errors.Is(err, errHalfDone) {
		doubt, err = w.together(batch, true)
	}
	if err == nil {
		return
	}
	var shut *shutError
	if len(batch) == 1 || errors.As(err, &shut) {
		refuse(batch, err, doubt)
		return
	}
	for i, j := range batch {
		again, err := w.together([]*job{j}, false)
		switch {
		case errors.As(err, &shut):
			refuse(batch[i:], err, doubt)
			return
		case err != nil:
			doubt = doubt || again
			j.err = refusal(err, doubt)
		case j.err == nil:
			doubt = false // this COMMIT wrote over whatever the failed one had left
		case doubt:
			j.err = &Unknown{Err: j.err}
		}
	}
}

// refusal is what a job is told when its transaction failed.
func refusal(err error, doubt bool) error {
	if doubt {
		return &Unknown{Err: err}
	}
	return fmt.Errorf("nothing was recorded: %w", err)
}

func refuse(batch []*job, err error, doubt bool) {
	for _, j := range batch {
		j.err = refusal(err, doubt)
	}
}

// shutError says that another program held the database for as long as anybody can wait. Trying each job alone would
// make everybody wait as long again, one after the other.
type shutError struct{ err error }

func (e *shutError) Error() string { return "another program holds the database: " + e.err.Error() }
func (e *shutError) Unwrap() error { return e.err }

func (w *writer) begin() error {
	err := w.step("begin", w.d.begin)
	if err == nil {
		return nil
	}
	w.abandon()
	if w.d.busy(err) {
		return &shutError{err}
	}
	return err
}

// errHalfDone says that a job of the batch failed after it had written something.
var errHalfDone = errors.New("a job failed half done")

// together does the jobs in one transaction. Each job's own error is left in it; the error returned is the
// transaction's. Nothing of it was recorded then, unless doubt says that its COMMIT may be on disk although it failed.
//
// A savepoint for each job would have the database copy every page the job changes, and most jobs that fail (a case
// that has moved on) fail before they have written anything. So a batch is first done without savepoints, and only when
// a job fails half done is it done again with them.
func (w *writer) together(batch []*job, savepoints bool) (doubt bool, err error) {
	if err := w.begin(); err != nil {
		return false, err
	}
	var found []searchRow
	written := 0
	for _, j := range batch {
		t := &tx{w: w}
		if savepoints {
			j.err = w.apart(t, j)
		} else if j.err = safely(j.do, t); j.err != nil {
			if in, look := w.d.inTransaction(w.conn); look != nil || !in {
				j.err = &lostError{j.err}
			} else if t.wrote && len(batch) > 1 {
				w.abandon()
				return false, errHalfDone
			}
		}
		var lost *lostError
		if errors.As(j.err, &lost) {
			w.abandon()
			return false, lost.err
		}
		if j.err == nil {
			written++
			found = append(found, t.found...)
		}
	}
	if written == 0 {
		w.abandon()
		return false, nil
	}
	// The search index writes itself out at every savepoint, so it is written once, after the last.
	if err := safely(func(t *tx) error { return writeSearch(t, found) }, &tx{w: w}); err != nil {
		w.abandon()
		return false, err
	}
	return w.end()
}

// lostError says that the transaction is gone, or cannot be trusted, and not only this job.
type lostError struct{ err error }

func (e *lostError) Error() string { return e.err.Error() }

// apart does one job so that its error undoes only what it did itself.
func (w *writer) apart(t *tx, j *job) error {
	if err := w.step("savepoint", "SAVEPOINT job"); err != nil {
		return &lostError{err}
	}
	err := safely(j.do, t)
	if err == nil {
		if err := w.step("release", "RELEASE job"); err != nil {
			return &lostError{err}
		}
		return nil
	}
	// A full disk or an interrupt rolls back the whole transaction, not the statement: then the savepoint is gone too.
	if in, look := w.d.inTransaction(w.conn); look != nil || !in {
		return &lostError{err}
	}
	for _, undo := range []string{"ROLLBACK TO job", "RELEASE job"} {
		if uerr := w.step("undo", undo); uerr != nil {
			return &lostError{errors.Join(err, uerr)}
		}
	}
	return err
}

// safely keeps a fault in one job from stopping the writer.
func safely(do func(*tx) error, t *tx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("a fault in the program stopped the write: %v", r)
		}
	}()
	return do(t)
}

// end commits.
func (w *writer) end() (doubt bool, err error) {
	err = w.step("commit", "COMMIT")
	if err == nil {
		err = w.ask("committed")
	}
	if err == nil {
		return false, nil
	}
	in, look := w.d.inTransaction(w.conn)
	if look == nil && in { // it was not even begun
		w.abandon()
		return false, err
	}
	return look != nil || w.d.uncertain(err), err
}

// abandon leaves no transaction behind, whatever state the last error left the connection in.
func (w *writer) abandon() {
	if in, err := w.d.inTransaction(w.conn); err == nil && in {
		w.step("rollback", "ROLLBACK")
		if in, err := w.d.inTransaction(w.conn); err == nil && in { // the rollback itself failed: once more
			w.conn.ExecContext(context.Background(), "ROLLBACK")
		}
	}
}

// step runs a statement without arguments.
func (w *writer) step(name, query string) error {
	if err := w.ask(name); err != nil {
		return err
	}
	s, err := w.prepare(query)
	if err != nil {
		return err
	}
	_, err = s.ExecContext(context.Background())
	return err
}

func (w *writer) ask(step string) error {
	if before := w.before.Load(); before != nil {
		return (*before)(step)
	}
	return nil
}

func (w *writer) prepare(query string) (*sql.Stmt, error) {
	if s := w.stmts[query]; s != nil {
		return s, nil
	}
	s, err := w.conn.PrepareContext(context.Background(), w.d.text(query))
	if err != nil {
		return nil, err
	}
	w.stmts[query] = s
	return s, nil
}
