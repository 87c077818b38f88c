/** Depths of the bins of current profilers (ADCP). */
import { type AnyAlgorithm, at, type ComputeContext, defineAlgorithm, type Numbers } from '../algorithm.ts'
import { depthFromP } from '../seawater/pressure.ts'
import { raggedRows } from './ragged-rows.ts'

const source = 'OOI DPS 1341-00750 (VELPROF)'
const result = { about: 'Depth of the middle of each bin', units: 'm', shape: 'vector' } as const
const geometryArguments = {
  dist_first_bin: { about: 'Distance of the middle of the first bin', units: 'cm' },
  bin_size: { about: 'Length of a bin', units: 'cm' },
  num_bins: { about: 'Number of bins', units: '1' },
  adcp_orientation: { about: 'Orientation: 0 looks down, 1 looks up', units: '1' },
} as const

function depths(
  { dist_first_bin, bin_size, num_bins, adcp_orientation }: Readonly<Record<keyof typeof geometryArguments, Numbers>>,
  depthOfSensor: (row: number) => number,
  context: ComputeContext,
) {
  const sensor = new Float64Array(context.rows)
  const sign = new Float64Array(context.rows)
  for (let row = 0; row < context.rows; row++) {
    const orientation = at(adcp_orientation, row)
    const isKnown = orientation === 0 || orientation === 1
    if (!(isKnown || Number.isNaN(orientation))) context.flag(row, 'the orientation is neither 0 (down) nor 1 (up)')
    sign[row] = isKnown ? 1 - 2 * orientation : Number.NaN
    sensor[row] = depthOfSensor(row)
  }
  return raggedRows(num_bins, num_bins, context, (row, bin) => {
    const distance = (at(dist_first_bin, row) + bin * at(bin_size, row)) / 100
    return (sensor[row] as number) + (sign[row] as number) * distance
  })
}

function fromPressure(name: string, units: string, dbarOfOne: number) {
  return defineAlgorithm({
    name,
    formulaVersion: 1,
    about: 'Depth of the middle of each bin, from the pressure at the instrument',
    source: `${source}; depth: TEOS-10`,
    arguments: {
      ...geometryArguments,
      pressure: { about: 'Sea pressure at the instrument', units },
      latitude: { about: 'Latitude', units: 'degrees_north' },
    },
    result,
    compute: ({ pressure, latitude, ...geometry }, context) =>
      depths(geometry, (row) => depthFromP(at(pressure, row) * dbarOfOne, at(latitude, row)), context),
  })
}

const fromDepth = defineAlgorithm({
  name: 'adcp_bin_depths_meters',
  formulaVersion: 1,
  about: 'Depth of the middle of each bin, from the depth of the instrument',
  source,
  arguments: {
    ...geometryArguments,
    sensor_depth: { about: 'Depth of the instrument, or its height, negative', units: 'm' },
  },
  result,
  compute: ({ sensor_depth, ...geometry }, context) =>
    depths(geometry, (row) => Math.abs(at(sensor_depth, row)), context),
})

export const adcpBinAlgorithms: readonly AnyAlgorithm[] = [
  fromPressure('adcp_bin_depths_bar', 'bar', 10),
  fromPressure('adcp_bin_depths_dapa', 'daPa', 1e-3),
  fromDepth,
]
