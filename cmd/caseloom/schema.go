package main

import (
	"fmt"
	"os"

	"github.com/caseloom/caseloom/runtime/casetype"
)

// schemaCmd prints the JSON Schema of one kind of file, for an editor to complete and check by.
type schemaCmd struct {
	Kind string `arg:"" help:"casetype, decisions, form, notifications, organisation, routing, table, tests, translation or words."`
}

func (c *schemaCmd) Run() error {
	text, err := casetype.Schema(c.Kind)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitCode(2)
	}
	_, err = os.Stdout.Write(text)
	return err
}
