/** Moored CTDs (CTDMO, Sea-Bird SBE 37). */
import { alsoAs, counts, type DerivedDefinition, defineStream, int64, stored, timeParameters } from './definition.ts'
import { named } from './sbe16plus.ts'
import { ctdProducts } from './seawater.ts'

type Way = Pick<DerivedDefinition, 'algorithm' | 'arguments'>

const products = (temperature: Way, pressure: Way, conductivity: Way): Readonly<Record<string, DerivedDefinition>> => ({
  ctdmo_seawater_temperature: {
    ...temperature,
    units: 'degrees_Celsius',
    longName: 'Seawater temperature',
    standardName: 'sea_water_temperature',
    identifier: 'TEMPWAT_L1',
    precision: 4,
  },
  ctdmo_seawater_pressure: {
    ...pressure,
    units: 'dbar',
    longName: 'Seawater pressure',
    standardName: 'sea_water_pressure',
    identifier: 'PRESWAT_L1',
    precision: 3,
  },
  ctdmo_seawater_conductivity: {
    ...conductivity,
    units: 'S m-1',
    longName: 'Seawater conductivity',
    standardName: 'sea_water_electrical_conductivity',
    identifier: 'CONDWAT_L1',
    precision: 6,
  },
  ...ctdProducts('ctdmo_seawater_pressure'),
})

const raw = {
  ...timeParameters,
  temperature: counts('Seawater temperature, unprocessed', { identifier: 'TEMPWAT_L0' }),
  conductivity: counts('Seawater conductivity, unprocessed', { identifier: 'CONDWAT_L0' }),
  pressure: counts('Seawater pressure, unprocessed', { identifier: 'PRESWAT_L0' }),
  ctd_time: stored(int64, 'seconds since 2000-01-01', 'Time by the instrument'),
}

const ctdmoGhqrImodemInstrument = defineStream({
  name: 'ctdmo_ghqr_imodem_instrument',
  about: 'CTD samples of a moored instrument, scaled to whole numbers by itself, through an inductive modem.',
  binMinutes: 20_160,
  preferredTimestamp: 'internal_timestamp',
  parameters: raw,
  derived: products(
    { algorithm: 'ctd_sbe37im_tempwat', arguments: { t0: 'temperature' } },
    { algorithm: 'ctd_sbe37im_preswat', arguments: { p0: 'pressure', p_range_psia: 'CC_p_range' } },
    { algorithm: 'ctd_sbe37im_condwat', arguments: { c0: 'conductivity' } },
  ),
})

const ctdmoGhqrInstrumentRecovered = defineStream({
  name: 'ctdmo_ghqr_instrument_recovered',
  about: 'CTD samples in raw counts, uploaded from the memory of a recovered moored instrument.',
  binMinutes: 20_160,
  preferredTimestamp: 'internal_timestamp',
  parameters: { ...raw, pressure_temp: counts('Temperature of the pressure sensor, unprocessed') },
  derived: products(
    {
      algorithm: 'ctd_sbe37im_tempwat_instrument_recovered',
      arguments: { t0: 'temperature', ...named(['a0', 'a1', 'a2', 'a3']) },
    },
    {
      algorithm: 'ctd_sbe37im_preswat_instrument_recovered',
      arguments: {
        p0: 'pressure',
        pt0: 'pressure_temp',
        ...named(['ptempa0', 'ptempa1', 'ptempa2', 'ptca0', 'ptca1', 'ptca2', 'ptcb0', 'ptcb1', 'ptcb2']),
        ...named(['pa0', 'pa1', 'pa2']),
      },
    },
    {
      algorithm: 'ctd_sbe37im_condwat_instrument_recovered',
      arguments: {
        c0: 'conductivity',
        t1: 'ctdmo_seawater_temperature',
        p1: 'ctdmo_seawater_pressure',
        ...named(['g', 'h', 'i', 'j', 'cpcor', 'ctcor', 'wbotc']),
      },
    },
  ),
})

export const ctdmoStreams = [
  ctdmoGhqrImodemInstrument,
  ...alsoAs(ctdmoGhqrImodemInstrument, {
    ctdmo_ghqr_imodem_instrument_recovered: 'The same, from the files of a recovered controller.',
    ctdmo_ghqr_sio_mule_instrument: 'The same, through the controller of a subsurface mooring.',
  }),
  ctdmoGhqrInstrumentRecovered,
]
