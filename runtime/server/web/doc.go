// Package web is what every audience's pages share: the router, on which no route exists without an audience; the
// request as a handler sees it, with everything copied out of the connection's buffers; the one place that turns an
// error into a status and a page; and the checks that stand before every handler.
//
// It knows no page and no case type, and it decides nothing about a case.
//
// The one way through it: New makes the Router for a Site, each audience's package registers its routes on it with
// Get, Post and Delete, and Router.App is what listens.
package web
