/** Instruments of gliders: CTD, oxygen, fluorescence, light, and where the glider is. */
import {
  alsoAs,
  counts,
  type DerivedDefinition,
  defineStream,
  float32,
  float64,
  stored,
  timeParameters,
} from './definition.ts'
import { optical, scattering } from './flort.ts'
import { oxygenOf } from './oxygen.ts'
import { density, depthFrom, practicalSalinity } from './seawater.ts'

const clocks = {
  ...timeParameters,
  m_present_time: stored(float64, 'seconds since 1970-01-01', 'Time by the flight computer'),
  sci_m_present_time: stored(float64, 'seconds since 1970-01-01', 'Time by the science computer'),
}
/** Where the glider was by its fixes, interpolated; else where it was deployed. */
const position = {
  lat: ['glider_gps_position.interp_lat', 'CC_lat'],
  lon: ['glider_gps_position.interp_lon', 'CC_lon'],
} as const
const binMinutes = 20_160
const preferredTimestamp = 'internal_timestamp'

const gliderGpsPosition = defineStream({
  name: 'glider_gps_position',
  about: 'Where a glider is, interpolated between its fixes at the surface.',
  binMinutes,
  preferredTimestamp,
  parameters: {
    ...clocks,
    interp_lat: stored(float64, 'degrees_north', 'Latitude', { standardName: 'latitude', precision: 6 }),
    interp_lon: stored(float64, 'degrees_east', 'Longitude', { standardName: 'longitude', precision: 6 }),
  },
})

const ctdgvMGliderInstrument = defineStream({
  name: 'ctdgv_m_glider_instrument',
  about: 'CTD samples of a glider, as it sends them.',
  binMinutes,
  preferredTimestamp,
  parameters: {
    ...clocks,
    sci_water_temp: stored(float32, 'degrees_Celsius', 'Seawater temperature', {
      standardName: 'sea_water_temperature',
      identifier: 'TEMPWAT_L1',
      precision: 4,
    }),
    sci_water_cond: stored(float32, 'S m-1', 'Seawater conductivity', {
      standardName: 'sea_water_electrical_conductivity',
      identifier: 'CONDWAT_L1',
      precision: 5,
    }),
    sci_water_pressure: stored(float32, 'bar', 'Seawater pressure as sent', { standardName: 'sea_water_pressure' }),
  },
  derived: {
    sci_water_pressure_dbar: {
      algorithm: 'ctd_glider_preswat',
      arguments: { pr_bar: 'sci_water_pressure' },
      units: 'dbar',
      longName: 'Seawater pressure',
      standardName: 'sea_water_pressure',
      identifier: 'PRESWAT_L1',
      precision: 3,
    },
    practical_salinity: practicalSalinity,
    sci_seawater_density: { ...density, arguments: { ...density.arguments, ...position } },
    depth: { ...depthFrom('sci_water_pressure_dbar'), arguments: depthArguments() },
  },
})

function depthArguments(): DerivedDefinition['arguments'] {
  return { pressure: 'sci_water_pressure_dbar', latitude: position.lat, pressure_scale_factor: 1 }
}

const dostaGlider = defineStream({
  name: 'dosta_abcdjm_glider_instrument',
  about: 'Oxygen by the optode of a glider, as it sends it.',
  binMinutes,
  preferredTimestamp,
  parameters: {
    ...clocks,
    sci_oxy4_oxygen: stored(float32, 'umol L-1', 'Dissolved oxygen by the instrument, not corrected for salinity', {
      standardName: 'mole_concentration_of_dissolved_molecular_oxygen_in_sea_water',
      identifier: 'DOCONCS_L1',
      precision: 3,
    }),
    sci_oxy4_saturation: stored(float32, 'percent', 'Oxygen saturation by the instrument'),
  },
  derived: {
    sci_abs_oxygen: oxygenOf({
      DO: 'sci_oxy4_oxygen',
      P: 'PRESWAT_L1',
      T: 'TEMPWAT_L1',
      SP: 'PRACSAL_L2',
      ...position,
      sref: 'CC_ref_salinity',
    }),
  },
})

const flordGlider = defineStream({
  name: 'flord_m_glider_instrument',
  about: 'Chlorophyll fluorescence and backscatter of a glider.',
  binMinutes,
  preferredTimestamp,
  parameters: {
    ...clocks,
    sci_flbb_bb_sig: counts('Backscatter, unprocessed', { type: float32, identifier: 'FLUBSCT_L0' }),
    sci_flbb_bb_units: stored(float32, 'm-1 sr-1', 'Volume scattering by the instrument', { identifier: 'FLUBSCT_L1' }),
    sci_flbb_chlor_sig: counts('Chlorophyll fluorescence, unprocessed', { type: float32, identifier: 'CHLAFLO_L0' }),
    sci_flbb_chlor_units: stored(float32, 'ug L-1', 'Chlorophyll a by the instrument', {
      standardName: 'mass_concentration_of_chlorophyll_a_in_sea_water',
      identifier: 'CHLAFLO_L1',
    }),
  },
  derived: scattering('sci_flbb_bb_units'),
})

const flortGlider = defineStream({
  name: 'flort_m_glider_instrument',
  about: 'Chlorophyll and CDOM fluorescence and backscatter of a glider, by the instrument.',
  binMinutes,
  preferredTimestamp,
  parameters: {
    ...clocks,
    sci_flbbcd_bb_units: stored(float32, 'm-1 sr-1', 'Volume scattering by the instrument', {
      identifier: 'FLUBSCT_L1',
    }),
    sci_flbbcd_chlor_units: stored(float32, 'ug L-1', 'Chlorophyll a by the instrument', {
      standardName: 'mass_concentration_of_chlorophyll_a_in_sea_water',
      identifier: 'CHLAFLO_L1',
    }),
    sci_flbbcd_cdom_units: stored(float32, '1e-9', 'CDOM fluorescence by the instrument, ppb', {
      identifier: 'CDOMFLO_L1',
    }),
  },
  derived: scattering('sci_flbbcd_bb_units'),
})

const paradGlider = defineStream({
  name: 'parad_m_glider_instrument',
  about: 'Photosynthetically active radiation around a glider.',
  binMinutes,
  preferredTimestamp,
  parameters: { ...clocks, sci_bsipar_par: stored(float32, 'umol m-2 s-1', 'Radiation by the instrument') },
  derived: {
    parad_m_par: {
      expression: 'value * scaler',
      arguments: { value: 'sci_bsipar_par', scaler: 'CC_bsipar_par_scaling' },
      units: 'umol m-2 s-1',
      longName: 'Photosynthetically active radiation',
      standardName: optical.par,
      identifier: 'OPTPARW_L1',
      precision: 3,
    },
  },
})

export const gliderStreams = [
  gliderGpsPosition,
  ctdgvMGliderInstrument,
  ...alsoAs(ctdgvMGliderInstrument, { ctdgv_m_glider_instrument_recovered: 'CTD samples of a recovered glider.' }),
  dostaGlider,
  ...alsoAs(dostaGlider, { dosta_abcdjm_glider_recovered: 'Oxygen by the optode of a recovered glider.' }),
  flordGlider,
  ...alsoAs(flordGlider, { flord_m_glider_instrument_recovered: 'The same, of a recovered glider.' }),
  flortGlider,
  ...alsoAs(flortGlider, { flort_m_glider_recovered: 'The same, of a recovered glider.' }),
  paradGlider,
  ...alsoAs(paradGlider, { parad_m_glider_recovered: 'The same, of a recovered glider.' }),
]
