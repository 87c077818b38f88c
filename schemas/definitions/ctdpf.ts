/** CTDs of profilers (CTDPF): Sea-Bird SBE 52-MP, and those that send engineering units. */
import { alsoAs, counts, type DerivedDefinition, defineStream, float32, stored, timeParameters } from './definition.ts'
import { ctdProducts, density, depthFrom } from './seawater.ts'

const sbe52: Readonly<Record<string, DerivedDefinition>> = {
  ctdpf_ckl_seawater_temperature: {
    algorithm: 'ctd_sbe52mp_tempwat',
    arguments: { t0: 'temperature' },
    units: 'degrees_Celsius',
    longName: 'Seawater temperature',
    standardName: 'sea_water_temperature',
    identifier: 'TEMPWAT_L1',
    precision: 4,
  },
  ctdpf_ckl_seawater_pressure: {
    algorithm: 'ctd_sbe52mp_preswat',
    arguments: { p0: 'pressure' },
    units: 'dbar',
    longName: 'Seawater pressure',
    standardName: 'sea_water_pressure',
    identifier: 'PRESWAT_L1',
    precision: 3,
  },
  ctdpf_ckl_seawater_conductivity: {
    algorithm: 'ctd_sbe52mp_condwat',
    arguments: { c0: 'conductivity' },
    units: 'S m-1',
    longName: 'Seawater conductivity',
    standardName: 'sea_water_electrical_conductivity',
    identifier: 'CONDWAT_L1',
    precision: 6,
  },
  ...ctdProducts('ctdpf_ckl_seawater_pressure'),
}

const ctdpfCklWfpInstrument = defineStream({
  name: 'ctdpf_ckl_wfp_instrument',
  about: 'CTD samples of a wire-following profiler, scaled to whole numbers by the instrument.',
  binMinutes: 10_080,
  preferredTimestamp: 'internal_timestamp',
  parameters: {
    ...timeParameters,
    temperature: counts('Seawater temperature, unprocessed', { identifier: 'TEMPWAT_L0' }),
    conductivity: counts('Seawater conductivity, unprocessed', { identifier: 'CONDWAT_L0' }),
    pressure: counts('Seawater pressure, unprocessed', { identifier: 'PRESWAT_L0' }),
  },
  derived: sbe52,
})

const engineering = (temperature: string) => ({
  ...timeParameters,
  [temperature]: stored(float32, 'degrees_Celsius', 'Seawater temperature', {
    standardName: 'sea_water_temperature',
    identifier: 'TEMPWAT_L1',
    precision: 4,
  }),
  pressure: stored(float32, 'dbar', 'Seawater pressure', {
    standardName: 'sea_water_pressure',
    identifier: 'PRESWAT_L1',
    precision: 3,
  }),
})
const conductivity = stored(float32, 'S m-1', 'Seawater conductivity', {
  standardName: 'sea_water_electrical_conductivity',
  identifier: 'CONDWAT_L1',
  precision: 6,
})

const ctdpfJCsppInstrument = defineStream({
  name: 'ctdpf_j_cspp_instrument',
  about: 'CTD samples in engineering units of a coastal surface-piercing profiler.',
  binMinutes: 20_160,
  preferredTimestamp: 'internal_timestamp',
  parameters: {
    ...engineering('temperature'),
    conductivity,
    salinity: stored(float32, '1', 'Practical salinity by the instrument', {
      standardName: 'sea_water_practical_salinity',
      identifier: 'PRACSAL_L2',
      precision: 3,
    }),
  },
  derived: { density, depth: depthFrom('pressure') },
})

/** The conductivity comes in mS/cm. */
const rescaled = (name: string, raw: string, temperature: string, about: string) =>
  defineStream({
    name,
    about,
    binMinutes: 1440,
    preferredTimestamp: 'internal_timestamp',
    parameters: {
      ...engineering(temperature),
      [raw]: stored(float32, 'mS cm-1', 'Seawater conductivity as sent', {
        standardName: 'sea_water_electrical_conductivity',
        precision: 4,
      }),
    },
    derived: {
      [name.replace('_instrument', '_seawater_conductivity')]: {
        expression: 'value * scaler',
        arguments: { value: raw, scaler: 0.1 },
        units: 'S m-1',
        longName: 'Seawater conductivity',
        standardName: 'sea_water_electrical_conductivity',
        identifier: 'CONDWAT_L1',
        precision: 6,
      },
      ...ctdProducts('pressure'),
    },
  })

export const ctdpfStreams = [
  ctdpfCklWfpInstrument,
  ...alsoAs(ctdpfCklWfpInstrument, { ctdpf_ckl_wfp_instrument_recovered: 'The same, of a recovered instrument.' }),
  ctdpfJCsppInstrument,
  ...alsoAs(ctdpfJCsppInstrument, { ctdpf_j_cspp_instrument_recovered: 'The same, of a recovered profiler.' }),
  defineStream({
    name: 'ctdpf_p_wfp_instrument',
    about: 'CTD samples in engineering units of a wire-following profiler.',
    binMinutes: 20_160,
    preferredTimestamp: 'internal_timestamp',
    parameters: { ...engineering('temp'), conductivity },
    derived: ctdProducts('pressure'),
  }),
  rescaled('ctdpf_ckl_mmp_cds_instrument', 'conductivity', 'temperature', 'CTD samples of a cabled deep profiler.'),
  rescaled('dpc_ctd_instrument', 'conductivity_millisiemens', 'temp', 'CTD samples from the deep profiler controller.'),
]
