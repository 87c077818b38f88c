/** Mass spectrometer (MASSP): gases dissolved in vent fluid. A row is a sampling period with its scans. */
import { type ArgumentSpec, at, type ComputeContext, defineAlgorithm, eachRow, type Numbers } from '../algorithm.ts'
import { Burst, type Mode, massTable, type Source, secondMode, sources } from './massp/burst.ts'
import { CalibrationTable, carbonDioxide, type Gas, gases, hydrogen, methane, pressureAt } from './massp/calibration.ts'
import { totalOverCarbonDioxide, totalOverSulfide } from './massp/total-gas.ts'
import { modeAlgorithms } from './massp/valves.ts'

const dissolved = 'OOI DPS 1341-00240 (DISSGAS)'
const seconds1900 = 'seconds since 1900-01-01'
const litre = 'umol l-1'

type Given = Readonly<Record<string, Numbers>>
type Specs = Readonly<Record<string, ArgumentSpec>>

const depth: Specs = { sensor_depth: { about: 'Depth of the instrument', units: 'm' } }
const totals: Specs = {
  l2_ph_calibration_table: { about: 'Six coefficients of the pH meter', units: '1', shape: 'vector' },
  ...depth,
  salinity: { about: 'Salinity of the water', units: '1' },
}
const acidity: Specs = { l2_ph_calibration_table: totals.l2_ph_calibration_table as ArgumentSpec }

function argumentsOf({ suffix }: Source): Specs {
  const vector = (about: string, units: string): ArgumentSpec => ({ about, units, shape: 'vector' })
  return {
    [`port_timestamp_${suffix}`]: vector('Times of the scans', seconds1900),
    [`L0_dissgas_${suffix}`]: { about: 'Ion currents: a row for each scan', units: 'pA', shape: 'matrix' },
    [`gas_mode_${suffix}`]: vector('0: direct, 1: through the Nafion drier', '1'),
    [`port_timestamp_${suffix}_mcu`]: vector('Times of what the inlet tells', seconds1900),
    [`ph_meter_${suffix}_mcu`]: vector('Reading of the pH meter', 'counts'),
    [`inlet_temp_${suffix}_mcu`]: vector('Temperature of the inlet', 'degC'),
    massp_rga_initial_mass: { about: 'First mass of a scan', units: 'u' },
    massp_rga_final_mass: { about: 'Last mass of a scan', units: 'u' },
    massp_rga_steps_per_amu: { about: 'Currents for a unit of mass', units: 'u-1' },
    calibration_table: { about: 'Calibration, 47 rows of 28 columns', units: '1', shape: 'matrix' },
  }
}

interface Row {
  readonly burst: Burst
  readonly table: CalibrationTable
  readonly given: Given
  readonly index: number
  flag(reason: string): void
}

function product(
  source: Source,
  name: string,
  about: string,
  units: string,
  more: Specs,
  compute: (row: Row) => number,
) {
  return defineAlgorithm({
    name,
    formulaVersion: 1,
    about: `${about}, ${source.about}`,
    source: dissolved,
    arguments: { ...argumentsOf(source), ...more },
    result: { about, units },
    compute: (given: Given, { rows, flag }: ComputeContext) =>
      eachRow(rows, (index) => {
        const burst = new Burst(source, given, index, massTable(given, index))
        const table = new CalibrationTable(given.calibration_table as Numbers, index)
        return compute({ burst, table, given, index, flag: (reason) => flag(index, reason) })
      }),
  })
}

function concentrationOf(gas: Gas, row: Row): { value: number; range: number } {
  const { burst, table, given, index, flag } = row
  const degrees = burst.inletTemperature(gas.mode)
  const current = table.current(gas, burst)
  const unknown = { value: Number.NaN, range: Number.NaN }
  if (Number.isNaN(degrees) || Number.isNaN(current)) {
    flag(`no scans or no inlet temperature in ${gas.mode} mode`)
    return unknown
  }
  const psi = pressureAt(at(given.sensor_depth as Numbers, index))
  const found = table.concentration(gas, current, degrees, psi)
  if (found === null) flag('the inlet is colder than the calibration')
  return found ?? unknown
}

