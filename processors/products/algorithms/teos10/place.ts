/** What follows from pressure or depth and latitude alone. */
import { at, defineAlgorithm, eachRow, finiteOrFlag } from '../../algorithm.ts'
import { depthFromP, gravity, pFromZ, zFromP } from '../../seawater/pressure.ts'
import { lat, p } from './operands.ts'

function ofPressure(name: string, about: string, units: string, property: (p: number, latitude: number) => number) {
  return defineAlgorithm({
    name,
    formulaVersion: 1,
    about,
    source: 'TEOS-10 (IOC, SCOR and IAPSO, 2010)',
    arguments: { p, lat },
    result: { about, units },
    compute: ({ p, lat }, { rows }) => eachRow(rows, (row) => property(at(p, row), at(lat, row))),
  })
}

export const teos10Pressure = defineAlgorithm({
  name: 'teos10_pressure',
  formulaVersion: 1,
  about: 'Sea pressure from depth',
  source: 'TEOS-10; Saunders (1981)',
  arguments: { depth: { about: 'Depth below the surface', units: 'm' }, lat },
  result: { about: 'Sea pressure', units: 'dbar' },
  compute: (given, context) =>
    eachRow(context.rows, (row) => {
      const dbar = pFromZ(-at(given.depth, row), at(given.lat, row))
      return finiteOrFlag(context, row, dbar, given, 'it is more than 5 m above the surface')
    }),
})

export const places = [
  ofPressure('teos10_depth', 'Depth below the surface', 'm', depthFromP),
  ofPressure('teos10_height', 'Height, negative in the ocean', 'm', zFromP),
  ofPressure('teos10_gravity', 'Gravitational acceleration', 'm s-2', (p, latitude) => gravity(latitude, p)),
  teos10Pressure,
]
