/** Temperature of Sea-Bird CTDs, ITS-90. */
import { at, defineAlgorithm, eachRow, finiteOrFlag } from '../../algorithm.ts'

const source = 'OOI DPS 1341-00010 (TEMPWAT)'
const t0 = { about: 'Temperature reading', units: 'counts' } as const
const result = { about: 'Temperature of the water', units: 'degree_C' } as const

/** Steinhart-Hart: the inverse of absolute temperature is a cubic of the logarithm of resistance. */
function thermistor(name: string, about: string, resistance: (counts: number) => number) {
  return defineAlgorithm({
    name,
    formulaVersion: 1,
    about,
    source,
    arguments: {
      t0,
      a0: { about: 'Constant term', units: '1' },
      a1: { about: 'Linear term of the logarithm', units: '1' },
      a2: { about: 'Quadratic term', units: '1' },
      a3: { about: 'Cubic term', units: '1' },
    },
    result,
    compute: (given, context) =>
      eachRow(context.rows, (row) => {
        const { t0, a0, a1, a2, a3 } = given
        const log = Math.log(resistance(at(t0, row)))
        const celsius = 1 / (at(a0, row) + log * (at(a1, row) + log * (at(a2, row) + log * at(a3, row)))) - 273.15
        return finiteOrFlag(context, row, celsius, given, 'the reading is outside of what the thermistor gives')
      }),
  })
}

export const ctdSbe16plusTempwat = thermistor(
  'ctd_sbe16plus_tempwat',
  'Temperature from the counts of an SBE 16plus',
  (counts) => {
    const volts = (counts - 524288) / 1.6e7
    return (volts * 2.9e9 + 1.024e8) / (2.048e4 - volts * 2e5)
  },
)

export const ctdSbe37imTempwatInstrumentRecovered = thermistor(
  'ctd_sbe37im_tempwat_instrument_recovered',
  'Temperature from the counts that an SBE 37IM records',
  (counts) => counts,
)

function scaled(name: string, about: string, offset: number) {
  return defineAlgorithm({
    name,
    formulaVersion: 1,
    about,
    source,
    arguments: { t0 },
    result,
    compute: ({ t0 }, { rows }) => eachRow(rows, (row) => at(t0, row) / 1e4 - offset),
  })
}

export const ctdSbe37imTempwat = scaled('ctd_sbe37im_tempwat', 'Temperature from what an SBE 37IM sends', 10)
export const ctdSbe52mpTempwat = scaled('ctd_sbe52mp_tempwat', 'Temperature from what an SBE 52MP sends', 5)

export const ctdTemperatures = [
  ctdSbe16plusTempwat,
  ctdSbe37imTempwatInstrumentRecovered,
  ctdSbe37imTempwat,
  ctdSbe52mpTempwat,
]
