// Package identity knows who works here and what each of them may see and do: staff and their sign-ins, sessions, the
// links with which a password is set, tokens for programs, and the judgement of a case type's `access`.
//
// It never keeps a secret it could lose: passwords are kept as argon2id hashes, and session ids, links and tokens, all
// 256 random bits, as their SHA-256. It never says by word or by time whether an e-mail address belongs to somebody.
//
// The one way in for a person is SignIn, then Session on each request; for a program, Token. The one way to a case is
// View (or May, for a single right): pages and API alike judge there, and whatever is not granted is refused.
package identity
