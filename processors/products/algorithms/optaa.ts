/** Attenuation and absorption spectra (OPTAA): WET Labs ac-s. */
import { at, defineAlgorithm, refuseAll } from '../algorithm.ts'
import { misfit, seawaterCorrection, uncorrected } from './optaa/absorption-meter.ts'
import { correctScattering } from './optaa/scattering.ts'

const counts = (about: string) => ({ about, units: 'counts', shape: 'vector' }) as const
const meter = {
  traw: { about: 'Internal thermistor reading', units: 'counts' },
  tcal: { about: 'Temperature of the pure-water calibration', units: 'degree_C' },
  tbins: { about: 'Internal temperatures of the drift table', units: 'degree_C', shape: 'vector' },
} as const
const sea = {
  T: { about: 'Temperature of the water', units: 'degree_C' },
  PS: { about: 'Practical salinity', units: '1' },
} as const
const drift = {
  about: 'Drift with the internal temperature: a row for each wavelength, a column for each of tbins',
  units: 'm-1',
  shape: 'matrix',
} as const
const offset = { about: 'Pure-water offset of each wavelength', units: 'm-1', shape: 'vector' } as const
const wavelengths = (about: string) => ({ about, units: 'nm', shape: 'vector' }) as const

export const optBeamAttenuation = defineAlgorithm({
  name: 'opt_beam_attenuation',
  formulaVersion: 1,
  about: 'Beam attenuation, less that of pure water',
  source: 'OOI DPS 1341-00690 (OPTATTN)',
  arguments: {
    cref: counts('Reference of the attenuation channel'),
    csig: counts('Signal of the attenuation channel'),
    ...meter,
    cwl: wavelengths('Wavelengths of the attenuation channel'),
    coff: offset,
    tc_arr: drift,
    ...sea,
  },
  result: { about: 'Beam attenuation', units: 'm-1', shape: 'vector' },
  compute: ({ cref, csig, traw, cwl, coff, tcal, tbins, tc_arr, T, PS }, context) => {
    const channel = { reference: cref, signal: csig, wavelengths: cwl, offsets: coff, bins: tbins, drift: tc_arr }
    const { width } = cref
    const problem = misfit(channel)
    if (problem !== null) return refuseAll(context, problem, width)
    const correct = seawaterCorrection(cwl, 'salinityOfC')
    const values = new Float64Array(context.rows * width)
    for (let row = 0; row < context.rows; row++) {
      const spectrum = values.subarray(row * width, (row + 1) * width)
      uncorrected(channel, row, at(traw, row), context, spectrum)
      correct(row, at(T, row) - at(tcal, row), at(PS, row), spectrum)
    }
    return { values, width }
  },
})

export const optOpticalAbsorption = defineAlgorithm({
  name: 'opt_optical_absorption',
  formulaVersion: 1,
  about: 'Optical absorption, less that of pure water, corrected for scattering',
  source: 'OOI DPS 1341-00700 (OPTABSN); Zaneveld, Kitchen and Moore (1994)',
  arguments: {
    aref: counts('Reference of the absorption channel'),
    asig: counts('Signal of the absorption channel'),
    ...meter,
    awl: wavelengths('Wavelengths of the absorption channel'),
    aoff: offset,
    ta_arr: drift,
    cpd_ts: { about: 'Beam attenuation', units: 'm-1', shape: 'vector' },
    cwl: wavelengths('Wavelengths of the attenuation channel'),
    ...sea,
    rwlngth: { about: 'Wavelength where nothing but scattering is seen', units: 'nm', optional: true, default: 715 },
  },
  result: { about: 'Optical absorption', units: 'm-1', shape: 'vector' },
  compute: ({ aref, asig, traw, awl, aoff, tcal, tbins, ta_arr, cpd_ts, cwl, T, PS, rwlngth }, context) => {
    const channel = { reference: aref, signal: asig, wavelengths: awl, offsets: aoff, bins: tbins, drift: ta_arr }
    const { width } = aref
    const problem =
      misfit(channel) ??
      (cpd_ts.width === cwl.width ? null : `cpd_ts has ${cpd_ts.width} wavelengths, cwl ${cwl.width}`)
    if (problem !== null) return refuseAll(context, problem, width)
    const correct = seawaterCorrection(awl, 'salinityOfA')
    const values = new Float64Array(context.rows * width)
    for (let row = 0; row < context.rows; row++) {
      const spectrum = values.subarray(row * width, (row + 1) * width)
      uncorrected(channel, row, at(traw, row), context, spectrum)
      correct(row, at(T, row) - at(tcal, row), at(PS, row), spectrum)
      correctScattering(spectrum, awl, cpd_ts, cwl, row, at(rwlngth, row))
    }
    return { values, width }
  },
})

export const optaaAlgorithms = [optBeamAttenuation, optOpticalAbsorption]
