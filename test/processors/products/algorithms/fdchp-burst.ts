/**
 * The burst by which OOI's ion-functions (Apache-2.0) test their direct covariance fluxes: 12,009 records by J. Edson.
 * Kept column after column as differences (zigzag, low bytes, then high bytes), rates and accelerations rounded to
 * 2⁻¹⁵ rad/s and 2⁻¹⁴ g, yaw to 2⁻¹² rad: at most 2e-5 of the fluxes.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'

const rows = 12_009
/** Each with its steps a unit, and what is added. */
const columns = {
  sonicU: [1, 0],
  sonicV: [1, 0],
  sonicW: [1, 0],
  sonicT: [1, 34_000],
  rateX: [2 ** 15, 0],
  rateY: [2 ** 15, 0],
  rateZ: [2 ** 15, 0],
  accX: [2 ** 14, 0],
  accY: [2 ** 14, 0],
  accZ: [2 ** 14, 0],
  heading: [2 ** 12, 0],
} as const
export type Burst = Record<keyof typeof columns, Float64Array>

export function readBurst(): Burst {
  const bytes = brotliDecompressSync(readFileSync(join(import.meta.dirname, 'fdchp-burst.bin.br')))
  const read = Object.entries(columns).map(([name, [steps, offset]], index) => {
    const low = index * 2 * rows
    const values = new Float64Array(rows)
    for (let row = 0, value = 0; row < rows; row++) {
      const zigzag = (bytes[low + row] as number) + 256 * (bytes[low + rows + row] as number)
      value += zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2
      values[row] = value / steps + offset
    }
    return [name, values] as const
  })
  return Object.fromEntries(read) as Burst
}

export function mapBurst(burst: Burst, change: (values: Float64Array, name: string) => Float64Array): Burst {
  return Object.fromEntries(Object.entries(burst).map(([name, values]) => [name, change(values, name)])) as Burst
}
