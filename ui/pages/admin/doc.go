// Package admin draws the administrator's pages: staff, tokens, kept mail, what failed, and what is running. A page is a
// model of plain values and a templ component; nothing here decides.
package admin
