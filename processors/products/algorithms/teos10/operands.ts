/** What the products of TEOS-10 are made of: what a CTD measures, and where. */
import { at, type ComputeContext, eachRow, finiteOrFlag, type Numbers, type Result } from '../../algorithm.ts'
import { saFromSp } from '../../seawater/absolute-salinity.ts'

export const p = { about: 'Sea pressure', units: 'dbar' } as const
export const lat = { about: 'Latitude', units: 'degrees_north' } as const
export const lon = { about: 'Longitude', units: 'degrees_east' } as const
export const place = { p, lat, lon } as const
export const SP = { about: 'Practical Salinity', units: '1' } as const
export const sample = { SP, t: { about: 'In-situ temperature, ITS-90', units: 'degree_C' }, ...place } as const

export const uncovered = 'TEOS-10 does not cover it: salinity below 0, south of 86° S, or far out of range'

type Sample = Readonly<Record<'SP' | 'p' | 'lat' | 'lon', Numbers>>

/** Row by row from Absolute Salinity, which is made on the way. */
export function eachSample(
  given: Sample,
  context: ComputeContext,
  property: (sa: number, row: number) => number,
): Result {
  const { SP, p, lat, lon } = given
  return eachRow(context.rows, (row) => {
    const sa = saFromSp(at(SP, row), at(p, row), at(lon, row), at(lat, row))
    return finiteOrFlag(context, row, property(sa, row), given, uncovered)
  })
}
