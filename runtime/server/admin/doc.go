// Package admin answers administrators: staff, tokens, kept mail, and what failed after a commit and can be tried again.
// It shows no case.
package admin
