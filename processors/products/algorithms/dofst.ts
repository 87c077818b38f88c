/** Oxygen of fast electrodes (DOFST): Sea-Bird SBE 43 (volts) and 43F (frequency). */
import { at, type ComputeContext, defineAlgorithm, eachRow, finiteOrFlag, type Given } from '../algorithm.ts'
import { saFromSp } from '../seawater/absolute-salinity.ts'
import { potRhoFromT } from '../seawater/density.ts'
import { scaledTemperature } from '../seawater/oxygen-solubility.ts'

const electrode = {
  Soc: { about: 'Slope of the signal: 1/V, or s', units: '1' },
  A: { about: 'Temperature correction, linear term', units: '1' },
  B: { about: 'Temperature correction, quadratic term', units: '1' },
  C: { about: 'Temperature correction, cubic term', units: '1' },
  E: { about: 'Pressure correction, K/dbar', units: '1' },
  P: { about: 'Sea pressure', units: 'dbar' },
  T: { about: 'In-situ temperature, ITS-90', units: 'degree_C' },
  SP: { about: 'Practical Salinity', units: '1' },
  lat: { about: 'Latitude', units: 'degrees_north' },
  lon: { about: 'Longitude', units: 'degrees_east' },
} as const

/** Oxygen in equilibrium with moist air, mL/L (Garcia and Gordon, 1992, fit to Benson and Krause). */
function solubility(sp: number, t: number): number {
  const y = scaledTemperature(t)
  return Math.exp(
    2.00907 +
      y * (3.22014 + y * (4.0501 + y * (4.94457 + y * (-0.256847 + 3.88767 * y)))) +
      sp * (-6.24523e-3 + y * (-7.37614e-3 + y * (-1.0341e-2 - 8.17083e-3 * y)) - 4.88682e-7 * sp),
  )
}

/** µmol/L of 1 mL/L of oxygen, times 1000 L/m³. */
const micromolesOfMillilitre = 44660

/** Oxygen, µmol/kg, of the signal of an electrode (volts or hertz), its zero taken off. */
function oxygenOf(signal: number, given: Given<typeof electrode>, context: ComputeContext, row: number): number {
  const { Soc, A, B, C, E, P, T, SP, lat, lon } = given
  const [p, t, sp] = [at(P, row), at(T, row), at(SP, row)]
  const byTemperature = 1 + t * (at(A, row) + t * (at(B, row) + t * at(C, row)))
  const byPressure = Math.exp((at(E, row) * p) / (t + 273.15))
  const millilitres = at(Soc, row) * signal * solubility(sp, t) * byTemperature * byPressure
  const sa = saFromSp(sp, p, at(lon, row), at(lat, row))
  const oxygen = (millilitres * micromolesOfMillilitre) / potRhoFromT(sa, t, p, 0)
  return finiteOrFlag(context, row, oxygen, given, 'salinity, temperature or position is out of range')
}

const source = 'OOI DPS 1341-00521 (DOCONCF); Sea-Bird application note 64'
const result = { about: 'Oxygen', units: 'umol kg-1' } as const

export const do2DofstVolt = defineAlgorithm({
  name: 'do2_dofst_volt',
  formulaVersion: 1,
  about: 'Oxygen from the counts that an SBE 16plus makes of the volts of an SBE 43',
  source,
  arguments: {
    voltage_counts: { about: 'Oxygen reading, 13107 for a volt', units: 'counts' },
    Voffset: { about: 'Zero of the signal', units: 'V' },
    ...electrode,
  },
  result,
  compute: (given, context) =>
    eachRow(context.rows, (row) =>
      oxygenOf(at(given.voltage_counts, row) / 13107 + at(given.Voffset, row), given, context, row),
    ),
})

export const do2DofstFrequency = defineAlgorithm({
  name: 'do2_dofst_frequency',
  formulaVersion: 1,
  about: 'Oxygen from the frequency of an SBE 43F',
  source,
  arguments: {
    frequency: { about: 'Oxygen reading', units: 'Hz' },
    Foffset: { about: 'Zero of the signal', units: 'Hz' },
    ...electrode,
  },
  result,
  compute: (given, context) =>
    eachRow(context.rows, (row) => oxygenOf(at(given.frequency, row) + at(given.Foffset, row), given, context, row)),
})

export const dofstAlgorithms = [do2DofstVolt, do2DofstFrequency]
