/** Dissolved hydrogen and hydrogen sulfide of the hot vent (THSPHHC, THSPHHS), against the YSZ electrode. */
import { at, defineAlgorithm, eachRow } from '../../algorithm.ts'
import { electrodeVolts, nernst, polynomial } from './cell.ts'
import { polynomials, temperature, volts } from './electrodes.ts'

const { arr_hgo, counts_ysz, e2l_ysz } = volts
const arr_logkfh2g = polynomials('common logarithm of the fugacity constant of hydrogen, of temperature')

const hydrogen = defineAlgorithm({
  name: 'sfl_thsph_hydrogen',
  formulaVersion: 1,
  about: 'Dissolved hydrogen of vent fluid',
  source: 'OOI DPS 1341-00210 (THSPHHC)',
  arguments: {
    counts_h2: { about: 'Hydrogen electrode', units: 'counts' },
    counts_ysz,
    temperature,
    e2l_h2: polynomials('laboratory volts of the hydrogen electrode'),
    e2l_ysz,
    arr_hgo,
    arr_logkfh2g,
  },
  result: { about: 'Dissolved hydrogen', units: 'mmol kg-1' },
  compute: ({ counts_h2, counts_ysz, temperature, e2l_h2, e2l_ysz, arr_hgo, arr_logkfh2g }, { rows }) =>
    eachRow(rows, (row) => {
      const degrees = at(temperature, row)
      const ysz = polynomial(e2l_ysz, row, electrodeVolts(at(counts_ysz, row)))
      const potential = ysz - polynomial(e2l_h2, row, electrodeVolts(at(counts_h2, row)))
      const logFugacity = (2 * (potential - polynomial(arr_hgo, row, degrees))) / nernst(degrees)
      return 1000 * 10 ** (logFugacity - polynomial(arr_logkfh2g, row, degrees))
    }),
})

const sulfide = defineAlgorithm({
  name: 'sfl_thsph_sulfide',
  formulaVersion: 1,
  about: 'Dissolved hydrogen sulfide of vent fluid',
  source: 'OOI DPS 1341-00200 (THSPHHS)',
  arguments: {
    counts_hs: { about: 'Sulfide electrode', units: 'counts' },
    counts_ysz,
    temperature,
    e2l_hs: polynomials('laboratory volts of the sulfide electrode'),
    e2l_ysz,
    arr_hgo,
    arr_logkfh2g,
    arr_eh2sg: polynomials('potential of sulfide in the gas phase, of temperature'),
    arr_yh2sg: polynomials('activity of sulfide, of the fugacity constant of hydrogen'),
  },
  result: { about: 'Dissolved hydrogen sulfide', units: 'mmol kg-1' },
  compute: (given, { rows }) =>
    eachRow(rows, (row) => {
      const degrees = at(given.temperature, row)
      const ysz = polynomial(given.e2l_ysz, row, electrodeVolts(at(given.counts_ysz, row)))
      const potential = ysz - polynomial(given.e2l_hs, row, electrodeVolts(at(given.counts_hs, row)))
      const standard = polynomial(given.arr_hgo, row, degrees) - polynomial(given.arr_eh2sg, row, degrees)
      const logFugacity = (2 * (potential - standard)) / nernst(degrees)
      const activity = polynomial(given.arr_yh2sg, row, polynomial(given.arr_logkfh2g, row, degrees))
      return (1000 * 10 ** logFugacity) / activity
    }),
})

export const gasAlgorithms = [hydrogen, sulfide] as const
