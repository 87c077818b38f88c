/** Pressure of the sea floor (PRESF, Sea-Bird SBE 26plus; PREST, SBE 54): tides and waves. */
import {
  alsoAs,
  counts,
  type DerivedDefinition,
  defineStream,
  float32,
  float64,
  int32,
  listOf,
  stored,
  timeParameters,
} from './definition.ts'
import { named } from './sbe16plus.ts'

const standardName = 'sea_water_pressure_at_sea_floor'
const absolute = {
  absolute_pressure: stored(float32, 'psi', 'Absolute pressure', { identifier: 'SFLPRES_L0', precision: 4 }),
  pressure_temp: stored(float32, 'degrees_Celsius', 'Temperature of the pressure sensor'),
}
const inDbar: DerivedDefinition = {
  expression: 'p_psia * 0.689475728',
  arguments: { p_psia: 'absolute_pressure' },
  units: 'dbar',
  longName: 'Absolute pressure at the sea floor',
  standardName,
  identifier: 'SFLPRES_L1',
  precision: 4,
}

const tideDcl = defineStream({
  name: 'presf_abc_dcl_tide_measurement',
  about: 'Tide: pressure averaged by the instrument, through the data concentrator logger.',
  binMinutes: 20_160,
  preferredTimestamp: 'internal_timestamp',
  parameters: {
    ...timeParameters,
    ...absolute,
    seawater_temperature: stored(float32, 'degrees_Celsius', 'Seawater temperature', {
      standardName: 'sea_water_temperature',
    }),
  },
  derived: {
    abs_seafloor_pressure: {
      algorithm: 'sfl_sflpres_rtime',
      arguments: { p_psia: 'absolute_pressure' },
      units: 'dbar',
      longName: 'Absolute pressure at the sea floor',
      standardName,
      identifier: 'SFLPRES-RTIME_L1',
      precision: 4,
    },
  },
})

export const presfStreams = [
  tideDcl,
  ...alsoAs(tideDcl, { presf_abc_dcl_tide_measurement_recovered: 'The same, from the files of a recovered logger.' }),
  defineStream({
    name: 'presf_abc_tide_measurement_recovered',
    about: 'Tide: pressure in raw numbers, uploaded from the memory of a recovered instrument.',
    binMinutes: 1440,
    preferredTimestamp: 'internal_timestamp',
    parameters: {
      ...timeParameters,
      presf_time: stored(int32, 'seconds since 2000-01-01', 'Time by the instrument'),
      presf_tide_pressure_number: counts('Pressure, unprocessed'),
      presf_tide_temperature_number: counts('Temperature, unprocessed'),
    },
    derived: {
      presf_tide_pressure: {
        algorithm: 'sfl_sflpres_tide',
        arguments: {
          p_dec_tide: 'presf_tide_pressure_number',
          b: 'CC_b',
          m: 'CC_m',
          slope: 'CC_slope_correction_factor',
          offset: 'CC_offset_correction_factor',
        },
        units: 'dbar',
        longName: 'Absolute pressure at the sea floor',
        standardName,
        identifier: 'SFLPRES_L1',
        precision: 4,
      },
      presf_tide_temperature: {
        algorithm: 'sfl_sbe26plus_prestmp',
        arguments: { t0: 'presf_tide_temperature_number' },
        units: 'degrees_Celsius',
        longName: 'Seawater temperature',
        standardName: 'sea_water_temperature',
        identifier: 'PRESTMP_L1',
        precision: 3,
      },
    },
  }),
  defineStream({
    name: 'presf_abc_wave_burst_recovered',
    about: 'Waves: bursts of pressure in raw numbers, uploaded from the memory of a recovered instrument.',
    binMinutes: 1440,
    preferredTimestamp: 'internal_timestamp',
    parameters: {
      ...timeParameters,
      presf_time: stored(int32, 'seconds since 2000-01-01', 'Time by the instrument'),
      presf_wave_press_temp_comp_number: counts('Temperature of the sensor, unprocessed'),
      presf_wave_burst_pressure_number: counts('Burst of pressure, unprocessed', {
        type: listOf(int32),
        dimensions: ['burst'],
      }),
    },
    derived: {
      presf_wave_burst_pressure: {
        algorithm: 'sfl_sflpres_wave',
        arguments: {
          ptcn: 'presf_wave_press_temp_comp_number',
          p_dec_wave: 'presf_wave_burst_pressure_number',
          ...named(['u0', 'y1', 'y2', 'y3', 'c1', 'c2', 'c3', 'd1', 'd2', 't1', 't2', 't3', 't4']),
          poff: 'CC_pressure_offset_calibration_coefficient',
          slope: 'CC_slope_correction_factor',
          offset: 'CC_offset_correction_factor',
        },
        type: listOf(float64),
        dimensions: ['burst'],
        units: 'dbar',
        longName: 'Burst of absolute pressure at the sea floor',
        standardName,
        identifier: 'SFLPRES-WAVE_L1',
        precision: 5,
      },
    },
  }),
  defineStream({
    name: 'prest_real_time',
    about: 'Pressure of the sea floor, streamed from a cabled tsunami sensor.',
    binMinutes: 1440,
    preferredTimestamp: 'port_timestamp',
    parameters: { ...timeParameters, sample_number: stored(int32, '1', 'Number of the sample'), ...absolute },
    derived: { seafloor_pressure: inDbar },
  }),
  defineStream({
    name: 'presf_tide_measurement',
    about: 'Tide: pressure averaged by the instrument, streamed from a cable.',
    binMinutes: 1440,
    preferredTimestamp: 'port_timestamp',
    parameters: tideDcl.parameters,
    derived: { seafloor_pressure: inDbar },
  }),
]
