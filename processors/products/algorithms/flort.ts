/** Fluorometers (FLORT, FLORD, FLNTU, FLCDR, FLORT-O): chlorophyll, CDOM, optical backscatter. */
import { at, defineAlgorithm, eachRow } from '../algorithm.ts'
import { seawaterScattering } from './flort/seawater-scattering.ts'

/** (counts − dark) × scale: the calibration of every channel of an ECO sensor. */
function scaled(name: string, about: string, units: string, source: string) {
  return defineAlgorithm({
    name,
    formulaVersion: 1,
    about,
    source,
    arguments: {
      counts_output: { about: 'Reading of the channel: counts, or volts of an analog sensor', units: 'counts' },
      counts_dark: { about: 'Reading in the dark, in the units of the reading', units: 'counts' },
      scale_factor: { about: 'Scale factor', units: `${units} count-1` },
    },
    result: { about, units },
    compute: ({ counts_output, counts_dark, scale_factor }, { rows }) =>
      eachRow(rows, (row) => (at(counts_output, row) - at(counts_dark, row)) * at(scale_factor, row)),
  })
}

export const floChla = scaled('flo_chla', 'Fluorometric chlorophyll a', 'ug L-1', 'OOI DPS 1341-00530 (CHLAFLO)')
export const floCdom = scaled('flo_cdom', 'Fluorometric CDOM', 'ppb', 'OOI DPS 1341-00550 (CDOMFLO)')
export const floBeta = scaled(
  'flo_beta',
  'Volume scattering of seawater and particles',
  'm-1 sr-1',
  'OOI DPS 1341-00540 (FLUBSCT, level 1)',
)

const zhang = 'OOI DPS 1341-00540 (FLUBSCT); Zhang, Hu and He, Optics Express 17, 5698 (2009)'
/** Farinato and Rowell (1976). */
const depolarizationRatio = 0.039
const ofSeawater = {
  degC: { about: 'Temperature of the water', units: 'degree_C' },
  psu: { about: 'Practical salinity', units: '1' },
  theta: { about: 'Centroid of the scattering angle', units: 'degree' },
  wlngth: { about: 'Wavelength of the measurement', units: 'nm' },
} as const

export const floScatSeawater = defineAlgorithm({
  name: 'flo_scat_seawater',
  formulaVersion: 1,
  about: 'Total scattering coefficient of pure seawater',
  source: zhang,
  arguments: {
    ...ofSeawater,
    delta: { about: 'Depolarization ratio', units: '1', optional: true, default: depolarizationRatio },
  },
  result: { about: 'Total scattering coefficient of pure seawater', units: 'm-1' },
  compute: ({ degC, psu, theta, wlngth, delta }, { rows }) =>
    eachRow(
      rows,
      (row) => seawaterScattering(at(degC, row), at(psu, row), at(theta, row), at(wlngth, row), at(delta, row)).total,
    ),
})

/** Particles: χ × 2π × (β − seawater's β); seawater itself scatters half of its total backwards. */
export const floBbackTotal = defineAlgorithm({
  name: 'flo_bback_total',
  formulaVersion: 1,
  about: 'Optical backscatter of seawater and particles',
  source: zhang,
  arguments: {
    beta: { about: 'Volume scattering of seawater and particles', units: 'm-1 sr-1' },
    ...ofSeawater,
    xfactor: { about: 'χ: from scattering at one angle to the backward half, by the instrument', units: '1' },
  },
  result: { about: 'Total optical backscatter coefficient', units: 'm-1' },
  compute: ({ beta, degC, psu, theta, wlngth, xfactor }, { rows }) =>
    eachRow(rows, (row) => {
      const seawater = seawaterScattering(
        at(degC, row),
        at(psu, row),
        at(theta, row),
        at(wlngth, row),
        depolarizationRatio,
      )
      return at(xfactor, row) * 2 * Math.PI * (at(beta, row) - seawater.volume) + seawater.total / 2
    }),
})

export const flortAlgorithms = [floChla, floCdom, floBeta, floScatSeawater, floBbackTotal]
