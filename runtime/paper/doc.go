// Package paper makes a PDF of a page, with the Chromium that the administrator names: tagged, so that a screen reader
// reads it as it reads the page.
//
// The one way through it: New looks for the browser, and PDF prints one page of HTML. A page brings its styles within it;
// the browser is given no network, runs none of its scripts and reads no file but that page, and is stopped when it takes
// too long. Only a few print at once: whoever comes when all are busy waits, and is told so after a while.
//
// It knows no case and no form, and never prints an address that somebody else names.
package paper
