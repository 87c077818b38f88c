import { flag } from '../flags.ts'
import { BadQualitySetting, optional, type Span, spans } from '../parameters.ts'
import { defineQualityTest } from '../quality-test.ts'

const whole: Span = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]

/** The span of a column: one for all, or its own. */
function spanOf(list: readonly Span[] | undefined, column: number): Span {
  return list === undefined ? whole : ((list.length === 1 ? list[0] : list[column]) as Span)
}

export const grossRangeTest = defineQualityTest({
  name: 'gross_range_test',
  standard: 'qartod',
  about: 'A value outside of what the sensor can read fails, one outside of what the operator expects is suspect.',
  source: 'QARTOD manuals, test 4 (gross range)',
  parameters: {
    fail_span: spans('What the sensor can read', 'data'),
    suspect_span: optional(spans('What the operator expects', 'data')),
  },
  inputs: {},
  isPerColumn: true,
  problem({ fail_span, suspect_span }) {
    if (suspect_span === undefined) return null
    const columns = Math.max(fail_span.length, suspect_span.length)
    if (
      Math.min(fail_span.length, suspect_span.length) !== columns &&
      fail_span.length !== 1 &&
      suspect_span.length !== 1
    ) {
      return `suspect_span has ${suspect_span.length} columns, fail_span has ${fail_span.length}`
    }
    for (let column = 0; column < columns; column++) {
      const [least, largest] = spanOf(fail_span, column)
      const [from, to] = spanOf(suspect_span, column)
      if (from < least || to > largest) {
        return `suspect_span [${from}, ${to}] must lie within fail_span [${least}, ${largest}]`
      }
    }
    return null
  },
  run({ values, width }, { fail_span, suspect_span }) {
    for (const [name, list] of Object.entries({ fail_span, suspect_span })) {
      if (list !== undefined && list.length !== 1 && list.length !== width) {
        throw new BadQualitySetting(`gross_range_test.${name} has ${list.length} columns, the data have ${width}`)
      }
    }
    const flags = new Uint8Array(values.length)
    for (let column = 0; column < width; column++) {
      const [least, largest] = spanOf(fail_span, column)
      const [from, to] = spanOf(suspect_span, column)
      for (let i = column; i < values.length; i += width) {
        const value = values[i] as number
        if (Number.isNaN(value)) flags[i] = flag.missing
        else if (value < least || value > largest) flags[i] = flag.fail
        else flags[i] = value < from || value > to ? flag.suspect : flag.pass
      }
    }
    return flags
  },
})
