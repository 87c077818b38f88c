/** A sampling period of the mass spectrometer: scans of ion currents, and the state of the inlet between them. */
import { at, type Numbers } from '../../algorithm.ts'

/** The gas goes straight to the analyser, or through a Nafion drier. As `gas_mode` has it. */
export type Mode = 'direct' | 'nafion'
const modeNumber = { direct: 0, nafion: 1 }

/** What water is let in. */
export interface Source {
  /** As names of products have it. */
  readonly prefix: string
  /** As names of arguments have it. */
  readonly suffix: string
  readonly about: string
  /** The mode before the other: its last scan may be of the change, and is left out. */
  readonly firstMode: Mode
  /** Scans of so many seconds before the end of a mode are averaged. */
  readonly seconds: number
}

export const sources: readonly Source[] = [
  { prefix: 'smp', suffix: 'sampleint', about: 'sample', firstMode: 'nafion', seconds: 180 },
  { prefix: 'bkg', suffix: 'bkgndint', about: 'background water', firstMode: 'direct', seconds: 180 },
  { prefix: 'cal1', suffix: 'calint01', about: 'calibration fluid 1', firstMode: 'direct', seconds: 60 },
  { prefix: 'cal2', suffix: 'calint02', about: 'calibration fluid 2', firstMode: 'nafion', seconds: 60 },
]

export const secondMode = ({ firstMode }: Source): Mode => (firstMode === 'direct' ? 'nafion' : 'direct')

/** Vectors of one row; what a row lacks at its end is NaN. */
export class Burst {
  private readonly scanTime: Float64Array
  private readonly currents: Float64Array
  private readonly mode: Float64Array
  private readonly inletTime: Float64Array
  private readonly ph: Float64Array
  private readonly temperature: Float64Array

  constructor(
    private readonly source: Source,
    given: Readonly<Record<string, Numbers>>,
    row: number,
    private readonly masses: Float64Array,
  ) {
    const { suffix } = source
    const rowOf = (name: string) => {
      const { values, stride, width } = given[name] as Numbers
      return values.subarray(row * stride, row * stride + width)
    }
    this.scanTime = rowOf(`port_timestamp_${suffix}`)
    this.currents = rowOf(`L0_dissgas_${suffix}`)
    this.mode = rowOf(`gas_mode_${suffix}`)
    this.inletTime = rowOf(`port_timestamp_${suffix}_mcu`)
    this.ph = rowOf(`ph_meter_${suffix}_mcu`)
    this.temperature = rowOf(`inlet_temp_${suffix}_mcu`)
    if (this.currents.length !== this.scanTime.length * masses.length) {
      throw new RangeError(
        `${this.currents.length} ion currents are not ${this.scanTime.length} scans of ${masses.length} masses`,
      )
    }
  }

  /** Time of the averaged scans, to the second. */
  timestamp(mode: Mode): number {
    return Math.round(mean(this.scans(mode).map((scan) => this.scanTime[scan] as number)))
  }

  /** Mean over the scans of the median of the three highest currents around a mass; the least current is 0. */
  current(mode: Mode, mass: number, halfWidth: number): number {
    const near = [...this.masses.keys()].filter(
      (index) => Math.abs((this.masses[index] as number) - mass) <= halfWidth + 1e-9,
    )
    return mean(
      this.scans(mode).map((scan) => {
        const currents = near.map((index) => this.currents[scan * this.masses.length + index] as number)
        return Math.max(0, currents.sort((a, b) => a - b)[currents.length - 2] ?? Number.NaN)
      }),
    )
  }

  /** Mean inlet temperature, degC, during the averaged scans. */
  inletTemperature(mode: Mode): number {
    const { from, to } = this.span(mode)
    const within = this.inletRows(from, to)
    const kept = this.source.firstMode === mode ? within.slice(0, -1) : within
    // The thermometer answers -127 and 85 when it has nothing to say.
    const isReading = (value: number) => value !== -127 && value !== 85
    return mean(kept.map((index) => this.temperature[index] as number).filter(isReading))
  }

  /** Mean reading of the pH meter in the last minute. */
  phReading(): number {
    const { to } = this.span(secondMode(this.source))
    return Math.abs(mean(this.inletRows(to - 60, to).map((index) => this.ph[index] as number)))
  }

  /** From the scan nearest to the seconds before the mode's end, to this end. NaN: the mode was not taken. */
  private span(mode: Mode): { readonly from: number; readonly to: number } {
    const to = this.inletTime[this.mode.lastIndexOf(modeNumber[mode])] ?? Number.NaN
    let from = Number.NaN
    for (const time of this.scanTime) {
      const wanted = to - this.source.seconds
      if (!(Math.abs(time - wanted) >= Math.abs(from - wanted))) from = Number.isNaN(time) ? from : time
    }
    return { from, to }
  }

  private scans(mode: Mode): number[] {
    const { from, to } = this.span(mode)
    const within = [...this.scanTime.keys()].filter((scan) => isBetween(this.scanTime[scan] as number, from, to))
    return this.source.firstMode === mode ? within.slice(0, -1) : within
  }

  private inletRows(from: number, to: number): number[] {
    return [...this.inletTime.keys()].filter((index) => isBetween(this.inletTime[index] as number, from, to))
  }
}

const isBetween = (value: number, from: number, to: number): boolean => value >= from && value <= to

/** Of what is known. */
function mean(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value))
  return known.reduce((sum, value) => sum + value, 0) / known.length
}

/** Masses of the currents of a scan, to a tenth. */
export function massTable(given: Readonly<Record<string, Numbers>>, row: number): Float64Array {
  const of = (name: string) => at(given[name] as Numbers, row)
  const first = of('massp_rga_initial_mass')
  const steps = of('massp_rga_steps_per_amu')
  const count = Math.floor((of('massp_rga_final_mass') - first) * steps) + 1
  if (!(count > 0)) return new Float64Array(0)
  return Float64Array.from({ length: count }, (_, index) => Math.round((first + index / steps) * 10) / 10)
}
