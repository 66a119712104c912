// Caseloom's script improves pages that work without it. It adds nothing that
// a person could not do, or read, with scripts off.

import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  ExitThisPage,
  NotificationBanner,
  PasswordInput,
  ServiceNavigation,
  SkipLink,
  createAll
} from 'govuk-frontend'
import { watchAutosave } from './autosave.js'
import { watchCopy } from './copy.js'
import { watchFiles } from './files.js'
import { watchLists } from './find.js'
import { watchLive } from './live.js'
import { Radios } from './radios.js'

const components = [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  ExitThisPage,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink
]

// improve starts the components within one part of the page.
function improve (scope) {
  for (const component of components) {
    createAll(component, undefined, { scope, onError: (error) => console.warn(error.message) })
  }
  watchAutosave(scope)
  watchCopy(scope)
  watchFiles(scope)
  watchLists(scope)
}

// The classes that the styles wait for are set here and not in the page, which
// may hold no script of its own: without this file everything stays unfolded.
document.body.classList.add('js-enabled')
if ('noModule' in HTMLScriptElement.prototype) {
  document.body.classList.add('govuk-frontend-supported')
}
improve(document)
watchLive(document, improve)
