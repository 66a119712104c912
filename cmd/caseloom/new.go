package main

import (
	"fmt"
	"os"

	"github.com/caseloom/caseloom/runtime/casetype"
)

// newCmd makes a small working case type to begin from.
type newCmd struct {
	Name      string `arg:"" help:"What to call it: lower-case letters, digits, - and _."`
	Casetypes string `default:"casetypes" env:"CASELOOM_CASETYPES" help:"The folder of case types."`
}

func (c *newCmd) Run() error {
	made, err := casetype.New(c.Casetypes, c.Name)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitCode(2)
	}
	for _, file := range made {
		fmt.Println(file)
	}
	return nil
}
