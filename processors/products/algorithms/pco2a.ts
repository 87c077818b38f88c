/** pCO2 in air and surface water (PCO2A), and the flux between them. */
import { at, defineAlgorithm, eachRow } from '../algorithm.ts'

export const pco2Ppressure = defineAlgorithm({
  name: 'pco2_ppressure',
  formulaVersion: 1,
  about: 'Partial pressure of CO2 in air or surface seawater, from its mole fraction',
  source: 'OOI DPS 1341-00260 (PCO2ATM, PCO2SSW)',
  arguments: {
    xco2: { about: 'Mole fraction of CO2', units: 'ppm' },
    p: { about: 'Pressure of the gas stream', units: 'mbar' },
    std: { about: 'Standard atmosphere', units: 'mbar', optional: true, default: 1013.25 },
  },
  result: { about: 'Partial pressure of CO2', units: 'uatm' },
  compute: ({ xco2, p, std }, { rows }) => eachRow(rows, (row) => (at(xco2, row) * at(p, row)) / at(std, row)),
})

const zeroCelsius = 273.15

/** Wanninkhof (1992), table A1. */
const schmidtNumber = (t: number): number => 2073.1 + t * (-125.62 + t * (3.6276 + t * -0.043219))

/** mol atm-1 m-3, per volume: Weiss (1974), equation 12 and table I. */
function solubility(t: number, salinity: number): number {
  const hundreds = (t + zeroCelsius) / 100
  const bySalinity = 0.027766 + hundreds * (-0.025888 + hundreds * 0.0050578)
  return 1000 * Math.exp(-58.0931 + 90.5069 / hundreds + 22.294 * Math.log(hundreds) + salinity * bySalinity)
}

/** m s-1 for a Schmidt number of 660: Sweeney et al. (2007), whose 0.27 gives cm/h. */
const transferVelocity = (wind: number): number => (0.27 * wind ** 2) / (100 * 3600)

export const pco2Co2flux = defineAlgorithm({
  name: 'pco2_co2flux',
  formulaVersion: 1,
  about: 'Flux of CO2 from the ocean to the atmosphere',
  source: 'OOI DPS 1341-00270 (CO2FLUX); Wanninkhof (1992), Weiss (1974), Sweeney et al. (2007)',
  arguments: {
    pco2w: { about: 'Partial pressure of CO2 in surface seawater', units: 'uatm' },
    pco2a: { about: 'Partial pressure of CO2 in air', units: 'uatm' },
    u10: { about: 'Wind speed, brought to 10 m', units: 'm s-1' },
    t: { about: 'Temperature of the sea surface', units: 'degree_C' },
    s: { about: 'Practical salinity of the sea surface', units: '1' },
  },
  result: { about: 'Flux of CO2 out of the ocean', units: 'mol m-2 s-1' },
  compute: ({ pco2w, pco2a, u10, t, s }, { rows }) =>
    eachRow(rows, (row) => {
      const temperature = at(t, row)
      const velocity = transferVelocity(at(u10, row)) * Math.sqrt(660 / schmidtNumber(temperature))
      return velocity * solubility(temperature, at(s, row)) * (at(pco2w, row) - at(pco2a, row)) * 1e-6
    }),
})

export const pco2aAlgorithms = [pco2Ppressure, pco2Co2flux]
