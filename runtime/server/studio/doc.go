// Package studio answers analysts: every case type with its live version and its faults, kept up to date by server-sent
// events, and one case type drawn in words. It changes nothing.
package studio
