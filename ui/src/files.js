// A file over the limit is said at once, before it is sent: a server that
// refuses a large upload can look like a broken connection.

// watchFiles looks after every file control that states its limit:
//   data-max-size  in bytes
//   data-max-text  the same in words ("10MB")
//   data-too-big   the sentence, with %{name} and %{limit}
export function watchFiles (scope) {
  for (const input of scope.querySelectorAll('input[type="file"][data-max-size]')) {
    input.addEventListener('change', () => check(input))
  }
}

function check (input) {
  const id = `${input.id}-too-big`
  const group = input.closest('.govuk-form-group')
  let note = document.getElementById(id)
  const limit = Number(input.dataset.maxSize)
  const large = Array.from(input.files).find((file) => file.size >= limit)

  if (!large) {
    if (note) {
      note.remove()
      describe(input, id, false)
      if (!group.querySelector('.govuk-error-message')) {
        group.classList.remove('govuk-form-group--error')
      }
    }
    return
  }
  if (!note) {
    note = document.createElement('p')
    note.id = id
    note.className = 'govuk-error-message'
    note.setAttribute('role', 'alert')
    input.before(note)
    describe(input, id, true)
    group.classList.add('govuk-form-group--error')
  }
  note.textContent = input.dataset.tooBig
    .replace('%{name}', large.name)
    .replace('%{limit}', input.dataset.maxText)
  input.value = ''
}

function describe (input, id, add) {
  const ids = (input.getAttribute('aria-describedby') || '').split(' ').filter((one) => one && one !== id)
  if (add) ids.push(id)
  if (ids.length) input.setAttribute('aria-describedby', ids.join(' '))
  else input.removeAttribute('aria-describedby')
}
