package casework

import "github.com/caseloom/caseloom/runtime/server/web"

// Register puts the caseworkers' pages on the router.
func Register(r *web.Router) {}
