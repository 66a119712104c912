// A text that is there to be passed on has a button that copies it. Without
// scripts it stands in a control, where it can be selected.

// watchCopy looks after every control that offers it:
//   data-copy    the words of the button
//   data-copied  what is said when it has been copied
export function watchCopy (scope) {
  for (const input of scope.querySelectorAll('input[data-copy]')) {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'govuk-button govuk-button--secondary'
    button.textContent = input.dataset.copy
    const note = document.createElement('p')
    note.className = 'govuk-body'
    note.setAttribute('role', 'status')
    input.closest('.govuk-form-group').after(button, note)
    button.addEventListener('click', () => copy(input, note))
    input.addEventListener('focus', () => input.select())
  }
}

async function copy (input, note) {
  note.textContent = ''
  let done = false
  try {
    await navigator.clipboard.writeText(input.value)
    done = true
  } catch { // an address without https, or a browser that asks first
    input.select()
    done = document.execCommand('copy')
  }
  if (done) note.textContent = input.dataset.copied
}
