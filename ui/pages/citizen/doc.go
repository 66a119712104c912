// Package citizen draws the pages for the people a service is for. It is handed models and decides nothing.
//
// Every sentence on them, those that the server chooses and its mails too, is a field of Words: in english.go and in
// welsh.go, whole. Of gives them by language.
package citizen
