/**
 * When a program that answers as it likes has done with what it was given: it has put out nothing and, where the platform tells,
 * computed nothing for a while. One that gave no sign of life since its start may not have begun to read: it has longer.
 */
import { readFileSync } from 'node:fs'

export interface QuietOptions {
  readonly pid: number | undefined
  /** Milliseconds. */
  readonly settleMs: number
  /** Silence of so many milliseconds is the end of the work, also of a program that always computes. */
  readonly longestMs: number
}

export interface Quiet {
  /** A message was given to it. */
  given(): void
  /** It put something out. */
  said(): void
  /** Nothing is told any more. */
  close(): void
}

/** For a program that has said nothing since it was started. */
const startMs = 30_000

/** `onQuiet` comes once after messages were given, when all of them are done with. */
export function followQuiet({ pid, settleMs, longestMs }: QuietOptions, onQuiet: () => void): Quiet {
  let timer: NodeJS.Timeout | undefined
  let stirred = 0
  let computed = 0
  let clock: string | null = null
  let lives = false

  function look(): void {
    const now = performance.now()
    const reading = pid === undefined ? null : processorTime(pid)
    if (reading !== clock) computed = now
    clock = reading
    const needed = Math.min(longestMs, lives ? settleMs : Math.max(settleMs, startMs))
    if (now - stirred < longestMs && now - Math.max(stirred, computed) < needed) return
    close()
    onQuiet()
  }
  function close(): void {
    clearInterval(timer)
    timer = undefined
  }

  return {
    given() {
      stirred = performance.now()
      timer ??= setInterval(look, Math.min(1_000, settleMs / 4))
    },
    said() {
      stirred = performance.now()
      lives = true
    },
    close,
  }
}

/** What it has computed so far, in the kernel's ticks (proc(5): utime and stime); null where that is not told. */
function processorTime(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ', 13)
      .slice(11)
      .join(' ')
  } catch {
    return null
  }
}
