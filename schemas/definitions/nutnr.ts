/** Nitrate (NUTNR): Satlantic ISUS and SUNA. */
import {
  alsoAs,
  counts,
  defineStream,
  float32,
  float64,
  int32,
  listOf,
  stored,
  text,
  timeParameters,
  uint16,
} from './definition.ts'

const nutnr = (name: string, about: string, dark: string) =>
  defineStream({
    name,
    about,
    binMinutes: 1440,
    preferredTimestamp: 'internal_timestamp',
    parameters: {
      ...timeParameters,
      frame_type: stored(text, '1', 'Type of the frame: light or dark'),
      serial_number: stored(text, '1', 'Serial number'),
      date_of_sample: stored(int32, '1', 'Year and day of the year by the instrument'),
      time_of_sample: stored(float64, 'h', 'Hour of the day by the instrument'),
      nitrate_concentration: stored(float32, 'umol L-1', 'Nitrate by the instrument', {
        identifier: 'NITRDIS_L1',
        precision: 3,
      }),
      temp_interior: stored(float32, 'degrees_Celsius', 'Temperature inside'),
      temp_spectrometer: stored(float32, 'degrees_Celsius', 'Temperature of the spectrometer'),
      temp_lamp: stored(float32, 'degrees_Celsius', 'Temperature of the lamp'),
      lamp_time: stored(int32, 's', 'Hours of the lamp, in seconds'),
      humidity: stored(float32, 'percent', 'Humidity inside'),
      voltage_main: stored(float32, 'V', 'Supply voltage'),
      voltage_lamp: stored(float32, 'V', 'Voltage of the lamp'),
      [dark]: counts('Dark signal used for the fit', { type: uint16 }),
      spectral_channels: counts('Spectrum through seawater', {
        type: listOf(uint16),
        dimensions: ['wavelength'],
        identifier: 'NITROPT_L0',
      }),
    },
    derived: {
      salinity_corrected_nitrate: {
        algorithm: 'ts_corrected_nitrate',
        arguments: {
          cal_temp: 'CC_cal_temp',
          wl: 'CC_wl',
          eno3: 'CC_eno3',
          eswa: 'CC_eswa',
          di: 'CC_di',
          dark_value: dark,
          ctd_t: ['TEMPWAT_L1', 'TEMPSRF_L1'],
          ctd_sp: ['PRACSAL_L2', 'SALSURF_L2'],
          data_in: 'spectral_channels',
          frame_type: 'frame_type',
          wllower: 'CC_lower_wavelength_limit_for_spectra_fit',
          wlupper: 'CC_upper_wavelength_limit_for_spectra_fit',
        },
        units: 'umol L-1',
        longName: 'Nitrate, corrected for temperature and salinity',
        description: 'Fitted to the spectrum, with the absorption of seawater at the temperature and salinity nearby.',
        standardName: 'mole_concentration_of_nitrate_in_sea_water',
        identifier: 'NITRTSC_L2',
        precision: 3,
      },
    },
  })

const isus = nutnr('nutnr_a_sample', 'Spectra of an ISUS, streamed from a cabled profiler.', 'sea_water_dark')
const suna = nutnr(
  'suna_dcl_recovered',
  'Spectra of a SUNA, from the files of a recovered logger.',
  'nutnr_dark_value_used_for_fit',
)

export const nutnrStreams = [
  isus,
  ...alsoAs(isus, {
    nutnr_b_dcl_full_instrument: 'Spectra of an ISUS, through the data concentrator logger.',
    nutnr_b_dcl_full_instrument_recovered: 'The same, from the files of a recovered logger.',
    nutnr_b_instrument_recovered: 'The same, uploaded from the memory of a recovered instrument.',
  }),
  suna,
  ...alsoAs(suna, {
    suna_instrument_recovered: 'Spectra of a SUNA, uploaded from its memory.',
    nutnr_j_cspp_instrument: 'Spectra of a SUNA of a coastal surface-piercing profiler.',
    nutnr_j_cspp_instrument_recovered: 'The same, of a recovered profiler.',
    nutnr_m_glider_instrument: 'Spectra of a SUNA of a glider.',
    nutnr_m_instrument_recovered: 'The same, of a recovered glider.',
  }),
]
