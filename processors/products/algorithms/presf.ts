/** Seafloor pressure (PRESF, PREST): Sea-Bird SBE 26plus and SBE 54. */
import { at, defineAlgorithm, eachRow } from '../algorithm.ts'

const source = 'OOI DPS 1341-00230 (SFLPRES)'
const dbarPerPsi = 0.689475728
const slope = { about: 'Correction of the slope', units: '1', optional: true, default: 1 } as const
const offset = { about: 'Correction of the offset', units: 'psi', optional: true, default: 0 } as const
const result = { about: 'Seafloor pressure with that of the air', units: 'dbar' } as const

const realTime = defineAlgorithm({
  name: 'sfl_sflpres_rtime',
  formulaVersion: 1,
  about: 'Seafloor pressure as it is sent in real time',
  source,
  arguments: { p_psia: { about: 'Pressure with that of the air', units: 'psi' } },
  result,
  compute: ({ p_psia }, { rows }) => eachRow(rows, (row) => at(p_psia, row) * dbarPerPsi),
})

const tide = defineAlgorithm({
  name: 'sfl_sflpres_tide',
  formulaVersion: 1,
  about: 'Seafloor pressure of tide measurements',
  source,
  arguments: {
    p_dec_tide: { about: 'Pressure number', units: 'counts' },
    b: { about: 'Intercept of the number', units: 'counts' },
    m: { about: 'Numbers for a psi', units: 'counts/psi' },
    slope,
    offset,
  },
  result,
  compute: ({ p_dec_tide, b, m, slope, offset }, { rows }) =>
    eachRow(rows, (row) => {
      const psia = at(slope, row) * ((at(p_dec_tide, row) - at(b, row)) / at(m, row)) + at(offset, row)
      return psia * dbarPerPsi
    }),
})

/** Counts for a hertz. */
const countsPerHertz = 256
const coefficient = (about: string, units: string) => ({ about, units }) as const
const unused = { about: 'Of the temperature of the sensor; not used', units: '1', optional: true } as const

const wave = defineAlgorithm({
  name: 'sfl_sflpres_wave',
  formulaVersion: 1,
  about: 'Seafloor pressure of the samples of a wave burst. D = d1 + d2 U as Sea-Bird has it; OOI adds d2 without U',
  source: `${source}; Sea-Bird Scientific, SBE 26plus manual, frequencies of the Digiquartz sensor`,
  arguments: {
    ptcn: { about: 'Number of the compensating temperature', units: 'counts' },
    p_dec_wave: { about: 'Pressure numbers of the burst', units: 'counts', shape: 'vector' },
    u0: coefficient('Period of the temperature crystal at 0 degC', 'us'),
    y1: unused,
    y2: unused,
    y3: unused,
    c1: coefficient('Pressure scale', 'psi'),
    c2: coefficient('Pressure scale, of U', 'psi/us'),
    c3: coefficient('Pressure scale, of U squared', 'psi/us^2'),
    d1: coefficient('Curvature', '1'),
    d2: coefficient('Curvature, of U', 'us-1'),
    t1: coefficient('Period of the pressure crystal', 'us'),
    t2: coefficient('Period, of U', '1'),
    t3: coefficient('Period, of U squared', 'us-1'),
    t4: coefficient('Period, of U cubed', 'us-2'),
    poff: coefficient('Offset of the pressure', 'psi'),
    slope,
    offset,
  },
  result: { ...result, shape: 'vector' },
  compute(given, { rows }) {
    const { values: numbers, width, stride } = given.p_dec_wave
    const values = new Float64Array(rows * width)
    for (let row = 0; row < rows; row++) {
      const u = (countsPerHertz / at(given.ptcn, row)) * 1e6 - at(given.u0, row)
      const c = at(given.c1, row) + u * (at(given.c2, row) + u * at(given.c3, row))
      const d = at(given.d1, row) + u * at(given.d2, row)
      const period = at(given.t1, row) + u * (at(given.t2, row) + u * (at(given.t3, row) + u * at(given.t4, row)))
      // Periods are in microseconds.
      const perCount = (period * 1e-6) / countsPerHertz
      for (let i = 0; i < width; i++) {
        const w = 1 - ((numbers[row * stride + i] as number) * perCount) ** 2
        const psia = at(given.slope, row) * (c * w * (1 - d * w) + at(given.poff, row)) + at(given.offset, row)
        values[row * width + i] = psia * dbarPerPsi
      }
    }
    return { values, width }
  },
})

const temperature = defineAlgorithm({
  name: 'sfl_sbe26plus_prestmp',
  formulaVersion: 1,
  about: 'Temperature of the water at a tide measurement',
  source,
  arguments: { t0: { about: 'Temperature number', units: 'counts' } },
  result: { about: 'Temperature of the water', units: 'degC' },
  compute: ({ t0 }, { rows }) => eachRow(rows, (row) => at(t0, row) / 1000 - 10),
})

export const presfAlgorithms = [realTime, tide, wave, temperature] as const
