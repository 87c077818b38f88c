/** The pieces of one deployment, which has gaps of its own; and those of all, in the order of an answer. */
import type { Gaps } from './gaps.ts'
import { first, type Pieces } from './pieces.ts'

export interface Track<P extends Pieces> {
  readonly deployment: number
  readonly pieces: P
  readonly gaps: Gaps
  lastTime: number | null
  lastInterval: number
}

/** Pieces of all deployments by time, then deployment. */
export function* inOrder<P extends Pieces>(
  tracks: Iterable<Track<P>>,
  countOf: (track: Track<P>) => number,
): Generator<{ readonly deployment: number; readonly pieces: P; readonly piece: number }> {
  const heads = [...tracks].map((track) => ({ track, piece: 0, count: countOf(track) }))
  for (;;) {
    const open = heads.filter(({ piece, count }) => piece < count)
    const [next] = open.sort(
      (a, b) =>
        a.track.pieces.at(a.piece, first) - b.track.pieces.at(b.piece, first) ||
        a.track.deployment - b.track.deployment,
    )
    if (next === undefined) return
    yield { deployment: next.track.deployment, pieces: next.track.pieces, piece: next.piece++ }
  }
}
