// What somebody has typed is kept while they type, so that a closed window or
// a flat battery loses little. The page says nothing about it: whoever leaves
// finds their words again, and without scripts each page is kept when it is
// sent.

const pause = 1500 // milliseconds without a key before what stands there is sent

// watchAutosave looks after every form that says data-autosave.
export function watchAutosave (scope) {
  for (const form of scope.querySelectorAll('form[data-autosave]')) {
    let timer
    form.addEventListener('input', () => {
      delete form.dataset.saved
      clearTimeout(timer)
      timer = setTimeout(() => save(form), pause)
    })
    form.addEventListener('submit', () => {
      clearTimeout(timer)
      form.dataset.sent = 'yes'
    })
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden' && timer && !form.dataset.saved && !form.dataset.sent) {
        clearTimeout(timer)
        save(form)
      }
    })
  }
}

async function save (form) {
  const body = new URLSearchParams()
  for (const [name, value] of new FormData(form)) {
    const control = form.elements.namedItem(name)
    if (typeof value === 'string' && control?.type !== 'password') {
      body.append(name, value)
    }
  }
  body.set('_autosave', 'yes')
  try {
    const answer = await fetch(form.action, { method: 'POST', body, keepalive: true, redirect: 'error' })
    if (answer.ok) {
      form.dataset.saved = 'yes'
    }
  } catch {
    // no connection: the page itself is kept when it is sent
  }
}
