package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/caseloom/caseloom/runtime/casetype"
	"github.com/caseloom/caseloom/runtime/replay"
)

// export writes cases as they were given, to be replayed elsewhere or to stand in a test: one a line, or one alone over
// many lines when the file is called .json.
func (c *replayCmd) export(ctx context.Context, types map[string]*casetype.Type) error {
	from, err := c.source(ctx, types)
	if err != nil {
		return err
	}
	defer from.close()
	var out bytes.Buffer
	w := io.Writer(os.Stdout)
	if c.Export != "-" {
		file, err := os.OpenFile(c.Export, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
		if err != nil {
			return err
		}
		defer file.Close()
		w = file
	}
	n, left := 0, 0
	now := time.Now().UTC().Truncate(time.Microsecond)
	for _, name := range slices.Sorted(maps.Keys(types)) {
		if types[name] == nil {
			continue
		}
		var failed error
		err := from.batches(ctx, types[name])(func(b replay.Batch) bool {
			all, err := b()
			for _, h := range all {
				if h.Err != nil {
					left++
					continue
				}
				if h.Until.IsZero() {
					h.Until = now
				}
				out.Reset()
				enc := json.NewEncoder(&out)
				enc.SetEscapeHTML(false)
				if strings.HasSuffix(c.Export, ".json") {
					enc.SetIndent("", "  ")
				}
				if err == nil {
					err = enc.Encode(h)
				}
				if err == nil {
					_, err = w.Write(out.Bytes())
				}
				n++
			}
			failed = err
			return err == nil
		})
		if err == nil {
			err = failed
		}
		if err != nil {
			return err
		}
	}
	said, holds := fmt.Sprintf("%d cases written", n), "They hold"
	if n == 1 {
		said, holds = "1 case written", "It holds"
	}
	if left > 0 {
		said += fmt.Sprintf(", and %d left out: what they were made of has been erased", left)
	}
	fmt.Fprintln(os.Stderr, said+". "+holds+" what people wrote: keep the file as safe as the record.")
	if n == 0 {
		return exitCode(1)
	}
	return nil
}
