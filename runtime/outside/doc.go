// Package outside asks services of others over HTTP: one POST of JSON, one answer of JSON.
//
// What is asked of whom stands in files that an analyst writes, so this package trusts none of it. A host is called only
// when the administrator has allowed it, and only at an address that anybody on the internet could call; where the
// administrator has said that a host is inside our own network, at any. The address is looked at when it is dialled, after
// its name was looked up, so that a name which changes its mind in between gains nothing. Redirects are not followed, no
// proxy is asked, and nobody waits or reads for ever.
//
// It never decides whether to try again, and keeps nothing: package work does, and is the only one to call it.
//
// The one way through it: New with what the administrator allows, then Post.
package outside
