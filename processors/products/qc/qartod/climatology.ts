import { type CalendarField, calendarDay, dayOf } from '../calendar.ts'
import { flag } from '../flags.ts'
import {
  BadQualitySetting,
  choice,
  list,
  optional,
  type Parameter,
  readSettings,
  type Span,
  span,
} from '../parameters.ts'
import { defineQualityTest } from '../quality-test.ts'

const periods = ['year', 'quarter', 'month', 'week', 'weekofyear', 'dayofyear', 'dayofweek'] as const

/** A span of time: calendar numbers with a period, else ISO dates or seconds since 1970. */
const timeSpan: Parameter<Span> = {
  about: 'When it holds, both ends included: numbers of the period, or dates if there is no period',
  form: '[first, last]',
  isOptional: false,
  read(value, field) {
    const ends = Array.isArray(value) && value.length === 2 ? value.map(seconds) : []
    const [first = Number.NaN, last = Number.NaN] = ends
    if (first <= last) return [first, last]
    throw new BadQualitySetting(
      `${field} must be [first, last], numbers or dates in this order, not ${JSON.stringify(value)}`,
    )
  },
}

function seconds(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value !== 'string') return Number.NaN
  // A date without a zone is UTC, as one without a time is.
  return Date.parse(/T.*(Z|[+-]\d\d:?\d\d)$/.test(value) || !value.includes('T') ? value : `${value}Z`) / 1000
}

const member = {
  tspan: timeSpan,
  vspan: span('What is expected; outside is suspect', 'data'),
  fspan: optional(span('What is possible; outside fails', 'data')),
  zspan: optional(span('At which depths it holds', 'm')),
  period: optional(choice('What the numbers of tspan count', ...periods)),
}
type Member = ReturnType<typeof readMember>
const readMember = (value: unknown, field: string) => readSettings(member, value, field)

export const climatologyTest = defineQualityTest({
  name: 'climatology_test',
  standard: 'qartod',
  about: 'A value outside of what is expected at its season and depth is suspect, of what is possible fails.',
  source: 'QARTOD manuals, test 5 (climatology)',
  parameters: {
    config: list(
      'What is expected when and where. Of several that hold, the last counts',
      'a list of {tspan, vspan, fspan, zspan, period}',
      readMember,
    ),
  },
  inputs: { zinp: { about: 'Depth, down positive', units: 'm', isOptional: true } },
  isPerColumn: true,
  run({ values, width, time }, { config }, { zinp }) {
    const flags = new Uint8Array(values.length).fill(flag.notEvaluated)
    let day = Number.NaN
    let today: readonly Member[] = []
    for (let row = 0; row < time.length; row++) {
      const at = time[row] as number
      if (dayOf(at) !== day) {
        day = dayOf(at)
        today = holdingOn(config, day)
      }
      const depth = zinp === undefined ? Number.NaN : (zinp[row] as number)
      const holding = today.findLast((one) => holds(one, at, depth))
      for (let i = row * width; i < (row + 1) * width; i++) {
        if (Number.isNaN(values[i])) flags[i] = flag.missing
        else if (holding !== undefined) flags[i] = compared(values[i] as number, holding)
      }
    }
    return flags
  },
})

/** Members that may hold on a day; those with dates are looked at row by row. */
function holdingOn(config: readonly Member[], day: number): readonly Member[] {
  const calendar = calendarDay(day)
  return config.filter(({ period, tspan: [first, last] }) => {
    if (period === undefined) return true
    const field: CalendarField = period === 'weekofyear' ? 'week' : period
    return calendar[field] >= first && calendar[field] <= last
  })
}

function holds({ period, tspan, zspan }: Member, micros: number, depth: number): boolean {
  const isThen = period !== undefined || (micros >= tspan[0] * 1e6 && micros <= tspan[1] * 1e6)
  return isThen && (zspan === undefined || (depth >= zspan[0] && depth <= zspan[1]))
}

function compared(value: number, { vspan, fspan }: Member): number {
  if (fspan !== undefined && (value < fspan[0] || value > fspan[1])) return flag.fail
  return value < vspan[0] || value > vspan[1] ? flag.suspect : flag.pass
}
