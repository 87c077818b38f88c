/** Health is progress (DESIGN law 7): lag without progress, though nothing is known to be away, is a silent hang. */

export class Stalled extends Error {
  override readonly name = 'Stalled'
}

export interface StallWatch {
  start(): void
  progressed(): void
  stop(): void
  /** Rejects with `Stalled`; never resolves. */
  readonly stalled: Promise<never>
}

export function watchForStall(options: {
  readonly name: string
  readonly stallMs: number
  readonly isWaiting: () => boolean
  readonly hasLag: () => Promise<boolean>
}): StallWatch {
  let lastProgress = Date.now()
  let declare: (error: Error) => void = () => {}
  const stalled = new Promise<never>((_, reject) => {
    declare = reject
  })
  stalled.catch(() => {})

  const isOverdue = () => !options.isWaiting() && Date.now() - lastProgress >= options.stallMs
  let timer: ReturnType<typeof setInterval> | undefined
  const look = async (): Promise<void> => {
    if (options.isWaiting()) lastProgress = Date.now()
    if (!isOverdue()) return
    const hasLag = await options.hasLag().catch(() => false)
    if (!hasLag) lastProgress = Date.now()
    else if (isOverdue()) {
      const seconds = Math.round(options.stallMs / 1000)
      declare(new Stalled(`${options.name} has lag but made no progress for ${seconds} s`))
    }
  }

  return {
    start() {
      lastProgress = Date.now()
      timer = setInterval(() => void look(), Math.min(options.stallMs / 4, 15_000))
      timer.unref?.()
    },
    progressed() {
      lastProgress = Date.now()
    },
    stop: () => clearInterval(timer),
    stalled,
  }
}
