// Package citizen draws the pages for the people a service is for. It is handed models and decides nothing.
package citizen
