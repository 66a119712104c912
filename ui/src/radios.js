import { Radios as Original } from 'govuk-frontend'

// Radios reveal what belongs to the chosen one. ARIA lets no radio say that it
// is expanded, so ours does not: what is revealed follows it at once, both in
// sight and in reading order.
export class Radios extends Original {
  syncConditionalRevealWithInputState (input) {
    super.syncConditionalRevealWithInputState(input)
    input.removeAttribute('aria-expanded')
  }
}
