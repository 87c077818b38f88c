/** A state as a shape, a colour and a word. */
import type { State } from '../../schemas/status/states.ts'
import { element, setText } from './elements.ts'
import { stateWords } from './wording.ts'

export function badge(state: State): HTMLElement {
  const word = element('span', { class: 'word' })
  const made = element('span', { class: 'state' }, element('span', { class: 'sign', 'aria-hidden': 'true' }), word)
  setBadge(made, state)
  return made
}

export function setBadge(made: HTMLElement, state: State): void {
  made.dataset.state = state
  setText(made.lastElementChild as Element, stateWords[state])
}
