/**
 * How the absorption of water changes with temperature and salinity as an ac-s sees it: the vendor's table TS4.cor (WET
 * Labs, AC Meter Protocol Document, revision P, 2009; after Sullivan et al., Applied Optics 45, 5294, 2006). The file
 * has a line each 0.1 nm, interpolated between nodes each 2 nm and rounded; so does this, and agrees line by
 * line, but for 4e-7 m-1 degree_C-1 at 750 nm.
 */
interface WaterCorrection {
  /** m-1 degree_C-1 */
  readonly temperature: number
  /** m-1 for a salinity of 1, of the attenuation and of the absorption channel. */
  readonly salinityOfC: number
  readonly salinityOfA: number
}

const shortest = 400 // nm
/** In units of the last digit of the file: 1e-5 for temperature, 1e-6 for salinity. */
const byTemperature = [
  10, 10, 9, 7, 4, 2, 3, 5, 4, 2, 1, 0, -1, -1, 0, -1, -1, -2, -3, -3, -2, -1, -1, -1, -2, -2, -3, -3, -2, -1, -1, -1,
  -1, -1, -1, 0, 0, 0, -1, -1, 0, 0, 1, 1, 1, 0, 1, 1, 2, 3, 3, 3, 3, 4, 5, 5, 6, 6, 6, 6, 6, 6, 6, 5, 4, 3, 3, 3, 3, 2,
  2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0, 0, 2, 4, 6, 10, 14, 20, 26, 32, 39, 47, 55, 64, 74, 83, 91, 98, 102, 103,
  101, 97, 92, 86, 78, 71, 64, 56, 48, 40, 33, 26, 19, 14, 9, 4, 1, -2, -4, -4, -4, -2, 1, 4, 7, 11, 14, 15, 15, 15, 13,
  10, 6, 2, -1, -5, -7, -8, -9, -8, -6, -2, 2, 11, 20, 33, 49, 70, 94, 127, 165, 212, 262, 317, 380, 451, 535, 628, 728,
  833, 938, 1036, 1129, 1211, 1282, 1333, 1364, 1359, 1334, 1291, 1238, 1161, 1073,
]
const bySalinityOfC = [
  -12, -15, -19, -20, -20, -20, -21, -22, -25, -27, -28, -30, -31, -30, -30, -32, -34, -34, -35, -35, -35, -35, -35,
  -36, -37, -38, -39, -38, -37, -37, -37, -38, -39, -40, -40, -39, -39, -40, -40, -40, -40, -41, -42, -42, -41, -41,
  -42, -42, -42, -43, -43, -43, -43, -43, -43, -42, -42, -41, -40, -39, -38, -37, -36, -37, -37, -37, -37, -37, -38,
  -38, -39, -39, -39, -40, -40, -40, -40, -39, -39, -39, -40, -41, -42, -42, -43, -44, -46, -47, -48, -49, -51, -52,
  -52, -52, -52, -52, -51, -49, -46, -40, -34, -26, -17, -8, 1, 9, 14, 19, 21, 23, 24, 23, 23, 22, 20, 18, 16, 14, 12,
  10, 7, 5, 1, -2, -6, -9, -12, -14, -16, -16, -16, -16, -15, -16, -17, -20, -25, -30, -38, -46, -55, -64, -75, -88,
  -100, -114, -127, -141, -155, -168, -181, -192, -203, -212, -219, -225, -229, -231, -233, -235, -238, -239, -236,
  -225, -208, -169, -122, -58, 25, 118, 216, 315, 412, 494, 564, 621,
]
const bySalinityOfA = [
  33, 34, 35, 37, 39, 40, 40, 40, 40, 40, 37, 35, 33, 32, 31, 29, 28, 28, 27, 26, 25, 24, 23, 22, 22, 21, 21, 20, 20,
  19, 18, 18, 18, 17, 16, 15, 14, 14, 13, 13, 12, 11, 11, 10, 9, 9, 9, 9, 8, 8, 8, 7, 7, 7, 7, 7, 7, 8, 9, 9, 10, 10,
  11, 11, 11, 10, 10, 9, 8, 7, 6, 6, 5, 5, 5, 5, 5, 4, 4, 3, 2, 0, -2, -3, -5, -6, -7, -7, -8, -9, -10, -11, -12, -12,
  -13, -13, -12, -11, -8, -6, 1, 8, 17, 26, 34, 41, 48, 52, 56, 58, 59, 59, 58, 57, 55, 53, 51, 49, 47, 44, 42, 39, 36,
  33, 29, 26, 23, 20, 19, 17, 17, 16, 16, 15, 14, 11, 8, 2, -4, -12, -21, -32, -44, -56, -68, -81, -94, -108, -123,
  -137, -151, -163, -174, -183, -191, -197, -202, -204, -207, -210, -211, -212, -206, -195, -172, -135, -84, -14, 66,
  156, 262, 365, 462, 544, 612, 671,
]
/** The file goes on to 755 nm on straight lines, unrounded; it steps at their beginning. */
const beyond = {
  to: 755,
  temperature: [0.010685636, 0.008529636],
  salinityOfC: [0.000625368, 0.000772901],
  salinityOfA: [0.000671, 0.000818],
} as const

/** NaN outside of 400 to 755 nm. */
export function waterCorrection(wavelength: number): WaterCorrection {
  const tenths = Math.round((wavelength - shortest) * 10)
  return {
    temperature: corrected(tenths, byTemperature, 1e5, beyond.temperature),
    salinityOfC: corrected(tenths, bySalinityOfC, 1e6, beyond.salinityOfC),
    salinityOfA: corrected(tenths, bySalinityOfA, 1e6, beyond.salinityOfA),
  }
}

const step = 20 // tenths of nm between nodes
const end = (beyond.to - shortest) * 10

function corrected(
  tenths: number,
  nodes: readonly number[],
  digits: number,
  [first, last]: readonly [number, number],
): number {
  if (!(tenths >= 0 && tenths <= end)) return Number.NaN
  const begin = (nodes.length - 1) * step
  if (tenths > begin) return first + ((tenths - begin - 1) / (end - begin - 1)) * (last - first)
  const node = Math.floor(tenths / step)
  const into = tenths - node * step
  const exact = ((nodes[node] as number) * (step - into) + (nodes[node + 1] ?? 0) * into) / step
  return (Math.sign(exact) * Math.round(Math.abs(exact))) / digits
}
