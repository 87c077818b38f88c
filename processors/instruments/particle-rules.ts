/** What particles must be, to be stored. A broken rule is a code and a reason, never an exception. */
import { parameterPattern, type StreamKey, streamKeyProblems } from '../../schemas/streams.ts'

export interface Breach {
  readonly code: 'bad-stream-key' | 'bad-time' | 'bad-parameter-name' | 'bad-value' | 'count-mismatch' | 'arrow-invalid'
  readonly reason: string
}

/** Columns of answers that no parameter may shadow. */
const reserved = new Set(['time', 'deployment'])
const parameter = new RegExp(parameterPattern)

export function streamKeyBreach(key: StreamKey): Breach | null {
  const [problem] = streamKeyProblems(key)
  if (problem === undefined) return null
  const value = JSON.stringify(key[problem.field])
  return { code: 'bad-stream-key', reason: `${problem.field} ${value} ${problem.reason}` }
}

export function parameterNameBreach(name: string): Breach | null {
  if (reserved.has(name)) {
    return {
      code: 'bad-parameter-name',
      reason: `parameter ${name}: the name is taken by a column of answers; rename it`,
    }
  }
  if (parameter.test(name)) return null
  const shown = JSON.stringify(name.slice(0, 120))
  return {
    code: 'bad-parameter-name',
    reason: `parameter ${shown} must begin with a letter and hold letters, digits and _`,
  }
}

/** Times are whole UTC microseconds inside the exact range of a double. */
export function timeBreach(time: number): Breach | null {
  if (Number.isSafeInteger(time)) return null
  return { code: 'bad-time', reason: `time ${time} is not a whole number of microseconds since 1970 within ±2^53` }
}
