/** What a calibration must be like, its version, and its row. */
import type { calibrations } from '../catalogue-tables.ts'
import { canonicalJson, contentVersion } from '../content-version.ts'
import type { CalibrationChanged } from '../generated/events.ts'
import type { Row } from '../table.ts'
import { quoted, timeText } from './deployment.ts'

/** A number, or arrays of numbers, all of one shape. */
export type CoefficientValue = number | readonly CoefficientValue[]

/** A text may nest arrays deeper than any program can follow. */
const mostDimensions = 8

/** `[]` of a number, `[n]`, `[rows, columns]`, …; null: no number and no arrays of numbers of one shape. */
export function shapeOfValue(value: unknown, depth = 0): readonly number[] | null {
  if (typeof value === 'number') return []
  if (!Array.isArray(value) || value.length === 0 || depth === mostDimensions) return null
  const shapes = value.map((one) => shapeOfValue(one, depth + 1))
  const [first] = shapes
  if (first === undefined || first === null) return null
  return shapes.every((shape) => shape !== null && shape.join() === first.join()) ? [value.length, ...first] : null
}

/** Null: the text is no JSON of numbers of one shape. */
export function coefficientValue(text: string): CoefficientValue | null {
  try {
    const value: unknown = JSON.parse(text)
    return shapeOfValue(value) === null ? null : (value as CoefficientValue)
  } catch {
    return null
  }
}

export const coefficientPattern = '^[A-Za-z][A-Za-z0-9_]{0,99}$'
const coefficientForm = new RegExp(coefficientPattern)

/** What is wrong, beginning with the field; null: nothing. */
export function calibrationProblem(event: CalibrationChanged): string | null {
  const { asset, name, start, stop, value, version } = event
  if (asset === '' || asset.length > 200) return `asset ${quoted(asset)} must have 1 to 200 characters`
  if (!coefficientForm.test(name)) return `name ${quoted(name)} must look like CC_a0`
  if (event.isRemoved) return null
  if (stop !== null && stop <= start) return `stop ${timeText(stop)} must be after start ${timeText(start)}`
  if (coefficientValue(value) === null) {
    return `value ${quoted(value)} of ${name} must be a number, or arrays of numbers of one shape, as JSON`
  }
  const own = calibrationVersion(event)
  return version === '' || version === own ? null : `version ${version} is not that of the fields, which is ${own}`
}

/** Of what is said, whoever says it: `1.0` and `1` are one value. */
export function calibrationVersion({ asset, name, start, stop, value }: CalibrationChanged): string {
  return contentVersion({ asset, name, start, stop, value: JSON.parse(value) as unknown })
}

export function calibrationRow(event: CalibrationChanged): Row<typeof calibrations> {
  const { asset, name, start, stop, value, source } = event
  const canonical = canonicalJson(JSON.parse(value))
  return { asset, name, start, stop, value: canonical, source, version: calibrationVersion(event) }
}

/** A calibration with the time for which it holds: `from` ≤ time < `to`, UTC microseconds. */
export interface ValidCalibration {
  readonly row: Row<typeof calibrations>
  readonly from: number
  /** Infinite: nothing ends it. */
  readonly to: number
}

/** Each holds until it says so, or until the next of its name. `rows`: of one sensor, by name and start. */
export function validities(rows: readonly Row<typeof calibrations>[]): ValidCalibration[] {
  return rows.map((row, at) => {
    const next = rows[at + 1]
    const until = next?.name === row.name ? next.start : Number.POSITIVE_INFINITY
    return { row, from: row.start, to: Math.min(row.stop ?? Number.POSITIVE_INFINITY, until) }
  })
}
