package studio

import "github.com/caseloom/caseloom/runtime/server/web"

// Register puts the analysts' pages on the router.
func Register(r *web.Router) {}
