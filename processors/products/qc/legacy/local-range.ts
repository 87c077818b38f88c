import { calendarDay, dayOf } from '../calendar.ts'
import { outcome } from '../flags.ts'
import { BadQualitySetting, list, type Span, span } from '../parameters.ts'
import { defineQualityTest } from '../quality-test.ts'
import { ScatteredTable } from './scattered-table.ts'

const limits = span('The range at a place of the table', 'data')
const month = 'month'

function readPlace(value: unknown, field: string): readonly number[] {
  const place: unknown[] = Array.isArray(value) ? value : [value]
  if (place.length > 0 && place.every((one) => typeof one === 'number' && Number.isFinite(one)))
    return place as number[]
  throw new BadQualitySetting(
    `${field} must be a number, or a list of numbers for several dimensions, not ${JSON.stringify(value)}`,
  )
}

function readName(value: unknown, field: string): string {
  if (typeof value === 'string' && value !== '') return value
  throw new BadQualitySetting(`${field} must be the name of a series, or ${month}`)
}

export const localRangeTest = defineQualityTest({
  name: 'dataqc_localrangetest_wrapper',
  standard: 'legacy',
  about:
    'A value outside of a range that changes with the place: interpolated between the places of a table by depth, month or anything else. Outside of the table it is bad.',
  source: 'OOI DPS 1341-10005 (local range test)',
  parameters: {
    datlim: list('The range at each place of the table', 'a list of [least, largest]', limits.read),
    datlimz: list('The places of the table', 'a list of numbers or of lists of numbers', readPlace),
    dims: list(`The series that say the place, or ${month}: January is 0`, 'a list of names', readName),
  },
  inputs: {},
  namedInputs: ({ dims }) => dims.filter((name) => name !== month),
  problem({ datlim, datlimz, dims }) {
    if (datlim.length !== datlimz.length) return `datlimz has ${datlimz.length} places, datlim has ${datlim.length}`
    const odd = datlimz.findIndex((place) => place.length !== dims.length)
    if (odd >= 0) return `datlimz[${odd}] has ${datlimz[odd]?.length} numbers for ${dims.length} dims`
    const empty = datlim.findIndex(([least, largest]) => least >= largest)
    if (empty >= 0) return `datlim[${empty}] must have its largest above its least`
    return ScatteredTable.of(datlimz) === null ? 'datlimz must not lie all in one place, line or plane' : null
  },
  run({ values, time }, { datlim, datlimz, dims }, inputs: Readonly<Record<string, Float64Array | undefined>>) {
    const table = ScatteredTable.of(datlimz) as ScatteredTable
    const place = new Float64Array(dims.length)
    const outcomes = new Uint8Array(values.length)
    let day = Number.NaN
    let monthOfDay = Number.NaN
    for (let row = 0; row < values.length; row++) {
      const value = values[row] as number
      for (const [k, name] of dims.entries()) {
        if (name === month && dayOf(time[row] as number) !== day) {
          day = dayOf(time[row] as number)
          monthOfDay = calendarDay(day).month - 1
        }
        place[k] = name === month ? monthOfDay : ((inputs[name] as Float64Array)[row] as number)
      }
      if (Number.isNaN(value) || place.some(Number.isNaN)) outcomes[row] = outcome.notEvaluated
      else outcomes[row] = isWithin(table, place, datlim, value) ? outcome.good : outcome.bad
    }
    return outcomes
  },
})

function isWithin(table: ScatteredTable, place: Float64Array, datlim: readonly Span[], value: number): boolean {
  const around = table.at(place)
  if (around === null) return false
  let least = 0
  let largest = 0
  for (const [k, point] of around.points.entries()) {
    const weight = around.weights[k] as number
    const [from, to] = datlim[point] as Span
    least += weight * from
    largest += weight * to
  }
  // A value on the limit is within, whatever the interpolation rounds.
  const hair = 1e-9 * Math.max(Math.abs(least), Math.abs(largest))
  return value >= least - hair && value <= largest + hair
}
