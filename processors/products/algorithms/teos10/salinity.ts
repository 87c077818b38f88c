/** Salinities, and the temperatures at which the water freezes. */
import { at, defineAlgorithm, eachRow, finiteOrFlag } from '../../algorithm.ts'
import { spFromSa, srFromSp } from '../../seawater/absolute-salinity.ts'
import { ctFreezing, tFreezing } from '../../seawater/freezing.ts'
import { eachSample, place, SP, uncovered } from './operands.ts'

const atlas = 'TEOS-10, atlas 3.06.16 (McDougall et al., 2012)'

export const teos10AbsoluteSalinity = defineAlgorithm({
  name: 'teos10_absolute_salinity',
  formulaVersion: 1,
  about: 'Mass of salt, with what the composition of the water at its place adds',
  source: atlas,
  arguments: { SP, ...place },
  result: { about: 'Absolute Salinity', units: 'g kg-1' },
  compute: (given, context) => eachSample(given, context, (sa) => sa),
})

export const teos10PracticalSalinity = defineAlgorithm({
  name: 'teos10_practical_salinity',
  formulaVersion: 1,
  about: 'Practical Salinity from Absolute Salinity',
  source: atlas,
  arguments: { SA: { about: 'Absolute Salinity', units: 'g kg-1' }, ...place },
  result: { about: 'Practical Salinity', units: '1' },
  compute: (given, context) =>
    eachRow(context.rows, (row) => {
      const { SA, p, lat, lon } = given
      const sp = spFromSa(at(SA, row), at(p, row), at(lon, row), at(lat, row))
      return finiteOrFlag(context, row, sp, given, uncovered)
    }),
})

export const teos10ReferenceSalinity = defineAlgorithm({
  name: 'teos10_reference_salinity',
  formulaVersion: 1,
  about: 'Mass of salt, had the water the composition of Standard Seawater',
  source: 'Millero et al. (2008)',
  arguments: { SP },
  result: { about: 'Reference Salinity', units: 'g kg-1' },
  compute: ({ SP }, { rows }) => eachRow(rows, (row) => srFromSp(at(SP, row))),
})

function freezing(name: string, about: string, property: (sa: number, p: number, saturation: number) => number) {
  return defineAlgorithm({
    name,
    formulaVersion: 1,
    about,
    source: 'TEOS-10; ice: Feistel and Wagner (2006)',
    arguments: {
      SP,
      ...place,
      saturation_fraction: { about: 'Dissolved air: 0 none, 1 saturated', units: '1', optional: true, default: 0 },
    },
    result: { about, units: 'degree_C' },
    compute: (given, context) =>
      eachSample(given, context, (sa, row) => property(sa, at(given.p, row), at(given.saturation_fraction, row))),
  })
}

export const salinities = [
  teos10AbsoluteSalinity,
  teos10PracticalSalinity,
  teos10ReferenceSalinity,
  freezing('teos10_freezing_temperature', 'In-situ temperature at which the water freezes', tFreezing),
  freezing('teos10_freezing_ct', 'Conservative Temperature at which the water freezes', ctFreezing),
]
