/** Photosynthetically active radiation (PARAD). */
import { at, defineAlgorithm, eachRow } from '../algorithm.ts'

const about = 'Photosynthetically active radiation'
const units = 'umol m-2 s-1'
const source = 'OOI DPS 1341-00720 (OPTPARW)'
const immersion = { about: 'Immersion coefficient', units: '1' } as const

export const optParSatlantic = defineAlgorithm({
  name: 'opt_par_satlantic',
  formulaVersion: 1,
  about: `${about}, of Satlantic sensors`,
  source,
  arguments: {
    counts_output: { about: 'Reading', units: 'counts' },
    a0: { about: 'Reading in the dark', units: 'counts' },
    a1: { about: 'Scale factor', units: 'umol m-2 s-1 count-1' },
    Im: immersion,
  },
  result: { about, units },
  compute: ({ counts_output, a0, a1, Im }, { rows }) =>
    eachRow(rows, (row) => at(Im, row) * at(a1, row) * (at(counts_output, row) - at(a0, row))),
})

export const optParWetlabs = defineAlgorithm({
  name: 'opt_par_wetlabs',
  formulaVersion: 1,
  about: `${about}, of WET Labs sensors`,
  source: 'OOI DPS 1341-00722 (OPTPARW)',
  arguments: {
    counts_output: { about: 'Reading, logarithmic', units: 'counts' },
    a0: { about: 'Offset', units: 'counts' },
    a1: { about: 'Counts a decade', units: 'counts' },
    Im: immersion,
  },
  result: { about, units },
  compute: ({ counts_output, a0, a1, Im }, { rows }) =>
    eachRow(rows, (row) => at(Im, row) * 10 ** ((at(counts_output, row) - at(a0, row)) / at(a1, row))),
})

export const optParBiosphericalMobile = defineAlgorithm({
  name: 'opt_par_biospherical_mobile',
  formulaVersion: 1,
  about: `${about}, of Biospherical QSP-2155 sensors on gliders`,
  source: 'OOI DPS 1341-00721 (OPTPARW)',
  arguments: {
    output: { about: 'Reading', units: 'V' },
    dark_offset: { about: 'Reading in the dark', units: 'V' },
    scale_wet: { about: 'Scale factor in water', units: 'V/(umol m-2 s-1)' },
  },
  result: { about, units },
  compute: ({ output, dark_offset, scale_wet }, { rows }) =>
    eachRow(rows, (row) => (at(output, row) - at(dark_offset, row)) / at(scale_wet, row)),
})

/** umol m-2 in quanta cm-2: Avogadro's number as the calibration sheets have it. */
const quantaPerMicromole = 6.02e13

export const optParBiosphericalWfp = defineAlgorithm({
  name: 'opt_par_biospherical_wfp',
  formulaVersion: 1,
  about: `${about}, of Biospherical QSP-2100 sensors on wire-following profilers`,
  source: 'OOI DPS 1341-00721 (OPTPARW)',
  arguments: {
    output: { about: 'Reading', units: 'mV' },
    dark_offset: { about: 'Reading in the dark', units: 'mV' },
    scale_wet: { about: 'Scale factor in water', units: 'V/(quanta cm-2 s-1)' },
  },
  result: { about, units },
  compute: ({ output, dark_offset, scale_wet }, { rows }) =>
    eachRow(rows, (row) => (at(output, row) - at(dark_offset, row)) / 1000 / (at(scale_wet, row) * quantaPerMicromole)),
})

export const paradAlgorithms = [optParSatlantic, optParWetlabs, optParBiosphericalMobile, optParBiosphericalWfp]
