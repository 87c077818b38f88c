/** What is asked of any instrument: depth, the better of two sources, plain conversions. */
import { at, defineAlgorithm, eachRow, finiteOrFlag, type Numbers } from '../algorithm.ts'
import { depthFromP } from '../seawater/pressure.ts'

const teos10 = 'TEOS-10, height from pressure (IOC, SCOR and IAPSO, 2010)'
const preload = 'OOI preload database'
const ofArgument = 'of its argument'

export const depthFromPressureDbar = defineAlgorithm({
  name: 'depth_from_pressure_dbar',
  formulaVersion: 1,
  about: 'Depth below the surface from sea pressure',
  source: teos10,
  arguments: {
    pressure: { about: 'Sea pressure; dbar after the scale factor' },
    latitude: { about: 'Latitude', units: 'degrees_north' },
    pressure_scale_factor: { about: 'dbar of one unit of pressure', units: '1', optional: true, default: 1 },
  },
  result: { about: 'Depth', units: 'm' },
  compute: ({ pressure, latitude, pressure_scale_factor }, { rows }) =>
    eachRow(rows, (row) => depthFromP(at(pressure, row) * at(pressure_scale_factor, row), at(latitude, row))),
})

/** A sensor that is dead, or was never fitted, gives zeros. */
const isGiven = (value: number): boolean => value !== 0 && !Number.isNaN(value)
const optionalAt = (operand: Numbers | undefined, row: number): number =>
  operand === undefined ? Number.NaN : at(operand, row)

export const depthFromDbar = defineAlgorithm({
  name: 'depth_from_dbar',
  formulaVersion: 1,
  about: 'Depth from the pressure of the instrument, else of the nearest CTD, else as deployed; for each row',
  source: teos10,
  arguments: {
    pressure: { about: 'Sea pressure of the instrument; 0 is a sensor that fails', units: 'dbar' },
    ctd_pressure: { about: 'Sea pressure of the nearest CTD', units: 'dbar', optional: true },
    deployment_depth: { about: 'Depth at which it was deployed', units: 'm', optional: true },
    latitude: { about: 'Latitude', units: 'degrees_north' },
  },
  result: { about: 'Depth', units: 'm' },
  compute: ({ pressure, ctd_pressure, deployment_depth, latitude }, context) =>
    eachRow(context.rows, (row) => {
      const known = [at(pressure, row), optionalAt(ctd_pressure, row)].find(isGiven)
      if (known !== undefined) return depthFromP(known, at(latitude, row))
      const depth = optionalAt(deployment_depth, row)
      return finiteOrFlag(context, row, depth, { pressure }, 'neither pressure nor the deployed depth is known')
    }),
})

const scale = (about: string) => ({ about, units: '1', optional: true, default: 1 }) as const

export const selectNonZeroArg = defineAlgorithm({
  name: 'select_non_zero_arg',
  formulaVersion: 1,
  about: 'The first of two sources that is given and not zero; for each row',
  source: preload,
  arguments: {
    a1: { about: 'The source that is preferred' },
    a2: { about: 'The source that stands in', optional: true },
    a1_scale_factor: scale('Factor of a1'),
    a2_scale_factor: scale('Factor of a2'),
  },
  result: { about: 'The value of the source', units: ofArgument },
  compute: ({ a1, a2, a1_scale_factor, a2_scale_factor }, { rows }) =>
    eachRow(rows, (row) => {
      const first = at(a1, row) * at(a1_scale_factor, row)
      const second = optionalAt(a2, row) * at(a2_scale_factor, row)
      return isGiven(first) || !isGiven(second) ? first : second
    }),
})

