/**
 * Archives every topic that is wanted, as this process' share of it. What is wanted is looked up again and again: a topic
 * may be made later, or made anew.
 */
import type { Connector } from '../connector.ts'
import {
  type ArchiverLimits,
  type ArchiverPorts,
  defaultLimits,
  startTopicArchiver,
  type TopicArchiver,
} from './topic-archiver.ts'

export interface WantedArchive {
  readonly topic: string
  readonly includesReplayed: boolean
}

export interface ArchiverOptions extends ArchiverPorts {
  /** Topics to archive, as they are wanted now. */
  wanted(): Promise<readonly WantedArchive[]>
  readonly limits?: Partial<ArchiverLimits>
  /** Between two looks at what is wanted. Default 2000 ms. */
  readonly lookMs?: number
}

interface Running extends WantedArchive {
  readonly archiver: TopicArchiver
}

/** After a failure, e.g. because the topic was deleted. */
const againMs = 5_000

export function createArchiver(options: ArchiverOptions): Connector & { readonly finished: Promise<void> } {
  const { broker, log, lookMs = 2_000 } = options
  const limits = { ...defaultLimits, ...options.limits }
  const running = new Map<string, Running>()
  const notBefore = new Map<string, number>()
  let reason: string | null = 'has not started'
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> = Promise.resolve()
  let isStopping = false

  const isCrowded = (): boolean => {
    const held = [...running.values()].reduce((sum, { archiver }) => sum + archiver.heldBytes(), 0)
    return held > limits.heldBytes
  }

  async function begin(wish: WantedArchive): Promise<void> {
    const archiver = await startTopicArchiver(
      { ...wish, includeReplayed: wish.includesReplayed },
      options,
      limits,
      isCrowded,
    )
    running.set(wish.topic, { ...wish, archiver })
    log.info({ topic: wish.topic }, 'archiving')
    archiver.finished.catch((error: unknown) => {
      if (running.get(wish.topic)?.archiver !== archiver) return
      running.delete(wish.topic)
      notBefore.set(wish.topic, Date.now() + againMs)
      log.warn({ topic: wish.topic, reason: messageOf(error) }, 'archiving stumbled; it begins again')
      void archiver.stop().catch(() => {})
    })
  }

  async function end({ topic, archiver }: Running): Promise<void> {
    running.delete(topic)
    await archiver.stop()
    log.info({ topic }, 'archiving stopped')
  }

  async function look(): Promise<void> {
    const wanted = new Map((await options.wanted()).map((wish) => [wish.topic, wish]))
    for (const one of [...running.values()]) {
      if (wanted.get(one.topic)?.includesReplayed !== one.includesReplayed) await end(one)
    }
    const due = [...wanted.values()].filter(
      ({ topic }) => !running.has(topic) && (notBefore.get(topic) ?? 0) <= Date.now(),
    )
    if (due.length === 0) return
    const present = new Set(await broker.admin.listTopics())
    for (const wish of due) if (present.has(wish.topic) && !isStopping) await begin(wish)
  }

  function lookAgain(): void {
    looking = look()
      .then(
        () => {
          reason = null
        },
        (error: unknown) => {
          reason = messageOf(error)
          log.warn({ reason }, 'what is to be archived is not known')
        },
      )
      .then(() => {
        if (!isStopping) timer = setTimeout(lookAgain, lookMs)
      })
  }

  return {
    name: 'archives',
    finished: new Promise(() => {}),
    async start() {
      lookAgain()
      await looking
    },
    async stop() {
      isStopping = true
      clearTimeout(timer)
      await looking
      await Promise.all([...running.values()].map(end))
    },
    health: () => ({ ready: reason === null, reason }),
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
