/** The connection for changes as they come: it comes again by itself, whatever ends it. */
import type { StatusChange } from '../status/overview-schemas.ts'

export interface Watching {
  /** Connected, for the first time or again: ask for everything anew. The gateway's present time, in milliseconds. */
  onReady(now: number): void
  onBeat(now: number): void
  onChange(change: StatusChange): void
  onLost(): void
}

/** The gateway tells the time every 15 seconds: a longer silence is a connection that nobody told us is dead. */
const longestSilenceMs = 45_000
const [shortestPauseMs, longestPauseMs] = [2_000, 30_000]

export function watchChanges(url: string, { onReady, onBeat, onChange, onLost }: Watching): void {
  let source: EventSource
  let heardAt = Date.now()
  let pauseMs = shortestPauseMs
  let again: number | undefined

  function open(): void {
    again = undefined
    heardAt = Date.now()
    source = new EventSource(url)
    const on = <T>(name: string, take: (data: T) => void) =>
      source.addEventListener(name, ({ data }) => {
        heardAt = Date.now()
        take(JSON.parse(data) as T)
      })
    on<{ now: string }>('ready', ({ now }) => {
      pauseMs = shortestPauseMs
      onReady(Date.parse(now))
    })
    on<{ now: string }>('beat', ({ now }) => onBeat(Date.parse(now)))
    on('change', onChange)
    source.addEventListener('error', () => {
      onLost()
      // A refusal, other than a break, is final for the browser: it does not try again.
      if (source.readyState === EventSource.CLOSED) later()
    })
  }

  function later(): void {
    if (again !== undefined) return
    again = window.setTimeout(open, pauseMs)
    pauseMs = Math.min(2 * pauseMs, longestPauseMs)
  }

  setInterval(() => {
    if (again !== undefined || Date.now() - heardAt < longestSilenceMs) return
    source.close()
    onLost()
    later()
  }, 5_000)
  open()
}
