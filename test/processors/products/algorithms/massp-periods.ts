/**
 * The sampling periods by which OOI's ion-functions (Apache-2.0) test their dissolved gases: of a sample, of background
 * water and of two calibration fluids. Ion currents, in pA, are kept around the masses that are looked at; others are 0.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'

export const masses = 991
export const suffixes = { smp: 'sampleint', bkg: 'bkgndint', cal1: 'calint01', cal2: 'calint02' } as const

export interface Period {
  readonly scanTimes: number[]
  readonly currents: number[][]
  readonly gasMode: number[]
  readonly inletTimes: number[]
  readonly ph: number[]
  readonly temperature: number[]
}
interface Periods {
  readonly massIndexes: readonly number[]
  readonly calibrationTable: readonly number[]
  readonly phTable: readonly number[]
  readonly sources: Readonly<Record<keyof typeof suffixes, Period>>
}

export const periods = JSON.parse(
  brotliDecompressSync(readFileSync(join(import.meta.dirname, 'massp-periods.json.br'))).toString(),
) as Periods

/** Arguments of a source by their names, a row for each period. */
export function argumentsOf(source: keyof typeof suffixes, rows: readonly Period[] = [periods.sources[source]]) {
  const suffix = suffixes[source]
  const wide = (currents: readonly number[]) => {
    const scan = new Array<number>(masses).fill(0)
    for (const [index, current] of currents.entries()) scan[periods.massIndexes[index] as number] = current
    return scan
  }
  return {
    [`port_timestamp_${suffix}`]: rows.map(({ scanTimes }) => scanTimes),
    [`L0_dissgas_${suffix}`]: rows.map(({ currents }) => currents.flatMap(wide)),
    [`gas_mode_${suffix}`]: rows.map(({ gasMode }) => gasMode),
    [`port_timestamp_${suffix}_mcu`]: rows.map(({ inletTimes }) => inletTimes),
    [`ph_meter_${suffix}_mcu`]: rows.map(({ ph }) => ph),
    [`inlet_temp_${suffix}_mcu`]: rows.map(({ temperature }) => temperature),
  }
}
