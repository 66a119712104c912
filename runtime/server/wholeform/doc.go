// Package wholeform draws a whole form on one page, with a group for each page that a citizen would turn, and takes what was
// sent of it: for staff, for what somebody does to their case, and for people who were sent a link.
package wholeform
