package casetype

import "io/fs"

// Load reads the case type called name from root, the folder that holds the case types: the folder of that name, or a
// single schema file of that name. It returns the compiled Type and whatever warnings there were, or nil and every
// fault that was found.
func Load(root fs.FS, name string) (*Type, Diagnostics) { return nil, nil }

// LoadOrganisation reads organisation.yaml from root, or gives the defaults when there is none.
func LoadOrganisation(root fs.FS) (*Organisation, Diagnostics) { return nil, nil }

// Names lists the case types that root holds, sorted.
func Names(root fs.FS) []string { return nil }
