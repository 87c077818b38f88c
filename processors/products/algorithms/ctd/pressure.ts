/** Sea pressure of Sea-Bird CTDs: absolute pressure less one atmosphere. */
import { at, defineAlgorithm, eachRow, type Given, type Numbers } from '../../algorithm.ts'

const source = 'OOI DPS 1341-00020 (PRESWAT)'
const p0 = { about: 'Pressure reading', units: 'counts' } as const
const result = { about: 'Sea pressure', units: 'dbar' } as const
const coefficient = (about: string) => ({ about, units: '1' }) as const

const dbarOfPsi = 0.689475729
const atmosphere = 10.1325 // dbar
/** Counts of a volt of the thermistor of the gauge. */
const countsOfVolt = 13107

const gauge = {
  ptempa0: coefficient('Temperature of the gauge, constant term'),
  ptempa1: coefficient('Temperature of the gauge, linear term'),
  ptempa2: coefficient('Temperature of the gauge, quadratic term'),
  ptca0: coefficient('Zero, constant term'),
  ptca1: coefficient('Zero, linear term'),
  ptca2: coefficient('Zero, quadratic term'),
  ptcb0: coefficient('Span, constant term'),
  ptcb1: coefficient('Span, linear term'),
  ptcb2: coefficient('Span, quadratic term'),
  pa0: coefficient('Pressure, constant term'),
  pa1: coefficient('Pressure, linear term'),
  pa2: coefficient('Pressure, quadratic term'),
} as const

function quadratic(a: Numbers, b: Numbers, c: Numbers, x: number, row: number): number {
  return at(a, row) + x * (at(b, row) + x * at(c, row))
}

/** Pressure of a strain gauge, compensated for its own temperature, dbar. */
function strainGauge(given: Given<typeof gauge>, counts: number, thermistor: number, row: number): number {
  const t = quadratic(given.ptempa0, given.ptempa1, given.ptempa2, thermistor, row)
  const zero = quadratic(given.ptca0, given.ptca1, given.ptca2, t, row)
  const span = quadratic(given.ptcb0, given.ptcb1, given.ptcb2, t, row)
  const n = ((counts - zero) * at(given.ptcb0, row)) / span
  return quadratic(given.pa0, given.pa1, given.pa2, n, row) * dbarOfPsi - atmosphere
}

export const ctdSbe16plusPreswat = defineAlgorithm({
  name: 'ctd_sbe16plus_preswat',
  formulaVersion: 1,
  about: 'Pressure from the counts of an SBE 16plus with a strain gauge',
  source,
  arguments: {
    p0,
    t0: { about: 'Reading of the thermistor of the gauge', units: 'counts' },
    ...gauge,
    offset: { about: 'Correction of the zero of a Druck gauge', units: 'dbar', optional: true, default: 0 },
  },
  result,
  compute: (given, { rows }) =>
    eachRow(
      rows,
      (row) => strainGauge(given, at(given.p0, row), at(given.t0, row) / countsOfVolt, row) + at(given.offset, row),
    ),
})

export const ctdSbe37imPreswatInstrumentRecovered = defineAlgorithm({
  name: 'ctd_sbe37im_preswat_instrument_recovered',
  formulaVersion: 1,
  about: 'Pressure from the counts that an SBE 37IM records',
  source,
  arguments: { p0, pt0: { about: 'Reading of the thermistor of the gauge', units: 'counts' }, ...gauge },
  result,
  compute: (given, { rows }) => eachRow(rows, (row) => strainGauge(given, at(given.p0, row), at(given.pt0, row), row)),
})

export const ctdSbe16digiPreswat = defineAlgorithm({
  name: 'ctd_sbe16digi_preswat',
  formulaVersion: 1,
  about: 'Pressure from the counts of an SBE 16plus with a Digiquartz sensor',
  source,
  arguments: {
    p0,
    t0: { about: 'Reading of the temperature of the sensor', units: 'counts' },
    C1: coefficient('Scale, constant term'),
    C2: coefficient('Scale, linear term'),
    C3: coefficient('Scale, quadratic term'),
    D1: coefficient('Curvature, constant term'),
    D2: coefficient('Curvature, linear term'),
    T1: coefficient('Period at no pressure, constant term'),
    T2: coefficient('Period at no pressure, linear term'),
    T3: coefficient('Period at no pressure, quadratic term'),
    T4: coefficient('Period at no pressure, cubic term'),
    T5: coefficient('Period at no pressure, quartic term'),
  },
  result,
  compute: ({ p0, t0, C1, C2, C3, D1, D2, T1, T2, T3, T4, T5 }, { rows }) =>
    eachRow(rows, (row) => {
      const u = 23.7 * (at(t0, row) / countsOfVolt + 9.7917) - 273.15
      const restPeriod = at(T1, row) + u * (at(T2, row) + u * (at(T3, row) + u * (at(T4, row) + u * at(T5, row))))
      const period = 1e6 / (at(p0, row) / 256)
      const w = 1 - (restPeriod * restPeriod) / (period * period)
      const psi = quadratic(C1, C2, C3, u, row) * w * (1 - (at(D1, row) + at(D2, row) * u) * w)
      return psi * dbarOfPsi - atmosphere
    }),
})

export const ctdSbe37imPreswat = defineAlgorithm({
  name: 'ctd_sbe37im_preswat',
  formulaVersion: 1,
  about: 'Pressure from what an SBE 37IM sends: 5 % below zero to 80 % of the range',
  source,
  arguments: { p0, p_range_psia: { about: 'Range of the sensor, absolute', units: 'psi' } },
  result,
  compute: ({ p0, p_range_psia }, { rows }) =>
    eachRow(rows, (row) => {
      const range = (at(p_range_psia, row) - 14.7) * 0.6894757
      return (at(p0, row) * range) / (0.85 * 65536) - 0.05 * range
    }),
})

export const ctdSbe52mpPreswat = defineAlgorithm({
  name: 'ctd_sbe52mp_preswat',
  formulaVersion: 1,
  about: 'Pressure from what an SBE 52MP sends',
  source,
  arguments: { p0 },
  result,
  compute: ({ p0 }, { rows }) => eachRow(rows, (row) => at(p0, row) / 100 - 10),
})

export const ctdGliderPreswat = defineAlgorithm({
  name: 'ctd_glider_preswat',
  formulaVersion: 1,
  about: 'Pressure of the CTD of a glider',
  source: 'OOI DPS 1341-20001 (coastal gliders)',
  arguments: { pr_bar: { about: 'Sea pressure', units: 'bar' } },
  result,
  compute: ({ pr_bar }, { rows }) => eachRow(rows, (row) => at(pr_bar, row) * 10),
})

export const ctdPressures = [
  ctdSbe16plusPreswat,
  ctdSbe16digiPreswat,
  ctdSbe37imPreswatInstrumentRecovered,
  ctdSbe37imPreswat,
  ctdSbe52mpPreswat,
  ctdGliderPreswat,
]
