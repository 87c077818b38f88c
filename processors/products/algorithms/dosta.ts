/** Oxygen of "stable" optodes (DOSTA): Aanderaa 4330, 4831 and 4835. */
import { at, defineAlgorithm, eachRow, finiteOrFlag, type Numbers, refuseAll } from '../algorithm.ts'
import { saFromSp } from '../seawater/absolute-salinity.ts'
import { rho } from '../seawater/density.ts'
import { scaledTemperature } from '../seawater/oxygen-solubility.ts'
import { ctFromT } from '../seawater/temperature.ts'

const source = 'OOI DPS 1341-00520 (DOCONCS)'

export const dostaPhaseVoltToDegree = defineAlgorithm({
  name: 'dosta_phase_volt_to_degree',
  formulaVersion: 1,
  about: 'Calibrated phase from the analog output of an optode; 0 to 5 V are 10 to 70°',
  source,
  arguments: { phase_volt: { about: 'Analog output, phase', units: 'V' } },
  result: { about: 'Calibrated phase', units: 'degree' },
  compute: ({ phase_volt }, { rows }) => eachRow(rows, (row) => 10 + 12 * at(phase_volt, row)),
})

export const dostaToptVoltToDegC = defineAlgorithm({
  name: 'dosta_Topt_volt_to_degC',
  formulaVersion: 1,
  about: 'Temperature of the foil from the analog output of an optode; 0 to 5 V are -5 to 35 °C',
  source,
  arguments: { T_optode_volt: { about: 'Analog output, temperature', units: 'V' } },
  result: { about: 'Temperature of the foil', units: 'degree_C' },
  compute: ({ T_optode_volt }, { rows }) => eachRow(rows, (row) => -5 + 8 * at(T_optode_volt, row)),
})

export const o2CountsToUM = defineAlgorithm({
  name: 'o2_counts_to_uM',
  formulaVersion: 1,
  about: 'Oxygen from what a CTD passes on of an optode, uncorrected for salinity and pressure',
  source,
  arguments: { o2_counts: { about: 'Oxygen reading', units: 'counts' } },
  result: { about: 'Oxygen', units: 'umol L-1' },
  compute: ({ o2_counts }, { rows }) => eachRow(rows, (row) => at(o2_counts, row) / 1e4 - 10),
})

const element = ({ values, stride }: Numbers, row: number, j: number): number => values[row * stride + j] as number

export const do2Svu = defineAlgorithm({
  name: 'do2_SVU',
  formulaVersion: 1,
  about: 'Oxygen by the equation of Stern, Volmer and Uchida, uncorrected for salinity and pressure',
  source: `${source}; Uchida et al. (2008)`,
  arguments: {
    calphase: { about: 'Calibrated phase', units: 'degree' },
    temp: { about: 'Temperature of the foil', units: 'degree_C' },
    csv: { about: 'Seven coefficients of the foil', units: '1', shape: 'vector' },
    conc_coef: {
      about: 'Offset, µmol/L, and slope of the last calibration at two points; 0 and 1 if left out',
      units: '1',
      shape: 'vector',
      optional: true,
    },
  },
  result: { about: 'Oxygen', units: 'umol L-1' },
  compute: (given, context) => {
    const { calphase, temp, csv, conc_coef } = given
    if (csv.width !== 7) return refuseAll(context, `csv has ${csv.width} coefficients, not 7`)
    if (conc_coef !== undefined && conc_coef.width !== 2) {
      return refuseAll(context, `conc_coef has ${conc_coef.width} coefficients, not 2`)
    }
    return eachRow(context.rows, (row) => {
      const c = (j: number) => element(csv, row, j)
      const t = at(temp, row)
      const quenching = c(0) + t * (c(1) + t * c(2))
      const unquenched = c(3) + c(4) * t
      const phase = c(5) + c(6) * at(calphase, row)
      const oxygen = (unquenched / phase - 1) / quenching
      const corrected =
        conc_coef === undefined ? oxygen : element(conc_coef, row, 0) + element(conc_coef, row, 1) * oxygen
      return finiteOrFlag(context, row, corrected, given, 'the foil gives no such phase')
    })
  },
})

/** Logarithm of what salt does to solubility (Garcia and Gordon, 1992, combined fit), from reference to true salinity. */
function saltingOut(sp: number, reference: number, t: number): number {
  const y = scaledTemperature(t)
  const linear = -6.24097e-3 + y * (-6.93498e-3 + y * (-6.90358e-3 - 4.29155e-3 * y))
  return (sp - reference) * linear - 3.1168e-7 * (sp * sp - reference * reference)
}

export const do2SalinityCorrection = defineAlgorithm({
  name: 'do2_salinity_correction',
  formulaVersion: 1,
  about: 'Oxygen of an optode corrected for salinity and pressure, by mass of water',
  source: `${source}; Garcia and Gordon (1992)`,
  arguments: {
    DO: { about: 'Oxygen, uncorrected', units: 'umol L-1' },
    P: { about: 'Sea pressure', units: 'dbar' },
    T: { about: 'In-situ temperature, ITS-90', units: 'degree_C' },
    SP: { about: 'Practical Salinity', units: '1' },
    lat: { about: 'Latitude', units: 'degrees_north' },
    lon: { about: 'Longitude', units: 'degrees_east' },
    sref: { about: 'Salinity that the optode is set to', units: '1', optional: true, default: 0 },
    pref: { about: 'Reference pressure of the density', units: 'dbar', optional: true, default: 0 },
  },
  result: { about: 'Oxygen', units: 'umol kg-1' },
  compute: (given, context) =>
    eachRow(context.rows, (row) => {
      const { DO, P, T, SP, lat, lon, sref, pref } = given
      const [oxygen, p, t, sp] = [at(DO, row), at(P, row), at(T, row), at(SP, row)]
      const sa = saFromSp(sp, p, at(lon, row), at(lat, row))
      const density = rho(sa, ctFromT(sa, t, p), at(pref, row))
      const byPressure = 1 + (0.032 * p) / 1000
      const corrected = ((1000 * oxygen) / density) * byPressure * Math.exp(saltingOut(sp, at(sref, row), t))
      return finiteOrFlag(context, row, corrected, given, 'salinity, temperature or position is out of range')
    }),
})

export const dostaAlgorithms = [
  dostaPhaseVoltToDegree,
  dostaToptVoltToDegC,
  o2CountsToUM,
  do2Svu,
  do2SalinityCorrection,
]
