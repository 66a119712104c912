package main

import (
	"context"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"github.com/caseloom/caseloom/runtime/identity"
)

type tokenCmd struct {
	Add    tokenAddCmd    `cmd:"" help:"Make a token for a program, and print it, once."`
	List   tokenListCmd   `cmd:"" help:"List the tokens, without their secrets."`
	Revoke tokenRevokeCmd `cmd:"" help:"End a token at once."`
}

type tokenAddCmd struct {
	where
	Name string `arg:"" help:"What the token is for, such as parking-portal."`
	Role string `required:"" help:"The role the program acts with, such as caseworker."`
}

func (c *tokenAddCmd) Run() error {
	return withPeople(c.where, makeRecord, func(ctx context.Context, people *identity.Identity) error {
		token, err := people.AddToken(ctx, c.Name, c.Role)
		if err != nil {
			return err
		}
		fmt.Fprintln(os.Stderr, "Keep this token safe: it is not shown again.")
		fmt.Println(token)
		return nil
	})
}

type tokenListCmd struct{ where }

func (c *tokenListCmd) Run() error {
	return withPeople(c.where, where.open, func(ctx context.Context, people *identity.Identity) error {
		tokens, err := people.Tokens(ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
		for _, t := range tokens {
			used := "never used"
			if t.Used != nil {
				used = "last used " + t.Used.UTC().Format(time.RFC3339)
			}
			fmt.Fprintf(table, "%s\t%s\tadded %s\t%s\n", t.Name, t.Role, t.Added.UTC().Format(time.RFC3339), used)
		}
		return table.Flush()
	})
}

type tokenRevokeCmd struct {
	where
	Name string `arg:"" help:"The token's name."`
}

func (c *tokenRevokeCmd) Run() error {
	return withPeople(c.where, where.open, func(ctx context.Context, people *identity.Identity) error {
		if err := people.RevokeToken(ctx, c.Name); err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "The token %s no longer lets anything in.\n", c.Name)
		return nil
	})
}
