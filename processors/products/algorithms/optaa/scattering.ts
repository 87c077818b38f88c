/** The proportional correction of absorption for light that is scattered out of the tube: Zaneveld et al. (1994). */
import type { Numbers } from '../../algorithm.ts'

/** Below this much scattering at the reference wavelength, m-1, its share says nothing. */
const leastScattering = 0.02

/**
 * Takes scattered light away from the absorption of one row, in place: what is absorbed at the reference wavelength, where
 * nothing absorbs, is taken for scattered, and scattering is attenuation less absorption.
 */
export function correctScattering(
  absorption: Float64Array,
  wavelengths: Numbers,
  attenuation: Numbers,
  attenuationWavelengths: Numbers,
  row: number,
  referenceWavelength: number,
) {
  const from = row * wavelengths.stride
  const width = absorption.length
  let reference = 0
  for (let i = 1; i < width; i++) {
    const off = Math.abs((wavelengths.values[from + i] as number) - referenceWavelength)
    if (off < Math.abs((wavelengths.values[from + reference] as number) - referenceWavelength)) reference = i
  }
  const attenuationAt = (i: number): number =>
    held(
      wavelengths.values[from + i] as number,
      attenuationWavelengths.values,
      row * attenuationWavelengths.stride,
      attenuation.values,
      row * attenuation.stride,
      attenuation.width,
    )
  const absorbed = absorption[reference] as number
  const scattered = attenuationAt(reference) - absorbed
  const ratio = absorbed <= 0 || scattered <= leastScattering ? 0 : absorbed / scattered
  for (let i = 0; i < width; i++) {
    const own = absorption[i] as number
    absorption[i] = own - ratio * (attenuationAt(i) - own)
  }
}

/** Linear between ascending nodes, held beyond them. */
function held(
  x: number,
  nodes: Float64Array,
  nodesFrom: number,
  values: Float64Array,
  valuesFrom: number,
  count: number,
): number {
  if (x <= (nodes[nodesFrom] as number)) return values[valuesFrom] as number
  let above = 1
  while (above < count - 1 && (nodes[nodesFrom + above] as number) < x) above++
  const before = nodes[nodesFrom + above - 1] as number
  const share = Math.min(1, (x - before) / ((nodes[nodesFrom + above] as number) - before))
  const first = values[valuesFrom + above - 1] as number
  return first + share * ((values[valuesFrom + above] as number) - first)
}
