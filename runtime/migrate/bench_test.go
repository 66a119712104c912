package migrate_test

import (
	"context"
	"syscall"
	"testing"
	"time"

	"github.com/caseloom/caseloom/runtime/migrate"
)

// benchCases is how many cases are moved: enough that what is done once does not count.
const benchCases = 100_000

// BenchmarkMigrate moves the cases of a record: foreseen, and done.
func BenchmarkMigrate(b *testing.B) {
	o := open(b, b.TempDir())
	o.use(older)
	o.cases(benchCases)
	o.use(newer())
	for _, run := range []struct {
		name, result string
		do           func(context.Context, func(migrate.Result)) error
	}{
		{"dry", migrate.Moves, o.batch().Foresee},
		{"real", "moved", o.batch().Run},
	} {
		b.Run(run.name, func(b *testing.B) {
			if b.N > 1 {
				b.Skip("a record is moved once")
			}
			spent := cpu()
			_, by := o.run(run.do)
			spent = cpu() - spent
			if by[run.result] != benchCases {
				b.Fatalf("results: %v", by)
			}
			b.ReportMetric(benchCases/b.Elapsed().Seconds(), "cases/s")
			b.ReportMetric(float64(spent.Microseconds())/benchCases, "cpu-µs/case") // whatever else the machine does
		})
	}
}

// cpu is what this program has had of the processors.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
