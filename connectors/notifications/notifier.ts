/** Delivers changes of status to every target that is declared, each by itself. Any number of processes share the work. */
import type { Connector } from '../connector.ts'
import type { ChannelPorts, Target } from './channel.ts'
import { type Delivery, type DeliveryPorts, startDelivery } from './delivery.ts'
import { openChannel } from './open-channel.ts'
import { followTargets } from './target-feed.ts'
import type { Tries } from './tries.ts'

export interface NotifierOptions extends ChannelPorts, DeliveryPorts, Partial<Tries> {}

interface Running {
  readonly target: Target
  /** Null: it cannot be told as this process is configured. */
  readonly delivery: Delivery | null
}

const defaultTries: Tries = { tries: 8, firstPauseMs: 1_000 }
/** After a subscription failed. */
const againMs = 5_000

export function createNotifier(options: NotifierOptions): Connector {
  const { log } = options
  const tries = { ...defaultTries, ...withoutUndefined(options) }
  const stopping = new AbortController()
  const running = new Map<string, Running>()
  let wanted: ReadonlyMap<string, Target> = new Map()
  let reason: string | null = 'has not started'
  let following: Promise<void> = Promise.resolve()
  let turning: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined

  async function begin(target: Target): Promise<void> {
    const { name, kind } = target
    const channel = openChannel(target, options)
    if (channel === null) {
      running.set(name, { target, delivery: null })
      log.error({ target: name }, 'no mail is sent: set TIDELINE_SMTP_URL and start again; nothing is lost meanwhile')
      return
    }
    const delivery = await startDelivery(target, channel, options, tries)
    running.set(name, { target, delivery })
    log.info({ target: name, kind }, 'changes of status are delivered')
    delivery.finished.catch((error: unknown) => {
      if (running.get(name)?.delivery !== delivery) return
      running.delete(name)
      log.warn({ target: name, reason: messageOf(error) }, 'delivery stumbled; it begins again')
      void delivery.stop().catch(() => {})
      turnLater()
    })
  }

  async function end({ target, delivery }: Running): Promise<void> {
    running.delete(target.name)
    await delivery?.stop()
  }

  /** Makes what runs what is wanted. A target that makes trouble does not keep the others from it. */
  async function turn(): Promise<void> {
    const outdated = [...running.values()].filter(({ target }) => !isSame(target, wanted.get(target.name)))
    await Promise.allSettled(outdated.map(end))
    if (stopping.signal.aborted) return
    const missing = [...wanted.values()].filter(({ name }) => !running.has(name))
    const begun = await Promise.allSettled(missing.map(begin))
    for (const [at, one] of begun.entries()) {
      if (one.status === 'fulfilled') continue
      log.warn(
        { target: missing[at]?.name, reason: messageOf(one.reason) },
        'delivery did not begin; it is tried again',
      )
      turnLater()
    }
  }

  const turnNow = () => {
    turning = turning.then(turn)
  }
  function turnLater(): void {
    if (stopping.signal.aborted) return
    clearTimeout(timer)
    timer = setTimeout(turnNow, againMs)
  }

  return {
    name: 'notifications',
    async start() {
      reason = null
      following = followTargets({
        ...options,
        signal: stopping.signal,
        onTargets(targets) {
          wanted = targets
          turnNow()
        },
        onState(state) {
          reason = state
        },
      })
    },
    async stop() {
      stopping.abort()
      clearTimeout(timer)
      await following
      await turning
      await Promise.allSettled([...running.values()].map(end))
      options.mailer?.close()
    },
    health: () => ({ ready: reason === null, reason }),
  }
}

const isSame = (a: Target, b: Target | undefined): boolean => b !== undefined && JSON.stringify(a) === JSON.stringify(b)
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const withoutUndefined = ({ tries, firstPauseMs }: Partial<Tries>): Partial<Tries> => ({
  ...(tries === undefined ? {} : { tries }),
  ...(firstPauseMs === undefined ? {} : { firstPauseMs }),
})
