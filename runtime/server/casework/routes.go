package casework

import (
	"github.com/caseloom/caseloom/runtime/engine"
	"github.com/caseloom/caseloom/runtime/server/web"
)

// Register puts the caseworkers' pages on the router, and those by which anyone who works here comes in.
func Register(r *web.Router) {
	r.Get("/sign-in", web.Public, showSignIn)
	r.Post("/sign-in", web.Public, signIn)
	r.Post("/sign-out", web.Staff, signOut)
	for _, o := range []*oneTime{setup, reset} {
		r.Get(o.path+":token", web.Public, o.show)
		r.Post(o.path+":token", web.Public, o.take)
	}

	claimCase, claimTask := press(func(task string) engine.Body { return engine.Claim{Task: task} }, "You have taken this case.", "You have taken this task.")
	releaseCase, releaseTask := press(func(task string) engine.Body { return engine.Release{Task: task} }, "The case is back in the team’s pool.", "The task is back in the team’s pool.")

	_, retryTask := press(func(task string) engine.Body { return engine.RetryTask{Task: task} }, "", "It is tried again. If it fails once more, somebody is asked again.")

	_, invite := press(func(task string) engine.Body { return engine.InviteAgain{Task: task} }, "", "A new link is being sent. The one before does not open any more.")

	r.Get("/tasks", web.Staff, listTasks)
	r.Get("/tasks/:key", web.Staff, showTask)
	r.Get("/tasks/:key/letter", web.Staff, printLetter)
	r.Post("/tasks/:key/claim", web.Staff, claimTask)
	r.Post("/tasks/:key/release", web.Staff, releaseTask)
	r.Post("/tasks/:key/complete", web.Staff, complete, web.Uploads)
	r.Post("/tasks/:key/retry", web.Staff, retryTask)
	r.Post("/tasks/:key/invite", web.Staff, invite)
	r.Post("/tasks/:key/skip", web.Staff, skip)
	r.Post("/tasks/:key/confirm", web.Staff, verdict(readConfirm, "The answer is confirmed."))
	r.Post("/tasks/:key/return", web.Staff, verdict(readReturn, returned))
	r.Post("/tasks/:key/vote", web.Staff, verdict(readVote, "Your vote is counted."))
	r.Post("/tasks/:key/vote-against", web.Staff, verdict(readVoteAgainst, "Your vote is counted."))
	r.Post("/tasks/:key/answer", web.Staff, verdict(readAnswer, "Your answer is saved."))

	r.Get("/away", web.Staff, showAway)
	r.Post("/away", web.Staff, takeAway)
	r.Post("/away/:id/end", web.Staff, endAway)

	r.Get("/cases", web.Staff, search)
	r.Get("/cases/new/:casetype", web.Staff, showIntake)
	r.Post("/cases/new/:casetype", web.Staff, takeIntake, web.Uploads)
	r.Get("/cases/:reference", web.Staff, showCase)
	r.Get("/cases/:reference/events/:seq", web.Staff, showEvent)
	r.Get("/cases/:reference/documents/:document", web.Staff, download)
	r.Get("/cases/:reference/letters/:letter", web.Staff, showWritten)
	r.Post("/cases/:reference/claim", web.Staff, claimCase)
	r.Post("/cases/:reference/release", web.Staff, releaseCase)
	r.Get("/cases/:reference/correct", web.Staff, showCorrect)
	r.Post("/cases/:reference/correct", web.Staff, correct, web.Uploads)
	r.Get("/cases/:reference/do/:action", web.Staff, showTaking)
	r.Post("/cases/:reference/do/:action", web.Staff, take, web.Uploads)
	for _, a := range actions {
		r.Get("/cases/:reference/"+a.name, web.Staff, a.show)
		if a.upload {
			r.Post("/cases/:reference/"+a.name, web.Staff, a.do, web.Uploads)
		} else {
			r.Post("/cases/:reference/"+a.name, web.Staff, a.do)
		}
	}
}
