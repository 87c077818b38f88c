/** Sea-Bird SBE 16plus: calibrated values from its counts. */
import { counts, type DerivedDefinition } from './definition.ts'
import { ctdProducts } from './seawater.ts'

export const rawCounts = {
  temperature: counts('Seawater temperature, unprocessed', { identifier: 'TEMPWAT_L0' }),
  conductivity: counts('Seawater conductivity, unprocessed', { identifier: 'CONDWAT_L0' }),
  pressure: counts('Seawater pressure, unprocessed', { identifier: 'PRESWAT_L0' }),
  pressure_temp: counts('Temperature of the pressure sensor, unprocessed'),
}

export const named = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, `CC_${name}`]))

/** Calibrated values of a SBE 16plus from its counts. The pressure's name and algorithm differ. */
export const calibrated = (
  names: { readonly temperature: string; readonly pressure: string; readonly conductivity: string },
  pressure: Pick<DerivedDefinition, 'algorithm' | 'arguments'>,
): Readonly<Record<string, DerivedDefinition>> => ({
  [names.temperature]: {
    algorithm: 'ctd_sbe16plus_tempwat',
    arguments: { t0: 'temperature', ...named(['a0', 'a1', 'a2', 'a3']) },
    units: 'degrees_Celsius',
    longName: 'Seawater temperature',
    description: 'ITS-90, from counts and the calibration of the thermistor.',
    standardName: 'sea_water_temperature',
    identifier: 'TEMPWAT_L1',
    precision: 4,
  },
  [names.pressure]: {
    ...pressure,
    units: 'dbar',
    longName: 'Seawater pressure',
    description: 'Without the pressure of the atmosphere, from counts and the calibration of the sensor.',
    standardName: 'sea_water_pressure',
    identifier: 'PRESWAT_L1',
    precision: 3,
  },
  [names.conductivity]: {
    algorithm: 'ctd_sbe16plus_condwat',
    arguments: {
      c0: 'conductivity',
      t1: names.temperature,
      p1: names.pressure,
      ...named(['g', 'h', 'i', 'j', 'cpcor', 'ctcor']),
    },
    units: 'S m-1',
    longName: 'Seawater conductivity',
    description: 'From counts, temperature and pressure, and the calibration of the cell.',
    standardName: 'sea_water_electrical_conductivity',
    identifier: 'CONDWAT_L1',
    precision: 6,
  },
  ...ctdProducts(names.pressure),
})

export const strainGauge = {
  algorithm: 'ctd_sbe16plus_preswat',
  arguments: {
    p0: 'pressure',
    t0: 'pressure_temp',
    ...named(['ptempa0', 'ptempa1', 'ptempa2', 'ptca0', 'ptca1', 'ptca2', 'ptcb0', 'ptcb1', 'ptcb2']),
    ...named(['pa0', 'pa1', 'pa2']),
  },
} as const
export const quartz = {
  algorithm: 'ctd_sbe16digi_preswat',
  arguments: {
    p0: 'pressure',
    t0: 'pressure_temp',
    ...named(['C1', 'C2', 'C3', 'D1', 'D2', 'T1', 'T2', 'T3', 'T4', 'T5']),
  },
} as const
