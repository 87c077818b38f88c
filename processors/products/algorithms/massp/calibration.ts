/** Concentrations of dissolved gases from ion currents, by the calibration table of DPS 1341-00240 (its tables 1 and 2). */
import type { Numbers } from '../../algorithm.ts'
import type { Burst, Mode } from './burst.ts'

export interface Gas {
  /** As names of products have it. */
  readonly name: string
  readonly about: string
  readonly mass: number
  readonly mode: Mode
  /** First of its columns in the table; one for each of four temperatures. */
  readonly column: number
  /** A gas whose current at this one's mass is taken off. */
  readonly over?: Gas
}

const gas = (name: string, about: string, mass: number, column: number, mode: Mode = 'direct'): Gas => ({
  name,
  about,
  mass,
  mode,
  column,
})
const sulfide = gas('h2s', 'hydrogen sulfide', 34, 16)
export const hydrogen = gas('h2', 'hydrogen', 2, 8)
export const methane = gas('meth', 'methane', 15, 0, 'nafion')
export const carbonDioxide = gas('co2', 'carbon dioxide', 44, 24)
export const gases: readonly Gas[] = [
  methane,
  gas('eth', 'ethane', 30, 4),
  hydrogen,
  gas('ar', 'argon', 40, 12),
  sulfide,
  { ...gas('o2', 'oxygen', 32, 20), over: sulfide },
  carbonDioxide,
]

const columns = 28
const temperatures = 4
/** Rows of the table. A cubic of pressure has four, first the constant. */
const row = {
  temperature: 0,
  background: 1,
  overlap: 2,
  least: 3,
  most: 4,
  split: 5,
  low: { alpha: 6, beta: 14, delta: 22, gamma: 28, zeta: 36 },
  high: { alpha: 10, beta: 18, delta: 26, gamma: 32, zeta: 40 },
  scale: 44,
  offset: 45,
  halfWidth: 46,
}
const tableRows = 47

export class CalibrationTable {
  constructor(
    private readonly table: Numbers,
    private readonly dataRow: number,
  ) {
    if (table.width !== tableRows * columns) {
      throw new RangeError(`the calibration table has ${table.width} values, not ${tableRows} rows of ${columns}`)
    }
  }

  private value(line: number, column: number): number {
    return this.table.values[this.dataRow * this.table.stride + line * columns + column] as number
  }

  /** Half of the masses around a gas's own that are searched for its peak. */
  halfWidth({ column }: Gas): number {
    return Math.round(this.value(row.halfWidth, column) * 10) / 10
  }

  /** Current of the gas alone, pA. */
  current(gas: Gas, burst: Burst): number {
    const { mode, mass, column, over } = gas
    const overlapping = over === undefined ? 0 : burst.current(mode, over.mass, this.halfWidth(over))
    const own = burst.current(mode, mass, this.halfWidth(gas))
    return own - this.value(row.overlap, column) * overlapping - this.value(row.background, column)
  }

  /** umol/l, and where the current and the temperature lie in the range of the calibration. Null: it is too cold for it. */
  concentration(gas: Gas, current: number, degrees: number, psi: number): { value: number; range: number } | null {
    const temperatureAt = (index: number) => this.value(row.temperature, gas.column + index)
    if (!(degrees >= temperatureAt(0))) return null
    const last = temperatures - 1
    let below = last
    while (temperatureAt(below) > degrees) below--
    const isAbove = degrees > temperatureAt(last)
    const above = below === last || temperatureAt(below) === degrees ? below : below + 1
    const used = [gas.column + below, gas.column + above] as const
    if (used.some((column) => current < this.value(row.least, column))) return { value: 0, range: -1 }
    const isHigh = used.some((column) => current > this.value(row.most, column))
    const [cold, warm] = used.map((column) => this.polynomial(column, current, psi)) as [number, number]
    const share = above === below ? 0 : (degrees - temperatureAt(below)) / (temperatureAt(above) - temperatureAt(below))
    const mixed = cold + (warm - cold) * share
    const value = this.value(row.scale, used[0]) * (mixed - this.value(row.offset, used[0]))
    return { value, range: (isAbove ? 2 : 0) + (isHigh ? 1 : 0) }
  }

  private polynomial(column: number, current: number, psi: number): number {
    const isLow = current < this.value(row.split, column)
    const lines = isLow ? row.low : row.high
    const cubic = (line: number) => {
      const [a, b, c, d] = [0, 1, 2, 3].map((power) => this.value(line + power, column)) as [
        number,
        number,
        number,
        number,
      ]
      return a + psi * (b + psi * (c + psi * d))
    }
    // Of two coefficients at high currents. OOI's code takes the first for both; they are 0 in the tables it gives.
    const delta = isLow
      ? cubic(lines.delta)
      : this.value(lines.delta, column) * Math.exp(this.value(lines.delta + 1, column) * psi)
    const exponential = delta === 0 ? 0 : delta * Math.exp(cubic(lines.zeta) * current)
    return cubic(lines.alpha) * current ** 2 + cubic(lines.beta) * current + exponential + cubic(lines.gamma)
  }
}

/** psi at a depth in metres. */
export const pressureAt = (depth: number): number => (depth * 0.099204 + 1) * 14.695
