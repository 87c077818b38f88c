/** What a part in the making looks at between pieces of rows: is it still wanted, is there time, who wants to know how far it is. */
import type { ExportPartRequested } from '../../schemas/generated/events.ts'
import type { Log } from '../../schemas/log.ts'
import { exportsAdvanced } from '../../topics/exports.ts'
import { emission } from '../../topics/topic.ts'
import type { Publisher } from '../connector.ts'
import { GivenUp } from './given-up.ts'
import type { KnownJobs } from './ports.ts'

export interface WatchOptions {
  readonly jobs: Pick<KnownJobs, 'isWanted'>
  readonly publisher: Publisher
  readonly log: Log
  readonly stopping: AbortSignal
  readonly reportMs?: number
}

type OnRows = (rows: number, bytes: number) => Promise<void>

export class Watch {
  private readonly began = Date.now()
  private lookedAt = Date.now()
  private giveUp: (reason: GivenUp) => void = () => {}
  private readonly givenUp: Promise<never>
  private readonly timer: NodeJS.Timeout
  private over: GivenUp | null = null
  /** Resolves when the work itself is over, given up or not. */
  ended: Promise<void> = Promise.resolve()

  constructor(
    private readonly part: ExportPartRequested,
    private readonly options: WatchOptions,
  ) {
    this.givenUp = new Promise((_, reject) => {
      this.giveUp = (reason) => {
        this.over = reason
        reject(reason)
      }
    })
    this.givenUp.catch(() => {})
    const leftMs = Math.max(0, part.deadlineAt / 1000 - Date.now())
    this.timer = setTimeout(() => this.giveUp(late()), Math.min(leftMs, 2 ** 31 - 1))
    if (options.stopping.aborted) this.stopped()
    options.stopping.addEventListener('abort', this.stopped)
  }

  /** The work, or why it was given up; work that does not hear of it ends at its next piece of rows. */
  during<T>(work: (onRows: OnRows) => Promise<T>): Promise<T> {
    const working = work((rows, bytes) => this.onRows(rows, bytes))
    this.ended = working.then(
      () => {},
      () => {},
    )
    return Promise.race([working, this.givenUp])
  }

  stop(): void {
    clearTimeout(this.timer)
    this.options.stopping.removeEventListener('abort', this.stopped)
  }

  private readonly stopped = () => this.giveUp(new GivenUp('this executor stops', false))

  private async onRows(rows: number, bytes: number): Promise<void> {
    if (this.over !== null) throw this.over
    const now = Date.now()
    if (now - this.lookedAt < (this.options.reportMs ?? 2_000)) return
    this.lookedAt = now
    const { jobs, publisher, log } = this.options
    const { job, part } = this.part
    const seconds = (now - this.began) / 1000
    const nothing = { rowsLeftOut: 0, files: [], problem: null }
    const step = { job, part, step: 'making' as const, at: now * 1000, rows, bytes, seconds, ...nothing }
    try {
      const [isWanted] = await Promise.all([jobs.isWanted(job), publisher.publish([emission(exportsAdvanced, step)])])
      if (!isWanted) this.giveUp(new GivenUp('nobody wants it any longer', true))
    } catch (error) {
      // Neither is needed to go on.
      log.warn({ job, part, error }, 'a part goes on without being told of')
    }
    if (this.over !== null) throw this.over
  }
}

function late(): GivenUp {
  const detail = 'a part of the export was not made by the deadline; ask for less, or give it more time'
  return new GivenUp(detail, true, { code: 'deadline-passed', detail, field: null })
}
