// Package citizen is the pages for the people a service is for: the list of services, the form, what was received, and
// how an application is getting on. Nobody signs in; every page works without scripts.
//
// It decides nothing about a case and shows nothing of one that its applicant has not been told.
//
// The one way through it is Register. A half-filled form is a draft in the store, under a secret that only the
// applicant's browser holds; sending it spends the draft in the same transaction that opens the case, so that sending
// it twice opens one.
package citizen
