/** Fluorometers (FLORT, FLORD, FLNTU; WET Labs ECO): chlorophyll, CDOM, backscatter. */
import {
  alsoAs,
  counts,
  type DerivedDefinition,
  defineStream,
  float32,
  stored,
  timeParameters,
  uint16,
} from './definition.ts'
import { depthFrom } from './seawater.ts'

/** CF standard names of light in water. */
export const optical = {
  par: 'downwelling_photosynthetic_photon_flux_in_sea_water',
  chlorophyll: 'mass_concentration_of_chlorophyll_a_in_sea_water',
  backscatter: 'volume_backwards_scattering_coefficient_of_radiative_flux_in_sea_water',
} as const

/** Of a CTD nearby, else of the surface. */
export const water = { degC: ['TEMPWAT_L1', 'TEMPSRF_L1'], psu: ['PRACSAL_L2', 'SALSURF_L2'] } as const

const chlorophyll: DerivedDefinition = {
  algorithm: 'flo_chla',
  arguments: {
    counts_output: 'raw_signal_chl',
    counts_dark: 'CC_dark_counts_chlorophyll_a',
    scale_factor: 'CC_scale_factor_chlorophyll_a',
  },
  units: 'ug L-1',
  longName: 'Chlorophyll a by fluorescence',
  standardName: optical.chlorophyll,
  identifier: 'CHLAFLO_L1',
  precision: 4,
}
const cdom: DerivedDefinition = {
  algorithm: 'flo_cdom',
  arguments: {
    counts_output: 'raw_signal_cdom',
    counts_dark: 'CC_dark_counts_cdom',
    scale_factor: 'CC_scale_factor_cdom',
  },
  units: '1e-9',
  longName: 'Coloured dissolved organic matter by fluorescence, ppb of quinine sulphate',
  identifier: 'CDOMFLO_L1',
  precision: 4,
}
const volumeScattering: DerivedDefinition = {
  algorithm: 'flo_beta',
  arguments: {
    counts_output: 'raw_signal_beta',
    counts_dark: 'CC_dark_counts_volume_scatter',
    scale_factor: 'CC_scale_factor_volume_scatter',
  },
  units: 'm-1 sr-1',
  longName: 'Volume scattering at the angle of the instrument',
  identifier: 'FLUBSCT_L1',
  precision: 8,
}

/** What follows from the volume scattering of this name. */
export const scattering = (beta: string): Readonly<Record<string, DerivedDefinition>> => ({
  seawater_scattering_coefficient: {
    algorithm: 'flo_scat_seawater',
    arguments: {
      ...water,
      theta: 'CC_scattering_angle',
      wlngth: 'CC_measurement_wavelength',
      delta: 'CC_depolarization_ratio',
    },
    units: 'm-1',
    longName: 'Scattering by pure seawater',
    precision: 8,
  },
  optical_backscatter: {
    algorithm: 'flo_bback_total',
    arguments: {
      ...water,
      beta,
      theta: 'CC_scattering_angle',
      wlngth: 'CC_measurement_wavelength',
      xfactor: 'CC_angular_resolution',
    },
    units: 'm-1',
    longName: 'Optical backscatter',
    description: 'Of particles and of seawater together.',
    standardName: optical.backscatter,
    identifier: 'FLUBSCT_L2',
    precision: 8,
  },
})

const raw = {
  raw_signal_beta: counts('Backscatter, unprocessed', { type: uint16, identifier: 'FLUBSCT_L0' }),
  raw_signal_chl: counts('Chlorophyll fluorescence, unprocessed', { type: uint16, identifier: 'CHLAFLO_L0' }),
}
const rawCdom = {
  raw_signal_cdom: counts('CDOM fluorescence, unprocessed', { type: uint16, identifier: 'CDOMFLO_L0' }),
}
const wavelengths = {
  measurement_wavelength_beta: stored(uint16, 'nm', 'Wavelength of the backscatter'),
  measurement_wavelength_chl: stored(uint16, 'nm', 'Wavelength of the chlorophyll fluorescence'),
  measurement_wavelength_cdom: stored(uint16, 'nm', 'Wavelength of the CDOM fluorescence'),
}
const twoProducts = {
  fluorometric_chlorophyll_a: chlorophyll,
  total_volume_scattering_coefficient: volumeScattering,
  ...scattering('total_volume_scattering_coefficient'),
}
const threeProducts = { fluorometric_cdom: cdom, ...twoProducts }

const flortDataRecord = defineStream({
  name: 'flort_d_data_record',
  about: 'Chlorophyll and CDOM fluorescence and backscatter, streamed from a cabled instrument.',
  binMinutes: 720,
  preferredTimestamp: 'port_timestamp',
  parameters: {
    ...timeParameters,
    ...raw,
    ...rawCdom,
    ...wavelengths,
    raw_internal_temp: counts('Internal temperature, unprocessed', { type: uint16 }),
  },
  derived: threeProducts,
})

const flortCspp = defineStream({
  ...flortDataRecord,
  name: 'flort_sample',
  about: 'Chlorophyll and CDOM fluorescence and backscatter of a coastal surface-piercing profiler.',
  binMinutes: 1440,
  parameters: {
    ...flortDataRecord.parameters,
    pressure_depth: stored(float32, 'dbar', 'Seawater pressure by the profiler', {
      standardName: 'sea_water_pressure',
    }),
  },
  derived: { ...threeProducts, depth: depthFrom('pressure_depth') },
})

const flordWfp = defineStream({
  name: 'flord_l_wfp_instrument',
  about: 'Chlorophyll fluorescence and backscatter of a wire-following profiler.',
  binMinutes: 20_160,
  preferredTimestamp: 'internal_timestamp',
  parameters: { ...timeParameters, ...raw },
  derived: twoProducts,
})

export const flortStreams = [
  flortDataRecord,
  ...alsoAs(
    { ...flortDataRecord, binMinutes: 1440 },
    {
      flort_dj_dcl_instrument: 'The same, through the data concentrator logger.',
      flort_dj_dcl_instrument_recovered: 'The same, from the files of a recovered data concentrator logger.',
      flort_dj_sio_instrument: 'The same, through the controller of a subsurface mooring.',
      flort_dj_sio_instrument_recovered: 'The same, from the files of a recovered controller.',
      flort_kn_stc_imodem_instrument: 'The same, of a profiler, through an inductive modem.',
      flort_kn_stc_imodem_instrument_recovered: 'The same, of a recovered profiler.',
    },
  ),
  flortCspp,
  ...alsoAs(flortCspp, {
    flort_dj_cspp_instrument: 'The same, as telemetered by the profiler.',
    flort_dj_cspp_instrument_recovered: 'The same, of a recovered profiler.',
  }),
  flordWfp,
  ...alsoAs(flordWfp, {
    flord_l_wfp_instrument_recovered: 'The same, of a recovered profiler.',
    flord_d_data_record: 'Chlorophyll fluorescence and backscatter, streamed from a cabled instrument.',
  }),
]
