/**
 * Butterworth high-pass filters run forward and backward, so that they shift no phase. In sections of second order:
 * as one polynomial, cut-offs this far below the sampling rate lose most digits.
 */

interface Section {
  readonly b: readonly [number, number, number]
  readonly a: readonly [number, number]
}
export type HighPass = readonly Section[]

/** Attenuation at the cut-off and at 0.7 of it, dB: they set the order (Edson et al. 1998). */
const atCutOff = 10
const below = 25
const belowRatio = 0.7
/** Values mirrored about each end against transients. */
const pad = 15

/** `cutOff` and `rate` in Hz. */
export function highPass(cutOff: number, rate: number): HighPass {
  const edge = Math.tan((Math.PI * cutOff) / rate)
  const stop = Math.tan((Math.PI * cutOff * belowRatio) / rate)
  const pass = 10 ** (atCutOff / 10) - 1
  const order = Math.ceil(Math.log((10 ** (below / 10) - 1) / pass) / (2 * Math.log(edge / stop)))
  const natural = edge * pass ** (1 / (2 * order))
  const sections: Section[] = []
  for (let m = order - 1; m >= 0; m -= 2) {
    const angle = (Math.PI * m) / (2 * order)
    // Analog pole −natural · e^(±i angle), through the bilinear transform (1 + s) / (1 − s).
    const re = -natural * Math.cos(angle)
    const im = natural * Math.sin(angle)
    if (m === 0) {
      const pole = (1 + re) / (1 - re)
      const gain = (1 + pole) / 2
      sections.push({ b: [gain, -gain, 0], a: [-pole, 0] })
    } else {
      const scale = (1 - re) ** 2 + im ** 2
      const a1 = (-2 * (1 - re ** 2 - im ** 2)) / scale
      const a2 = ((1 + re) ** 2 + im ** 2) / scale
      const gain = (1 - a1 + a2) / 4
      sections.push({ b: [gain, -2 * gain, gain], a: [a1, a2] })
    }
  }
  return sections
}

/** Filters into a new array. */
export function filtered(filter: HighPass, values: Float64Array): Float64Array {
  const last = values.length - 1
  if (last < pad) return new Float64Array(values.length).fill(Number.NaN)
  const padded = new Float64Array(values.length + 2 * pad)
  padded.set(values, pad)
  for (let index = 1; index <= pad; index++) {
    padded[pad - index] = 2 * (values[0] as number) - (values[index] as number)
    padded[pad + last + index] = 2 * (values[last] as number) - (values[last - index] as number)
  }
  for (let pass = 0; pass < 2; pass++) {
    for (const [index, section] of filter.entries()) run(section, padded, index === 0)
    padded.reverse()
  }
  return padded.subarray(pad, pad + values.length)
}

/** In place. The first section begins as if its first value had always been; what follows it then has had nothing. */
function run({ b: [b0, b1, b2], a: [a1, a2] }: Section, values: Float64Array, isFirst: boolean): void {
  const before = isFirst ? (values[0] as number) : 0
  let z1 = -b0 * before
  let z2 = -(b0 + b1) * before
  for (let index = 0; index < values.length; index++) {
    const x = values[index] as number
    const y = b0 * x + z1
    z1 = b1 * x - a1 * y + z2
    z2 = b2 * x - a2 * y
    values[index] = y
  }
}
