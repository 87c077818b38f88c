/** Stretches of samples without a gap. */
import type { Run } from './welch.ts'

/** Between missing samples. */
export function wholeRuns(samples: Float64Array, isApart: (index: number) => boolean = () => false): Run[] {
  const runs: Run[] = []
  let from = 0
  for (let at = 0; at <= samples.length; at++) {
    const isMissing = at === samples.length || Number.isNaN(samples[at] as number)
    if (!isMissing && !(at > from && isApart(at))) continue
    if (at > from) runs.push({ from, to: at })
    from = isMissing ? at + 1 : at
  }
  return runs
}

/** The usual distance of samples, seconds: the median; NaN for less than two. Times are microseconds. */
export function usualInterval(time: Float64Array): number {
  if (time.length < 2) return Number.NaN
  const steps = Float64Array.from(
    { length: time.length - 1 },
    (_, at) => (time[at + 1] as number) - (time[at] as number),
  )
  return (steps.sort()[steps.length >> 1] as number) / 1e6
}
