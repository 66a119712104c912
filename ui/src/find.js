// A long list to choose from becomes a box to type in, with those of its
// answers that fit beneath: the “editable combobox with list autocomplete” of
// the ARIA Authoring Practices. The list itself stays, out of sight, and is
// what is sent.
//
// It is ours and not accessible-autocomplete, which loses the hint and the
// error of the list that it takes the place of, sends the old answer of
// somebody who typed another one that does not fit, and draws every answer
// that fits, be there thousands.
//
// What fits no answer is put into the list and sent as it was typed. So the
// server says what is wrong, as it does of everything, and gives it back.

const most = 100 // answers drawn at once: nobody looks through more
const pause = 500 // milliseconds without a key before how many fit is read out

// watchLists looks after every select that says how to find an answer in it:
//   data-find       what is read out of the box: how it is used
//   data-find-fits  how many answers fit, with %{count}
//   data-find-more  that these are the first %{count} only
//   data-find-none  that none fits
//   data-typed      what was typed before, and fits none
export function watchLists (scope) {
  for (const select of scope.querySelectorAll('select[data-find]:not([hidden]):not([disabled])')) {
    find(select)
  }
}

function find (select) {
  const { id } = select
  const says = select.dataset
  const answers = Array.from(select.options).filter((option) => option.value !== '')
  const known = answers.map((option) => ({ option, text: folded(option.text), plain: plain(option.text) }))
  const label = document.querySelector(`label[for="${CSS.escape(id)}"]`)

  const input = make('input', 'govuk-input app-find__input', {
    id, // the label and the summary of errors lead here
    type: 'text',
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': `${id}-answers`,
    'aria-describedby': [select.getAttribute('aria-describedby'), `${id}-how`].filter(Boolean).join(' '),
    autocomplete: select.getAttribute('autocomplete') || 'off',
    spellcheck: 'false'
  })
  if (select.classList.contains('govuk-select--error')) input.classList.add('govuk-input--error')
  const list = make('ul', 'app-find__answers', { id: `${id}-answers`, role: 'listbox', 'aria-label': label ? label.textContent.trim() : '' })
  const note = make('p', 'app-find__note')
  const menu = make('div', 'app-find__menu', { hidden: '' })
  const how = make('span', 'govuk-visually-hidden', { id: `${id}-how` })
  const voice = make('div', 'govuk-visually-hidden', { role: 'status' })
  const box = make('div', 'app-find')
  how.textContent = says.find
  menu.append(list, note)
  box.append(input, menu, how, voice)
  select.id = `${id}-list`
  select.hidden = true
  select.after(box)

  let stray // what was typed and fits none, as an answer of the list
  let drawn = [] // the answers in sight
  let active = -1 // the one of them that the arrow keys have come to
  let timer

  // fits is the answer that a text names. Accents may be left out where that
  // leaves no doubt; what the record calls it (“GB”) will do as well.
  const fits = (text) => {
    const exact = known.find((one) => one.text === folded(text))
    if (exact) return exact.option
    const alike = known.filter((one) => one.plain === plain(text))
    if (alike.length === 1) return alike[0].option
    return answers.find((option) => option.value === text.trim())
  }

  // settle has the list hold what the box says.
  const settle = () => {
    stray?.remove()
    stray = undefined
    const option = fits(input.value)
    if (option) {
      option.selected = true
    } else if (input.value.trim()) {
      stray = new Option(input.value, input.value, false, true)
      select.append(stray)
    } else {
      select.value = ''
    }
  }

  // show has the box say what the list holds.
  const show = () => {
    const [option] = select.selectedOptions
    input.value = option && option.value !== '' ? option.text : ''
  }

  const close = () => {
    clearTimeout(timer)
    voice.textContent = ''
    menu.hidden = true
    input.setAttribute('aria-expanded', 'false')
    move(-1)
  }

  // open shows what fits a text; everything, where it is empty.
  const open = (text) => {
    const fitting = ranked(known, plain(text))
    drawn = fitting.slice(0, most)
    list.replaceChildren(...drawn.map((option, i) => {
      const entry = make('li', 'app-find__answer', { id: `${id}-answer-${i + 1}`, role: 'option', 'aria-selected': 'false' })
      for (const name of ['lang', 'dir']) {
        if (option.hasAttribute(name)) entry.setAttribute(name, option.getAttribute(name))
      }
      entry.textContent = option.text
      entry.classList.toggle('app-find__answer--chosen', option.selected)
      return entry
    }))
    move(-1)
    note.textContent = drawn.length === 0 ? says.findNone : fitting.length > most ? said(says.findMore, most) : ''
    note.hidden = note.textContent === ''
    list.hidden = drawn.length === 0
    menu.hidden = false
    input.setAttribute('aria-expanded', String(drawn.length > 0))
    clearTimeout(timer)
    timer = setTimeout(() => {
      voice.textContent = [drawn.length > 0 ? said(says.findFits, fitting.length) : '', note.textContent].join(' ').trim()
    }, pause)
  }

  // move has the arrow keys at an answer; at none with -1.
  const move = (to) => {
    list.children[active]?.setAttribute('aria-selected', 'false')
    active = to
    const entry = list.children[active]
    if (entry) {
      entry.setAttribute('aria-selected', 'true')
      entry.scrollIntoView({ block: 'nearest' })
      input.setAttribute('aria-activedescendant', entry.id)
    } else {
      input.removeAttribute('aria-activedescendant')
    }
  }

  const choose = (option) => {
    stray?.remove()
    stray = undefined
    option.selected = true
    show()
    close()
    select.dispatchEvent(new Event('input', { bubbles: true }))
    select.dispatchEvent(new Event('change', { bubbles: true }))
  }

  // browse opens the list for somebody who has not typed: what stands there
  // already does not narrow it.
  const browse = () => open(fits(input.value) ? '' : input.value)

  input.addEventListener('input', () => {
    settle()
    if (input.value.trim()) open(input.value)
    else close()
  })
  input.addEventListener('click', () => menu.hidden ? browse() : close())
  input.addEventListener('keydown', (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp': {
        event.preventDefault()
        const down = event.key === 'ArrowDown'
        if (event.altKey && !down) return close()
        if (menu.hidden) browse()
        if (event.altKey || drawn.length === 0) return
        // Before the first and after the last it is the text itself that has
        // the keys, and from there it goes round.
        const places = drawn.length + 1
        return move((active + 1 + (down ? 1 : places - 1)) % places - 1)
      }
      case 'Enter':
        if (!menu.hidden && active >= 0) {
          event.preventDefault()
          choose(drawn[active])
        }
        return
      case 'Escape':
        if (!menu.hidden) event.preventDefault()
        return close()
      case 'ArrowLeft':
      case 'ArrowRight':
      case 'Home':
      case 'End':
        move(-1) // they move in the text
    }
  })
  // Whoever goes on from an answer that the arrow keys have come to has chosen
  // it, as in any list.
  input.addEventListener('blur', () => {
    if (active >= 0) return choose(drawn[active])
    const option = fits(input.value)
    if (option) input.value = option.text
    close()
  })
  menu.addEventListener('mousedown', (event) => event.preventDefault()) // the focus stays in the box
  list.addEventListener('click', (event) => {
    const at = Array.prototype.indexOf.call(list.children, event.target.closest('li'))
    if (at >= 0) choose(drawn[at])
  })
  select.addEventListener('change', show)

  if (says.typed) {
    input.value = says.typed
    settle()
  } else {
    show()
  }
  // A browser that goes back puts the list as it was left, after this has run.
  window.addEventListener('pageshow', show)
}

// ranked are the answers that hold a text: first those that begin with it,
// then those of which a word does.
function ranked (known, text) {
  if (!text) return known.map((one) => one.option)
  const ranks = [[], [], []]
  for (const one of known) {
    const at = one.plain.indexOf(text)
    if (at >= 0) ranks[at === 0 ? 0 : one.plain.includes(` ${text}`) ? 1 : 2].push(one.option)
  }
  return ranks.flat()
}

function folded (text) {
  return text.trim().replace(/\s+/g, ' ').replace(/[‘’]/g, "'").toLowerCase()
}

// plain leaves out accents, which not every keyboard has.
function plain (text) {
  return folded(text).normalize('NFD').replace(/\p{M}/gu, '')
}

function said (sentence, count) {
  return sentence.replace('%{count}', count)
}

function make (name, classes, attributes = {}) {
  const element = document.createElement(name)
  element.className = classes
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  return element
}
