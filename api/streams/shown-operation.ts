/** An operation as JSON, for HTTP and `--json`. */
import { formatTime } from '../times.ts'
import type { OperationDetail } from './operation-detail.ts'

export function shownOperation({ wish, state, counts, lag, deadLetters, error, replicas }: OperationDetail) {
  const { isRemoved: _, change: __, createdAt, changedAt, ...wished } = wish
  return {
    ...wished,
    state,
    round: Math.max(0, ...replicas.map(({ round }) => round)),
    counts,
    lag: Number(lag),
    deadLetters: Number(deadLetters),
    error: error === null ? null : { ...error, at: formatTime(error.at) },
    members: replicas.map(({ replica, executor, state: own, round, at, restarts }) => ({
      ...{ replica, executor, state: own, round, restarts },
      at: formatTime(at),
    })),
    createdAt: formatTime(createdAt),
    changedAt: formatTime(changedAt),
  }
}
