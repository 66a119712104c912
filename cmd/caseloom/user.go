package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/caseloom/caseloom/runtime/identity"
	"github.com/caseloom/caseloom/runtime/store"
)

type userCmd struct {
	Add     userAddCmd     `cmd:"" help:"Add a person, and print the one-time link with which they set their password."`
	List    userListCmd    `cmd:"" help:"List everyone."`
	Disable userDisableCmd `cmd:"" help:"End a person's access at once."`
	Enable  userEnableCmd  `cmd:"" help:"Take a person back."`
	Reset   userResetCmd   `cmd:"" help:"End a person's password and sessions, and print a one-time link to set a new one."`
}

type userAddCmd struct {
	where
	Email   string   `arg:"" help:"Their e-mail address, with which they sign in."`
	Name    string   `required:"" help:"Their name."`
	Role    []string `required:"" help:"A role they hold, such as caseworker; may be given again."`
	Team    []string `help:"A team they are in; may be given again."`
	Skill   []string `help:"A skill they have, that rules ask for; may be given again."`
	BaseURL string   `help:"How people reach the server, to print the whole link." name:"base-url" default:"http://127.0.0.1:8080" env:"CASELOOM_BASE_URL"`
}

func (c *userAddCmd) Run() error {
	return withPeople(c.where, makeRecord, func(ctx context.Context, people *identity.Identity) error {
		s, link, err := people.AddStaff(ctx, identity.NewStaff{Email: c.Email, Name: c.Name, Roles: c.Role, Teams: c.Team, Skills: c.Skill})
		if err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "%s is added. Within three days, they open this link to set their password:\n", s.Name)
		fmt.Println(passwordLink(c.BaseURL, link))
		return nil
	})
}

type userListCmd struct{ where }

func (c *userListCmd) Run() error {
	return withPeople(c.where, where.open, func(ctx context.Context, people *identity.Identity) error {
		all, err := people.AllStaff(ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
		for _, s := range all {
			state := "active"
			switch {
			case s.Disabled:
				state = "disabled"
			case !s.Password:
				state = "has not set a password"
			}
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", s.Email, s.Name, strings.Join(s.Roles, ","), strings.Join(s.Teams, ","), strings.Join(s.Skills, ","), state)
		}
		return table.Flush()
	})
}

type userDisableCmd struct {
	where
	Email string `arg:"" help:"Their e-mail address."`
}

func (c *userDisableCmd) Run() error {
	return withPerson(c.where, c.Email, func(ctx context.Context, people *identity.Identity, s *identity.Staff) error {
		if err := people.DisableStaff(ctx, s.ID); err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "%s can no longer sign in, and has been signed out.\n", s.Name)
		return nil
	})
}

type userEnableCmd struct {
	where
	Email string `arg:"" help:"Their e-mail address."`
}

func (c *userEnableCmd) Run() error {
	return withPerson(c.where, c.Email, func(ctx context.Context, people *identity.Identity, s *identity.Staff) error {
		if err := people.EnableStaff(ctx, s.ID); err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "%s can sign in again.\n", s.Name)
		return nil
	})
}

type userResetCmd struct {
	where
	Email   string `arg:"" help:"Their e-mail address."`
	BaseURL string `help:"How people reach the server, to print the whole link." name:"base-url" default:"http://127.0.0.1:8080" env:"CASELOOM_BASE_URL"`
}

func (c *userResetCmd) Run() error {
	return withPerson(c.where, c.Email, func(ctx context.Context, people *identity.Identity, s *identity.Staff) error {
		link, err := people.ResetStaff(ctx, s.ID)
		if err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "%s has been signed out. Within three days, they open this link to set a new password:\n", s.Name)
		fmt.Println(passwordLink(c.BaseURL, link))
		return nil
	})
}

func passwordLink(base, link string) string {
	return strings.TrimRight(base, "/") + "/password/" + link
}

// makeRecord opens the record, and makes one that is not there: people and tokens may be added before the first start.
func makeRecord(w where, ctx context.Context) (*store.DB, error) { return store.Open(ctx, w.url()) }

// withPeople opens the record for as long as f takes. The server may be running meanwhile.
func withPeople(w where, open func(where, context.Context) (*store.DB, error), f func(ctx context.Context, people *identity.Identity) error) error {
	ctx := context.Background()
	db, err := open(w, ctx)
	if err != nil {
		return err
	}
	err = f(ctx, identity.New(db, time.Now))
	if closing := db.Close(); err == nil {
		err = closing
	}
	return err
}

func withPerson(w where, email string, f func(ctx context.Context, people *identity.Identity, s *identity.Staff) error) error {
	return withPeople(w, where.open, func(ctx context.Context, people *identity.Identity) error {
		s, err := people.StaffByEmail(ctx, email)
		if err != nil {
			return err
		}
		return f(ctx, people, s)
	})
}
