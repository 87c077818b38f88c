/** Polynomials by their coefficients, lowest power first. */

export function valueAt(coefficients: Float64Array, z: number): number {
  let sum = 0
  for (let k = coefficients.length - 1; k >= 0; k--) sum = coefficients[k]! + z * sum
  return sum
}

export function slopeAt(coefficients: Float64Array, z: number): number {
  let sum = 0
  for (let k = coefficients.length - 1; k > 0; k--) sum = k * coefficients[k]! + z * sum
  return sum
}

/** The integral from 0. */
export function integralAt(coefficients: Float64Array, z: number): number {
  let sum = 0
  for (let k = coefficients.length - 1; k >= 0; k--) sum = coefficients[k]! / (k + 1) + z * sum
  return z * sum
}
