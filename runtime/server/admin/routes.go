package admin

import "github.com/caseloom/caseloom/runtime/server/web"

// Register puts the administrators' pages on the router.
func Register(r *web.Router) {}
