/** A way to tell somebody. What is told is an occasion: a change, or what happened in a span of time. */
import type { NotificationTargetChanged, StreamStatusChanged } from '../../schemas/generated/events.ts'
import type { Log } from '../../schemas/log.ts'
import type { judgedMinutes, statusChanges, streamArrivals, streamStatuses } from '../../schemas/status-tables.ts'
import type { TableView } from '../../schemas/table.ts'
import type { chunkStats } from '../../schemas/tables.ts'
import type { Mailer } from './mailer.ts'
import type { SecretHeaders } from './secret-headers.ts'

export type Target = NotificationTargetChanged

export type Occasion =
  | { readonly kind: 'change'; readonly change: StreamStatusChanged; readonly id: string }
  /** What happened in after < minute ≤ until, UTC microseconds. */
  | { readonly kind: 'span'; readonly after: number; readonly until: number }

export interface Channel {
  /** Told change by change, or of spans that end when so many microseconds are over. */
  readonly hears: 'changes' | { readonly every: number }
  /**
   * Rejects with `NotDelivered` when the target did not take it, with `Unavailable` when we are not able to say it.
   * Called again after the former, with the same occasion.
   */
  tell(occasion: Occasion): Promise<void>
}

export interface StatusViews {
  readonly statuses: TableView<typeof streamStatuses>
  readonly changes: TableView<typeof statusChanges>
  readonly arrivals: TableView<typeof streamArrivals>
  readonly minutes: TableView<typeof judgedMinutes>
  readonly stats: TableView<typeof chunkStats>
}

export interface ChannelPorts {
  readonly views: StatusViews
  readonly headers: SecretHeaders
  /** Null: no mail server is configured. */
  readonly mailer: Mailer | null
  readonly log: Log
}

/** The target did not take what it was told. */
export class NotDelivered extends Error {
  override readonly name = 'NotDelivered'
  constructor(
    reason: string,
    readonly how: {
      /** It would not take it another time either. */
      readonly isFinal: boolean
      /** It asked not to be called before. Milliseconds. */
      readonly retryAfterMs?: number
    },
    options?: ErrorOptions,
  ) {
    super(reason, options)
  }
}