export const selectArgWithinToleranceOfStd = defineAlgorithm({
  name: 'select_arg_within_tolerance_of_std',
  formulaVersion: 1,
  about:
    'The first of two sources that is near a standard, such as the deployed depth; a1 where neither is; for each row',
  source: preload,
  arguments: {
    a1: { about: 'The source that is preferred' },
    a2: { about: 'The source that stands in', optional: true },
    std: { about: 'The standard', optional: true },
    tol: { about: 'Tolerance, relative to the standard', units: '1', optional: true, default: 0.25 },
    a1_scale_factor: scale('Factor of a1'),
    a2_scale_factor: scale('Factor of a2'),
    std_scale_factor: scale('Factor of the standard'),
  },
  result: { about: 'The value of the source', units: ofArgument },
  compute: ({ a1, a2, std, tol, a1_scale_factor, a2_scale_factor, std_scale_factor }, { rows }) =>
    eachRow(rows, (row) => {
      const first = at(a1, row) * at(a1_scale_factor, row)
      const second = optionalAt(a2, row) * at(a2_scale_factor, row)
      const standard = optionalAt(std, row) * at(std_scale_factor, row)
      if (!isGiven(second)) return first
      if (!isGiven(first)) return second
      const isNear = (value: number): boolean => Math.abs(value - standard) < at(tol, row) * Math.abs(standard)
      return isNear(second) && !isNear(first) ? second : first
    }),
})

export const identity = defineAlgorithm({
  name: 'identity',
  formulaVersion: 1,
  about: 'The value itself, under another name',
  source: preload,
  arguments: { x: { about: 'The value' } },
  result: { about: 'The same value', units: ofArgument },
  compute: ({ x }, { rows }) => eachRow(rows, (row) => at(x, row)),
})

export const polyvalCalibration = defineAlgorithm({
  name: 'polyval_calibration',
  formulaVersion: 1,
  about: 'A polynomial of the value: a secondary calibration',
  source: preload,
  arguments: {
    coefficients: { about: 'Coefficients, highest power first', units: '1', shape: 'vector' },
    x: { about: 'The value' },
  },
  result: { about: 'The calibrated value', units: ofArgument },
  compute: ({ coefficients, x }, { rows }) =>
    eachRow(rows, (row) => {
      let sum = 0
      const first = row * coefficients.stride
      for (let k = 0; k < coefficients.width; k++) sum = sum * at(x, row) + (coefficients.values[first + k] as number)
      return sum
    }),
})

export const extractParameter = defineAlgorithm({
  name: 'extract_parameter',
  formulaVersion: 1,
  about: 'One element of an array',
  source: preload,
  arguments: {
    in_array: { about: 'The array', units: '1', shape: 'vector' },
    index: { about: 'Which element, from 0', units: '1' },
  },
  result: { about: 'The element', units: ofArgument },
  compute: ({ in_array, index }, context) =>
    eachRow(context.rows, (row) => {
      const k = at(index, row)
      if (Number.isInteger(k) && k >= 0 && k < in_array.width)
        return in_array.values[row * in_array.stride + k] as number
      return finiteOrFlag(context, row, Number.NaN, { index }, `there is no element ${k} of ${in_array.width}`)
    }),
})

/** From the epoch of NTP, 1900, to that of Unix, 1970. */
const secondsOfSeventyYears = 2_208_988_800

export const ntpToUnixTime = defineAlgorithm({
  name: 'ntp_to_unix_time',
  formulaVersion: 1,
  about: 'Time since 1970 from time since 1900',
  source: 'RFC 5905',
  arguments: { ntp_timestamp: { about: 'NTP time', units: 'seconds since 1900-01-01' } },
  result: { about: 'Unix time', units: 'seconds since 1970-01-01' },
  compute: ({ ntp_timestamp }, { rows }) => eachRow(rows, (row) => at(ntp_timestamp, row) - secondsOfSeventyYears),
})

export const genericAlgorithms = [
  depthFromPressureDbar,
  depthFromDbar,
  selectNonZeroArg,
  selectArgWithinToleranceOfStd,
  identity,
  polyvalCalibration,
  extractParameter,
  ntpToUnixTime,
]
