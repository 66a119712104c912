package web

import "slices"

// Audience says who may use a route. There is no zero audience that lets anyone in: a route registered with one is
// refused to everybody.
type Audience struct {
	kind  audienceKind
	roles []string
}

type audienceKind uint8

const (
	nobody audienceKind = iota
	public
	staff
	withRole
	token
	tokenOrAnyone
	operator
)

// The audiences.
var (
	Public   = Audience{kind: public}        // everyone, without signing in
	Staff    = Audience{kind: staff}         // anyone who has signed in
	Token    = Audience{kind: token}         // a program with a bearer token
	Anyone   = Audience{kind: tokenOrAnyone} // a program, with or without a token; a wrong token is refused
	Operator = Audience{kind: operator}      // a program on this machine (no proxy in between), or one with a token
)

// Role is the staff who hold at least one of these roles.
func Role(roles ...string) Audience { return Audience{kind: withRole, roles: roles} }

func (a Audience) admits(held []string) bool {
	for _, r := range held {
		if slices.Contains(a.roles, r) {
			return true
		}
	}
	return false
}

// browser says whether people come by a browser, with cookies, so that a post needs the token of the page it came from.
func (a Audience) browser() bool { return a.kind == public || a.kind == staff || a.kind == withRole }

// String is the word for the audience in the route list of the tests and the logs.
func (a Audience) String() string {
	switch a.kind {
	case public:
		return "public"
	case staff:
		return "staff"
	case withRole:
		s := "role"
		for _, r := range a.roles {
			s += " " + r
		}
		return s
	case token:
		return "token"
	case tokenOrAnyone:
		return "anyone"
	case operator:
		return "operator"
	}
	return "nobody"
}
