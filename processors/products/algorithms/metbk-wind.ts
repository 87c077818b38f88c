/** Bulk meteorology (METBK): surface current, and wind against it. */
import { at, defineAlgorithm, eachRow } from '../algorithm.ts'

const source = 'OOI DPS 1341-00370 (BULKFLX)'
const current = {
  vle_water: { about: 'Eastward surface current', units: 'm s-1' },
  vln_water: { about: 'Northward surface current', units: 'm s-1' },
}
const wind = {
  vle_wind: { about: 'Eastward wind, toward', units: 'm s-1' },
  vln_wind: { about: 'Northward wind, toward', units: 'm s-1' },
}
const maybeCurrent = {
  vle_water: { ...current.vle_water, optional: true },
  vln_water: { ...current.vln_water, optional: true },
} as const
/** Iron near the current meters' compasses of most moorings spoils them: a current counts only where one says so. */
const trust = {
  use_velptmn_with_metbk: {
    about: 'Whether the current meter may be trusted; 0: no',
    units: '1',
    optional: true,
    default: 0,
  },
} as const

/** Degrees clockwise from north into which a vector points. */
const heading = (east: number, north: number) => (450 - (Math.atan2(north, east) * 180) / Math.PI) % 360

const speed = (east: number, north: number) => Math.sqrt(east * east + north * north)

export const metCurrentDirection = defineAlgorithm({
  name: 'met_current_direction',
  formulaVersion: 1,
  about: 'Direction into which the surface current flows; none where the current meter is not trusted',
  source,
  arguments: { ...current, ...trust },
  result: { about: 'Direction of the current, toward', units: 'degrees', isAngle: true },
  compute: ({ vle_water, vln_water, use_velptmn_with_metbk: trusted }, { rows }) =>
    eachRow(rows, (row) => (at(trusted, row) > 0 ? heading(at(vle_water, row), at(vln_water, row)) : Number.NaN)),
})

export const metCurrentSpeed = defineAlgorithm({
  name: 'met_current_speed',
  formulaVersion: 1,
  about: 'Speed of the surface current; none where the current meter is not trusted',
  source,
  arguments: { ...current, ...trust },
  result: { about: 'Speed of the current', units: 'm s-1' },
  compute: ({ vle_water, vln_water, use_velptmn_with_metbk: trusted }, { rows }) =>
    eachRow(rows, (row) => (at(trusted, row) > 0 ? speed(at(vle_water, row), at(vln_water, row)) : Number.NaN)),
})

export const metRelwindDirection = defineAlgorithm({
  name: 'met_relwind_direction',
  formulaVersion: 1,
  about: 'Direction into which the wind blows, seen from the moving water; none without a trusted current',
  source,
  arguments: { ...wind, ...maybeCurrent, ...trust },
  result: { about: 'Direction of the relative wind, toward', units: 'degrees', isAngle: true },
  compute: ({ vle_wind, vln_wind, vle_water, vln_water, use_velptmn_with_metbk: trusted }, { rows }) =>
    eachRow(rows, (row) =>
      vle_water !== undefined && vln_water !== undefined && at(trusted, row) > 0
        ? heading(at(vle_wind, row) - at(vle_water, row), at(vln_wind, row) - at(vln_water, row))
        : Number.NaN,
    ),
})

export const metRelwindSpeed = defineAlgorithm({
  name: 'met_relwind_speed',
  formulaVersion: 1,
  about: 'Wind speed relative to the water, on which the bulk fluxes rest; where no current is known, the wind speed',
  source,
  arguments: { ...wind, ...maybeCurrent, ...trust },
  result: { about: 'Speed of the relative wind', units: 'm s-1' },
  compute: ({ vle_wind, vln_wind, vle_water, vln_water, use_velptmn_with_metbk: trusted }, { rows }) =>
    eachRow(rows, (row) => {
      const isTrusted = vle_water !== undefined && vln_water !== undefined && at(trusted, row) > 0
      const east = isTrusted ? at(vle_water, row) : Number.NaN
      const north = isTrusted ? at(vln_water, row) : Number.NaN
      const isKnown = !Number.isNaN(east + north)
      return speed(at(vle_wind, row) - (isKnown ? east : 0), at(vln_wind, row) - (isKnown ? north : 0))
    }),
})

export const metbkWindAlgorithms = [metCurrentDirection, metCurrentSpeed, metRelwindDirection, metRelwindSpeed] as const
