/** A button for each state, with how many streams are in it: pressed, only streams of pressed states are shown. */
import { type State, worstFirst } from '../../schemas/status/states.ts'
import { element, setText } from './elements.ts'
import { badge } from './state-badge.ts'

export interface StateFilter {
  readonly chosen: ReadonlySet<State>
  show(counts: ReadonlyMap<State, number>): void
}

export function createStateFilter(place: Element, first: Iterable<State>, onChange: () => void): StateFilter {
  const chosen = new Set(first)
  const buttons = worstFirst.map((state) => {
    const count = element('strong', {}, '0')
    const attributes = { type: 'button', 'aria-pressed': String(chosen.has(state)), 'data-count': state }
    const button = element('button', attributes, count, ' ', badge(state))
    button.addEventListener('click', () => {
      if (!chosen.delete(state)) chosen.add(state)
      button.setAttribute('aria-pressed', String(chosen.has(state)))
      onChange()
    })
    return { state, button, count }
  })
  place.append(...buttons.map(({ button }) => button))
  return {
    chosen,
    show(counts) {
      for (const { state, count } of buttons) setText(count, String(counts.get(state) ?? 0))
    },
  }
}
