/** pH of the hot vent (THSPHPH): measured or computed reference, measured or assumed chloride. */
import { at, type ComputeContext, defineAlgorithm, eachRow, type Numbers, type Result } from '../../algorithm.ts'
import { electrodeVolts, nernst, polynomial } from './cell.ts'
import { polynomials, temperature, volts } from './electrodes.ts'

const source = 'OOI DPS 1341-00190 (THSPHPH)'
/** mmol/kg, where none is measured. */
const assumedChloride = 250
/** V between which the potential, and pH between which the result, is physical. */
const leastPotential = -0.7
const mostPotential = 0
const leastPh = 3
const mostPh = 7

interface Cell {
  readonly counts_ysz: Numbers
  readonly temperature: Numbers
  readonly e2l_ysz: Numbers
  readonly arr_hgo: Numbers
  readonly arr_agcl: Numbers
  readonly arr_tac: Numbers
  readonly arr_tbc1: Numbers
  readonly arr_tbc2: Numbers
  readonly arr_tbc3: Numbers
  readonly chl?: Numbers
}

/** Of chloride in mol/kg: a cubic whose coefficients are polynomials of temperature. */
function chlorideActivity({ arr_tac, arr_tbc1, arr_tbc2, arr_tbc3, chl }: Cell, row: number, degrees: number): number {
  const chloride = (chl === undefined ? assumedChloride : at(chl, row)) / 1000
  const [t0, t1, t2, t3] = [arr_tac, arr_tbc1, arr_tbc2, arr_tbc3].map((one) => polynomial(one, row, degrees))
  return (t0 as number) + chloride * ((t1 as number) + chloride * ((t2 as number) + chloride * (t3 as number)))
}

function phOf(cell: Cell, reference: (row: number) => number, { rows, flag }: ComputeContext): Result {
  return eachRow(rows, (row) => {
    const degrees = at(cell.temperature, row)
    const potential = polynomial(cell.e2l_ysz, row, electrodeVolts(at(cell.counts_ysz, row))) - reference(row)
    const activity = chlorideActivity(cell, row, degrees)
    if (Number.isNaN(potential) || Number.isNaN(activity)) return Number.NaN
    const unphysical = (what: string) => {
      flag(row, `${what} is unphysical`)
      return Number.NaN
    }
    if (potential < leastPotential || potential > mostPotential) return unphysical('the potential of the pH electrode')
    if (activity <= 0) return unphysical('the activity of chloride')
    const standard = polynomial(cell.arr_agcl, row, degrees) - polynomial(cell.arr_hgo, row, degrees)
    const ph = (potential - standard) / nernst(degrees) + Math.log10(activity)
    return ph < leastPh || ph > mostPh ? unphysical('the pH') : ph
  })
}

const cell = {
  counts_ysz: volts.counts_ysz,
  temperature,
  e2l_ysz: volts.e2l_ysz,
  arr_hgo: volts.arr_hgo,
  arr_agcl: polynomials('potential of the Ag/AgCl electrode, of temperature'),
  arr_tac: polynomials('chloride activity, constant term, of temperature'),
  arr_tbc1: polynomials('chloride activity, linear term, of temperature'),
  arr_tbc2: polynomials('chloride activity, quadratic term, of temperature'),
  arr_tbc3: polynomials('chloride activity, cubic term, of temperature'),
} as const
const measured = {
  counts_agcl: { about: 'Ag/AgCl reference electrode', units: 'counts' },
  e2l_agcl: polynomials('laboratory volts of the Ag/AgCl electrode'),
} as const
const computed = { arr_agclref: polynomials('potential of the reference, of temperature') } as const
const chloride = { chl: { about: 'Chloride', units: 'mmol kg-1' } } as const
const result = { about: 'pH of vent fluid', units: '1' } as const

const byElectrode = (given: Cell & { counts_agcl: Numbers; e2l_agcl: Numbers }, context: ComputeContext) =>
  phOf(given, (row) => polynomial(given.e2l_agcl, row, electrodeVolts(at(given.counts_agcl, row))), context)
const byTemperature = (given: Cell & { arr_agclref: Numbers }, context: ComputeContext) =>
  phOf(given, (row) => polynomial(given.arr_agclref, row, at(given.temperature, row)), context)

const assumed = `${assumedChloride} mmol/kg of chloride`

export const phAlgorithms = [
  defineAlgorithm({
    name: 'sfl_thsph_ph',
    formulaVersion: 1,
    about: 'pH of vent fluid',
    source,
    arguments: { ...cell, ...measured, ...chloride },
    result,
    compute: byElectrode,
  }),
  defineAlgorithm({
    name: 'sfl_thsph_ph_acl',
    formulaVersion: 1,
    about: `pH of vent fluid, of ${assumed}`,
    source,
    arguments: { ...cell, ...measured },
    result,
    compute: byElectrode,
  }),
  defineAlgorithm({
    name: 'sfl_thsph_ph_noref',
    formulaVersion: 1,
    about: 'pH of vent fluid, the reference computed from temperature',
    source,
    arguments: { ...cell, ...computed, ...chloride },
    result,
    compute: byTemperature,
  }),
  defineAlgorithm({
    name: 'sfl_thsph_ph_noref_acl',
    formulaVersion: 1,
    about: `pH of vent fluid, the reference computed from temperature, of ${assumed}`,
    source,
    arguments: { ...cell, ...computed },
    result,
    compute: byTemperature,
  }),
] as const