function phOf({ burst, given, index, flag }: Row, mode: Mode): number {
  const { values, stride } = given.l2_ph_calibration_table as Numbers
  const [b0, b1, b2, a1, a0, a2] = values.subarray(index * stride, index * stride + 6) as unknown as number[]
  const degrees = burst.inletTemperature(mode)
  const reading = burst.phReading()
  const ofTemperature = (b0 as number) + degrees * ((b1 as number) + degrees * (b2 as number))
  const ph = ofTemperature * ((a0 as number) + 7 + reading * ((a1 as number) + reading * (a2 as number)))
  if (ph >= 2 && ph <= 12) return ph
  flag(Number.isNaN(ph) ? 'no reading of pH or temperature' : 'the pH lies outside 2 to 12')
  return Number.NaN
}

const nafionEfficiency = ({ burst, table }: Row): number => {
  const water = (mode: Mode) => burst.current(mode, 18, table.halfWidth(hydrogen))
  return Math.trunc(100 * (water('nafion') / water('direct')))
}

/** Calibration fluids hold methane and carbon dioxide only. */
const gasesOf = ({ prefix }: Source): readonly Gas[] => (prefix.startsWith('cal') ? [methane, carbonDioxide] : gases)

function gasProducts(source: Source) {
  return gasesOf(source).flatMap((gas) => {
    const id = `${source.prefix}${gas.name}con`
    const what = `Dissolved ${gas.about}`
    return [
      product(source, `calc_dissgas_${id}`, what, litre, depth, (row) => concentrationOf(gas, row).value),
      product(source, `calc_timestamp_${id}`, `${what}: time`, seconds1900, {}, ({ burst }) =>
        burst.timestamp(gas.mode),
      ),
      product(
        source,
        `calc_calrang_${id}`,
        `${what}: range of the calibration (-1: too little, 1: too much, 2: too warm, 3: both)`,
        '1',
        depth,
        (row) => concentrationOf(gas, row).range,
      ),
    ]
  })
}

function inletProducts(source: Source) {
  const id = `calc_msinlet_${source.prefix}phint`
  const time = (row: Row) => row.burst.timestamp(secondMode(source))
  return [
    product(source, id, 'Reading of the pH meter', 'counts', {}, ({ burst }) => burst.phReading()),
    product(source, `${id}_timestamp`, 'Reading of the pH meter: time', seconds1900, {}, time),
  ]
}

function waterProducts(source: Source) {
  const { prefix } = source
  const factors = { h2s: totalOverSulfide, co2: totalOverCarbonDioxide }
  const notes = {
    h2s: '',
    co2: ' by the constants of Roy et al. 1993 (OOI multiplies two of their terms, to be added)',
  }
  const ofGas = gases.flatMap((gas) => {
    const factor = factors[gas.name as keyof typeof factors]
    if (factor === undefined) return []
    const note = notes[gas.name as keyof typeof notes]
    const id = `totlgas_${prefix}${gas.name}con`
    const total = (row: Row) => {
      const of = (name: string) => at(row.given[name] as Numbers, row.index)
      const degrees = row.burst.inletTemperature('direct')
      const share = factor(phOf(row, 'direct'), degrees, of('salinity'), pressureAt(of('sensor_depth')))
      return share * concentrationOf(gas, row).value
    }
    const what = `Total ${gas.about}`
    return [
      product(source, `calc_l2_${id}`, `${what}${note}`, litre, totals, total),
      product(source, `calc_timestamp_${id}`, `${what}: time`, seconds1900, {}, ({ burst }) =>
        burst.timestamp('direct'),
      ),
    ]
  })
  const ph = product(source, `calc_l2_mswater_${prefix}phval`, 'pH of the water', '1', acidity, (row) =>
    phOf(row, 'direct'),
  )
  return [...ofGas, ph]
}

const sample = sources[0] as Source
const efficiency = 'Water that the Nafion drier lets through'

export const masspAlgorithms = [
  ...sources.flatMap((source) => [...gasProducts(source), ...inletProducts(source)]),
  ...sources.slice(0, 2).flatMap(waterProducts),
  product(sample, 'calc_smpnafeff', efficiency, 'percent', {}, nafionEfficiency),
  product(sample, 'calc_smpnafeff_timestamp', `${efficiency}: time`, seconds1900, {}, ({ burst }) =>
    burst.timestamp('nafion'),
  ),
  ...modeAlgorithms,
]
