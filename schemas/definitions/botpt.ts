/** Bottom pressure and tilt (BOTPT): inflation of a volcano, tsunamis. */
import { type DerivedDefinition, defineStream, float32, float64, stored, text, timeParameters } from './definition.ts'

const nano = 'botpt_nano_sample'
const bottom = { botpres: 'BOTPRES_L1' } as const
const detided = { ...bottom, predtide: ['PREDTIDE_L2', null] } as const

const product = (
  algorithm: string,
  given: DerivedDefinition['arguments'],
  units: string,
  longName: string,
  identifier: string,
): DerivedDefinition => ({ algorithm, arguments: given, units, longName, identifier, precision: 4 })

const lily = defineStream({
  name: 'botpt_lily_sample',
  about: 'Tilt of the sea floor and compass of a self-levelling sensor.',
  binMinutes: 720,
  preferredTimestamp: 'port_timestamp',
  parameters: {
    ...timeParameters,
    sensor_id: stored(text, '1', 'Sensor'),
    serial_number: stored(text, '1', 'Serial number'),
    lily_x_tilt: stored(float32, 'urad', 'Tilt along x', { identifier: 'BOTTILT-XTLT_L0', precision: 3 }),
    lily_y_tilt: stored(float32, 'urad', 'Tilt along y', { identifier: 'BOTTILT-YTLT_L0', precision: 3 }),
    compass_direction: stored(float32, 'degrees', 'Compass, magnetic', { identifier: 'BOTTILT-SCMP_L0' }),
    lily_temp: stored(float32, 'degrees_Celsius', 'Temperature of the sensor'),
    supply_voltage: stored(float32, 'V', 'Supply voltage'),
  },
  derived: {
    corrected_compass_direction: product(
      'prs_bottilt_ccmp',
      { scmp: 'compass_direction', sn: 'serial_number' },
      'degrees',
      'Compass, corrected for the sensor',
      'BOTTILT-CCMP_L1',
    ),
    seafloor_tilt_magnitude: product(
      'prs_bottilt_tmag',
      { x_tilt: 'lily_x_tilt', y_tilt: 'lily_y_tilt' },
      'urad',
      'Tilt of the sea floor',
      'BOTTILT-TMAG_L1',
    ),
    seafloor_tilt_direction: product(
      'prs_bottilt_tdir',
      { x_tilt: 'lily_x_tilt', y_tilt: 'lily_y_tilt', ccmp: 'corrected_compass_direction' },
      'degrees',
      'Direction into which the sea floor tilts',
      'BOTTILT-TDIR_L1',
    ),
  },
})

const iris = defineStream({
  name: 'botpt_iris_sample',
  about: 'Tilt of the sea floor, of a sensor with a wide range.',
  binMinutes: 720,
  preferredTimestamp: 'port_timestamp',
  parameters: {
    ...timeParameters,
    sensor_id: stored(text, '1', 'Sensor'),
    serial_number: stored(text, '1', 'Serial number'),
    iris_x_tilt: stored(float32, 'degrees', 'Tilt along x', { identifier: 'LRTTILT-XTLT_L0' }),
    iris_y_tilt: stored(float32, 'degrees', 'Tilt along y', { identifier: 'LRTTILT-YTLT_L0' }),
    iris_temp: stored(float32, 'degrees_Celsius', 'Temperature of the sensor'),
  },
})

const nanoSample = defineStream({
  name: nano,
  about: 'Pressure of the sea floor, twenty times a second.',
  binMinutes: 60,
  preferredTimestamp: 'port_timestamp',
  parameters: {
    ...timeParameters,
    sensor_id: stored(text, '1', 'Sensor'),
    time_sync_flag: stored(text, '1', 'Whether the clock is set by the network'),
    bottom_pressure: stored(float64, 'psi', 'Pressure of the sea floor', { identifier: 'BOTPRES_L1', precision: 6 }),
    press_trans_temp: stored(float64, 'degrees_Celsius', 'Temperature of the sensor'),
  },
  derived: {
    predicted_tide: {
      ...product('prs_botsflu_predtide', {}, 'm', 'Predicted tide at Axial Seamount', 'PREDTIDE_L2'),
      type: float32,
    },
  },
})

const predictedTide = defineStream({
  name: 'instrument_predicted_tide',
  about: 'Tide as predicted for an instrument.',
  binMinutes: 20_160,
  preferredTimestamp: 'internal_timestamp',
  parameters: {
    ...timeParameters,
    predicted_tide: stored(float32, 'm', 'Predicted tide', { identifier: 'PREDTIDE_L2', precision: 4 }),
  },
})

const fifteenSeconds = 'botpt_nano_sample_15s'

export const botptStreams = [
  lily,
  iris,
  nanoSample,
  predictedTide,
  defineStream({
    name: fifteenSeconds,
    about: 'Depth of the sea floor and its change, of whole 15 seconds.',
    binMinutes: 1440,
    preferredTimestamp: 'port_timestamp',
    computedFrom: [nano],
    parameters: {},
    derived: {
      botsflu_meanpres: product('prs_botsflu_meanpres', bottom, 'psi', 'Mean pressure', 'BOTSFLU-MEANPRES_L2'),
      botsflu_meandepth: product(
        'prs_botsflu_meandepth',
        detided,
        'm',
        'Mean depth without the tide',
        'BOTSFLU-MEANDEPTH_L2',
      ),
      botsflu_5minrate: product(
        'prs_botsflu_5minrate',
        detided,
        'cm min-1',
        'Rate of rising, over 5 minutes',
        'BOTSFLU-5MINRATE_L2',
      ),
      botsflu_10minrate: product(
        'prs_botsflu_10minrate',
        detided,
        'cm h-1',
        'Rate of rising, over 10 minutes',
        'BOTSFLU-10MINRATE_L2',
      ),
    },
  }),
  defineStream({
    name: 'botpt_nano_sample_24hr',
    about: 'Depth of the sea floor and its change, of whole UTC days.',
    binMinutes: 20_160,
    preferredTimestamp: 'port_timestamp',
    computedFrom: [fifteenSeconds],
    parameters: {},
    derived: {
      botsflu_daydepth: product(
        'prs_botsflu_daydepth_from_15s_meandepth',
        { meandepth: 'BOTSFLU-MEANDEPTH_L2' },
        'm',
        'Mean depth of the day',
        'BOTSFLU-DAYDEPTH_L2',
      ),
      botsflu_4wkrate: product(
        'prs_botsflu_4wkrate_from_daydepth',
        { daydepth: 'botsflu_daydepth' },
        'cm yr-1',
        'Rate of rising, over 4 weeks',
        'BOTSFLU-4WKRATE_L2',
      ),
      botsflu_8wkrate: product(
        'prs_botsflu_8wkrate_from_daydepth',
        { daydepth: 'botsflu_daydepth' },
        'cm yr-1',
        'Rate of rising, over 8 weeks',
        'BOTSFLU-8WKRATE_L2',
      ),
    },
  }),
]
