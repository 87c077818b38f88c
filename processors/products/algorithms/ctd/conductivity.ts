/** Electrical conductivity of Sea-Bird CTDs. */
import { at, defineAlgorithm, eachRow, type Given } from '../../algorithm.ts'

const source = 'OOI DPS 1341-00030 (CONDWAT)'
const c0 = { about: 'Conductivity reading', units: 'counts' } as const
const result = { about: 'Conductivity of the water', units: 'S m-1' } as const
const coefficient = (about: string) => ({ about, units: '1' }) as const

const cell = {
  c0,
  t1: { about: 'Temperature of the water', units: 'degree_C' },
  p1: { about: 'Sea pressure', units: 'dbar' },
  g: coefficient('Constant term'),
  h: coefficient('Quadratic term of the frequency'),
  i: coefficient('Cubic term'),
  j: coefficient('Quartic term'),
  cpcor: coefficient('Compression of the cell, 1/dbar'),
  ctcor: coefficient('Expansion of the cell, 1/°C'),
} as const

/** Conductivity from the frequency of the bridge, kHz. */
function ofFrequency({ t1, p1, g, h, i, j, cpcor, ctcor }: Given<typeof cell>, f: number, row: number): number {
  const raw = at(g, row) + f * f * (at(h, row) + f * (at(i, row) + f * at(j, row)))
  return raw / (1 + at(ctcor, row) * at(t1, row) + at(cpcor, row) * at(p1, row))
}

/** The counter counts 256 for a hertz. */
const kiloHertz = (counts: number): number => counts / 256 / 1000

export const ctdSbe16plusCondwat = defineAlgorithm({
  name: 'ctd_sbe16plus_condwat',
  formulaVersion: 1,
  about: 'Conductivity from the counts of an SBE 16plus',
  source,
  arguments: cell,
  result,
  compute: (given, { rows }) => eachRow(rows, (row) => ofFrequency(given, kiloHertz(at(given.c0, row)), row)),
})

export const ctdSbe37imCondwatInstrumentRecovered = defineAlgorithm({
  name: 'ctd_sbe37im_condwat_instrument_recovered',
  formulaVersion: 1,
  about: 'Conductivity from the counts that an SBE 37IM records',
  source,
  arguments: { ...cell, wbotc: coefficient('Temperature of the bridge, 1/°C') },
  result,
  compute: (given, { rows }) =>
    eachRow(rows, (row) => {
      const bridge = Math.sqrt(1 + at(given.wbotc, row) * at(given.t1, row))
      return ofFrequency(given, kiloHertz(at(given.c0, row)) * bridge, row)
    }),
})

export const ctdSbe37imCondwat = defineAlgorithm({
  name: 'ctd_sbe37im_condwat',
  formulaVersion: 1,
  about: 'Conductivity from what an SBE 37IM sends',
  source,
  arguments: { c0 },
  result,
  compute: ({ c0 }, { rows }) => eachRow(rows, (row) => at(c0, row) / 1e5 - 0.5),
})

export const ctdSbe52mpCondwat = defineAlgorithm({
  name: 'ctd_sbe52mp_condwat',
  formulaVersion: 1,
  about: 'Conductivity from what an SBE 52MP sends, in mS/cm there',
  source,
  arguments: { c0 },
  result,
  compute: ({ c0 }, { rows }) => eachRow(rows, (row) => 0.1 * (at(c0, row) / 1e4 - 0.5)),
})

export const ctdConductivities = [
  ctdSbe16plusCondwat,
  ctdSbe37imCondwatInstrumentRecovered,
  ctdSbe37imCondwat,
  ctdSbe52mpCondwat,
]
