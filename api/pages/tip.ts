/** What is said of a piece when it is pointed at, or has the focus. */
import { element } from './elements.ts'
import { type Piece, textOf } from './spans.ts'
import { countText, durationText } from './wording.ts'

const shownLabels = 4

export function pieceText(piece: Piece): string {
  return linesOf(piece).join(', ')
}

function linesOf({ spans, label, start, stop }: Piece): string[] {
  const only = spans.length === 1 ? spans[0] : undefined
  const [from, to] = [only?.start ?? start, only?.stop ?? stop]
  const title = only === undefined ? `${countText(spans.length, 'span')}, mostly ${label}` : label
  return [title, `${textOf(from)} to ${textOf(to)} UTC`, durationText(to - from)]
}

export interface Tip {
  show(at: Element, piece: Piece, isLink: boolean): void
  hide(): void
}

export function createTip(): Tip {
  const box = element('div', { id: 'tip', role: 'tooltip', hidden: '' })
  document.body.append(box)
  let owner: Element | null = null
  const hide = () => {
    owner?.removeAttribute('aria-describedby')
    owner = null
    box.hidden = true
  }
  addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') hide()
  })
  return {
    show(at, piece, isLink) {
      hide()
      owner = at
      const [title = '', ...lines] = linesOf(piece)
      const counts = new Map<string, number>()
      for (const { label } of piece.spans) counts.set(label, (counts.get(label) ?? 0) + 1)
      const several = [...counts].slice(0, shownLabels).map(([label, count]) => `${count} × ${label}`)
      const more = piece.spans.length > 1 ? [several.join(', '), 'Zoom in to tell them apart'] : []
      const deed = isLink ? ['Click for the data as a plot'] : []
      box.replaceChildren(
        element('strong', {}, title),
        ...[...lines, ...more, ...deed].map((line) => element('div', {}, line)),
      )
      box.hidden = false
      const bar = at.getBoundingClientRect()
      const middle = (Math.max(bar.left, 0) + Math.min(bar.right, innerWidth)) / 2
      const left = Math.max(4, Math.min(middle - box.offsetWidth / 2, innerWidth - box.offsetWidth - 4))
      const isRoomBelow = bar.bottom + box.offsetHeight + 8 < innerHeight
      box.style.left = `${left}px`
      box.style.top = `${isRoomBelow ? bar.bottom + 6 : bar.top - box.offsetHeight - 6}px`
    },
    hide,
  }
}
