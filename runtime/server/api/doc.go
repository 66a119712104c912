// Package api is how programs reach Caseloom: JSON over HTTP, with a bearer token, described at /api/openapi.json.
//
// It judges nothing itself: what a program may see and do is what its token's role may, asked of identity, and what a
// command means is the engine's. An answer that is not what was asked for is problem+json.
//
// The one way through it is Register. The description is written from the same routes that are registered, so that one
// cannot say what the other does not do.
package api
