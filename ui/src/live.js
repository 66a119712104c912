// A part of a page that renews itself when the server says that something
// changed. The page is asked for again and the part is taken out of the
// answer, so there is one way in which it is drawn: the server's.

// watchLive looks after every element with an id and:
//   data-live       the address of the event stream
//   data-live-said  what is read out after a change
export function watchLive (scope, improve) {
  for (const part of scope.querySelectorAll('[data-live][id]')) {
    watch(part.id, part.dataset.live, part.dataset.liveSaid, improve)
  }
}

// A stream that was refused is asked for again after this many milliseconds.
const patience = 5000

function watch (id, address, said, improve) {
  if (!('EventSource' in window)) return
  const voice = announcer(said)
  let stream
  let asking = false
  let again = false

  const renew = async () => {
    if (asking) {
      again = true
      return
    }
    asking = true
    do {
      again = false
      try {
        const changed = await fresh(id)
        if (changed) {
          improve(changed)
          voice()
        }
      } catch {
        // The server may be restarting: the stream connects again by itself,
        // and says so with another event.
      }
    } while (again)
    asking = false
  }
  const listen = () => {
    stream = new EventSource(address)
    stream.addEventListener('change', renew)
    // Whatever happened since the page was drawn, or while the connection was
    // lost, went unheard.
    stream.addEventListener('open', renew)
    // A browser connects again by itself, except when it was refused.
    stream.addEventListener('error', () => {
      if (stream.readyState === EventSource.CLOSED) window.setTimeout(listen, patience)
    })
  }
  listen()
  window.addEventListener('pagehide', () => stream.close())
}

// fresh puts the newest drawing of a part into the page, unless it is the same
// or a person is typing in it. It gives the part if it changed.
async function fresh (id) {
  const answer = await fetch(window.location.href, { headers: { Accept: 'text/html' }, cache: 'no-store' })
  if (!answer.ok || answer.redirected) return null
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const next = page.getElementById(id)
  const part = document.getElementById(id)
  if (!next || !part || next.isEqualNode(part)) return null
  const active = document.activeElement
  if (part.contains(active) && active.matches('input, textarea, select')) return null
  const kept = part.contains(active) ? active.id : ''
  const open = Array.from(part.querySelectorAll('details[open][id]'), (one) => one.id)
  part.replaceChildren(...Array.from(next.childNodes, (node) => document.importNode(node, true)))
  for (const one of open) document.getElementById(one)?.setAttribute('open', '')
  if (kept) document.getElementById(kept)?.focus()
  return part
}

// announcer gives a function that has a sentence read out.
function announcer (said) {
  const region = document.createElement('div')
  region.className = 'govuk-visually-hidden app-live'
  region.setAttribute('role', 'status')
  document.body.append(region)
  return () => {
    region.textContent = ''
    window.setTimeout(() => { region.textContent = said || '' }, 100)
  }
}
