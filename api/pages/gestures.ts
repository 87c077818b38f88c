/** Wheel and drag on a plot, as changes of its window. */

export interface Gestures {
  /** `at`: from 0 at the left to 1 at the right. Whether anything changed; else the page may scroll. */
  onZoom(factor: number, at: number): boolean
  /** Share of the window's length: positive is later. */
  onPan(share: number): boolean
}

/** Pixels: a hand that only clicks moves less. */
const dragBegins = 4

export function listenTo(plot: HTMLElement, pixels: () => number, { onZoom, onPan }: Gestures): void {
  plot.addEventListener(
    'wheel',
    (event) => {
      const at = (event.clientX - plot.getBoundingClientRect().left) / pixels()
      const isSideways = Math.abs(event.deltaX) > Math.abs(event.deltaY)
      const isTaken = isSideways
        ? onPan(event.deltaX / pixels())
        : onZoom(1.0015 ** (event.deltaMode === 1 ? event.deltaY * 30 : event.deltaY), at)
      if (isTaken) event.preventDefault()
    },
    { passive: false },
  )

  let last: number | null = null
  let isDragging = false
  plot.addEventListener('pointerdown', ({ button, clientX, isPrimary }) => {
    isDragging = false
    if (button === 0 && isPrimary) last = clientX
  })
  plot.addEventListener('pointermove', ({ clientX, pointerId }) => {
    if (last === null || (!isDragging && Math.abs(clientX - last) < dragBegins)) return
    if (!isDragging) plot.setPointerCapture(pointerId)
    isDragging = true
    onPan((last - clientX) / pixels())
    last = clientX
  })
  const end = () => {
    last = null
  }
  plot.addEventListener('pointerup', end)
  plot.addEventListener('pointercancel', end)
  plot.addEventListener('dragstart', (event) => event.preventDefault())
  // What was dragged is not clicked.
  plot.addEventListener(
    'click',
    (event) => {
      if (isDragging) event.preventDefault()
      isDragging = false
    },
    true,
  )
}
